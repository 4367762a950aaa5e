/*-------------------------------------------------------------------------
 *
 * fold.c
 *	  One spelling, in its own script, for what is written alike.
 *
 * There are three paths, which must agree:
 *
 *	ASCII		two 256-byte tables
 *	simple		every code point folds on its own to at most one code point;
 *				looked up in pages of 256 that are worked out on first use
 *	general		ICU normalises the whole text, then each code point is folded
 *
 * The pages are filled by the general path, one code point at a time, and a
 * code point enters a page only where ICU guarantees a normalization boundary
 * before it.  A text of such code points normalises piece by piece, so the
 * simple path gives what the general path would give.
 *
 *-------------------------------------------------------------------------
 */
#include "name/fold.h"

#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/utf16.h>
#include <unicode/uversion.h>

#include "name/romanise.h"

/*
 * What is known about a code point fits into a byte: its FoldClass below, its
 * FoldScript above.  Two values that cannot arise that way have a meaning of
 * their own.
 */
#define INFO(cls, script)	((uint8_t) ((cls) | ((script) << 4)))
#define INFO_CLASS(info)	((info) & 0x0F)
#define INFO_SCRIPT(info)	((info) >> 4)
#define INFO_DROP			0xFE	/* vanishes */
#define INFO_GENERAL		0xFF	/* the text must take the general path */

typedef struct FoldPage
{
	uint16_t	cp[256];
	uint8_t		info[256];
} FoldPage;

/*
 * Marks of one letter beyond this many are dropped before ICU sees them: no
 * orthography needs them, and ordering them is quadratic.
 */
#define MAX_MARKS			16

/* The longest that one UTF-16 unit can become under NFKC_Casefold. */
#define MAX_EXPANSION		18

static const UNormalizer2 *nfkc_cf;
static const UNormalizer2 *nfc;
static FoldPage *fold_pages[256];

#define SP	FOLD_SPACE
#define LE	INFO(FOLD_LETTER, FOLD_SCRIPT_LATIN)
#define DI	FOLD_DIGIT
#define PU	FOLD_PUNCT
#define AP	FOLD_APOSTROPHE
#define OP	FOLD_OPEN
#define CL	FOLD_CLOSE

/* Class and script of the ASCII characters; the control characters separate. */
static const uint8_t ascii_info[128] = {
	PU, PU, PU, PU, PU, PU, PU, PU, PU, SP, SP, SP, SP, SP, PU, PU,
	PU, PU, PU, PU, PU, PU, PU, PU, PU, PU, PU, PU, PU, PU, PU, PU,
	SP, PU, FOLD_QUOTE, PU, PU, PU, FOLD_AMPERSAND, AP,
	OP, CL, PU, PU, PU, FOLD_HYPHEN, FOLD_DOT, PU,
	DI, DI, DI, DI, DI, DI, DI, DI, DI, DI, PU, PU, PU, PU, PU, PU,
	PU, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE,
	LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, OP, PU, CL, PU, PU,
	AP, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE,
	LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, LE, OP, PU, CL, PU, PU
};

#undef SP
#undef LE
#undef DI
#undef PU
#undef AP
#undef OP
#undef CL

/* Lower case, and a plain space for all white space but line ends. */
static inline uint8_t
ascii_fold(uint8_t c)
{
	uint8_t		info = ascii_info[c];

	if (info == FOLD_SPACE)
		return c == '\n' || c == '\r' ? '\n' : ' ';
	return (uint8_t) (c - 'A') < 26 ? c | 0x20 : c;
}

/* What ascii_fold() makes of each; filled by fold_open(). */
static uint8_t ascii_folded[128];

NameStatus
fold_open(void)
{
	UErrorCode	err = U_ZERO_ERROR;

	if (nfkc_cf != NULL)
		return NAME_OK;
	for (int c = 0; c < 128; c++)
		ascii_folded[c] = ascii_fold((uint8_t) c);
	nfc = unorm2_getNFCInstance(&err);
	if (U_FAILURE(err))
		return NAME_ICU_ERROR;
	nfkc_cf = unorm2_getNFKCCasefoldInstance(&err);
	if (U_FAILURE(err))
	{
		nfkc_cf = NULL;
		return NAME_ICU_ERROR;
	}
	return NAME_OK;
}

void
fold_forget(void)
{
	for (int i = 0; i < 256; i++)
	{
		free(fold_pages[i]);
		fold_pages[i] = NULL;
	}
}

