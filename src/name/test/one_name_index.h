/*-------------------------------------------------------------------------
 *
 * one_name_index.h
 *	  An index of one name, for those who test plans: it looks up what the plan
 *	  says and nothing else.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_TEST_ONE_NAME_INDEX_H
#define TRADESCREEN_NAME_TEST_ONE_NAME_INDEX_H

#include "name/plan.h"

static inline bool
has_key(const uint64_t *keys, int n, const NameProbe *probe)
{
	for (int i = 0; i < n; i++)
		if (name_probe_finds(probe, keys[i]))
			return true;
	return false;
}

/* The units whose probes have found a term. */
static inline uint64_t
found_for(const NamePlan *plan, const NameTerm *term, uint32_t gist)
{
	uint64_t	keys[NAME_MAX_NAME_KEYS];
	int			nkeys = name_term_keys(term, keys);
	uint64_t	units = 0;

	for (int i = 0; i < plan->nprobes; i++)
		if (!plan->probes[i].whole && (plan->probes[i].near.units & ~units) != 0 &&
			name_probe_wants(&plan->probes[i], gist) && has_key(keys, nkeys, &plan->probes[i]))
			units |= plan->probes[i].near.units;
	return units;
}

static inline void
add_gain(NameGain *sum, const NameMeet *meet)
{
	NameGain	gain = name_meet_gain(meet);

	sum->met += gain.met;
	sum->spare += gain.spare;
}

static inline bool
has_room(const NamePlan *plan, const NameCompiled *name, uint64_t looked, uint64_t met,
		 const NameBest *best, NameGain sum)
{
	NameRoom	room;
	int			most;

	if (met == 0 || !name_plan_reaches(plan, looked, met))
		return false;
	room = name_plan_room(plan, looked, met, best);
	most = name_room_for(&room, sum.met, sum.spare);
	return most >= UINT8_MAX || name_gist(name) <= most;
}

/*
 * Whether the index finds the name by the plan.  How many names the terms of
 * each unit are in, on which the choice of units depends, and whether the terms
 * of other units are read, is drawn from seed.
 */
static inline bool
index_finds(const NamePlan *plan, NameArena *arena, const NameCompiled *name, uint32_t seed)
{
	uint64_t	keys[NAME_MAX_NAME_KEYS];
	int			nkeys = name_whole_keys(name, keys);
	NamePacked	packed;
	uint64_t	cost[NAME_PLAN_UNITS];
	uint64_t	looked;
	uint64_t	met = 0;
	uint64_t	met_all = 0;
	bool		read_all = (seed & 1) != 0;
	NameGain	sum = {0, 0};
	NameGain	sum_all = {0, 0};
	NameBest	best[NAME_PLAN_UNITS] = {{0, 0, 0, 0}};
	static NameMeet meets[NAME_MAX_TERMS];
	static uint32_t gists[NAME_MAX_TERMS];

	if (plan->mode == PLAN_ALL)
		return true;
	for (int i = 0; i < plan->nprobes; i++)
		if (plan->probes[i].whole && has_key(keys, nkeys, &plan->probes[i]))
			return true;
	for (int i = 0; i < NAME_PLAN_UNITS; i++)
		cost[i] = (seed = seed * 1664525u + 1013904223u) >> 22;
	looked = name_plan_choose(plan, cost);
	if (name_pack(arena, name, &packed) != NAME_OK)
		abort();
	for (int t = 0; t < packed.nterms; t++)
	{
		uint64_t	units;

		gists[t] = name_term_gist(&packed.terms[t]);
		units = found_for(plan, &packed.terms[t], gists[t]);
		meets[t].units = 0;
		if (units == 0)
			continue;
		if (!read_all && (units & looked) == 0)
			meets[t] = name_plan_unread(plan, units, gists[t]);
		else
		{
			meets[t] = name_plan_term(plan, &packed.terms[t]);
			if (meets[t].units & looked)
				add_gain(&sum, &meets[t]);
			met |= meets[t].units & looked;
			for (int u = 0; u < plan->nunits; u++)
				if (meets[t].units >> u & 1)
					name_best_add(&best[u], &meets[t]);
		}
		if (meets[t].units == 0)
			continue;
		met_all |= meets[t].units;
		add_gain(&sum_all, &meets[t]);
	}
	for (int u = 0; u < plan->nunits && !read_all; u++)
		if (!(looked >> u & 1))
			best[u] = name_best_unknown();
	return has_room(plan, name, looked, met, best, sum) &&
		has_room(plan, name, ~UINT64_C(0), met_all, best, sum_all) &&
		name_plan_worth(plan, packed.nterms, meets, gists, packed.restlen == 0);
}

#endif							/* TRADESCREEN_NAME_TEST_ONE_NAME_INDEX_H */
