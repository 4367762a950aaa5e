/*-------------------------------------------------------------------------
 *
 * search.c
 *	  Finding names: the plan of the kernel, carried out.
 *
 * What a name is compared with, and whether it can be a hit, is all up to the
 * kernel; see plan.h for the order in which it is asked.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/scan.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "name/plan.h"
#include "name/score.h"
#include "screen/names.h"

/* Documents found by a term, or by a key of names. */
typedef struct Meeting
{
	uint32		doc;
	bool		sure;			/* to be scored whatever it meets */
	uint64		met;
} Meeting;

typedef struct FoundTerm
{
	uint32		id;
	uint64		bits;
	ScreenTerm	term;			/* without its bytes */
} FoundTerm;

/* A growing list of numbers. */
typedef struct Numbers
{
	uint32	   *v;
	size_t		n;
	size_t		room;
} Numbers;

#define ST_SORT sort_numbers
#define ST_ELEMENT_TYPE uint32
#define ST_COMPARE(a, b) (*(a) < *(b) ? -1 : *(a) > *(b))
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT sort_meetings
#define ST_ELEMENT_TYPE Meeting
#define ST_COMPARE(a, b) ((a)->doc < (b)->doc ? -1 : (a)->doc > (b)->doc)
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

/* ---------- comparing ---------- */

/* The score of a name, if it satisfies the keys, is put among the hits. */
static void
consider(ScreenScan *scan, const NameCompiled *name, int segment, uint32 doc, uint64 tid)
{
	int16	   *scores;

	for (int i = 0; i < scan->nkeys; i++)
		if (name_score_compiled(scan->keys[i].name, name, NULL) < scan->keys[i].threshold)
			return;
	scores = scan_add_hit(scan, segment, doc, tid);
	for (int i = 0; i < scan->norder; i++)
		scores[i] = scan->order[i].name == NULL ? -1 :
			(int16) name_score_compiled(scan->order[i].name, name, NULL);
}

/* The same in an ordered search without keys: what scores least to limit - 1. */
static void
consider_nearest(ScreenScan *scan, const NameCompiled *name, int segment, uint32 doc, uint64 tid,
				 int least, int limit, uint8 *seen, size_t bit)
{
	int			score = name_score_compiled(scan->order[0].name, name, NULL);

	/* the last round notes what it leaves for the rest */
	if (seen && score > 0)
		seen[bit / 8] |= 1 << (bit % 8);
	if (score >= Max(least, 1) && score < limit)
		*scan_add_hit(scan, segment, doc, tid) = (int16) score;
}

typedef struct Round
{
	ScreenScan *scan;
	const NamePlan *plan;
	bool		nearest;
	bool		last;			/* of an ordered search */
	int			least;
	int			limit;
	/* in the segment at hand, by id */
	const FoundTerm *found;
	size_t		nfound;
} Round;

/*
 * Whether the document at hand may be a hit, to judge by all of its terms: one
 * that is not among those found meets no unit that was looked up.
 */
static bool
may_reach(const Round *round, const ScreenDoc *doc)
{
	uint64		met = 0;

	for (int i = 0; i < doc->nterms; i++)
	{
		size_t		lo = 0;
		size_t		hi = round->nfound;

		while (lo < hi)
		{
			size_t		mid = (lo + hi) / 2;

			if (round->found[mid].id < doc->terms[i])
				lo = mid + 1;
			else
				hi = mid;
		}
		if (lo < round->nfound && round->found[lo].id == doc->terms[i])
			met |= round->found[lo].bits;
	}
	return name_plan_reaches(round->plan, ~UINT64CONST(0), met);
}

/* Unpacks a document of a segment and compares it. */
static void
compare_doc(const Round *round, int segment, uint32 id, bool sure)
{
	ScreenScan *scan = round->scan;
	ScreenReader *r = &scan->readers[segment];
	ScreenDocCursor *d = &scan->docs[segment];
	NameTerm	terms[NAME_MAX_TERMS];
	NamePacked	packed;
	const NameCompiled *name;

	docs_get(d, id);
	if (!sure && !may_reach(round, &d->doc))
	{
		scan_trim(scan);
		return;
	}
	for (int i = 0; i < d->doc.nterms; i++)
		terms[i] = scan_term(scan, segment, d->doc.terms[i]);
	packed.nterms = d->doc.nterms;
	packed.terms = terms;
	packed.rest = d->doc.rest;
	packed.restlen = d->doc.restlen;
	name = names_unpack(&packed);
	if (name == NULL)
		reader_corrupt(r, SECTION_DOCS, cursor_tell(&d->cursor) - 1, "a name cannot be unpacked");
	if (round->nearest)
		consider_nearest(scan, name, segment, id, 0, round->least, round->limit,
						 round->last ? scan->seen[segment] : NULL, id);
	else
		consider(scan, name, segment, id, 0);
	scan_trim(scan);
	scan_trim_terms(scan);
}