uint32_t
fold_decode(const unsigned char *s, size_t n, size_t *used)
{
	uint32_t	c = s[0];

	*used = 1;
	if (c < 0x80)
		return c;
	if (c >= 0xC2 && c < 0xE0)
	{
		if (n >= 2 && (s[1] & 0xC0) == 0x80)
		{
			*used = 2;
			return (c & 0x1F) << 6 | (s[1] & 0x3F);
		}
	}
	else if (c >= 0xE0 && c < 0xF0)
	{
		if (n >= 3 && (s[1] & 0xC0) == 0x80 && (s[2] & 0xC0) == 0x80)
		{
			c = (c & 0x0F) << 12 | (uint32_t) (s[1] & 0x3F) << 6 | (s[2] & 0x3F);
			if (c >= 0x800 && (c < 0xD800 || c > 0xDFFF))
			{
				*used = 3;
				return c;
			}
		}
	}
	else if (c >= 0xF0 && c < 0xF5)
	{
		if (n >= 4 && (s[1] & 0xC0) == 0x80 && (s[2] & 0xC0) == 0x80 &&
			(s[3] & 0xC0) == 0x80)
		{
			c = (c & 0x07) << 18 | (uint32_t) (s[1] & 0x3F) << 12 |
				(uint32_t) (s[2] & 0x3F) << 6 | (s[3] & 0x3F);
			if (c >= 0x10000 && c <= 0x10FFFF)
			{
				*used = 4;
				return c;
			}
		}
	}
	return 0xFFFD;
}

FoldScript
fold_script(uint32_t cp)
{
	UErrorCode	err = U_ZERO_ERROR;

	switch (uscript_getScript((UChar32) cp, &err))
	{
		case USCRIPT_LATIN:
			return FOLD_SCRIPT_LATIN;
		case USCRIPT_CYRILLIC:
			return FOLD_SCRIPT_CYRILLIC;
		case USCRIPT_GREEK:
			return FOLD_SCRIPT_GREEK;
		default:
			return FOLD_SCRIPT_OTHER;
	}
}

/*
 * Characters whose compatibility mapping would mislead, replaced before ICU
 * sees them: a spacing acute or koronis would become a space, the double
 * prime two apostrophes, and the trade mark signs letters of the word.
 */
static uint32_t
before_normalizing(uint32_t c)
{
	switch (c)
	{
		case 0x00B4:			/* acute */
		case 0x1FBD:			/* koronis and its like */
		case 0x1FBF:
		case 0x1FEF:
		case 0x1FFD:
		case 0x1FFE:
			return '\'';
		case 0x2033:			/* double prime and its reversal */
		case 0x2036:
			return '"';
		case 0x2120:			/* service mark */
		case 0x2122:			/* trade mark */
			return 0xFFFD;
		default:
			return c;
	}
}

/* Is a non-spacing mark of this script an accent, not a letter? */
static bool
marks_are_accents(UScriptCode script)
{
	switch (script)
	{
		case USCRIPT_INHERITED:
		case USCRIPT_COMMON:
		case USCRIPT_LATIN:
		case USCRIPT_GREEK:
		case USCRIPT_CYRILLIC:
		case USCRIPT_ARABIC:
		case USCRIPT_HEBREW:
		case USCRIPT_SYRIAC:
		case USCRIPT_COPTIC:
			return true;
		default:
			return false;
	}
}

/*
 * The letter without its marks, as far as the rules do not name the marked
 * letter: they name й, which is not и, but not ά.
 */
static uint32_t
strip_marks(uint32_t c)
{
	while (!romanise_named(c))
	{
		UChar		dec[8];
		UErrorCode	err = U_ZERO_ERROR;
		int32_t		len = unorm2_getRawDecomposition(nfc, (UChar32) c, dec, 8, &err);
		int32_t		i = 0;
		UChar32		base;

		if (U_FAILURE(err) || len <= 0)
			break;
		U16_NEXT(dec, i, len, base);
		if (U_IS_SURROGATE(base) || (uint32_t) base == c)
			break;
		c = (uint32_t) base;
	}
	return c;
}

