/*-------------------------------------------------------------------------
 *
 * segment_read.c
 *	  Reading documents, terms, postings and keys of a segment.
 *
 * Whatever is read is checked: damaged bytes give an error with the block
 * number, and are never followed out of bounds.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/segment.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

/* ---------- segments ---------- */

BlockNumber
segment_block(const ScreenSegment *seg, uint32 pageno)
{
	for (int i = 0; i < seg->nextents; i++)
	{
		if (pageno < seg->extents[i].npages)
			return seg->extents[i].start + pageno;
		pageno -= seg->extents[i].npages;
	}
	return InvalidBlockNumber;
}

static bool
table_is_sane(const ScreenKeyTable *table, int key_bits)
{
	return table->nkeys == 0 ||
		(table->key_bits == key_bits && table->bucket_bits <= key_bits - NAME_PLACE_BITS &&
		 table->id_bits <= 32);
}

/* Can this be the header of a segment? */
static bool
header_is_sane(const ScreenSegment *seg, const ScreenSegmentRef *ref)
{
	uint64		npages = 1;
	uint64		inextents = 0;

	if (seg->id != ref->id || seg->npages != ref->npages || seg->ndocs != ref->ndocs ||
		seg->ntids != ref->ntids || seg->nextents > SCREEN_MAX_EXTENTS || seg->has_null > 1 ||
		seg->has_null > seg->ndocs)
		return false;
	if (seg->kind != SCREEN_NAMES && seg->kind != SCREEN_CODES)
		return false;
	for (int i = 0; i < SCREEN_NSECTIONS; i++)
	{
		if (seg->first[i] != npages || seg->bytes[i] / SCREEN_PAYLOAD >= seg->npages)
			return false;
		npages += (seg->bytes[i] + SCREEN_PAYLOAD - 1) / SCREEN_PAYLOAD;
	}
	for (int i = 0; i < seg->nextents; i++)
		inextents += seg->extents[i].npages;
	if (npages != seg->npages || inextents != seg->npages)
		return false;
	return table_is_sane(&seg->tkeys, SCREEN_TERM_KEY_BITS) && table_is_sane(&seg->nkeys, SCREEN_NAME_KEY_BITS);
}

static void
init_reader(ScreenReader *r, ScreenPages *pages)
{
	memset(r, 0, sizeof(*r));
	r->pages = pages;
}

void
reader_open(ScreenReader *r, ScreenPages *pages, const ScreenSegmentRef *ref)
{
	Buffer		buffer;

	init_reader(r, pages);
	buffer = ReadBuffer(pages->index, ref->header);
	LockBuffer(buffer, BUFFER_LOCK_SHARE);
	screen_page_check(pages->index, buffer, SCREEN_PAGE_SEGMENT, ref->id, 0);
	memcpy(&r->seg, PageGetContents(BufferGetPage(buffer)), sizeof(ScreenSegment));
	UnlockReleaseBuffer(buffer);
	if (!header_is_sane(&r->seg, ref))
		screen_corrupt(pages->index, ref->header, "the header of a segment is not consistent");
	r->check_dead = ref->ndead > 0;
}

void
reader_open_header(ScreenReader *r, ScreenPages *pages, const ScreenSegment *seg, bool check_dead)
{
	init_reader(r, pages);
	r->seg = *seg;
	r->check_dead = check_dead;
}

void
reader_open_draft(ScreenReader *r, ScreenPages *pages, ScreenDraft *draft)
{
	init_reader(r, pages);
	r->seg = draft->seg;
	r->draft = draft;
}

void
reader_corrupt(ScreenReader *r, ScreenSection section, uint64 offset, const char *why)
{
	if (r->pages->index == NULL || r->draft != NULL)
		elog(ERROR, "temporary file of an index build is damaged: %s", why);
	screen_corrupt(r->pages->index,
				   segment_block(&r->seg, r->seg.first[section] + (uint32) (Min(offset, r->seg.bytes[section] > 0 ? r->seg.bytes[section] - 1 : 0) / SCREEN_PAYLOAD)),
				   why);
}

