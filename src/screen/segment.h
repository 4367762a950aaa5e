/*-------------------------------------------------------------------------
 *
 * segment.h
 *	  Writing and reading segments: streams, pages, documents, terms, keys.
 *
 * A segment is written to streams first, one for each section, in memory or
 * in a temporary file.  As such it can be read, merged with others, and stored
 * in the index.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_SCREEN_SEGMENT_H
#define TRADESCREEN_SCREEN_SEGMENT_H

#include "compat.h"

#include "screen/codec.h"
#include "screen/screen.h"

/* ---------- stream.c: sections being written ---------- */

typedef struct ScreenStream
{
	uint64		bytes;
	uint32		npages;			/* begun */
	uint32		nspilled;		/* of them, the first so many are in file */
	uint32		room;			/* of page[] */
	char	  **page;			/* BLCKSZ bytes each; NULL when spilled */
	BufFile    *file;
	MemoryContext context;
} ScreenStream;

extern void stream_init(ScreenStream *s);
extern void stream_append(ScreenStream *s, const void *data, size_t n);
extern void stream_varint(ScreenStream *s, uint64 v);

/* Writes full pages to a temporary file. */
extern void stream_spill(ScreenStream *s);

/* Bytes in memory. */
extern size_t stream_memory(const ScreenStream *s);

/* Page n, or copies it to buf (BLCKSZ bytes) when it is in the file. */
extern const char *stream_page(ScreenStream *s, uint32 n, char *buf);
extern void stream_free(ScreenStream *s);

/* A segment in streams. */
typedef struct ScreenDraft
{
	ScreenSegment seg;			/* id, pages and extents are not set */
	ScreenStream streams[SCREEN_NSECTIONS];
} ScreenDraft;

extern void draft_free(ScreenDraft *draft);

/* ---------- page.c ---------- */

/* Initializes a page that is locked exclusively. */
extern void screen_page_init(Page page, ScreenPageKind kind, uint64 owner, uint32 pageno);

/*
 * Complains if a page is not what it should be: corruption, or on a standby a
 * page that was recycled.
 */
extern void screen_page_check(Relation index, Buffer buffer, ScreenPageKind kind,
							  uint64 owner, uint32 pageno);

pg_noreturn extern void screen_corrupt(Relation index, BlockNumber blkno, const char *why);

/* crc of the payload of a segment page. */
extern uint32 screen_page_crc(Page page);

/* A page that is held: pinned, or copied. */
typedef struct ScreenHeld
{
	const uint8 **place;		/* where its reader finds the payload */
	Buffer		buffer;			/* or InvalidBuffer: that is palloc'ed */
} ScreenHeld;

typedef struct ScreenPages
{
	Relation	index;			/* NULL for drafts */
	MemoryContext context;
	bool		copy;			/* in recovery */
	bool		verify;			/* compare the sums of pages: what is wrong
								 * must not be written anew */
	int			limit;			/* release all beyond this */
	bool		of_scan;		/* the limit depends on how many others there
								 * are */
	int			used;
	int			room;
	ScreenHeld *held;
} ScreenPages;

/*
 * Buffers that all scans of this backend have pinned, and how many they should
 * have at most: the scans of a thousand partitions may be open at once.
 */
extern int	screen_pins;
extern int	screen_max_pins;

/* What a scan may hold whatever others have, so that it need not read all twice. */
#define SCREEN_LEAST_HELD	8

extern void pages_init(ScreenPages *pages, Relation index, MemoryContext context);

/* Its pages are read again and again: it may hold as many as this backend may. */
extern void pages_of_scan(ScreenPages *pages);

/* Releases everything. */
extern void pages_release(ScreenPages *pages);

/*
 * To be called where no cursor is in use: releases everything when more is
 * held than should be.  Cursors then have to be refreshed.  Returns whether.
 */
extern bool pages_trim_slow(ScreenPages *pages);

static inline bool
pages_are_many(const ScreenPages *pages)
{
	return pages->used > pages->limit ||
		(screen_pins > screen_max_pins && pages->used > SCREEN_LEAST_HELD);
}

static inline bool
pages_trim(ScreenPages *pages)
{
	return unlikely(pages_are_many(pages)) && pages_trim_slow(pages);
}

/* ---------- segment_read.c ---------- */

