/*-------------------------------------------------------------------------
 *
 * romanise_rules.c
 *	  Reading the romanisation rules (docs/rules.md) and indexing them.
 *
 *-------------------------------------------------------------------------
 */
#include "name/romanise_rules.h"

#include <stdlib.h>
#include <string.h>

size_t
romanise_expand(const uint32_t *cp, size_t n, uint32_t *out)
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

typedef enum Section
{
	SECTION_NONE,
	SECTION_LOOK_ALIKE,
	SECTION_ROMANISE,
	SECTION_CANONICAL
} Section;

void
romanise_free_rules(Rules *r)
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
	m = romanise_expand(source, (size_t) count, expanded);
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

/* The symbols that a rule lets follow its source, NO_SYMBOL at the end of a word. */
static uint64_t
may_follow(const CanonRule *rule)
{
	if (rule->at_end)
		return UINT64_C(1) << NO_SYMBOL;
	return rule->followers != 0 ? rule->followers : CANON_SINGLE - 1;
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
	for (size_t i = 0; i < r->ncanon; i++)
	{
		const CanonRule *rule = &r->canon[i];
		uint64_t   *may = r->may[symbol(rule->source[0])];

		if (rule->nsource > 1)
			may[symbol(rule->source[1])] |= rule->nsource > 2 ?
				UINT64_C(1) << symbol(rule->source[2]) : may_follow(rule);
		else
			for (int b = 0; b <= SYMBOLS; b++)
				if (may_follow(rule) >> b & 1)
					may[b] |= CANON_SINGLE;
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
romanise_read_rules(const char *text, size_t len, int *line, const char **why, Rules **rules)
{
	Rules	   *r = calloc(1, sizeof(Rules));
	NameStatus	status;

	*rules = NULL;
	if (r == NULL)
		return NAME_NO_MEMORY;
	status = parse_rules(r, text, len, line, why);
	if (status == NAME_OK)
		status = index_rules(r, line, why);
	if (status == NAME_OK)
		*rules = r;
	else
		romanise_free_rules(r);
	return status;
}