/* ---------- cursors ---------- */

void
cursor_seek(ScreenCursor *c, ScreenReader *r, ScreenSection section, uint64 offset)
{
	uint64		bytes = r->seg.bytes[section];
	uint32		pageno = (uint32) (offset / SCREEN_PAYLOAD);
	size_t		at = offset % SCREEN_PAYLOAD;
	size_t		n;
	const uint8 *page;

	c->reader = r;
	c->section = section;
	if (offset >= bytes)
	{
		/* at the end, or past it: whoever reads on gets the error */
		c->p = c->end = NULL;
		c->end_offset = offset;
		return;
	}
	page = reader_page(r, section, pageno);
	n = Min(SCREEN_PAYLOAD, bytes - (uint64) pageno * SCREEN_PAYLOAD);
	c->p = page + at;
	c->end = page + n;
	c->end_offset = (uint64) pageno * SCREEN_PAYLOAD + n;
}

/* At the end of a page: goes to the next. */
void
cursor_turn(ScreenCursor *c)
{
	uint64		offset = cursor_tell(c);

	if (offset >= c->reader->seg.bytes[c->section])
		reader_corrupt(c->reader, c->section, offset, "an entry ends past the end of its section");
	cursor_seek(c, c->reader, c->section, offset);
}

uint64
cursor_varint_slow(ScreenCursor *c)
{
	uint64		value = 0;

	for (int shift = 0; shift < 64; shift += 7)
	{
		uint8		b = cursor_byte(c);

		value |= (uint64) (b & 0x7F) << shift;
		if (b < 0x80)
			return value;
	}
	reader_corrupt(c->reader, c->section, cursor_tell(c), "a number has no end");
}

/* A number ends with the byte whose top bit is not set. */
void
cursor_skip_varints(ScreenCursor *c, uint32 n)
{
	while (n > 0)
	{
		uint64		ends;
		uint32		nends;

		if (c->end - c->p < 8)
		{
			cursor_varint(c);
			n--;
			continue;
		}
		ends = ~load64(c->p) & UINT64CONST(0x8080808080808080);
		nends = (uint32) ((ends >> 7) * UINT64CONST(0x0101010101010101) >> 56);
		if (nends < n)
		{
			n -= nends;
			c->p += 8;
			continue;
		}
		while (--n > 0)
			ends &= ends - 1;
		c->p += pg_rightmost_one_pos64(ends) / 8 + 1;
	}
}

void
cursor_read(ScreenCursor *c, void *to, size_t n)
{
	char	   *p = to;

	while (n > 0)
	{
		size_t		part;

		if (c->p >= c->end)
			cursor_turn(c);
		part = Min(n, (size_t) (c->end - c->p));
		memcpy(p, c->p, part);
		c->p += part;
		p += part;
		n -= part;
	}
}

/* Entry i of a directory of 4-byte offsets. */
static uint32
dir_entry(ScreenReader *r, ScreenSection section, uint64 i)
{
	uint64		offset = i * 4;

	if (offset + 4 > r->seg.bytes[section])
		reader_corrupt(r, section, offset, "a directory is too short");
	return load32(reader_page(r, section, (uint32) (offset / SCREEN_PAYLOAD)) + offset % SCREEN_PAYLOAD);
}

/* The section that a directory of blocks leads to. */
static inline ScreenSection
section_of(ScreenSection directory)
{
	return directory == SECTION_DOCDIR ? SECTION_DOCS : SECTION_TERMS;
}

static inline void
prefetch(ScreenReader *r, ScreenSection section, uint64 offset, size_t n)
{
	const uint8 *p;

	if (offset >= r->seg.bytes[section])
		return;					/* whoever reads it complains */
	p = reader_page(r, section, (uint32) (offset / SCREEN_PAYLOAD)) + offset % SCREEN_PAYLOAD;
	for (size_t at = 0; at < n; at += 64)
		ts_prefetch_mem(p + at);
}

