/*-------------------------------------------------------------------------
 *
 * meta.c
 *	  The metapage: the directory of the index, and who owns which blocks.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/meta.h"

#include "access/generic_xlog.h"
#include "access/xloginsert.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "name/lexicon.h"
#include "name/name_pg.h"
#include "screen/segment.h"

/* Size of the runs of a pending area that grows without being flushed. */
#define MAX_RUN_PAGES	256

Buffer
screen_new_buffer(Relation index, ForkNumber fork, BlockNumber blkno)
{
	return ReadBufferExtended(index, fork, blkno, RBM_ZERO_AND_LOCK, NULL);
}

static void
copy_version(char *to, const char *from)
{
	memset(to, 0, sizeof(((ScreenMeta *) 0)->icu));
	strlcpy(to, from, sizeof(((ScreenMeta *) 0)->icu));
}

void
meta_create(Relation index, ForkNumber fork, ScreenKind kind)
{
	Buffer		buffer;
	Page		page;
	ScreenMeta *meta;

	if (kind == SCREEN_NAMES)
		name_load_rules();
	if (!RELATION_IS_LOCAL(index))
		LockRelationForExtension(index, ExclusiveLock);
	buffer = ReadBufferExtended(index, fork, P_NEW, RBM_NORMAL, NULL);
	if (!RELATION_IS_LOCAL(index))
		UnlockRelationForExtension(index, ExclusiveLock);
	Assert(BufferGetBlockNumber(buffer) == SCREEN_META_BLKNO);
	LockBuffer(buffer, BUFFER_LOCK_EXCLUSIVE);
	START_CRIT_SECTION();
	page = BufferGetPage(buffer);
	screen_page_init(page, SCREEN_PAGE_META, 0, 0);
	meta = ScreenPageMeta(page);
	meta->magic = SCREEN_MAGIC;
	meta->version = SCREEN_VERSION;
	meta->kind = (uint16) kind;
	meta->generation = 1;
	meta->next_id = 1;
	if (kind == SCREEN_NAMES)
	{
		meta->rules = lexicon_version();
		copy_version(meta->icu, fold_icu_version());
		copy_version(meta->unicode, fold_unicode_version());
	}
	((PageHeader) page)->pd_lower = MAXALIGN(SizeOfPageHeaderData) + sizeof(ScreenMeta);
	MarkBufferDirty(buffer);
	/* the init fork is logged for unlogged tables, too */
	if (RelationNeedsWAL(index) || fork == INIT_FORKNUM)
		log_newpage_buffer(buffer, true);
	END_CRIT_SECTION();
	UnlockReleaseBuffer(buffer);
}

static void
check_meta(Relation index, Buffer buffer)
{
	Page		page = BufferGetPage(buffer);
	ScreenMeta *meta = ScreenPageMeta(page);

	screen_page_check(index, buffer, SCREEN_PAGE_META, 0, 0);
	if (meta->magic != SCREEN_MAGIC)
		screen_corrupt(index, SCREEN_META_BLKNO, "the metapage has no magic number");
	if (meta->version != SCREEN_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("index \"%s\" has format version %u, which this version of tradescreen does not read",
						RelationGetRelationName(index), meta->version),
				 errhint("REINDEX it.")));
	if (meta->nruns > SCREEN_MAX_RUNS || meta->nsegments > SCREEN_MAX_SEGMENTS ||
		meta->nfree > SCREEN_MAX_FREE || (meta->kind != SCREEN_NAMES && meta->kind != SCREEN_CODES))
		screen_corrupt(index, SCREEN_META_BLKNO, "the directory is not consistent");
	for (uint32 i = 0; i < meta->nruns; i++)
		if (meta->runs[i].used > meta->runs[i].extent.npages)
			screen_corrupt(index, SCREEN_META_BLKNO, "the pending area is not consistent");
}

