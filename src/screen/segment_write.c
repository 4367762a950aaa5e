/*-------------------------------------------------------------------------
 *
 * segment_write.c
 *	  Writing a segment to streams, and storing it in the index.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/segment.h"

#include "access/xloginsert.h"
#include "miscadmin.h"

#include "name/plan.h"
#include "screen/meta.h"

/* Average entries of a bucket of keys: a power of two. */
#define BUCKET_SHIFT	5

void
writer_begin(ScreenWriter *w, ScreenDraft *draft, ScreenKind kind, size_t memory)
{
	memset(draft, 0, sizeof(*draft));
	for (int i = 0; i < SCREEN_NSECTIONS; i++)
		stream_init(&draft->streams[i]);
	draft->seg.kind = (uint16) kind;
	memset(w, 0, sizeof(*w));
	w->draft = draft;
	w->memory = memory;
}

static inline ScreenStream *
stream_of(ScreenWriter *w, ScreenSection section)
{
	return &w->draft->streams[section];
}

/* Sees to it that the streams stay within memory. */
static void
check_memory(ScreenWriter *w)
{
	size_t		used = 0;

	for (int i = 0; i < SCREEN_NSECTIONS; i++)
		used += stream_memory(&w->draft->streams[i]);
	if (used <= w->memory)
		return;
	for (int i = 0; i < SCREEN_NSECTIONS; i++)
		stream_spill(&w->draft->streams[i]);
}

/* The place in a section that a directory can hold. */
static void
put_dir(ScreenWriter *w, ScreenSection dir, uint64 offset)
{
	uint8		buf[4];

	if (offset > PG_UINT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("index is too large for the access method \"%s\"", "screen"),
				 errhint("Partition the table.")));
	store32(buf, (uint32) offset);
	stream_append(stream_of(w, dir), buf, 4);
}

/* ---------- documents ---------- */

int
docs_compare(ScreenKind kind, const ScreenDoc *a, const ScreenDoc *b)
{
	int			n;
	int			cmp;

	if (a->is_null || b->is_null)
		return a->is_null - b->is_null;
	if (kind == SCREEN_CODES)
		return (a->code > b->code) - (a->code < b->code);
	n = Min(a->nterms, b->nterms);
	for (int i = 0; i < n; i++)
		if (a->terms[i] != b->terms[i])
			return a->terms[i] > b->terms[i] ? 1 : -1;
	if (a->nterms != b->nterms)
		return a->nterms > b->nterms ? 1 : -1;
	n = (int) Min(a->restlen, b->restlen);
	cmp = n > 0 ? memcmp(a->rest, b->rest, n) : 0;
	if (cmp != 0)
		return cmp;
	return (a->restlen > b->restlen) - (a->restlen < b->restlen);
}

void
writer_doc(ScreenWriter *w, const ScreenDoc *doc)
{
	ScreenSegment *seg = &w->draft->seg;
	ScreenStream *s = stream_of(w, SECTION_DOCS);
	uint8	   *p = w->doc_head;
	uint8		header = 0;

	if (seg->ndocs == PG_UINT32_MAX)
		put_dir(w, SECTION_DOCDIR, PG_UINT64_MAX);	/* raises */
	if (seg->ndocs % SCREEN_BLOCK == 0)
	{
		if (seg->ndocs % (SCREEN_BLOCK * 1024) == 0)
			check_memory(w);
		put_dir(w, SECTION_DOCDIR, s->bytes);
		stream_varint(s, seg->ntids);
		w->previous = 0;
	}
	/* DOC_MANY is known when the document ends: see writer_doc_end() */
	if (doc->is_null)
		header |= DOC_NULL;
	else if (seg->kind == SCREEN_NAMES)
	{
		header |= Min(doc->nterms, DOC_NTERMS);
		if (doc->restlen > 0)
			header |= DOC_REST;
	}
	*p++ = header;
	if (doc->is_null)
		;
	else if (seg->kind == SCREEN_CODES)
	{
		p = varint_put(p, doc->code - w->previous);
		w->previous = doc->code;
	}
	else
	{
		if (doc->nterms >= DOC_NTERMS)
			p = varint_put(p, doc->nterms);
		for (int i = 0; i < doc->nterms; i++)
		{
			if (i == 0)
			{
				p = varint_put(p, doc->terms[0] - w->previous);
				w->previous = doc->terms[0];
			}
			else
				p = varint_put(p, doc->terms[i]);
		}
		if (doc->restlen > 0)
			p = varint_put(p, doc->restlen);
	}
	w->doc_head_len = (int) (p - w->doc_head);
	w->doc_gist = doc->gist;
	w->doc_rest = doc->rest;
	w->doc_restlen = doc->is_null ? 0 : doc->restlen;
	w->doc_ntids = 0;
}

