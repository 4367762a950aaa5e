/*-------------------------------------------------------------------------
 *
 * pairs.h
 *	  Which units of two forms may be the same, and how alike they are.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_PAIRS_H
#define TRADESCREEN_NAME_PAIRS_H

#include "name/score.h"

/* One side of a comparison: a form of a name. */
typedef struct Side
{
	const NameCompiled *name;
	const NameForm *form;
	const NameUnit *units;
	int			n;
	int			weight;			/* of all units that are not light */
} Side;

/* The same at a glance: sets of units, as bits. */
typedef struct SideSets
{
	uint32_t	heavy;			/* not light */
	uint32_t	identity;		/* heavy and identifying */
	uint32_t	numbers;		/* heavy ones of a class */
	uint32_t	countries;		/* heavy, and not aside */
	uint32_t	legal;
	uint32_t	joined;			/* may be several words written as one */
	uint32_t	acronyms;		/* may be short for several words */
	uint32_t	lexicon;		/* that the lexicon knows, */
	uint32_t	generic;		/* as generic */
	uint32_t	phrases;		/* of several words */
	int			ninitials;		/* of all units */
	unsigned char begins[NAME_MAX_UNITS];	/* first letter of each key */
} SideSets;

typedef struct Candidate
{
	NamePair	pair;
	uint64_t	value;			/* share of both sides that it would cover */
} Candidate;

/*
 * All units of two forms may meet; joins and initials add a few per unit.
 * What does not fit is left out, which only truncated monsters can see.
 */
#define MAX_CANDIDATES	1024

typedef struct Match
{
	const Side *a;
	const Side *b;
	const SideSets *sets_a;
	const SideSets *sets_b;
	int			n;
	Candidate	c[MAX_CANDIDATES];
} Match;

static inline const char *
side_key(const Side *s, int i)
{
	return name_bytes(s->name, s->units[i].key);
}

static inline const char *
side_text(const Side *s, int i)
{
	return name_bytes(s->name, s->units[i].text);
}

/*
 * What may be paired.  keys.c and plan.c list the keys under which an index
 * finds every pair that these allow.
 */
#define MIN_EDIT			3	/* letters of a key that may have an edit, */
#define MIN_TWO_EDITS		8	/* or two */
#define MIN_STEM			5	/* first letters of keys of one stem, */
#define MAX_ENDING			4	/* and their last ones */
#define MIN_JOINED_LETTERS	5	/* of one word that is several there */
#define MAX_JOINED_UNITS	3
#define MIN_SPACING_EDIT	10	/* letters of a whole form that may have an
								 * edit besides */

/* Similarity of two units, neither of them light, 0 to NAME_SCORE_MAX. */
extern int	pairs_unit(const Side *a, int i, const Side *b, int j, PairKind *kind, int *edits);

/* Whether unit i may be short for several words of another name. */
extern bool pairs_may_be_acronym(const Side *s, int i);

/* The greatest similarity of so many letters and the units whose initials they are. */
extern int	pairs_acronym_sim(int nletters);

/* Weight of a set of units, given as bits; light ones weigh nothing. */
static inline int
side_weight(const Side *s, uint32_t set)
{
	int			w = 0;

	for (; set != 0; set &= set - 1)
	{
		const NameUnit *u = &s->units[__builtin_ctz(set)];

		w += u->flags & UNIT_LIGHT ? 0 : u->weight;
	}
	return w;
}

/* Fills the sets of a side. */
extern void side_look(const Side *s, SideSets *sets);

/* Finds all pairs of m->a and m->b; m->n is how many there are. */
extern void pairs_find(Match *m);

/*
 * Takes pairs, the most valuable first, each unit once, and returns how many
 * were taken.  pairs has room for NAME_MAX_UNITS * 2.  The candidates are used
 * up.
 */
extern int	pairs_take(Match *m, NamePair *pairs, uint32_t *used_a, uint32_t *used_b);

/*
 * How alike two forms that are divided differently are without spaces, 0 to
 * NAME_SCORE_MAX.  *all: they are the same with all their letters, those of
 * legal forms too.
 */
extern int	pairs_spacing(const Match *m, bool *all);

#endif							/* TRADESCREEN_NAME_PAIRS_H */