Buffer
meta_lock(Relation index, int mode, ScreenMeta **meta)
{
	Buffer		buffer = ReadBuffer(index, SCREEN_META_BLKNO);

	LockBuffer(buffer, mode);
	check_meta(index, buffer);
	*meta = ScreenPageMeta(BufferGetPage(buffer));
	return buffer;
}

void
meta_read(Relation index, ScreenMeta *meta)
{
	ScreenMeta *page;
	Buffer		buffer = meta_lock(index, BUFFER_LOCK_SHARE, &page);

	memcpy(meta, page, offsetof(ScreenMeta, segments) + page->nsegments * sizeof(ScreenSegmentRef));
	UnlockReleaseBuffer(buffer);
	meta->nfree = 0;
}

void
meta_read_all(Relation index, ScreenMeta *meta)
{
	ScreenMeta *page;
	Buffer		buffer = meta_lock(index, BUFFER_LOCK_SHARE, &page);

	memcpy(meta, page, sizeof(ScreenMeta));
	UnlockReleaseBuffer(buffer);
}

ScreenKind
screen_kind(Relation index)
{
	FmgrInfo   *proc = index_getprocinfo(index, 1, 1);

	return (ScreenKind) DatumGetInt32(FunctionCall1(proc, PointerGetDatum(NULL)));
}

/* ---------- versions ---------- */

bool
meta_rules_match(const ScreenMeta *meta)
{
	if (meta->kind != SCREEN_NAMES)
		return true;
	name_load_rules();
	return !meta->mixed && meta->rules == lexicon_version() &&
		strncmp(meta->icu, fold_icu_version(), sizeof(meta->icu) - 1) == 0 &&
		strncmp(meta->unicode, fold_unicode_version(), sizeof(meta->unicode) - 1) == 0;
}

void
meta_warn_rules(Relation index)
{
	static List *warned = NIL;
	MemoryContext old;

	/* a REINDEX gives another file, which may have to be warned of anew */
	Oid			file = ts_relfilenumber(index);

	if (list_member_oid(warned, file))
		return;
	old = MemoryContextSwitchTo(TopMemoryContext);
	warned = lappend_oid(warned, file);
	MemoryContextSwitchTo(old);
	ereport(WARNING,
			(errmsg("index \"%s\" was built under other rules for names", RelationGetRelationName(index)),
			 errdetail("The rules files, ICU or Unicode have changed since. The index is used, but every row is compared anew, which is slow."),
			 errhint("REINDEX it.")));
}

void
meta_set_mixed(Relation index)
{
	ScreenMeta *meta;
	Buffer		buffer = meta_lock(index, BUFFER_LOCK_EXCLUSIVE, &meta);

	if (!meta->mixed)
	{
		GenericXLogState *state = GenericXLogStart(index);

		ScreenPageMeta(GenericXLogRegisterBuffer(state, buffer, 0))->mixed = 1;
		GenericXLogFinish(state);
	}
	UnlockReleaseBuffer(buffer);
}

/* ---------- blocks ---------- */

/*
 * Logs a block that has never been written.  Replay then makes the file as
 * long as ours: a directory that names blocks beyond the end of a standby's
 * file would make them somebody else's when that is promoted and extends it.
 */
static void
log_unused(Relation index, Buffer buffer)
{
	if (!RelationNeedsWAL(index))
		return;
	LockBuffer(buffer, BUFFER_LOCK_EXCLUSIVE);
	if (PageIsNew(BufferGetPage(buffer)))
	{
		START_CRIT_SECTION();
		screen_page_init(BufferGetPage(buffer), SCREEN_PAGE_UNUSED, 0, 0);
		MarkBufferDirty(buffer);
		log_newpage_buffer(buffer, true);
		END_CRIT_SECTION();
	}
	LockBuffer(buffer, BUFFER_LOCK_UNLOCK);
}

