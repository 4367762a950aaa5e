/*-------------------------------------------------------------------------
 *
 * scan.c
 *	  Index scans: keys in, rows out.
 *
 * All that a search finds is known before the first row is returned; the rows
 * of the documents found are read as they are asked for.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/scan.h"

#include "access/htup_details.h"
#include "access/tableam.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "tradescreen.h"
#include "utils/memutils.h"

#include "hs/hslist.h"
#include "name/namequery.h"
#include "name/score.h"
#include "screen/am.h"

/* ---------- begin and end ---------- */

IndexScanDesc
screen_beginscan(Relation index, int nkeys, int norderbys)
{
	IndexScanDesc desc = RelationGetIndexScan(index, nkeys, norderbys);
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "screen scan",
												  ALLOCSET_DEFAULT_SIZES);
	ScreenScan *scan = MemoryContextAllocZero(context, sizeof(ScreenScan));

	scan->index = index;
	scan->kind = screen_kind(index);
	scan->context = context;
	scan->round = AllocSetContextCreate(context, "screen search", ALLOCSET_DEFAULT_SIZES);
	if (norderbys > 0)
	{
		desc->xs_orderbyvals = MemoryContextAllocZero(context, norderbys * sizeof(Datum));
		desc->xs_orderbynulls = MemoryContextAllocZero(context, norderbys * sizeof(bool));
	}
	desc->opaque = scan;
	return desc;
}

void
screen_endscan(IndexScanDesc desc)
{
	ScreenScan *scan = desc->opaque;

	if (scan->opened)
		pages_release(&scan->pages);
	if (scan->row)
		ExecDropSingleTupleTableSlot(scan->row);
	desc->xs_orderbyvals = NULL;
	desc->xs_orderbynulls = NULL;
	MemoryContextDelete(scan->context);
}

/* A name that is sought, compiled unless it is the one that *k has already. */
static void
compile_key(ScreenScan *scan, ScreenNameKey *k, const char *bytes, int len)
{
	MemoryContext old;

	len = name_clip(bytes, len);
	if (k->name != NULL && k->len == len && memcmp(k->bytes, bytes, len) == 0)
		return;
	if (k->name)
		pfree((void *) k->name);
	if (k->bytes)
		pfree(k->bytes);
	k->name = NULL;
	k->bytes = NULL;
	old = MemoryContextSwitchTo(scan->round);
	k->name = name_compile_once(bytes, len);
	MemoryContextSwitchTo(scan->context);
	k->name = memcpy(palloc(k->name->size), k->name, k->name->size);
	k->bytes = memcpy(palloc(len + 1), bytes, len);
	k->len = len;
	MemoryContextSwitchTo(old);
}

static void
read_name_keys(ScreenScan *scan, ScanKey keys, int nkeys, ScanKey orderbys, int norderbys)
{
	MemoryContext old = MemoryContextSwitchTo(scan->round);

	for (int i = 0; i < nkeys; i++)
	{
		if (keys[i].sk_strategy == NAME_STRATEGY_MATCH_QUERY)
		{
			NameQuery  *q = (NameQuery *) PG_DETOAST_DATUM_PACKED(keys[i].sk_argument);

			scan->keys[i].threshold = NAMEQUERY_THRESHOLD(q);
			compile_key(scan, &scan->keys[i], NAMEQUERY_NAME(q), NAMEQUERY_NAMELEN(q));
		}
		else
		{
			struct varlena *t = PG_DETOAST_DATUM_PACKED(keys[i].sk_argument);

			scan->keys[i].threshold = name_threshold_steps(tradescreen_threshold);
			compile_key(scan, &scan->keys[i], VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t));
		}
	}
	for (int i = 0; i < norderbys; i++)
	{
		if (orderbys[i].sk_flags & SK_ISNULL)
			scan->order[i].name = NULL;
		else
		{
			struct varlena *t = PG_DETOAST_DATUM_PACKED(orderbys[i].sk_argument);

			compile_key(scan, &scan->order[i], VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t));
		}
	}
	MemoryContextSwitchTo(old);
}

