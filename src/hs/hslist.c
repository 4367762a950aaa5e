/*-------------------------------------------------------------------------
 *
 * hslist.c
 *	  Sets of customs codes: the algebra of spans, the stored form, and the SQL
 *	  functions and aggregates over them.  How a list goes in and out is in
 *	  hslist_parse.c.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/detoast.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "hs/hslist.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(hslist_from_code);
PG_FUNCTION_INFO_V1(hslist_from_codes);
PG_FUNCTION_INFO_V1(hslist_eq);
PG_FUNCTION_INFO_V1(hslist_ne);
PG_FUNCTION_INFO_V1(hslist_lt);
PG_FUNCTION_INFO_V1(hslist_le);
PG_FUNCTION_INFO_V1(hslist_gt);
PG_FUNCTION_INFO_V1(hslist_ge);
PG_FUNCTION_INFO_V1(hslist_cmp);
PG_FUNCTION_INFO_V1(hslist_hash);
PG_FUNCTION_INFO_V1(hslist_hash_extended);
PG_FUNCTION_INFO_V1(hscode_in_list);
PG_FUNCTION_INFO_V1(hslist_has_code);
PG_FUNCTION_INFO_V1(hslist_in_code);
PG_FUNCTION_INFO_V1(hscode_has_list);
PG_FUNCTION_INFO_V1(hslist_in_list);
PG_FUNCTION_INFO_V1(hslist_has_list);
PG_FUNCTION_INFO_V1(hscode_overlaps_list);
PG_FUNCTION_INFO_V1(hslist_overlaps_code);
PG_FUNCTION_INFO_V1(hslist_overlaps_list);
PG_FUNCTION_INFO_V1(hslist_match);
PG_FUNCTION_INFO_V1(hslist_plus);
PG_FUNCTION_INFO_V1(hslist_minus);
PG_FUNCTION_INFO_V1(hslist_times);
PG_FUNCTION_INFO_V1(hslist_plus_code);
PG_FUNCTION_INFO_V1(hslist_minus_code);
PG_FUNCTION_INFO_V1(hslist_agg_code);
PG_FUNCTION_INFO_V1(hslist_agg_list);
PG_FUNCTION_INFO_V1(hslist_agg_combine);
PG_FUNCTION_INFO_V1(hslist_agg_serial);
PG_FUNCTION_INFO_V1(hslist_agg_deserial);
PG_FUNCTION_INFO_V1(hslist_agg_final);

/* What a set may grow to before it is merged; bounds memory. */
#define HS_SPANS_MAX			(8 * HSLIST_MAX_RANGES)

/* ----------------------------------------------------------------
 * Spans
 * ----------------------------------------------------------------
 */

void
hs_spans_init(HsSpans *s, struct Node *escontext)
{
	s->escontext = escontext;
	s->n = 0;
	s->size = 16;
	s->span = palloc(s->size * sizeof(HsSpan));
}

/* Reports the error; returns false where errors are soft. */
static bool
too_many_ranges(struct Node *escontext)
{
	ts_ereturn(escontext, false,
			   (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a list of customs codes cannot have more than %d ranges", HSLIST_MAX_RANGES),
				errhint("List coarser codes, or make several lists.")));
}

static bool
spans_reserve(HsSpans *s, int n)
{
	if (n <= s->size)
		return true;
	if (n > HS_SPANS_MAX)
		return too_many_ranges(s->escontext);
	s->size = Max(n, Min(2 * s->size, HS_SPANS_MAX));
	s->span = repalloc(s->span, s->size * sizeof(HsSpan));
	return true;
}

bool
hs_spans_add(HsSpans *s, hscode lo, hscode end, HsValue value)
{
	Assert(lo < end && value != HS_NONE);
	if (!spans_reserve(s, s->n + 1))
		return false;
	s->span[s->n].lo = lo;
	s->span[s->n].end = end;
	s->span[s->n].value = value;
	s->n++;
	return true;
}

