/*-------------------------------------------------------------------------
 *
 * compact.c
 *	  Flushing the pending area, merging segments, taking lost blocks.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/compact.h"

#include "access/generic_xlog.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/memutils.h"

#include "screen/names.h"

/*
 * What an inserter merges: so many documents, and a quarter of rows, at most.
 * That takes some ten milliseconds.
 */
#define FOREGROUND_WEIGHT	16384
#define FOREGROUND_LEAST	4

/* A segment is merged with all smaller ones if it is not much larger. */
#define MERGE_RATIO			4

/* When the directory is about to be full, even inserters merge more. */
#define CROWDED				(SCREEN_MAX_SEGMENTS - 8)

/* ---------- assemblies ---------- */

void
assembly_begin(ScreenAssembly *a, ScreenKind kind, size_t memory)
{
	memset(a, 0, sizeof(*a));
	a->memory = memory;
	a->builder = builder_create(kind, memory);
}

static void
add_draft(ScreenAssembly *a)
{
	ScreenDraft *draft = palloc(sizeof(ScreenDraft));

	if (a->ndrafts == a->room)
	{
		a->room = a->room ? a->room * 2 : 8;
		a->drafts = a->drafts ? repalloc(a->drafts, a->room * sizeof(ScreenDraft *)) :
			palloc(a->room * sizeof(ScreenDraft *));
	}
	builder_finish(a->builder, draft);
	for (int i = 0; i < SCREEN_NSECTIONS; i++)
		stream_spill(&draft->streams[i]);
	a->drafts[a->ndrafts++] = draft;
}

void
assembly_check(ScreenAssembly *a)
{
	if (builder_is_full(a->builder))
		add_draft(a);
}

bool
assembly_end(ScreenAssembly *a, ScreenDraft *draft)
{
	bool		some = true;

	if (a->ndrafts == 0)
	{
		some = builder_ntids(a->builder) > 0;
		if (some)
			builder_finish(a->builder, draft);
		builder_destroy(a->builder);
		return some;
	}
	if (builder_ntids(a->builder) > 0)
		add_draft(a);
	builder_destroy(a->builder);
	if (a->ndrafts == 1)
		memcpy(draft, a->drafts[0], sizeof(ScreenDraft));
	else
	{
		ScreenPages pages;
		ScreenReader **readers = palloc(a->ndrafts * sizeof(ScreenReader *));

		pages_init(&pages, NULL, CurrentMemoryContext);
		for (int i = 0; i < a->ndrafts; i++)
		{
			readers[i] = palloc(sizeof(ScreenReader));
			reader_open_draft(readers[i], &pages, a->drafts[i]);
		}
		/* each reader holds a few pages, and not two of them at a time */
		pages.limit = Max(pages.limit, 16 * a->ndrafts);
		some = screen_merge_readers(readers, a->ndrafts, draft, a->memory / 2);
		pages_release(&pages);
		for (int i = 0; i < a->ndrafts; i++)
		{
			draft_free(a->drafts[i]);
			pfree(a->drafts[i]);
			pfree(readers[i]);
		}
		pfree(readers);
	}
	return some;
}

/* ---------- storing ---------- */

/* Complains that the directory has no room for a segment. */
static void
directory_full(Relation index)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("index \"%s\" has too many segments", RelationGetRelationName(index)),
			 errhint("VACUUM the table.")));
}

void
screen_add_draft(Relation index, ScreenDraft *draft)
{
	ScreenMeta *meta = palloc(sizeof(ScreenMeta));
	ScreenSegmentRef ref;
	ScreenChange change = {0};

	meta_read(index, meta);
	if (meta->nsegments >= CROWDED)
	{
		/* an insert that waits: see README */
		LockPage(index, SCREEN_STRUCT_LOCK, ExclusiveLock);
		screen_merge_locked(index, true, false);
		UnlockPage(index, SCREEN_STRUCT_LOCK, ExclusiveLock);
	}
	pfree(meta);
	LockPage(index, SCREEN_CLAIM_LOCK, ShareLock);
	draft_store(index, draft, &ref);
	draft_free(draft);
	change.add = &ref;
	if (!meta_publish(index, &change))
		directory_full(index);
	UnlockPage(index, SCREEN_CLAIM_LOCK, ShareLock);
}

/* ---------- flush ---------- */

