/*-------------------------------------------------------------------------
 *
 * builder.c
 *	  Makes a segment of single values, in memory.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/segment.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "name/plan.h"

/* Most terms have fewer keys. */
#define TERM_KEYS_GUESS		((uint64) 12)

/* The part of the memory that is for what is being written. */
#define STREAMS_SHARE		4

/* ---------- what is kept of values and terms ---------- */

typedef struct BuildTerm
{
	const char *bytes;
	uint16		len;
} BuildTerm;

typedef struct TermKey
{
	const char *bytes;
	uint32		hash;
	uint16		len;
} TermKey;

typedef struct TermEntry
{
	TermKey		key;
	uint32		number;
	char		status;
} TermEntry;

#define SH_PREFIX buildterms
#define SH_ELEMENT_TYPE TermEntry
#define SH_KEY_TYPE TermKey
#define SH_KEY key
#define SH_HASH_KEY(tb, key) ((key).hash)
#define SH_EQUAL(tb, a, b) ((a).len == (b).len && memcmp((a).bytes, (b).bytes, (a).len) == 0)
#define SH_STORE_HASH
#define SH_GET_HASH(tb, e) ((e)->key.hash)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* A value, and the rows that have it. */
typedef struct BuildDoc
{
	uint64		code;			/* of codes */
	uint64	   *tids;			/* NULL while there is one */
	uint64		tid;
	uint32		ntids;
	uint32		room;
	/* of names; terms, keys and rest follow each other at data */
	char	   *data;
	uint32		restlen;
	uint32		nkeys;
	uint16		nterms;
	uint8		gist;
} BuildDoc;

typedef struct DocKey
{
	uint32		hash;
	uint32		doc;			/* index, or DOC_SOUGHT */
} DocKey;

typedef struct DocEntry
{
	DocKey		key;
	char		status;
} DocEntry;

#define DOC_SOUGHT	PG_UINT32_MAX

static bool doc_equal(void *builder, DocKey a, DocKey b);

#define SH_PREFIX builddocs
#define SH_ELEMENT_TYPE DocEntry
#define SH_KEY_TYPE DocKey
#define SH_KEY key
#define SH_HASH_KEY(tb, key) ((key).hash)
#define SH_EQUAL(tb, a, b) doc_equal((tb)->private_data, a, b)
#define SH_STORE_HASH
#define SH_GET_HASH(tb, e) ((e)->key.hash)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/*
 * What is sorted are its first bytes, or numbers, as one; only where those are
 * equal the rest is looked at, which is elsewhere in memory.
 */
typedef struct Sorted
{
	uint64		first;
	uint32		number;
} Sorted;

struct ScreenBuilder
{
	ScreenKind	kind;
	size_t		memory;
	size_t		used;			/* by values and terms */
	uint64		nkeys;			/* of names, as they come */
	MemoryContext context;		/* of all below */
	MemoryContext values;		/* bytes of terms and values, emptied whole */
	buildterms_hash *terms;
	builddocs_hash *docs;
	BuildTerm  *term;			/* by number */
	uint32		nterms;
	uint32		term_room;
	BuildDoc   *doc;
	uint32		ndocs;
	uint32		doc_room;
	uint64		ntids;
	BuildDoc	null;
	uint32		last;			/* the value that was added last */
	/* the value that is sought */
	BuildDoc	sought;
	uint32		sought_terms[NAME_MAX_TERMS];
	const char *sought_rest;
};

#define doc_terms(d)	((uint32 *) (d)->data)
#define doc_keys(d)		((uint32 *) (d)->data + (d)->nterms)
#define doc_rest(d)		((d)->data + ((size_t) (d)->nterms + (d)->nkeys) * sizeof(uint32))

