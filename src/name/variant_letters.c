/*-------------------------------------------------------------------------
 *
 * variant_letters.c
 *	  Edits of the letters of one word.
 *
 *-------------------------------------------------------------------------
 */
#include "name/variants.h"

#include <string.h>

#include <unicode/uchar.h>

static bool
is_upper(uint32_t c)
{
	return u_isupper((UChar32) c);
}

static uint32_t
lower(uint32_t c)
{
	return (uint32_t) u_tolower((UChar32) c);
}

/* A letter in the case of another. */
static uint32_t
cased(uint32_t c, uint32_t like)
{
	return is_upper(like) ? (uint32_t) u_toupper((UChar32) c) : c;
}

/* Another letter of the same alphabet. */
static uint32_t
other_letter(uint32_t like, uint32_t not1, uint32_t not2, uint32_t hash)
{
	uint32_t	first = 'a';
	uint32_t	n = 26;
	uint32_t	c = lower(like);

	if (c >= 0x430 && c < 0x450)
	{
		first = 0x430;
		n = 32;
	}
	else if (c >= 0x3B1 && c <= 0x3C9)
	{
		first = 0x3B1;
		n = 17;
	}
	else if (c > 0x24F)
	{
		/* alphabets without an order of their own: a letter beside it */
		return like + 1;
	}
	for (uint32_t k = 0;; k++)
	{
		uint32_t	choice = first + (hash + k * 7) % n;

		if (choice != lower(not1) && choice != lower(not2))
			return cased(choice, like);
	}
}

static void
copy(const Letters *in, Letters *out)
{
	memcpy(out, in, sizeof(Letters));
}

static void
open_gap(Letters *w, int at, int n)
{
	memmove(w->cp + at + n, w->cp + at, (size_t) (w->n - at) * sizeof(uint32_t));
	w->n += n;
}

static void
close_gap(Letters *w, int at, int n)
{
	memmove(w->cp + at, w->cp + at + n, (size_t) (w->n - at - n) * sizeof(uint32_t));
	w->n -= n;
}

bool
letters_delete(const Letters *in, int at, Letters *out)
{
	if (in->n < 3 || at >= in->n)
		return false;
	copy(in, out);
	close_gap(out, at, 1);
	return true;
}

bool
letters_insert(const Letters *in, int at, uint32_t hash, Letters *out)
{
	if (in->n < 3 || at < 1 || at >= in->n)
		return false;
	copy(in, out);
	open_gap(out, at, 1);
	out->cp[at] = other_letter(in->cp[at], in->cp[at - 1], in->cp[at], hash);
	return true;
}

bool
letters_substitute(const Letters *in, int at, uint32_t hash, Letters *out)
{
	if (in->n < 2 || at >= in->n)
		return false;
	copy(in, out);
	out->cp[at] = other_letter(in->cp[at], in->cp[at], in->cp[at > 0 ? at - 1 : 1], hash);
	return true;
}

bool
letters_swap(const Letters *in, int at, Letters *out)
{
	if (in->n < 3)
		return false;
	for (int k = 0; k < in->n - 1; k++)
	{
		int			i = (at + k) % (in->n - 1);

		if (i == 0 || lower(in->cp[i]) == lower(in->cp[i + 1]))
			continue;
		copy(in, out);
		/* the case of the places stays */
		out->cp[i] = cased(lower(in->cp[i + 1]), in->cp[i]);
		out->cp[i + 1] = cased(lower(in->cp[i]), in->cp[i + 1]);
		return true;
	}
	return false;
}

bool
letters_double(const Letters *in, int from, Letters *out)
{
	static const char doubled[] = "lnrstmpcf";

	for (int k = 0; k + 1 < in->n; k++)
	{
		int			i = 1 + (from + k) % (in->n - 1);
		uint32_t	c = lower(in->cp[i]);

		if (c >= 0x80 || strchr(doubled, (int) c) == NULL || lower(in->cp[i - 1]) == c ||
			(i + 1 < in->n && lower(in->cp[i + 1]) == c))
			continue;
		copy(in, out);
		open_gap(out, i, 1);
		out->cp[i] = in->cp[i];
		return true;
	}
	return false;
}