/* Adds n blocks to the file; returns the first. */
static BlockNumber
extend(Relation index, uint32 n)
{
	BlockNumber first = InvalidBlockNumber;

	if (!RELATION_IS_LOCAL(index))
		LockRelationForExtension(index, ExclusiveLock);
	for (uint32 i = 0; i < n; i++)
	{
		Buffer		buffer = ReadBufferExtended(index, MAIN_FORKNUM, P_NEW, RBM_NORMAL, NULL);

		if (i == 0)
			first = BufferGetBlockNumber(buffer);
		if (i == n - 1)
			log_unused(index, buffer);
		ReleaseBuffer(buffer);
	}
	if (!RELATION_IS_LOCAL(index))
		UnlockRelationForExtension(index, ExclusiveLock);
	return first;
}

static void
remove_free(ScreenMeta *meta, uint32 i)
{
	meta->nfree--;
	memmove(&meta->free[i], &meta->free[i + 1], (meta->nfree - i) * sizeof(ScreenFree));
}

/* Is no snapshot left for which pages that were unlinked then must stay? */
static bool
is_claimable(const ScreenFree *f)
{
	return GlobalVisCheckRemovableFullXid(NULL, f->since);
}

static int
compare_free(const void *a, const void *b)
{
	BlockNumber x = ((const ScreenFree *) a)->extent.start;
	BlockNumber y = ((const ScreenFree *) b)->extent.start;

	return (x > y) - (x < y);
}

/*
 * Joins neighbours on the free list.  What is joined must wait for the later
 * of two transaction ids; if what may be claimed were joined with what was
 * just unlinked, and again soon after, it might never be claimed.  So the
 * two must have come at once or both be claimable; or both not be, when any
 * is set, because the list is full.
 */
static void
join_free(ScreenMeta *meta, bool any)
{
	uint32		n = 0;
	bool		last = false;	/* is the last of those kept claimable? */

	qsort(meta->free, meta->nfree, sizeof(ScreenFree), compare_free);
	for (uint32 i = 0; i < meta->nfree; i++)
	{
		ScreenFree	f = meta->free[i];
		ScreenFree *before = &meta->free[n > 0 ? n - 1 : 0];
		bool		claimable = is_claimable(&f);

		if (n > 0 && before->extent.start + before->extent.npages == f.extent.start &&
			claimable == last &&
			(any || claimable || FullTransactionIdEquals(before->since, f.since)))
		{
			before->extent.npages += f.extent.npages;
			if (FullTransactionIdPrecedes(before->since, f.since))
				before->since = f.since;
			continue;
		}
		meta->free[n++] = f;
		last = claimable;
	}
	meta->nfree = n;
}

/* The largest extent that may be used again, -1 if none. */
static int
largest_free(const ScreenMeta *meta, uint32 least)
{
	int			best = -1;

	for (uint32 i = 0; i < meta->nfree; i++)
	{
		const ScreenFree *f = &meta->free[i];

		if (f->extent.npages >= least &&
			(best < 0 || f->extent.npages > meta->free[best].extent.npages) &&
			is_claimable(f))
			best = (int) i;
	}
	return best;
}

/* Takes up to n blocks of free extent i. */
static ScreenExtent
take_free(ScreenMeta *meta, int i, uint32 n)
{
	ScreenExtent *free = &meta->free[i].extent;
	ScreenExtent taken = {free->start, Min(n, free->npages)};

	free->start += taken.npages;
	free->npages -= taken.npages;
	if (free->npages == 0)
		remove_free(meta, (uint32) i);
	return taken;
}

