/*-------------------------------------------------------------------------
 *
 * initials.h
 *	  Letters that stand for words.
 *
 * A form has a few strings of initials, and an acronym is the beginning of
 * one: they can be listed, so an index can look them up.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_INITIALS_H
#define TRADESCREEN_NAME_INITIALS_H

#include "name/compile.h"

#define MAX_PARTICLE			3	/* letters of a stop word that acronyms
									 * leave out */
#define MIN_INITIALS			2	/* letters of an acronym */
#define MAX_INITIALS			8
#define MAX_INITIALS_STRINGS	4	/* of one form */

/* The first letters of words, and which unit each of them is from. */
typedef struct Initials
{
	char		letters[MAX_INITIALS];
	uint8_t		unit[MAX_INITIALS];
	int			n;
} Initials;

/*
 * The strings of initials of the n units of a form, all different: from its
 * first unit and from its first one that is not light, each with all stop words
 * ("HUJI") and without the short ones ("MOGE").  Of a phrase all words have a letter;
 * digits have none.  Returns how many there are; each has MIN_INITIALS
 * letters at least, and only the first MAX_INITIALS.
 */
extern int	initials_of(const NameCompiled *name, const NameUnit *units, int n,
						Initials *strings);

/*
 * Whether a string begins with these letters; *set is the units that they
 * stand for, as bits: two at least, and not only light ones.  The last words
 * of a phrase may go without a letter.
 */
extern bool initials_match(const Initials *string, const NameUnit *units,
						   const char *letters, int nletters, uint32_t *set);

/*
 * Whether a form is short for another one of its field: the initials of its
 * words ("XPCC" beside "Xinjiang Production and Construction Corps"), or in
 * brackets a few letters that begin like it.  They then stand for those words
 * and for no others.
 */
extern bool initials_explained(const NameCompiled *name, int form);

#endif							/* TRADESCREEN_NAME_INITIALS_H */