static bool
doc_equal(void *builder, DocKey x, DocKey y)
{
	ScreenBuilder *b = builder;
	const BuildDoc *d;
	const BuildDoc *s = &b->sought;

	/* the table compares what is sought with what it has, or two it has */
	if (x.doc == y.doc)
		return true;
	if (x.doc != DOC_SOUGHT && y.doc != DOC_SOUGHT)
		return false;
	d = &b->doc[x.doc == DOC_SOUGHT ? y.doc : x.doc];
	if (b->kind == SCREEN_CODES)
		return d->code == s->code;
	return d->nterms == s->nterms && d->restlen == s->restlen &&
		memcmp(doc_terms(d), b->sought_terms, s->nterms * sizeof(uint32)) == 0 &&
		(s->restlen == 0 || memcmp(doc_rest(d), b->sought_rest, s->restlen) == 0);
}

static void
empty(ScreenBuilder *b)
{
	MemoryContext old;

	MemoryContextReset(b->values);
	old = MemoryContextSwitchTo(b->values);
	b->terms = buildterms_create(b->values, 1024, b);
	b->docs = builddocs_create(b->values, 1024, b);
	b->term_room = b->doc_room = 1024;
	b->term = palloc(b->term_room * sizeof(BuildTerm));
	b->doc = palloc(b->doc_room * sizeof(BuildDoc));
	MemoryContextSwitchTo(old);
	b->nterms = b->ndocs = 0;
	b->ntids = 0;
	b->used = 0;
	b->nkeys = 0;
	memset(&b->null, 0, sizeof(b->null));
}

ScreenBuilder *
builder_create(ScreenKind kind, size_t memory)
{
	ScreenBuilder *b = palloc0(sizeof(ScreenBuilder));

	b->kind = kind;
	b->memory = memory;
	b->context = AllocSetContextCreate(CurrentMemoryContext, "screen builder", ALLOCSET_DEFAULT_SIZES);
	b->values = AllocSetContextCreate(b->context, "screen values", ALLOCSET_DEFAULT_SIZES);
	empty(b);
	return b;
}

void
builder_destroy(ScreenBuilder *b)
{
	MemoryContextDelete(b->context);
	pfree(b);
}

bool
builder_is_full(const ScreenBuilder *b)
{
	/*
	 * terms and then names have their keys sorted, for which there are two
	 * copies
	 */
	size_t		keys = Max(b->nterms * TERM_KEYS_GUESS, b->nkeys) * 2 * sizeof(uint64);

	return b->used + keys >= b->memory - b->memory / STREAMS_SHARE || b->ndocs >= PG_UINT32_MAX / 4;
}

uint64
builder_ntids(const ScreenBuilder *b)
{
	return b->ntids;
}

static void
add_tid(ScreenBuilder *b, BuildDoc *d, uint64 tid)
{
	b->ntids++;
	if (d->ntids == 0)
	{
		d->tid = tid;
		d->ntids = 1;
		return;
	}
	if (d->tids == NULL)
	{
		d->room = 4;
		d->tids = MemoryContextAlloc(b->values, d->room * sizeof(uint64));
		d->tids[0] = d->tid;
		b->used += d->room * sizeof(uint64);
	}
	else if (d->ntids == d->room)
	{
		if (d->room >= PG_UINT32_MAX / 4)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("too many rows with one value")));
		b->used += d->room * sizeof(uint64);
		d->room *= 2;
		d->tids = repalloc_huge(d->tids, d->room * sizeof(uint64));
	}
	d->tids[d->ntids++] = tid;
}

void
builder_add_null(ScreenBuilder *b, uint64 tid)
{
	add_tid(b, &b->null, tid);
}

/* The entry of the value that is sought; a new one in doc[] if *isnew. */
static BuildDoc *
find_doc(ScreenBuilder *b, uint32 hash, bool *isnew)
{
	DocKey		key = {hash, DOC_SOUGHT};
	bool		found;
	DocEntry   *e = builddocs_insert(b->docs, key, &found);

	*isnew = !found;
	if (found)
		return &b->doc[e->key.doc];
	if (b->ndocs == b->doc_room)
	{
		b->doc_room *= 2;
		b->doc = repalloc_huge(b->doc, b->doc_room * sizeof(BuildDoc));
	}
	e->key.doc = b->ndocs;
	/* what the tables and arrays take, with their free room */
	b->used += sizeof(BuildDoc) * 3 / 2 + 3 * sizeof(DocEntry) + sizeof(Sorted);
	return memset(&b->doc[b->ndocs++], 0, sizeof(BuildDoc));
}

