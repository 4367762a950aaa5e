/*-------------------------------------------------------------------------
 *
 * segment.h
 *	  Words of scripts that put no spaces between them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_SEGMENT_H
#define TRADESCREEN_NAME_SEGMENT_H

#include "name/lexicon.h"

/*
 * Divides runs of Han, Kana, Thai and Hangul into what the lexicon knows and
 * what it does not, spells every word, and returns the longer list in the
 * arena; where there is nothing to divide, that is the same list.
 */
extern NameStatus segment_words(NameArena *arena, NameWord *words, int nwords,
								NameWord **out, int *nout);

#endif							/* TRADESCREEN_NAME_SEGMENT_H */
