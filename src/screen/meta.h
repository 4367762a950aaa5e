/*-------------------------------------------------------------------------
 *
 * meta.h
 *	  The metapage: the directory of the index, and who owns which blocks.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_SCREEN_META_H
#define TRADESCREEN_SCREEN_META_H

#include "screen/screen.h"

/* ---- heavyweight locks, see README ---- */

#define SCREEN_STRUCT_LOCK	0
#define SCREEN_CLAIM_LOCK	1

/* ---- meta.c ---- */

/* Makes the metapage of an empty index. */
extern void meta_create(Relation index, ForkNumber fork, ScreenKind kind);

/* Copies the metapage, but for the free list; raises if it is damaged. */
extern void meta_read(Relation index, ScreenMeta *meta);
extern void meta_read_all(Relation index, ScreenMeta *meta);

/* The metapage, locked; *meta points into it and has been checked. */
extern Buffer meta_lock(Relation index, int mode, ScreenMeta **meta);

/* Are the names in the index compiled as this session would compile them? */
extern bool meta_rules_match(const ScreenMeta *meta);

/* Warns once for each index and session that they are not. */
extern void meta_warn_rules(Relation index);

/* Notes that names of other rules are in the index, too. */
extern void meta_set_mixed(Relation index);

/* The kind of an index, from its operator class. */
extern ScreenKind screen_kind(Relation index);

/*
 * Claims npages blocks for a segment, which gets an id.  The caller holds
 * CLAIM.
 */
extern void screen_claim(Relation index, uint32 npages, uint64 *id,
						 ScreenExtent *extents, uint16 *nextents);

/*
 * With the metapage locked exclusively: the next page of the pending area,
 * which is not initialized.  meta is the copy that is being changed.
 */
extern void meta_add_pending_page(Relation index, ScreenMeta *meta);

/* Begins a new run, so that the others are frozen. */
extern void meta_add_run(Relation index, ScreenMeta *meta);

typedef struct ScreenChange
{
	const ScreenSegmentRef *add;	/* or NULL */
	int			nsegments;		/* to be unlinked, with their extents */
	const uint64 *segments;
	int			nextents;
	const ScreenExtent *extents;
	int			nruns;			/* to be unlinked */
	const uint64 *runs;
} ScreenChange;

/*
 * Publishes a change in one record.  Returns false, and changes nothing, if
 * the directory has no room.
 */
extern bool meta_publish(Relation index, const ScreenChange *change);

/* Sets how many TIDs of segments are dead. */
extern void meta_set_dead(Relation index, int n, const uint64 *ids, const uint64 *ndead);

/* Puts blocks that nobody owns on the free list; returns how many. */
extern uint64 meta_sweep(Relation index, const ScreenExtent *owned, int nowned);

/* A new page, zeroed and locked exclusively. */
extern Buffer screen_new_buffer(Relation index, ForkNumber fork, BlockNumber blkno);

#endif							/* TRADESCREEN_SCREEN_META_H */
