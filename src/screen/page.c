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

#define INITIAL_ROOM	64

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
	pages->room = INITIAL_ROOM;
	pages->held = MemoryContextAlloc(context, INITIAL_ROOM * sizeof(ScreenHeld));
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

/*
 * The pins of a scan are given back before its memory when a subtransaction
 * aborts; then nobody releases its pages.
 */
static void
forget_scan(void *arg)
{
	ScreenPages *pages = arg;

	for (int i = 0; i < pages->used; i++)
		if (BufferIsValid(pages->held[i].buffer))
			screen_pins = Max(screen_pins - 1, 0);
}

void
pages_of_scan(ScreenPages *pages)
{
	MemoryContextCallback *callback = MemoryContextAlloc(pages->context, sizeof(MemoryContextCallback));

	callback->func = forget_scan;
	callback->arg = pages;
	MemoryContextRegisterResetCallback(pages->context, callback);
	/* local buffers are few, and copies take memory */
	pages->of_scan = !RelationUsesLocalBuffers(pages->index) && !pages->copy;
}

void
pages_release(ScreenPages *pages)
{
	for (int i = 0; i < pages->used; i++)
	{
		ScreenHeld *held = &pages->held[i];

		if (BufferIsValid(held->buffer))
		{
			ReleaseBuffer(held->buffer);
			screen_pins = Max(screen_pins - 1, 0);
		}
		else
			pfree((void *) *held->place);
		*held->place = NULL;
	}
	pages->used = 0;
}

/* Reads a page of a segment, to be held; returns its payload. */
static const uint8 *
read_page(ScreenReader *r, ScreenSection section, uint32 pageno, Buffer *pinned)
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
		*pinned = InvalidBuffer;
		return copy;
	}
	buffer = ReadBuffer(pages->index, segment_block(&r->seg, logical));
	if (pages->copy || section == SECTION_DEAD)
	{
		uint8	   *copy = MemoryContextAlloc(pages->context, BLCKSZ);

		LockBuffer(buffer, BUFFER_LOCK_SHARE);
		screen_page_check(pages->index, buffer, SCREEN_PAGE_SEGMENT, r->seg.id, logical);
		memcpy(copy, PageGetContents(BufferGetPage(buffer)), SCREEN_PAYLOAD);
		UnlockReleaseBuffer(buffer);
		*pinned = InvalidBuffer;
		return copy;
	}
	/* it cannot change while we may read it, see README */
	screen_page_check(pages->index, buffer, SCREEN_PAGE_SEGMENT, r->seg.id, logical);
	if (pages->verify &&
		ScreenPageOpaque(BufferGetPage(buffer))->crc != screen_page_crc(BufferGetPage(buffer)))
		screen_corrupt(pages->index, BufferGetBlockNumber(buffer), "the checksum of the page is wrong");
	*pinned = buffer;
	screen_pins++;
	return (const uint8 *) PageGetContents(BufferGetPage(buffer));
}

/* Where a reader notes a page of a section. */
static const uint8 **
place_of(ScreenReader *r, ScreenSection section, uint32 pageno)
{
	MemoryContext context = r->pages->context;
	const uint8 ***places = r->held[section].places;

	if (places == NULL)
	{
		uint32		n = (uint32) (r->seg.bytes[section] / SCREEN_PAYLOAD) + 1;

		places = MemoryContextAllocZero(context, (n / SCREEN_PLACES + 1) * sizeof(*places));
		r->held[section].places = places;
		r->held[section].npages = n;
	}
	places += pageno / SCREEN_PLACES;
	if (*places == NULL)
		*places = MemoryContextAllocZero(context, SCREEN_PLACES * sizeof(**places));
	return *places + pageno % SCREEN_PLACES;
}

const uint8 *
reader_hold(ScreenReader *r, ScreenSection section, uint32 pageno)
{
	ScreenPages *pages = r->pages;
	const uint8 **place;
	const uint8 *data;
	Buffer		buffer;

	/* a page of a draft that is in memory needs not be held */
	if (r->draft != NULL && pageno >= r->draft->streams[section].nspilled &&
		pageno < r->draft->streams[section].npages)
		return (const uint8 *) r->draft->streams[section].page[pageno];

	if ((uint64) pageno * SCREEN_PAYLOAD >= r->seg.bytes[section])
		reader_corrupt(r, section, r->seg.bytes[section], "an offset is past the end of its section");
	place = place_of(r, section, pageno);
	if (pages->used == pages->room)
	{
		pages->held = repalloc_huge(pages->held, (size_t) pages->room * 2 * sizeof(ScreenHeld));
		pages->room *= 2;
	}
	data = read_page(r, section, pageno, &buffer);
	pages->held[pages->used].place = place;
	pages->held[pages->used].buffer = buffer;
	pages->used++;
	*place = data;
	return data;
}
