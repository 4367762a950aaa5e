/*-------------------------------------------------------------------------
 *
 * romanise.h
 *	  What fold.c and romanise.c share and nobody else needs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_ROMANISE_H
#define TRADESCREEN_NAME_ROMANISE_H

#include "name/kernel.h"

/* The scripts whose letters are mistaken for each other. */
typedef enum FoldScript
{
	FOLD_SCRIPT_OTHER = 0,
	FOLD_SCRIPT_LATIN,
	FOLD_SCRIPT_CYRILLIC,
	FOLD_SCRIPT_GREEK
} FoldScript;

#define FOLD_SCRIPTS	4

/* ---- fold.c ---- */

/*
 * Opens the ICU normalizers.  NAME_ICU_ERROR when that fails.  Cheap when
 * they are open already.
 */
extern NameStatus fold_open(void);

/*
 * Forgets what has been worked out about single code points.  To be called
 * whenever the rules change, because they decide which letters keep their
 * marks.
 */
extern void fold_forget(void);

/*
 * Decodes one code point from the n > 0 bytes at s and sets *used to the
 * bytes it took, at least 1.  Bytes that are not UTF-8 give U+FFFD.
 */
extern uint32_t fold_decode(const unsigned char *s, size_t n, size_t *used);

/*
 * Compatibility composition and case folding of one letter sequence of a
 * rules file, at most max code points.  Marks stay.  Returns the number of
 * code points, or -1 when they do not fit or the text is not UTF-8.
 */
extern int	fold_source(const char *s, size_t n, uint32_t *out, int max);

extern FoldScript fold_script(uint32_t cp);

/* ---- romanise.c ---- */

/* Has cp a romanisation of its own?  Then its marks are part of the letter. */
extern bool romanise_named(uint32_t cp);

/* The letter of another script that looks like cp, or 0. */
extern uint32_t romanise_lookalike(uint32_t cp, FoldScript script);

#endif							/* TRADESCREEN_NAME_ROMANISE_H */
