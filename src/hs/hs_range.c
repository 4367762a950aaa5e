/*-------------------------------------------------------------------------
 *
 * hs_range.c
 *	  Intervals of the code line: what a condition selects, and the type
 *	  hsrange by which a B-tree is asked for it.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "hs/hs_range.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

PG_FUNCTION_INFO_V1(hsrange_in);
PG_FUNCTION_INFO_V1(hsrange_out);
PG_FUNCTION_INFO_V1(hsrange_code_cmp);
PG_FUNCTION_INFO_V1(hsrange_code_before);
PG_FUNCTION_INFO_V1(hsrange_code_not_after);
PG_FUNCTION_INFO_V1(hsrange_code_in);
PG_FUNCTION_INFO_V1(hsrange_code_not_before);
PG_FUNCTION_INFO_V1(hsrange_code_after);
PG_FUNCTION_INFO_V1(hsrange_cmp_code);
PG_FUNCTION_INFO_V1(hsrange_before_code);
PG_FUNCTION_INFO_V1(hsrange_not_after_code);
PG_FUNCTION_INFO_V1(hsrange_has_code);
PG_FUNCTION_INFO_V1(hsrange_not_before_code);
PG_FUNCTION_INFO_V1(hsrange_after_code);
PG_FUNCTION_INFO_V1(hsrange_cmp);
PG_FUNCTION_INFO_V1(hsrange_lt);
PG_FUNCTION_INFO_V1(hsrange_le);
PG_FUNCTION_INFO_V1(hsrange_eq);
PG_FUNCTION_INFO_V1(hsrange_ge);
PG_FUNCTION_INFO_V1(hsrange_gt);
PG_FUNCTION_INFO_V1(hslist_index_contained);
PG_FUNCTION_INFO_V1(hslist_index_overlaps);
PG_FUNCTION_INFO_V1(hscode_ancestors);

/* ----------------------------------------------------------------
 * Covers
 * ----------------------------------------------------------------
 */

static void
cover_init(HsCover *cover, int size)
{
	cover->n = 0;
	cover->size = Max(size, 1);
	cover->range = palloc(cover->size * sizeof(hsrange));
}

static void
cover_add(HsCover *cover, hscode lo, hscode hi)
{
	Assert(lo <= hi);
	if (cover->n == cover->size)
	{
		cover->size *= 2;
		cover->range = repalloc_huge(cover->range, cover->size * sizeof(hsrange));
	}
	cover->range[cover->n].lo = lo;
	cover->range[cover->n].hi = hi;
	cover->range[cover->n].kind = HSRANGE_SELF;
	cover->n++;
}

HsCover
hs_cover_contained(const hslist *list)
{
	const hscode *los = HSLIST_LO(list);
	const hscode *his = HSLIST_HI(list);
	uint32		n = list->nranges;
	HsCover		cover;

	cover_init(&cover, n);
	for (uint32 i = 0; i < n; i++)
	{
		hscode		lo = los[i];
		hscode		end = hs_succ(his[i]);

		CHECK_FOR_INTERRUPTS();

		/* in full or in part is the same here */
		while (i + 1 < n && los[i + 1] == end)
			end = hs_succ(his[++i]);

		/* the listed codes that reach beyond the end are above what follows */
		if (end != HS_END)
		{
			int			digits = hs_digits(end);

			for (int k = 1; k < digits; k++)
			{
				hscode		p = hs_prefix(end, k);

				if (p < lo)
					continue;
				if (p > lo)
					cover_add(&cover, lo, hs_pred(p));
				lo = hs_succ(p);
			}
		}
		if (lo < end)
			cover_add(&cover, lo, hs_pred(end));
	}
	return cover;
}

HsCover
hs_cover_overlaps(const hslist *list)
{
	HsSpans		spans;
	HsCover		cover;

	hs_spans_init(&spans, NULL);
	for (uint32 i = 0; i < list->nranges; i++)
	{
		hscode		lo = HSLIST_LO(list)[i];
		hscode		before = i > 0 ? HSLIST_LO(list)[i - 1] : 0;
		int			digits = hs_digits(lo);

		CHECK_FOR_INTERRUPTS();
		for (int k = 1; k < digits; k++)
		{
			hscode		p = hs_prefix(lo, k);

			/* those above the range before are there already */
			if (before == 0 || hs_prefix(before, k) != p)
				hs_spans_add(&spans, p, hs_succ(p), HS_FULL);
		}
		hs_spans_add(&spans, lo, hs_succ(HSLIST_HI(list)[i]), HS_FULL);
	}
	hs_spans_normalize(&spans);

	cover_init(&cover, spans.n);
	for (int i = 0; i < spans.n; i++)
		cover_add(&cover, spans.span[i].lo, hs_pred(spans.span[i].end));
	pfree(spans.span);
	return cover;
}

