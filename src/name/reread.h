/*-------------------------------------------------------------------------
 *
 * reread.h
 *	  A second reading of a field: digits that stand for letters.
 *
 * Machines that read print, and people who hide a name, write digits for the
 * letters that look like them: "R0SNEFT", "BA5F".  "Plant5Minsk" has a digit
 * between letters, too, and means it; so the letters are a second reading and
 * never replace the first.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_REREAD_H
#define TRADESCREEN_NAME_REREAD_H

#include "name/fold.h"

/* Longest folded text, in code points, that is read twice. */
#define REREAD_MAX		500

/*
 * Sets *found to whether the text has digits that may stand for letters, and
 * then *out to a copy, in the arena, in which they are letters: a single digit
 * or two zeros between letters, and a zero at the edge of a word of three
 * letters and more.  0, 1, 5, 8 and 9 look like Latin letters, 0, 3 and 6 like
 * Cyrillic ones.
 */
extern NameStatus reread_digits(NameArena *arena, const FoldedText *text, FoldedText *out,
								bool *found);

#endif							/* TRADESCREEN_NAME_REREAD_H */
