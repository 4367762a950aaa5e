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
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#include "name/plan.h"
#include "name/score.h"
#include "screen/names.h"

/* How far a search looks ahead for what it will read. */
#define AHEAD		16

/* A document under a term or a key of names, as it is found. */
typedef struct Lead
{
	uint32		doc;
	uint32		found;			/* which of the terms found; or WHOLE */
} Lead;

#define WHOLE		PG_UINT32_MAX

/* What is known of a document by the terms that were found in it. */
typedef struct Meeting
{
	uint32		doc;
	bool		sure;			/* to be scored whatever it meets */
	NameGain	gain;
	uint64		met;
} Meeting;

/*
 * What it costs to read a document and judge it, in units of what a posting
 * costs; and to begin with the postings of a term.
 */
#define COST_DOC		48
#define COST_TERM		16

/* Nearly all names have gists that are less. */
#define MUCH_ROOM		120

/* So many documents are looked at sooner than a term is read. */
#define DOCS_FOR_TERM	3

/* From so many documents on, a thorough plan is cheaper. */
#define MANY_DOCS		700

typedef struct FoundTerm
{
	NameMeet	meet;
	NameGain	gain;
	uint64		ndocs;			/* as in ScreenTerm */
	uint64		where;
} FoundTerm;

/* A growing list of numbers. */
typedef struct Numbers
{
	uint32	   *v;
	size_t		n;
	size_t		room;
} Numbers;

/* A term that probes have found. */
typedef struct Candidate
{
	uint32		id;
	uint32		found;			/* which of the terms found, or one of these: */
	uint64		units;			/* of the query, that the probes are for */
} Candidate;

#define UNREAD		PG_UINT32_MAX
#define NOTHING		(PG_UINT32_MAX - 1) /* found by chance */

typedef struct Candidates
{
	Candidate  *v;
	size_t		n;
	size_t		unread;
} Candidates;

/* A term under a key that was looked up. */
typedef struct TermLead
{
	uint32		id;
	uint32		probe;
} TermLead;

typedef struct TermLeads
{
	TermLead   *v;
	size_t		n;
	size_t		room;
	uint32		probe;			/* that is being looked up */
	ScreenReader *reader;
} TermLeads;

#define ST_SORT sort_numbers
#define ST_ELEMENT_TYPE uint32
#define ST_COMPARE(a, b) (*(a) < *(b) ? -1 : *(a) > *(b))
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT sort_candidates
#define ST_ELEMENT_TYPE Candidate
#define ST_COMPARE(a, b) ((a)->id < (b)->id ? -1 : (a)->id > (b)->id)
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT sort_few_leads
#define ST_ELEMENT_TYPE Lead
#define ST_COMPARE(a, b) ((a)->doc < (b)->doc ? -1 : (a)->doc > (b)->doc)
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

#define DIGIT_BITS		10
#define FEW_LEADS	64

/*
 * Sorts by document: digit by digit, because they are many, and comparing them
 * would be guesswork for the processor.
 */
static Lead *
sort_leads(Lead *list, size_t n, uint32 ndocs)
{
	Lead	   *other;

	if (n <= FEW_LEADS)
	{
		if (n > 1)
			sort_few_leads(list, n);
		return list;
	}
	other = palloc_extended(n * sizeof(Lead), MCXT_ALLOC_HUGE);
	for (int shift = 0; shift < 32 && ndocs >> shift != 0; shift += DIGIT_BITS)
	{
		size_t		begin[1 << DIGIT_BITS] = {0};
		size_t		at = 0;
		Lead	   *sorted = other;

		for (size_t i = 0; i < n; i++)
			begin[list[i].doc >> shift & ((1 << DIGIT_BITS) - 1)]++;
		for (int d = 0; d < 1 << DIGIT_BITS; d++)
		{
			size_t		count = begin[d];

			begin[d] = at;
			at += count;
		}
		for (size_t i = 0; i < n; i++)
			sorted[begin[list[i].doc >> shift & ((1 << DIGIT_BITS) - 1)]++] = list[i];
		other = list;
		list = sorted;
	}
	pfree(other);
	return list;
}

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

/*
 * What name_plan_room() said, because documents that meet the same are many;
 * met is never 0.
 */