/* Class of a letter, mark or letter number by its script. */
static FoldClass
letter_class(UScriptCode script)
{
	switch (script)
	{
		case USCRIPT_HAN:
			return FOLD_HAN;
		case USCRIPT_HIRAGANA:
		case USCRIPT_KATAKANA:
		case USCRIPT_KATAKANA_OR_HIRAGANA:
			return FOLD_KANA;
		case USCRIPT_HANGUL:
			return FOLD_HANGUL;
		case USCRIPT_THAI:
		case USCRIPT_LAO:
		case USCRIPT_KHMER:
		case USCRIPT_MYANMAR:
			return FOLD_THAI;
		default:
			return FOLD_LETTER;
	}
}

/* Punctuation that its general category does not class well, or FOLD_PUNCT. */
static FoldClass
punctuation_class(uint32_t c)
{
	switch (c)
	{
		case 0x02B9:			/* prime: the soft sign of a library */
		case 0x02BA:			/* double prime: the hard sign */
		case 0x02BB:
		case 0x02BC:
		case 0x02BD:
		case 0x02BE:			/* half rings: hamza and ayn */
		case 0x02BF:
		case 0x02C8:
		case 0x02CA:
		case 0x02CB:
		case 0x02EE:
		case 0x055A:			/* Armenian apostrophe */
		case 0x05F3:			/* geresh and gershayim, inside Hebrew words */
		case 0x05F4:
		case 0x2018:
		case 0x2019:
		case 0x201B:
		case 0x2032:
		case 0x2035:
		case 0xA78B:			/* saltillo */
		case 0xA78C:
			return FOLD_APOSTROPHE;
		case 0x201A:			/* low quotation marks count as brackets in
								 * Unicode */
		case 0x201E:
		case 0x2E42:
		case 0x3008:			/* so do CJK angle and corner brackets */
		case 0x3009:
		case 0x300A:
		case 0x300B:
		case 0x300C:
		case 0x300D:
		case 0x300E:
		case 0x300F:
		case 0x301D:
		case 0x301E:
		case 0x301F:
			return FOLD_QUOTE;
		case 0x2043:			/* hyphen bullet */
		case 0x2212:			/* minus */
			return FOLD_HYPHEN;
		default:
			return FOLD_PUNCT;
	}
}

/*
 * Folds a letter, a letter number or a mark that counts as a letter.  False
 * when it vanishes.
 */
static bool
fold_letter(uint32_t c, uint32_t *cp, uint8_t *info)
{
	UErrorCode	err = U_ZERO_ERROR;
	UScriptCode script = uscript_getScript((UChar32) c, &err);

	if (c == 0x0640)			/* tatweel only stretches a word */
		return false;
	/* Hangul and the voiced kana decompose, too, but not into marks. */
	if (marks_are_accents(script))
		c = strip_marks(c);
	*cp = c;
	if (c < 0x80)
		*info = ascii_info[c];
	else if (c == 0x30FC)		/* the long mark belongs to two scripts */
		*info = INFO(FOLD_KANA, FOLD_SCRIPT_OTHER);
	else
		*info = INFO(letter_class(script), fold_script(c));
	return true;
}

/*
 * Folds one code point of normalised text.  False when it vanishes.
 */
static bool
fold_one(uint32_t c, uint32_t *cp, uint8_t *info)
{
	FoldClass	cls;
	UErrorCode	err = U_ZERO_ERROR;

	if (c < 0x80)
	{
		*cp = ascii_fold((uint8_t) c);
		*info = ascii_info[c];
		return true;
	}

	*cp = c;
	cls = punctuation_class(c);
	if (cls == FOLD_PUNCT)
	{
		switch (u_charType((UChar32) c))
		{
			case U_NON_SPACING_MARK:
			case U_ENCLOSING_MARK:
				if (marks_are_accents(uscript_getScript((UChar32) c, &err)))
					return false;
				return fold_letter(c, cp, info);
			case U_FORMAT_CHAR:
				return false;
			case U_MODIFIER_LETTER:
			case U_UPPERCASE_LETTER:
			case U_LOWERCASE_LETTER:
			case U_TITLECASE_LETTER:
			case U_OTHER_LETTER:
			case U_COMBINING_SPACING_MARK:
			case U_LETTER_NUMBER:
				return fold_letter(c, cp, info);
			case U_DECIMAL_DIGIT_NUMBER:
				*cp = (uint32_t) ('0' + u_charDigitValue((UChar32) c));
				*info = FOLD_DIGIT;
				return true;
			case U_SPACE_SEPARATOR:
			case U_LINE_SEPARATOR:
			case U_PARAGRAPH_SEPARATOR:
				cls = FOLD_SPACE;
				break;
			case U_CONTROL_CHAR:
				if (c == 0x85)	/* next line */
					cls = FOLD_SPACE;
				break;
			case U_DASH_PUNCTUATION:
				cls = FOLD_HYPHEN;
				break;
			case U_START_PUNCTUATION:
				cls = FOLD_OPEN;
				break;
			case U_END_PUNCTUATION:
				cls = FOLD_CLOSE;
				break;
			case U_INITIAL_PUNCTUATION:
			case U_FINAL_PUNCTUATION:
				cls = FOLD_QUOTE;
				break;
			default:
				break;
		}
	}

	/* What means the same to a splitter is the same code point. */
	switch (cls)
	{
		case FOLD_SPACE:
			*cp = ' ';
			break;
		case FOLD_APOSTROPHE:
			*cp = '\'';
			break;
		case FOLD_QUOTE:
			*cp = '"';
			break;
		case FOLD_HYPHEN:
			*cp = '-';
			break;
		case FOLD_OPEN:
			*cp = '(';
			break;
		case FOLD_CLOSE:
			*cp = ')';
			break;
		default:
			break;
	}
	*info = INFO(cls, FOLD_SCRIPT_OTHER);
	return true;
}

