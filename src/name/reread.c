/*-------------------------------------------------------------------------
 *
 * reread.c
 *	  Digits that stand for letters.
 *
 *-------------------------------------------------------------------------
 */
#include "name/reread.h"

#include <string.h>

#define CYRILLIC_FIRST	0x0430	/* small letters of Russian */
#define CYRILLIC_LAST	0x044F

static const char like_latin[10] = {['0' - '0'] = 'o',['1' - '0'] = 'i',['5' - '0'] = 's',['8' - '0'] = 'b',['9' - '0'] = 'g'};
static const uint16_t like_cyrillic[10] = {['0' - '0'] = 0x43E,['3' - '0'] = 0x437,['6' - '0'] = 0x431};

static bool
is_latin(uint32_t c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_vowel(uint32_t c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/* How many letters stand in a row at i, going on by step; two are enough. */
static int
letters_from(const FoldedText *text, size_t i, int step)
{
	int			n = 0;

	while (n < 3 && i < text->n && text->cls[i] == FOLD_LETTER)
	{
		n++;
		i += (size_t) step;		/* below 0 is beyond the end */
	}
	return n;
}

/*
 * The letter that a digit looks like, beside a letter of the same word; 0 if
 * it looks like none of that script.  An l stands between vowels, an i
 * elsewhere.
 */
static uint32_t
looks_like(const FoldedText *text, size_t i, uint32_t beside, bool between)
{
	uint32_t	digit = text->cp[i] - '0';

	if (is_latin(beside))
	{
		if (digit == 1 && between && is_vowel(text->cp[i - 1]) && is_vowel(text->cp[i + 1]))
			return 'l';
		return (uint32_t) like_latin[digit];
	}
	if (beside >= CYRILLIC_FIRST && beside <= CYRILLIC_LAST)
		return like_cyrillic[digit];
	return 0;
}

NameStatus
reread_digits(NameArena *arena, const FoldedText *text, FoldedText *out, bool *found)
{
	*found = false;
	if (text->n > REREAD_MAX)
		return NAME_OK;
	for (size_t i = 0; i < text->n;)
	{
		size_t		end = i;
		int			before;
		int			after;
		uint32_t	letter;

		while (end < text->n && text->cls[end] == FOLD_DIGIT)
			end++;
		if (end == i)
		{
			i++;
			continue;
		}
		before = letters_from(text, i - 1, -1);
		after = letters_from(text, end, 1);
		letter = 0;
		if (end - i == 1 || (end - i == 2 && text->cp[i] == '0' && text->cp[i + 1] == '0'))
		{
			bool		between = before > 0 && after > 0;

			if (between ? before + after >= 3 : text->cp[i] == '0' && before + after >= 3)
				letter = looks_like(text, i, text->cp[before > 0 ? i - 1 : end], between);
		}
		if (letter != 0)
		{
			if (!*found)
			{
				out->n = text->n;
				out->cp = name_alloc_dirty(arena, text->n * sizeof(uint32_t));
				out->cls = name_alloc_dirty(arena, text->n);
				if (out->cp == NULL || out->cls == NULL)
					return NAME_NO_MEMORY;
				memcpy(out->cp, text->cp, text->n * sizeof(uint32_t));
				memcpy(out->cls, text->cls, text->n);
				*found = true;
			}
			for (size_t k = i; k < end; k++)
			{
				out->cp[k] = letter;
				out->cls[k] = FOLD_LETTER;
			}
		}
		i = end;
	}
	return NAME_OK;
}
