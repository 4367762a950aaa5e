/*-------------------------------------------------------------------------
 *
 * page.c
 *	  Pages of the index: their stamp, and holding the ones that were read.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/segment.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "miscadmin.h"
#include "port/pg_crc32c.h"
#include "storage/procarray.h"
#include "utils/memutils.h"

void
screen_page_init(Page page, ScreenPageKind kind, uint64 owner, uint32 pageno)
{
	ScreenOpaque *opaque;

	PageInit(page, BLCKSZ, sizeof(ScreenOpaque));
	opaque = ScreenPageOpaque(page);
	memset(opaque, 0, sizeof(*opaque));
	opaque->owner = owner;
	opaque->pageno = pageno;
	opaque->kind = (uint16) kind;
	opaque->page_id = SCREEN_PAGE_ID;
}

void
screen_corrupt(Relation index, BlockNumber blkno, const char *why)
{
	ereport(ERROR,
			(errcode(ERRCODE_INDEX_CORRUPTED),
			 errmsg("index \"%s\" is damaged at block %u: %s",
					RelationGetRelationName(index), blkno, why),
			 errhint("REINDEX it.")));
}

/* Is the page what is expected? */
static const char *
stamp_problem(Page page, ScreenPageKind kind, uint64 owner, uint32 pageno)
{
	ScreenOpaque *opaque;

	if (PageIsNew(page))
		return "the page is empty";
	if (PageGetSpecialSize(page) != MAXALIGN(sizeof(ScreenOpaque)) ||
		((PageHeader) page)->pd_lower < MAXALIGN(SizeOfPageHeaderData) ||
		((PageHeader) page)->pd_lower > ((PageHeader) page)->pd_upper)
		return "the page has no valid header";
	opaque = ScreenPageOpaque(page);
	if (opaque->page_id != SCREEN_PAGE_ID)
		return "the page is not of this access method";
	if (opaque->kind != (uint16) kind || opaque->owner != owner || opaque->pageno != pageno)
		return "the page belongs to something else";
	return NULL;
}

void
screen_page_check(Relation index, Buffer buffer, ScreenPageKind kind, uint64 owner, uint32 pageno)
{
	const char *why = stamp_problem(BufferGetPage(buffer), kind, owner, pageno);
	BlockNumber blkno;

	if (likely(why == NULL))
		return;
	blkno = BufferGetBlockNumber(buffer);
	/* content locks and pins are given back when the transaction aborts */
	if (RecoveryInProgress() || TransactionStartedDuringRecovery())
		ereport(ERROR,
				(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				 errmsg("canceling statement due to conflict with recovery"),
				 errdetail("Block %u of index \"%s\" was recycled while it was being read.",
						   blkno, RelationGetRelationName(index)),
				 errhint("Repeat the statement, or set hot_standby_feedback.")));
	screen_corrupt(index, blkno, why);
}

uint32
screen_page_crc(Page page)
{
	pg_crc32c	crc;

	INIT_CRC32C(crc);
	COMP_CRC32C(crc, PageGetContents(page), SCREEN_PAYLOAD);
	FIN_CRC32C(crc);
	/* 0 stands for none */
	return crc == 0 ? 1 : crc;
}

/* ---------- pages held ---------- */

#define INITIAL_SLOTS	64

int			screen_pins = 0;
int			screen_max_pins = 0;

/* Whatever a transaction has pinned is released at its end, after errors too. */
static void
forget_pins(XactEvent event, void *arg)
{
	(void) arg;
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE ||
		event == XACT_EVENT_PARALLEL_COMMIT || event == XACT_EVENT_PARALLEL_ABORT)
		screen_pins = 0;
}

void
pages_init(ScreenPages *pages, Relation index, MemoryContext context)
{
	if (screen_max_pins == 0)
	{
		RegisterXactCallback(forget_pins, NULL);
		/* so little that nobody else needs to be asked */
		screen_max_pins = Max(16, Min(2048, NBuffers / Max(64, MaxBackends)));
	}
	memset(pages, 0, sizeof(*pages));
	pages->index = index;
	pages->context = context;
	pages->copy = RecoveryInProgress();

	if (index != NULL && RelationUsesLocalBuffers(index))
		pages->limit = 16;
	else
		pages->limit = Min(screen_max_pins, NBuffers / 64);
	pages->mask = INITIAL_SLOTS - 1;
	pages->slots = MemoryContextAllocZero(context, INITIAL_SLOTS * sizeof(ScreenHeld));
}

static void
release_slots(ScreenHeld *slots, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (slots[i].key == 0)
			continue;
		if (BufferIsValid(slots[i].buffer))
		{
			ReleaseBuffer(slots[i].buffer);
			screen_pins = Max(screen_pins - 1, 0);
		}
		else
			pfree((void *) slots[i].data);
	}
}