/* Appends a code point to UTF-16 text. */
static inline int32_t
append_utf16(UChar *u, int32_t n, uint32_t c)
{
	if (c < 0x10000)
		u[n++] = (UChar) c;
	else
	{
		u[n++] = U16_LEAD(c);
		u[n++] = U16_TRAIL(c);
	}
	return n;
}

/*
 * The page of a code point below 0x10000, worked out on first use; NULL when
 * there is no memory for it.
 */
static const FoldPage *
fold_page(uint32_t c)
{
	FoldPage   *page = fold_pages[c >> 8];

	if (page != NULL)
		return page;
	page = malloc(sizeof(FoldPage));
	if (page == NULL)
		return NULL;
	c &= ~(uint32_t) 0xFF;
	for (int i = 0; i < 256; i++, c++)
	{
		UChar		in = (UChar) before_normalizing(c);
		UChar		out[MAX_EXPANSION];
		UErrorCode	err = U_ZERO_ERROR;
		int32_t		len;
		int32_t		pos = 0;
		int			kept = 0;

		page->cp[i] = 0;
		page->info[i] = INFO_GENERAL;
		if (U_IS_SURROGATE(c) || !unorm2_hasBoundaryBefore(nfkc_cf, (UChar32) in))
			continue;
		len = unorm2_normalize(nfkc_cf, &in, 1, out, MAX_EXPANSION, &err);
		if (U_FAILURE(err))
			continue;
		while (pos < len && kept < 2)
		{
			UChar32		u;
			uint32_t	cp;
			uint8_t		info;

			U16_NEXT(out, pos, len, u);
			if (!fold_one((uint32_t) u, &cp, &info))
				continue;
			if (++kept == 1 && cp < 0x10000)
			{
				page->cp[i] = (uint16_t) cp;
				page->info[i] = info;
			}
			else
				page->info[i] = INFO_GENERAL;
		}
		if (kept == 0)
			page->info[i] = INFO_DROP;
	}
	fold_pages[(c - 1) >> 8] = page;
	return page;
}

/*
 * Inside one run of letters that mixes Latin, Cyrillic and Greek, writes the
 * look-alikes in the script that the run is meant to be in: the one with most
 * letters that only it has, else the one with most letters, else Latin.  A
 * stretch with a letter of its own ("smart" and "фон" in one word) is no
 * imitation and stays.
 */
