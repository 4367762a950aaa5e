/*-------------------------------------------------------------------------
 *
 * romanise_rules.h
 *	  The romanisation rules in memory; shared by romanise_rules.c, which
 *	  reads them, and romanise.c, which applies them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_ROMANISE_RULES_H
#define TRADESCREEN_NAME_ROMANISE_RULES_H

#include "name/romanise.h"

#define MAX_RULES		16384	/* of either kind; far more than needed */
#define MAX_SOURCE		6		/* code points of a romanisation source */
#define MAX_KEY			8		/* letters of a canonical source */
#define MAX_LENGTH		255		/* largest @ condition */

/*
 * Letters that a rule may write for one source code point.  A Hangul syllable
 * counts as up to three, so that FOLD_ROMAN_MAX() holds.
 */
#define MAX_TARGET		4

#define SYMBOLS			36		/* a-z, 0-9 */
#define NO_SYMBOL		SYMBOLS
#define CANON_SINGLE	(UINT64_C(1) << (SYMBOLS + 1))

/* Rules of more than one letter leave words of up to this length alone. */
#define SHORT_WORD		3

typedef struct RomanRule
{
	uint32_t	source[MAX_SOURCE];
	uint8_t		nsource;
	bool		at_start;
	bool		at_end;
	uint8_t		ntarget;
	char		target[MAX_SOURCE * MAX_TARGET];
	uint16_t	order;			/* in the file */
	int			line;
} RomanRule;

typedef struct CanonRule
{
	char		source[MAX_KEY];
	char		target[MAX_KEY];
	uint8_t		nsource;
	uint8_t		ntarget;
	bool		at_start;
	bool		at_end;
	uint8_t		min_length;		/* of the word */
	uint16_t	order;
	int			line;
	uint64_t	followers;		/* bit per symbol, 0 = any */
} CanonRule;

typedef struct LookAlike
{
	uint32_t	cp;
	uint32_t	alike[FOLD_SCRIPTS];
} LookAlike;

/* A list of rules: first one and number of them. */
typedef struct RuleList
{
	uint16_t	first;
	uint16_t	count;
} RuleList;

typedef struct Rules
{
	RomanRule  *roman;
	size_t		nroman;
	CanonRule  *canon;
	size_t		ncanon;
	LookAlike  *alike;
	size_t		nalike;
	RuleList   *pages[256];		/* on the first code point of the source */
	RuleList	pair[SYMBOLS + 1][SYMBOLS + 1]; /* those of NO_SYMBOL are
												 * empty */
	RuleList	single[SYMBOLS + 1];

	/*
	 * For each two symbols, which third ones let a rule of their pair apply,
	 * as bits, and CANON_SINGLE where one of the first alone may.
	 */
	uint64_t	may[SYMBOLS + 1][SYMBOLS + 1];
	uint8_t		collapse;		/* from which length doubles are single, 0 =
								 * never */
} Rules;

/* Index of a letter or digit of a romanised word, NO_SYMBOL for others. */
static inline unsigned
symbol(char c)
{
	if (c >= 'a' && c <= 'z')
		return (unsigned) (c - 'a');
	if (c >= '0' && c <= '9')
		return (unsigned) (c - '0') + 26;
	return NO_SYMBOL;
}

static inline bool
is_hangul_syllable(uint32_t c)
{
	return c - 0xAC00 < 11172;
}

/* Katakana that has a hiragana. */
static inline bool
is_katakana(uint32_t c)
{
	return c >= 0x30A1 && c <= 0x30F6;
}

/* Order of look-alikes, for bsearch(). */
static inline int
compare_alike(const void *a, const void *b)
{
	const LookAlike *x = a;
	const LookAlike *y = b;

	return (x->cp > y->cp) - (x->cp < y->cp);
}

/*
 * Hangul syllables are taken apart into their letters and katakana written in
 * hiragana: the sequence that rules are matched against.  out has room for
 * 3 * n; returns how many code points were written.
 */
extern size_t romanise_expand(const uint32_t *cp, size_t n, uint32_t *out);

/*
 * Reads and indexes the text of a rules file.  *rules is malloc'ed, and NULL
 * unless NAME_OK is returned; errors are told as by fold_init().
 */
extern NameStatus romanise_read_rules(const char *text, size_t len, int *line,
									  const char **why, Rules **rules);

extern void romanise_free_rules(Rules *rules);

#endif							/* TRADESCREEN_NAME_ROMANISE_RULES_H */
