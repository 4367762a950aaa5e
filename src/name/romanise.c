/*-------------------------------------------------------------------------
 *
 * romanise.c
 *	  From the letters of any script to ASCII, and on to the canonical key.
 *
 * What letters become is in the rules file (docs/rules.md).  Scripts that it
 * does not cover, and the readings of Han characters, come from ICU.
 *
 * All look-ups start from an index on the first letter, or on the first two,
 * whose entry is a short list of rules with the longest source first.
 *
 *-------------------------------------------------------------------------
 */
#include "name/fold.h"

#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/utf16.h>
#include <unicode/utrans.h>

#include "name/romanise.h"

#define MAX_RULES		16384		/* of either kind; far more than needed */
#define MAX_SOURCE		6			/* code points of a romanisation source */
#define MAX_KEY			8			/* letters of a canonical source */
#define MAX_LENGTH		255			/* largest @ condition */

/*
 * Letters that a rule may write for one source code point.  A Hangul syllable
 * counts as up to three, so that FOLD_ROMAN_MAX() holds.
 */
#define MAX_TARGET		4

#define SYMBOLS			36			/* a-z, 0-9 */
#define NO_SYMBOL		SYMBOLS

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
	RuleList	pair[SYMBOLS + 1][SYMBOLS + 1]; /* those of NO_SYMBOL are empty */
	RuleList	single[SYMBOLS + 1];
	uint8_t		collapse;		/* from which length doubles are single, 0 =
								 * never */
} Rules;

static Rules *rules;

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

/*
 * The sequence that the rules are matched against: Hangul syllables taken
 * apart into their letters, katakana written in hiragana.  Room for 3 * n.
 */
static size_t
expand(const uint32_t *cp, size_t n, uint32_t *out)
{
	size_t		m = 0;

	for (size_t i = 0; i < n; i++)
	{
		uint32_t	c = cp[i];

		if (is_hangul_syllable(c))
		{
			c -= 0xAC00;
			out[m++] = 0x1100 + c / 588;
			out[m++] = 0x1161 + c % 588 / 28;
			if (c % 28 != 0)
				out[m++] = 0x11A7 + c % 28;
		}
		else
			out[m++] = is_katakana(c) ? c - 0x60 : c;
	}
	return m;
}

/* ---- loading ---- */

typedef enum Section
{
	SECTION_NONE,
	SECTION_LOOK_ALIKE,
	SECTION_ROMANISE,
	SECTION_CANONICAL
} Section;

static void
free_rules(Rules *r)
{
	if (r == NULL)
		return;
	for (int i = 0; i < 256; i++)
		free(r->pages[i]);
	free(r->roman);
	free(r->canon);
	free(r->alike);
	free(r);
}

/*
 * Room for one more element in a growing array.
 */
static void *
grow(void *array, size_t n, size_t size)
{
	/* Grown whenever n is 0 or a power of two from 64. */
	if (n == 0)
		return realloc(array, 64 * size);
	if (n >= 64 && (n & (n - 1)) == 0)
		return realloc(array, 2 * n * size);
	return array;
}

/*
 * The letter groups of the [look-alike] section: "aаα".
 */
static NameStatus
parse_lookalike(Rules *r, const char *s, size_t n, const char **why)
{
	uint32_t	letters[16];
	FoldScript	script[16];
	uint32_t	first[FOLD_SCRIPTS] = {0};
	int			count = fold_source(s, n, letters, 16);

	if (count < 2)
	{
		*why = "a group of look-alikes needs 2 to 16 letters";
		return NAME_BAD_RULES;
	}
	for (int i = 0; i < count; i++)
	{
		script[i] = fold_script(letters[i]);
		if (script[i] == FOLD_SCRIPT_OTHER)
		{
			*why = "look-alikes must be Latin, Cyrillic or Greek letters";
			return NAME_BAD_RULES;
		}
		if (first[script[i]] == 0)
			first[script[i]] = letters[i];
	}
	for (int i = 0; i < count; i++)
	{
		LookAlike  *alike;

		for (size_t k = 0; k < r->nalike; k++)
		{
			if (r->alike[k].cp == letters[i])
			{
				*why = "the letter is in another group of look-alikes";
				return NAME_BAD_RULES;
			}
		}
		if (r->nalike >= 1024)
		{
			*why = "too many look-alikes";
			return NAME_BAD_RULES;
		}
		alike = grow(r->alike, r->nalike, sizeof(LookAlike));
		if (alike == NULL)
			return NAME_NO_MEMORY;
		r->alike = alike;
		alike += r->nalike++;
		alike->cp = letters[i];
		memcpy(alike->alike, first, sizeof(first));
		alike->alike[script[i]] = 0;
	}
	return NAME_OK;
}