HsCover
hs_cover_containing(hscode code)
{
	int			digits = hs_digits(code);
	HsCover		cover;

	cover_init(&cover, digits);
	for (int k = 1; k <= digits; k++)
		cover_add(&cover, hs_prefix(code, k), hs_prefix(code, k));
	return cover;
}

Datum
hs_cover_array(const HsCover *cover, Oid rangetype, bool descending)
{
	int			n = 2 * cover->n;
	hsrange    *range = palloc_extended(Max(n, 1) * sizeof(hsrange), MCXT_ALLOC_HUGE);
	Datum	   *elems = palloc_extended(Max(n, 1) * sizeof(Datum), MCXT_ALLOC_HUGE);
	HsRangeKind kind[2];

	/* in the order of the kinds, which is how a B-tree has them */
	if (TS_BTREE_ARRAYS_FOLLOW_ENTRIES)
	{
		kind[0] = descending ? HSRANGE_SELF : HSRANGE_START;
		kind[1] = descending ? HSRANGE_END : HSRANGE_SELF;
	}
	else
	{
		kind[0] = HSRANGE_BEFORE;
		kind[1] = HSRANGE_AFTER;
	}
	for (int i = 0; i < n; i++)
	{
		range[i] = cover->range[i / 2];
		range[i].kind = kind[i % 2];
		elems[i] = PointerGetDatum(&range[i]);
	}
	return PointerGetDatum(construct_array(elems, n, rangetype,
										   sizeof(hsrange), false, TYPALIGN_DOUBLE));
}

/* The element type of the array that the function returns. */
static Oid
result_element(FunctionCallInfo fcinfo)
{
	return get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid));
}

/*
 * hs_index_contained(internal, descending boolean) returns hsrange[]
 *
 * The first argument is an hslist.  It is declared internal so that only the
 * planner can call the function.
 */
Datum
hslist_index_contained(PG_FUNCTION_ARGS)
{
	HsCover		cover = hs_cover_contained(PG_GETARG_HSLIST(0));

	return hs_cover_array(&cover, result_element(fcinfo), PG_GETARG_BOOL(1));
}

/* hs_index_overlaps(internal, descending boolean) returns hsrange[], for && */
Datum
hslist_index_overlaps(PG_FUNCTION_ARGS)
{
	HsCover		cover = hs_cover_overlaps(PG_GETARG_HSLIST(0));

	return hs_cover_array(&cover, result_element(fcinfo), PG_GETARG_BOOL(1));
}

/* hs_ancestors(hscode) returns hscode[] */
Datum
hscode_ancestors(PG_FUNCTION_ARGS)
{
	hscode		c = PG_GETARG_HSCODE(0);
	int			digits = hs_digits(c);
	Datum		elems[HS_MAX_DIGITS];

	for (int k = 1; k <= digits; k++)
		elems[k - 1] = HscodeGetDatum(hs_prefix(c, k));
	PG_RETURN_ARRAYTYPE_P(construct_array(elems, digits, result_element(fcinfo),
										  sizeof(hscode), true, TYPALIGN_DOUBLE));
}

/* ----------------------------------------------------------------
 * The type
 * ----------------------------------------------------------------
 */

Datum
hsrange_in(PG_FUNCTION_ARGS)
{
	struct Node *escontext = (struct Node *) ts_escontext(fcinfo);

	ts_ereturn(escontext, (Datum) 0,
			   (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("cannot accept a value of type %s", "hsrange"),
				errhint("Index conditions are made of this type; use hslist.")));
}

/*
 * For EXPLAIN: a dot for one of the elements of a range; for the other one
 * '8542' for a code and everything under it, '8471-8473' for a range as in an
 * hslist, '=8542' for a code alone, '=8542-=85429' for the rest.
 */
