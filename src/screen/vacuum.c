/*-------------------------------------------------------------------------
 *
 * vacuum.c
 *	  VACUUM: marking dead rows, and putting the index in order.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/am.h"

#include "access/generic_xlog.h"
#include "commands/vacuum.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/memutils.h"

#include "screen/compact.h"

typedef struct Sweep
{
	Relation	index;
	BufferAccessStrategy strategy;
	IndexBulkDeleteCallback callback;
	void	   *state;
	IndexBulkDeleteResult *stats;
} Sweep;

static bool
is_dead(Sweep *s, uint64 tid)
{
	ItemPointerData p;

	tid_unpack(tid, &p);
	return s->callback(&p, s->state);
}

/* Marks the dead among the entries of a page of the pending area. */
static void
sweep_pending_page(Sweep *s, const ScreenRun *run, uint32 pageno, char *page)
{
	BlockNumber blkno = run->extent.start + pageno;
	uint16	   *dead = NULL;
	int			ndead = 0;
	const ScreenPending *e;
	size_t		n;
	size_t		at = 0;
	size_t		before = 0;

	pending_read(s->index, run, pageno, page, &n);
	while ((e = pending_next(s->index, blkno, page, n, &at)) != NULL)
	{
		if (!(e->flags & PENDING_DEAD))
		{
			if (is_dead(s, tid_pack(&e->tid)))
			{
				if (dead == NULL)
					dead = palloc(BLCKSZ / sizeof(ScreenPending) * sizeof(uint16));
				dead[ndead++] = (uint16) before;
			}
			else
				s->stats->num_index_tuples++;
		}
		before = at;
	}
	if (ndead > 0)
	{
		Buffer		buffer = ReadBuffer(s->index, blkno);
		GenericXLogState *state;
		char	   *entries;

		LockBuffer(buffer, BUFFER_LOCK_EXCLUSIVE);
		screen_page_check(s->index, buffer, SCREEN_PAGE_PENDING, run->id, pageno);
		state = GenericXLogStart(s->index);
		entries = PageGetContents(GenericXLogRegisterBuffer(state, buffer, 0));
		/* entries are never moved, only added */
		for (int i = 0; i < ndead; i++)
			((ScreenPending *) (entries + dead[i]))->flags |= PENDING_DEAD;
		GenericXLogFinish(state);
		UnlockReleaseBuffer(buffer);
		s->stats->tuples_removed += ndead;
		pfree(dead);
	}
}

/* Sets bits of one page of DEAD: ordinals, in order, all on that page. */
static void
set_dead(Sweep *s, ScreenReader *r, const uint64 *ordinals, int n)
{
	uint32		pageno = (uint32) (ordinals[0] / 8 / SCREEN_PAYLOAD);
	uint32		logical = r->seg.first[SECTION_DEAD] + pageno;
	Buffer		buffer;
	GenericXLogState *state;
	uint8	   *bits;

	buffer = ReadBufferExtended(s->index, MAIN_FORKNUM, segment_block(&r->seg, logical), RBM_NORMAL,
								s->strategy);
	LockBuffer(buffer, BUFFER_LOCK_EXCLUSIVE);
	screen_page_check(s->index, buffer, SCREEN_PAGE_SEGMENT, r->seg.id, logical);
	state = GenericXLogStart(s->index);
	bits = (uint8 *) PageGetContents(GenericXLogRegisterBuffer(state, buffer, 0));
	for (int i = 0; i < n; i++)
		bits[ordinals[i] / 8 % SCREEN_PAYLOAD] |= 1 << (ordinals[i] % 8);
	GenericXLogFinish(state);
	UnlockReleaseBuffer(buffer);
}

#define DEAD_BATCH	4096