void
builder_add_code(ScreenBuilder *b, uint64 code, uint64 tid)
{
	BuildDoc   *d;
	bool		isnew;

	b->sought.code = code;
	d = find_doc(b, (uint32) hash_bytes_extended((unsigned char *) &code, sizeof(code), 0), &isnew);
	if (isnew)
		d->code = code;
	add_tid(b, d, tid);
}

static uint32
find_term(ScreenBuilder *b, const NameTerm *t)
{
	TermKey		key = {t->bytes, hash_bytes((const unsigned char *) t->bytes, t->len), t->len};
	TermEntry  *e;
	bool		found;
	char	   *copy;

	e = buildterms_insert(b->terms, key, &found);
	if (found)
		return e->number;
	copy = MemoryContextAlloc(b->values, t->len);
	memcpy(copy, t->bytes, t->len);
	e->key.bytes = copy;
	e->number = b->nterms;
	if (b->nterms == b->term_room)
	{
		b->term_room *= 2;
		b->term = repalloc_huge(b->term, b->term_room * sizeof(BuildTerm));
	}
	b->term[b->nterms].bytes = copy;
	b->term[b->nterms].len = t->len;
	b->used += t->len + 16 + 3 * sizeof(TermEntry) + 2 * sizeof(BuildTerm);
	return b->nterms++;
}

void
builder_add_name(ScreenBuilder *b, const NamePacked *packed, const NameCompiled *name, uint64 tid)
{
	static uint64 *keys = NULL;
	BuildDoc   *d;
	bool		isnew;
	uint32		hash;

	Assert(packed->nterms <= NAME_MAX_TERMS);
	for (int i = 0; i < packed->nterms; i++)
		b->sought_terms[i] = find_term(b, &packed->terms[i]);
	b->sought.nterms = (uint16) packed->nterms;
	b->sought.restlen = packed->restlen;
	b->sought_rest = packed->rest;
	hash = hash_bytes((unsigned char *) b->sought_terms, packed->nterms * sizeof(uint32));
	if (packed->restlen > 0)
		hash = hash_combine(hash, hash_bytes((const unsigned char *) packed->rest, packed->restlen));
	d = find_doc(b, hash, &isnew);
	if (isnew)
	{
		int			n;
		size_t		size;
		uint32	   *p;

		if (keys == NULL)
			keys = MemoryContextAlloc(TopMemoryContext, NAME_MAX_NAME_KEYS * sizeof(uint64));
		n = name_whole_keys(name, keys);
		d->nterms = (uint16) packed->nterms;
		d->nkeys = (uint32) n;
		d->restlen = packed->restlen;
		d->gist = name_gist(name);
		size = ((size_t) d->nterms + d->nkeys) * sizeof(uint32) + packed->restlen;
		d->data = MemoryContextAlloc(b->values, Max(size, 1));
		b->used += size + 16;
		b->nkeys += n;
		memcpy(doc_terms(d), b->sought_terms, d->nterms * sizeof(uint32));
		p = doc_keys(d);
		for (int i = 0; i < n; i++)
			p[i] = key_cut(key_bits(keys[i]), SCREEN_NAME_KEY_BITS);
		if (packed->restlen > 0)
			memcpy(doc_rest(d), packed->rest, packed->restlen);
	}
	b->last = (uint32) (d - b->doc);
	add_tid(b, d, tid);
}

uint32
builder_last(const ScreenBuilder *b)
{
	return b->last;
}

void
builder_add_again(ScreenBuilder *b, uint32 doc, uint64 tid)
{
	add_tid(b, &b->doc[doc], tid);
}

/* ---------- the segment ---------- */

static inline int
compare_terms(const BuildTerm *a, const BuildTerm *b)
{
	int			cmp = memcmp(a->bytes, b->bytes, Min(a->len, b->len));

	return cmp != 0 ? cmp : (a->len > b->len) - (a->len < b->len);
}