static void
read_code_keys(ScreenScan *scan, ScanKey keys, int nkeys)
{
	MemoryContext old = MemoryContextSwitchTo(scan->round);

	scan->code_keys = palloc(Max(nkeys, 1) * sizeof(ScanKeyData));
	for (int i = 0; i < nkeys; i++)
	{
		scan->code_keys[i] = keys[i];
		if (keys[i].sk_strategy == CODE_STRATEGY_IN_LIST ||
			keys[i].sk_strategy == CODE_STRATEGY_OVERLAPS_LIST)
			scan->code_keys[i].sk_argument = PointerGetDatum(DatumGetHslist(keys[i].sk_argument));

		/*
		 * what leads to the fewest is not known; an interval is read at one
		 * go
		 */
	}
	MemoryContextSwitchTo(old);
}

void
screen_rescan(IndexScanDesc desc, ScanKey keys, int nkeys, ScanKey orderbys, int norderbys)
{
	ScreenScan *scan = desc->opaque;

	if (keys && nkeys > 0)
		memmove(desc->keyData, keys, nkeys * sizeof(ScanKeyData));
	if (orderbys && norderbys > 0)
		memmove(desc->orderByData, orderbys, norderbys * sizeof(ScanKeyData));
	nkeys = desc->numberOfKeys;
	norderbys = desc->numberOfOrderBys;

	/* before trimming, which would find its place anew */
	scan->in_tids = false;
	if (scan->opened)
		scan_trim(scan);
	MemoryContextReset(scan->round);
	scan->stage = STAGE_START;
	scan->hits = NULL;
	scan->nhits = scan->hit_room = 0;
	scan->scores = NULL;
	scan->score_room = 0;
	scan->nearest = NULL;
	scan->least = NAME_SCORE_MAX + 1;
	scan->impossible = false;
	scan->nkeys = nkeys;
	scan->norder = norderbys;
	for (int i = 0; i < nkeys; i++)
		if (desc->keyData[i].sk_flags & SK_ISNULL)
			scan->impossible = true;	/* all operators are strict */
	if (scan->impossible)
		return;
	if (scan->kind == SCREEN_CODES)
	{
		read_code_keys(scan, desc->keyData, nkeys);
		return;
	}
	if (scan->keys == NULL)
	{
		scan->keys = MemoryContextAllocZero(scan->context, Max(nkeys, 1) * sizeof(ScreenNameKey));
		scan->order = MemoryContextAllocZero(scan->context, Max(norderbys, 1) * sizeof(ScreenNameKey));
	}
	read_name_keys(scan, desc->keyData, nkeys, desc->orderByData, norderbys);
}

/* ---------- the directory ---------- */

/* Copies the pages of the pending area. */
static void
copy_pending(ScreenScan *scan)
{
	uint32		npages = 0;
	char	   *page = palloc(BLCKSZ);

	for (uint32 i = 0; i < scan->meta->nruns; i++)
		npages += scan->meta->runs[i].used;
	scan->pending = palloc_extended(Max(npages, 1) * sizeof(ScreenPendingPage), MCXT_ALLOC_HUGE);
	for (uint32 i = 0; i < scan->meta->nruns; i++)
	{
		const ScreenRun *run = &scan->meta->runs[i];

		for (uint32 p = 0; p < run->used; p++)
		{
			ScreenPendingPage *to = &scan->pending[scan->npending];

			CHECK_FOR_INTERRUPTS();
			pending_read(scan->index, run, p, page, &to->n);
			to->blkno = run->extent.start + p;
			to->entries = palloc(Max(to->n, 1));
			memcpy(to->entries, page, to->n);
			scan->npending++;
		}
	}
	pfree(page);
}

void
scan_open(ScreenScan *scan)
{
	MemoryContext old;

	if (scan->opened)
		return;
	old = MemoryContextSwitchTo(scan->context);
	scan->meta = palloc(sizeof(ScreenMeta));
	meta_read(scan->index, scan->meta);
	if (scan->meta->kind != scan->kind)
		screen_corrupt(scan->index, SCREEN_META_BLKNO, "the index was built with another operator class");
	scan->lossy = !meta_rules_match(scan->meta);
	if (scan->lossy)
		meta_warn_rules(scan->index);
	pages_init(&scan->pages, scan->index, scan->context);
	pages_of_scan(&scan->pages);
	scan->opened = true;
	scan->nsegments = (int) scan->meta->nsegments;
	scan->readers = palloc(Max(scan->nsegments, 1) * sizeof(ScreenReader));
	scan->docs = palloc(Max(scan->nsegments, 1) * sizeof(ScreenDocCursor));
	scan->terms = palloc(Max(scan->nsegments, 1) * sizeof(ScreenTermCursor));
	for (int i = 0; i < scan->nsegments; i++)
	{
		reader_open(&scan->readers[i], &scan->pages, &scan->meta->segments[i]);
		if (scan->readers[i].seg.kind != scan->kind)
			screen_corrupt(scan->index, scan->meta->segments[i].header, "the segment is of another kind");
		docs_begin(&scan->docs[i], &scan->readers[i], scan->context);
		terms_begin(&scan->terms[i], &scan->readers[i]);
	}
	copy_pending(scan);
	MemoryContextSwitchTo(old);
}