/* Returns how many rows of the segment are dead now. */
static uint64
sweep_segment(Sweep *s, ScreenPages *pages, const ScreenSegmentRef *ref)
{
	ScreenReader r;
	ScreenDocCursor docs;
	uint64	   *dead = palloc(DEAD_BATCH * sizeof(uint64));
	int			n = 0;
	uint64		total = 0;
	const uint64 bits_on_page = (uint64) SCREEN_PAYLOAD * 8;

	reader_open(&r, pages, ref);
	docs_begin(&docs, &r, CurrentMemoryContext);
	while (docs_next(&docs))
	{
		ScreenTidCursor tids;
		uint64		tid;

		ts_vacuum_delay_point();
		tids_begin(&tids, &r, &docs.doc, false);
		while (tids_next(&tids, &tid))
		{
			uint64		ordinal = tids.ordinal - 1;

			if (tids.ordinal % 1024 == 0)
			{
				ts_vacuum_delay_point();
				if (pages_trim(pages))
				{
					docs_refresh(&docs);
					if (tids.many)
						cursor_refresh(&tids.cursor);
				}
			}
			/* bits that are set without being counted are counted now */
			if (reader_is_dead(&r, ordinal))
			{
				total++;
				continue;
			}
			if (!is_dead(s, tid))
			{
				s->stats->num_index_tuples++;
				continue;
			}
			if (n == DEAD_BATCH || (n > 0 && dead[0] / bits_on_page != ordinal / bits_on_page))
			{
				set_dead(s, &r, dead, n);
				n = 0;
			}
			dead[n++] = ordinal;
			total++;
			s->stats->tuples_removed++;
		}
		if (pages_trim(pages))
			docs_refresh(&docs);
	}
	if (n > 0)
		set_dead(s, &r, dead, n);
	pages_release(pages);
	pfree(dead);
	return total;
}

IndexBulkDeleteResult *
screen_bulkdelete(IndexVacuumInfo *info, IndexBulkDeleteResult *stats,
				  IndexBulkDeleteCallback callback, void *callback_state)
{
	Relation	index = info->index;
	MemoryContext context;
	MemoryContext old;
	ScreenMeta *meta;
	ScreenPages pages;
	Sweep		s;
	uint64		ids[SCREEN_MAX_SEGMENTS];
	uint64		ndead[SCREEN_MAX_SEGMENTS];
	int			n = 0;
	char	   *page;

	if (stats == NULL)
		stats = palloc0(sizeof(IndexBulkDeleteResult));
	stats->estimated_count = false;
	stats->num_index_tuples = 0;

	context = AllocSetContextCreate(CurrentMemoryContext, "screen vacuum", ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(context);
	s.index = index;
	s.strategy = info->strategy;
	s.callback = callback;
	s.state = callback_state;
	s.stats = stats;

	LockPage(index, SCREEN_STRUCT_LOCK, ExclusiveLock);
	meta = palloc(sizeof(ScreenMeta));
	page = palloc(BLCKSZ);
	meta_read(index, meta);
	for (uint32 i = 0; i < meta->nruns; i++)
		for (uint32 p = 0; p < meta->runs[i].used; p++)
		{
			ts_vacuum_delay_point();
			sweep_pending_page(&s, &meta->runs[i], p, page);
		}
	pages_init(&pages, index, context);
	/* pages that are read once, one after the other */
	pages.limit = Min(pages.limit, 16);
	for (uint32 i = 0; i < meta->nsegments; i++)
	{
		uint64		dead = sweep_segment(&s, &pages, &meta->segments[i]);

		if (dead != meta->segments[i].ndead)
		{
			ids[n] = meta->segments[i].id;
			ndead[n++] = dead;
		}
	}
	if (n > 0)
		meta_set_dead(index, n, ids, ndead);
	UnlockPage(index, SCREEN_STRUCT_LOCK, ExclusiveLock);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
	return stats;
}

IndexBulkDeleteResult *
screen_vacuumcleanup(IndexVacuumInfo *info, IndexBulkDeleteResult *stats)
{
	Relation	index = info->index;
	ScreenMeta *meta;
	uint64		ntids = 0;

	if (info->analyze_only)
		return stats;
	if (stats == NULL)
		stats = palloc0(sizeof(IndexBulkDeleteResult));

	LockPage(index, SCREEN_STRUCT_LOCK, ExclusiveLock);
	/* merge first: the flush needs room in the directory */
	screen_merge_locked(index, false, false);
	screen_flush_locked(index);
	screen_merge_locked(index, false, false);
	screen_sweep_locked(index);
	UnlockPage(index, SCREEN_STRUCT_LOCK, ExclusiveLock);

	meta = palloc(sizeof(ScreenMeta));
	meta_read_all(index, meta);
	for (uint32 i = 0; i < meta->nsegments; i++)
		ntids += meta->segments[i].ntids - meta->segments[i].ndead;
	stats->num_index_tuples = (double) ntids;
	stats->estimated_count = false;
	stats->num_pages = RelationGetNumberOfBlocks(index);
	stats->pages_free = 0;
	for (uint32 i = 0; i < meta->nfree; i++)
		stats->pages_free += meta->free[i].extent.npages;
	pfree(meta);
	return stats;
}