bool
letters_undouble(const Letters *in, Letters *out)
{
	for (int i = 1; i < in->n && in->n > 3; i++)
	{
		if (lower(in->cp[i]) != lower(in->cp[i - 1]))
			continue;
		copy(in, out);
		close_gap(out, i, 1);
		return true;
	}
	return false;
}

bool
letters_vowel(const Letters *in, int from, Letters *out)
{
	static const uint32_t vowels[][2] = {
		{'a', 'e'}, {'e', 'i'}, {'i', 'e'}, {'o', 'u'}, {'u', 'o'},
		{0x430, 0x43E}, {0x43E, 0x430}, {0x435, 0x438}, {0x438, 0x435}, {0x443, 0x44E}
	};

	for (int k = 0; k < in->n - 2; k++)
	{
		int			i = 1 + (from + k) % (in->n - 2);

		for (size_t v = 0; v < sizeof(vowels) / sizeof(vowels[0]); v++)
		{
			if (lower(in->cp[i]) != vowels[v][0])
				continue;
			copy(in, out);
			out->cp[i] = cased(vowels[v][1], in->cp[i]);
			return true;
		}
	}
	return false;
}

/* The key to the right of a key, or, at the end of a row, to the left. */
static uint32_t
neighbour_key(uint32_t c)
{
	static const uint32_t rows[][12] = {
		{'q', 'w', 'e', 'r', 't', 'y', 'u', 'i', 'o', 'p'},
		{'a', 's', 'd', 'f', 'g', 'h', 'j', 'k', 'l'},
		{'z', 'x', 'c', 'v', 'b', 'n', 'm'},
		{0x439, 0x446, 0x443, 0x43A, 0x435, 0x43D, 0x433, 0x448, 0x449, 0x437, 0x445, 0x44A},
		{0x444, 0x44B, 0x432, 0x430, 0x43F, 0x440, 0x43E, 0x43B, 0x434, 0x436, 0x44D},
		{0x44F, 0x447, 0x441, 0x43C, 0x438, 0x442, 0x44C, 0x431, 0x44E}
	};

	for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++)
		for (int i = 0; i < 12; i++)
			if (rows[r][i] == c)
				return i + 1 < 12 && rows[r][i + 1] ? rows[r][i + 1] : rows[r][i - 1];
	return 0;
}

bool
letters_keyboard(const Letters *in, int from, Letters *out)
{
	for (int k = 0; k < in->n - 2; k++)
	{
		int			i = 1 + (from + k) % (in->n - 2);
		uint32_t	c = neighbour_key(lower(in->cp[i]));

		if (c == 0)
			continue;
		copy(in, out);
		out->cp[i] = cased(c, in->cp[i]);
		return true;
	}
	return false;
}

typedef struct Exchange
{
	const char *from;
	const char *to;
} Exchange;

/* Exchanges the first of the strings that occurs; ASCII words only. */
static bool
exchange(const Letters *in, const Exchange *list, int n, int least, Letters *out)
{
	for (int e = 0; e < n; e++)
	{
		int			len = (int) strlen(list[e].from);
		int			tolen = (int) strlen(list[e].to);

		for (int i = least; i + len <= in->n; i++)
		{
			bool		same = true;

			for (int k = 0; k < len && same; k++)
				same = lower(in->cp[i + k]) == (uint32_t) list[e].from[k];
			if (!same)
				continue;
			copy(in, out);
			if (tolen > len)
				open_gap(out, i, tolen - len);
			else
				close_gap(out, i, len - tolen);
			for (int k = 0; k < tolen; k++)
			{
				uint32_t	like = in->cp[k < len ? i + k : i + len - 1];

				/* "Y" at the beginning becomes "Iu", not "IU" */
				if (k >= len && i + len < in->n)
					like = in->cp[i + len];
				out->cp[i + k] = cased((uint32_t) list[e].to[k], like);
			}
			return true;
		}
	}
	return false;
}

#define COUNT(list)	((int) (sizeof(list) / sizeof((list)[0])))

bool
letters_ocr(const Letters *in, Letters *out)
{
	static const Exchange list[] = {
		{"o", "0"}, {"l", "1"}, {"i", "1"}, {"s", "5"}, {"rn", "m"}, {"m", "rn"}, {"b", "8"}, {"g", "9"}
	};

	return in->n > 3 && exchange(in, list, COUNT(list), 1, out);
}