/* After pages were released. */
static void
find_places(ScreenScan *scan)
{
	for (int i = 0; i < scan->nsegments; i++)
	{
		scan->docs[i].placed = false;
		scan->docs[i].next = 0;
		scan->terms[i].placed = false;
		scan->terms[i].next = 0;
	}
	if (scan->in_tids && scan->tids.many)
		cursor_refresh(&scan->tids.cursor);
}

bool
scan_trim(ScreenScan *scan)
{
	if (likely(!pages_trim(&scan->pages)))
		return false;
	find_places(scan);
	return true;
}

/*
 * Before a scan waits for what may be long, its next row or its end: it holds
 * nothing while this backend has too much pinned.
 */
static void
scan_rest(ScreenScan *scan)
{
	if (likely(screen_pins <= screen_max_pins) || !scan->opened)
		return;
	pages_release(&scan->pages);
	find_places(scan);
}

/* ---------- terms ---------- */

#define KEPT_SLOTS	1024		/* at first */

static inline uint32
kept_slot(const ScreenScan *scan, uint64 key)
{
	return (uint32) ((key * UINT64CONST(0x9E3779B97F4A7C15)) >> 32) & scan->kept_mask;
}

static void
make_slots(ScreenScan *scan, uint32 n)
{
	scan->kept = MemoryContextAllocExtended(scan->context, n * sizeof(ScreenKeptTerm),
											MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	scan->kept_mask = n - 1;
}

static void
grow_slots(ScreenScan *scan)
{
	ScreenKeptTerm *old = scan->kept;
	uint32		n = scan->kept_mask + 1;

	make_slots(scan, n * 2);
	for (uint32 i = 0; i < n; i++)
		if (old[i].key != 0)
		{
			uint32		at = kept_slot(scan, old[i].key);

			while (scan->kept[at].key != 0)
				at = (at + 1) & scan->kept_mask;
			scan->kept[at] = old[i];
		}
	pfree(old);
}

NameTerm
scan_term(ScreenScan *scan, int segment, uint32 id)
{
	uint64		key = ((uint64) segment << 32 | id) + 1;
	ScreenTermCursor *t = &scan->terms[segment];
	ScreenKeptTerm *kept;
	NameTerm	term;
	char	   *copy;
	uint32		at;

	if (scan->kept == NULL)
	{
		scan->term_context = AllocSetContextCreate(scan->context, "screen terms", ALLOCSET_DEFAULT_SIZES);
		make_slots(scan, KEPT_SLOTS);
	}
	at = kept_slot(scan, key);
	while (scan->kept[at].key != 0 && scan->kept[at].key != key)
		at = (at + 1) & scan->kept_mask;
	kept = &scan->kept[at];
	if (kept->key == 0)
	{
		terms_get(t, id);
		copy = MemoryContextAlloc(scan->term_context, t->term.len);
		memcpy(copy, t->term.bytes, t->term.len);
		kept->key = key;
		kept->bytes = copy;
		kept->len = t->term.len;
		scan->nkept++;
		scan->kept_bytes += t->term.len + 24 + 2 * sizeof(ScreenKeptTerm);
		term.bytes = copy;
		term.len = kept->len;
		if (scan->nkept * 2 > scan->kept_mask)
			grow_slots(scan);
		return term;
	}
	term.bytes = kept->bytes;
	term.len = kept->len;
	return term;
}

void
scan_trim_terms(ScreenScan *scan)
{
	if (likely(scan->kept_bytes <= (size_t) work_mem * 1024))
		return;
	MemoryContextReset(scan->term_context);
	memset(scan->kept, 0, ((size_t) scan->kept_mask + 1) * sizeof(ScreenKeptTerm));
	scan->nkept = 0;
	scan->kept_bytes = 0;
}

/* ---------- what was found ---------- */

int16 *
scan_add_hit(ScreenScan *scan, int segment, uint32 doc, uint64 tid)
{
	MemoryContext old;
	ScreenHit  *hit;

	if (scan->nhits == scan->hit_room)
	{
		old = MemoryContextSwitchTo(scan->round);
		scan->hit_room = scan->hit_room ? scan->hit_room * 2 : 64;
		scan->hits = scan->hits ? repalloc_huge(scan->hits, scan->hit_room * sizeof(ScreenHit)) :
			palloc(scan->hit_room * sizeof(ScreenHit));
		MemoryContextSwitchTo(old);
	}
	hit = &scan->hits[scan->nhits];
	hit->tid = tid;
	hit->segment = segment;
	hit->doc = doc;
	hit->ndocs = 1;
	hit->scores = (uint32) scan->nhits;
	scan->nhits++;
	if (scan->norder == 0)
		return NULL;
	if (scan->nhits * scan->norder > scan->score_room)
	{
		old = MemoryContextSwitchTo(scan->round);
		scan->score_room = Max(64, scan->score_room * 2) * scan->norder;
		scan->scores = scan->scores ? repalloc_huge(scan->scores, scan->score_room * sizeof(int16)) :
			palloc(scan->score_room * sizeof(int16));
		MemoryContextSwitchTo(old);
	}
	return scan->scores + (size_t) hit->scores * scan->norder;
}

/* The best first; documents of one score in their order, so that it is stable. */
static int
compare_hits(const void *x, const void *y, void *arg)
{
	const ScreenHit *a = x;
	const ScreenHit *b = y;
	const ScreenScan *scan = arg;
	const int16 *s = scan->scores + (size_t) a->scores * scan->norder;
	const int16 *t = scan->scores + (size_t) b->scores * scan->norder;

	for (int i = 0; i < scan->norder; i++)
		if (s[i] != t[i])
			return s[i] > t[i] ? -1 : 1;
	return (a->scores > b->scores) - (a->scores < b->scores);
}

static void
sort_hits(ScreenScan *scan)
{
	if (scan->norder > 0 && scan->nhits > 1)
		qsort_arg(scan->hits, scan->nhits, sizeof(ScreenHit), compare_hits, scan);
	scan->hit = 0;
	scan->hit_doc = 0;
	scan->stage = STAGE_HITS;
}

static void
begin_rest(ScreenScan *scan)
{
	scan->stage = STAGE_REST;
	scan->rest_segment = 0;
	scan->rest_doc = 0;
	scan->rest_nulls = false;
	scan->rest_page = 0;
	scan->rest_at = 0;
	scan->rest_entry = 0;
}

/* Is this an ordered search for one name, in rounds? */
static bool
is_nearest(const ScreenScan *scan)
{
	return scan->nkeys == 0 && scan->norder == 1 && scan->order[0].name != NULL;
}

/* Seeks, or seeks on. */
static void
next_stage(ScreenScan *scan)
{
	MemoryContext old;

	if (scan->impossible)
	{
		scan->stage = STAGE_END;
		return;
	}
	scan_open(scan);
	if (scan->lossy || (scan->nkeys == 0 && scan->norder == 0))
	{
		if (scan->stage == STAGE_START)
			begin_rest(scan);
		else
			scan->stage = STAGE_END;
		return;
	}

	old = MemoryContextSwitchTo(scan->round);
	if (scan->kind == SCREEN_CODES)
	{
		if (scan->stage == STAGE_START)
		{
			search_codes(scan);
			sort_hits(scan);
		}
		else
			scan->stage = STAGE_END;
	}
	else if (is_nearest(scan))
	{
		scan->nhits = 0;
		if (scan->stage == STAGE_REST)
			scan->stage = STAGE_END;
		else if (search_nearest(scan))
			sort_hits(scan);
		else
			begin_rest(scan);
	}
	else if (scan->stage == STAGE_START)
	{
		bool		ordered = false;

		for (int i = 0; i < scan->norder; i++)
			ordered |= scan->order[i].name != NULL;
		if (scan->nkeys > 0 || ordered)
		{
			search_names(scan);
			sort_hits(scan);
		}
		else
			begin_rest(scan);
	}
	else if (scan->stage == STAGE_HITS && scan->nkeys == 0)
	{
		/* then only NULLs are left */
		begin_rest(scan);
		scan->rest_nulls = true;
	}
	else
		scan->stage = STAGE_END;
	MemoryContextSwitchTo(old);
}

/* ---------- rows ---------- */

static void
begin_tids(ScreenScan *scan, int segment, uint32 doc)
{
	scan_trim(scan);
	docs_get(&scan->docs[segment], doc);
	tids_begin(&scan->tids, &scan->readers[segment], &scan->docs[segment].doc,
			   scan->readers[segment].check_dead);
	scan->tids_segment = segment;
	scan->in_tids = true;
}

/* The scores of a row among the rest: 0, or NULL. */
static int16 *
rest_scores(ScreenScan *scan, bool is_null)
{
	static int16 *scores = NULL;
	static int	room = 0;

	if (scan->norder > room)
	{
		scores = scores ? repalloc(scores, scan->norder * sizeof(int16)) :
			MemoryContextAlloc(TopMemoryContext, scan->norder * sizeof(int16));
		room = scan->norder;
	}
	for (int i = 0; i < scan->norder; i++)
		scores[i] = is_null || scan->order[i].name == NULL ? -1 : 0;
	return scores;
}

/*
 * Of the rest, the next document or pending row: without NULLs first, then
 * NULLs.  Returns 0 at the end, 1 for a document (then begin_tids() was
 * called), 2 for *tid.
 */
static int
next_of_rest(ScreenScan *scan, uint64 *tid)
{
	/* keys are strict: then no NULL can be among them */
	bool		with_nulls = scan->nkeys == 0;

	for (;;)
	{
		CHECK_FOR_INTERRUPTS();
		if (scan->rest_segment < scan->nsegments)
		{
			ScreenReader *r = &scan->readers[scan->rest_segment];
			uint32		n = r->seg.ndocs - r->seg.has_null;
			uint32		doc;

			if (scan->rest_nulls)
			{
				scan->rest_segment++;
				if (!r->seg.has_null)
					continue;
				begin_tids(scan, scan->rest_segment - 1, n);
				return 1;
			}
			doc = scan->rest_doc;
			if (doc >= n)
			{
				scan->rest_segment++;
				scan->rest_doc = 0;
				continue;
			}
			scan->rest_doc++;
			if (scan->nearest && scan->nearest->seen[scan->rest_segment][doc / 8] >> (doc % 8) & 1)
				continue;
			begin_tids(scan, scan->rest_segment, doc);
			return 1;
		}
		if (scan->rest_page < scan->npending)
		{
			const ScreenPendingPage *page = &scan->pending[scan->rest_page];
			const ScreenPending *e = pending_next(scan->index, page->blkno, page->entries,
												  page->n, &scan->rest_at);
			size_t		number;

			if (e == NULL)
			{
				scan->rest_page++;
				scan->rest_at = 0;
				continue;
			}
			number = scan->rest_entry++;
			if (e->flags & PENDING_DEAD || ((e->flags & PENDING_NULL) != 0) != scan->rest_nulls)
				continue;
			if (scan->nearest && scan->nearest->seen_pending[number / 8] >> (number % 8) & 1)
				continue;
			*tid = tid_pack(&e->tid);
			return 2;
		}
		if (scan->rest_nulls || !with_nulls)
			return 0;
		begin_rest(scan);
		scan->rest_nulls = true;
	}
}

/* The next row, and the scores it has if the scan is ordered. */
static bool
next_row(ScreenScan *scan, uint64 *tid, const int16 **scores)
{
	for (;;)
	{
		if (scan->in_tids)
		{
			if (++scan->ntids % 1024 == 0)
			{
				CHECK_FOR_INTERRUPTS();
				scan_trim(scan);
			}
			if (tids_next(&scan->tids, tid))
				break;
			scan->in_tids = false;
		}
		if (scan->stage == STAGE_HITS && scan->hit < scan->nhits)
		{
			ScreenHit  *hit = &scan->hits[scan->hit];

			if (hit->segment < 0)
			{
				scan->hit++;
				*tid = hit->tid;
				*scores = scan->norder > 0 ? scan->scores + (size_t) hit->scores * scan->norder : NULL;
				return true;
			}
			if (scan->hit_doc >= hit->ndocs)
			{
				scan->hit++;
				scan->hit_doc = 0;
				continue;
			}
			begin_tids(scan, hit->segment, hit->doc + scan->hit_doc++);
			continue;
		}
		if (scan->stage == STAGE_REST)
		{
			int			what = next_of_rest(scan, tid);

			if (what == 2)
				break;
			if (what == 1)
				continue;
		}
		if (scan->stage == STAGE_END)
			return false;
		next_stage(scan);
	}
	if (scan->stage == STAGE_HITS)
		*scores = scan->norder > 0 ? scan->scores + (size_t) scan->hits[scan->hit].scores * scan->norder : NULL;
	else
		*scores = rest_scores(scan, scan->rest_nulls);
	return true;
}

static void
check_snapshot(IndexScanDesc desc)
{
	/* see scan/flush in README */
	if (desc->xs_snapshot != InvalidSnapshot && !IsMVCCSnapshot(desc->xs_snapshot))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("access method \"%s\" supports only MVCC snapshots", "screen")));
}