/* Adds what is on the pages of a run to the builder. */
static void
gather_run(Relation index, const ScreenRun *run, ScreenAssembly *a, ScreenKind kind)
{
	char	   *page = palloc(BLCKSZ);
	NameTerm   *terms = palloc(NAME_MAX_TERMS * sizeof(NameTerm));

	for (uint32 p = 0; p < run->used; p++)
	{
		BlockNumber blkno = run->extent.start + p;
		const ScreenPending *e;
		size_t		n;
		size_t		at = 0;

		pending_read(index, run, p, page, &n);
		while ((e = pending_next(index, blkno, page, n, &at)) != NULL)
		{
			uint64		tid = tid_pack(&e->tid);

			CHECK_FOR_INTERRUPTS();
			if (e->flags & PENDING_DEAD)
				continue;
			if (e->flags & PENDING_NULL)
				builder_add_null(a->builder, tid);
			else if (kind == SCREEN_CODES)
			{
				uint64		code;

				if (e->value_len != sizeof(code))
					screen_corrupt(index, blkno, "an entry of the pending area is not consistent");
				memcpy(&code, pending_value(e), sizeof(code));
				builder_add_code(a->builder, code, tid);
			}
			else
			{
				NamePacked	packed;
				const NameCompiled *name = NULL;

				if (name_bytes_read(pending_value(e), e->value_len, terms, &packed))
					name = names_unpack(&packed);
				if (name == NULL)
					screen_corrupt(index, blkno, "an entry of the pending area is not consistent");
				builder_add_name(a->builder, &packed, name, tid);
			}
			assembly_check(a);
		}
	}
	pfree(page);
	pfree(terms);
}

