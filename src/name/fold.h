/*-------------------------------------------------------------------------
 *
 * fold.h
 *	  Step 0 of the name kernel: one spelling for what is written alike.
 *
 * Three layers, each usable alone:
 *
 *	fold_text()			a field as typed -> code points in their own script,
 *						compatibility forms, case, marks, invisible characters
 *						and look-alikes folded away
 *	fold_romanise()		one word of those -> lower-case ASCII letters and
 *						digits, in the romanisation that companies use
 *	fold_canonical()	one romanised word -> the key in which the competing
 *						romanisation systems meet
 *
 * All three are deterministic and depend on nothing but their argument, the
 * romanisation rules and the Unicode version of ICU.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_FOLD_H
#define TRADESCREEN_NAME_FOLD_H

#include "name/kernel.h"

/* What a code point is to the splitter. */
typedef enum FoldClass
{
	FOLD_SPACE,					/* any white space or line end */
	FOLD_LETTER,				/* letters of scripts that put spaces between
								 * words */
	FOLD_DIGIT,					/* 0-9; other decimal digits are folded to
								 * these */
	FOLD_HAN,					/* scripts without spaces: segmented by
								 * lexicon */
	FOLD_KANA,
	FOLD_HANGUL,				/* spaces exist, but legal forms are glued on */
	FOLD_THAI,					/* Thai, Lao, Khmer, Myanmar */
	FOLD_DOT,					/* full stop: joins in d.o.o. */
	FOLD_APOSTROPHE,			/* vanishes inside a word */
	FOLD_QUOTE,					/* any double or angle quotation mark */
	FOLD_OPEN,					/* opening bracket of any kind */
	FOLD_CLOSE,
	FOLD_AMPERSAND,
	FOLD_HYPHEN,				/* hyphens and dashes */
	FOLD_PUNCT					/* anything else: separates */
} FoldClass;

typedef struct FoldedText
{
	uint32_t   *cp;				/* code points, folded, in their own script */
	uint8_t    *cls;			/* FoldClass of each */
	size_t		n;
} FoldedText;

/*
 * Longest input that is read, in bytes; the rest of a field is ignored
 * (documented in the reference).  Arena need is at most FOLD_ARENA_BYTES(len).
 */
#define FOLD_MAX_INPUT			10000
#define FOLD_ARENA_BYTES(len)	(4096 + (size_t) (len) * 96)

/*
 * Longest romanisation of n code points.  While it runs, fold_romanise() takes
 * up to FOLD_ROMAN_MAX(n) + 12 * n bytes of the arena; it keeps what the result
 * needs, rounded up to 8.
 */
#define FOLD_ROMAN_MAX(ncp)		((size_t) (ncp) * 12 + 16)

/*
 * Loads the romanisation rules from the text of a rules file (see
 * docs/rules.md) and opens ICU.  Must succeed once before anything else here
 * is called; calling it again replaces the rules, and when it fails the old
 * rules stay.  On NAME_BAD_RULES *line is the offending line, counted from 1,
 * and *why a static message.  The tables are malloc'ed once and live as long
 * as the process.
 */
extern NameStatus fold_init(const char *rules, size_t len, int *line, const char **why);

/*
 * Folds the UTF-8 text.  Bytes that are not UTF-8 become U+FFFD, which
 * separates.  Pure ASCII never enters ICU.  Quotation marks, apostrophes,
 * hyphens, brackets and spaces beyond ASCII become ", ', -, ( or ) and the
 * plain space, line ends the line feed; what else is FOLD_PUNCT keeps its code point.  Folding a folded
 * text changes nothing.
 */
extern NameStatus fold_text(NameArena *arena, const char *utf8, size_t len, FoldedText *out);

/*
 * Romanises n code points of one word, all out of fold_text(), into [a-z0-9]*.
 * *out is in the arena, not terminated; *outlen may be 0 when nothing has a
 * reading.  ASCII letters and digits map to themselves.  NAME_ICU_ERROR when
 * ICU cannot read a script for which the rules have nothing: ICU's own tables
 * are opened on the first such word, which takes about 0.1 s for Han.
 */
extern NameStatus fold_romanise(NameArena *arena, const uint32_t *cp, size_t n,
								char **out, size_t *outlen);

/*
 * Writes the canonical key of a romanised word to out, which has room for len
 * bytes, and returns its length, 0 < result <= len for len > 0.  The key is
 * made of [a-z0-9] and of upper-case letters that stand for one sound written
 * with several letters.  Idempotent in effect: equal words have equal keys.
 */
extern size_t fold_canonical(const char *word, size_t len, char *out);

/* "72.1" and "15.0", static strings. */
extern const char *fold_icu_version(void);
extern const char *fold_unicode_version(void);

#endif							/* TRADESCREEN_NAME_FOLD_H */