typedef struct ScreenReader
{
	ScreenSegment seg;
	ScreenPages *pages;
	ScreenDraft *draft;			/* or NULL: it is in the index */
	bool		check_dead;		/* look at DEAD */

	/*
	 * of each section, the pages that are held, some together; NULL: none of
	 * these
	 */
	struct
	{
		uint32		npages;
		const uint8 ***places;
	}			held[SCREEN_NSECTIONS];
} ScreenReader;

#define SCREEN_PLACES	64		/* together */

/* A reader of a segment of the index, of which ref is the directory entry. */
extern void reader_open(ScreenReader *r, ScreenPages *pages, const ScreenSegmentRef *ref);

/* The same with a header that was read before. */
extern void reader_open_header(ScreenReader *r, ScreenPages *pages, const ScreenSegment *seg,
							   bool check_dead);
extern void reader_open_draft(ScreenReader *r, ScreenPages *pages, ScreenDraft *draft);

/* Finds a page among those held, or reads it. */
extern const uint8 *reader_hold(ScreenReader *r, ScreenSection section, uint32 pageno);

/* The payload of page pageno of a section; valid until pages are released. */
static inline const uint8 *
reader_page(ScreenReader *r, ScreenSection section, uint32 pageno)
{
	if (likely(pageno < r->held[section].npages))
	{
		const uint8 **places = r->held[section].places[pageno / SCREEN_PLACES];

		if (likely(places != NULL && places[pageno % SCREEN_PLACES] != NULL))
			return places[pageno % SCREEN_PLACES];
	}
	return reader_hold(r, section, pageno);
}

/* The block of a logical page; InvalidBlockNumber in a draft. */
extern BlockNumber segment_block(const ScreenSegment *seg, uint32 pageno);
pg_noreturn extern void reader_corrupt(ScreenReader *r, ScreenSection section, uint64 offset,
									   const char *why);

/*
 * A search knows what it will read before it reads it, and waits for memory
 * more than for anything else.  These ask for the directory entry of a block of
 * documents or terms, and then for the block.
 */
extern void reader_prefetch_entry(ScreenReader *r, ScreenSection directory, uint32 id);
extern void reader_prefetch_block(ScreenReader *r, ScreenSection directory, uint32 id);

/* And this for the gist of a term. */
extern void reader_prefetch_gist(ScreenReader *r, uint32 id);

typedef struct ScreenCursor
{
	ScreenReader *reader;
	ScreenSection section;
	const uint8 *p;
	const uint8 *end;
	uint64		end_offset;		/* in the section, of end */
} ScreenCursor;

extern void cursor_seek(ScreenCursor *c, ScreenReader *r, ScreenSection section, uint64 offset);
extern void cursor_turn(ScreenCursor *c);
extern uint64 cursor_varint_slow(ScreenCursor *c);
extern void cursor_skip_varints(ScreenCursor *c, uint32 n);
extern void cursor_read(ScreenCursor *c, void *to, size_t n);

static inline uint64
cursor_tell(const ScreenCursor *c)
{
	return c->end_offset - (c->end - c->p);
}

static inline void
cursor_refresh(ScreenCursor *c)
{
	cursor_seek(c, c->reader, c->section, cursor_tell(c));
}

static inline uint8
cursor_byte(ScreenCursor *c)
{
	if (unlikely(c->p >= c->end))
		cursor_turn(c);
	return *c->p++;
}

static inline uint64
cursor_varint(ScreenCursor *c)
{
	if (likely(c->end - c->p >= VARINT_MAX_BYTES))
	{
		const uint8 *p = c->p;
		uint64		v = *p++;

		if (v >= 0x80)
		{
			int			shift = 7;

			v &= 0x7F;
			do
			{
				if (unlikely(shift > 63))
					return cursor_varint_slow(c);
				v |= (uint64) (*p & 0x7F) << shift;
				shift += 7;
			} while (*p++ >= 0x80);
		}
		c->p = p;
		return v;
	}
	return cursor_varint_slow(c);
}

/* ---- documents ---- */

typedef struct ScreenDoc
{
	uint32		id;
	bool		is_null;
	uint8		gist;			/* of a name; for writing */
	int			nterms;
	uint32		terms[NAME_MAX_TERMS];
	uint32		restlen;
	char	   *rest;
	uint64		code;			/* of a segment of codes */
	uint64		ordinal;		/* of its first TID */
	uint64		ntids;
	uint64		tid;			/* if there is one */
	uint64		tids;			/* else where they are in TIDS */
} ScreenDoc;

