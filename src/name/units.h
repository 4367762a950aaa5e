/*-------------------------------------------------------------------------
 *
 * units.h
 *	  Step 1 of the name kernel: a folded field is split into words.
 *
 * A word is a maximal run of letters or of digits in one kind of script:
 * letters and digits part ("A320" is two words), apostrophes vanish, dots and
 * all other punctuation separate.  Single letters in a row are then merged,
 * which makes "d.o.o.", "D O O" and "doo" one word, and reads spaced-out
 * names.  Runs in scripts that put no spaces between words stay whole here:
 * the lexicon segments them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_UNITS_H
#define TRADESCREEN_NAME_UNITS_H

#include "name/fold.h"

typedef enum WordKind
{
	WORD_LETTERS,
	WORD_DIGITS,
	WORD_UNSPACED,				/* Han, Kana, Thai: to be segmented */
	WORD_HANGUL					/* legal forms may be glued to its ends */
} WordKind;

/* What stands between a word and the one before it. */
typedef enum WordGap
{
	GAP_NONE,					/* nothing: letters met digits */
	GAP_DOT,					/* a dot alone: initials may be merged */
	GAP_LOOSE,					/* space, hyphen, slash: initials may be
								 * merged */
	GAP_PUNCT,					/* comma, quotation mark, other punctuation */
	GAP_BREAK					/* bracket or semicolon: no phrase spans it */
} WordGap;

typedef struct NameWord
{
	const uint32_t *cp;			/* code points, in their own script */
	uint32_t	ncp;
	const char *text;			/* romanised; set by units_spell() */
	const char *key;			/* canonical; set by units_spell() */
	int32_t		known;			/* number in the lexicon, or -1; set by
								 * segment_words(), */
	uint32_t	at;				/* where it begins in the folded text, */
	uint32_t	end;			/* and ends */
	uint16_t	textlen;
	uint16_t	keylen;
	uint16_t	bracket;		/* 0 outside; n inside the n-th bracket */
	uint8_t		kind;			/* WordKind */
	uint8_t		gap;			/* WordGap before it */
	uint8_t		quotes;			/* depth of quotation marks around it */
	bool		semicolon;		/* the gap before it holds a semicolon */
	bool		slashed;		/* letters with slashes between them: "c/o" */
	uint8_t		lex;			/* what the lexicon knows of it; set with
								 * known */
} NameWord;

/*
 * Longest canonical key of a word.  The bit-parallel edit distance works on
 * one machine word; what is longer is cut and ends in a hash of the whole, so
 * that different words stay different.
 */
#define WORD_MAX_KEY	64

/*
 * Splits the text; *words is in the arena.  A text without letters and digits
 * gives no words.
 */
extern NameStatus units_split(NameArena *arena, const FoldedText *text,
							  NameWord **words, int *nwords);

/*
 * Cuts a key of any length to WORD_MAX_KEY, in place, and returns its length.
 */
extern size_t units_cut_key(char *key, size_t len);

/* Romanises the word and makes its canonical key. */
extern NameStatus units_spell(NameArena *arena, NameWord *word);

#endif							/* TRADESCREEN_NAME_UNITS_H */