Datum
hsrange_out(PG_FUNCTION_ARGS)
{
	const hsrange *r = PG_GETARG_HSRANGE(0);
	char	   *buf = palloc(2 * HS_MAX_DIGITS + 8);
	char	   *p = buf;
	int			n = hs_digits(r->hi);
	hscode		hi = r->hi;

	if (r->kind == HSRANGE_AFTER || r->kind == HSRANGE_SELF)
	{
		strcpy(buf, ".");
		PG_RETURN_CSTRING(buf);
	}

	/* the shortest code that ends where the range does */
	if (n == HS_MAX_DIGITS)
		while (n > 1 && hs_last(hs_prefix(r->hi, n - 1)) == r->hi &&
			   hs_prefix(r->hi, n - 1) >= r->lo)
			hi = hs_prefix(r->hi, --n);

	if (hi == r->lo && hs_last(r->lo) == r->hi)
		hs_print(r->lo, p);
	else if (r->lo == r->hi)
	{
		*p++ = '=';
		hs_print(r->lo, p);
	}
	else
	{
		bool		whole = hs_last(hi) == r->hi;

		if (!whole)
			*p++ = '=';
		p += hs_print(r->lo, p);
		*p++ = '-';
		if (!whole)
			*p++ = '=';
		hs_print(hi, p);
	}
	PG_RETURN_CSTRING(buf);
}

/* -1, 0 or 1 as the code sorts before the range, as equal to it, or after it. */
static inline int
code_to_range(hscode c, const hsrange *r)
{
	switch ((HsRangeKind) r->kind)
	{
		case HSRANGE_BEFORE:
		case HSRANGE_START:
			return c < r->lo ? -1 : 1;
		case HSRANGE_AFTER:
		case HSRANGE_END:
			return c > r->hi ? 1 : -1;
		case HSRANGE_SELF:
			break;
	}
	return c < r->lo ? -1 : c > r->hi;
}

static inline bool
code_in_range(hscode c, const hsrange *r)
{
	return c >= r->lo && c <= r->hi && r->kind != HSRANGE_START && r->kind != HSRANGE_END;
}

/* Of the elements of a range the one of the lesser kind comes first. */
static inline int
range_to_range(const hsrange *a, const hsrange *b)
{
	if (a->lo != b->lo)
		return a->lo < b->lo ? -1 : 1;
	return a->kind < b->kind ? -1 : a->kind > b->kind;
}

Datum
hsrange_code_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(code_to_range(PG_GETARG_HSCODE(0), PG_GETARG_HSRANGE(1)));
}

Datum
hsrange_cmp_code(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(-code_to_range(PG_GETARG_HSCODE(1), PG_GETARG_HSRANGE(0)));
}

Datum
hsrange_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(range_to_range(PG_GETARG_HSRANGE(0), PG_GETARG_HSRANGE(1)));
}

#define HSRANGE_COMPARISON(name, condition) \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_BOOL(condition); \
}

#define CODE_TO_RANGE	code_to_range(PG_GETARG_HSCODE(0), PG_GETARG_HSRANGE(1))
#define RANGE_TO_CODE	-code_to_range(PG_GETARG_HSCODE(1), PG_GETARG_HSRANGE(0))
#define RANGE_TO_RANGE	range_to_range(PG_GETARG_HSRANGE(0), PG_GETARG_HSRANGE(1))

HSRANGE_COMPARISON(hsrange_code_before, CODE_TO_RANGE < 0)
HSRANGE_COMPARISON(hsrange_code_not_after, CODE_TO_RANGE <= 0)
HSRANGE_COMPARISON(hsrange_code_in, code_in_range(PG_GETARG_HSCODE(0), PG_GETARG_HSRANGE(1)))
HSRANGE_COMPARISON(hsrange_code_not_before, CODE_TO_RANGE >= 0)
HSRANGE_COMPARISON(hsrange_code_after, CODE_TO_RANGE > 0)
HSRANGE_COMPARISON(hsrange_before_code, RANGE_TO_CODE < 0)
HSRANGE_COMPARISON(hsrange_not_after_code, RANGE_TO_CODE <= 0)
HSRANGE_COMPARISON(hsrange_has_code, code_in_range(PG_GETARG_HSCODE(1), PG_GETARG_HSRANGE(0)))
HSRANGE_COMPARISON(hsrange_not_before_code, RANGE_TO_CODE >= 0)
HSRANGE_COMPARISON(hsrange_after_code, RANGE_TO_CODE > 0)
HSRANGE_COMPARISON(hsrange_lt, RANGE_TO_RANGE < 0)
HSRANGE_COMPARISON(hsrange_le, RANGE_TO_RANGE <= 0)
HSRANGE_COMPARISON(hsrange_eq, RANGE_TO_RANGE == 0)
HSRANGE_COMPARISON(hsrange_ge, RANGE_TO_RANGE >= 0)
HSRANGE_COMPARISON(hsrange_gt, RANGE_TO_RANGE > 0)
