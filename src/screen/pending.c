/*-------------------------------------------------------------------------
 *
 * pending.c
 *	  The pending area: entries, reading and appending them.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/compact.h"

#include "access/generic_xlog.h"
#include "access/xloginsert.h"
#include "miscadmin.h"
#include "utils/rel.h"

/* ---------- reading ---------- */

void
pending_read(Relation index, const ScreenRun *run, uint32 pageno, char *to, size_t *n)
{
	Buffer		buffer = ReadBuffer(index, run->extent.start + pageno);
	Page		page;
	size_t		lower;

	LockBuffer(buffer, BUFFER_LOCK_SHARE);
	screen_page_check(index, buffer, SCREEN_PAGE_PENDING, run->id, pageno);
	page = BufferGetPage(buffer);
	lower = ((PageHeader) page)->pd_lower;
	if (lower < MAXALIGN(SizeOfPageHeaderData) || lower > MAXALIGN(SizeOfPageHeaderData) + SCREEN_PAYLOAD)
		screen_corrupt(index, run->extent.start + pageno, "the page has no valid header");
	*n = lower - MAXALIGN(SizeOfPageHeaderData);
	memcpy(to, PageGetContents(page), *n);
	UnlockReleaseBuffer(buffer);
}

const ScreenPending *
pending_next(Relation index, BlockNumber blkno, const char *entries, size_t n, size_t *at)
{
	const ScreenPending *e = (const ScreenPending *) (entries + *at);
	size_t		need;

	if (*at == n)
		return NULL;
	if (n - *at < sizeof(ScreenPending) || e->len > n - *at || e->len % 2 != 0)
		screen_corrupt(index, blkno, "an entry of the pending area has a wrong length");
	need = sizeof(ScreenPending) + e->value_len;
	if (!(e->flags & PENDING_UNSIGNED))
		need += e->nkeys * sizeof(uint16);
	if (need > e->len || !tid_is_valid(tid_pack(&e->tid)))
		screen_corrupt(index, blkno, "an entry of the pending area is not consistent");
	*at += e->len;
	return e;
}

/* ---------- appending ---------- */

static uint32
count_pages(const ScreenMeta *meta)
{
	uint32		n = 0;

	for (uint32 i = 0; i < meta->nruns; i++)
		n += meta->runs[i].used;
	return n;
}

static bool
has_room(Page page, size_t len)
{
	size_t		lower = ((PageHeader) page)->pd_lower;

	return lower + len <= MAXALIGN(SizeOfPageHeaderData) + SCREEN_PAYLOAD;
}

static void
put_entry(Page page, const ScreenPending *entry)
{
	memcpy((char *) page + ((PageHeader) page)->pd_lower, entry, entry->len);
	((PageHeader) page)->pd_lower += entry->len;
}

/*
 * Appends to a page that is locked and has room, and logs just that.
 *
 * GenericXLogFinish() finds what has changed by comparing the page byte by byte,
 * which would take longer than all else that an insert does to the index.  Here
 * it is known: the record is the one that it would write, of two fragments.
 */
static void
append_logged(Relation index, Buffer buffer, const ScreenPending *entry)
{
#ifdef TS_GENERIC_FRAGMENT
	Page		page = BufferGetPage(buffer);
	TsGenericFragment lower = {offsetof(PageHeaderData, pd_lower), sizeof(LocationIndex)};
	TsGenericFragment value = {((PageHeader) page)->pd_lower, entry->len};
	XLogRecPtr	lsn;
	bool		logged = RelationNeedsWAL(index);

	START_CRIT_SECTION();
	put_entry(page, entry);
	MarkBufferDirty(buffer);
	if (logged)
	{
		XLogBeginInsert();
		XLogRegisterBuffer(0, buffer, REGBUF_STANDARD);
		XLogRegisterBufData(0, (char *) &lower, sizeof(lower));
		XLogRegisterBufData(0, (char *) &((PageHeader) page)->pd_lower, sizeof(LocationIndex));
		XLogRegisterBufData(0, (char *) &value, sizeof(value));
		XLogRegisterBufData(0, (char *) entry, entry->len);
		lsn = XLogInsert(RM_GENERIC_ID, 0);
		PageSetLSN(page, lsn);
	}
	END_CRIT_SECTION();
#else
	GenericXLogState *state = GenericXLogStart(index);

	put_entry(GenericXLogRegisterBuffer(state, buffer, 0), entry);
	GenericXLogFinish(state);
#endif
}

/* Appends to the last page, if it has room; the metapage is locked. */
static bool
append_to_tail(Relation index, const ScreenMeta *meta, const ScreenPending *entry)
{
	const ScreenRun *run;
	Buffer		buffer;
	bool		done = false;

	if (meta->nruns == 0 || meta->runs[meta->nruns - 1].used == 0)
		return false;
	run = &meta->runs[meta->nruns - 1];
	buffer = ReadBuffer(index, run->extent.start + run->used - 1);
	LockBuffer(buffer, BUFFER_LOCK_EXCLUSIVE);
	screen_page_check(index, buffer, SCREEN_PAGE_PENDING, run->id, run->used - 1);
	if (has_room(BufferGetPage(buffer), entry->len))
	{
		append_logged(index, buffer, entry);
		done = true;
	}
	UnlockReleaseBuffer(buffer);
	return done;
}

void
pending_append(Relation index, const ScreenPending *entry, uint32 *npages)
{
	ScreenMeta *meta;
	Buffer		meta_buffer = meta_lock(index, BUFFER_LOCK_SHARE, &meta);
	GenericXLogState *state;
	ScreenRun  *run;
	Buffer		buffer;
	Page		page;

	*npages = count_pages(meta);
	if (append_to_tail(index, meta, entry))
	{
		UnlockReleaseBuffer(meta_buffer);
		return;
	}
	LockBuffer(meta_buffer, BUFFER_LOCK_UNLOCK);
	ReleaseBuffer(meta_buffer);

	/* a new page is needed, unless another has added it meanwhile */
	meta_buffer = meta_lock(index, BUFFER_LOCK_EXCLUSIVE, &meta);
	*npages = count_pages(meta);
	if (append_to_tail(index, meta, entry))
	{
		UnlockReleaseBuffer(meta_buffer);
		return;
	}
	state = GenericXLogStart(index);
	meta = ScreenPageMeta(GenericXLogRegisterBuffer(state, meta_buffer, 0));
	meta_add_pending_page(index, meta);
	run = &meta->runs[meta->nruns - 1];
	buffer = screen_new_buffer(index, MAIN_FORKNUM, run->extent.start + run->used - 1);
	page = GenericXLogRegisterBuffer(state, buffer, GENERIC_XLOG_FULL_IMAGE);
	screen_page_init(page, SCREEN_PAGE_PENDING, run->id, run->used - 1);
	((PageHeader) page)->pd_lower = MAXALIGN(SizeOfPageHeaderData);
	put_entry(page, entry);
	GenericXLogFinish(state);
	UnlockReleaseBuffer(buffer);
	UnlockReleaseBuffer(meta_buffer);
	(*npages)++;
}
