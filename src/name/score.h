/*-------------------------------------------------------------------------
 *
 * score.h
 *	  Step 4 of the name kernel: how alike two compiled names are.
 *
 * A score is an integer from 0 to NAME_SCORE_MAX.  It is symmetric, depends on
 * nothing but the two names and the rules, and is NAME_SCORE_MAX exactly when
 * the normalised texts are equal.  docs/scoring.md explains the method.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_SCORE_H
#define TRADESCREEN_NAME_SCORE_H

#include "name/compile.h"

#define NAME_SCORE_MAX	10000

/* Why two units, or groups of units, are taken for the same. */
typedef enum PairKind
{
	PAIR_SAME,					/* the same letters */
	PAIR_SPELLING,				/* the same canonical key */
	PAIR_MEANING,				/* the same lexicon id */
	PAIR_GENERIC,				/* different generic words: group, holding */
	PAIR_PART,					/* a phrase here, one of its words there */
	PAIR_EDIT,					/* a typing error or two */
	PAIR_STEM,					/* one word with different endings */
	PAIR_JOINED,				/* written as one word here, as several there */
	PAIR_INITIALS				/* initials here, words there */
} PairKind;

#define NAME_NPAIRKINDS	(PAIR_INITIALS + 1)

typedef enum PenaltyKind
{
	PENALTY_SUBSTITUTION,		/* identifying words left over on both sides */
	PENALTY_NO_IDENTITY,		/* no identifying word has met another */
	PENALTY_NUMBER_CONFLICT,	/* different numbers */
	PENALTY_NUMBER_MISSING,		/* a number on one side only */
	PENALTY_COUNTRY_CONFLICT,	/* different countries */
	PENALTY_LEGAL_CONFLICT,		/* legal forms of different families */
	PENALTY_LEGAL_MISSING,		/* a legal form on one side only */
	PENALTY_ORDER,				/* the words stand in another order */
	PENALTY_BRACKETS,			/* only what stands in brackets has met */
	PENALTY_SPACING,			/* only equal when spaces are ignored */
	PENALTY_NOT_IDENTICAL		/* the texts differ at all */
} PenaltyKind;

#define NAME_NPENALTIES	(PENALTY_NOT_IDENTICAL + 1)

/* Stable words for explanations. */
extern const char *const name_pair_word[NAME_NPAIRKINDS];
extern const char *const name_penalty_word[NAME_NPENALTIES];

typedef struct NamePair
{
	uint32_t	a;				/* set of units of form a, as bits */
	uint32_t	b;
	uint16_t	sim;			/* 0 to NAME_SCORE_MAX */
	uint8_t		kind;			/* PairKind */
	uint8_t		edits;			/* for PAIR_EDIT and PAIR_JOINED */
} NamePair;

/* How a score came about; a and b are in the caller's order. */
typedef struct NameDetail
{
	int			score;
	int			form_a;			/* index of the forms that met best */
	int			form_b;
	bool		identical;
	int			coverage_a;		/* 0 to NAME_SCORE_MAX */
	int			coverage_b;
	int			base;			/* harmonic mean of the two */
	int			npairs;
	NamePair	pairs[NAME_MAX_UNITS * 2];
	int			factor[NAME_NPENALTIES];	/* NAME_SCORE_MAX: not applied */
} NameDetail;

/*
 * Scores two compiled names: the best over all pairs of their forms.  detail
 * may be NULL.
 */
extern int	name_score_compiled(const NameCompiled *a, const NameCompiled *b,
								NameDetail *detail);

/*
 * What an index must know of a score, so that it can say which names cannot
 * reach a threshold; both follow from how score.c computes the base score.
 *
 * The least coverage that either of two forms has whose base is at least
 * threshold, which is 1 to NAME_SCORE_MAX.
 */
extern int	name_least_coverage(int threshold);

/* The base score of two coverages, which raises with each of them and letters. */
extern int	name_mean_coverage(int x, int y, int letters);

/* How many letters, in percent, an identifying word counts that has met. */
extern int	name_letters_count(const NameUnit *u);

/*
 * What a unit that met nothing counts in the whole of a coverage, by its class,
 * flags and weight; one that met something counts weight * NAME_SCORE_MAX.
 */
extern int	name_unit_lack(uint8_t cls, uint8_t flags, int weight);

/*
 * Of many units that describe and met nothing, the last count little: what
 * they count together, by the sum of what each does.  Concave and increasing.
 */
extern int	name_described_lack(int described);

/* Whether a unit is one of those. */
extern bool name_unit_describes(uint8_t cls, uint8_t flags);

#endif							/* TRADESCREEN_NAME_SCORE_H */