bool
hs_spans_add_range(HsSpans *s, hscode a, hscode b, HsValue value)
{
	hscode		lo = a;
	hscode		end = hs_succ(hs_last(b));
	int			n = hs_digits(b);

	Assert(a <= b && hs_digits(a) == n);

	/* the codes above b that lie between, and reach beyond it, are left out */
	for (int i = 1; i < n; i++)
	{
		hscode		p = hs_prefix(b, i);

		if (p > a && hs_last(p) > hs_last(b))
		{
			if (lo < p && !hs_spans_add(s, lo, p, value))
				return false;
			lo = hs_succ(p);
		}
	}
	return hs_spans_add(s, lo, end, value);
}

bool
hs_spans_add_list(HsSpans *s, const hslist *list)
{
	if (!spans_reserve(s, s->n + list->nranges))
		return false;
	for (uint32 i = 0; i < list->nranges; i++)
		hs_spans_add(s, HSLIST_LO(list)[i], hs_succ(HSLIST_HI(list)[i]), HSLIST_VALUE(list, i));
	return true;
}

/* Greater value first, then by the first code. */
static int
span_cmp(const void *pa, const void *pb)
{
	const HsSpan *a = pa;
	const HsSpan *b = pb;

	if (a->value != b->value)
		return a->value > b->value ? -1 : 1;
	if (a->lo != b->lo)
		return a->lo < b->lo ? -1 : 1;
	return 0;
}

bool
hs_spans_normalize(HsSpans *s)
{
	HsSpans		full;
	HsSpans		part;
	HsSpans		both;
	int			n = 0;
	int			nfull;

	if (s->n <= 1)
		return true;
	qsort(s->span, s->n, sizeof(HsSpan), span_cmp);

	/* merge those of one value that overlap or touch */
	for (int i = 1; i < s->n; i++)
	{
		HsSpan	   *last = &s->span[n];
		HsSpan	   *this = &s->span[i];

		if (this->value == last->value && this->lo <= last->end)
			last->end = Max(last->end, this->end);
		else
			s->span[++n] = *this;
	}
	s->n = n + 1;

	for (nfull = 0; nfull < s->n && s->span[nfull].value == HS_FULL; nfull++)
		;
	if (nfull == 0 || nfull == s->n)
		return true;
	full.escontext = part.escontext = s->escontext;
	full.span = s->span;
	full.n = full.size = nfull;
	part.span = s->span + nfull;
	part.n = part.size = s->n - nfull;
	if (!hs_spans_combine(&both, &full, &part, HS_UNION) || !spans_reserve(s, both.n))
		return false;
	memcpy(s->span, both.span, both.n * sizeof(HsSpan));
	s->n = both.n;
	pfree(both.span);
	return true;
}

static HsValue
combine_values(HsValue a, HsValue b, HsSetOp op)
{
	switch (op)
	{
		case HS_UNION:
			return Max(a, b);
		case HS_INTERSECT:
			return Min(a, b);
		case HS_MINUS:
			if (b == HS_FULL)
				return HS_NONE;
			return b == HS_PART ? Min(a, HS_PART) : a;
	}
	return HS_NONE;				/* keep compiler quiet */
}

bool
hs_spans_combine(HsSpans *result, const HsSpans *a, const HsSpans *b, HsSetOp op)
{
	int			i = 0;
	int			j = 0;
	hscode		at = 0;

	hs_spans_init(result, a->escontext);
	while (i < a->n || j < b->n)
	{
		HsValue		va = HS_NONE;
		HsValue		vb = HS_NONE;
		HsValue		value;
		hscode		next = HS_END;

		CHECK_FOR_INTERRUPTS();

		/* the values at this place, and the next place where one changes */
		if (i < a->n)
		{
			va = a->span[i].lo <= at ? a->span[i].value : HS_NONE;
			next = va != HS_NONE ? a->span[i].end : a->span[i].lo;
		}
		if (j < b->n)
		{
			vb = b->span[j].lo <= at ? b->span[j].value : HS_NONE;
			next = Min(next, vb != HS_NONE ? b->span[j].end : b->span[j].lo);
		}

		value = combine_values(va, vb, op);
		if (value != HS_NONE)
		{
			HsSpan	   *last = result->n > 0 ? &result->span[result->n - 1] : NULL;

			if (last != NULL && last->end == at && last->value == value)
				last->end = next;
			else if (!hs_spans_add(result, at, next, value))
				return false;
		}

		at = next;
		if (i < a->n && a->span[i].end <= at)
			i++;
		if (j < b->n && b->span[j].end <= at)
			j++;
	}
	return true;
}

