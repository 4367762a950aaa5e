/*-------------------------------------------------------------------------
 *
 * distance.c
 *	  How far apart two strings of letters are.
 *
 *-------------------------------------------------------------------------
 */
#include "name/distance.h"

#include <string.h>

/* One edit costs this much of the longer word's length. */
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

/*
 * Whether the one edit between two strings is a slight one: neighbours
 * swapped, or a vowel for another.
 */
static bool
slight_edit(const char *a, int alen, const char *b, int blen)
{
	int			i = 0;

	if (alen != blen)
		return false;
	while (a[i] == b[i])
		i++;
	if (i + 1 < alen && a[i] == b[i + 1] && a[i + 1] == b[i])
		return true;
	return is_vowel(a[i]) && is_vowel(b[i]);
}

int
name_letters_sim(const char *a, int alen, const char *b, int blen, int budget, int *edits)
{
	int			longer = alen > blen ? alen : blen;

	*edits = 0;
	if (alen == blen && memcmp(a, b, (size_t) alen) == 0)
		return NAME_SCORE_MAX;
	if (budget == 0)
		return 0;
	*edits = name_distance(a, alen, b, blen, budget);
	if (*edits > budget || !same_digits(a, alen, b, blen))
		return 0;
	return NAME_SCORE_MAX - (*edits == 1 && slight_edit(a, alen, b, blen) ? COST_EDIT_SLIGHT :
							 COST_EDIT * *edits) / longer;
}