void
screen_claim(Relation index, uint32 npages, uint64 *id, ScreenExtent *extents, uint16 *nextents)
{
	ScreenMeta *meta;
	Buffer		buffer = meta_lock(index, BUFFER_LOCK_EXCLUSIVE, &meta);
	GenericXLogState *state = GenericXLogStart(index);
	uint32		left = npages;
	int			n = 0;

	meta = ScreenPageMeta(GenericXLogRegisterBuffer(state, buffer, 0));
	*id = meta->next_id++;
	join_free(meta, false);
	while (left > 0 && n < SCREEN_MAX_EXTENTS - 1)
	{
		/* crumbs are not worth an extent of a large segment */
		int			i = largest_free(meta, Min(left, 1 + npages / 64));

		if (i < 0)
			break;
		extents[n] = take_free(meta, i, left);
		left -= extents[n++].npages;
	}
	GenericXLogFinish(state);
	UnlockReleaseBuffer(buffer);
	if (left > 0)
	{
		extents[n].start = extend(index, left);
		extents[n++].npages = left;
	}
	*nextents = (uint16) n;
}

/* Adds an extent to the free list. */
static void
add_free(ScreenMeta *meta, ScreenExtent extent, FullTransactionId since)
{
	if (meta->nfree == SCREEN_MAX_FREE)
		join_free(meta, false);
	if (meta->nfree == SCREEN_MAX_FREE)
		join_free(meta, true);
	if (meta->nfree == SCREEN_MAX_FREE)
	{
		uint32		smallest = 0;

		/* what is dropped has no owner any more: VACUUM finds it */
		for (uint32 i = 1; i < meta->nfree; i++)
			if (meta->free[i].extent.npages < meta->free[smallest].extent.npages)
				smallest = i;
		if (meta->free[smallest].extent.npages >= extent.npages)
			return;
		remove_free(meta, smallest);
	}
	meta->free[meta->nfree].extent = extent;
	meta->free[meta->nfree].since = since;
	meta->nfree++;
}

/* ---------- the pending area ---------- */

void
meta_add_run(Relation index, ScreenMeta *meta)
{
	uint32		npages = SCREEN_RUN_PAGES;
	ScreenRun  *run;
	int			i;

	if (meta->nruns == SCREEN_MAX_RUNS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the pending area of index \"%s\" is full", RelationGetRelationName(index)),
				 errhint("VACUUM the table.")));
	/* when there are many, a flush has been kept waiting by VACUUM */
	if (meta->nruns >= SCREEN_MAX_RUNS - 4)
		npages = MAX_RUN_PAGES * 16;
	else if (meta->nruns >= 6)
		npages = MAX_RUN_PAGES;
	else if (meta->nruns > 0)
		npages = SCREEN_RUN_PAGES * 4;
	run = &meta->runs[meta->nruns];
	memset(run, 0, sizeof(*run));
	join_free(meta, false);
	i = largest_free(meta, npages);
	if (i >= 0)
		run->extent = take_free(meta, i, npages);
	else
	{
		run->extent.start = extend(index, npages);
		run->extent.npages = npages;
	}
	run->id = meta->next_id++;
	meta->nruns++;
	meta->generation++;
}

void
meta_add_pending_page(Relation index, ScreenMeta *meta)
{
	if (meta->nruns == 0 ||
		meta->runs[meta->nruns - 1].used == meta->runs[meta->nruns - 1].extent.npages)
		meta_add_run(index, meta);
	meta->runs[meta->nruns - 1].used++;
}

/* ---------- changes ---------- */