void
writer_tid(ScreenWriter *w, uint64 tid)
{
	ScreenStream *s = stream_of(w, SECTION_TIDS);

	if (w->doc_ntids == 0)
	{
		w->first_tid = tid;
		w->doc_tids = s->bytes;
	}
	else
	{
		Assert(tid > w->last_tid);
		if (w->doc_ntids == 1)
			stream_varint(s, w->first_tid);
		stream_varint(s, tid - w->last_tid);
		if (w->doc_ntids % 1000000 == 0)
			check_memory(w);
	}
	w->last_tid = tid;
	w->doc_ntids++;
}

void
writer_doc_end(ScreenWriter *w)
{
	ScreenSegment *seg = &w->draft->seg;
	ScreenStream *s = stream_of(w, SECTION_DOCS);

	Assert(w->doc_ntids > 0);
	if (w->doc_ntids > 1)
		w->doc_head[0] |= DOC_MANY;
	stream_append(s, w->doc_head, w->doc_head_len);
	if (w->doc_restlen > 0)
		stream_append(s, w->doc_rest, w->doc_restlen);
	if (w->doc_ntids > 1)
	{
		stream_varint(s, w->doc_ntids);
		stream_varint(s, w->doc_tids);
	}
	else
		stream_varint(s, w->first_tid);
	if (seg->kind == SCREEN_NAMES)
		stream_append(stream_of(w, SECTION_DOCGISTS), &w->doc_gist, 1);
	seg->ndocs++;
	seg->ntids += w->doc_ntids;
}

/* ---------- terms ---------- */

void
writer_term(ScreenWriter *w, const char *bytes, uint16 len, uint64 ndocs, const uint32 *docs)
{
	ScreenSegment *seg = &w->draft->seg;
	ScreenStream *s = stream_of(w, SECTION_TERMS);
	ScreenStream *postings = stream_of(w, SECTION_POSTINGS);
	uint8		buf[4 * VARINT_MAX_BYTES + NAME_MAX_TERM_LEN];
	uint8	   *p = buf;
	uint16		shared = 0;
	NameTerm	term = {bytes, len};

	if (seg->nterms % SCREEN_BLOCK == 0)
	{
		if (seg->nterms % (SCREEN_BLOCK * 1024) == 0)
			check_memory(w);
		put_dir(w, SECTION_TERMDIR, s->bytes);
	}
	else
		while (shared < len && shared < w->last_len && bytes[shared] == w->last_term[shared])
			shared++;
	*p++ = (uint8) (Min(len - shared, TERM_OWN) | term_shared_code(shared) << TERM_SHARED_SHIFT |
					(ndocs == 1 ? TERM_SINGLE : 0));
	if (term_shared_code(shared) == TERM_SHARED)
		p = varint_put(p, shared);
	if (len - shared >= TERM_OWN)
		p = varint_put(p, len - shared);
	memcpy(p, bytes + shared, len - shared);
	p += len - shared;
	if (ndocs != 1)
		p = varint_put(p, ndocs);
	if (ndocs > 0)
		p = varint_put(p, ndocs == 1 ? docs[0] : postings->bytes);
	stream_append(s, buf, p - buf);
	if (ndocs > 1)
	{
		uint32		previous = 0;

		for (uint64 i = 0; i < ndocs; i++)
		{
			stream_varint(postings, docs[i] - previous);
			previous = docs[i];
		}
	}
	store32(buf, name_term_gist(&term));
	stream_append(stream_of(w, SECTION_GISTS), buf, 4);
	memcpy(w->last_term, bytes, len);
	w->last_len = len;
	seg->nterms++;
}

/* ---------- keys ---------- */

void
writer_keys_begin(ScreenWriter *w, bool whole, uint64 max, uint32 nids)
{
	int			bits = bits_for(max >> BUCKET_SHIFT);

	w->section = whole ? SECTION_NKEYS : SECTION_TKEYS;
	w->table = whole ? &w->draft->seg.nkeys : &w->draft->seg.tkeys;
	w->table->nkeys = 0;
	w->table->id_bits = (uint8) bits_for(nids);
	w->table->key_bits = whole ? SCREEN_NAME_KEY_BITS : SCREEN_TERM_KEY_BITS;
	/* an entry is read with one load of 64 bits, from any bit of a byte */
	bits = Max(bits, w->table->key_bits + w->table->id_bits - 56);
	w->table->bucket_bits = (uint8) Min(bits, w->table->key_bits - NAME_PLACE_BITS);
	w->rest_bits = w->table->key_bits - w->table->bucket_bits;
	w->width = w->rest_bits + w->table->id_bits;
	w->per_page = keys_per_page(w->table);
	w->bucket = 0;
	w->on_page = 0;
	if (w->key_page == NULL)
		w->key_page = palloc0(BLCKSZ);
	memset(w->key_page, 0, BLCKSZ);
}

/* Writes the page of entries that is being filled. */
static void
put_key_page(ScreenWriter *w)
{
	stream_append(stream_of(w, w->section), w->key_page, SCREEN_PAYLOAD);
	memset(w->key_page, 0, BLCKSZ);
	w->on_page = 0;
	check_memory(w);
}

