/*-------------------------------------------------------------------------
 *
 * distance.c
 *	  How far apart two strings of letters are.
 *
 *-------------------------------------------------------------------------
 */
#include "name/distance.h"

#include <string.h>

#include "name/weights.h"

/*
 * Hyyrö's bit-parallel form of the optimal string alignment distance: one
 * column of the matrix is two machine words.
 */
int
name_distance(const char *a, int alen, const char *b, int blen, int limit)
{
	uint64_t	peq[128];
	uint64_t	vp = ~UINT64_C(0);
	uint64_t	vn = 0;
	uint64_t	d0 = 0;
	uint64_t	pm_before = 0;
	uint64_t	last = UINT64_C(1) << (alen - 1);
	int			distance = alen;

	if (alen - blen > limit || blen - alen > limit)
		return limit + 1;
	for (int i = 0; i < blen; i++)
		peq[(unsigned char) b[i] & 127] = 0;
	for (int i = 0; i < alen; i++)
		peq[(unsigned char) a[i] & 127] = 0;
	for (int i = 0; i < alen; i++)
		peq[(unsigned char) a[i] & 127] |= UINT64_C(1) << i;
	for (int j = 0; j < blen; j++)
	{
		uint64_t	pm = peq[(unsigned char) b[j] & 127];
		uint64_t	transposed = (((~d0) & pm) << 1) & pm_before;
		uint64_t	hp;
		uint64_t	hn;

		d0 = (((pm & vp) + vp) ^ vp) | pm | vn | transposed;
		hp = vn | ~(d0 | vp);
		hn = d0 & vp;
		if (hp & last)
			distance++;
		if (hn & last)
			distance--;
		hp = (hp << 1) | 1;
		hn <<= 1;
		vp = hn | ~(d0 | hp);
		vn = hp & d0;
		pm_before = pm;
	}
	return distance > limit ? limit + 1 : distance;
}

/* Whether two strings hold the same digits in the same order. */
static bool
same_digits(const char *a, int alen, const char *b, int blen)
{
	int			i = 0;
	int			j = 0;

	for (;;)
	{
		while (i < alen && (a[i] < '0' || a[i] > '9'))
			i++;
		while (j < blen && (b[j] < '0' || b[j] > '9'))
			j++;
		if (i == alen || j == blen)
			return i == alen && j == blen;
		if (a[i++] != b[j++])
			return false;
	}
}

static bool
is_vowel(char c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

/* Consonants that are taken for each other by ear; 0 for all others. */
static int
sound_of(char c)
{
	switch (c)
	{
		case 'b':
		case 'p':
			return 1;
		case 'd':
		case 't':
			return 2;
		case 'g':
		case 'k':
		case 'h':
		case 'x':
		case 'q':
		case 'H':
			return 3;
		case 'f':
		case 'v':
		case 'w':
			return 4;
		case 's':
		case 'z':
		case 'S':
		case 'c':
		case 'C':
			return 5;
		case 'm':
		case 'n':
			return 6;
		case 'l':
		case 'r':
			return 7;
		default:
			return 0;
	}
}

/* What one edit costs, by its kind: all of these letters make room for those. */
static int
edit_cost(const char *a, int alen, const char *b, int blen)
{
	if (alen != blen)
	{
		char		c = alen > blen ? a[0] : b[0];

		return is_vowel(c) || c == 'h' ? COST_EDIT_VOWEL : COST_EDIT;
	}
	if (alen == 2 || (is_vowel(a[0]) && is_vowel(b[0])))
		return COST_EDIT_SLIGHT;
	return sound_of(a[0]) != 0 && sound_of(a[0]) == sound_of(b[0]) ? COST_EDIT_CLOSE : COST_EDIT;
}

int
name_letters_sim(const char *a, int alen, const char *b, int blen, int budget, int *edits)
{
	int			longer = alen > blen ? alen : blen;
	int			shorter = alen > blen ? blen : alen;
	int			same = 0;

	*edits = 0;
	while (same < shorter && a[same] == b[same])
		same++;
	if (same == longer)
		return NAME_SCORE_MAX;
	if (longer - shorter > budget || budget == 0)
	{
		*edits = budget > 0 ? budget + 1 : 0;
		return 0;
	}

	/* what is alike at both ends adds nothing to the distance */
	a += same;
	b += same;
	alen -= same;
	blen -= same;
	while (alen > 0 && blen > 0 && a[alen - 1] == b[blen - 1])
	{
		alen--;
		blen--;
	}
	if ((alen <= 1 && blen <= 1) ||
		(alen == 2 && blen == 2 && a[0] == b[1] && a[1] == b[0]))
		*edits = 1;
	else if (budget == 1)
		*edits = 2;
	else if (alen == 0 || blen == 0)
		*edits = alen + blen;
	else
		*edits = name_distance(a, alen, b, blen, budget);
	if (*edits > budget || !same_digits(a, alen, b, blen))
		return 0;
	return NAME_SCORE_MAX -
		(*edits == 1 ? edit_cost(a, alen, b, blen) : COST_EDIT_TWO * *edits) / longer;
}