void
reader_prefetch_entry(ScreenReader *r, ScreenSection directory, uint32 id)
{
	prefetch(r, directory, (uint64) (id / SCREEN_BLOCK) * 4, 4);
}

void
reader_prefetch_block(ScreenReader *r, ScreenSection directory, uint32 id)
{
	prefetch(r, section_of(directory), dir_entry(r, directory, id / SCREEN_BLOCK), 128);
}

void
reader_prefetch_gist(ScreenReader *r, uint32 id)
{
	prefetch(r, SECTION_GISTS, (uint64) id * 4, 1);
}

/* ---------- documents ---------- */

void
docs_begin(ScreenDocCursor *d, ScreenReader *r, MemoryContext context)
{
	/* not doc.terms */
	memset(d, 0, offsetof(ScreenDocCursor, doc));
	memset(&d->doc, 0, offsetof(ScreenDoc, terms));
	d->doc.rest = NULL;
	d->reader = r;
	d->context = context;
}

static void
docs_place(ScreenDocCursor *d, uint32 id)
{
	cursor_seek(&d->cursor, d->reader, SECTION_DOCS,
				dir_entry(d->reader, SECTION_DOCDIR, id / SCREEN_BLOCK));
	d->next = id - id % SCREEN_BLOCK;
	d->ordinal = cursor_varint(&d->cursor);
	d->previous = 0;
	d->placed = true;
}

/* Reads the document at the cursor. */
static void
docs_decode(ScreenDocCursor *d)
{
	ScreenCursor *c = &d->cursor;
	ScreenReader *r = d->reader;
	ScreenDoc  *doc = &d->doc;
	uint8		header = cursor_byte(c);

	doc->id = d->next;
	doc->is_null = (header & DOC_NULL) != 0;
	doc->nterms = 0;
	doc->restlen = 0;
	if (doc->is_null != (r->seg.has_null && doc->id + 1 == r->seg.ndocs))
		reader_corrupt(r, SECTION_DOCS, cursor_tell(c), "the NULL is not where it should be");
	if (doc->is_null)
		;
	else if (r->seg.kind == SCREEN_CODES)
	{
		d->previous += cursor_varint(c);
		doc->code = d->previous;
	}
	else
	{
		uint64		n = header & DOC_NTERMS;

		if (n == DOC_NTERMS)
			n = cursor_varint(c);
		if (n > NAME_MAX_TERMS)
			reader_corrupt(r, SECTION_DOCS, cursor_tell(c), "a document has too many terms");
		doc->nterms = (int) n;
		for (int i = 0; i < doc->nterms; i++)
		{
			uint64		id = cursor_varint(c);

			if (i == 0)
			{
				id += d->previous;
				d->previous = id;
			}
			if (id >= r->seg.nterms)
				reader_corrupt(r, SECTION_DOCS, cursor_tell(c), "a document has a term that does not exist");
			doc->terms[i] = (uint32) id;
		}
		if (header & DOC_REST)
		{
			uint64		len = cursor_varint(c);

			if (len > r->seg.bytes[SECTION_DOCS] || len > MaxAllocSize / 2)
				reader_corrupt(r, SECTION_DOCS, cursor_tell(c), "a document is too long");
			if (len > d->rest_room)
			{
				if (doc->rest)
					pfree(doc->rest);
				doc->rest = NULL;
				d->rest_room = 0;
				doc->rest = MemoryContextAlloc(d->context, len * 2);
				d->rest_room = (uint32) len * 2;
			}
			cursor_read(c, doc->rest, len);
			doc->restlen = (uint32) len;
		}
	}
	doc->ordinal = d->ordinal;
	if (header & DOC_MANY)
	{
		doc->ntids = cursor_varint(c);
		doc->tids = cursor_varint(c);
		doc->tid = 0;
	}
	else
	{
		doc->ntids = 1;
		doc->tid = cursor_varint(c);
	}
	if (doc->ntids == 0 || doc->ntids > r->seg.ntids || doc->ordinal > r->seg.ntids - doc->ntids)
		reader_corrupt(r, SECTION_DOCS, cursor_tell(c), "a document has a wrong number of rows");
	d->ordinal += doc->ntids;
	d->next++;
}

