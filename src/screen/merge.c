/*-------------------------------------------------------------------------
 *
 * merge.c
 *	  Merges segments to one, in one pass over each section.
 *
 * Terms and documents are sorted the same way everywhere, so what is needed
 * in memory is only which number each of them gets.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/segment.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#define GONE	PG_UINT32_MAX

typedef struct MergeInput
{
	ScreenReader *r;
	uint32	   *term;			/* new id of each term, or GONE */
	uint32	   *doc;			/* new number of each document, or GONE */
	bool		more;			/* the cursor of this phase has something */
	ScreenTermCursor terms;
	ScreenDocCursor docs;
	ScreenKeyCursor keys;
	uint32		hash;			/* of the key that comes next */
	uint32		id;
} MergeInput;

typedef struct Merge
{
	int			n;
	MergeInput **in;
	ScreenKind	kind;
	ScreenWriter w;
} Merge;

#define ST_SORT sort_u32
#define ST_ELEMENT_TYPE uint32
#define ST_COMPARE(a, b) (*(a) < *(b) ? -1 : *(a) > *(b))
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

static uint32 *
number_map(uint32 n)
{
	return palloc_extended(((size_t) n + 1) * sizeof(uint32), MCXT_ALLOC_HUGE);
}

/*
 * Marks documents without live rows, and terms that only they have, as gone.
 * The others get 0 for now.
 */
static void
find_live(MergeInput *in)
{
	ScreenReader *r = in->r;
	bool		all = !r->check_dead;

	memset(in->term, all ? 0 : 0xFF, r->seg.nterms * sizeof(uint32));
	memset(in->doc, all ? 0 : 0xFF, (size_t) r->seg.ndocs * sizeof(uint32));
	if (all)
		return;
	docs_begin(&in->docs, r, CurrentMemoryContext);
	while (docs_next(&in->docs))
	{
		ScreenDoc  *doc = &in->docs.doc;
		ScreenTidCursor tids;
		uint64		tid;

		CHECK_FOR_INTERRUPTS();
		tids_begin(&tids, r, doc, true);
		if (tids_next(&tids, &tid))
		{
			in->doc[doc->id] = 0;
			for (int i = 0; i < doc->nterms; i++)
				in->term[doc->terms[i]] = 0;
		}
		if (pages_trim(r->pages))
			docs_refresh(&in->docs);
	}
}

static int
compare_terms(const ScreenTerm *a, const ScreenTerm *b)
{
	int			cmp = memcmp(a->bytes, b->bytes, Min(a->len, b->len));

	return cmp != 0 ? cmp : (a->len > b->len) - (a->len < b->len);
}

/* Goes to the next term that is not gone. */
static void
next_term(MergeInput *in)
{
	do
		in->more = terms_next(&in->terms);
	while (in->more && in->term[in->terms.term.id] == GONE);
}

static bool
refresh_terms(Merge *m)
{
	if (!pages_trim(m->in[0]->r->pages))
		return false;
	for (int i = 0; i < m->n; i++)
		terms_refresh(&m->in[i]->terms);
	return true;
}

/* Numbers the terms; returns how many there are. */
static uint32
number_terms(Merge *m)
{
	uint32		id = 0;

	for (int i = 0; i < m->n; i++)
	{
		terms_begin(&m->in[i]->terms, m->in[i]->r);
		next_term(m->in[i]);
	}
	for (;;)
	{
		ScreenTerm	least;
		int			first = -1;

		CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < m->n; i++)
			if (m->in[i]->more &&
				(first < 0 || compare_terms(&m->in[i]->terms.term, &m->in[first]->terms.term) < 0))
				first = i;
		if (first < 0)
			return id;
		memcpy(&least, &m->in[first]->terms.term,
			   offsetof(ScreenTerm, bytes) + m->in[first]->terms.term.len);
		for (int i = first; i < m->n; i++)
			if (m->in[i]->more && compare_terms(&m->in[i]->terms.term, &least) == 0)
			{
				m->in[i]->term[m->in[i]->terms.term.id] = id;
				next_term(m->in[i]);
			}
		id++;
		refresh_terms(m);
	}
}

/* Goes to the next document that is not gone, in new terms. */
static void
next_doc(MergeInput *in)
{
	ScreenDoc  *doc = &in->docs.doc;

	do
		in->more = docs_next(&in->docs);
	while (in->more && in->doc[doc->id] == GONE);
	if (in->more && in->r->seg.kind == SCREEN_NAMES)
	{
		doc->gist = reader_doc_gist(in->r, doc->id);
		for (int i = 0; i < doc->nterms; i++)
			doc->terms[i] = in->term[doc->terms[i]];
	}
}

