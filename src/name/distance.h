/*-------------------------------------------------------------------------
 *
 * distance.h
 *	  How far apart two strings of letters are, whatever they mean.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_DISTANCE_H
#define TRADESCREEN_NAME_DISTANCE_H

#include "name/score.h"

/*
 * Optimal string alignment distance (insertion, deletion, substitution, and
 * transposition of neighbours each cost 1) of two keys of 1 to WORD_MAX_KEY
 * bytes each.  Returns limit + 1 when it is more than limit.
 */
extern int	name_distance(const char *a, int alen, const char *b, int blen, int limit);

/*
 * Similarity of two such strings by their letters, 0 to NAME_SCORE_MAX: 0 when
 * they are more than budget edits apart or their digits differ.  *edits is
 * set to the distance.
 */
extern int	name_letters_sim(const char *a, int alen, const char *b, int blen,
							 int budget, int *edits);

#endif							/* TRADESCREEN_NAME_DISTANCE_H */