#define ROOM_BITS	6

typedef struct KnownRooms
{
	uint64		looked;
	struct
	{
		uint64		met;
		NameRoom	room;
	}			of[1 << ROOM_BITS];
} KnownRooms;

typedef struct Round
{
	ScreenScan *scan;
	const NameCompiled *query;
	NamePlan   *plan;
	/* in the segment at hand */
	NameBest	best[NAME_PLAN_UNITS];	/* of the terms that were found */
	KnownRooms	by_read;		/* of what was found by the terms that were
								 * read, */
	KnownRooms	by_all;			/* and by all terms of a document */
	const FoundTerm *found;
	const Candidate *candidates;
	uint32	   *slots;			/* a table of them by id: number + 1, or 0 */
	uint32		mask;
} Round;

static inline uint32
found_slot(const Round *round, uint32 id)
{
	return (id * 0x9E3779B1U) >> 7 & round->mask;
}

static void
forget_rooms(KnownRooms *rooms, uint64 looked)
{
	memset(rooms, 0, sizeof(*rooms));
	rooms->looked = looked;
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

/* Whether there is more in a document than there may be, by the terms that were found in it. */
static inline bool
has_no_room(const Round *round, KnownRooms *rooms, ScreenReader *r, uint32 doc, uint64 met, NameGain gain)
{
	const NamePlan *plan = round->plan;
	int			at = (met * UINT64CONST(0x9E3779B97F4A7C15)) >> (64 - ROOM_BITS);
	NameRoom   *room = &rooms->of[at].room;
	int			most;

	if (unlikely(rooms->of[at].met != met))
	{
		rooms->of[at].met = met;
		room->cover = 0;
		if (name_plan_reaches(plan, rooms->looked, met))
			*room = name_plan_room(plan, rooms->looked, met, round->best);
	}
	most = name_room_for(room, gain.met, gain.spare);
	return most < PG_UINT8_MAX && (most < 0 || reader_doc_gist(r, doc) > most);
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
add_lead(void *arg, uint32 id)
{
	TermLeads  *list = arg;

	if (list->n == list->room)
	{
		list->room *= 2;
		list->v = repalloc_huge(list->v, list->room * sizeof(TermLead));
	}
	if (!pages_are_many(list->reader->pages))
		reader_prefetch_gist(list->reader, id);
	list->v[list->n].id = id;
	list->v[list->n++].probe = list->probe;
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

/* How many documents a term is in, for want of anything better. */
#define GUESS_IDENTIFIES	1
#define GUESS_OTHER			64

/*
 * The terms under the keys of terms, and the documents under those of names.
 * cost[] is a guess of how many documents the terms of each unit lead to.
 */
static void
find_ids(const Round *round, int segment, Candidates *terms, uint64 *cost, Numbers *whole)
{
	ScreenScan *scan = round->scan;
	const NamePlan *plan = round->plan;
	ScreenReader *r = &scan->readers[segment];
	ScreenKeyCursor keys;
	ScreenKeyCursor names;
	TermLeads	leads = {.room = 1024, .reader = r};

	size_t		kept = 0;

	leads.v = palloc(leads.room * sizeof(TermLead));
	init_numbers(whole);
	keys_begin(&keys, r, false);
	keys_begin(&names, r, true);
	/* they are in order; what is asked for must not be more than may be held */
	for (int i = 0; i < plan->nprobes && !pages_are_many(r->pages); i++)
		keys_prefetch_entry(plan->probes[i].whole ? &names : &keys, key_bits(plan->probes[i].key));
	for (int i = 0; i < plan->nprobes; i++)
	{
		const NameProbe *probe = &plan->probes[i];

		if (i % AHEAD == 0)
		{
			CHECK_FOR_INTERRUPTS();
			if (scan_trim(scan))
			{
				keys_refresh(&keys);
				keys_refresh(&names);
			}
			for (int k = i; k < plan->nprobes && k < i + AHEAD; k++)
				keys_prefetch(plan->probes[k].whole ? &names : &keys, key_bits(plan->probes[k].key));
		}
		if (probe->whole)
			keys_lookup(&names, key_bits(probe->key), probe->places, add_number, whole);
		else
		{
			leads.probe = (uint32) i;
			keys_lookup(&keys, key_bits(probe->key), probe->places, add_lead, &leads);
		}
	}
	terms->v = palloc_extended(Max(leads.n, 1) * sizeof(Candidate), MCXT_ALLOC_HUGE);
	terms->n = 0;
	memset(cost, 0, plan->nunits * sizeof(uint64));
	for (size_t i = 0; i < leads.n; i++)
	{
		Candidate  *c;
		uint32		gist;

		if (i % AHEAD == 0)
		{
			CHECK_FOR_INTERRUPTS();
			scan_trim(scan);
		}
		gist = reader_gist(r, leads.v[i].id);
		if (!name_probe_wants(&plan->probes[leads.v[i].probe], gist))
			continue;
		c = &terms->v[terms->n++];
		c->id = leads.v[i].id;
		c->found = UNREAD;
		c->units = plan->probes[leads.v[i].probe].near.units;
		for (uint64 left = c->units; left != 0; left &= left - 1)
			cost[pg_rightmost_one_pos64(left)] += name_gist_identifies(gist) ? GUESS_IDENTIFIES : GUESS_OTHER;
	}
	pfree(leads.v);
	if (terms->n > 1)
		sort_candidates(terms->v, terms->n);
	for (size_t i = 0; i < terms->n; i++)
	{
		if (kept > 0 && terms->v[kept - 1].id == terms->v[i].id)
			terms->v[kept - 1].units |= terms->v[i].units;
		else
			terms->v[kept++] = terms->v[i];
	}
	terms->n = terms->unread = kept;
	sort_unique(whole);
}

/* Asks for what will be read of a candidate, unless that is nothing. */
static inline void
ask_for(ScreenReader *r, const Candidates *list, size_t i, uint64 units, bool block)
{
	if (i >= list->n || list->v[i].found != UNREAD || !(list->v[i].units & units))
		return;
	if (block)
		reader_prefetch_block(r, SECTION_TERMDIR, list->v[i].id);
	else
		reader_prefetch_entry(r, SECTION_TERMDIR, list->v[i].id);
}

/*
 * Reads the candidates that the probes of some units have found, and adds those
 * that were found by more than chance to the terms found.
 */
static void
read_terms(Round *round, int segment, Candidates *list, uint64 units, FoundTerm *found, size_t *nfound)
{
	ScreenScan *scan = round->scan;
	ScreenReader *r = &scan->readers[segment];
	ScreenTermCursor *t = &scan->terms[segment];

	for (size_t i = 0; i < list->n; i++)
	{
		Candidate  *c = &list->v[i];
		FoundTerm  *f = &found[*nfound];
		NameTerm	term;
		NameMeet	meet;

		ask_for(r, list, i + AHEAD, units, false);
		ask_for(r, list, i + AHEAD / 2, units, true);
		if (c->found != UNREAD || !(c->units & units))
			continue;
		CHECK_FOR_INTERRUPTS();
		scan_trim(scan);
		list->unread--;
		terms_get(t, c->id);
		term.bytes = t->term.bytes;
		term.len = t->term.len;
		meet = name_plan_term(round->plan, &term);
		if (meet.units == 0)
		{
			c->found = NOTHING;
			continue;
		}
		for (uint64 left = meet.units; left != 0; left &= left - 1)
			name_best_add(&round->best[pg_rightmost_one_pos64(left)], &meet);
		f->meet = meet;
		f->gain = name_meet_gain(&meet);
		f->ndocs = t->term.ndocs;
		f->where = t->term.where;
		c->found = (uint32) (*nfound)++;
	}
}

/*
 * Whether names that meet one unit, and nothing else that is known, are fewer
 * when it is known of the units in read and not only of those in leading.
 */
static bool
leaves_less_room(const Round *round, uint64 unit, uint64 leading, uint64 read)
{
	const NamePlan *plan = round->plan;
	const NameBest *best = &round->best[pg_rightmost_one_pos64(unit)];
	NameRoom	room;
	int			before;

	if (!name_plan_reaches(plan, read, unit))
		return true;
	room = name_plan_room(plan, leading, unit, round->best);
	before = name_room_for(&room, best->met, best->spare);
	room = name_plan_room(plan, read, unit, round->best);
	return name_room_for(&room, best->met, best->spare) < Min(before, MUCH_ROOM);
}

/*
 * Which units' terms are read: those that lead to all documents there may be
 * (*leading), and those that then say which of these cannot be hits, as far as
 * that is cheaper than to look at the documents.
 */
static uint64
choose_units(const Round *round, const FoundTerm *found, size_t nfound, size_t nwhole,
			 uint64 *leading, uint64 *ndocs)
{
	const NamePlan *plan = round->plan;
	uint64		cost[NAME_PLAN_UNITS] = {0};
	uint64		nterms[NAME_PLAN_UNITS] = {0};
	uint64		total = nwhole;
	uint64		read;
	bool		helps = false;

	for (size_t i = 0; i < nfound; i++)
		for (uint64 left = found[i].meet.units; left != 0; left &= left - 1)
		{
			int			u = pg_rightmost_one_pos64(left);

			cost[u] += found[i].ndocs;
			nterms[u]++;
		}
	*leading = name_plan_choose(plan, cost);
	for (size_t i = 0; i < nfound; i++)
		if (found[i].meet.units & *leading)
			total += found[i].ndocs;
	*ndocs = total;
	read = *leading;
	for (int u = 0; u < plan->nunits; u++)
		if (cost[u] + nterms[u] * COST_TERM <= total * (COST_DOC / 2))
			read |= UINT64CONST(1) << u;

	/*
	 * is there less room, then, for a name that has one of the leading ones
	 * only?
	 */
	for (uint64 left = read != *leading ? *leading : 0; left != 0 && !helps; left &= left - 1)
		helps = leaves_less_room(round, left & -left, *leading, read);
	return helps ? read : *leading;
}

/*
 * Reads the terms of as few units as find all documents, to judge by the guess;
 * of all, if the documents are many.  Then it sets what choose_units() does.
 */
static uint64
read_some_terms(Round *round, int segment, Candidates *list, const uint64 *guess, FoundTerm *found,
				size_t *nfound, size_t nwhole, uint64 *leading, uint64 *ndocs)
{
	const NamePlan *plan = round->plan;
	uint64		units = name_plan_choose(plan, guess);
	uint64		total = nwhole;

	*nfound = 0;
	memset(round->best, 0, plan->nunits * sizeof(NameBest));
	read_terms(round, segment, list, units, found, nfound);
	for (size_t i = 0; i < *nfound; i++)
		if (found[i].meet.units & units)
			total += found[i].ndocs;
	if (total > list->unread * DOCS_FOR_TERM)
	{
		read_terms(round, segment, list, ~UINT64CONST(0), found, nfound);
		return choose_units(round, found, *nfound, nwhole, leading, ndocs);
	}
	for (int u = 0; u < plan->nunits; u++)
		if (list->unread > 0 && !(units >> u & 1))
			round->best[u] = name_best_unknown();
	*leading = units;
	*ndocs = total;
	return units;
}

/* The next document of a term, of which there may be millions. */
static inline bool
next_posting(ScreenScan *scan, ScreenPostings *p, uint32 *doc)
{
	if (unlikely(p->left % 4096 == 0))
	{
		CHECK_FOR_INTERRUPTS();
		if (scan_trim(scan))
			postings_refresh(p);
	}
	return postings_next(p, doc);
}

static inline void
add_meeting(Meeting *m, const FoundTerm *found, uint64 read)
{
	m->met |= found->meet.units & read;
	m->gain.met += found->gain.met;
	m->gain.spare += found->gain.spare;
}

/* Notes in meetings, which are in the order of documents, what a term meets. */
static void
note_term(ScreenScan *scan, Meeting *meetings, size_t n, ScreenReader *r, const FoundTerm *found,
		  uint64 read)
{
	ScreenPostings p;
	uint32		doc;
	size_t		at = 0;
	bool		few = found->ndocs < n / 16;

	postings_begin(&p, r, found->ndocs, found->where);
	while (at < n && next_posting(scan, &p, &doc))
	{
		if (few)
		{
			size_t		end = n;

			while (at < end)
			{
				size_t		mid = at + (end - at) / 2;

				if (meetings[mid].doc < doc)
					at = mid + 1;
				else
					end = mid;
			}
		}
		else
			while (at < n && meetings[at].doc < doc)
				at++;
		if (at < n && meetings[at].doc == doc)
			add_meeting(&meetings[at], found, read);
	}
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

/* All documents that the leading terms are in, in order; *n is their number. */
static Meeting *
read_leads(const Round *round, ScreenReader *r, const FoundTerm *found, size_t nfound,
		   const Numbers *whole, uint64 leading, uint64 read, uint64 total, size_t *n)
{
	ScreenScan *scan = round->scan;
	Lead	   *leads = palloc_extended(Max(total, 1) * sizeof(Lead), MCXT_ALLOC_HUGE);
	Meeting    *meetings;
	size_t		nleads = 0;
	size_t		kept = 0;

	for (size_t i = 0; i < nfound; i++)
	{
		ScreenPostings p;
		uint32		doc;

		if (!(found[i].meet.units & leading))
			continue;
		CHECK_FOR_INTERRUPTS();
		scan_trim(scan);
		postings_begin(&p, r, found[i].ndocs, found[i].where);
		while (next_posting(scan, &p, &doc))
		{
			leads[nleads].doc = doc;
			leads[nleads++].found = (uint32) i;
		}
	}
	for (size_t i = 0; i < whole->n; i++)
	{
		leads[nleads].doc = whole->v[i];
		leads[nleads++].found = WHOLE;
	}
	leads = sort_leads(leads, nleads, r->seg.ndocs);
	meetings = palloc_extended(Max(nleads, 1) * sizeof(Meeting), MCXT_ALLOC_HUGE);
	for (size_t i = 0; i < nleads;)
	{
		Meeting    *m = &meetings[kept++];

		m->doc = leads[i].doc;
		m->sure = false;
		m->met = 0;
		m->gain.met = m->gain.spare = 0;
		for (; i < nleads && leads[i].doc == m->doc; i++)
		{
			if (leads[i].found == WHOLE)
				m->sure = true;
			else
				add_meeting(m, &found[leads[i].found], read);
		}
	}
	pfree(leads);
	*n = kept;
	return meetings;
}

/* The documents that may be hits, in order; *n is their number. */
static Meeting *
find_docs(Round *round, int segment, const FoundTerm *found, size_t nfound,
		  const Numbers *whole, uint64 leading, uint64 read, uint64 total, size_t *n)
{
	ScreenScan *scan = round->scan;
	ScreenReader *r = &scan->readers[segment];
	size_t		nmeetings;
	Meeting    *meetings = read_leads(round, r, found, nfound, whole, leading, read, total, &nmeetings);
	size_t		kept = 0;

	if (read != leading)
		for (size_t i = 0; i < nfound; i++)
		{
			if ((found[i].meet.units & leading) || !(found[i].meet.units & read))
				continue;
			CHECK_FOR_INTERRUPTS();
			scan_trim(scan);
			note_term(scan, meetings, nmeetings, r, &found[i], read);
		}

	/* what meets too little is dropped */
	forget_rooms(&round->by_read, read);
	for (size_t i = 0; i < nmeetings; i++)
	{
		const Meeting *m = &meetings[i];

		if (i % AHEAD == 0)
		{
			CHECK_FOR_INTERRUPTS();
			scan_trim(scan);
		}
		if (m->doc >= r->seg.ndocs - r->seg.has_null)
			reader_corrupt(r, SECTION_NKEYS, 0, "a key leads to nothing");
		if (!m->sure && has_no_room(round, &round->by_read, r, m->doc, m->met, m->gain))
			continue;
		meetings[kept++] = *m;
	}
	*n = kept;
	return meetings;
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
		find_ids(round, segment, &terms, guess, &whole);
		found = palloc_extended((terms.n + 1) * sizeof(FoundTerm), MCXT_ALLOC_HUGE);
		read = read_some_terms(round, segment, &terms, guess, found, &nfound, whole.n, &leading, &ndocs);
		if (ndocs < MANY_DOCS || round->plan->thorough)
			break;
		/* it pays to know more of them before they are read */
		make_plan(round, round->query, round->plan->threshold, true);
		pfree(found);
		pfree(terms.v);
		pfree(whole.v);
	}
	meetings = find_docs(round, segment, found, nfound, &whole, leading, read, ndocs, &n);
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
