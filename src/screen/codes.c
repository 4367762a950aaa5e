/*-------------------------------------------------------------------------
 *
 * codes.c
 *	  Finding customs codes: what is under a code is one interval of documents.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/scan.h"

#include "hs/hslist.h"
#include "miscadmin.h"

/* Codes from lo to hi, both included. */
typedef struct CodeInterval
{
	hscode		lo;
	hscode		hi;
} CodeInterval;

/* Does a code satisfy a key?  The same as the operators say. */
static bool
satisfies(hscode code, ScanKey key)
{
	switch (key->sk_strategy)
	{
		case CODE_STRATEGY_IN:
			return hs_is_under(code, DatumGetHscode(key->sk_argument));
		case CODE_STRATEGY_OVERLAPS:
			return hs_is_under(code, DatumGetHscode(key->sk_argument)) ||
				hs_is_under(DatumGetHscode(key->sk_argument), code);
		case CODE_STRATEGY_IN_LIST:
			return hslist_covers((hslist *) DatumGetPointer(key->sk_argument), code, hs_last(code));
		case CODE_STRATEGY_OVERLAPS_LIST:
			return hslist_touches((hslist *) DatumGetPointer(key->sk_argument), code, hs_last(code));
		case CODE_STRATEGY_EQUAL:
			return code == DatumGetHscode(key->sk_argument);
		default:
			elog(ERROR, "unrecognized strategy number %d", key->sk_strategy);
	}
}

static bool
satisfies_all(const ScreenScan *scan, hscode code)
{
	/* only damage makes it 0, which hs_last() does not take */
	if (code == 0)
		return false;
	for (int i = 0; i < scan->nkeys; i++)
		if (!satisfies(code, &scan->code_keys[i]))
			return false;
	return true;
}

static int
compare_intervals(const void *a, const void *b)
{
	hscode		x = ((const CodeInterval *) a)->lo;
	hscode		y = ((const CodeInterval *) b)->lo;

	return (x > y) - (x < y);
}

/* The codes that are above a code: its beginnings. */
static int
add_above(CodeInterval *list, int n, hscode code)
{
	for (int digits = hs_digits(code) - 1; digits > 0; digits--)
	{
		list[n].lo = list[n].hi = hs_prefix(code, digits);
		n++;
	}
	return n;
}

/* Intervals outside of which no code satisfies a key, in order. */
static CodeInterval *
intervals_of(ScanKey key, int *count)
{
	bool		above = key->sk_strategy == CODE_STRATEGY_OVERLAPS ||
		key->sk_strategy == CODE_STRATEGY_OVERLAPS_LIST;
	CodeInterval *list;
	int			n = 0;
	int			out = 0;

	if (key->sk_strategy == CODE_STRATEGY_IN_LIST || key->sk_strategy == CODE_STRATEGY_OVERLAPS_LIST)
	{
		hslist	   *l = (hslist *) DatumGetPointer(key->sk_argument);

		list = palloc_extended(Max((size_t) l->nranges, 1) * (above ? HS_MAX_DIGITS : 1) * sizeof(CodeInterval),
							   MCXT_ALLOC_HUGE);
		for (uint32 i = 0; i < l->nranges; i++)
		{
			list[n].lo = HSLIST_LO(l)[i];
			list[n++].hi = HSLIST_HI(l)[i];
			if (above)
				n = add_above(list, n, HSLIST_LO(l)[i]);
		}
	}
	else
	{
		hscode		code = DatumGetHscode(key->sk_argument);

		list = palloc((above ? HS_MAX_DIGITS : 1) * sizeof(CodeInterval));
		list[n].lo = code;
		list[n++].hi = key->sk_strategy == CODE_STRATEGY_EQUAL ? code : hs_last(code);
		if (above)
			n = add_above(list, n, code);
	}
	qsort(list, n, sizeof(CodeInterval), compare_intervals);
	for (int i = 0; i < n; i++)
	{
		if (out > 0 && list[i].lo <= list[out - 1].hi)
			list[out - 1].hi = Max(list[out - 1].hi, list[i].hi);
		else
			list[out++] = list[i];
	}
	*count = out;
	return list;
}

/* The first document with a code not less than lo. */
static uint32
first_doc(ScreenScan *scan, int segment, hscode lo)
{
	ScreenReader *r = &scan->readers[segment];
	ScreenDocCursor *d = &scan->docs[segment];
	uint32		n = r->seg.ndocs - r->seg.has_null;
	uint32		from = 0;
	uint32		to = (n + SCREEN_BLOCK - 1) / SCREEN_BLOCK;

	/* the last block that begins with less */
	while (to - from > 1)
	{
		uint32		mid = from + (to - from) / 2;

		scan_trim(scan);
		docs_get(d, mid * SCREEN_BLOCK);
		if (d->doc.code < lo)
			from = mid;
		else
			to = mid;
	}
	for (uint32 doc = from * SCREEN_BLOCK; doc < n; doc++)
	{
		docs_get(d, doc);
		if (d->doc.code >= lo)
			return doc;
	}
	return n;
}

static void
add_doc(ScreenScan *scan, int segment, uint32 doc)
{
	if (scan->nhits > 0)
	{
		ScreenHit  *last = &scan->hits[scan->nhits - 1];

		if (last->segment == segment && last->doc + last->ndocs == doc)
		{
			last->ndocs++;
			return;
		}
	}
	scan_add_hit(scan, segment, doc, 0);
}

static void
search_segment(ScreenScan *scan, int segment, const CodeInterval *list, int n)
{
	ScreenReader *r = &scan->readers[segment];
	ScreenDocCursor *d = &scan->docs[segment];
	uint32		ndocs = r->seg.ndocs - r->seg.has_null;
	uint32		doc = 0;
	bool		placed = false;

	for (int i = 0; i < n && ndocs > 0; i++)
	{
		/* the next interval is often just ahead */
		if (placed && doc < ndocs)
		{
			docs_get(d, doc);
			if (d->doc.code > list[i].hi)
				continue;
			if (d->doc.code < list[i].lo)
				doc = first_doc(scan, segment, list[i].lo);
		}
		else if (!placed)
			doc = first_doc(scan, segment, list[i].lo);
		placed = true;
		for (; doc < ndocs; doc++)
		{
			CHECK_FOR_INTERRUPTS();
			scan_trim(scan);
			docs_get(d, doc);
			if (d->doc.code > list[i].hi)
				break;
			if (satisfies_all(scan, d->doc.code))
				add_doc(scan, segment, doc);
		}
		if (doc >= ndocs)
			break;
	}
}

void
search_codes(ScreenScan *scan)
{
	int			n;
	CodeInterval *list = intervals_of(&scan->code_keys[0], &n);

	for (int i = 0; i < scan->nsegments; i++)
		search_segment(scan, i, list, n);
	for (int p = 0; p < scan->npending; p++)
	{
		const ScreenPendingPage *page = &scan->pending[p];
		const ScreenPending *e;
		size_t		at = 0;

		CHECK_FOR_INTERRUPTS();
		while ((e = pending_next(scan->index, page->blkno, page->entries, page->n, &at)) != NULL)
		{
			uint64		code;

			if (e->flags & (PENDING_DEAD | PENDING_NULL))
				continue;
			if (e->value_len != sizeof(code))
				screen_corrupt(scan->index, page->blkno, "an entry of the pending area is not consistent");
			memcpy(&code, pending_value(e), sizeof(code));
			if (satisfies_all(scan, code))
				scan_add_hit(scan, -1, 0, tid_pack(&e->tid));
		}
	}
	pfree(list);
}