/* ----------------------------------------------------------------
 * The stored form
 * ----------------------------------------------------------------
 */

hslist *
hslist_alloc(int n)
{
	hslist	   *list = palloc0(HSLIST_SIZE(n));

	Assert(n <= HSLIST_MAX_RANGES);
	SET_VARSIZE(list, HSLIST_SIZE(n));
	list->nranges = n;
	return list;
}

void
hslist_set(hslist *list, int i, hscode lo, hscode hi, bool part)
{
	HSLIST_LO(list)[i] = lo;
	HSLIST_HI(list)[i] = hi;
	if (part)
		HSLIST_BITS(list)[i >> 3] |= 1 << (i & 7);
}

hslist *
hslist_build(const HsSpans *s)
{
	hslist	   *list;

	if (s->n > HSLIST_MAX_RANGES)
	{
		too_many_ranges(s->escontext);
		return NULL;
	}
	list = hslist_alloc(s->n);
	for (int i = 0; i < s->n; i++)
		hslist_set(list, i, s->span[i].lo, hs_pred(s->span[i].end), s->span[i].value == HS_PART);
	return list;
}

bool
hslist_covers(const hslist *list, hscode lo, hscode hi)
{
	const hscode *los = HSLIST_LO(list);
	const hscode *his = HSLIST_HI(list);
	int			i = hslist_find(list, lo);

	if (i < 0 || his[i] < lo)
		return false;

	/* ranges of different values may touch */
	for (; his[i] < hi; i++)
		if (i + 1 >= (int) list->nranges || los[i + 1] != hs_succ(his[i]))
			return false;
	return true;
}

bool
hslist_touches(const hslist *list, hscode lo, hscode hi)
{
	int			i = hslist_find(list, hi);

	return i >= 0 && HSLIST_HI(list)[i] >= lo;
}

hslist *
hslist_of_code(hscode c)
{
	hslist	   *list = hslist_alloc(1);

	hslist_set(list, 0, c, hs_last(c), false);
	return list;
}

/*
 * The list that a function was last called with, in fn_extra: the argument as
 * it came, and what it was detoasted to.
 */
typedef struct ListCache
{
	struct varlena *raw;
	hslist	   *list;
} ListCache;

/*
 * Argument n, an hslist.  A list that comes again compressed, or as the same
 * pointer to out-of-line storage, is detoasted once; so it is when a query has
 * it as a parameter, or joins a table of lists with a table of goods.
 *
 * Only the bytes of the argument tell whether it is the same: fn_extra outlives
 * a query where PL/pgSQL keeps an expression, whose parameters then change.
 */
static const hslist *
cached_list(FunctionCallInfo fcinfo, int n)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	struct varlena *arg = (struct varlena *) PG_GETARG_POINTER(n);
	ListCache  *cache;
	MemoryContext old;

	/* plain ones are used where they are, and short ones are soon copied */
	if (flinfo == NULL || !(VARATT_IS_COMPRESSED(arg) || VARATT_IS_EXTERNAL_ONDISK(arg)))
		return PG_GETARG_HSLIST(n);

	cache = flinfo->fn_extra;
	if (cache != NULL && VARSIZE_ANY(cache->raw) == VARSIZE_ANY(arg) &&
		memcmp(cache->raw, arg, VARSIZE_ANY(arg)) == 0)
		return cache->list;

	old = MemoryContextSwitchTo(flinfo->fn_mcxt);
	if (cache != NULL)
	{
		flinfo->fn_extra = NULL;	/* should detoasting fail */
		pfree(cache->list);
		pfree(cache->raw);
		pfree(cache);
	}
	cache = palloc(sizeof(ListCache));
	cache->list = (hslist *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(n));
	cache->raw = palloc(VARSIZE_ANY(arg));
	memcpy(cache->raw, arg, VARSIZE_ANY(arg));
	flinfo->fn_extra = cache;
	MemoryContextSwitchTo(old);
	return cache->list;
}

/* ----------------------------------------------------------------
 * Casts
 * ----------------------------------------------------------------
 */

Datum
hslist_from_code(PG_FUNCTION_ARGS)
{
	PG_RETURN_HSLIST(hslist_of_code(PG_GETARG_HSCODE(0)));
}