/*
 * "source=target" of the [romanise] section; the source may be held to the
 * start (^) or the end ($) of a word.
 */
static NameStatus
parse_roman(Rules *r, const char *s, size_t n, size_t ntarget, int line, const char **why)
{
	RomanRule	rule;
	RomanRule  *all;
	uint32_t	source[MAX_SOURCE];
	uint32_t	expanded[MAX_SOURCE * 3];
	const char *target = s + n + 1;
	int			count;
	size_t		m;

	memset(&rule, 0, sizeof(rule));
	if (n > 0 && s[0] == '^')
	{
		rule.at_start = true;
		s++;
		n--;
	}
	if (n > 0 && s[n - 1] == '$')
	{
		rule.at_end = true;
		n--;
	}
	count = n > 0 ? fold_source(s, n, source, MAX_SOURCE) : 0;
	if (count <= 0)
	{
		*why = "a romanisation needs 1 to 6 letters before the equals sign";
		return NAME_BAD_RULES;
	}
	m = expand(source, (size_t) count, expanded);
	if (m > MAX_SOURCE)
	{
		*why = "a romanisation takes at most 6 letters, and a Hangul syllable counts as its parts";
		return NAME_BAD_RULES;
	}
	for (size_t i = 0; i < m; i++)
	{
		if (expanded[i] < 0x80 || expanded[i] > 0xFFFF)
		{
			*why = "a romanisation takes letters from U+0080 to U+FFFF";
			return NAME_BAD_RULES;
		}
		rule.source[i] = expanded[i];
	}
	rule.nsource = (uint8_t) m;
	if (ntarget > m * MAX_TARGET)
	{
		*why = "a romanisation writes at most 4 letters for each that it reads";
		return NAME_BAD_RULES;
	}
	for (size_t i = 0; i < ntarget; i++)
	{
		if (symbol(target[i]) == NO_SYMBOL)
		{
			*why = "a romanisation is written in a to z and 0 to 9";
			return NAME_BAD_RULES;
		}
		rule.target[i] = target[i];
	}
	rule.ntarget = (uint8_t) ntarget;

	if (r->nroman >= MAX_RULES)
	{
		*why = "too many romanisations";
		return NAME_BAD_RULES;
	}
	all = grow(r->roman, r->nroman, sizeof(RomanRule));
	if (all == NULL)
		return NAME_NO_MEMORY;
	r->roman = all;
	rule.order = (uint16_t) r->nroman;
	rule.line = line;
	all[r->nroman++] = rule;
	return NAME_OK;
}

/*
 * "source=target" of the [canonical] section, where the source is
 * ^letters(followers)$@length; or "**=*@length".
 */
