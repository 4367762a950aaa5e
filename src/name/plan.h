/*-------------------------------------------------------------------------
 *
 * plan.h
 *	  How an index finds every name that reaches a threshold.
 *
 * For a query and a threshold t the plan says which keys to look up, such that
 * every name which scores at least t against the query is under one of them.
 * plan.c proves it.  The plan knows nothing of how an index is stored:
 *
 *	1. name_plan() makes the probes.  In mode PLAN_ALL no set of keys is
 *	   complete, and every name has to be scored.
 *	2. A probe with whole set is looked up among the keys of names; a name
 *	   found so has to be scored.  The others are looked up among the keys of
 *	   terms.  For a term found so, if name_probe_wants() it, name_plan_term()
 *	   gives the units of the query that it may meet, as bits; 0: it was found
 *	   by chance.
 *	3. name_plan_choose() may then leave out units whose terms are in too many
 *	   names: the names that only those terms lead to need not be looked at.
 *	   Chosen by an estimate, the terms that only the probes of other units have
 *	   found need not even be read (name_plan_unread()).
 *	4. Of a name whose terms (among the chosen units) meet the units "met",
 *	   name_plan_reaches() says whether it may reach t, and name_plan_room()
 *	   how much more there may be in it.
 *	5. Of what is left name_plan_worth() looks at what all terms of a name have
 *	   met.  What it lets pass is scored.
 *
 * Steps 3 to 5 only save work: to score every name found is right as well.
 * They do not concern names that a key of whole names has found.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_PLAN_H
#define TRADESCREEN_NAME_PLAN_H

#include "name/keys.h"
#include "name/score.h"

typedef enum NamePlanMode
{
	PLAN_KEYS,					/* the probes are complete */
	PLAN_ALL					/* they are not: score every name */
} NamePlanMode;

/*
 * What an index has at hand of each term, so that it need not read the terms of
 * a name to know whether to score it, nor a term to know that a part of it was
 * found by chance.  The upper half is about its letters.
 */
extern uint32_t name_term_gist(const NameTerm *term);

#define NAME_GIST_LETTERS	15	/* bits; and one that is set if text and key
								 * differ */
#define NAME_GIST_OWN_TEXT	UINT32_C(0x80000000)

/* A word by its letters, and how many bits of these may differ in another one. */
typedef struct NameNear
{
	uint16_t	letters;
	uint8_t		most;			/* NAME_GIST_LETTERS: it may be any other */
	bool		text;			/* the other's text may be meant, not its key */
	uint64_t	units;			/* of the query, as bits, which the probe is
								 * for */
} NameNear;

/* Finds all keys that are the same but for their place, with any of these. */
typedef struct NameProbe
{
	uint64_t	key;			/* its place is 0 */
	uint16_t	places;			/* as bits */
	bool		whole;			/* a key of names, not of terms */
	NameNear	near;			/* of the terms found, those that it is for */
} NameProbe;

static inline bool
name_probe_finds(const NameProbe *probe, uint64_t key)
{
	return name_key_facts(key) == probe->key && (probe->places >> name_key_place(key) & 1) != 0;
}

/* How many bits for letters differ in a gist. */
static inline unsigned
name_gist_differs(uint32_t gist, uint16_t letters)
{
	unsigned	bits = (letters ^ gist >> 16) & 0x7FFF;

	bits -= bits >> 1 & 0x5555;
	bits = (bits & 0x3333) + (bits >> 2 & 0x3333);
	bits = (bits + (bits >> 4)) & 0x0F0F;
	return (bits + (bits >> 8)) & 0x1F;
}

/* Whether a term with this gist is one that the probe is for. */
static inline bool
name_probe_wants(const NameProbe *probe, uint32_t gist)
{
	return (probe->near.text && (gist & NAME_GIST_OWN_TEXT)) ||
		name_gist_differs(gist, probe->near.letters) <= probe->near.most;
}

/* Units that a plan tells apart, all forms of the query together. */
#define NAME_PLAN_UNITS		64

typedef struct NamePlan
{
	NamePlanMode mode;
	bool		thorough;		/* there is no other one that is more so */
	int			threshold;		/* 0 to NAME_SCORE_MAX */
	int			nprobes;
	const NameProbe *probes;	/* by key, without duplicates */
	int			nunits;			/* at most NAME_PLAN_UNITS */
	const struct PlanInside *inside;	/* for plan.c */
} NamePlan;

/*
 * The plan for a query and a threshold, in the arena.  It points into query.
 * A threshold of 0 or less gives PLAN_ALL.
 *
 * A thorough plan looks up all that a unit may meet, even where less is enough
 * for all names to be found.  It has more probes, but what they do not find is
 * known to meet nothing: worth it where names are many that need no scoring.
 */
extern NameStatus name_plan(NameArena *arena, const NameCompiled *query, int threshold,
							bool thorough, NamePlan *plan);

#define NAME_PLAN_BYTES		(1024 * 1024)

