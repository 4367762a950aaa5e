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

#include "screen/search_internal.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "name/score.h"
#include "screen/names.h"

/* From so many documents on, a thorough plan is cheaper. */
#define MANY_DOCS		700

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

/*
 * The same in an ordered search without keys.  What scores less than this round
 * is for has been scored all the same: it is kept for the round that it is for.
 * What scores nothing is not noted, and left to the rest.
 */
static void
consider_nearest(ScreenScan *scan, const NameCompiled *name, int segment, uint32 doc, uint64 tid,
				 uint8 *seen, size_t bit)
{
	ScreenNearest *nearest = scan->nearest;
	int			score = name_score_compiled(scan->order[0].name, name, NULL);

	if (score == 0)
		return;
	seen[bit / 8] |= 1 << (bit % 8);
	if (score >= scan->least)
		*scan_add_hit(scan, segment, doc, tid) = (int16) score;
	else
	{
		ScreenLater *later;

		if (nearest->nlater == nearest->room)
		{
			nearest->room *= 2;
			nearest->later = repalloc_huge(nearest->later, nearest->room * sizeof(ScreenLater));
		}
		later = &nearest->later[nearest->nlater++];
		later->tid = tid;
		later->segment = segment;
		later->doc = doc;
		later->score = (int16) score;
	}
}

static inline bool
is_seen(const uint8 *seen, size_t bit)
{
	return seen[bit / 8] >> (bit % 8) & 1;
}

static inline uint32
found_slot(const Round *round, uint32 id)
{
	return (id * 0x9E3779B1U) >> 7 & round->mask;
}

/* Makes the table of the candidates, but for those that are nothing. */
static void
index_candidates(Round *round, const Candidates *list, const FoundTerm *found, size_t nfound)
{
	size_t		n = nfound + list->unread;
	uint32		size = 64;

	while (size < n * 3)
		size *= 2;
	forget_rooms(&round->by_all, ~UINT64CONST(0));
	round->found = found;
	round->candidates = list->v;
	round->mask = size - 1;
	round->slots = palloc0(size * sizeof(uint32));
	for (size_t i = 0; i < list->n; i++)
	{
		uint32		at = found_slot(round, list->v[i].id);

		if (list->v[i].found == NOTHING)
			continue;
		while (round->slots[at] != 0)
			at = (at + 1) & round->mask;
		round->slots[at] = (uint32) i + 1;
	}
}

/* The candidate that is a term, or NULL. */
static inline const Candidate *
find_candidate(const Round *round, uint32 id)
{
	for (uint32 at = found_slot(round, id); round->slots[at] != 0; at = (at + 1) & round->mask)
		if (round->candidates[round->slots[at] - 1].id == id)
			return &round->candidates[round->slots[at] - 1];
	return NULL;
}

/* Whether the document at hand may be a hit, to judge by what its terms meet. */
static bool
may_reach(Round *round, ScreenReader *r, const ScreenDoc *doc)
{
	NameMeet	meets[NAME_MAX_TERMS];
	uint32		gists[NAME_MAX_TERMS];
	uint64		met = 0;
	NameGain	sum = {0, 0};

	for (int i = 0; i < doc->nterms; i++)
	{
		const Candidate *candidate = find_candidate(round, doc->terms[i]);
		NameGain	gain;

		meets[i].units = 0;
		if (candidate == NULL)
			continue;
		if (candidate->found == UNREAD)
			meets[i] = name_plan_unread(round->plan, candidate->units, reader_gist(r, candidate->id));
		else
			meets[i] = round->found[candidate->found].meet;
		gain = name_meet_gain(&meets[i]);
		met |= meets[i].units;
		sum.met += gain.met;
		sum.spare += gain.spare;
	}
	/* most of those whose terms were not all read end here */
	if (has_no_room(round, &round->by_all, r, doc->id, met, sum))
		return false;
	for (int i = 0; i < doc->nterms; i++)
		gists[i] = reader_gist(r, doc->terms[i]);
	return name_plan_worth(round->plan, doc->nterms, meets, gists, doc->restlen == 0);
}

/* Unpacks a document of a segment and compares it. */
static void
compare_doc(Round *round, int segment, uint32 id, bool sure)
{
	ScreenScan *scan = round->scan;
	ScreenReader *r = &scan->readers[segment];
	ScreenDocCursor *d = &scan->docs[segment];
	NameTerm	terms[NAME_MAX_TERMS];
	NamePacked	packed;
	const NameCompiled *name;

	docs_get(d, id);
	if (!sure && !may_reach(round, r, &d->doc))
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
	if (scan->nearest)
		consider_nearest(scan, name, segment, id, 0, scan->nearest->seen[segment], id);
	else
		consider(scan, name, segment, id, 0);
	scan_trim(scan);
	scan_trim_terms(scan);
}

/* ---------- one segment ---------- */

static void
all_docs(Round *round, int segment)
{
	ScreenReader *r = &round->scan->readers[segment];
	ScreenNearest *nearest = round->scan->nearest;

	for (uint32 doc = 0; doc < r->seg.ndocs - r->seg.has_null; doc++)
	{
		CHECK_FOR_INTERRUPTS();
		if (nearest == NULL || !is_seen(nearest->seen[segment], doc))
			compare_doc(round, segment, doc, true);
	}
	if (nearest)
		nearest->done[segment] = true;
}

static void
make_plan(Round *round, const NameCompiled *query, int threshold, bool thorough)
{
	NamePlan   *plan = round->plan;

	if (query == NULL || name_plan(names_plan_arena(), query, threshold, thorough, plan) != NAME_OK)
	{
		/* no plan for this one: everything is scored */
		memset(plan, 0, sizeof(*plan));
		plan->mode = PLAN_ALL;
		plan->threshold = threshold;
		plan->thorough = true;
	}
}

