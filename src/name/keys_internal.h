/*-------------------------------------------------------------------------
 *
 * keys_internal.h
 *	  How keys are made; shared by keys.c, which makes those that are stored,
 *	  and plan.c, which makes those that are looked up.
 *
 * Strings of letters meet in one of three ways, by their lengths.
 *
 * Short (up to SHORT_STRING letters), one edit.  Stored are the string itself
 * and the string without each of its letters; looked up likewise.  Two strings
 * that are at most one edit apart share one of these: an insertion or deletion
 * makes one string the other without a letter; a changed letter is left out on
 * both sides; of two letters that changed places the one is left out here and
 * there.
 *
 * Long, one edit: HALVES.  Stored are the first and the last (n - 1) / 2
 * letters of a string of n, each with n.  Between them one or two letters are
 * in neither, so one edit, even one that swaps two neighbours, spoils at most
 * one of the two.  The other is found in the query at its own place or, where
 * the edit before it inserted or deleted a letter, one beside it.
 *
 * Long, two edits: THIRDS.  Stored are three parts that cover the string.  Two
 * edits that lie in one part each leave the third as it is.  Only two
 * neighbours swapped across the border of two parts spoil both at once; then
 * the outer one of them is found with its last (or first) letter replaced by
 * the one that it was swapped with, because the other edit can only be in the
 * part at the other end, or be such a swap as well.
 *
 * Where a part stands in the query: say that the query has d letters more than
 * the stored string, and the part is shifted by s.  Then there are at least
 * |s| edits before it and |d - s| behind it, so |s| + |d - s| <= edits.
 * Before the first part, and behind the last, the stored string has no
 * letters, so s >= 0 for the first and d - s >= 0 for the last.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_KEYS_INTERNAL_H
#define TRADESCREEN_NAME_KEYS_INTERNAL_H

#include <string.h>

#include "name/keys.h"

/* What a key is about; part of its hash. */
typedef enum KeyKind
{
	/* of terms */
	KEY_LETTERS = 1,			/* a string, or it without one letter */
	KEY_NUMBER,					/* the value of a number */
	KEY_ID,						/* an id of the lexicon */
	KEY_WORD,					/* a word of a phrase */
	KEY_STEM,					/* the first letters */
	KEY_THIRD,					/* a part of a long string: two edits */
	KEY_HALF,					/* the same: one edit */
	/* of whole names */
	KEY_TEXT,					/* the normalised text */
	KEY_JOINED,					/* half of what several units are as one word */
	KEY_INITIALS				/* the first letters of several units */
} KeyKind;

#define SHORT_STRING	7

/* Hash of a fact: what it is about, a small number, and letters. */
extern uint64_t key_hash(KeyKind kind, unsigned number, const char *s, size_t len);

/* A place to put keys; what does not fit is counted but not kept. */
typedef struct KeySink
{
	uint64_t   *keys;
	int			max;
	int			n;
} KeySink;

static inline void
key_put(KeySink *sink, uint64_t key)
{
	if (sink->n < sink->max)
		sink->keys[sink->n] = key;
	sink->n++;
}

/* Sorts keys and drops duplicates; returns how many are left. */
extern int	key_unique(uint64_t *keys, int n);

/* Parts of a stored string of n letters: where they begin and how long they are. */
static inline int
half_start(int n, int which)
{
	return which == 0 ? 0 : n - (n - 1) / 2;
}

static inline int
half_length(int n)
{
	return (n - 1) / 2;
}

static inline int
third_start(int n, int which)
{
	return n * which / 3;
}

/* What a string leaves out is put under KEY_LETTERS; the string itself too. */
extern void key_put_letters(KeySink *sink, const char *s, int n, bool without_one);

/*
 * Initials strings of a form (see initials.h) are stored by their first
 * letters: two, three, and from four letters on four.
 */
#define INITIALS_MIN	2
#define INITIALS_STORED	4

#endif							/* TRADESCREEN_NAME_KEYS_INTERNAL_H */
