/*-------------------------------------------------------------------------
 *
 * segment.c
 *	  Dividing runs of scripts without spaces.
 *
 *-------------------------------------------------------------------------
 */
#include "name/segment.h"

#define MAX_HANGUL_TAILS	5

static NameStatus
spell(NameArena *arena, NameWord *w)
{
	NameStatus	status = units_spell(arena, w);

	if (status == NAME_OK)
		lexicon_word(w);
	return status;
}

static NameStatus
emit(NameArena *arena, const NameWord *whole, uint32_t start, uint32_t n,
	 NameWord *out, int *nout)
{
	NameWord   *w = &out[(*nout)++];

	*w = *whole;
	w->cp = whole->cp + start;
	w->ncp = n;
	if (n < whole->ncp)
	{
		w->at = whole->at + start;
		w->end = w->at + n;
	}
	if (start > 0)
	{
		w->gap = GAP_NONE;
		w->semicolon = false;
	}
	return spell(arena, w);
}

/*
 * Han, Kana, Thai: from left to right, the longest entry wins; what no entry
 * covers is a word of its own.  An entry of one character counts only where it
 * ends the run (a plant, a bureau): inside, it would cut names to pieces.
 */
static NameStatus
segment_unspaced(NameArena *arena, const NameWord *whole, NameWord *out, int *nout)
{
	uint32_t	n = whole->ncp;
	uint32_t	start = 0;		/* of what no entry has covered yet */
	uint32_t	i = 0;
	NameStatus	status = NAME_OK;

	while (i < n && status == NAME_OK)
	{
		uint32_t	len = (uint32_t) lexicon_native(whole->cp + i, n - i);

		if (len == 0 || (len == 1 && i + 1 < n))
		{
			i++;
			continue;
		}
		if (i > start)
			status = emit(arena, whole, start, i - start, out, nout);
		if (status == NAME_OK)
			status = emit(arena, whole, i, len, out, nout);
		i += len;
		start = i;
	}
	if (n > start && status == NAME_OK)
		status = emit(arena, whole, start, n - start, out, nout);
	return status;
}

/* A word of other code points than the run it stands in. */
static NameStatus
emit_other(NameArena *arena, const NameWord *whole, uint32_t start,
		   const uint32_t *cp, uint32_t n, WordKind kind, NameWord *out, int *nout)
{
	NameWord	w = *whole;
	NameStatus	status;

	w.cp = cp;
	w.ncp = n;
	w.kind = (uint8_t) kind;
	status = emit(arena, &w, 0, n, out, nout);
	if (start > 0)
	{
		out[*nout - 1].gap = GAP_NONE;
		out[*nout - 1].semicolon = false;
	}
	return status;
}

/*
 * How the names of the Latin letters are written in Hangul.  Those of one
 * syllable are also syllables of ordinary words.
 */
typedef struct LetterName
{
	uint32_t	cp[3];
	char		letter;
	bool		plain;			/* hardly anything but a letter */
} LetterName;

static const LetterName letter_names[] = {
	{{0xB354, 0xBE14, 0xC720}, 'w', true},	/* deo beul yu */
	{{0xC5D0, 0xC774, 0xCE58}, 'h', true},	/* e i chi */
	{{0xC5D0, 0xC774}, 'a', true},
	{{0xC5D0, 0xD504}, 'f', true},
	{{0xC5D0, 0xC2A4}, 's', true},
	{{0xC544, 0xC774}, 'i', true},
	{{0xC81C, 0xC774}, 'j', true},
	{{0xCF00, 0xC774}, 'k', true},
	{{0xBE0C, 0xC774}, 'v', true},
	{{0xC5D1, 0xC2A4}, 'x', true},
	{{0xC640, 0xC774}, 'y', true},
	{{0xC81C, 0xD2B8}, 'z', true},
	{{0xBE44}, 'b', false},
	{{0xC528}, 'c', true},
	{{0xB514}, 'd', false},
	{{0xC774}, 'e', false},
	{{0xC9C0}, 'g', false},
	{{0xC5D8}, 'l', true},
	{{0xC5E0}, 'm', true},
	{{0xC5D4}, 'n', true},
	{{0xC624}, 'o', false},
	{{0xD53C}, 'p', false},
	{{0xD050}, 'q', false},
	{{0xC54C}, 'r', false},
	{{0xD2F0}, 't', false},
	{{0xC720}, 'u', false},
};

#define NLETTERNAMES	(sizeof(letter_names) / sizeof(letter_names[0]))
#define MAX_LETTERS		6

/*
 * Two and more names of letters at the beginning of a run, of which one is
 * hardly anything else: JT, KB.  Returns the code points they take, or 0.
 */
static uint32_t
hangul_letters(const uint32_t *cp, uint32_t n, uint32_t *letters, uint32_t *nletters)
{
	uint32_t	used = 0;
	bool		plain = false;

	*nletters = 0;
	while (used < n && *nletters < MAX_LETTERS)
	{
		uint32_t	len = 0;

		for (size_t i = 0; i < NLETTERNAMES && len == 0; i++)
		{
			const LetterName *l = &letter_names[i];
			uint32_t	k = l->cp[2] ? 3 : l->cp[1] ? 2 : 1;

			if (used + k > n || cp[used] != l->cp[0] ||
				(k > 1 && cp[used + 1] != l->cp[1]) || (k > 2 && cp[used + 2] != l->cp[2]))
				continue;
			letters[(*nletters)++] = (uint32_t) l->letter;
			plain = plain || l->plain;
			len = k;
		}
		if (len == 0)
			break;
		used += len;
	}
	return plain && *nletters > 1 ? used : 0;
}

/*
 * An ordinal that ends a run: "je", a number up to 99 in Chinese words, "cha".
 * Returns the code points that it takes, or 0.
 */