typedef struct ScreenDocCursor
{
	ScreenReader *reader;
	ScreenCursor cursor;
	uint32		next;			/* document that comes next */
	bool		placed;
	uint64		ordinal;
	uint64		previous;		/* first term or code */
	uint32		rest_room;
	MemoryContext context;
	ScreenDoc	doc;
} ScreenDocCursor;

extern void docs_begin(ScreenDocCursor *d, ScreenReader *r, MemoryContext context);

/* Reads the next document; false after the last. */
extern bool docs_next(ScreenDocCursor *d);

/* Reads document id; cheap if it is soon after the one read before. */
extern void docs_get(ScreenDocCursor *d, uint32 id);

/* The gist of a name, without reading the document. */
extern uint8 reader_doc_gist(ScreenReader *r, uint32 id);

/* After pages were released. */
extern void docs_refresh(ScreenDocCursor *d);

typedef struct ScreenTidCursor
{
	ScreenReader *reader;
	ScreenCursor cursor;
	bool		many;
	bool		check_dead;
	uint64		left;
	uint64		previous;
	uint64		ordinal;		/* of the TID that tids_next() returned, + 1 */
} ScreenTidCursor;

extern void tids_begin(ScreenTidCursor *t, ScreenReader *r, const ScreenDoc *doc, bool check_dead);

/* The next TID that is not dead. */
extern bool tids_next(ScreenTidCursor *t, uint64 *tid);
extern bool reader_is_dead(ScreenReader *r, uint64 ordinal);

/* ---- terms ---- */

#define TERM_COPY	24			/* bytes at a time */

typedef struct ScreenTerm
{
	uint32		id;
	uint16		len;
	uint64		ndocs;			/* 0: it has no keys */
	uint64		where;			/* the document, or the place in POSTINGS */
	char		bytes[NAME_MAX_TERM_LEN + TERM_COPY];
} ScreenTerm;

typedef struct ScreenTermCursor
{
	ScreenReader *reader;
	ScreenCursor cursor;
	uint32		next;
	bool		placed;
	ScreenTerm	term;
} ScreenTermCursor;

extern void terms_begin(ScreenTermCursor *t, ScreenReader *r);
extern bool terms_next(ScreenTermCursor *t);
extern void terms_get(ScreenTermCursor *t, uint32 id);
extern void terms_refresh(ScreenTermCursor *t);

/* The gist of a term, without reading the term. */
extern uint32 reader_gist(ScreenReader *r, uint32 id);

typedef struct ScreenPostings
{
	ScreenCursor cursor;
	uint64		left;
	uint64		doc;
	bool		single;
} ScreenPostings;

/* Of a term in so many documents, and where they are, as in ScreenTerm. */
extern void postings_begin(ScreenPostings *p, ScreenReader *r, uint64 ndocs, uint64 where);
extern bool postings_next(ScreenPostings *p, uint32 *doc);

/* After pages were released. */
extern void postings_refresh(ScreenPostings *p);

/* ---- keys ---- */

/* A walk over the entries of a table in their order, or over one bucket. */
typedef struct ScreenKeyCursor
{
	ScreenReader *reader;
	const ScreenKeyTable *table;
	ScreenSection section;		/* of the entries; the directory is the next */
	uint64		next;			/* entry */
	uint64		end;
	uint32		per_page;
	int			width;
	int			rest_bits;
	uint64		id_mask;
	const uint8 *page;
	uint64		first_on_page;
	/* for the walk over all */
	uint64		bucket;
	uint64		bucket_end;
} ScreenKeyCursor;

/* How many entries of a table are on one page. */
extern uint32 keys_per_page(const ScreenKeyTable *table);

extern void keys_begin(ScreenKeyCursor *k, ScreenReader *r, bool whole);

/* The next entry in order. */
extern bool keys_next(ScreenKeyCursor *k, uint32 *hash, uint32 *id);
extern void keys_refresh(ScreenKeyCursor *k);

/* Where the entry that was read last is in its section. */
extern uint64 keys_place(const ScreenKeyCursor *k);

/* Likewise for what keys_lookup() will read. */
extern void keys_prefetch_entry(ScreenKeyCursor *k, uint32 hash);
extern void keys_prefetch(ScreenKeyCursor *k, uint32 hash);