/* Passes over the document at the cursor. */
static void
docs_skip(ScreenDocCursor *d)
{
	ScreenCursor *c = &d->cursor;
	uint8		header;
	uint32		n;

	if (d->reader->seg.kind == SCREEN_CODES || c->p >= c->end)
	{
		docs_decode(d);
		return;
	}
	header = *c->p;
	n = header & DOC_NTERMS;
	/* what is not plain, or may go on on the next page */
	if (n == DOC_NTERMS || n == 0 || (header & (DOC_NULL | DOC_REST | DOC_MANY)) ||
		c->end - c->p < (ptrdiff_t) (n + 2) * VARINT_MAX_BYTES)
	{
		docs_decode(d);
		return;
	}
	c->p++;
	d->previous += cursor_varint(c);
	cursor_skip_varints(c, n);	/* the other terms, and the TID */
	d->ordinal++;
	d->next++;
}

bool
docs_next(ScreenDocCursor *d)
{
	if (d->next >= d->reader->seg.ndocs)
		return false;
	if (!d->placed || d->next % SCREEN_BLOCK == 0)
	{
		uint64		ordinal = d->ordinal;
		bool		follows = d->placed;

		docs_place(d, d->next);
		if (follows && ordinal != d->ordinal)
			reader_corrupt(d->reader, SECTION_DOCS, cursor_tell(&d->cursor), "rows are counted wrongly");
	}
	docs_decode(d);
	return true;
}

void
docs_get(ScreenDocCursor *d, uint32 id)
{
	if (id >= d->reader->seg.ndocs)
		reader_corrupt(d->reader, SECTION_DOCS, 0, "there is no such document");
	if (d->placed && d->next == id + 1)
		return;
	if (!d->placed || d->next > id || d->next / SCREEN_BLOCK != id / SCREEN_BLOCK ||
		d->next % SCREEN_BLOCK == 0)
		docs_place(d, id);
	while (d->next < id)
		docs_skip(d);
	docs_decode(d);
}

uint8
reader_doc_gist(ScreenReader *r, uint32 id)
{
	if (id >= r->seg.bytes[SECTION_DOCGISTS])
		reader_corrupt(r, SECTION_DOCGISTS, id, "a document has no gist");
	return reader_page(r, SECTION_DOCGISTS, id / SCREEN_PAYLOAD)[id % SCREEN_PAYLOAD];
}

void
docs_refresh(ScreenDocCursor *d)
{
	if (d->placed)
		cursor_refresh(&d->cursor);
}

/* ---------- TIDs ---------- */

bool
reader_is_dead(ScreenReader *r, uint64 ordinal)
{
	uint64		byte = ordinal / 8;
	const uint8 *page;

	if (byte >= r->seg.bytes[SECTION_DEAD])
		reader_corrupt(r, SECTION_DEAD, byte, "the map of dead rows is too short");
	page = reader_page(r, SECTION_DEAD, (uint32) (byte / SCREEN_PAYLOAD));
	return page[byte % SCREEN_PAYLOAD] >> (ordinal % 8) & 1;
}

void
tids_begin(ScreenTidCursor *t, ScreenReader *r, const ScreenDoc *doc, bool check_dead)
{
	t->reader = r;
	t->left = doc->ntids;
	t->ordinal = doc->ordinal;
	t->many = doc->ntids > 1;
	t->check_dead = check_dead;
	t->previous = 0;
	if (t->many)
		cursor_seek(&t->cursor, r, SECTION_TIDS, doc->tids);
	else
		t->previous = doc->tid;
}