static int
compare_names(const BuildDoc *a, const BuildDoc *b)
{
	const uint32 *s = doc_terms(a);
	const uint32 *t = doc_terms(b);
	int			n = Min(a->nterms, b->nterms);
	int			cmp;

	for (int i = 0; i < n; i++)
		if (s[i] != t[i])
			return s[i] > t[i] ? 1 : -1;
	if (a->nterms != b->nterms)
		return a->nterms > b->nterms ? 1 : -1;
	n = (int) Min(a->restlen, b->restlen);
	cmp = n > 0 ? memcmp(doc_rest(a), doc_rest(b), n) : 0;
	if (cmp != 0)
		return cmp;
	return (a->restlen > b->restlen) - (a->restlen < b->restlen);
}

#define first_differs(a, b) ((a)->first != (b)->first)
#define compare_first(a, b) ((a)->first > (b)->first ? 1 : -1)

#define ST_SORT sort_by_terms
#define ST_ELEMENT_TYPE Sorted
#define ST_COMPARE_ARG_TYPE ScreenBuilder
#define ST_COMPARE(x, y, b) \
	(first_differs(x, y) ? compare_first(x, y) : \
	 compare_terms(&(b)->term[(x)->number], &(b)->term[(y)->number]))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/* Codes differ in what is compared first. */
#define ST_SORT sort_by_values
#define ST_ELEMENT_TYPE Sorted
#define ST_COMPARE_ARG_TYPE ScreenBuilder
#define ST_COMPARE(x, y, b) \
	(first_differs(x, y) ? compare_first(x, y) : \
	 compare_names(&(b)->doc[(x)->number], &(b)->doc[(y)->number]))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT sort_u64
#define ST_ELEMENT_TYPE uint64
#define ST_COMPARE(a, b) (*(a) < *(b) ? -1 : *(a) > *(b))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/* A third of the bits of a key, which is cut before it is sorted. */
#define RADIX_BITS	9

StaticAssertDecl(3 * RADIX_BITS >= SCREEN_NAME_KEY_BITS && 3 * RADIX_BITS >= SCREEN_TERM_KEY_BITS,
				 "three passes sort keys");

/*
 * Sorts numbers of 64 bits by their upper halves, keeping the order of equal
 * ones.  Keys are many and well mixed, for which this is several times faster
 * than comparing.
 */
static void
sort_keys(uint64 *keys, uint64 n)
{
	uint64	   *from = keys;
	uint64	   *to = palloc_extended(Max(n, 1) * sizeof(uint64), MCXT_ALLOC_HUGE);
	uint64	   *room = to;
	uint64	   *count = palloc((1 << RADIX_BITS) * sizeof(uint64));

	for (int pass = 0; pass < 3; pass++)
	{
		int			shift = 32 + RADIX_BITS * pass;
		uint64		sum = 0;
		uint64	   *swap;

		memset(count, 0, (1 << RADIX_BITS) * sizeof(uint64));
		for (uint64 i = 0; i < n; i++)
			count[from[i] >> shift & ((1 << RADIX_BITS) - 1)]++;
		for (int d = 0; d < 1 << RADIX_BITS; d++)
		{
			uint64		c = count[d];

			count[d] = sum;
			sum += c;
		}
		for (uint64 i = 0; i < n; i++)
			to[count[from[i] >> shift & ((1 << RADIX_BITS) - 1)]++] = from[i];
		swap = from;
		from = to;
		to = swap;
		CHECK_FOR_INTERRUPTS();
	}
	/* three passes: it ends in the other array */
	memcpy(keys, from, n * sizeof(uint64));
	pfree(room);
	pfree(count);
}

/*
 * Writes keys, each a hash and an id in one number, and leaves out duplicates.
 * Those of one id must follow each other.
 */