Datum
hslist_from_codes(PG_FUNCTION_ARGS)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(0);
	HsSpans		spans;
	Datum	   *elems;
	bool	   *nulls;
	int			n;

	deconstruct_array(array, ARR_ELEMTYPE(array), sizeof(hscode), true, TYPALIGN_DOUBLE,
					  &elems, &nulls, &n);
	hs_spans_init(&spans, NULL);
	for (int i = 0; i < n; i++)
	{
		hscode		c = DatumGetHscode(elems[i]);

		if (nulls[i])
			continue;
		hs_spans_add_range(&spans, c, c, HS_FULL);
	}
	hs_spans_normalize(&spans);
	PG_RETURN_HSLIST(hslist_build(&spans));
}

/* ----------------------------------------------------------------
 * Comparison: equal sets have equal bytes; the order means nothing else
 * ----------------------------------------------------------------
 */

static int
compare_lists(const hslist *a, const hslist *b)
{
	uint32		n = Min(a->nranges, b->nranges);

	for (uint32 i = 0; i < n; i++)
	{
		if (HSLIST_LO(a)[i] != HSLIST_LO(b)[i])
			return HSLIST_LO(a)[i] < HSLIST_LO(b)[i] ? -1 : 1;
		if (HSLIST_HI(a)[i] != HSLIST_HI(b)[i])
			return HSLIST_HI(a)[i] < HSLIST_HI(b)[i] ? -1 : 1;
		if (HSLIST_IS_PART(a, i) != HSLIST_IS_PART(b, i))
			return HSLIST_IS_PART(a, i) ? -1 : 1;
	}
	if (a->nranges != b->nranges)
		return a->nranges < b->nranges ? -1 : 1;
	return 0;
}

#define HSLIST_COMPARISON(name, op) \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	hslist	   *a = PG_GETARG_HSLIST(0); \
	hslist	   *b = PG_GETARG_HSLIST(1); \
	int			cmp = compare_lists(a, b); \
 \
	PG_FREE_IF_COPY(a, 0); \
	PG_FREE_IF_COPY(b, 1); \
	PG_RETURN_BOOL(cmp op 0); \
}

HSLIST_COMPARISON(hslist_eq, ==)
HSLIST_COMPARISON(hslist_ne, !=)
HSLIST_COMPARISON(hslist_lt, <)
HSLIST_COMPARISON(hslist_le, <=)
HSLIST_COMPARISON(hslist_gt, >)
HSLIST_COMPARISON(hslist_ge, >=)

Datum
hslist_cmp(PG_FUNCTION_ARGS)
{
	hslist	   *a = PG_GETARG_HSLIST(0);
	hslist	   *b = PG_GETARG_HSLIST(1);
	int			cmp = compare_lists(a, b);

	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	PG_RETURN_INT32(cmp);
}

Datum
hslist_hash(PG_FUNCTION_ARGS)
{
	hslist	   *list = PG_GETARG_HSLIST(0);
	Datum		hash = hash_any((unsigned char *) VARDATA(list), VARSIZE(list) - VARHDRSZ);

	PG_FREE_IF_COPY(list, 0);
	PG_RETURN_DATUM(hash);
}

Datum
hslist_hash_extended(PG_FUNCTION_ARGS)
{
	hslist	   *list = PG_GETARG_HSLIST(0);
	Datum		hash = hash_any_extended((unsigned char *) VARDATA(list), VARSIZE(list) - VARHDRSZ,
										 PG_GETARG_INT64(1));

	PG_FREE_IF_COPY(list, 0);
	PG_RETURN_DATUM(hash);
}

/* ----------------------------------------------------------------
 * Containment and overlap, as sets: the values do not matter
 * ----------------------------------------------------------------
 */

/* Is every code of a in b? */
static bool
list_in_list(const hslist *a, const hslist *b)
{
	for (uint32 i = 0; i < a->nranges; i++)
		if (!hslist_covers(b, HSLIST_LO(a)[i], HSLIST_HI(a)[i]))
			return false;
	return true;
}

/* Is the whole of the list at c or under it? */
static bool
list_in_code(const hslist *list, hscode c)
{
	uint32		n = list->nranges;

	return n == 0 || (HSLIST_LO(list)[0] >= c && HSLIST_HI(list)[n - 1] <= hs_last(c));
}