static NameStatus
parse_canon(Rules *r, const char *s, size_t n, size_t ntarget, int line, const char **why)
{
	CanonRule	rule;
	CanonRule  *all;
	const char *target = s + n + 1;
	size_t		i = 0;
	unsigned	length = 0;

	memset(&rule, 0, sizeof(rule));
	if (i < n && s[i] == '^')
	{
		rule.at_start = true;
		i++;
	}
	if (n - i >= 2 && memcmp(s + i, "**", 2) == 0)
	{
		rule.nsource = 0;
		i += 2;
	}
	else
	{
		while (i < n && symbol(s[i]) != NO_SYMBOL)
		{
			if (rule.nsource == MAX_KEY)
			{
				*why = "a canonical rule reads at most 8 letters";
				return NAME_BAD_RULES;
			}
			rule.source[rule.nsource++] = s[i++];
		}
		if (rule.nsource == 0)
		{
			*why = "a canonical rule reads letters a to z and 0 to 9";
			return NAME_BAD_RULES;
		}
		if (i < n && s[i] == '(')
		{
			for (i++; i < n && symbol(s[i]) != NO_SYMBOL; i++)
				rule.followers |= (uint64_t) 1 << symbol(s[i]);
			if (i == n || s[i] != ')' || rule.followers == 0)
			{
				*why = "the letters that must follow stand between brackets";
				return NAME_BAD_RULES;
			}
			i++;
		}
		if (i < n && s[i] == '$')
		{
			rule.at_end = true;
			i++;
		}
	}
	if (i < n && s[i] == '@')
	{
		for (i++; i < n && s[i] >= '0' && s[i] <= '9' && length <= MAX_LENGTH; i++)
			length = length * 10 + (unsigned) (s[i] - '0');
		if (length == 0 || length > MAX_LENGTH)
		{
			*why = "the length of a word is from 1 to 255";
			return NAME_BAD_RULES;
		}
	}
	if (i != n)
	{
		*why = "a canonical rule is ^letters(followers)$@length=letters";
		return NAME_BAD_RULES;
	}

	if (rule.nsource == 0)
	{
		if (rule.at_start || ntarget != 1 || target[0] != '*')
		{
			*why = "the rule for double letters is **=* or **@length=*";
			return NAME_BAD_RULES;
		}
		if (r->collapse != 0)
		{
			*why = "there is a rule for double letters already";
			return NAME_BAD_RULES;
		}
		r->collapse = (uint8_t) (length > SHORT_WORD ? length : SHORT_WORD + 1);
		return NAME_OK;
	}

	if (ntarget > rule.nsource)
	{
		*why = "a canonical rule never writes more letters than it reads";
		return NAME_BAD_RULES;
	}
	for (size_t k = 0; k < ntarget; k++)
	{
		if (symbol(target[k]) == NO_SYMBOL && !(target[k] >= 'A' && target[k] <= 'Z'))
		{
			*why = "a canonical key is written in a to z, A to Z and 0 to 9";
			return NAME_BAD_RULES;
		}
		rule.target[k] = target[k];
	}
	rule.ntarget = (uint8_t) ntarget;
	if (length <= SHORT_WORD && (rule.nsource != 1 || ntarget != 1))
		length = SHORT_WORD + 1;
	rule.min_length = (uint8_t) length;

	if (r->ncanon >= MAX_RULES)
	{
		*why = "too many canonical rules";
		return NAME_BAD_RULES;
	}
	all = grow(r->canon, r->ncanon, sizeof(CanonRule));
	if (all == NULL)
		return NAME_NO_MEMORY;
	r->canon = all;
	rule.order = (uint16_t) r->ncanon;
	rule.line = line;
	all[r->ncanon++] = rule;
	return NAME_OK;
}