static void
write_keys(ScreenWriter *w, bool whole, uint64 *keys, uint64 n, uint32 nids)
{
	sort_keys(keys, n);
	writer_keys_begin(w, whole, n, nids);
	for (uint64 i = 0; i < n; i++)
		if (i == 0 || keys[i] != keys[i - 1])
			writer_key(w, (uint32) (keys[i] >> 32), (uint32) keys[i]);
	writer_keys_end(w);
}

static void
write_doc(ScreenWriter *w, BuildDoc *d, ScreenDoc *doc)
{
	uint64	   *tids = d->tids ? d->tids : &d->tid;
	bool		sorted = true;

	writer_doc(w, doc);
	for (uint32 i = 1; i < d->ntids && sorted; i++)
		sorted = tids[i] > tids[i - 1];
	if (!sorted)
		sort_u64(tids, d->ntids);
	for (uint32 i = 0; i < d->ntids; i++)
		if (i == 0 || tids[i] != tids[i - 1])
			writer_tid(w, tids[i]);
	writer_doc_end(w);
	CHECK_FOR_INTERRUPTS();
}

/* Sorts the terms; numbers in documents become ids. */
static void
sort_terms(ScreenBuilder *b)
{
	Sorted	   *list = palloc_extended(Max(b->nterms, 1) * sizeof(Sorted), MCXT_ALLOC_HUGE);
	uint32	   *id = palloc_extended(Max(b->nterms, 1) * sizeof(uint32), MCXT_ALLOC_HUGE);
	BuildTerm  *sorted = palloc_extended(Max(b->nterms, 1) * sizeof(BuildTerm), MCXT_ALLOC_HUGE);

	for (uint32 i = 0; i < b->nterms; i++)
	{
		uint64		first = 0;

		memcpy(&first, b->term[i].bytes, Min(b->term[i].len, sizeof(first)));
#ifndef WORDS_BIGENDIAN
		first = pg_bswap64(first);
#endif
		list[i].first = first;
		list[i].number = i;
	}
	sort_by_terms(list, b->nterms, b);
	for (uint32 i = 0; i < b->nterms; i++)
	{
		id[list[i].number] = i;
		sorted[i] = b->term[list[i].number];
	}
	memcpy(b->term, sorted, b->nterms * sizeof(BuildTerm));
	pfree(sorted);
	pfree(list);
	for (uint32 i = 0; i < b->ndocs; i++)
	{
		uint32	   *t = doc_terms(&b->doc[i]);

		for (int k = 0; k < b->doc[i].nterms; k++)
			t[k] = id[t[k]];
	}
	pfree(id);
}

/* Sorts the values; terms have their ids. */
static void
sort_values(ScreenBuilder *b)
{
	Sorted	   *list = palloc_extended(Max(b->ndocs, 1) * sizeof(Sorted), MCXT_ALLOC_HUGE);

	for (uint32 i = 0; i < b->ndocs; i++)
	{
		const BuildDoc *d = &b->doc[i];

		list[i].number = i;
		list[i].first = d->code;
		if (b->kind == SCREEN_NAMES)
			list[i].first = (d->nterms > 0 ? (uint64) doc_terms(d)[0] << 32 : 0) |
				(d->nterms > 1 ? doc_terms(d)[1] + 1 : 0);
	}
	sort_by_values(list, b->ndocs, b);
	/* each goes to its place, and what was there to its own */
	for (uint32 i = 0; i < b->ndocs; i++)
	{
		BuildDoc	moved = b->doc[i];
		uint32		to = i;

		while (list[to].number != i)
		{
			uint32		from = list[to].number;

			b->doc[to] = b->doc[from];
			list[to].number = to;
			to = from;
		}
		b->doc[to] = moved;
		list[to].number = to;
	}
	pfree(list);
}