static void
fold_lookalikes(uint32_t *cp, const uint8_t *info, size_t n)
{
	size_t		count[FOLD_SCRIPTS] = {0};
	size_t		own[FOLD_SCRIPTS] = {0};
	FoldScript	target = FOLD_SCRIPT_LATIN;
	size_t		start;

	for (size_t i = 0; i < n; i++)
		count[INFO_SCRIPT(info[i])]++;
	if ((count[FOLD_SCRIPT_LATIN] > 0) + (count[FOLD_SCRIPT_CYRILLIC] > 0) +
		(count[FOLD_SCRIPT_GREEK] > 0) < 2)
		return;

	for (size_t i = 0; i < n; i++)
	{
		bool		alike = false;

		for (int s = FOLD_SCRIPT_LATIN; s < FOLD_SCRIPTS; s++)
			alike = alike || (count[s] > 0 && s != INFO_SCRIPT(info[i]) &&
							  romanise_lookalike(cp[i], s) != 0);
		own[INFO_SCRIPT(info[i])] += !alike;
	}
	for (int s = FOLD_SCRIPT_CYRILLIC; s < FOLD_SCRIPTS; s++)
	{
		if (own[s] > own[target] || (own[s] == own[target] && count[s] > count[target]))
			target = s;
	}

	for (start = 0; start < n;)
	{
		uint8_t		script = INFO_SCRIPT(info[start]);
		size_t		end = start;
		bool		imitation = (script != FOLD_SCRIPT_OTHER && script != target);

		for (; end < n && INFO_SCRIPT(info[end]) == script; end++)
			imitation = imitation && romanise_lookalike(cp[end], target) != 0;
		if (imitation)
		{
			for (size_t i = start; i < end; i++)
				cp[i] = romanise_lookalike(cp[i], target);
		}
		start = end;
	}
}

/*
 * Turns the infos into classes, after the look-alikes where scripts meet.
 */
static void
finish(FoldedText *out, unsigned scripts)
{

	scripts &= 1u << FOLD_SCRIPT_LATIN | 1u << FOLD_SCRIPT_CYRILLIC | 1u << FOLD_SCRIPT_GREEK;
	if ((scripts & (scripts - 1)) != 0)
	{
		for (size_t i = 0; i < out->n;)
		{
			size_t		start = i;

			while (i < out->n && INFO_CLASS(out->cls[i]) == FOLD_LETTER)
				i++;
			if (i > start)
				fold_lookalikes(out->cp + start, out->cls + start, i - start);
			else
				i++;
		}
	}
	for (size_t i = 0; i < out->n; i++)
		out->cls[i] = INFO_CLASS(out->cls[i]);
}

/* Room for n code points. */
static bool
allocate(NameArena *arena, size_t n, FoldedText *out)
{
	out->n = 0;
	out->cp = name_alloc_dirty(arena, n * sizeof(uint32_t));
	out->cls = name_alloc_dirty(arena, n);
	return out->cp != NULL && out->cls != NULL;
}

/*
 * The simple path.  Sets *done to false when some code point must take the
 * general path.
 */
static NameStatus
fold_simple(NameArena *arena, const unsigned char *s, size_t len, FoldedText *out,
			bool *done)
{
	unsigned	scripts = 0;
	size_t		used;
	size_t		n = 0;

	*done = false;
	if (!allocate(arena, len, out))
		return NAME_NO_MEMORY;
	for (size_t i = 0; i < len; i += used)
	{
		uint32_t	c;
		uint8_t		info;

		if (s[i] < 0x80)
		{
			used = 1;
			c = ascii_fold(s[i]);
			info = ascii_info[s[i]];
		}
		else
		{
			const FoldPage *page;

			c = fold_decode(s + i, len - i, &used);
			if (c >= 0x10000)
				return NAME_OK;
			page = fold_page(c);
			if (page == NULL)
				return NAME_NO_MEMORY;
			info = page->info[c & 0xFF];
			c = page->cp[c & 0xFF];
			if (info == INFO_GENERAL)
				return NAME_OK;
			if (info == INFO_DROP)
				continue;
		}
		scripts |= 1u << INFO_SCRIPT(info);
		out->cp[n] = c;
		out->cls[n++] = info;
	}
	out->n = n;
	finish(out, scripts);
	*done = true;
	return NAME_OK;
}

/*
 * The general path.
 */