/*
 * What an index-only scan gets for each row.  No column can be had from the
 * index, but a query such as count(*) wants none, and core then takes any
 * index for one that has all that is wanted.
 */
static void
set_empty_tuple(IndexScanDesc desc)
{
	ScreenScan *scan = desc->opaque;
	MemoryContext old = MemoryContextSwitchTo(scan->context);
	Datum		value = (Datum) 0;
	bool		isnull = true;

	desc->xs_hitupdesc = RelationGetDescr(desc->indexRelation);
	desc->xs_hitup = heap_form_tuple(desc->xs_hitupdesc, &value, &isnull);
	MemoryContextSwitchTo(old);
}

/*
 * An index-only scan does not look at a row that the visibility map says all
 * can see.  But VACUUM does not wait for our scans: the row that an entry led to
 * may be gone by now, and its page marked since.  So we look at the row itself.
 */
static bool
row_is_visible(IndexScanDesc desc, uint64 tid)
{
	ScreenScan *scan = desc->opaque;
	ItemPointerData at;
	bool		more = false;
	bool		visible;

	if (scan->row == NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(scan->context);

		scan->row = table_slot_create(desc->heapRelation, NULL);
		MemoryContextSwitchTo(old);
	}
	tid_unpack(tid, &at);
	visible = table_index_fetch_tuple(desc->xs_heapfetch, &at, desc->xs_snapshot, scan->row, &more, NULL);
	ExecClearTuple(scan->row);
	return visible;
}