/* Merges the rows of the documents at hand of the inputs in same[]. */
static void
merge_tids(Merge *m, const int *same, int n)
{
	ScreenTidCursor *cursors = palloc(n * sizeof(ScreenTidCursor));
	uint64	   *tid = palloc(n * sizeof(uint64));
	bool	   *more = palloc(n * sizeof(bool));
	uint64		last = 0;
	uint64		count = 0;

	for (int i = 0; i < n; i++)
	{
		ScreenReader *r = m->in[same[i]]->r;

		tids_begin(&cursors[i], r, &m->in[same[i]]->docs.doc, r->check_dead);
		more[i] = tids_next(&cursors[i], &tid[i]);
	}
	for (;;)
	{
		int			first = -1;

		for (int i = 0; i < n; i++)
			if (more[i] && (first < 0 || tid[i] < tid[first]))
				first = i;
		if (first < 0)
			break;
		if (tid[first] != last)
			writer_tid(&m->w, last = tid[first]);
		more[first] = tids_next(&cursors[first], &tid[first]);
		if (++count % 4096 == 0)
		{
			CHECK_FOR_INTERRUPTS();
			if (pages_trim(m->in[0]->r->pages))
			{
				for (int i = 0; i < n; i++)
					if (cursors[i].many)
						cursor_refresh(&cursors[i].cursor);
				for (int i = 0; i < m->n; i++)
					docs_refresh(&m->in[i]->docs);
			}
		}
	}
	pfree(cursors);
	pfree(tid);
	pfree(more);
}

static bool
merge_docs(Merge *m)
{
	uint32		id = 0;
	bool		has_null = false;
	int		   *same = palloc(m->n * sizeof(int));

	for (int i = 0; i < m->n; i++)
	{
		docs_begin(&m->in[i]->docs, m->in[i]->r, CurrentMemoryContext);
		next_doc(m->in[i]);
	}
	for (;;)
	{
		int			n = 0;

		CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < m->n; i++)
		{
			int			cmp;

			if (!m->in[i]->more)
				continue;
			cmp = n == 0 ? -1 : docs_compare(m->kind, &m->in[i]->docs.doc, &m->in[same[0]]->docs.doc);
			if (cmp < 0)
				n = 0;
			if (cmp <= 0)
				same[n++] = i;
		}
		if (n == 0)
			break;
		has_null = m->in[same[0]]->docs.doc.is_null;
		writer_doc(&m->w, &m->in[same[0]]->docs.doc);
		merge_tids(m, same, n);
		writer_doc_end(&m->w);
		for (int i = 0; i < n; i++)
		{
			m->in[same[i]]->doc[m->in[same[i]]->docs.doc.id] = id;
			next_doc(m->in[same[i]]);
		}
		id++;
		if (pages_trim(m->in[0]->r->pages))
			for (int i = 0; i < m->n; i++)
				docs_refresh(&m->in[i]->docs);
	}
	pfree(same);
	return has_null;
}

static void
merge_postings(Merge *m, uint32 nterms)
{
	size_t		room = 1024;
	uint32	   *docs = palloc(room * sizeof(uint32));
	int			one = 0;

	for (int i = 0; i < m->n; i++)
	{
		terms_begin(&m->in[i]->terms, m->in[i]->r);
		next_term(m->in[i]);
	}
	for (uint32 id = 0; id < nterms; id++)
	{
		size_t		n = 0;
		size_t		kept = 0;
		int			inputs = 0;

		for (int i = 0; i < m->n; i++)
		{
			MergeInput *in = m->in[i];
			ScreenPostings p;
			uint32		doc;

			if (!in->more || in->term[in->terms.term.id] != id)
				continue;
			inputs++;
			one = i;
			postings_begin(&p, in->r, in->terms.term.ndocs, in->terms.term.where);
			while (postings_next(&p, &doc))
			{
				if (p.left % 4096 == 0)
				{
					CHECK_FOR_INTERRUPTS();
					if (refresh_terms(m))
						postings_refresh(&p);
				}
				if (in->doc[doc] == GONE)
					continue;
				if (n == room)
				{
					room *= 2;
					docs = repalloc_huge(docs, room * sizeof(uint32));
				}
				docs[n++] = in->doc[doc];
			}
		}
		if (inputs > 1)
		{
			sort_u32(docs, n);
			for (size_t i = 0; i < n; i++)
				if (kept == 0 || docs[kept - 1] != docs[i])
					docs[kept++] = docs[i];
			n = kept;
		}
		writer_term(&m->w, m->in[one]->terms.term.bytes, m->in[one]->terms.term.len, n, docs);
		for (int i = 0; i < m->n; i++)
			if (m->in[i]->more && m->in[i]->term[m->in[i]->terms.term.id] == id)
				next_term(m->in[i]);
		refresh_terms(m);
	}
	pfree(docs);
}