/* ---------- one segment ---------- */

static void
add_number(void *arg, uint32 id)
{
	Numbers    *list = arg;

	if (list->n == list->room)
	{
		list->room *= 2;
		list->v = repalloc_huge(list->v, list->room * sizeof(uint32));
	}
	list->v[list->n++] = id;
}

static void
init_numbers(Numbers *list)
{
	list->room = 256;
	list->n = 0;
	list->v = palloc(list->room * sizeof(uint32));
}

static void
sort_unique(Numbers *list)
{
	size_t		kept = 0;

	if (list->n < 2)
		return;
	sort_numbers(list->v, list->n);
	for (size_t i = 0; i < list->n; i++)
		if (kept == 0 || list->v[kept - 1] != list->v[i])
			list->v[kept++] = list->v[i];
	list->n = kept;
}

static void
all_docs(const Round *round, int segment)
{
	ScreenReader *r = &round->scan->readers[segment];

	for (uint32 doc = 0; doc < r->seg.ndocs - r->seg.has_null; doc++)
	{
		CHECK_FOR_INTERRUPTS();
		compare_doc(round, segment, doc, true);
	}
}

static void
search_segment(Round *round, int segment)
{
	ScreenScan *scan = round->scan;
	const NamePlan *plan = round->plan;
	ScreenReader *r = &scan->readers[segment];
	ScreenTermCursor *t = &scan->terms[segment];
	ScreenKeyCursor keys;
	ScreenKeyCursor names;
	Numbers		terms;
	Numbers		whole;
	FoundTerm  *found;
	size_t		nfound = 0;
	uint64		cost[NAME_PLAN_UNITS] = {0};
	uint64		looked;
	uint64		total = 0;
	Meeting    *meetings;
	size_t		n = 0;

	if (plan->mode == PLAN_ALL)
	{
		all_docs(round, segment);
		return;
	}

	/* the keys: they are in order */
	init_numbers(&terms);
	init_numbers(&whole);
	keys_begin(&keys, r, false);
	keys_begin(&names, r, true);
	for (int i = 0; i < plan->nprobes; i++)
	{
		const NameProbe *probe = &plan->probes[i];

		if (probe->whole)
			keys_lookup(&names, key_bits(probe->key), add_number, &whole);
		else
			keys_lookup(&keys, key_bits(probe->key), add_number, &terms);
	}
	sort_unique(&terms);
	sort_unique(&whole);

	/* the terms that were found by more than chance */
	found = palloc_extended(Max(terms.n, 1) * sizeof(FoundTerm), MCXT_ALLOC_HUGE);
	for (size_t i = 0; i < terms.n; i++)
	{
		NameTerm	term;
		uint64		bits;

		CHECK_FOR_INTERRUPTS();
		scan_trim(scan);
		terms_get(t, terms.v[i]);
		term.bytes = t->term.bytes;
		term.len = t->term.len;
		bits = name_plan_term(plan, &term);
		if (bits == 0)
			continue;
		found[nfound].id = terms.v[i];
		found[nfound].bits = bits;
		memcpy(&found[nfound].term, &t->term, offsetof(ScreenTerm, bytes));
		nfound++;
		for (int u = 0; u < plan->nunits; u++)
			if (bits >> u & 1)
				cost[u] += t->term.ndocs;
	}

	/* their documents */
	looked = name_plan_choose(plan, cost);
	for (size_t i = 0; i < nfound; i++)
		if (found[i].bits & looked)
			total += found[i].term.ndocs;
	total += whole.n;
	meetings = palloc_extended(Max(total, 1) * sizeof(Meeting), MCXT_ALLOC_HUGE);
	for (size_t i = 0; i < nfound; i++)
	{
		ScreenPostings p;
		uint32		doc;

		if (!(found[i].bits & looked))
			continue;
		CHECK_FOR_INTERRUPTS();
		scan_trim(scan);
		postings_begin(&p, r, &found[i].term);
		while (postings_next(&p, &doc))
		{
			meetings[n].doc = doc;
			meetings[n].sure = false;
			meetings[n++].met = found[i].bits & looked;
		}
	}
	for (size_t i = 0; i < whole.n; i++)
	{
		meetings[n].doc = whole.v[i];
		meetings[n].sure = true;
		meetings[n++].met = 0;
	}
	if (n > 1)
		sort_meetings(meetings, n);
	round->found = found;
	round->nfound = nfound;

	for (size_t i = 0; i < n;)
	{
		uint32		doc = meetings[i].doc;
		bool		sure = false;
		uint64		met = 0;

		for (; i < n && meetings[i].doc == doc; i++)
		{
			sure |= meetings[i].sure;
			met |= meetings[i].met;
		}
		if (doc >= r->seg.ndocs - r->seg.has_null)
			reader_corrupt(r, SECTION_NKEYS, 0, "a key leads to nothing");
		CHECK_FOR_INTERRUPTS();
		if (sure || name_plan_reaches(plan, looked, met))
			compare_doc(round, segment, doc, sure);
	}
	round->found = NULL;
	round->nfound = 0;
	pfree(meetings);
	pfree(found);
	pfree(terms.v);
	pfree(whole.v);
}