/*
 * How much this backend may have pinned, now that it would be more than a scan
 * begins with: an eighth of the buffers, divided by all backends there are.
 * Those that came when there were fewer may have more; even so, and if none
 * releases any, all together leave a third to others.
 */
static int
share_of_buffers(void)
{
	return Max(16, NBuffers / 8 / Max(1, CountDBBackends(InvalidOid)));
}

bool
pages_trim_slow(ScreenPages *pages)
{
	if (pages->index != NULL)
	{
		screen_max_pins = share_of_buffers();
		if (pages->of_scan)
			pages->limit = screen_max_pins;
	}
	if (!pages_are_many(pages))
		return false;
	pages_release(pages);
	return true;
}

void
pages_of_scan(ScreenPages *pages)
{
	/* local buffers are few, and copies take memory */
	pages->of_scan = !RelationUsesLocalBuffers(pages->index) && !pages->copy;
}

void
pages_release(ScreenPages *pages)
{
	release_slots(pages->slots, pages->mask + 1);
	memset(pages->slots, 0, (pages->mask + 1) * sizeof(ScreenHeld));
	pages->used = 0;
	memset(pages->last, 0, sizeof(pages->last));
}

static inline uint32
slot_of(uint64 key, int mask)
{
	return (uint32) ((key * UINT64CONST(0x9E3779B97F4A7C15)) >> 40) & mask;
}

static void
grow(ScreenPages *pages)
{
	ScreenHeld *old = pages->slots;
	int			n = pages->mask + 1;

	pages->slots = MemoryContextAllocZero(pages->context, 2 * n * sizeof(ScreenHeld));
	pages->mask = 2 * n - 1;
	for (int i = 0; i < n; i++)
		if (old[i].key != 0)
		{
			uint32		at = slot_of(old[i].key, pages->mask);

			while (pages->slots[at].key != 0)
				at = (at + 1) & pages->mask;
			pages->slots[at] = old[i];
		}
	pfree(old);
}

/* Reads a page of a segment and holds it. */
static void
read_page(ScreenReader *r, ScreenSection section, uint32 pageno, ScreenHeld *held)
{
	ScreenPages *pages = r->pages;
	uint32		logical = r->seg.first[section] + pageno;
	Buffer		buffer;

	if (r->draft != NULL)
	{
		uint8	   *copy = MemoryContextAlloc(pages->context, BLCKSZ);
		const char *page;

		page = stream_page(&r->draft->streams[section], pageno, (char *) copy);
		if (page != (char *) copy)
			memcpy(copy, page, BLCKSZ);
		held->data = copy;
		held->buffer = InvalidBuffer;
		return;
	}
	buffer = ReadBuffer(pages->index, segment_block(&r->seg, logical));
	if (pages->copy || section == SECTION_DEAD)
	{
		uint8	   *copy = MemoryContextAlloc(pages->context, BLCKSZ);

		LockBuffer(buffer, BUFFER_LOCK_SHARE);
		screen_page_check(pages->index, buffer, SCREEN_PAGE_SEGMENT, r->seg.id, logical);
		memcpy(copy, PageGetContents(BufferGetPage(buffer)), SCREEN_PAYLOAD);
		UnlockReleaseBuffer(buffer);
		held->data = copy;
		held->buffer = InvalidBuffer;
		return;
	}
	/* it cannot change while we may read it, see README */
	screen_page_check(pages->index, buffer, SCREEN_PAGE_SEGMENT, r->seg.id, logical);
	held->data = (const uint8 *) PageGetContents(BufferGetPage(buffer));
	held->buffer = buffer;
	screen_pins++;
}

const uint8 *
reader_hold(ScreenReader *r, ScreenSection section, uint32 pageno, uint64 key)
{
	ScreenPages *pages = r->pages;
	uint32		at;

	/* a page of a draft that is in memory needs not be held */
	if (r->draft != NULL && pageno >= r->draft->streams[section].nspilled &&
		pageno < r->draft->streams[section].npages)
		return (const uint8 *) r->draft->streams[section].page[pageno];

	at = slot_of(key, pages->mask);
	while (pages->slots[at].key != 0 && pages->slots[at].key != key)
		at = (at + 1) & pages->mask;
	if (pages->slots[at].key == 0)
	{
		ScreenHeld	held;

		if ((uint64) pageno * SCREEN_PAYLOAD >= r->seg.bytes[section])
			reader_corrupt(r, section, r->seg.bytes[section], "an offset is past the end of its section");
		read_page(r, section, pageno, &held);
		held.key = key;
		if (pages->used * 2 > pages->mask)
		{
			grow(pages);
			at = slot_of(key, pages->mask);
			while (pages->slots[at].key != 0)
				at = (at + 1) & pages->mask;
		}
		pages->slots[at] = held;
		pages->used++;
	}
	pages->last[section].key = key;
	pages->last[section].data = pages->slots[at].data;
	return pages->slots[at].data;
}