static bool
is_among(uint64 id, const uint64 *ids, int n)
{
	for (int i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

bool
meta_publish(Relation index, const ScreenChange *change)
{
	ScreenMeta *meta;
	Buffer		buffer = meta_lock(index, BUFFER_LOCK_EXCLUSIVE, &meta);
	GenericXLogState *state;
	FullTransactionId since = ReadNextFullTransactionId();
	uint32		n;

	if (change->add && (int) meta->nsegments - change->nsegments >= SCREEN_MAX_SEGMENTS)
	{
		UnlockReleaseBuffer(buffer);
		return false;
	}
	state = GenericXLogStart(index);
	meta = ScreenPageMeta(GenericXLogRegisterBuffer(state, buffer, 0));

	n = 0;
	for (uint32 i = 0; i < meta->nsegments; i++)
		if (!is_among(meta->segments[i].id, change->segments, change->nsegments))
			meta->segments[n++] = meta->segments[i];
	Assert((int) (meta->nsegments - n) == change->nsegments);
	meta->nsegments = n;
	for (int i = 0; i < change->nextents; i++)
		add_free(meta, change->extents[i], since);

	n = 0;
	for (uint32 i = 0; i < meta->nruns; i++)
	{
		if (!is_among(meta->runs[i].id, change->runs, change->nruns))
			meta->runs[n++] = meta->runs[i];
		else
			add_free(meta, meta->runs[i].extent, since);
	}
	meta->nruns = n;

	if (change->add)
		meta->segments[meta->nsegments++] = *change->add;
	meta->generation++;
	GenericXLogFinish(state);
	UnlockReleaseBuffer(buffer);
	return true;
}

void
meta_set_dead(Relation index, int n, const uint64 *ids, const uint64 *ndead)
{
	ScreenMeta *meta;
	Buffer		buffer = meta_lock(index, BUFFER_LOCK_EXCLUSIVE, &meta);
	GenericXLogState *state = GenericXLogStart(index);

	meta = ScreenPageMeta(GenericXLogRegisterBuffer(state, buffer, 0));
	for (int i = 0; i < n; i++)
		for (uint32 s = 0; s < meta->nsegments; s++)
			if (meta->segments[s].id == ids[i])
				meta->segments[s].ndead = ndead[i];
	GenericXLogFinish(state);
	UnlockReleaseBuffer(buffer);
}

static int
compare_extents(const void *a, const void *b)
{
	BlockNumber x = ((const ScreenExtent *) a)->start;
	BlockNumber y = ((const ScreenExtent *) b)->start;

	return (x > y) - (x < y);
}

uint64
meta_sweep(Relation index, const ScreenExtent *owned, int nowned)
{
	ScreenMeta *meta;
	Buffer		buffer;
	GenericXLogState *state;
	ScreenExtent *all = palloc((nowned + SCREEN_MAX_RUNS + SCREEN_MAX_FREE + 1) * sizeof(ScreenExtent));
	int			n = nowned;
	BlockNumber nblocks = RelationGetNumberOfBlocks(index);
	BlockNumber at = SCREEN_META_BLKNO + 1;
	uint64		found = 0;
	FullTransactionId since = ReadNextFullTransactionId();

	memcpy(all, owned, nowned * sizeof(ScreenExtent));
	/* a crash may have come between the extension and its log record */
	buffer = ReadBuffer(index, nblocks - 1);
	log_unused(index, buffer);
	ReleaseBuffer(buffer);
	buffer = meta_lock(index, BUFFER_LOCK_EXCLUSIVE, &meta);
	state = GenericXLogStart(index);
	meta = ScreenPageMeta(GenericXLogRegisterBuffer(state, buffer, 0));
	for (uint32 i = 0; i < meta->nruns; i++)
		all[n++] = meta->runs[i].extent;
	for (uint32 i = 0; i < meta->nfree; i++)
		all[n++] = meta->free[i].extent;
	qsort(all, n, sizeof(ScreenExtent), compare_extents);
	/* blocks beyond nblocks were added since, to a run */
	for (int i = 0; i <= n; i++)
	{
		BlockNumber start = i < n ? Min(all[i].start, nblocks) : nblocks;

		if (start > at)
		{
			ScreenExtent gap = {at, start - at};

			add_free(meta, gap, since);
			found += gap.npages;
		}
		if (i < n)
			at = Max(at, all[i].start + all[i].npages);
	}
	if (found > 0)
		GenericXLogFinish(state);
	else
		GenericXLogAbort(state);
	UnlockReleaseBuffer(buffer);
	pfree(all);
	return found;
}
