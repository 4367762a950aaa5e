/*-------------------------------------------------------------------------
 *
 * units.c
 *	  Splitting a folded field into words.
 *
 *-------------------------------------------------------------------------
 */
#include "name/units.h"

#include <string.h>

#define MAX_QUOTES		100
#define ORDINAL_REST	3		/* letters of a word written onto an ordinal */

static const uint32_t and_cp[] = {'a', 'n', 'd'};
static const uint32_t percent_cp[] = {'p', 'e', 'r', 'c', 'e', 'n', 't'};

#define NO_KIND		(-1)

static const int8_t kinds[] = {
	[FOLD_SPACE] = NO_KIND,
	[FOLD_LETTER] = WORD_LETTERS,
	[FOLD_DIGIT] = WORD_DIGITS,
	[FOLD_HAN] = WORD_UNSPACED,
	[FOLD_KANA] = WORD_UNSPACED,
	[FOLD_HANGUL] = WORD_HANGUL,
	[FOLD_THAI] = WORD_UNSPACED,
	[FOLD_DOT] = NO_KIND,
	[FOLD_APOSTROPHE] = NO_KIND,
	[FOLD_QUOTE] = NO_KIND,
	[FOLD_OPEN] = NO_KIND,
	[FOLD_CLOSE] = NO_KIND,
	[FOLD_AMPERSAND] = NO_KIND,
	[FOLD_HYPHEN] = NO_KIND,
	[FOLD_PUNCT] = NO_KIND
};

static inline bool
kind_of(uint8_t cls, WordKind *kind)
{
	*kind = (WordKind) kinds[cls];
	return kinds[cls] != NO_KIND;
}

/* Where a run of one kind ends that has begun before i. */
static inline size_t
run_end(const FoldedText *text, size_t i, int kind)
{
	const uint8_t *cls = text->cls;
	const size_t n = text->n;

	while (i < n && kinds[cls[i]] == kind)
		i++;
	return i;
}

