/*-------------------------------------------------------------------------
 *
 * hslist_fuzz.c
 *	  libFuzzer target: lists of customs codes as text, and what they are
 *	  combined to.
 *
 * A byte 0 divides the input into two lists.  Needs the server's headers;
 * pg_stub.c stands for the server.
 *
 *-------------------------------------------------------------------------
 */
#include "hs/hslist_parse.c"

#include "pg_stub.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A list, or NULL where the text is none. */
static hslist *
read_or_null(const char *s)
{
	if (setjmp(stub_error) != 0)
		return NULL;
	return read_text(s, NULL);
}

static bool
same_list(const hslist *a, const hslist *b)
{
	return VARSIZE(a) == VARSIZE(b) && memcmp(a, b, VARSIZE(a)) == 0;
}

/* What must hold of every list. */
static void
check_list(const hslist *list)
{
	char	   *s = hslist_print(list);
	hslist	   *again = read_or_null(s);

	CHECK(VARSIZE(list) == HSLIST_SIZE(list->nranges));
	for (int i = 0; i < (int) list->nranges; i++)
	{
		hscode		lo = HSLIST_LO(list)[i];
		hscode		hi = HSLIST_HI(list)[i];

		CHECK(hs_is_code(lo) && hs_is_code(hi) && lo <= hi);
		CHECK(i == 0 || lo > HSLIST_HI(list)[i - 1]);
		CHECK(hslist_find(list, lo) == i && hslist_find(list, hi) == i);
		CHECK(hslist_covers(list, lo, hi) && hslist_touches(list, lo, lo));
	}
	CHECK(again != NULL && same_list(list, again));
}

static hslist *
combine(const hslist *a, const hslist *b, HsSetOp op)
{
	HsSpans		x;
	HsSpans		y;
	HsSpans		z;

	hs_spans_init(&x, NULL);
	hs_spans_init(&y, NULL);
	hs_spans_add_list(&x, a);
	hs_spans_add_list(&y, b);
	hs_spans_normalize(&x);
	hs_spans_normalize(&y);
	hs_spans_combine(&z, &x, &y, op);
	return hslist_build(&z);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char	   *s = palloc(size + 2);
	hslist	   *a;
	hslist	   *b;

	memcpy(s, data, size);
	s[size] = s[size + 1] = '\0';
	a = read_or_null(s);
	b = read_or_null(s + (strlen(s) < size ? strlen(s) + 1 : 0));
	if (a != NULL)
		check_list(a);
	if (a != NULL && b != NULL)
	{
		hslist	   *both = combine(a, b, HS_UNION);
		hslist	   *common = combine(a, b, HS_INTERSECT);
		hslist	   *rest = combine(a, b, HS_MINUS);

		check_list(both);
		check_list(common);
		check_list(rest);
		CHECK(same_list(both, combine(b, a, HS_UNION)));
		CHECK(same_list(common, combine(b, a, HS_INTERSECT)));
		CHECK(same_list(combine(both, a, HS_INTERSECT), a));
		CHECK(same_list(combine(rest, a, HS_UNION), a));
	}
	stub_free_all();
	return 0;
}