bool
letters_sound(const Letters *in, Letters *out)
{
	static const Exchange list[] = {
		{"ph", "f"}, {"ck", "k"}, {"ks", "x"}, {"x", "ks"}, {"qu", "kw"}, {"c", "k"}, {"k", "c"},
		{"f", "ph"}, {"v", "w"}, {"w", "v"}, {"z", "s"}
	};

	return in->n > 3 && exchange(in, list, COUNT(list), 1, out);
}

bool
letters_romanisation(const Letters *in, int rule, Letters *out)
{
	static const Exchange soft[] = {{"iy", "y"}, {"ii", "y"}, {"yi", "i"}, {"y", "i"}};
	static const Exchange kh[] = {{"kh", "h"}, {"zh", "j"}, {"shch", "sch"}, {"ts", "c"}};
	static const Exchange ya[] = {{"ya", "ia"}, {"yu", "iu"}, {"yo", "io"}, {"ye", "e"}, {"ia", "ya"}, {"iu", "yu"}};
	static const Exchange german[] = {{"shch", "schtsch"}, {"sh", "sch"}, {"ch", "tsch"}, {"v", "w"}};
	static const Exchange french[] = {{"sh", "ch"}, {"ch", "tch"}, {"u", "ou"}, {"ks", "x"}};

	if (in->n < 4)
		return false;
	switch (rule)
	{
		case 0:
			return exchange(in, soft, COUNT(soft), 1, out);
		case 1:
			return exchange(in, kh, COUNT(kh), 0, out);
		case 2:
			return exchange(in, ya, COUNT(ya), 0, out);
		case 3:
			return exchange(in, german, COUNT(german), 0, out);
		default:
			return exchange(in, french, COUNT(french), 0, out);
	}
}

/* Latin letters with a Cyrillic double, and back. */
static const uint32_t doubles[][2] = {
	{'o', 0x43E}, {'a', 0x430}, {'e', 0x435}, {'c', 0x441}, {'p', 0x440}, {'x', 0x445}, {'y', 0x443}
};

bool
letters_homoglyph(const Letters *in, Letters *out)
{
	/* one letter among others, or the script cannot be told any more */
	if (in->n < 3)
		return false;
	for (size_t d = 0; d < sizeof(doubles) / sizeof(doubles[0]); d++)
	{
		for (int i = 0; i < in->n; i++)
		{
			for (int way = 0; way < 2; way++)
			{
				if (lower(in->cp[i]) != doubles[d][way])
					continue;
				copy(in, out);
				out->cp[i] = cased(doubles[d][1 - way], in->cp[i]);
				return true;
			}
		}
	}
	return false;
}

bool
letters_cyrillic(const Letters *in, Letters *out)
{
	static const struct
	{
		const char *latin;
		uint32_t	cyrillic;
	}			table[] = {
		{"shch", 0x449}, {"zh", 0x436}, {"kh", 0x445}, {"ts", 0x446}, {"ch", 0x447}, {"sh", 0x448},
		{"yu", 0x44E}, {"ya", 0x44F}, {"a", 0x430}, {"b", 0x431}, {"v", 0x432}, {"g", 0x433},
		{"d", 0x434}, {"e", 0x435}, {"z", 0x437}, {"i", 0x438}, {"y", 0x439}, {"k", 0x43A},
		{"l", 0x43B}, {"m", 0x43C}, {"n", 0x43D}, {"o", 0x43E}, {"p", 0x43F}, {"r", 0x440},
		{"s", 0x441}, {"t", 0x442}, {"u", 0x443}, {"f", 0x444}
	};
	int			i = 0;

	out->n = 0;
	while (i < in->n)
	{
		size_t		t;

		for (t = 0; t < sizeof(table) / sizeof(table[0]); t++)
		{
			int			len = (int) strlen(table[t].latin);
			bool		same = i + len <= in->n;

			for (int k = 0; k < len && same; k++)
				same = lower(in->cp[i + k]) == (uint32_t) table[t].latin[k];
			if (!same)
				continue;
			out->cp[out->n++] = cased(table[t].cyrillic, in->cp[i]);
			i += len;
			break;
		}
		/* h, j, q, w and x have no letter of their own */
		if (t == sizeof(table) / sizeof(table[0]))
			return false;
	}
	return out->n > 0;
}