Datum
hscode_in_list(PG_FUNCTION_ARGS)
{
	hscode		c = PG_GETARG_HSCODE(0);

	PG_RETURN_BOOL(hslist_covers(cached_list(fcinfo, 1), c, hs_last(c)));
}

Datum
hslist_has_code(PG_FUNCTION_ARGS)
{
	hscode		c = PG_GETARG_HSCODE(1);

	PG_RETURN_BOOL(hslist_covers(cached_list(fcinfo, 0), c, hs_last(c)));
}

Datum
hslist_in_code(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(list_in_code(cached_list(fcinfo, 0), PG_GETARG_HSCODE(1)));
}

Datum
hscode_has_list(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(list_in_code(cached_list(fcinfo, 1), PG_GETARG_HSCODE(0)));
}

Datum
hslist_in_list(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(list_in_list(PG_GETARG_HSLIST(0), PG_GETARG_HSLIST(1)));
}

Datum
hslist_has_list(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(list_in_list(PG_GETARG_HSLIST(1), PG_GETARG_HSLIST(0)));
}

Datum
hscode_overlaps_list(PG_FUNCTION_ARGS)
{
	hscode		c = PG_GETARG_HSCODE(0);

	PG_RETURN_BOOL(hslist_touches(cached_list(fcinfo, 1), c, hs_last(c)));
}

Datum
hslist_overlaps_code(PG_FUNCTION_ARGS)
{
	hscode		c = PG_GETARG_HSCODE(1);

	PG_RETURN_BOOL(hslist_touches(cached_list(fcinfo, 0), c, hs_last(c)));
}

Datum
hslist_overlaps_list(PG_FUNCTION_ARGS)
{
	hslist	   *a = PG_GETARG_HSLIST(0);
	hslist	   *b = PG_GETARG_HSLIST(1);

	for (uint32 i = 0; i < a->nranges; i++)
		if (hslist_touches(b, HSLIST_LO(a)[i], HSLIST_HI(a)[i]))
			PG_RETURN_BOOL(true);
	PG_RETURN_BOOL(false);
}

Datum
hslist_match(PG_FUNCTION_ARGS)
{
	hscode		c = PG_GETARG_HSCODE(0);
	hscode		last = hs_last(c);
	const hslist *list = cached_list(fcinfo, 1);
	int			i = hslist_find(list, c);
	const char *match;

	if (i >= 0 && HSLIST_HI(list)[i] >= c)
		match = HSLIST_HI(list)[i] >= last && !HSLIST_IS_PART(list, i) ? "full" : "partial";
	else
		match = hslist_touches(list, c, last) ? "wider" : "none";
	PG_RETURN_TEXT_P(cstring_to_text(match));
}

/* ----------------------------------------------------------------
 * Algebra
 * ----------------------------------------------------------------
 */

static hslist *
combine_lists(const hslist *a, const hslist *b, HsSetOp op)
{
	HsSpans		sa;
	HsSpans		sb;
	HsSpans		result;

	hs_spans_init(&sa, NULL);
	hs_spans_init(&sb, NULL);
	hs_spans_add_list(&sa, a);
	hs_spans_add_list(&sb, b);
	hs_spans_combine(&result, &sa, &sb, op);
	return hslist_build(&result);
}

Datum
hslist_plus(PG_FUNCTION_ARGS)
{
	PG_RETURN_HSLIST(combine_lists(PG_GETARG_HSLIST(0), PG_GETARG_HSLIST(1), HS_UNION));
}

Datum
hslist_minus(PG_FUNCTION_ARGS)
{
	PG_RETURN_HSLIST(combine_lists(PG_GETARG_HSLIST(0), PG_GETARG_HSLIST(1), HS_MINUS));
}

Datum
hslist_times(PG_FUNCTION_ARGS)
{
	PG_RETURN_HSLIST(combine_lists(PG_GETARG_HSLIST(0), PG_GETARG_HSLIST(1), HS_INTERSECT));
}

Datum
hslist_plus_code(PG_FUNCTION_ARGS)
{
	PG_RETURN_HSLIST(combine_lists(PG_GETARG_HSLIST(0), hslist_of_code(PG_GETARG_HSCODE(1)), HS_UNION));
}