/* The ids under a hash whose place is 0, with any of some places: calls add for each. */
extern void keys_lookup(ScreenKeyCursor *k, uint32 hash, uint16 places,
						void (*add) (void *arg, uint32 id), void *arg);

/* ---------- segment_write.c ---------- */

typedef struct ScreenWriter
{
	ScreenDraft *draft;
	size_t		memory;			/* spill beyond this many bytes */
	/* documents */
	uint64		previous;
	uint64		first_tid;
	uint64		last_tid;
	uint64		doc_ntids;
	uint64		doc_tids;		/* where they begin in TIDS */
	uint8		doc_gist;
	const char *doc_rest;
	uint32		doc_restlen;
	int			doc_head_len;	/* of what precedes the rest */
	uint8		doc_head[VARINT_MAX_BYTES * (NAME_MAX_TERMS + 3)];
	/* terms */
	uint16		last_len;
	char		last_term[NAME_MAX_TERM_LEN];
	/* keys */
	ScreenKeyTable *table;
	ScreenSection section;
	uint64		bucket;			/* next to be put into the directory */
	int			rest_bits;
	int			width;
	uint32		per_page;
	uint32		on_page;
	uint8	   *key_page;		/* BLCKSZ bytes */
} ScreenWriter;

extern void writer_begin(ScreenWriter *w, ScreenDraft *draft, ScreenKind kind, size_t memory);

/*
 * Documents in order: writer_doc(), its TIDs in order, writer_doc_end().  The
 * document's rest must stay until then.
 */
extern void writer_doc(ScreenWriter *w, const ScreenDoc *doc);
extern void writer_tid(ScreenWriter *w, uint64 tid);
extern void writer_doc_end(ScreenWriter *w);

/*
 * Terms in order; ndocs is 0 for a term without keys, else docs are its
 * documents in order.
 */
extern void writer_term(ScreenWriter *w, const char *bytes, uint16 len, uint64 ndocs, const uint32 *docs);

/*
 * Keys: at most max of them will come, in order; ids are less than nids.
 */
extern void writer_keys_begin(ScreenWriter *w, bool whole, uint64 max, uint32 nids);
extern void writer_key(ScreenWriter *w, uint32 hash, uint32 id);
extern void writer_keys_end(ScreenWriter *w);

extern void writer_end(ScreenWriter *w, bool has_null);

/* Compares documents as segments order them; ids of terms in one numbering. */
extern int	docs_compare(ScreenKind kind, const ScreenDoc *a, const ScreenDoc *b);

/* Stores a draft in blocks that were claimed; fills in *ref. */
extern void draft_store(Relation index, ScreenDraft *draft, ScreenSegmentRef *ref);

/* Pages that it will need, with the header. */
extern uint32 draft_npages(const ScreenDraft *draft);

/* ---------- builder.c: a draft from single values ---------- */

typedef struct ScreenBuilder ScreenBuilder;

extern ScreenBuilder *builder_create(ScreenKind kind, size_t memory);
extern void builder_add_null(ScreenBuilder *b, uint64 tid);
extern void builder_add_code(ScreenBuilder *b, uint64 code, uint64 tid);

/* name is the one that packed was made of. */
extern void builder_add_name(ScreenBuilder *b, const NamePacked *packed,
							 const NameCompiled *name, uint64 tid);

/* The number of the value that was added last, and another row of it. */
extern uint32 builder_last(const ScreenBuilder *b);
extern void builder_add_again(ScreenBuilder *b, uint32 doc, uint64 tid);

/* Whether it has used its memory: make a draft, then. */
extern bool builder_is_full(const ScreenBuilder *b);
extern uint64 builder_ntids(const ScreenBuilder *b);

/* Makes a draft of what was added, and is empty again. */
extern void builder_finish(ScreenBuilder *b, ScreenDraft *draft);
extern void builder_destroy(ScreenBuilder *b);

/* ---------- merge.c ---------- */

/*
 * Merges segments to one; what is dead is left out.  Returns false, and no
 * draft, if nothing is left.
 */
extern bool screen_merge_readers(ScreenReader **readers, int n, ScreenDraft *draft, size_t memory);

#endif							/* TRADESCREEN_SCREEN_SEGMENT_H */