bool
screen_gettuple(IndexScanDesc desc, ScanDirection direction)
{
	ScreenScan *scan = desc->opaque;
	const int16 *scores = NULL;
	uint64		tid;
	bool		found;

	if (ScanDirectionIsBackward(direction))
		elog(ERROR, "access method \"screen\" does not scan backward");
	if (scan->stage == STAGE_START)
	{
		check_snapshot(desc);
		ts_count_index_scan(desc);
	}
	do
		found = next_row(scan, &tid, &scores);
	while (found && unlikely(desc->xs_want_itup) && !row_is_visible(desc, tid));
	scan_rest(scan);
	if (!found)
		return false;
	if (unlikely(desc->xs_want_itup) && desc->xs_hitup == NULL)
		set_empty_tuple(desc);
	tid_unpack(tid, &desc->xs_heaptid);
	desc->xs_recheck = scan->lossy && scan->nkeys > 0;
	desc->xs_recheckorderby = scan->lossy;
	for (int i = 0; i < scan->norder; i++)
	{
		desc->xs_orderbynulls[i] = !scan->lossy && scores[i] < 0;

		/*
		 * what is not known is at least 0 away; the same expression as <~>
		 * has
		 */
		desc->xs_orderbyvals[i] = Float8GetDatum(scan->lossy || scores[i] < 0 ? 0.0 :
												 (NAME_SCORE_MAX - scores[i]) / (double) NAME_SCORE_MAX);
	}
	return true;
}

int64
screen_getbitmap(IndexScanDesc desc, TIDBitmap *bitmap)
{
	ScreenScan *scan = desc->opaque;
	ItemPointerData tids[256];
	int			n = 0;
	int64		total = 0;
	uint64		tid;
	const int16 *scores = NULL;

	check_snapshot(desc);
	ts_count_index_scan(desc);
	while (next_row(scan, &tid, &scores))
	{
		tid_unpack(tid, &tids[n++]);
		total++;
		if (n == lengthof(tids))
		{
			tbm_add_tuples(bitmap, tids, n, scan->lossy);
			n = 0;
		}
	}
	if (n > 0)
		tbm_add_tuples(bitmap, tids, n, scan->lossy);
	scan_rest(scan);
	return total;
}