Datum
hslist_minus_code(PG_FUNCTION_ARGS)
{
	PG_RETURN_HSLIST(combine_lists(PG_GETARG_HSLIST(0), hslist_of_code(PG_GETARG_HSCODE(1)), HS_MINUS));
}

/* ----------------------------------------------------------------
 * hslist_agg().  The state is a set of spans that is merged whenever it is
 * full, so that it stays in proportion to what is different.
 * ----------------------------------------------------------------
 */

/* The state in argument n, made if it is NULL; in the aggregate's memory. */
static HsSpans *
agg_state(FunctionCallInfo fcinfo, int n)
{
	MemoryContext context;
	MemoryContext old;
	HsSpans    *state;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "hslist_agg transition function called in non-aggregate context");
	if (!PG_ARGISNULL(n))
		return (HsSpans *) PG_GETARG_POINTER(n);
	old = MemoryContextSwitchTo(context);
	state = palloc(sizeof(HsSpans));
	hs_spans_init(state, NULL);
	MemoryContextSwitchTo(old);
	return state;
}

/* Makes room for n more, by merging if that helps. */
static void
agg_reserve(HsSpans *state, int n)
{
	if (state->n + n <= state->size)
		return;
	hs_spans_normalize(state);
	if (state->n + n > state->size / 2)
		spans_reserve(state, Max(2 * state->size, state->n + n));
}

Datum
hslist_agg_code(PG_FUNCTION_ARGS)
{
	HsSpans    *state;
	hscode		c;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	state = agg_state(fcinfo, 0);
	c = PG_GETARG_HSCODE(1);

	/* a table in order repeats its codes */
	if (state->n == 0 || state->span[state->n - 1].lo != c)
	{
		agg_reserve(state, 1);
		hs_spans_add(state, c, hs_succ(hs_last(c)), HS_FULL);
	}
	PG_RETURN_POINTER(state);
}

Datum
hslist_agg_list(PG_FUNCTION_ARGS)
{
	HsSpans    *state;
	hslist	   *list;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	state = agg_state(fcinfo, 0);
	list = PG_GETARG_HSLIST(1);
	agg_reserve(state, list->nranges);
	hs_spans_add_list(state, list);
	PG_RETURN_POINTER(state);
}

Datum
hslist_agg_combine(PG_FUNCTION_ARGS)
{
	HsSpans    *state;
	HsSpans    *other;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	state = agg_state(fcinfo, 0);
	other = (HsSpans *) PG_GETARG_POINTER(1);
	agg_reserve(state, other->n);
	for (int i = 0; i < other->n; i++)
		hs_spans_add(state, other->span[i].lo, other->span[i].end, other->span[i].value);
	PG_RETURN_POINTER(state);
}

/* For a worker of the same server: the spans as they lie in memory. */
Datum
hslist_agg_serial(PG_FUNCTION_ARGS)
{
	HsSpans    *state;
	bytea	   *result;
	Size		len;

	if (!AggCheckCallContext(fcinfo, NULL))
		elog(ERROR, "hslist_agg serialization function called in non-aggregate context");
	state = (HsSpans *) PG_GETARG_POINTER(0);
	hs_spans_normalize(state);
	len = state->n * sizeof(HsSpan);
	result = palloc(VARHDRSZ + len);
	SET_VARSIZE(result, VARHDRSZ + len);
	memcpy(VARDATA(result), state->span, len);
	PG_RETURN_BYTEA_P(result);
}

Datum
hslist_agg_deserial(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	HsSpans    *state = palloc(sizeof(HsSpans));

	if (!AggCheckCallContext(fcinfo, NULL))
		elog(ERROR, "hslist_agg deserialization function called in non-aggregate context");
	hs_spans_init(state, NULL);
	state->n = VARSIZE_ANY_EXHDR(bytes) / sizeof(HsSpan);
	spans_reserve(state, state->n);
	memcpy(state->span, VARDATA_ANY(bytes), state->n * sizeof(HsSpan));
	PG_RETURN_POINTER(state);
}

Datum
hslist_agg_final(PG_FUNCTION_ARGS)
{
	HsSpans    *state;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();

	/* merging changes the form of the state, not what it means */
	state = agg_state(fcinfo, 0);
	hs_spans_normalize(state);
	PG_RETURN_HSLIST(hslist_build(state));
}