void
screen_flush_locked(Relation index)
{
	ScreenMeta *meta;
	ScreenMeta *page;
	Buffer		buffer = meta_lock(index, BUFFER_LOCK_EXCLUSIVE, &page);
	ScreenAssembly a;
	ScreenDraft draft;
	ScreenSegmentRef ref;
	ScreenChange change = {0};
	uint64		ids[SCREEN_MAX_RUNS];
	uint32		used = 0;
	MemoryContext context;
	MemoryContext old;
	bool		some;

	for (uint32 i = 0; i < page->nruns; i++)
		used += page->runs[i].used;
	if (used == 0)
	{
		UnlockReleaseBuffer(buffer);
		return;
	}
	/* whoever inserts from now on goes to another run */
	if (page->runs[page->nruns - 1].used > 0 && page->nruns < SCREEN_MAX_RUNS)
	{
		GenericXLogState *state = GenericXLogStart(index);

		meta_add_run(index, ScreenPageMeta(GenericXLogRegisterBuffer(state, buffer, 0)));
		GenericXLogFinish(state);
	}
	UnlockReleaseBuffer(buffer);

	context = AllocSetContextCreate(CurrentMemoryContext, "screen flush", ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(context);
	meta = palloc(sizeof(ScreenMeta));
	meta_read(index, meta);
	assembly_begin(&a, (ScreenKind) meta->kind, (size_t) maintenance_work_mem * 1024);
	/* all runs but the last, which is being filled, even if it is empty now */
	for (uint32 i = 0; i + 1 < meta->nruns; i++)
	{
		gather_run(index, &meta->runs[i], &a, (ScreenKind) meta->kind);
		ids[change.nruns++] = meta->runs[i].id;
	}
	change.runs = ids;
	some = assembly_end(&a, &draft);
	LockPage(index, SCREEN_CLAIM_LOCK, ShareLock);
	if (some)
		draft_store(index, &draft, &ref);
	change.add = some ? &ref : NULL;
	if (!meta_publish(index, &change))
		directory_full(index);
	UnlockPage(index, SCREEN_CLAIM_LOCK, ShareLock);
	if (some)
		draft_free(&draft);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}

void
screen_flush(Relation index, bool wait)
{
	if (wait)
		LockPage(index, SCREEN_STRUCT_LOCK, ExclusiveLock);
	else if (!ConditionalLockPage(index, SCREEN_STRUCT_LOCK, ExclusiveLock))
		return;
	screen_merge_locked(index, true, false);
	screen_flush_locked(index);
	screen_merge_locked(index, true, false);
	UnlockPage(index, SCREEN_STRUCT_LOCK, ExclusiveLock);
}

/* ---------- merge ---------- */

static uint64
weight(const ScreenSegmentRef *s)
{
	return s->ndocs + s->ntids / 4;
}

static int
compare_weights(const void *a, const void *b)
{
	uint64		x = weight(*(ScreenSegmentRef *const *) a);
	uint64		y = weight(*(ScreenSegmentRef *const *) b);

	return (x > y) - (x < y);
}

/* Chooses what to merge: puts it first in list, and returns how many. */
static int
choose(ScreenSegmentRef **list, int n, bool foreground, bool all)
{
	uint64		sum;
	int			chosen = 1;

	if (n == 0)
		return 0;
	qsort(list, n, sizeof(*list), compare_weights);
	if (all)
		return n > 1 || list[0]->ndead > 0 ? n : 0;
	if (foreground && n >= CROWDED)
		return n / 2;
	/* a few tiny ones must not keep the others from being merged */
	sum = weight(list[0]);
	for (int i = 1; i < n; sum += weight(list[i++]))
	{
		if (foreground && sum + weight(list[i]) > FOREGROUND_WEIGHT)
			break;
		if (weight(list[i]) <= MERGE_RATIO * sum)
			chosen = i + 1;
	}
	if (foreground)
		return chosen >= FOREGROUND_LEAST ? chosen : 0;
	/* what is a quarter dead is written anew with the others, or alone */
	for (int i = chosen; i < n; i++)
		if (list[i]->ndead * 4 > list[i]->ntids)
		{
			ScreenSegmentRef *s = list[i];

			list[i] = list[chosen];
			list[chosen++] = s;
		}
	if (chosen == 1 && list[0]->ndead * 4 <= list[0]->ntids)
		return 0;
	return chosen;
}

void
screen_merge_locked(Relation index, bool foreground, bool all)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "screen merge",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	ScreenMeta *meta = palloc(sizeof(ScreenMeta));
	ScreenSegmentRef *list[SCREEN_MAX_SEGMENTS];
	int			n;

	meta_read(index, meta);
	for (uint32 i = 0; i < meta->nsegments; i++)
		list[i] = &meta->segments[i];
	n = choose(list, (int) meta->nsegments, foreground, all);
	if (n > 0)
	{
		ScreenPages pages;
		ScreenReader **readers = palloc(n * sizeof(ScreenReader *));
		ScreenExtent *extents = palloc(n * SCREEN_MAX_EXTENTS * sizeof(ScreenExtent));
		uint64	   *ids = palloc(n * sizeof(uint64));
		ScreenChange change = {0};
		ScreenDraft draft;
		ScreenSegmentRef ref;
		bool		some;

		pages_init(&pages, index, context);
		pages.limit = Max(pages.limit, 4 * n);
		pages.verify = true;
		for (int i = 0; i < n; i++)
		{
			readers[i] = palloc(sizeof(ScreenReader));
			reader_open(readers[i], &pages, list[i]);
			ids[i] = list[i]->id;
			memcpy(extents + change.nextents, readers[i]->seg.extents,
				   readers[i]->seg.nextents * sizeof(ScreenExtent));
			change.nextents += readers[i]->seg.nextents;
		}
		change.nsegments = n;
		change.segments = ids;
		change.extents = extents;
		some = screen_merge_readers(readers, n, &draft, (size_t) maintenance_work_mem * 1024);
		pages_release(&pages);
		LockPage(index, SCREEN_CLAIM_LOCK, ShareLock);
		if (some)
			draft_store(index, &draft, &ref);
		change.add = some ? &ref : NULL;
		meta_publish(index, &change);
		UnlockPage(index, SCREEN_CLAIM_LOCK, ShareLock);
		if (some)
			draft_free(&draft);
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}

/* ---------- lost blocks ---------- */

uint64
screen_sweep_locked(Relation index)
{
	ScreenMeta *meta;
	ScreenExtent *owned;
	int			n = 0;
	ScreenPages pages;
	MemoryContext context;
	MemoryContext old;
	uint64		found;

	if (!ConditionalLockPage(index, SCREEN_CLAIM_LOCK, ExclusiveLock))
		return 0;
	context = AllocSetContextCreate(CurrentMemoryContext, "screen sweep", ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(context);
	meta = palloc(sizeof(ScreenMeta));
	owned = palloc(SCREEN_MAX_SEGMENTS * SCREEN_MAX_EXTENTS * sizeof(ScreenExtent));
	meta_read(index, meta);
	pages_init(&pages, index, context);
	for (uint32 i = 0; i < meta->nsegments; i++)
	{
		ScreenReader r;

		reader_open(&r, &pages, &meta->segments[i]);
		memcpy(owned + n, r.seg.extents, r.seg.nextents * sizeof(ScreenExtent));
		n += r.seg.nextents;
	}
	pages_release(&pages);
	found = meta_sweep(index, owned, n);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
	UnlockPage(index, SCREEN_CLAIM_LOCK, ExclusiveLock);
	return found;
}