/* By first letter, longest source first, then as in the file. */
static int
compare_roman(const void *a, const void *b)
{
	const RomanRule *x = a;
	const RomanRule *y = b;

	if (x->source[0] != y->source[0])
		return x->source[0] < y->source[0] ? -1 : 1;
	if (x->nsource != y->nsource)
		return x->nsource > y->nsource ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

/* The same by the first two letters; rules of one letter come last. */
static int
compare_canon(const void *a, const void *b)
{
	const CanonRule *x = a;
	const CanonRule *y = b;
	int			cmp;

	if ((x->nsource == 1) != (y->nsource == 1))
		return x->nsource == 1 ? 1 : -1;
	cmp = memcmp(x->source, y->source, x->nsource == 1 ? 1 : 2);
	if (cmp != 0)
		return cmp;
	if (x->nsource != y->nsource)
		return x->nsource > y->nsource ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static int
compare_alike(const void *a, const void *b)
{
	const LookAlike *x = a;
	const LookAlike *y = b;

	return (x->cp > y->cp) - (x->cp < y->cp);
}

/*
 * Does the first rule, which is tried first, always apply where the second
 * one does?  Then the second could as well not be there.
 */
static bool
roman_hides(const RomanRule *x, const RomanRule *y)
{
	return x->nsource == y->nsource &&
		memcmp(x->source, y->source, x->nsource * sizeof(x->source[0])) == 0 &&
		(!x->at_start || y->at_start) && (!x->at_end || y->at_end);
}

static bool
canon_hides(const CanonRule *x, const CanonRule *y)
{
	return x->nsource == y->nsource &&
		memcmp(x->source, y->source, x->nsource) == 0 &&
		(!x->at_start || y->at_start) && (!x->at_end || y->at_end) &&
		x->min_length <= y->min_length &&
		(x->followers == 0 ||
		 (y->followers != 0 && (y->followers & ~x->followers) == 0));
}

/*
 * Sorts the rules and builds the indexes.
 */
static NameStatus
index_rules(Rules *r, int *line, const char **why)
{
	const char *hidden = "a rule above takes these letters already";

	if (r->nroman > 0)
		qsort(r->roman, r->nroman, sizeof(RomanRule), compare_roman);
	if (r->ncanon > 0)
		qsort(r->canon, r->ncanon, sizeof(CanonRule), compare_canon);
	if (r->nalike > 0)
		qsort(r->alike, r->nalike, sizeof(LookAlike), compare_alike);

	for (size_t i = 0; i < r->nroman; i++)
	{
		uint32_t	c = r->roman[i].source[0];
		RuleList   *list;

		if (r->pages[c >> 8] == NULL)
		{
			r->pages[c >> 8] = calloc(256, sizeof(RuleList));
			if (r->pages[c >> 8] == NULL)
				return NAME_NO_MEMORY;
		}
		list = &r->pages[c >> 8][c & 0xFF];
		if (list->count == 0)
			list->first = (uint16_t) i;
		for (unsigned k = 0; k < list->count; k++)
		{
			if (roman_hides(&r->roman[list->first + k], &r->roman[i]))
			{
				*line = r->roman[i].line;
				*why = hidden;
				return NAME_BAD_RULES;
			}
		}
		list->count++;
	}
	for (size_t i = 0; i < r->ncanon; i++)
	{
		const CanonRule *rule = &r->canon[i];
		RuleList   *list = &r->single[symbol(rule->source[0])];

		if (rule->nsource > 1)
			list = &r->pair[symbol(rule->source[0])][symbol(rule->source[1])];
		if (list->count == 0)
			list->first = (uint16_t) i;
		for (unsigned k = 0; k < list->count; k++)
		{
			if (canon_hides(&r->canon[list->first + k], rule))
			{
				*line = rule->line;
				*why = hidden;
				return NAME_BAD_RULES;
			}
		}
		list->count++;
	}
	return NAME_OK;
}

static inline bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/*
 * One word of a rules file: a section head, a group of look-alikes or a rule.
 */
static NameStatus
parse_word(Rules *r, Section *section, const char *s, size_t n, int line, const char **why)
{
	const char *equals;

	if (s[0] == '[')
	{
		if (n == 12 && memcmp(s, "[look-alike]", n) == 0)
			*section = SECTION_LOOK_ALIKE;
		else if (n == 10 && memcmp(s, "[romanise]", n) == 0)
			*section = SECTION_ROMANISE;
		else if (n == 11 && memcmp(s, "[canonical]", n) == 0)
			*section = SECTION_CANONICAL;
		else
		{
			*why = "the sections are [look-alike], [romanise] and [canonical]";
			return NAME_BAD_RULES;
		}
		return NAME_OK;
	}
	if (*section == SECTION_NONE)
	{
		*why = "a rule must stand in a section";
		return NAME_BAD_RULES;
	}
	if (*section == SECTION_LOOK_ALIKE)
		return parse_lookalike(r, s, n, why);

	equals = memchr(s, '=', n);
	if (equals == NULL)
	{
		*why = "a rule needs an equals sign and no spaces";
		return NAME_BAD_RULES;
	}
	if (*section == SECTION_ROMANISE)
		return parse_roman(r, s, (size_t) (equals - s), n - (size_t) (equals - s) - 1, line,
						   why);
	return parse_canon(r, s, (size_t) (equals - s), n - (size_t) (equals - s) - 1, line, why);
}

static NameStatus
parse_rules(Rules *r, const char *text, size_t len, int *line, const char **why)
{
	Section		section = SECTION_NONE;
	size_t		i = 0;

	*line = 1;
	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		i = 3;
	while (i < len)
	{
		size_t		start;
		NameStatus	status;

		if (text[i] == '#')
		{
			while (i < len && text[i] != '\n')
				i++;
			continue;
		}
		if (is_space(text[i]))
		{
			*line += text[i] == '\n';
			i++;
			continue;
		}
		for (start = i; i < len && !is_space(text[i]) && text[i] != '#'; i++)
			;
		status = parse_word(r, &section, text + start, i - start, *line, why);
		if (status != NAME_OK)
			return status;
	}
	return NAME_OK;
}

NameStatus
fold_init(const char *text, size_t len, int *line, const char **why)
{
	NameStatus	status = fold_open();
	Rules	   *r;

	*line = 0;
	*why = NULL;
	if (status != NAME_OK)
		return status;
	r = calloc(1, sizeof(Rules));
	if (r == NULL)
		return NAME_NO_MEMORY;
	status = parse_rules(r, text, len, line, why);
	if (status == NAME_OK)
		status = index_rules(r, line, why);
	if (status != NAME_OK)
	{
		free_rules(r);
		return status;
	}
	free_rules(rules);
	rules = r;
	fold_forget();
	return NAME_OK;
}

/* ---- what fold.c asks ---- */

/* The rules whose source begins with c; count 0 when there is none. */
static inline RuleList
roman_list(uint32_t c)
{
	RuleList	none = {0, 0};

	if (c > 0xFFFF || rules->pages[c >> 8] == NULL)
		return none;
	return rules->pages[c >> 8][c & 0xFF];
}

bool
romanise_named(uint32_t cp)
{
	RuleList	list = roman_list(cp);

	/* The shortest source comes last. */
	return list.count > 0 && rules->roman[list.first + list.count - 1].nsource == 1;
}

uint32_t
romanise_lookalike(uint32_t cp, FoldScript script)
{
	LookAlike	key;
	const LookAlike *found;

	if (rules->nalike == 0)
		return 0;
	key.cp = cp;
	found = bsearch(&key, rules->alike, rules->nalike, sizeof(LookAlike), compare_alike);
	return found != NULL ? found->alike[script] : 0;
}

/* ---- romanising ---- */

/* Code points given to ICU in one go, and the room for what comes back. */
#define ICU_CHUNK		32
#define ICU_ROOM		1024

/* The Han characters whose readings are kept: extension A and the main block. */
#define HAN_FIRST		0x3400
#define HAN_LAST		0x9FFF

/*
 * Readings of Han characters as far as they were asked for: length + 1, then
 * the letters.  Every entry is what ICU says of that one character, so the
 * order of filling does not matter.
 */
static uint8_t han_reading[HAN_LAST - HAN_FIRST + 1][8];

static UTransliterator *any_latin;

/*
 * Has ICU write at most ICU_CHUNK code points in Latin, and keeps what is a
 * letter or digit of ASCII.  Sets *nout, at most room.
 */
static NameStatus
icu_reading(const uint32_t *cp, size_t n, char *out, size_t room, size_t *nout)
{
	static const UChar id[] = u"Any-Latin; Latin-ASCII";
	UChar		text[ICU_ROOM];
	int32_t		len = 0;
	int32_t		limit;
	UErrorCode	err = U_ZERO_ERROR;

	*nout = 0;
	if (any_latin == NULL)
	{
		UParseError where;

		any_latin = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, &where, &err);
		if (U_FAILURE(err))
		{
			any_latin = NULL;
			return err == U_MEMORY_ALLOCATION_ERROR ? NAME_NO_MEMORY : NAME_ICU_ERROR;
		}
	}
	for (size_t i = 0; i < n; i++)
	{
		if (cp[i] < 0x10000)
			text[len++] = (UChar) cp[i];
		else
		{
			text[len++] = U16_LEAD(cp[i]);
			text[len++] = U16_TRAIL(cp[i]);
		}
	}
	limit = len;
	utrans_transUChars(any_latin, text, &len, ICU_ROOM, 0, &limit, &err);
	if (U_FAILURE(err))
		return err == U_MEMORY_ALLOCATION_ERROR ? NAME_NO_MEMORY : NAME_ICU_ERROR;
	for (int32_t i = 0; i < len && i < ICU_ROOM && *nout < room; i++)
	{
		char		c;

		if (text[i] >= 0x80)
			continue;
		c = (char) text[i];
		if (c >= 'A' && c <= 'Z')
			c = (char) (c + ('a' - 'A'));
		if (symbol(c) != NO_SYMBOL)
			out[(*nout)++] = c;
	}
	return NAME_OK;
}

/*
 * The reading of one Han character in the cached range.
 */
static NameStatus
han_lookup(uint32_t c, const uint8_t **entry)
{
	uint8_t    *e = han_reading[c - HAN_FIRST];

	if (e[0] == 0)
	{
		size_t		n;
		NameStatus	status = icu_reading(&c, 1, (char *) e + 1, 7, &n);

		if (status != NAME_OK)
			return status;
		e[0] = (uint8_t) (n + 1);
	}
	*entry = e;
	return NAME_OK;
}

/*
 * The rule that applies at position i, or NULL.
 */
static const RomanRule *
roman_rule(const uint32_t *cp, size_t n, size_t i)
{
	RuleList	list = roman_list(cp[i]);

	for (unsigned k = 0; k < list.count; k++)
	{
		const RomanRule *rule = &rules->roman[list.first + k];
		size_t		m = 1;

		if (rule->nsource > n - i || (rule->at_start && i > 0) ||
			(rule->at_end && i + rule->nsource < n))
			continue;
		while (m < rule->nsource && cp[i + m] == rule->source[m])
			m++;
		if (m == rule->nsource)
			return rule;
	}
	return NULL;
}

/*
 * Stands in for the reading of letters that ICU cannot read (Lao, Khmer,
 * Tibetan): two letters for each that mean nothing, but are never the same for
 * two letters of one script.  So such names are found under themselves.
 */
static size_t
spell_out(const uint32_t *cp, size_t n, char *out, size_t room)
{
	size_t		len = 0;

	for (size_t i = 0; i < n && len + 2 <= room; i++)
	{
		if (!u_isUAlphabetic((UChar32) cp[i]))
			continue;
		out[len++] = (char) ('a' + cp[i] / 26 % 26);
		out[len++] = (char) ('a' + cp[i] % 26);
	}
	return len;
}

NameStatus
fold_romanise(NameArena *arena, const uint32_t *cp, size_t n, char **out, size_t *outlen)
{
	size_t		room = FOLD_ROMAN_MAX(n);
	size_t		len = 0;
	size_t		kept;
	size_t		i;
	bool		ascii = true;
	bool		composite = false;
	char	   *to;

	for (i = 0; i < n; i++)
	{
		ascii = ascii && cp[i] < 0x80;
		composite = composite || is_hangul_syllable(cp[i]) || is_katakana(cp[i]);
	}
	if (ascii)
		room = n;
	to = name_alloc(arena, room);
	if (to == NULL)
		return NAME_NO_MEMORY;
	kept = arena->used - ((room + 7) & ~(size_t) 7);
	if (composite)
	{
		uint32_t   *expanded = name_alloc(arena, n * 3 * sizeof(uint32_t));

		if (expanded == NULL)
			return NAME_NO_MEMORY;
		n = expand(cp, n, expanded);
		cp = expanded;
	}

	for (i = 0; i < n;)
	{
		uint32_t	c = cp[i];
		const RomanRule *rule;

		if (c < 0x80)
		{
			if (symbol((char) c) != NO_SYMBOL && len < room)
				to[len++] = (char) c;
			i++;
		}
		else if ((rule = roman_rule(cp, n, i)) != NULL)
		{
			for (unsigned k = 0; k < rule->ntarget && len < room; k++)
				to[len++] = rule->target[k];
			i += rule->nsource;
		}
		else if (c >= HAN_FIRST && c <= HAN_LAST)
		{
			const uint8_t *entry;
			NameStatus	status = han_lookup(c, &entry);

			if (status != NAME_OK)
				return status;
			for (unsigned k = 1; k < entry[0] && len < room; k++)
				to[len++] = (char) entry[k];
			i++;
		}
		else
		{
			size_t		start = i;
			size_t		got;
			NameStatus	status;

			/* As much as ICU alone knows: it reads syllables, not letters. */
			do
				i++;
			while (i < n && i - start < ICU_CHUNK && cp[i] >= 0x80 &&
				   !(cp[i] >= HAN_FIRST && cp[i] <= HAN_LAST) &&
				   roman_rule(cp, n, i) == NULL);
			status = icu_reading(cp + start, i - start, to + len, room - len, &got);
			if (status != NAME_OK)
				return status;
			if (got == 0)
				got = spell_out(cp + start, i - start, to + len, room - len);
			len += got;
		}
	}

	/* Give back what was not needed. */
	arena->used = kept + ((len + 7) & ~(size_t) 7);
	*out = to;
	*outlen = len;
	return NAME_OK;
}

/* ---- the canonical key ---- */

/*
 * The rule of a list that applies at position i of the word, or NULL.
 */
static inline const CanonRule *
canon_rule(RuleList list, const char *word, size_t len, size_t i)
{
	for (unsigned k = 0; k < list.count; k++)
	{
		const CanonRule *rule = &rules->canon[list.first + k];
		size_t		end = i + rule->nsource;
		size_t		m = 1;

		if (end > len || len < rule->min_length || (rule->at_start && i > 0) ||
			(rule->at_end && end < len))
			continue;
		while (m < rule->nsource && word[i + m] == rule->source[m])
			m++;
		if (m < rule->nsource)
			continue;
		if (rule->followers != 0)
		{
			unsigned	next = end < len ? symbol(word[end]) : NO_SYMBOL;

			if ((rule->followers >> next & 1) == 0)
				continue;
		}
		return rule;
	}
	return NULL;
}

size_t
fold_canonical(const char *word, size_t len, char *out)
{
	bool		collapse = rules->collapse != 0 && len >= rules->collapse;
	size_t		n = 0;

	for (size_t i = 0; i < len;)
	{
		unsigned	a = symbol(word[i]);
		unsigned	b = i + 1 < len ? symbol(word[i + 1]) : NO_SYMBOL;
		const CanonRule *rule = NULL;

		if (rules->pair[a][b].count > 0)
			rule = canon_rule(rules->pair[a][b], word, len, i);
		if (rule == NULL && rules->single[a].count > 0)
			rule = canon_rule(rules->single[a], word, len, i);
		if (rule == NULL)
		{
			if (!(collapse && n > 0 && out[n - 1] == word[i] && a < 26))
				out[n++] = word[i];
			i++;
			continue;
		}
		for (unsigned k = 0; k < rule->ntarget; k++)
		{
			char		c = rule->target[k];

			if (!(collapse && n > 0 && out[n - 1] == c && !(c >= '0' && c <= '9')))
				out[n++] = c;
		}
		i += rule->nsource;
	}

	/* No word is without a key. */
	if (n == 0)
	{
		memcpy(out, word, len);
		n = len;
	}
	return n;
}
