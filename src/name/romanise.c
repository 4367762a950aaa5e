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

#include "name/romanise_rules.h"

static Rules *rules;

/* symbol() of each byte; filled by fold_init(). */
static uint8_t symbols[256];

/* Of an ASCII letter or digit in lower case 0, of all else 0x80. */
static uint8_t strange[128];

NameStatus
fold_init(const char *text, size_t len, int *line, const char **why)
{
	NameStatus	status = fold_open();
	Rules	   *fresh;

	*line = 0;
	*why = NULL;
	if (status == NAME_OK)
		status = romanise_read_rules(text, len, line, why, &fresh);
	if (status != NAME_OK)
		return status;
	romanise_free_rules(rules);
	rules = fresh;
	for (int c = 0; c < 256; c++)
		symbols[c] = (uint8_t) symbol((char) c);
	for (int c = 0; c < 128; c++)
		strange[c] = symbols[c] == NO_SYMBOL ? 0x80 : 0;
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
	size_t		mark;
	size_t		kept;
	size_t		i;
	uint32_t	other = 0;
	bool		ascii = true;
	bool		composite = false;
	char	   *to;

	/* most words are plain */
	mark = arena->used;
	to = name_alloc_dirty(arena, n);
	if (to == NULL)
		return NAME_NO_MEMORY;
	for (i = 0; i < n; i++)
	{
		other |= cp[i] | strange[cp[i] & 0x7F];
		to[i] = (char) cp[i];
	}
	if (other < 0x80)
	{
		*out = to;
		*outlen = n;
		return NAME_OK;
	}
	arena->used = mark;

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
		n = romanise_expand(cp, n, expanded);
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

/* The symbol at position i, NO_SYMBOL behind the end. */
static inline unsigned
symbol_at(const char *word, size_t len, size_t i)
{
	return i < len ? symbols[(unsigned char) word[i]] : NO_SYMBOL;
}

size_t
fold_canonical(const char *word, size_t len, char *out)
{
	const Rules *r = rules;
	const unsigned char *s = (const unsigned char *) word;

	/* symbols below this are not doubled: all letters, or nothing */
	const unsigned single = r->collapse != 0 && len >= r->collapse ? 26 : 0;
	size_t		n = 0;
	int			last = -1;		/* what was written last */
	unsigned	a = symbol_at(word, len, 0);
	unsigned	b = symbol_at(word, len, 1);
	unsigned	c;

	for (size_t i = 0; i < len;)
	{
		uint64_t	may = r->may[a][b];
		const CanonRule *rule = NULL;

		c = i + 2 < len ? symbols[s[i + 2]] : NO_SYMBOL;
		if (may & (UINT64_C(1) << c | CANON_SINGLE))
		{
			if (may >> c & 1)
				rule = canon_rule(r->pair[a][b], word, len, i);
			if (rule == NULL && (may & CANON_SINGLE))
				rule = canon_rule(r->single[a], word, len, i);
		}
		if (rule == NULL)
		{
			int			letter = s[i++];

			/* written over where it is doubled */
			n -= (letter == last) & (a < single);
			out[n++] = (char) letter;
			last = letter;
			a = b;
			b = c;
			continue;
		}
		for (unsigned k = 0; k < rule->ntarget; k++)
		{
			int			letter = (unsigned char) rule->target[k];

			n -= letter == last && single > 0 && !(letter >= '0' && letter <= '9');
			out[n++] = (char) letter;
			last = letter;
		}
		i += rule->nsource;
		a = symbol_at(word, len, i);
		b = symbol_at(word, len, i + 1);
	}

	/* No word is without a key. */
	if (n == 0)
	{
		memcpy(out, word, len);
		n = len;
	}
	return n;
}