bool
tids_next(ScreenTidCursor *t, uint64 *tid)
{
	while (t->left > 0)
	{
		t->left--;
		if (t->many)
			t->previous += cursor_varint(&t->cursor);
		if (unlikely(!tid_is_valid(t->previous)))
			reader_corrupt(t->reader, t->many ? SECTION_TIDS : SECTION_DOCS,
						   t->many ? cursor_tell(&t->cursor) : 0, "a TID is not valid");
		t->ordinal++;
		if (t->check_dead && reader_is_dead(t->reader, t->ordinal - 1))
			continue;
		*tid = t->previous;
		return true;
	}
	return false;
}

/* ---------- terms ---------- */

void
terms_begin(ScreenTermCursor *t, ScreenReader *r)
{
	memset(t, 0, offsetof(ScreenTermCursor, term));
	t->term.len = 0;
	t->reader = r;
}

static void
terms_place(ScreenTermCursor *t, uint32 id)
{
	cursor_seek(&t->cursor, t->reader, SECTION_TERMS,
				dir_entry(t->reader, SECTION_TERMDIR, id / SCREEN_BLOCK));
	t->next = id - id % SCREEN_BLOCK;
	t->term.len = 0;
	t->placed = true;
}

static void
terms_decode(ScreenTermCursor *t)
{
	ScreenCursor *c = &t->cursor;
	uint8		header = cursor_byte(c);
	uint64		shared = header >> TERM_SHARED_SHIFT & TERM_SHARED;
	uint64		own = header & TERM_OWN;

	if (shared == TERM_SHARED)
		shared = cursor_varint(c);
	else if (shared > 0)
		shared += TERM_SHARED_BASE;
	if (own == TERM_OWN)
		own = cursor_varint(c);
	if (unlikely(shared > t->term.len || own > NAME_MAX_TERM_LEN || shared + own > NAME_MAX_TERM_LEN ||
				 shared + own == 0))
		reader_corrupt(t->reader, SECTION_TERMS, cursor_tell(c), "a term has a wrong length");
	/* most are short: copy so many bytes that no loop is needed */
	if (likely(own <= TERM_COPY && c->end - c->p >= TERM_COPY))
	{
		memcpy(t->term.bytes + shared, c->p, TERM_COPY);
		c->p += own;
	}
	else
		cursor_read(c, t->term.bytes + shared, own);
	t->term.len = (uint16) (shared + own);
	t->term.id = t->next;
	t->term.ndocs = (header & TERM_SINGLE) ? 1 : cursor_varint(c);
	t->term.where = t->term.ndocs > 0 ? cursor_varint(c) : 0;
	if (t->term.ndocs > t->reader->seg.ndocs)
		reader_corrupt(t->reader, SECTION_TERMS, cursor_tell(c), "a term is in more documents than there are");
	t->next++;
}

bool
terms_next(ScreenTermCursor *t)
{
	if (t->next >= t->reader->seg.nterms)
		return false;
	if (!t->placed || t->next % SCREEN_BLOCK == 0)
		terms_place(t, t->next);
	terms_decode(t);
	return true;
}

void
terms_get(ScreenTermCursor *t, uint32 id)
{
	if (id >= t->reader->seg.nterms)
		reader_corrupt(t->reader, SECTION_TERMS, 0, "there is no such term");
	if (t->placed && t->next == id + 1)
		return;
	if (!t->placed || t->next > id || t->next / SCREEN_BLOCK != id / SCREEN_BLOCK ||
		t->next % SCREEN_BLOCK == 0)
		terms_place(t, id);
	while (t->next <= id)
		terms_decode(t);
}

void
terms_refresh(ScreenTermCursor *t)
{
	if (t->placed)
		cursor_refresh(&t->cursor);
}

uint32
reader_gist(ScreenReader *r, uint32 id)
{
	uint64		offset = (uint64) id * 4;

	if (offset + 4 > r->seg.bytes[SECTION_GISTS])
		reader_corrupt(r, SECTION_GISTS, offset, "a term has no gist");
	return load32(reader_page(r, SECTION_GISTS, (uint32) (offset / SCREEN_PAYLOAD)) + offset % SCREEN_PAYLOAD);
}

/* ---------- postings ---------- */