static uint32_t
hangul_ordinal(const uint32_t *cp, uint32_t n, uint32_t *digits, uint32_t *ndigits)
{
	static const uint32_t one_to_ten[10] = {
		0xC77C, 0xC774, 0xC0BC, 0xC0AC, 0xC624, 0xC721, 0xCE60, 0xD314, 0xAD6C, 0xC2ED
	};
	uint32_t	value = 0;
	uint32_t	ones = 0;
	uint32_t	i;

	if (n < 3 || cp[n - 1] != 0xCC28)
		return 0;
	for (i = n - 1; i > 0 && n - i <= 4 && cp[i - 1] != 0xC81C; i--)
		;
	if (i == 0 || i == n - 1 || cp[i - 1] != 0xC81C)
		return 0;
	for (uint32_t k = i; k < n - 1; k++)
	{
		uint32_t	d = 0;

		while (d < 10 && cp[k] != one_to_ten[d])
			d++;
		if (d == 10 || (d < 9 && ones > 0) || (d == 9 && value > 0))
			return 0;
		if (d == 9)
		{
			value = 10 * (ones > 0 ? ones : 1);
			ones = 0;
		}
		else
			ones = d + 1;
	}
	value += ones;
	*ndigits = 0;
	if (value > 9)
		digits[(*ndigits)++] = '0' + value / 10;
	digits[(*ndigits)++] = '0' + value % 10;
	return n - i + 1;
}

/*
 * Hangul words have spaces between them, but legal forms and lines of business
 * are written onto the name: entries of two syllables and more come off its
 * beginning and its end, as long as two syllables of a name are left.  So do
 * names of Latin letters at the beginning and an ordinal at the end.
 */
static NameStatus
segment_hangul(NameArena *arena, const NameWord *whole, NameWord *out, int *nout)
{
	uint32_t	n = whole->ncp;
	uint32_t	head = (uint32_t) lexicon_native(whole->cp, n);
	uint32_t	tail[MAX_HANGUL_TAILS];
	int			ntails = 0;
	int			behind = 0;		/* tails behind the ordinal */
	uint32_t   *other = name_alloc(arena, (MAX_LETTERS + 2) * sizeof(uint32_t));
	uint32_t   *digits;
	uint32_t	nletters = 0;
	uint32_t	ndigits = 0;
	uint32_t	ordinal = 0;
	NameStatus	status = NAME_OK;

	if (other == NULL)
		return NAME_NO_MEMORY;
	digits = other + MAX_LETTERS;
	if (head == n)
		return emit(arena, whole, 0, n, out, nout);
	if (head < 2 || n - head < 2)
		head = hangul_letters(whole->cp, n, other, &nletters);
	if (head == 0)
		nletters = 0;
	for (;;)
	{
		uint32_t	least = head > 0 ? 0 : 2;	/* what must be left */
		uint32_t	len = n - head < MAX_NATIVE_LEN ? n - head : MAX_NATIVE_LEN;

		if (ordinal == 0 && n > head)
		{
			ordinal = hangul_ordinal(whole->cp + head, n - head, digits, &ndigits);
			if (ordinal > 0)
			{
				behind = ntails;
				n -= ordinal;
				continue;
			}
		}
		while (len >= 2 &&
			   !(n - head >= len + least &&
				 (n - head == len || n - head >= len + 2) &&
				 lexicon_native(whole->cp + n - len, len) == (int) len))
			len--;
		if (len < 2 || ntails == MAX_HANGUL_TAILS)
			break;
		tail[ntails++] = len;
		n -= len;
	}
	if (nletters > 0)
		status = emit_other(arena, whole, 0, other, nletters, WORD_HANGUL, out, nout);
	else if (head > 0)
		status = emit(arena, whole, 0, head, out, nout);
	if (status == NAME_OK && n > head)
		status = emit(arena, whole, head, n - head, out, nout);
	while (status == NAME_OK && (ntails > 0 || ordinal > 0))
	{
		if (ordinal > 0 && ntails == behind)
		{
			status = emit_other(arena, whole, n, digits, ndigits, WORD_DIGITS, out, nout);
			n += ordinal;
			ordinal = 0;
			continue;
		}
		status = emit(arena, whole, n, tail[--ntails], out, nout);
		n += tail[ntails];
	}
	return status;
}

NameStatus
segment_words(NameArena *arena, NameWord *words, int nwords,
			  NameWord **out, int *nout)
{
	size_t		max = 0;
	bool		whole = true;
	NameWord   *w;
	int			n = 0;
	NameStatus	status = NAME_OK;

	for (int i = 0; i < nwords; i++)
	{
		bool		run = words[i].kind == WORD_UNSPACED || words[i].kind == WORD_HANGUL;

		whole = whole && !run;
		max += run ? words[i].ncp : 1;
	}
	if (whole)
	{
		for (int i = 0; i < nwords && status == NAME_OK; i++)
			status = units_spell(arena, &words[i]);
		/* apart, so that the words are waited for together */
		for (int i = 0; i < nwords && status == NAME_OK; i++)
			lexicon_word(&words[i]);
		*out = words;
		*nout = nwords;
		return status;
	}
	w = name_alloc_dirty(arena, (max + 1) * sizeof(NameWord));
	if (w == NULL)
		return NAME_NO_MEMORY;
	for (int i = 0; i < nwords && status == NAME_OK; i++)
	{
		if (words[i].kind == WORD_UNSPACED)
			status = segment_unspaced(arena, &words[i], w, &n);
		else if (words[i].kind == WORD_HANGUL)
			status = segment_hangul(arena, &words[i], w, &n);
		else
			status = emit(arena, &words[i], 0, words[i].ncp, w, &n);
	}
	*out = w;
	*nout = n;
	return status;
}