static void
merge_keys(Merge *m, bool whole, uint32 nids)
{
	uint64		max = 0;
	size_t		room = 1024;
	uint32	   *ids = palloc(room * sizeof(uint32));

	for (int i = 0; i < m->n; i++)
	{
		MergeInput *in = m->in[i];

		max += whole ? in->r->seg.nkeys.nkeys : in->r->seg.tkeys.nkeys;
		keys_begin(&in->keys, in->r, whole);
		in->more = keys_next(&in->keys, &in->hash, &in->id);
	}
	writer_keys_begin(&m->w, whole, max, nids);
	for (;;)
	{
		int			first = -1;
		uint32		hash;
		size_t		n = 0;

		CHECK_FOR_INTERRUPTS();
		for (int i = 0; i < m->n; i++)
			if (m->in[i]->more && (first < 0 || m->in[i]->hash < m->in[first]->hash))
				first = i;
		if (first < 0)
			break;
		hash = m->in[first]->hash;
		for (int i = first; i < m->n; i++)
		{
			MergeInput *in = m->in[i];
			const uint32 *map = whole ? in->doc : in->term;
			uint32		limit = whole ? in->r->seg.ndocs : in->r->seg.nterms;

			while (in->more && in->hash == hash)
			{
				if (in->id >= limit)
					reader_corrupt(in->r, in->keys.section, 0, "a key leads to nothing");
				if (map[in->id] != GONE)
				{
					if (n == room)
					{
						room *= 2;
						ids = repalloc_huge(ids, room * sizeof(uint32));
					}
					ids[n++] = map[in->id];
				}
				in->more = keys_next(&in->keys, &in->hash, &in->id);
			}
		}
		if (n > 1)
			sort_u32(ids, n);
		for (size_t i = 0; i < n; i++)
			if (i == 0 || ids[i] != ids[i - 1])
				writer_key(&m->w, hash, ids[i]);
		if (pages_trim(m->in[0]->r->pages))
			for (int i = 0; i < m->n; i++)
				keys_refresh(&m->in[i]->keys);
	}
	writer_keys_end(&m->w);
	pfree(ids);
}

bool
screen_merge_readers(ScreenReader **readers, int n, ScreenDraft *draft, size_t memory)
{
	MemoryContext result = CurrentMemoryContext;
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "screen merge",
												  ALLOCSET_DEFAULT_SIZES);
	Merge	   *m;
	uint32		nterms = 0;
	bool		has_null;

	/* the streams of the draft belong to the caller */
	m = MemoryContextAllocZero(context, sizeof(Merge));
	m->n = n;
	m->kind = (ScreenKind) readers[0]->seg.kind;
	MemoryContextSwitchTo(result);
	writer_begin(&m->w, draft, m->kind, memory);
	MemoryContextSwitchTo(context);
	m->in = palloc(n * sizeof(MergeInput *));
	for (int i = 0; i < n; i++)
	{
		m->in[i] = palloc0(sizeof(MergeInput));
		m->in[i]->r = readers[i];
		m->in[i]->term = number_map(readers[i]->seg.nterms);
		m->in[i]->doc = number_map(readers[i]->seg.ndocs);
		find_live(m->in[i]);
	}
	if (m->kind == SCREEN_NAMES)
		nterms = number_terms(m);
	has_null = merge_docs(m);
	if (m->kind == SCREEN_NAMES)
	{
		merge_postings(m, nterms);
		merge_keys(m, false, nterms);
		merge_keys(m, true, draft->seg.ndocs);
	}
	writer_end(&m->w, has_null);
	MemoryContextSwitchTo(result);
	MemoryContextDelete(context);
	if (draft->seg.ndocs == 0)
	{
		draft_free(draft);
		return false;
	}
	return true;
}
