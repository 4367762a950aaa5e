/*-------------------------------------------------------------------------
 *
 * compact.h
 *	  From single values to segments: the pending area, flush and merge.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_SCREEN_COMPACT_H
#define TRADESCREEN_SCREEN_COMPACT_H

#include "screen/meta.h"
#include "screen/segment.h"

/* ---- pending.c: the pending area ---- */

/* Copies a page of a run; *n is how many bytes of entries it has. */
extern void pending_read(Relation index, const ScreenRun *run, uint32 pageno, char *page, size_t *n);

/*
 * The entry at *at of n bytes of entries, then *at is after it; NULL at the
 * end.  Raises when it is damaged.
 */
extern const ScreenPending *pending_next(Relation index, BlockNumber blkno, const char *entries,
										 size_t n, size_t *at);

#define pending_signature(e)	((const uint16 *) ((e) + 1))
#define pending_value(e) \
	((const char *) ((e) + 1) + ((e)->flags & PENDING_UNSIGNED ? 0 : (e)->nkeys * sizeof(uint16)))

/* Appends an entry; *npages is then the size of the pending area. */
extern void pending_append(Relation index, const ScreenPending *entry, uint32 *npages);

/* ---- compact.c ---- */

/* Gathers values beyond the memory there is. */
typedef struct ScreenAssembly
{
	ScreenBuilder *builder;
	size_t		memory;
	int			ndrafts;
	int			room;
	ScreenDraft **drafts;
} ScreenAssembly;

extern void assembly_begin(ScreenAssembly *a, ScreenKind kind, size_t memory);

/* After each value: makes a draft if the builder is full. */
extern void assembly_check(ScreenAssembly *a);

/* False, and no draft, if there was nothing. */
extern bool assembly_end(ScreenAssembly *a, ScreenDraft *draft);

/* Stores a draft and makes it part of the index; also frees it. */
extern void screen_add_draft(Relation index, ScreenDraft *draft);

/*
 * Flushes the pending area for an insert, if STRUCT is free or wait is set,
 * and merges what is quick.
 */
extern void screen_flush(Relation index, bool wait);

/* With STRUCT held. */
extern void screen_flush_locked(Relation index);

/* Merges what should be merged, or all; with STRUCT held. */
extern void screen_merge_locked(Relation index, bool foreground, bool all);

/* Takes blocks that nobody owns; with STRUCT held. */
extern uint64 screen_sweep_locked(Relation index);

#endif							/* TRADESCREEN_SCREEN_COMPACT_H */
