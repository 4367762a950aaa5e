/*-------------------------------------------------------------------------
 *
 * party_numbers.c
 *	  Lengths and check digits of identifiers.
 *
 *-------------------------------------------------------------------------
 */
#include "name/party_numbers.h"

#include <string.h>

#define MAX_NUMBER	20

static const NumberKind kinds[] = {
	{"inn", 9, 10, 12, false, false},
	{"kpp", 9, 9, 9, false, false},
	{"ogrn", 12, 13, 15, false, false},
	{"okpo", 8, 8, 10, false, false},
	{"bin", 12, 12, 12, false, false},
	{"iin", 12, 12, 12, false, false},
	{"unp", 9, 9, 9, false, false},
	{"edrpou", 8, 8, 8, false, false},
	{"uscc", 8, 18, 18, false, true},
	{"vat", 6, 11, 16, false, true},
	{"ein", 9, 9, 10, false, false},
	{"eori", 6, 10, 17, false, true},
	{"lei", 2, 20, 20, false, true},
	{"imo", 7, 7, 7, false, false},
	{"mmsi", 9, 9, 9, false, false},
	{"duns", 9, 9, 9, false, false},
	{"bic", 0, 8, 11, false, true},
	{"passport", 5, 6, 12, false, false},
	{"account", 5, 10, 34, true, true},
	{"phone", 5, 7, 16, true, false},
	{"fax", 5, 7, 16, true, false},
	{"telex", 4, 5, 12, true, false},
	{"", 4, 4, 24, false, false}
};

const NumberKind *
number_kind(const char *name)
{
	size_t		last = sizeof(kinds) / sizeof(kinds[0]) - 1;

	for (size_t i = 0; i < last; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return &kinds[last];
}

/* The check digit of the first n digits, with these weights. */
static int
weighted(const char *s, const int *weights, int n)
{
	int			sum = 0;

	for (int i = 0; i < n; i++)
		sum += (s[i] - '0') * weights[i];
	return sum % 11 % 10;
}

/* Russian tax numbers of companies and of persons. */
static bool
is_inn(const char *s, int n)
{
	static const int weights[] = {3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8};

	if (n == 10)
		return weighted(s, weights + 2, 9) == s[9] - '0';
	return n == 12 && weighted(s, weights + 1, 10) == s[10] - '0' &&
		weighted(s, weights, 11) == s[11] - '0';
}

/* Russian registration numbers. */
static bool
is_ogrn(const char *s, int n)
{
	int64_t		value = 0;

	if ((n != 13 && n != 15) || s[0] == '0')
		return false;
	for (int i = 0; i < n - 1; i++)
		value = value * 10 + (s[i] - '0');
	return value % (n - 2) % 10 == s[n - 1] - '0';
}

/* Kazakh business numbers: weights 1 to 11, and if that gives 10, 3 to 11, 1, 2. */
static bool
is_bin(const char *s, int n)
{
	int			sum = 0;

	if (n != 12)
		return false;
	for (int i = 0; i < 11; i++)
		sum += (s[i] - '0') * (i + 1);
	if (sum % 11 == 10)
	{
		sum = 0;
		for (int i = 0; i < 11; i++)
			sum += (s[i] - '0') * ((i + 2) % 11 + 1);
	}
	return sum % 11 == s[11] - '0';
}

/* Legal entity identifiers: ISO 7064, 97-10. */
static bool
is_lei(const char *s, int n)
{
	int			rest = 0;

	if (n != 20 || s[18] > '9' || s[19] > '9')
		return false;
	for (int i = 0; i < n; i++)
		rest = s[i] <= '9' ? (rest * 10 + (s[i] - '0')) % 97 :
			(rest * 100 + (s[i] - 'a' + 10)) % 97;
	return rest == 1;
}

/* Chinese unified social credit codes. */
static bool
is_uscc(const char *s, int n)
{
	static const char alphabet[] = "0123456789abcdefghjklmnpqrtuwxy";
	int			sum = 0;
	int			weight = 1;

	if (n != 18)
		return false;
	for (int i = 0; i < 17; i++)
	{
		const char *p = strchr(alphabet, s[i]);

		if (p == NULL)
			return false;
		sum += (int) (p - alphabet) * weight;
		weight = weight * 3 % 31;
	}
	return alphabet[(31 - sum % 31) % 31] == s[17];
}

const char *
number_told(const NameWord *words, int n)
{
	char		s[MAX_NUMBER] = {0};
	int			len = 0;
	bool		digits = true;

	for (int i = 0; i < n; i++)
	{
		digits = digits && words[i].kind == WORD_DIGITS;
		/* leading zeros are no part of the word */
		for (uint32_t k = words[i].end - words[i].at; words[i].kind == WORD_DIGITS && k > words[i].ncp; k--)
		{
			if (len == MAX_NUMBER)
				return NULL;
			s[len++] = '0';
		}
		for (uint32_t k = 0; k < words[i].ncp; k++)
		{
			uint32_t	c = words[i].cp[k];

			if (len == MAX_NUMBER || !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')))
				return NULL;
			s[len++] = (char) c;
		}
	}
	if (!digits)
		return is_lei(s, len) ? "lei" : is_uscc(s, len) ? "uscc" : NULL;
	return is_inn(s, len) ? "inn" : is_ogrn(s, len) ? "ogrn" : is_bin(s, len) ? "bin" :
		is_lei(s, len) ? "lei" : is_uscc(s, len) ? "uscc" : NULL;
}
