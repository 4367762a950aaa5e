/*-------------------------------------------------------------------------
 *
 * screen.h
 *	  The on-disk format of the index access method "screen".
 *
 * README tells how the parts work together.  Whatever is on disk is here or
 * in codec.h; changing either means a new SCREEN_VERSION.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_SCREEN_H
#define TRADESCREEN_SCREEN_H

#include "compat.h"

#include "access/genam.h"
#include "access/transam.h"
#include "storage/bufmgr.h"
#include "storage/bufpage.h"
#include "utils/rel.h"

#include "name/keys.h"

#define SCREEN_MAGIC		0x53435245
#define SCREEN_VERSION		5

/* ---------- pages ---------- */

typedef enum ScreenPageKind
{
	SCREEN_PAGE_META = 1,
	SCREEN_PAGE_PENDING,
	SCREEN_PAGE_SEGMENT,
	SCREEN_PAGE_UNUSED			/* of a new extent, before it is written */
} ScreenPageKind;

/* The special space of each page. */
typedef struct ScreenOpaque
{
	uint64		owner;			/* id of the segment or run; 0 on the metapage */
	uint32		pageno;			/* logical number in it */
	uint32		crc;			/* of a segment page that cannot change, else
								 * 0 */
	uint32		reserved;
	uint16		kind;			/* ScreenPageKind */
	uint16		page_id;		/* SCREEN_PAGE_ID: last, for pg_filedump */
} ScreenOpaque;

#define SCREEN_PAGE_ID		0xFF95

StaticAssertDecl(sizeof(ScreenOpaque) == 24, "ScreenOpaque is 24 bytes on disk");

#define SCREEN_META_BLKNO	0

/* What a page holds between its header and its special space. */
#define SCREEN_PAYLOAD		(BLCKSZ - MAXALIGN(SizeOfPageHeaderData) - sizeof(ScreenOpaque))

StaticAssertDecl(SCREEN_PAYLOAD % 8 == 0, "8-byte fields do not cross pages");

#define ScreenPageOpaque(page)	((ScreenOpaque *) PageGetSpecialPointer(page))

/* ---------- the metapage ---------- */

#define SCREEN_MAX_EXTENTS	12	/* of one segment */
#define SCREEN_MAX_SEGMENTS	64
#define SCREEN_MAX_RUNS		24
#define SCREEN_MAX_FREE		128

typedef enum ScreenKind
{
	SCREEN_NAMES = 1,
	SCREEN_CODES
} ScreenKind;

typedef struct ScreenExtent
{
	BlockNumber start;
	uint32		npages;
} ScreenExtent;

/* A run of the pending area. */
typedef struct ScreenRun
{
	uint64		id;
	ScreenExtent extent;
	uint32		used;			/* pages */
	uint32		reserved;
} ScreenRun;

/* An entry of the directory of segments. */
typedef struct ScreenSegmentRef
{
	uint64		id;
	uint64		ntids;
	uint64		ndead;			/* of them */
	BlockNumber header;			/* block of logical page 0 */
	uint32		npages;
	uint32		ndocs;
	uint32		reserved;
} ScreenSegmentRef;

typedef struct ScreenFree
{
	ScreenExtent extent;
	FullTransactionId since;	/* claimable when this is past the horizon */
} ScreenFree;

typedef struct ScreenMeta
{
	uint32		magic;
	uint32		version;
	uint16		kind;			/* ScreenKind */
	uint16		mixed;			/* 1: names compiled under several rules */
	uint32		reserved;
	uint64		rules;			/* lexicon_version() */
	char		icu[24];
	char		unicode[24];
	uint64		generation;		/* raised when runs or segments change */
	uint64		next_id;
	uint32		nruns;
	uint32		nsegments;
	uint32		nfree;
	uint32		reserved2;
	ScreenRun	runs[SCREEN_MAX_RUNS];
	ScreenSegmentRef segments[SCREEN_MAX_SEGMENTS];
	ScreenFree	free[SCREEN_MAX_FREE];
} ScreenMeta;

StaticAssertDecl(sizeof(ScreenRun) == 24, "ScreenRun on disk");
StaticAssertDecl(sizeof(ScreenSegmentRef) == 40, "ScreenSegmentRef on disk");
StaticAssertDecl(sizeof(ScreenFree) == 16, "ScreenFree on disk");
StaticAssertDecl(offsetof(ScreenMeta, runs) == 104, "ScreenMeta on disk");
StaticAssertDecl(sizeof(ScreenMeta) <= SCREEN_PAYLOAD, "the metapage is one page");

#define ScreenPageMeta(page)	((ScreenMeta *) PageGetContents(page))

/* ---------- segments ---------- */