void
writer_key(ScreenWriter *w, uint32 hash, uint32 id)
{
	uint64		bucket = (uint64) hash >> w->rest_bits;
	uint64		rest = hash & ((UINT64CONST(1) << w->rest_bits) - 1);
	uint64		entry = rest << w->table->id_bits | id;
	uint64		bit;
	uint8	   *p;

	Assert(bucket + 1 >= w->bucket);
	for (; w->bucket <= bucket; w->bucket++)
		put_dir(w, (ScreenSection) (w->section + 1), w->table->nkeys);
	if (w->on_page == w->per_page)
		put_key_page(w);
	bit = (uint64) w->on_page * w->width;
	p = w->key_page + bit / 8;
	store64(p, load64(p) | entry << (bit % 8));
	w->on_page++;
	w->table->nkeys++;
}

void
writer_keys_end(ScreenWriter *w)
{
	if (w->table->nkeys == 0)
	{
		memset(w->table, 0, sizeof(*w->table));
		return;
	}
	for (; w->bucket >> w->table->bucket_bits == 0; w->bucket++)
		put_dir(w, (ScreenSection) (w->section + 1), w->table->nkeys);
	if (w->on_page > 0)
		stream_append(stream_of(w, w->section), w->key_page,
					  ((size_t) w->on_page * w->width + 7) / 8);
}

void
writer_end(ScreenWriter *w, bool has_null)
{
	ScreenSegment *seg = &w->draft->seg;
	ScreenStream *dead = stream_of(w, SECTION_DEAD);
	static const uint8 zeros[1024] = {0};

	seg->has_null = has_null;
	for (uint64 left = (seg->ntids + 7) / 8; left > 0;)
	{
		size_t		n = Min(left, sizeof(zeros));

		stream_append(dead, zeros, n);
		left -= n;
	}
	for (int i = 0; i < SCREEN_NSECTIONS; i++)
		seg->bytes[i] = w->draft->streams[i].bytes;
	check_memory(w);
	if (w->key_page)
		pfree(w->key_page);
	w->key_page = NULL;
}

/* ---------- storing ---------- */

uint32
draft_npages(const ScreenDraft *draft)
{
	uint64		n = 1;

	for (int i = 0; i < SCREEN_NSECTIONS; i++)
		n += draft->streams[i].npages;
	if (n > MaxBlockNumber)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("index is too large for the access method \"%s\"", "screen")));
	return (uint32) n;
}

/* Writes one page of a segment, and logs it. */
static void
store_page(Relation index, const ScreenSegment *seg, uint32 pageno, const char *payload,
		   size_t n, bool fixed)
{
	Buffer		buffer;
	Page		page;

	CHECK_FOR_INTERRUPTS();
	buffer = screen_new_buffer(index, MAIN_FORKNUM, segment_block(seg, pageno));
	START_CRIT_SECTION();
	page = BufferGetPage(buffer);
	screen_page_init(page, SCREEN_PAGE_SEGMENT, seg->id, pageno);
	memcpy(PageGetContents(page), payload, n);
	((PageHeader) page)->pd_lower = (LocationIndex) (MAXALIGN(SizeOfPageHeaderData) + n);
	if (fixed)
		ScreenPageOpaque(page)->crc = screen_page_crc(page);
	MarkBufferDirty(buffer);
	if (RelationNeedsWAL(index))
		log_newpage_buffer(buffer, true);
	END_CRIT_SECTION();
	UnlockReleaseBuffer(buffer);
}

void
draft_store(Relation index, ScreenDraft *draft, ScreenSegmentRef *ref)
{
	ScreenSegment *seg = &draft->seg;
	char	   *buf = palloc(BLCKSZ);
	uint32		pageno = 1;

	seg->npages = draft_npages(draft);
	for (int i = 0; i < SCREEN_NSECTIONS; i++)
	{
		seg->first[i] = pageno;
		pageno += draft->streams[i].npages;
	}
	screen_claim(index, seg->npages, &seg->id, seg->extents, &seg->nextents);

	store_page(index, seg, 0, (const char *) seg, sizeof(ScreenSegment), true);
	for (int i = 0; i < SCREEN_NSECTIONS; i++)
	{
		ScreenStream *s = &draft->streams[i];

		for (uint32 p = 0; p < s->npages; p++)
			store_page(index, seg, seg->first[i] + p, stream_page(s, p, buf),
					   Min(SCREEN_PAYLOAD, s->bytes - (uint64) p * SCREEN_PAYLOAD),
					   i != SECTION_DEAD);
	}
	pfree(buf);

	memset(ref, 0, sizeof(*ref));
	ref->id = seg->id;
	ref->header = segment_block(seg, 0);
	ref->npages = seg->npages;
	ref->ndocs = seg->ndocs;
	ref->ntids = seg->ntids;
}
