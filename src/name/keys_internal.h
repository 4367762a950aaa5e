/*-------------------------------------------------------------------------
 *
 * keys_internal.h
 *	  How keys are made; shared by keys.c, which makes those that are stored,
 *	  and plan.c, which makes those that are looked up.
 *
 * Strings of letters meet in one of three ways.
 *
 * Short strings, one edit.  Stored are the string itself and the string
 * without each of its letters, each with the letter's place; looked up likewise.
 * Two strings that are at most one edit apart share one of these: an inserted
 * letter is left out of the longer one; a changed letter is left out on both
 * sides; of two letters that changed places, the second one is left out of the
 * query, and the same letter, now the first one, of the stored string.  So
 * from the letter at p left out of the query, what was left out of the stored
 * string is at p or at p - 1.  (Of equal neighbours the first one stands for
 * all, hence places that differ by a run of letters; see stored_places().)
 *
 * Long strings, one edit: PARTS.  A string of n is cut in three.  Stored are any
 * two of the parts, with n.  An edit inside of a part leaves the two others as
 * they were: those before it stand where they stood, those behind it are moved
 * by the difference of the lengths.  Neighbours that changed places across a
 * border are looked up as a string of its own, in which they are back.
 *
 * Whole forms, one edit: HALVES.  Stored are the first and the last
 * (n - 1) / 2 letters of a string of n, together with n.  Between them one or
 * two letters are in neither, so one edit, even one that swaps neighbours,
 * spoils at most one of the two.
 *
 * Long strings, two edits: THIRDS.  Stored are three parts that cover the
 * string.  An edit inside of a part spoils that part, so two of them leave one
 * as it was.  Only neighbours swapped across a border spoil two parts at once.
 * The other edit is then in the part at the other end, or is such a swap as
 * well; in either case the outer one of the two parts is found when its
 * letter at the border is replaced by the one it was swapped with.
 *
 * Where a part stands in the query: say that the query has d letters more than
 * the stored string, and that the part is shifted by s.  Then at least |s|
 * edits are before it and |d - s| behind it, so |s| + |d - s| <= edits.  The
 * stored string has no letters before its first part and none behind its last
 * one, so s >= 0 for the first and d - s >= 0 for the last.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_KEYS_INTERNAL_H
#define TRADESCREEN_NAME_KEYS_INTERNAL_H

#include "name/keys.h"
#include "name/pairs.h"
#include "name/plan.h"

/* Longer strings are found by their parts. */
#define SHORT_STRING	7

/* Parts of a string of n letters: where the which-th begins, and its length. */
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

static inline int
third_length(int n, int which)
{
	return third_start(n, which + 1) - third_start(n, which);
}

/* The number that is hashed with a part: its place and the whole length. */
static inline unsigned
part_number(int n, int which)
{
	return (unsigned) (n * 4 + which);
}

/*
 * Two keys of one stem have at least their first MIN_STEM letters in common, and
 * at most MAX_ENDING letters differ at the end of either (pairs.h).  So the
 * common letters are at least all but MAX_ENDING of a stored key: it is stored
 * by so many of its letters, and looked up by all that may be so many.
 */
static inline int
stem_length(int keylen)
{
	return keylen > MIN_STEM + MAX_ENDING ? keylen - MAX_ENDING : MIN_STEM;
}

/* The place of a string that nothing was left out of. */
#define PLACE_WHOLE		15

/* Acronyms of fewer letters say too little to be looked up. */
#define MIN_INITIALS_KEY	3

/*
 * Where keys are put; those that do not fit are counted only.  Where facts is
 * set, what each key is about is put there as well.
 */
typedef struct KeySink
{
	uint64_t   *keys;
	uint16_t   *places;			/* that are looked up, as bits */
	NameKeyFact *facts;
	int			max;
	int			n;
	NameNear   *nears;			/* of those that are looked up, the terms they
								 * are for */
	NameNear	near;			/* of the next ones */
} KeySink;

/* Puts the key of a fact: what it is about, a number, and letters. */
extern void key_put(KeySink *sink, KeyKind kind, unsigned number, const char *s, int len);

/* Puts letters, with the place of the one that was left out, or PLACE_WHOLE. */
extern void key_put_letters(KeySink *sink, unsigned place, const char *s, int len);

/* To be looked up: letters, with any of these places, as bits. */
extern void key_put_places(KeySink *sink, unsigned places, const char *s, int len);

/* Two parts of a string of n letters, put together in part, and how many they are. */
extern int	parts_of(const char *a, const char *b, int n, int without, char *part);

/*
 * The letters of a name's text, for which KEY_JOINED may stand instead of
 * KEY_TEXT, and how many: 0 if there are too few or too many.  letters has room
 * for 2 * WORD_MAX_KEY.
 */
extern int	key_text_letters(const NameCompiled *name, char *letters);

/* Calls for each word of a text of words divided by spaces. */
typedef void (*KeyWordProc) (KeySink *sink, const char *word, int len);

extern void key_each_word(KeySink *sink, const char *text, int len, KeyWordProc proc);

#endif							/* TRADESCREEN_NAME_KEYS_INTERNAL_H */
