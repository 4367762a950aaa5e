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

/*
 * Whether the index finds the name by the plan.  How many names the terms of
 * each unit are in, on which the choice of units depends, is drawn from seed.
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
	NameRoom	room;
	int			most;
	NameGain	sum = {0, 0};
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
		nkeys = name_term_keys(&packed.terms[t], keys);
		meets[t].units = 0;
		gists[t] = name_term_gist(&packed.terms[t]);
		for (int i = 0; i < plan->nprobes; i++)
		{
			if (!plan->probes[i].whole && name_probe_wants(&plan->probes[i], gists[t]) &&
				has_key(keys, nkeys, &plan->probes[i]))
			{
				meets[t] = name_plan_term(plan, &packed.terms[t]);
				met |= meets[t].units & looked;
				if (meets[t].units & looked)
				{
					NameGain	gain = name_meet_gain(&meets[t]);

					sum.met += gain.met;
					sum.spare += gain.spare;
				}
				for (int u = 0; u < plan->nunits; u++)
					if (meets[t].units >> u & 1)
						name_best_add(&best[u], &meets[t]);
				break;
			}
		}
	}
	if (met == 0 || !name_plan_reaches(plan, looked, met))
		return false;
	room = name_plan_room(plan, looked, met, best);
	most = name_room_for(&room, sum.met, sum.spare);
	return (most >= UINT8_MAX || name_gist(name) <= most) &&
		name_plan_worth(plan, packed.nterms, meets, gists, packed.restlen == 0);
}

#endif							/* TRADESCREEN_NAME_TEST_ONE_NAME_INDEX_H */