static bool
is_vowel(uint32_t c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

/*
 * How many letters of a word behind a number are an English ordinal suffix,
 * which says nothing that the number does not: all of "st", "nd", "rd" and
 * "th", or the first two of a word that is written onto the suffix of that
 * number ("8thshipping", but not "4thought"): no word begins with them and a
 * consonant, unless it is an r or the w of "thwart".
 */
static uint32_t
ordinal_suffix(const NameWord *number, const NameWord *w)
{
	static const char suffix[4][2] = {{'t', 'h'}, {'s', 't'}, {'n', 'd'}, {'r', 'd'}};
	uint32_t	ones = number->cp[number->ncp - 1] - '0';
	bool		teen = number->ncp > 1 && number->cp[number->ncp - 2] == '1';
	int			which = 0;

	if (w->ncp < 2)
		return 0;
	while (which < 4 && !(w->cp[0] == (uint32_t) suffix[which][0] && w->cp[1] == (uint32_t) suffix[which][1]))
		which++;
	if (which == 4)
		return 0;
	if (w->ncp == 2)
		return 2;
	if (w->ncp < 2 + ORDINAL_REST || (uint32_t) which != (teen || ones > 3 ? 0 : ones))
		return 0;
	return w->cp[2] < 'a' || w->cp[2] > 'z' || is_vowel(w->cp[2]) || w->cp[2] == 'r' || w->cp[2] == 'w' ? 0 : 2;
}

/*
 * Merges runs of single letters in place.  Their code points go to buf, which
 * has room for one per word.  Where some letters of a run are divided by dots
 * alone, a space divides abbreviations: "M.A.T.S.A. S.A.".  Letters divided by
 * slashes are one abbreviation, and its own: "M/S A B Trading".
 */
static int
merge_single_letters(NameWord *words, int n, uint32_t *buf)
{
	int			out = 0;

	for (int i = 0; i < n;)
	{
		int			j = i + 1;

		if (words[i].kind == WORD_LETTERS && words[i].ncp == 1)
		{
			int			spaced = 0;
			bool		slashed = i + 1 < n && words[i + 1].slashed;

			while (j < n && words[j].kind == WORD_LETTERS && words[j].ncp == 1 &&
				   (words[j].gap == GAP_DOT || words[j].gap == GAP_LOOSE) &&
				   words[j].slashed == slashed &&
				   (slashed || j + 1 == n || !words[j + 1].slashed) &&
				   words[j].bracket == words[i].bracket)
			{
				if (!slashed && words[j].gap == GAP_LOOSE && spaced == 0)
					spaced = j;
				j++;
			}
			/* the first letters are dotted and more than one */
			if (spaced > i + 1)
				j = spaced;
		}
		if (out < i)
			words[out] = words[i];
		words[out].slashed = false;
		if (j - i > 1)
		{
			uint32_t   *start = buf;

			words[out].slashed = words[j - 1].slashed;
			words[out].end = words[j - 1].end;

			/* words[out] may be words[i]: read all letters first */
			for (int k = i; k < j; k++)
				*buf++ = words[k].cp[0];
			words[out].cp = start;
			words[out].ncp = (uint32_t) (j - i);
		}
		out++;
		i = j;
	}
	return out;
}

/*
 * What a quotation mark at position i does to the depth of quotations.  Marks
 * are folded into one, so it is an opening one where a word begins behind it
 * and none ends before it.  A single one counts in the same places, which are
 * not those of an apostrophe.
 */
static int
quote_step(const FoldedText *text, size_t i)
{
	WordKind	kind;
	size_t		b = i;
	size_t		a = i + 1;
	bool		before;
	bool		after;

	/* marks side by side open or close together */
	while (b > 0 && text->cls[b - 1] == text->cls[i])
		b--;
	while (a < text->n && text->cls[a] == text->cls[i])
		a++;
	before = b > 0 && (kind_of(text->cls[b - 1], &kind) ||
					   text->cls[b - 1] == FOLD_DOT || text->cls[b - 1] == FOLD_CLOSE);
	after = a < text->n && kind_of(text->cls[a], &kind);

	return before == after ? 0 : after ? 1 : -1;
}

NameStatus
units_split(NameArena *arena, const FoldedText *text, NameWord **words, int *nwords)
{
	NameWord   *w;
	uint32_t   *buf;
	uint32_t   *letters;
	size_t		used = 0;
	size_t		i = 0;
	int			n = 0;
	uint16_t	bracket = 0;
	uint16_t	nbrackets = 0;
	int			quotes = 0;
	WordGap		gap = GAP_NONE;
	bool		semicolon = false;
	bool		slash = false;

	/* one word needs at least one code point */
	w = name_alloc_dirty(arena, (text->n + 1) * sizeof(NameWord));
	buf = name_alloc_dirty(arena, (text->n + 1) * sizeof(uint32_t));
	letters = name_alloc_dirty(arena, (text->n + 1) * sizeof(uint32_t));
	if (w == NULL || buf == NULL || letters == NULL)
		return NAME_NO_MEMORY;

	while (i < text->n)
	{
		WordKind	kind;
		uint8_t		cls = text->cls[i];
		bool		sign = false;

		if (kind_of(cls, &kind))
		{
			NameWord   *word = &w[n];

			word->kind = kind;
			word->gap = gap;
			word->quotes = (uint8_t) quotes;
			word->semicolon = semicolon;
			word->bracket = bracket;
			word->slashed = slash;
			word->at = (uint32_t) i;
			word->cp = text->cp + i;
			i = run_end(text, i, (int) kind);
			word->ncp = (uint32_t) (text->cp + i - word->cp);
			/* an apostrophe vanishes, but does not end the word */
			if (kind == WORD_LETTERS && i + 1 < text->n &&
				text->cls[i] == FOLD_APOSTROPHE && text->cls[i + 1] == FOLD_LETTER)
			{
				memcpy(buf + used, word->cp, word->ncp * sizeof(uint32_t));
				word->cp = buf + used;
				used += word->ncp;
				for (; i + 1 < text->n && text->cls[i] == FOLD_APOSTROPHE &&
					 text->cls[i + 1] == FOLD_LETTER;)
					for (i++; i < text->n && text->cls[i] == FOLD_LETTER; i++)
						buf[used++] = text->cp[i];
				word->ncp = (uint32_t) (buf + used - word->cp);
			}
			word->end = (uint32_t) i;
			if (kind == WORD_DIGITS)
			{
				while (word->ncp > 1 && word->cp[0] == '0')
				{
					word->cp++;
					word->ncp--;
				}
			}
			if (kind == WORD_LETTERS && gap == GAP_NONE && n > 0 && w[n - 1].kind == WORD_DIGITS)
			{
				uint32_t	suffix = ordinal_suffix(&w[n - 1], word);

				if (suffix == word->ncp)
					continue;
				word->cp += suffix;
				word->ncp -= suffix;
				word->at += suffix;
			}
			n++;
			gap = GAP_NONE;
			semicolon = false;
			slash = false;
			continue;
		}

		if (cls == FOLD_QUOTE || cls == FOLD_APOSTROPHE)
		{
			quotes += quote_step(text, i);
			quotes = quotes < 0 ? 0 : quotes > MAX_QUOTES ? MAX_QUOTES : quotes;
		}
		slash = text->cp[i] == '/' && gap == GAP_NONE;
		switch (cls)
		{
			case FOLD_OPEN:
				/* nested brackets count as part of the outermost */
				if (bracket == 0 && nbrackets < UINT16_MAX)
					bracket = ++nbrackets;
				gap = GAP_BREAK;
				break;
			case FOLD_CLOSE:
				bracket = 0;
				gap = GAP_BREAK;
				break;
			case FOLD_AMPERSAND:
				w[n].cp = and_cp;
				w[n].ncp = 3;
				sign = true;
				break;
			case FOLD_DOT:
				if (gap < GAP_DOT)
					gap = GAP_DOT;
				break;
			case FOLD_SPACE:
			case FOLD_HYPHEN:
			case FOLD_APOSTROPHE:
				if (gap < GAP_LOOSE)
					gap = GAP_LOOSE;
				break;
			default:
				if (text->cp[i] == ';')
				{
					gap = GAP_BREAK;
					semicolon = true;
				}
				else if (text->cp[i] == '%')
				{
					w[n].cp = percent_cp;
					w[n].ncp = 7;
					sign = true;
				}
				else if (text->cp[i] == '/')
				{
					if (gap < GAP_LOOSE)
						gap = GAP_LOOSE;
				}
				else if (gap < GAP_PUNCT)
					gap = GAP_PUNCT;
				break;
		}
		if (sign)
		{
			/* a sign that is read as a word */
			w[n].kind = WORD_LETTERS;
			w[n].gap = gap > GAP_PUNCT ? gap : GAP_PUNCT;
			w[n].quotes = (uint8_t) quotes;
			w[n].semicolon = semicolon;
			w[n].slashed = false;
			w[n].at = (uint32_t) i;
			w[n].end = (uint32_t) i + 1;
			w[n].bracket = bracket;
			n++;
			gap = GAP_PUNCT;
			semicolon = false;
		}
		i++;
	}

	*words = w;
	*nwords = merge_single_letters(w, n, letters);
	return NAME_OK;
}

/* A hash as eight letters. */
static void
hash_letters(const void *data, size_t len, char *out)
{
	uint64_t	h = name_hash(NAME_HASH_START, data, len);

	h ^= h >> 32;
	for (int i = 0; i < 8; i++, h >>= 4)
		out[i] = (char) ('a' + (h & 15));
}

size_t
units_cut_key(char *key, size_t len)
{
	if (len <= WORD_MAX_KEY)
		return len;
	hash_letters(key, len, key + WORD_MAX_KEY - 8);
	return WORD_MAX_KEY;
}

NameStatus
units_spell(NameArena *arena, NameWord *word)
{
	char	   *text;
	char	   *key;
	size_t		textlen;
	size_t		keylen;
	NameStatus	status;

	status = fold_romanise(arena, word->cp, word->ncp, &text, &textlen);
	if (status != NAME_OK)
		return status;
	if (textlen > UINT16_MAX)
		textlen = UINT16_MAX;
	if (textlen == 0)
	{
		/* letters without a reading still tell one name from another */
		text = name_alloc(arena, 8);
		if (text == NULL)
			return NAME_NO_MEMORY;
		hash_letters(word->cp, word->ncp * sizeof(uint32_t), text);
		textlen = 8;
	}

	key = name_alloc_dirty(arena, textlen + 1);
	if (key == NULL)
		return NAME_NO_MEMORY;
	if (word->kind == WORD_DIGITS)
	{
		memcpy(key, text, textlen);
		keylen = textlen;
	}
	else
		keylen = fold_canonical(text, textlen, key);
	keylen = units_cut_key(key, keylen);
	word->text = text;
	word->textlen = (uint16_t) textlen;
	word->key = key;
	word->keylen = (uint16_t) keylen;
	return NAME_OK;
}