static NameStatus
fold_general(NameArena *arena, const unsigned char *s, size_t len, FoldedText *out)
{
	UChar	   *in;
	UChar	   *norm;
	int32_t		nin = 0;
	int32_t		nnorm;
	int32_t		room;
	int32_t		pos = 0;
	int			marks = 0;
	size_t		used;
	size_t		mark;
	unsigned	scripts = 0;
	UErrorCode	err = U_ZERO_ERROR;

	/* A code point never takes more UTF-16 units than it took bytes. */
	in = name_alloc(arena, len * sizeof(UChar));
	if (in == NULL)
		return NAME_NO_MEMORY;
	for (size_t i = 0; i < len; i += used)
	{
		uint32_t	c = before_normalizing(fold_decode(s + i, len - i, &used));

		if (c >= 0x80)
		{
			/* Would vanish anyway, and must not part a row of marks. */
			if (u_hasBinaryProperty((UChar32) c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
				continue;
			if (u_getCombiningClass((UChar32) c) != 0)
				marks++;
			else
				marks = 0;
			if (marks > MAX_MARKS)
				continue;
		}
		else
			marks = 0;
		nin = append_utf16(in, nin, c);
	}

	mark = arena->used;
	room = nin + nin / 2 + 32;
	norm = name_alloc(arena, (size_t) room * sizeof(UChar));
	if (norm == NULL)
		return NAME_NO_MEMORY;
	nnorm = unorm2_normalize(nfkc_cf, in, nin, norm, room, &err);
	if (err == U_BUFFER_OVERFLOW_ERROR)
	{
		arena->used = mark;
		err = U_ZERO_ERROR;
		room = nnorm;
		norm = name_alloc(arena, (size_t) room * sizeof(UChar));
		if (norm == NULL)
			return NAME_NO_MEMORY;
		nnorm = unorm2_normalize(nfkc_cf, in, nin, norm, room, &err);
	}
	if (U_FAILURE(err))
		return err == U_MEMORY_ALLOCATION_ERROR ? NAME_NO_MEMORY : NAME_ICU_ERROR;

	if (!allocate(arena, (size_t) nnorm, out))
		return NAME_NO_MEMORY;
	while (pos < nnorm)
	{
		UChar32		c;
		uint8_t		info;

		U16_NEXT(norm, pos, nnorm, c);
		if (!fold_one((uint32_t) c, &out->cp[out->n], &info))
			continue;
		scripts |= 1u << INFO_SCRIPT(info);
		out->cls[out->n++] = info;
	}
	finish(out, scripts);
	return NAME_OK;
}

NameStatus
fold_text(NameArena *arena, const char *utf8, size_t len, FoldedText *out)
{
	const unsigned char *s = (const unsigned char *) utf8;
	uint64_t	all = 0;
	size_t		i = 0;
	size_t		mark = arena->used;
	NameStatus	status;
	bool		done;

	if (len > FOLD_MAX_INPUT)
	{
		len = FOLD_MAX_INPUT;
		for (int k = 0; k < 3 && (s[len] & 0xC0) == 0x80; k++)
			len--;
	}
	for (; i + 8 <= len; i += 8)
	{
		uint64_t	eight;

		memcpy(&eight, s + i, 8);
		all |= eight;
	}
	for (; i < len; i++)
		all |= s[i];

	if ((all & UINT64_C(0x8080808080808080)) == 0)
	{
		uint32_t   *cp;
		uint8_t    *cls;

		if (!allocate(arena, len, out))
			return NAME_NO_MEMORY;
		cp = out->cp;
		cls = out->cls;
		for (i = 0; i < len; i++)
		{
			cp[i] = ascii_folded[s[i]];
			cls[i] = INFO_CLASS(ascii_info[s[i]]);
		}
		out->n = len;
		return NAME_OK;
	}

	status = fold_simple(arena, s, len, out, &done);
	if (status != NAME_OK || done)
		return status;
	arena->used = mark;
	return fold_general(arena, s, len, out);
}

int
fold_source(const char *s, size_t n, uint32_t *out, int max)
{
	UChar		in[64];
	UChar		norm[64];
	int32_t		nin = 0;
	int32_t		nnorm;
	int32_t		pos = 0;
	int			count = 0;
	size_t		used;
	UErrorCode	err = U_ZERO_ERROR;

	for (size_t i = 0; i < n; i += used)
	{
		uint32_t	c = fold_decode((const unsigned char *) s + i, n - i, &used);

		if (c == 0xFFFD || nin > 60)
			return -1;
		nin = append_utf16(in, nin, c);
	}
	nnorm = unorm2_normalize(nfkc_cf, in, nin, norm, 64, &err);
	if (U_FAILURE(err))
		return -1;
	while (pos < nnorm)
	{
		UChar32		c;

		U16_NEXT(norm, pos, nnorm, c);
		if (count == max)
			return -1;
		out[count++] = (uint32_t) c;
	}
	return count;
}

const char *
fold_icu_version(void)
{
	static char version[U_MAX_VERSION_STRING_LENGTH];
	UVersionInfo info;

	u_getVersion(info);
	u_versionToString(info, version);
	return version;
}

const char *
fold_unicode_version(void)
{
	static char version[U_MAX_VERSION_STRING_LENGTH];
	UVersionInfo info;

	u_getUnicodeVersion(info);
	u_versionToString(info, version);
	return version;
}