typedef enum ScreenSection
{
	SECTION_DOCS,
	SECTION_DOCDIR,
	SECTION_DOCGISTS,
	SECTION_TIDS,
	SECTION_TERMS,
	SECTION_TERMDIR,
	SECTION_GISTS,
	SECTION_POSTINGS,
	SECTION_TKEYS,
	SECTION_TKEYDIR,
	SECTION_NKEYS,
	SECTION_NKEYDIR,
	SECTION_DEAD
} ScreenSection;

#define SCREEN_NSECTIONS	(SECTION_DEAD + 1)

/* Documents, and terms, in one block of theirs. */
#define SCREEN_BLOCK		8

/*
 * Bits of a key, and how many of them a table of keys keeps: of keys of names
 * fewer do, because all bits of theirs tell facts apart, those of the place too.
 * All but the place may choose a bucket.
 */
#define SCREEN_KEY_BITS		NAME_KEY_BITS
#define SCREEN_TERM_KEY_BITS	26
#define SCREEN_NAME_KEY_BITS	25

typedef struct ScreenKeyTable
{
	uint64		nkeys;
	uint8		bucket_bits;
	uint8		id_bits;
	uint8		key_bits;
	uint8		reserved;
	uint32		reserved2;
} ScreenKeyTable;

/* Logical page 0 of a segment. */
typedef struct ScreenSegment
{
	uint64		id;
	uint32		npages;			/* with this one */
	uint16		kind;			/* ScreenKind */
	uint16		nextents;
	uint32		ndocs;			/* with the NULL, if any */
	uint32		has_null;		/* 1: the last document is the NULL */
	uint32		nterms;
	uint32		reserved;
	uint64		ntids;
	uint64		bytes[SCREEN_NSECTIONS];
	uint32		first[SCREEN_NSECTIONS];	/* logical page where it begins */
	uint32		reserved2;
	ScreenKeyTable tkeys;
	ScreenKeyTable nkeys;
	ScreenExtent extents[SCREEN_MAX_EXTENTS];
} ScreenSegment;

StaticAssertDecl(sizeof(ScreenKeyTable) == 16, "ScreenKeyTable on disk");
StaticAssertDecl(offsetof(ScreenSegment, bytes) == 40, "ScreenSegment on disk");
StaticAssertDecl(offsetof(ScreenSegment, extents) == 40 + 13 * 8 + 14 * 4 + 32, "ScreenSegment on disk");
StaticAssertDecl(sizeof(ScreenSegment) <= SCREEN_PAYLOAD, "a segment's header is one page");

/* Bits of the header byte of a document. */
#define DOC_NTERMS			0x1F	/* 31: the number follows */
#define DOC_REST			0x20	/* bytes of rest follow */
#define DOC_MANY			0x40	/* more than one TID: they are in TIDS */
#define DOC_NULL			0x80

/* Parts of the header byte of a term. */
#define TERM_OWN			0x0F	/* bytes that follow; 15: the number does */
#define TERM_SHARED_SHIFT	4
#define TERM_SHARED			0x07	/* of bytes as in the term before, see
									 * term_shared_code() */
#define TERM_SINGLE			0x80	/* it is in one document */

/*
 * A term begins with bytes about it, so that most share more than three with
 * the term before, if any.  TERM_SHARED: the number follows.
 */
#define TERM_SHARED_BASE	3

static inline uint8
term_shared_code(unsigned shared)
{
	if (shared == 0)
		return 0;
	return shared > TERM_SHARED_BASE && shared < TERM_SHARED_BASE + TERM_SHARED ?
		(uint8) (shared - TERM_SHARED_BASE) : TERM_SHARED;
}

/* ---------- the pending area ---------- */

/*
 * Follows: signature (nkeys times 16 bits, for names), value.  The value of a
 * name is what codec.h makes of it, of a code its eight bytes.  Entries are
 * aligned to 2 bytes.
 */
typedef struct ScreenPending
{
	uint16		len;			/* of all, rounded up to 2 */
	uint16		flags;
	uint16		nkeys;
	uint16		value_len;
	ItemPointerData tid;
} ScreenPending;

StaticAssertDecl(sizeof(ScreenPending) == 14, "ScreenPending on disk");

#define PENDING_DEAD		0x01
#define PENDING_NULL		0x02
#define PENDING_UNSIGNED	0x04	/* too many keys: no signature */

/* More keys than this are not worth their place. */
#define SCREEN_MAX_SIGNATURE	160

#define SCREEN_MAX_PENDING	(SCREEN_PAYLOAD / 2)

/* First page of an empty pending area's run; later ones are larger. */
#define SCREEN_RUN_PAGES	8

#endif							/* TRADESCREEN_SCREEN_H */