static void
search_segment(Round *round, int segment)
{
	ScreenScan *scan = round->scan;
	ScreenReader *r = &scan->readers[segment];
	Candidates	terms;
	uint64		guess[NAME_PLAN_UNITS];
	Numbers		whole;
	FoundTerm  *found;
	size_t		nfound;
	uint64		leading;
	uint64		read;
	uint64		ndocs;
	Meeting    *meetings;
	size_t		n;

	if (scan->nearest && scan->nearest->done[segment])
		return;
	for (;;)
	{
		if (round->plan->mode == PLAN_ALL)
		{
			all_docs(round, segment);
			return;
		}
		search_find_terms(round, segment, &terms, guess, &whole);
		found = palloc_extended((terms.n + 1) * sizeof(FoundTerm), MCXT_ALLOC_HUGE);
		read = search_read_terms(round, segment, &terms, guess, found, &nfound, whole.n, &leading, &ndocs);
		if (ndocs < MANY_DOCS || round->plan->thorough)
			break;
		/* it pays to know more of them before they are read */
		make_plan(round, round->query, round->plan->threshold, true);
		pfree(found);
		pfree(terms.v);
		pfree(whole.v);
	}
	meetings = search_find_docs(round, segment, found, nfound, &whole, leading, read, ndocs, &n);
	index_candidates(round, &terms, found, nfound);
	for (size_t i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i + AHEAD < n)
			reader_prefetch_entry(r, SECTION_DOCDIR, meetings[i + AHEAD].doc);
		if (i + AHEAD / 2 < n)
			reader_prefetch_block(r, SECTION_DOCDIR, meetings[i + AHEAD / 2].doc);
		if (scan->nearest == NULL || !is_seen(scan->nearest->seen[segment], meetings[i].doc))
			compare_doc(round, segment, meetings[i].doc, meetings[i].sure);
	}
	round->found = NULL;
	round->candidates = NULL;
	pfree(round->slots);
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
			if (scan->nearest && is_seen(scan->nearest->seen_pending, number))
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
			if (scan->nearest)
				consider_nearest(scan, name, -1, 0, tid_pack(&e->tid), scan->nearest->seen_pending, number);
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
run_round(Round *round, const NameCompiled *query, NamePlan *plan)
{
	round->plan = plan;
	round->query = query;
	for (int i = 0; i < round->scan->nsegments; i++)
		search_segment(round, i);
	search_pending(round);
	round->plan = NULL;
}

void
search_names(ScreenScan *scan)
{
	Round		round = {.scan = scan};
	NamePlan	plan;
	int			best = 0;

	/* the key with the highest threshold leads to the fewest names */
	for (int i = 1; i < scan->nkeys; i++)
		if (scan->keys[i].threshold > scan->keys[best].threshold)
			best = i;
	round.plan = &plan;
	/* an order of several names without a key wants everything */
	make_plan(&round, scan->nkeys > 0 ? scan->keys[best].name : NULL,
			  scan->nkeys > 0 ? scan->keys[best].threshold : 0, false);
	run_round(&round, scan->nkeys > 0 ? scan->keys[best].name : NULL, &plan);
}

/* Begins an ordered search. */
static void
begin_nearest(ScreenScan *scan)
{
	ScreenNearest *nearest = palloc(sizeof(ScreenNearest));
	size_t		npending = 0;

	nearest->seen = palloc(Max(scan->nsegments, 1) * sizeof(uint8 *));
	nearest->done = palloc0(Max(scan->nsegments, 1) * sizeof(bool));
	for (int i = 0; i < scan->nsegments; i++)
		nearest->seen[i] = palloc_extended(scan->readers[i].seg.ndocs / 8 + 1,
										   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (int i = 0; i < scan->npending; i++)
		npending += scan->pending[i].n / sizeof(ScreenPending);
	nearest->seen_pending = palloc0(npending / 8 + 1);
	nearest->nlater = 0;
	nearest->room = 256;
	nearest->later = palloc(nearest->room * sizeof(ScreenLater));
	scan->nearest = nearest;
	scan->least = NAME_SCORE_MAX + 1;
}

/* Hits of this round that an earlier one has scored. */
static void
take_later(ScreenScan *scan)
{
	ScreenNearest *nearest = scan->nearest;
	size_t		kept = 0;

	for (size_t i = 0; i < nearest->nlater; i++)
	{
		const ScreenLater *later = &nearest->later[i];

		if (later->score >= scan->least)
			*scan_add_hit(scan, later->segment, later->doc, later->tid) = later->score;
		else
			nearest->later[kept++] = *later;
	}
	nearest->nlater = kept;
}

/*
 * Each round is for a lower threshold than the one before, as long as there are
 * keys that find all names that reach it; the last one is for all names that are
 * left.
 */
bool
search_nearest(ScreenScan *scan)
{
	static const int steps[] = {9500, 8500, 7000, 5500, 4500, 3500, 2500, 1500, 1};
	Round		round = {.scan = scan};
	NamePlan	plan;
	int			step = 0;

	if (scan->nearest == NULL)
		begin_nearest(scan);
	/* what scores nothing is the rest */
	if (scan->least == 1)
		return false;
	while (steps[step] >= scan->least)
		step++;
	round.plan = &plan;
	make_plan(&round, scan->order[0].name, steps[step], false);
	scan->least = plan.mode == PLAN_ALL ? 1 : steps[step];
	take_later(scan);
	run_round(&round, scan->order[0].name, &plan);
	return true;
}
