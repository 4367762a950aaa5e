/*-------------------------------------------------------------------------
 *
 * weights.h
 *	  Every number that a score depends on.
 *
 * docs/scoring.md explains them.  Similarities, shares and factors are of
 * NAME_SCORE_MAX.  Whoever changes one raises RULES_REVISION in lexicon.c:
 * scores are quoted with the version that made them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_WEIGHTS_H
#define TRADESCREEN_NAME_WEIGHTS_H

/* What words weigh that the lexicon does not know, by their letters. */
#define WEIGHT_LETTER			20
#define WEIGHT_ONLY_LETTER		80	/* when there is no other core word */
#define WEIGHT_2				55
#define WEIGHT_3				25
#define WEIGHT_ONLY_2			35	/* the same of words of two */
#define WEIGHT_ONLY_3			65	/* and three letters */
#define WEIGHT_4				90
#define WEIGHT_5				90
#define WEIGHT_6				100
#define WEIGHT_PER_LETTER		15	/* beyond six, up to ten */
#define WEIGHT_LONGEST			(WEIGHT_6 + 4 * WEIGHT_PER_LETTER)
#define WEIGHT_NUMBER			120
#define WEIGHT_ROMAN			70	/* I, V, X alone may be an initial */
#define NEARLY_HEAVIEST			3	/* of descriptions, these identify too */
#define WEIGHT_ADDRESS			30	/* a place behind a comma at the end */

/* Similarities of units. */
#define SIM_SPELLING		9500	/* one canonical key */
#define SIM_SPELLING_3		8600	/* of three letters */
#define SIM_SPELLING_2		5200
#define SIM_MEANING			9600	/* one lexicon id */
#define SIM_MEANING_ONLY	8300	/* of an activity that is all there is */
#define SIM_GENERIC			4600	/* another generic word, or a translated
									 * name */
#define SIM_PART			9200	/* a word of a phrase, */
#define SIM_PART_PLACE		7500	/* and an unknown one of a place */
#define SIM_STEM			8000	/* one word with different endings */
#define SIM_JOINED			9500	/* times the similarity of the letters */
#define SIM_INITIALS_2		5500
#define SIM_INITIALS_3		8500
#define SIM_INITIALS_4		9000	/* and more letters */
#define FACTOR_INITIALS_LIGHT 9000	/* if some stand for legal forms */

/* What an edit costs, of the length of the longer word. */
#define COST_EDIT			11500
#define COST_EDIT_CLOSE		7000	/* a consonant for one that sounds like it */
#define COST_EDIT_SLIGHT	9750	/* neighbours swapped, a vowel for a
									 * vowel, */
#define COST_EDIT_VOWEL		9750	/* a vowel more or less */
#define COST_EDIT_TWO		8700	/* each of two */
#define COST_EDIT_LEAST		COST_EDIT_CLOSE /* no edit costs less */

/* What a unit that met nothing weighs, of its weight. */
#define LACK_CORE			9500
#define LACK_COMMON			9500
#define LACK_PLACE			7500
#define LACK_ACTIVITY		8000
#define LACK_GENERIC		10000
#define LACK_NUMBER			9000
#define LACK_FULL			60	/* weight of descriptions that counts in full; */
#define LACK_REST			10	/* what more of them counts, in percent */
#define LACK_ASIDE			2000	/* times the above, for what stands aside */

/*
 * The share of the lesser coverage in their weighted harmonic mean: less, the
 * more identifying letters have met.
 */
#define SHARE_MOST			4500
#define SHARE_LEAST			2250
#define SHARE_LETTERS		5
#define SHARE_COMMON		60	/* percent of a common word's letters that
								 * count, */
#define SHARE_DESCRIPTION	45	/* and of descriptions that identify */

/* Names that differ in a telling word: 1 - depth min(1, slope * lesser share) */
#define SUBSTITUTION_SLOPE		5000
#define SUBSTITUTION_DEPTH		1500

/* Factors. */
#define FACTOR_NO_IDENTITY		6000
#define FACTOR_NUMBER_CONFLICT	7200
#define FACTOR_NUMBER_MISSING	8700
#define FACTOR_COUNTRY_CONFLICT	8500
#define FACTOR_LEGAL_CONFLICT	8650
#define FACTOR_LEGAL_FAMILY		9750
#define FACTOR_LEGAL_MISSING	9700
#define FACTOR_ORDER			9900
#define FACTOR_LEGAL_INITIALS	9100	/* times the above where an acronym is
										 * all */
#define FACTOR_BRACKETS			7100
#define FACTOR_SPACING			9200
#define FACTOR_NOT_IDENTICAL	9950

#endif							/* TRADESCREEN_NAME_WEIGHTS_H */