void
postings_begin(ScreenPostings *p, ScreenReader *r, uint64 ndocs, uint64 where)
{
	p->left = ndocs;
	p->single = ndocs == 1;
	p->doc = p->single ? where : 0;
	p->cursor.reader = r;
	if (ndocs > 1)
		cursor_seek(&p->cursor, r, SECTION_POSTINGS, where);
}

bool
postings_next(ScreenPostings *p, uint32 *doc)
{
	if (p->left == 0)
		return false;
	p->left--;
	if (!p->single)
		p->doc += cursor_varint(&p->cursor);
	if (unlikely(p->doc >= p->cursor.reader->seg.ndocs))
		reader_corrupt(p->cursor.reader, p->single ? SECTION_TERMS : SECTION_POSTINGS,
					   p->single ? 0 : cursor_tell(&p->cursor), "a term is in a document that does not exist");
	*doc = (uint32) p->doc;
	return true;
}

void
postings_refresh(ScreenPostings *p)
{
	if (!p->single && p->left > 0)
		cursor_refresh(&p->cursor);
}

/* ---------- keys ---------- */

uint32
keys_per_page(const ScreenKeyTable *table)
{
	int			width = table->key_bits - table->bucket_bits + table->id_bits;

	return (uint32) (SCREEN_PAYLOAD * 8 / width);
}

/* No entry is less than a page's worth beyond this. */
#define NO_PAGE		(PG_UINT64_MAX / 2)

void
keys_begin(ScreenKeyCursor *k, ScreenReader *r, bool whole)
{
	memset(k, 0, sizeof(*k));
	k->reader = r;
	k->table = whole ? &r->seg.nkeys : &r->seg.tkeys;
	k->section = whole ? SECTION_NKEYS : SECTION_TKEYS;
	if (k->table->nkeys == 0)
		return;
	k->rest_bits = k->table->key_bits - k->table->bucket_bits;
	k->width = k->rest_bits + k->table->id_bits;
	if (k->width > 56 || k->width < 1)
		reader_corrupt(r, k->section, 0, "the width of keys is wrong");
	k->per_page = keys_per_page(k->table);
	k->id_mask = (UINT64CONST(1) << k->table->id_bits) - 1;
	k->first_on_page = NO_PAGE;
}

static void
turn_to_entry(ScreenKeyCursor *k, uint64 i)
{
	uint32		pageno = (uint32) (i / k->per_page);

	if ((uint64) pageno * SCREEN_PAYLOAD >= k->reader->seg.bytes[k->section])
		reader_corrupt(k->reader, k->section, 0, "there are fewer keys than the directory says");
	k->page = reader_page(k->reader, k->section, pageno);
	k->first_on_page = (uint64) pageno * k->per_page;
}

static inline uint64
entry_at(ScreenKeyCursor *k, uint64 i)
{
	uint64		bit;

	/* an entry before the page is far beyond it, too */
	if (unlikely(i - k->first_on_page >= k->per_page))
		turn_to_entry(k, i);
	bit = (i - k->first_on_page) * k->width;
	/* 8 bytes may reach into what follows the payload; it is masked */
	return load64(k->page + bit / 8) >> (bit % 8) &
		((UINT64CONST(1) << k->width) - 1);
}

/* Where bucket b begins; its directory entry. */
static inline uint64
bucket_begin(ScreenKeyCursor *k, uint64 b)
{
	uint64		at;

	if (b >> k->table->bucket_bits != 0)
		return k->table->nkeys;
	at = dir_entry(k->reader, (ScreenSection) (k->section + 1), b);
	if (at > k->table->nkeys)
		reader_corrupt(k->reader, (ScreenSection) (k->section + 1), b * 4, "the directory of keys is wrong");
	return at;
}

