/*-------------------------------------------------------------------------
 *
 * variants.h
 *	  Manipulated spellings of a name, to test a screening with.
 *
 * Each kind of manipulation has a stable word and an expectation; the list is
 * in docs/manipulations.md.  The same name always gives the same variants: where
 * a letter must be chosen, a hash of the word chooses it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_VARIANTS_H
#define TRADESCREEN_NAME_VARIANTS_H

#include "name/kernel.h"

typedef enum VariantExpect
{
	VARIANT_MUST,				/* must be found at the default threshold */
	VARIANT_SHOULD,				/* should */
	VARIANT_NOT					/* is another name */
} VariantExpect;

/* "must", "should", "not" */
extern const char *const variant_expect_word[VARIANT_NOT + 1];

typedef struct NameVariant
{
	const char *text;			/* UTF-8, not terminated */
	uint32_t	len;
	const char *kind;			/* static: "deletion" */
	VariantExpect expect;
} NameVariant;

/* No name has more. */
#define VARIANT_MAX			120

/* Of a longer name, this many bytes are read. */
#define VARIANT_MAX_INPUT	1000

/*
 * The variants of a name, in the order of docs/manipulations.md; kinds that make
 * no sense for it are left out.  *letters is the length of the word in which
 * letters were changed, 0 for none.  The lexicon must be loaded.  Names without
 * any letter or digit have no variant but themselves.
 */
extern NameStatus variants_find(NameArena *arena, const char *utf8, size_t len,
								NameVariant **out, int *n, int *letters);

/* Bytes of arena that variants_find() may need. */
extern size_t variants_arena_bytes(size_t len);

/* ---- words that are written in more than one way: variant_words.c ---- */

/*
 * The other spelling of a word or phrase, given in lower case: the long form of
 * an abbreviation, the short form of a phrase, a translation.  NULL for none.
 */
typedef enum WordSwap
{
	SWAP_LEGAL_LONG,			/* llc: limited liability company */
	SWAP_LEGAL_SHORT,
	SWAP_ABBREVIATION,			/* international: intl */
	SWAP_EXPANSION,
	SWAP_TRANSLATION,			/* plant: завод */
	SWAP_DEMONYM,				/* iran: iranian, and back */
	SWAP_NEAR_COUNTRY,			/* niger: nigeria */
	SWAP_OTHER_COUNTRY,			/* any but a near one */
	SWAP_SPELLING				/* centre: center */
} WordSwap;

extern const char *swap_word(WordSwap swap, const char *word, size_t len);

/* The name of a number from 1 to 99 in English, or NULL; roman: from 1 to 39. */
extern const char *number_word(int value, char *buf, size_t size);
extern const char *number_roman(int value, char *buf, size_t size);

/* ---- letters: variant_letters.c ---- */

#define VARIANT_MAX_WORD	64	/* code points of a word that is edited */

typedef struct Letters
{
	uint32_t	cp[VARIANT_MAX_WORD * 2];
	int			n;
} Letters;

/* Each makes *out of *in, and returns false where it does not apply. */
extern bool letters_delete(const Letters *in, int at, Letters *out);
extern bool letters_insert(const Letters *in, int at, uint32_t hash, Letters *out);
extern bool letters_substitute(const Letters *in, int at, uint32_t hash, Letters *out);
extern bool letters_swap(const Letters *in, int at, Letters *out);
extern bool letters_double(const Letters *in, int from, Letters *out);
extern bool letters_undouble(const Letters *in, Letters *out);
extern bool letters_vowel(const Letters *in, int from, Letters *out);
extern bool letters_keyboard(const Letters *in, int from, Letters *out);
extern bool letters_ocr(const Letters *in, Letters *out);
extern bool letters_sound(const Letters *in, Letters *out);
extern bool letters_romanisation(const Letters *in, int rule, Letters *out);
extern bool letters_homoglyph(const Letters *in, Letters *out);
extern bool letters_cyrillic(const Letters *in, Letters *out);

#define ROMANISATION_RULES	5	/* values of "rule" above */

#endif							/* TRADESCREEN_NAME_VARIANTS_H */
