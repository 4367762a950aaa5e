/*-------------------------------------------------------------------------
 *
 * plan_internal.h
 *	  What a plan knows of its query; shared by plan.c, which says what has to
 *	  be looked up, and probe.c, which makes the keys.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_PLAN_INTERNAL_H
#define TRADESCREEN_NAME_PLAN_INTERNAL_H

#include <string.h>

#include "name/initials.h"
#include "name/pairs.h"
#include "name/plan.h"

#define MAX_JOINED		96		/* neighbours of the query written as one word */

#define BIT(i)			(UINT64_C(1) << (i))

/* A unit of the query; the same unit in several forms is one. */
typedef struct PlanUnit
{
	Side		side;			/* of one form that has it, */
	int			index;			/* and where */
	int			residual[2];	/* with one edit looked up, and with two */
	uint8_t		times;			/* it is in one form, at most */
} PlanUnit;

typedef struct PlanForm
{
	int			n;				/* units that are not light */
	int			unit[NAME_MAX_UNITS];	/* index of the PlanUnit */
	int			weight[NAME_MAX_UNITS];
	int			lack[NAME_MAX_UNITS];
	bool		identity[NAME_MAX_UNITS];
} PlanForm;

/* Several units of the query as one word. */
typedef struct PlanJoined
{
	char		text[WORD_MAX_KEY];
	int			len;
	bool		edit;			/* a whole form, in which one is forgiven */
	uint64_t	letters;
	uint64_t	units;
} PlanJoined;

/* Several units of the query as an acronym. */
typedef struct PlanInitials
{
	Initials	string;
	uint64_t	units;
} PlanInitials;

/* What is known of the similarities that are worth following. */
typedef struct PlanWorth
{
	int			least;			/* this and more are */
	int			too_little;		/* this and less are not */
} PlanWorth;

/*
 * What bound.c wants to know of units by their gists; made once, because it is
 * asked for each term of each name.
 */
#define GIST_KINDS		64		/* classes, whether they identify, whether
								 * aside */
#define GIST_LENGTHS	4

/* A unit of which two edits make a pair, and are not looked up. */
typedef struct PlanFar
{
	uint64_t	unit;			/* its bit */
	uint16_t	letters;		/* as in a gist */
	uint16_t	sim[GIST_LENGTHS];	/* not less than that of words so long; 0:
									 * none */
} PlanFar;

typedef struct PlanGists
{
	int			least_coverage;
	uint16_t	share[GIST_KINDS];	/* name_unit_lack() of a weight of 1 */
	uint16_t	unfound[2];		/* similarity without a key: [generic, not
								 * identifying] */
	int			nfar;
	PlanFar		far[NAME_PLAN_UNITS];
} PlanGists;

struct PlanInside
{
	const NameCompiled *query;
	int			threshold;
	uint64_t	probed;			/* units that are looked up, */
	uint64_t	two_edits;		/* and those of them with two edits, not one */
	uint64_t	may_two_edits;	/* units of which two edits make a pair */
	bool		short_acronym;	/* a unit that is not looked up as one */
	int			nforms;
	int			njoined;
	int			ninitials;
	PlanGists	gists;
	PlanForm	forms[NAME_MAX_FORMS];
	PlanUnit	units[NAME_PLAN_UNITS];
	PlanWorth  *worth;			/* of each unit */
	PlanJoined	joined[MAX_JOINED];
	PlanInitials initials[NAME_MAX_FORMS * MAX_INITIALS_STRINGS];
};

typedef struct PlanInside Plan;

static inline bool
same_bytes(const char *a, int alen, const char *b, int blen)
{
	return alen == blen && memcmp(a, b, (size_t) alen) == 0;
}

static inline int
plan_keylen(const Plan *p, int unit)
{
	return p->units[unit].side.units[p->units[unit].index].keylen;
}

/* The greatest similarity of the pairs of a unit that are not looked up. */
static inline int
plan_residual(const Plan *p, int unit)
{
	return p->units[unit].residual[p->two_edits >> unit & 1];
}

/*
 * Cuts the lack of each of n descriptions to its share of what they count
 * together; see plan.c.  sum is that of their lacks.  (bound.c)
 */
extern void plan_share_out(int *lack, const bool *describes, int n, int sum);

/* What a unit adds to the gist of its name, in percent, rounded up.  (bound.c) */
extern uint8_t plan_gist_lack(uint8_t cls, uint8_t flags, int weight);

/* The letters of a word as bits of a gist; those that are rare share theirs.  (bound.c) */
extern uint16_t plan_gist_letters(const char *s, int len);

/* Fills p->gists, when it is settled what is looked up.  (bound.c) */
extern void plan_prepare_bounds(Plan *p);

/*
 * Makes the probes of a plan for the units in p->probed, sorted and without
 * duplicates.  Where there are too many of them, plan->mode becomes PLAN_ALL.
 * (probe.c)
 */
extern NameStatus plan_find_probes(NameArena *arena, const Plan *p, NamePlan *plan);

#endif							/* TRADESCREEN_NAME_PLAN_INTERNAL_H */
