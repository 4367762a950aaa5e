/*-------------------------------------------------------------------------
 *
 * search_terms.c
 *	  Which terms a search finds under its keys, and which of them it reads.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/search_internal.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"

#include "screen/codec.h"

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

/* The terms under the keys that were looked up; each is from a probe. */
typedef struct TermLeads
{
	Lead	   *v;
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

/* ---------- looking up ---------- */

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
		list->v = repalloc_huge(list->v, list->room * sizeof(Lead));
	}
	if (!pages_are_many(list->reader->pages))
		reader_prefetch_gist(list->reader, id);
	list->v[list->n].id = id;
	list->v[list->n++].from = list->probe;
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

/* How many documents a term is in, for want of anything better. */
#define GUESS_IDENTIFIES	1
#define GUESS_OTHER			64

void
search_find_terms(const Round *round, int segment, Candidates *terms, uint64 *cost, Numbers *whole)
{
	ScreenScan *scan = round->scan;
	const NamePlan *plan = round->plan;
	ScreenReader *r = &scan->readers[segment];
	ScreenKeyCursor keys;
	ScreenKeyCursor names;
	TermLeads	leads = {.room = 1024, .reader = r};
	size_t		kept = 0;

	leads.v = palloc(leads.room * sizeof(Lead));
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
	memset(cost, 0, plan->nunits * sizeof(uint64));
	for (size_t i = 0; i < leads.n; i++)
	{
		const NameProbe *probe = &plan->probes[leads.v[i].from];
		uint32		gist;

		if (i % AHEAD == 0)
		{
			CHECK_FOR_INTERRUPTS();
			scan_trim(scan);
		}
		gist = reader_gist(r, leads.v[i].id);
		if (!name_probe_wants(probe, gist))
			continue;
		for (uint64 left = probe->near.units; left != 0; left &= left - 1)
			cost[pg_rightmost_one_pos64(left)] += name_gist_identifies(gist) ? GUESS_IDENTIFIES : GUESS_OTHER;
		leads.v[kept++] = leads.v[i];
	}
	leads.v = search_sort_leads(leads.v, kept, r->seg.nterms);
	terms->v = palloc_extended(Max(kept, 1) * sizeof(Candidate), MCXT_ALLOC_HUGE);
	terms->n = 0;
	for (size_t i = 0; i < kept; i++)
	{
		uint64		units = plan->probes[leads.v[i].from].near.units;
		Candidate  *c;

		if (terms->n > 0 && terms->v[terms->n - 1].id == leads.v[i].id)
		{
			terms->v[terms->n - 1].units |= units;
			continue;
		}
		c = &terms->v[terms->n++];
		c->id = leads.v[i].id;
		c->found = UNREAD;
		c->units = units;
	}
	terms->unread = terms->n;
	pfree(leads.v);
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

uint64
search_read_terms(Round *round, int segment, Candidates *list, const uint64 *guess, FoundTerm *found,
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