/* What a term of a stored name meets. */
typedef struct NameMeet
{
	uint64_t	units;			/* of the query, as bits; 0: nothing that
								 * matters */
	int			sim;			/* the greatest similarity with one of them */
	uint8_t		weight;			/* of the term, */
	uint8_t		lack;			/* what it counts when it meets nothing, */
	uint8_t		times;			/* and how often it may meet them, if a name
								 * has it as often; */
	bool		together;		/* it is less often than there are such units */
} NameMeet;

/* Which units of the query a term meets well enough to matter. */
extern NameMeet name_plan_term(const NamePlan *plan, const NameTerm *term);

/*
 * The same of a term that is not read, at best: units are those of the probes
 * that found it (and want it).
 */
extern NameMeet name_plan_unread(const NamePlan *plan, uint64_t units, uint32_t gist);

/* Whether a term with this gist tells names apart: then fewer names have it. */
extern bool name_gist_identifies(uint32_t gist);

/*
 * Which units' terms suffice, as bits: the cheapest set that is still complete.
 * cost[i] is the number of names, or an estimate of it, that the terms of unit
 * i lead to.
 */
extern uint64_t name_plan_choose(const NamePlan *plan, const uint64_t *cost);

/*
 * Whether a name can reach the threshold whose terms meet the units in met and
 * of whose other units only those outside of looked are unknown: looked is
 * what name_plan_choose() said.
 */
extern bool name_plan_reaches(const NamePlan *plan, uint64_t looked, uint64_t met);

/*
 * How much there may be in a name that has a term, by that term; bound.c tells
 * why.  Those of the terms of a name are added up.
 */
typedef struct NameGain
{
	int			met;			/* weight times similarity */
	int			spare;			/* lack less weight, but never more than what
								 * was met is gone */
} NameGain;

static inline NameGain
name_meet_gain(const NameMeet *meet)
{
	int			met = meet->weight * meet->sim;
	int			spare = meet->lack - meet->weight;
	int			floor = -(met / NAME_SCORE_MAX);
	NameGain	gain;

	gain.met = met * meet->times;
	gain.spare = (spare > floor ? spare : floor) * meet->times;
	return gain;
}

/* Of the terms that have been found for a unit; they need not be of one term. */
typedef struct NameBest
{
	int			sim;			/* the greatest; 0: none has been found */
	int			met;			/* likewise of gains */
	int			spare;
	int			least;			/* what each unit that meets one of them makes
								 * room for, at least */
} NameBest;

/* Notes a term that meets the unit. */
static inline void
name_best_add(NameBest *best, const NameMeet *meet)
{
	NameGain	gain = name_meet_gain(meet);
	int			least = meet->together ? 0 : (gain.met / NAME_SCORE_MAX + gain.spare) / meet->times;

	if (best->sim == 0 || gain.spare > best->spare)
		best->spare = gain.spare;
	if (best->sim == 0 || least < best->least)
		best->least = least;
	if (gain.met > best->met)
		best->met = gain.met;
	if (meet->sim > best->sim)
		best->sim = meet->sim;
}

/* Of a unit whose terms have not all been read. */
static inline NameBest
name_best_unknown(void)
{
	NameBest	best = {NAME_SCORE_MAX, UINT8_MAX * NAME_SCORE_MAX, 0, 0};

	return best;
}

/*
 * What an index has at hand of each name: how much there is in it that would
 * have to meet something; and how much there may be in one, if it is to reach
 * the threshold, whose terms meet the units in met, as above, and have so much
 * gain together: those that meet a unit in looked, each term once.  A name with
 * a greater gist than name_room_for() cannot; where it is -1, none can.
 */
typedef struct NameRoom
{
	int			cover;			/* the least coverage of the name; 0: none is
								 * enough */
	int			extra;			/* by what is not known to have met anything */
} NameRoom;

#define NAME_GIST_STEP	4		/* in percent of a core word */

extern uint8_t name_gist(const NameCompiled *name);
extern NameRoom name_plan_room(const NamePlan *plan, uint64_t looked, uint64_t met,
							   const NameBest *best);

static inline int
name_room_for(const NameRoom *room, int met, int spare)
{
	int			most;

	if (room->cover == 0)
		return -1;
	most = (met / room->cover + spare + room->extra) / NAME_GIST_STEP;
	return most < 0 ? 0 : most < UINT8_MAX ? most : UINT8_MAX;
}

/*
 * Whether a name found by its terms is worth scoring, for a tenth of what that
 * costs.  meets[i] is what name_plan_term() said of its i-th term, or has no
 * units if no probe has found that term.  simple: its rest is empty.  (Not for
 * names found by a key of whole names: those may be alike in ways that single
 * terms do not show.)
 */
extern bool name_plan_worth(const NamePlan *plan, int nterms, const NameMeet *meets,
							const uint32_t *gists, bool simple);

#endif							/* TRADESCREEN_NAME_PLAN_H */