bool
keys_next(ScreenKeyCursor *k, uint32 *hash, uint32 *id)
{
	uint64		e;

	if (k->next >= k->table->nkeys)
		return false;
	while (k->next >= k->bucket_end)
	{
		k->bucket_end = bucket_begin(k, k->bucket + 1);
		if (k->next < k->bucket_end)
			break;
		k->bucket++;
		if (k->next > k->bucket_end || k->bucket >> k->table->bucket_bits != 0)
			reader_corrupt(k->reader, (ScreenSection) (k->section + 1), 0, "the directory of keys is wrong");
	}
	e = entry_at(k, k->next++);
	*hash = (uint32) ((k->rest_bits < 64 ? k->bucket << k->rest_bits : 0) | e >> k->table->id_bits);
	*id = (uint32) (e & k->id_mask);
	return true;
}

void
keys_refresh(ScreenKeyCursor *k)
{
	k->first_on_page = NO_PAGE;
}

uint64
keys_place(const ScreenKeyCursor *k)
{
	uint64		i = k->next > 0 ? k->next - 1 : 0;

	return i / k->per_page * SCREEN_PAYLOAD + i % k->per_page * k->width / 8;
}

/* What is stored of the bits that are looked up. */
static inline uint32
stored_bits(const ScreenKeyCursor *k, uint32 hash)
{
	return key_cut(hash, k->table->key_bits);
}

void
keys_prefetch_entry(ScreenKeyCursor *k, uint32 hash)
{
	hash = stored_bits(k, hash);
	if (k->table->nkeys > 0)
		prefetch(k->reader, (ScreenSection) (k->section + 1), (uint64) (hash >> k->rest_bits) * 4, 4);
}

void
keys_prefetch(ScreenKeyCursor *k, uint32 hash)
{
	uint64		rest;
	uint64		lo;
	uint64		hi;
	uint64		at;

	if (k->table->nkeys == 0)
		return;
	hash = stored_bits(k, hash);
	rest = hash & ((UINT64CONST(1) << k->rest_bits) - 1);
	lo = bucket_begin(k, hash >> k->rest_bits);
	hi = bucket_begin(k, (uint64) (hash >> k->rest_bits) + 1);
	at = lo + (rest * (hi - lo) >> k->rest_bits);
	prefetch(k->reader, k->section, at / k->per_page * SCREEN_PAYLOAD + at % k->per_page * k->width / 8, 1);
}

void
keys_lookup(ScreenKeyCursor *k, uint32 hash, uint16 places,
			void (*add) (void *arg, uint32 id), void *arg)
{
	uint64		bucket;
	uint64		rest;
	uint64		lo;
	uint64		hi;
	uint64		end;

	if (k->table->nkeys == 0)
		return;
	hash = stored_bits(k, hash);
	bucket = (uint64) hash >> k->rest_bits;
	rest = hash & ((UINT64CONST(1) << k->rest_bits) - 1);
	lo = bucket_begin(k, bucket);
	hi = end = bucket_begin(k, bucket + 1);
	if (unlikely(lo > hi))
		reader_corrupt(k->reader, (ScreenSection) (k->section + 1), bucket * 4, "the directory of keys is wrong");
	/* the first entry not less than rest: they are spread evenly */
	if (hi - lo > 4)
	{
		uint64		guess = lo + (rest * (hi - lo) >> k->rest_bits);

		if (entry_at(k, guess) >> k->table->id_bits < rest)
		{
			lo = guess + 1;
			if (lo + 4 < hi && entry_at(k, lo + 4) >> k->table->id_bits >= rest)
				hi = lo + 4;
		}
		else
		{
			hi = guess;
			if (lo + 4 < hi && entry_at(k, hi - 4) >> k->table->id_bits < rest)
				lo = hi - 3;
		}
	}
	while (lo < hi)
	{
		uint64		mid = lo + (hi - lo) / 2;

		if (entry_at(k, mid) >> k->table->id_bits < rest)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < end; lo++)
	{
		uint64		e = entry_at(k, lo);
		uint64		place = (e >> k->table->id_bits) - rest;

		if (place >> NAME_PLACE_BITS != 0)
			break;
		if (places >> place & 1)
			add(arg, (uint32) (e & k->id_mask));
	}
}