/* ---------- the pending area ---------- */

static void
search_pending(const Round *round)
{
	ScreenScan *scan = round->scan;
	const NamePlan *plan = round->plan;
	uint8	   *wanted = NULL;	/* bit for each signature */
	NameTerm   *terms;
	size_t		entry = 0;

	if (scan->npending == 0)
		return;
	terms = palloc(NAME_MAX_TERMS * sizeof(NameTerm));
	if (plan->mode == PLAN_KEYS)
	{
		wanted = palloc0((PG_UINT16_MAX + 1) / 8);
		for (int i = 0; i < plan->nprobes; i++)
		{
			uint16		h = signature_hash(key_bits(plan->probes[i].key), plan->probes[i].whole);

			wanted[h / 8] |= 1 << (h % 8);
		}
	}
	for (int p = 0; p < scan->npending; p++)
	{
		const ScreenPendingPage *page = &scan->pending[p];
		const ScreenPending *e;
		size_t		at = 0;

		while ((e = pending_next(scan->index, page->blkno, page->entries, page->n, &at)) != NULL)
		{
			bool		want = wanted == NULL || e->flags & PENDING_UNSIGNED;
			size_t		number = entry++;
			NamePacked	packed;
			const NameCompiled *name;

			if (e->flags & (PENDING_DEAD | PENDING_NULL))
				continue;
			for (int i = 0; i < e->nkeys && !want; i++)
			{
				uint16		h = pending_signature(e)[i];

				want = wanted[h / 8] >> (h % 8) & 1;
			}
			if (!want)
				continue;
			CHECK_FOR_INTERRUPTS();
			if (!name_bytes_read(pending_value(e), e->value_len, terms, &packed))
				screen_corrupt(scan->index, page->blkno, "an entry of the pending area is not consistent");
			name = names_unpack(&packed);
			if (name == NULL)
				screen_corrupt(scan->index, page->blkno, "a name cannot be unpacked");
			if (round->nearest)
				consider_nearest(scan, name, -1, 0, tid_pack(&e->tid), round->least, round->limit,
								 round->last ? scan->seen_pending : NULL, number);
			else
				consider(scan, name, -1, 0, tid_pack(&e->tid));
		}
	}
	if (wanted)
		pfree(wanted);
	pfree(terms);
}

/* ---------- searches ---------- */

static void
run_round(Round *round, const NameCompiled *query, int threshold)
{
	NamePlan	plan;

	if (query == NULL || name_plan(names_plan_arena(), query, threshold, &plan) != NAME_OK)
	{
		/* no plan for this one: everything is scored */
		memset(&plan, 0, sizeof(plan));
		plan.mode = PLAN_ALL;
		plan.threshold = threshold;
	}
	round->plan = &plan;
	for (int i = 0; i < round->scan->nsegments; i++)
		search_segment(round, i);
	search_pending(round);
	round->plan = NULL;
}

void
search_names(ScreenScan *scan)
{
	Round		round = {.scan = scan};
	int			best = 0;

	/* the key with the highest threshold leads to the fewest names */
	for (int i = 1; i < scan->nkeys; i++)
		if (scan->keys[i].threshold > scan->keys[best].threshold)
			best = i;
	/* an order of several names without a key wants everything */
	run_round(&round, scan->nkeys > 0 ? scan->keys[best].name : NULL,
			  scan->nkeys > 0 ? scan->keys[best].threshold : 0);
}

bool
search_nearest(ScreenScan *scan)
{
	static const int steps[] = {9500, 8500, 7000, 5000, 0};
	Round		round = {.scan = scan, .nearest = true, .limit = scan->least};
	int			step = 0;

	if (scan->least == 0)
		return false;
	while (steps[step] >= scan->least)
		step++;
	round.least = steps[step];
	round.last = round.least == 0;
	if (round.last)
	{
		size_t		n = 0;

		scan->seen = palloc0(Max(scan->nsegments, 1) * sizeof(uint8 *));
		for (int i = 0; i < scan->nsegments; i++)
			scan->seen[i] = palloc_extended(scan->readers[i].seg.ndocs / 8 + 1,
											MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
		for (int i = 0; i < scan->npending; i++)
			n += scan->pending[i].n / sizeof(ScreenPending);
		scan->seen_pending = palloc0(n / 8 + 1);
	}
	scan->least = round.least;
	run_round(&round, scan->order[0].name, round.least);
	return true;
}
