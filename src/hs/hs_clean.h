/*-------------------------------------------------------------------------
 *
 * hs_clean.h
 *	  What the two halves of hs_clean() share: hscode_fold.c, which makes the
 *	  characters of a field plain, and hscode_clean.c, which reads them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_HS_CLEAN_H
#define TRADESCREEN_HS_CLEAN_H

#include "compat.h"

#include "hs/hscode.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

/* Longer fields hold something else than a code; in bytes of UTF-8. */
#define CLEAN_MAX_BYTES		256

/* More groups of digits than any code has. */
#define CLEAN_MAX_GROUPS	20

typedef enum CleanStatus
{
	CLEAN_OK,
	CLEAN_REPAIRED,
	CLEAN_AMBIGUOUS,
	CLEAN_INVALID,
	CLEAN_EMPTY
} CleanStatus;

/* One field on its way through the reader. */
typedef struct Clean
{
	/* the field folded: ASCII where there is an equivalent, lower case */
	pg_wchar	sym[CLEAN_MAX_BYTES];
	int			nsym;

	/* what stands between the label and the tail */
	char		digit[CLEAN_MAX_BYTES + 1];
	int			ndigits;
	int			group[CLEAN_MAX_GROUPS];	/* lengths */
	char		before[CLEAN_MAX_GROUPS];	/* separator in front, 0 for the
											 * first */
	int			ngroups;
	bool		tidied;			/* several separators in a row */
	bool		open;			/* the tail stands for further digits */

	CleanStatus status;
	hscode		code;
	StringInfoData note;
} Clean;

static inline bool
is_ascii_digit(pg_wchar c)
{
	return c >= '0' && c <= '9';
}

/*
 * A letter, for finding where words end: ASCII, Latin with marks, Greek,
 * Cyrillic.
 */
static inline bool
is_letter(pg_wchar c)
{
	return (c >= 'a' && c <= 'z') || (c >= 0xDF && c < 0x530 && c != 0xF7);
}

/* Adds one remark to the note; the same remark is made once. */
extern void clean_remark(Clean *f, const char *text);

/*
 * Folds len <= CLEAN_MAX_BYTES bytes of UTF-8, well formed or not, to f->sym,
 * and remarks on what it changed.
 */
extern void clean_fold_field(Clean *f, const unsigned char *s, int len);

#endif							/* TRADESCREEN_HS_CLEAN_H */
