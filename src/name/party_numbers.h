/*-------------------------------------------------------------------------
 *
 * party_numbers.h
 *	  The identifiers that stand behind a name in trade documents.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_PARTY_NUMBERS_H
#define TRADESCREEN_NAME_PARTY_NUMBERS_H

#include "name/units.h"

typedef struct NumberKind
{
	const char *name;			/* as behind the dot of the marker's id */
	int			least;			/* digits, fewer are none */
	int			enough;			/* characters; until then spaces may part them */
	int			most;			/* characters */
	bool		spaced;			/* spaces may part it to the end */
	bool		letters;		/* long runs of letters may be in it */
} NumberKind;

/* What is known of a kind of number; never NULL. */
extern const NumberKind *number_kind(const char *name);

/*
 * The kind that a number shows by its length and its check digits, without any
 * marker before it: words[0] to words[n - 1] without a space.  NULL for none.
 */
extern const char *number_told(const NameWord *words, int n);

#endif							/* TRADESCREEN_NAME_PARTY_NUMBERS_H */
