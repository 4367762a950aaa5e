/*-------------------------------------------------------------------------
 *
 * scan.h
 *	  The state of a scan, and how a search gives it what it found.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_SCREEN_SCAN_H
#define TRADESCREEN_SCREEN_SCAN_H

#include "access/relscan.h"
#include "access/skey.h"

#include "name/name_pg.h"
#include "screen/compact.h"

/* Strategies of the operator classes. */
#define NAME_STRATEGY_MATCH			1	/* text ~= text */
#define NAME_STRATEGY_MATCH_QUERY	2	/* text ~= namequery */
#define NAME_STRATEGY_DISTANCE		3	/* text <~> text */

#define CODE_STRATEGY_IN			1	/* hscode <@ hscode */
#define CODE_STRATEGY_OVERLAPS		2	/* hscode && hscode */
#define CODE_STRATEGY_IN_LIST		3	/* hscode <@ hslist */
#define CODE_STRATEGY_OVERLAPS_LIST 4	/* hscode && hslist */
#define CODE_STRATEGY_EQUAL			5	/* hscode = hscode */

#define SCREEN_NSTRATEGIES			5

/* Documents of a segment that follow each other, or a pending row. */
typedef struct ScreenHit
{
	uint64		tid;			/* if segment is -1 */
	int32		segment;
	uint32		doc;
	uint32		ndocs;
	uint32		scores;			/* where they are in ScreenScan.scores */
} ScreenHit;

/* A term that was read: the scan keeps it, as terms come again and again. */
typedef struct ScreenKeptTerm
{
	uint64		key;			/* segment and id, + 1; 0: empty */
	const char *bytes;
	uint16		len;
} ScreenKeptTerm;

/* A name that is sought. */
typedef struct ScreenNameKey
{
	const NameCompiled *name;
	int			threshold;
	char	   *bytes;			/* the text it was compiled from */
	int			len;
} ScreenNameKey;

/* A page of the pending area, copied. */
typedef struct ScreenPendingPage
{
	BlockNumber blkno;
	size_t		n;
	char	   *entries;
} ScreenPendingPage;

/* What an ordered search has scored before it is its turn. */
typedef struct ScreenLater
{
	uint64		tid;			/* if segment is -1 */
	int32		segment;
	uint32		doc;
	int16		score;
} ScreenLater;

/* An ordered search for one name, which is done in rounds. */
typedef struct ScreenNearest
{
	uint8	  **seen;			/* bit for each document of each segment: it
								 * was scored, and not 0 */
	uint8	   *seen_pending;	/* likewise, of the entries of the pending
								 * area */
	bool	   *done;			/* of each segment: all of it was scored */
	ScreenLater *later;
	size_t		nlater;
	size_t		room;
} ScreenNearest;

typedef enum ScanStage
{
	STAGE_START,				/* nothing sought yet */
	STAGE_HITS,					/* returning hits */
	STAGE_REST,					/* returning all that is not in seen */
	STAGE_END
} ScanStage;

typedef struct ScreenScan
{
	Relation	index;
	ScreenKind	kind;
	MemoryContext context;		/* of the scan */
	MemoryContext round;		/* of one search, reset by a rescan */

	/* the directory as it was when the scan began */
	bool		opened;
	bool		lossy;			/* other rules: everything is to be rechecked */
	ScreenMeta *meta;
	ScreenPages pages;
	int			nsegments;
	ScreenReader *readers;
	ScreenDocCursor *docs;
	ScreenTermCursor *terms;
	int			npending;
	ScreenPendingPage *pending;

	/* terms that were read */
	MemoryContext term_context;
	ScreenKeptTerm *kept;		/* a table of slots */
	uint32		kept_mask;
	uint32		nkept;
	size_t		kept_bytes;

	/* what is sought */
	bool		impossible;		/* a key is NULL */
	int			nkeys;
	ScreenNameKey *keys;
	int			norder;
	ScreenNameKey *order;		/* name is NULL where the key is */
	ScanKey		code_keys;		/* of codes, with detoasted lists */

	/* what was found */
	ScanStage	stage;
	int			least;			/* of an ordered search: what was returned
								 * scores this or more */
	ScreenHit  *hits;
	size_t		nhits;
	size_t		hit_room;
	int16	   *scores;			/* norder for each hit; -1 stands for NULL */
	size_t		score_room;
	ScreenNearest *nearest;		/* of an ordered search that has begun */

	/* where we are */
	size_t		hit;
	uint32		hit_doc;
	bool		in_tids;
	int			tids_segment;
	ScreenTidCursor tids;
	uint32		ntids;			/* since pages were trimmed */
	int			rest_segment;
	uint32		rest_doc;
	bool		rest_nulls;		/* NULLs, which come last */
	int			rest_page;
	size_t		rest_at;
	size_t		rest_entry;
	struct TupleTableSlot *row; /* of an index-only scan: what was looked at */
} ScreenScan;

/* Opens the directory, unless it is open. */
extern void scan_open(ScreenScan *scan);

/*
 * Releases pages if too many are held; returns whether.  Cursors of the scan then
 * find their place again, those of others must be refreshed.
 */
extern bool scan_trim(ScreenScan *scan);

/* A term of a segment; valid until scan_trim_terms(). */
extern NameTerm scan_term(ScreenScan *scan, int segment, uint32 id);

/* Forgets terms if they are too many. */
extern void scan_trim_terms(ScreenScan *scan);

/* Adds a hit; returns where its scores are to be put. */
extern int16 *scan_add_hit(ScreenScan *scan, int segment, uint32 doc, uint64 tid);

/* ---- search.c ---- */

/* Finds all names that satisfy all keys, with their scores for the order. */
extern void search_names(ScreenScan *scan);

/* The next part of an ordered search without keys; false after the last. */
extern bool search_nearest(ScreenScan *scan);

/* ---- codes.c ---- */

extern void search_codes(ScreenScan *scan);

#endif							/* TRADESCREEN_SCREEN_SCAN_H */