/* Writes terms with their postings and keys. */
static void
write_terms(ScreenBuilder *b, ScreenWriter *w)
{
	uint64	   *first = palloc_extended(((size_t) b->nterms + 1) * sizeof(uint64), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	uint64	   *fill = palloc_extended(((size_t) b->nterms + 1) * sizeof(uint64), MCXT_ALLOC_HUGE);
	uint32	   *docs;
	uint64		key_room = b->nterms * TERM_KEYS_GUESS + NAME_MAX_TERM_KEYS;
	uint64	   *keys = palloc_extended(key_room * sizeof(uint64), MCXT_ALLOC_HUGE);
	uint64		nkeys = 0;

	/* invert the documents */
	for (uint32 i = 0; i < b->ndocs; i++)
		for (int k = 0; k < b->doc[i].nterms; k++)
			first[doc_terms(&b->doc[i])[k] + 1]++;
	for (uint32 t = 0; t < b->nterms; t++)
		first[t + 1] += first[t];
	memcpy(fill, first, b->nterms * sizeof(uint64));
	docs = palloc_extended(Max(first[b->nterms], 1) * sizeof(uint32), MCXT_ALLOC_HUGE);
	for (uint32 i = 0; i < b->ndocs; i++)
		for (int k = 0; k < b->doc[i].nterms; k++)
		{
			uint32		t = doc_terms(&b->doc[i])[k];

			/* a term may be in a document twice */
			if (fill[t] == first[t] || docs[fill[t] - 1] != i)
				docs[fill[t]++] = i;
		}

	for (uint32 t = 0; t < b->nterms; t++)
	{
		NameTerm	term = {b->term[t].bytes, b->term[t].len};
		uint64		found[NAME_MAX_TERM_KEYS];
		int			n = name_term_keys(&term, found);

		if (nkeys + n > key_room)
		{
			key_room = key_room * 3 / 2 + NAME_MAX_TERM_KEYS;
			keys = repalloc_huge(keys, key_room * sizeof(uint64));
		}
		for (int i = 0; i < n; i++)
			keys[nkeys++] = (uint64) key_cut(key_bits(found[i]), SCREEN_TERM_KEY_BITS) << 32 | t;
		writer_term(w, term.bytes, term.len, n > 0 ? fill[t] - first[t] : 0, docs + first[t]);
		CHECK_FOR_INTERRUPTS();
	}
	pfree(first);
	pfree(fill);
	pfree(docs);
	write_keys(w, false, keys, nkeys, b->nterms);
	pfree(keys);
}

static void
write_name_keys(ScreenBuilder *b, ScreenWriter *w)
{
	uint64		n = 0;
	uint64	   *keys;

	for (uint32 i = 0; i < b->ndocs; i++)
		n += b->doc[i].nkeys;
	keys = palloc_extended(Max(n, 1) * sizeof(uint64), MCXT_ALLOC_HUGE);
	n = 0;
	for (uint32 i = 0; i < b->ndocs; i++)
	{
		uint32	   *k = doc_keys(&b->doc[i]);

		for (uint32 j = 0; j < b->doc[i].nkeys; j++)
			keys[n++] = (uint64) k[j] << 32 | i;
	}
	write_keys(w, true, keys, n, b->ndocs);
	pfree(keys);
}

void
builder_finish(ScreenBuilder *b, ScreenDraft *draft)
{
	ScreenWriter w;
	ScreenDoc  *doc = palloc0(sizeof(ScreenDoc));

	writer_begin(&w, draft, b->kind, b->memory / STREAMS_SHARE);
	if (b->kind == SCREEN_NAMES)
		sort_terms(b);
	sort_values(b);
	for (uint32 i = 0; i < b->ndocs; i++)
	{
		BuildDoc   *d = &b->doc[i];

		doc->code = d->code;
		if (b->kind == SCREEN_NAMES)
		{
			doc->nterms = d->nterms;
			doc->gist = d->gist;
			memcpy(doc->terms, doc_terms(d), d->nterms * sizeof(uint32));
			doc->rest = doc_rest(d);
			doc->restlen = d->restlen;
		}
		write_doc(&w, d, doc);
	}
	if (b->null.ntids > 0)
	{
		doc->is_null = true;
		write_doc(&w, &b->null, doc);
	}
	if (b->kind == SCREEN_NAMES)
	{
		write_terms(b, &w);
		write_name_keys(b, &w);
	}
	writer_end(&w, b->null.ntids > 0);
	pfree(doc);
	empty(b);
}
