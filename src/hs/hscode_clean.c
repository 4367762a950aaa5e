/*-------------------------------------------------------------------------
 *
 * hscode_clean.c
 *	  The lenient reader behind hs_clean() and hs_parse(), for fields as customs
 *	  data has them.
 *
 * It works in three steps: the field is folded to symbols
 * (one for each character, digits of all scripts alike, white space, dashes
 * and full-width forms made plain), taken apart into prefix, groups of digits
 * and tail, and the digits are then judged.  Each step records what it changed.
 * Nothing is repaired that has two readings: such a field is 'ambiguous' and
 * yields no code.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "hs/hs_clean.h"
#include "tradescreen.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(hscode_parse);
PG_FUNCTION_INFO_V1(hscode_clean);

static const char *const clean_status_name[] = {
	"ok", "repaired", "ambiguous", "invalid", "empty"
};

void
clean_remark(Clean *f, const char *text)
{
	if (strstr(f->note.data, text) != NULL)
		return;
	if (f->note.len > 0)
		appendStringInfoString(&f->note, "; ");
	appendStringInfoString(&f->note, text);
}

/*
 * Ends the reading without a code; returns false for the callers to pass on.
 * What was repaired so far is of no interest then.
 */
static bool
give_up(Clean *f, CleanStatus status, const char *why)
{
	f->status = status;
	resetStringInfo(&f->note);
	clean_remark(f, why);
	return false;
}

/* ----------------------------------------------------------------
 * Taking apart
 * ----------------------------------------------------------------
 */

/*
 * Words that may stand in front of a code, in lower case; longer ones before
 * their own beginnings.
 */
static const char *const label_word[] = {
	"harmonized", "harmonised", "schedule b", "subheading", "heading", "commodity",
	"number", "tariff", "chapter", "customs", "system", "codes", "code", "kodu", "kod",
	"taric", "htsus", "hts", "hsn", "h.s", "sh", "cn", "nc", "kn", "ncm", "gtip",
	"tn ved", "tnved", "eaeu", "eaes", "num", "no", "nr", "n",
	/* TN VED, EAES, kod, tovar */
	"\xd1\x82\xd0\xbd \xd0\xb2\xd1\x8d\xd0\xb4",
	"\xd1\x82\xd0\xbd\xd0\xb2\xd1\x8d\xd0\xb4",
	"\xd0\xb5\xd0\xb0\xd1\x8d\xd1\x81",
	"\xd0\xba\xd0\xbe\xd0\xb4",
	"\xd1\x82\xd0\xbe\xd0\xb2\xd0\xb0\xd1\x80\xd0\xb0",

	/*
	 * tax number, tariff number, customs, goods, code (simplified,
	 * traditional)
	 */
	"\xe7\xa8\x8e\xe5\x8f\xb7", "\xe7\xa8\x85\xe8\x99\x9f",
	"\xe7\xa8\x8e\xe5\x88\x99\xe5\x8f\xb7", "\xe7\xa8\x85\xe5\x89\x87\xe8\x99\x9f",
	"\xe6\xb5\xb7\xe5\x85\xb3", "\xe6\xb5\xb7\xe9\x97\x9c",
	"\xe5\x95\x86\xe5\x93\x81", "\xe7\xbc\x96\xe7\xa0\x81", "\xe7\xb7\xa8\xe7\xa2\xbc",
	"\xe7\xbc\x96\xe5\x8f\xb7", "\xe7\xb7\xa8\xe8\x99\x9f"
};

/*
 * Does the word w (UTF-8) stand at position i?  Returns its length in symbols,
 * 0 if it does not.  A word of letters must not go on.
 */
static int
word_at(const Clean *f, int i, const char *w)
{
	int			start = i;

	while (*w != '\0')
	{
		if (i >= f->nsym || f->sym[i] != utf8_to_unicode((const unsigned char *) w))
			return 0;
		w += pg_utf_mblen((const unsigned char *) w);
		i++;
	}
	if (i < f->nsym && is_letter(f->sym[i]) && is_letter(f->sym[i - 1]))
		return 0;
	return i - start;
}

/* Is there a digit at position i or after it? */
static bool
digit_follows(const Clean *f, int i)
{
	for (; i < f->nsym; i++)
		if (is_ascii_digit(f->sym[i]))
			return true;
	return false;
}

/* Is sym[i] one of the ASCII characters in set? */
static bool
sym_in(const Clean *f, int i, const char *set)
{
	return i < f->nsym && f->sym[i] > 0 && f->sym[i] < 0x80 && strchr(set, (int) f->sym[i]) != NULL;
}

/*
 * Does "ex" stand at position i, in Latin letters, in the Cyrillic ones that
 * look alike, or in both?  Returns its length in symbols, 0 if it does not.
 */
static int
ex_at(const Clean *f, int i)
{
	static const char *const ex[] = {
		"ex", "\xd0\xb5\xd1\x85", "e\xd1\x85", "\xd0\xb5x"
	};
	int			n = 0;

	for (int k = 0; k < (int) lengthof(ex) && n == 0; k++)
		n = word_at(f, i, ex[k]);
	return n;
}

#define REMARK_EX		"marked ex: only a part of the goods under the code is meant"
#define WORD_OUT_OF		"\xd0\xb8\xd0\xb7"	/* iz, "out of": the Russian "ex" */
#define REMARK_LABEL	"label removed"
#define REMARK_STRAY	"stray punctuation removed"
#define REMARK_QUOTES	"quotes or brackets removed"
#define REMARK_SPACE	"surrounding white space removed"

/*
 * The year of an edition of the Harmonized System, behind the label "HS" that
 * ends at position *pos: "HS 2017: 854231".  Passes over it if it is one.
 *
 * Most years are no heading.  2002 and 2007 are: there, a colon makes the
 * edition, digits that can only be more of the code make the code, and else it
 * cannot be told.
 */
static bool
read_edition(Clean *f, int *pos)
{
	static const int edition[] = {1988, 1992, 1996, 2002, 2007, 2012, 2017, 2022, 2028};
	int			i = *pos;
	int			year = 0;
	int			digits = 0;
	bool		known = false;
	bool		colon = false;
	char		text[] = "edition HS ????";

	while (sym_in(f, i, " -"))
		i++;
	for (int k = i; k < f->nsym && k < i + 5 && is_ascii_digit(f->sym[k]); k++)
	{
		year = 10 * year + (int) (f->sym[k] - '0');
		digits++;
	}
	for (int k = 0; k < (int) lengthof(edition) && digits == 4; k++)
		known = known || year == edition[k];
	if (!known)
		return true;

	i += 4;
	while (sym_in(f, i, " :-"))
		colon = sym_in(f, i++, ":") || colon;
	for (digits = 0; i + digits < f->nsym && is_ascii_digit(f->sym[i + digits]); digits++)
		;
	if (colon ? !digit_follows(f, i) : digits < 4)
		return true;
	if (!colon && (year == 2002 || year == 2007))
		return give_up(f, CLEAN_AMBIGUOUS, "the year of an edition, or a heading");
	snprintf(text, sizeof(text), "edition HS %04d", year);
	clean_remark(f, REMARK_LABEL);
	clean_remark(f, text);
	*pos = i;
	return true;
}

/*
 * Passes over what may stand before the digits and leaves *pos on the first of
 * them.
 */
static bool
read_prefix(Clean *f, int *pos)
{
	int			i = *pos;
	bool		labelled = false;

	for (;;)
	{
		int			n = 0;

		if (i >= f->nsym)
			return give_up(f, CLEAN_INVALID, "no digits");
		if (is_ascii_digit(f->sym[i]))
			break;
		if (sym_in(f, i, " \n"))
		{
			if (!labelled)
				clean_remark(f, REMARK_SPACE);
			i++;
			continue;
		}
		if (sym_in(f, i, "\"'`([{="))
		{
			clean_remark(f, REMARK_QUOTES);
			i++;
			continue;
		}
		if (sym_in(f, i, ":#.-)]_") || f->sym[i] == 0x2116 || f->sym[i] == 0xB0 || f->sym[i] == 0xBA)
		{
			if (f->sym[i] == '#' || f->sym[i] == 0x2116)
			{
				clean_remark(f, REMARK_LABEL);
				labelled = true;
			}
			else if (!labelled)
				clean_remark(f, REMARK_STRAY);
			i++;
			continue;
		}
		if ((n = ex_at(f, i)) > 0 || (n = word_at(f, i, WORD_OUT_OF)) > 0)
		{
			clean_remark(f, REMARK_EX);
			labelled = true;
		}
		else if ((n = word_at(f, i, "hs")) > 0)
		{
			clean_remark(f, REMARK_LABEL);
			labelled = true;
			i += n;
			if (!read_edition(f, &i))
				return false;
			continue;
		}
		else
		{
			for (int k = 0; k < (int) lengthof(label_word) && n == 0; k++)
				n = word_at(f, i, label_word[k]);
			if (n == 0)
				return give_up(f, CLEAN_INVALID,
							   digit_follows(f, i) ? "unexpected text before the digits" : "no digits");
			clean_remark(f, REMARK_LABEL);
			labelled = true;
		}
		i += n;
	}
	*pos = i;
	return true;
}

/*
 * The strongest of the separators from i up to end.  ' ', '.' and '-' stand
 * inside a code, ',' may do so when it is alone, ';' (and what is read as ';')
 * stands between codes.
 */
static char
strongest_separator(const Clean *f, int i, int end)
{
	static const char strength[] = " .-,;";
	const char *best = strength;

	for (int k = i; k < end; k++)
	{
		const char *this = strchr(strength, (int) f->sym[k]);

		if (this == NULL || (*this == ',' && end - i > 1))
			return ';';
		best = Max(best, this);
	}
	return *best;
}

/*
 * Reads the digits and the separators between them.  Leaves *pos after the
 * last digit.  Several separators in a row count as the strongest of them.
 */
static bool
read_groups(Clean *f, int *pos)
{
	int			i = *pos;
	char		before = 0;

	f->ngroups = 0;
	f->ndigits = 0;
	for (;;)
	{
		int			len = 0;
		int			next;

		while (i < f->nsym && is_ascii_digit(f->sym[i]))
		{
			f->digit[f->ndigits++] = (char) f->sym[i++];
			len++;
		}
		if (f->ngroups == CLEAN_MAX_GROUPS)
			return give_up(f, CLEAN_AMBIGUOUS, "several numbers in one field");
		f->group[f->ngroups] = len;
		f->before[f->ngroups++] = before;

		/* goes on only over separators to another digit */
		for (next = i; sym_in(f, next, " .-,;/|&+\n"); next++)
			;
		if (next == i || next >= f->nsym || !is_ascii_digit(f->sym[next]))
			break;
		if (next - i > 1)
		{
			clean_remark(f, "separators tidied");
			f->tidied = true;
		}
		before = strongest_separator(f, i, next);
		i = next;
	}
	f->digit[f->ndigits] = '\0';
	*pos = i;
	return true;
}

/* Reads what stands after the digits, from position i to the end. */
static bool
read_tail(Clean *f, int i)
{
	bool		letter = false;

	/* 8.54231E+09: the exponent must be looked for before a check letter is */
	if (sym_in(f, i, "e"))
	{
		int			k = i + 1;

		if (sym_in(f, k, "+-"))
			k++;
		if (k < f->nsym && is_ascii_digit(f->sym[k]))
			return give_up(f, CLEAN_AMBIGUOUS, "scientific notation: digits of the code are lost");
	}
	if (digit_follows(f, i))
		return give_up(f, CLEAN_AMBIGUOUS, "several numbers, or other characters between the digits");

	while (i < f->nsym)
	{
		int			n;

		if (sym_in(f, i, " \n"))
		{
			int			k = i;

			while (sym_in(f, k, " \n"))
				k++;
			if (k == f->nsym)
				clean_remark(f, REMARK_SPACE);
			i = k;
		}
		else if (sym_in(f, i, "\"'`()[]{}"))
		{
			clean_remark(f, REMARK_QUOTES);
			i++;
		}
		else if (sym_in(f, i, ".-,;:_"))
		{
			/* a separator in front of unknown digits is no news */
			if (!sym_in(f, i + 1, "x") && !(i + 1 < f->nsym && f->sym[i + 1] == 0x0445))
				clean_remark(f, REMARK_STRAY);
			i++;
		}
		else if (sym_in(f, i, "*"))
		{
			clean_remark(f, "trailing * removed: the code takes in everything under it");
			f->open = true;
			i++;
		}
		else if ((n = ex_at(f, i)) > 0)
		{
			clean_remark(f, REMARK_EX);
			i += n;
		}
		else if (sym_in(f, i, "x") || f->sym[i] == 0x0445)
		{
			clean_remark(f, "x stands for unknown digits: the known ones are kept");
			f->open = true;
			i++;
		}
		else if (!letter && f->sym[i] >= 'a' && f->sym[i] <= 'z' &&
				 !(i + 1 < f->nsym && is_letter(f->sym[i + 1])))
		{
			char		text[] = "letter ? at the end removed";

			if (sym_in(f, i, "oil"))
				return give_up(f, CLEAN_AMBIGUOUS, "the letter at the end may be a digit");
			*strchr(text, '?') = (char) pg_toupper((unsigned char) f->sym[i]);
			clean_remark(f, text);
			letter = true;
			i++;
		}
		else
			return give_up(f, CLEAN_INVALID, "unexpected text after the digits");
	}
	return true;
}

/* ----------------------------------------------------------------
 * Judging
 * ----------------------------------------------------------------
 */

/* Do these two digits name a chapter? */
static bool
chapter_possible(const char *digit)
{
	return strncmp(digit, "00", 2) != 0 && strncmp(digit, "77", 2) != 0;
}

/* Is this one code, or several numbers? */
static bool
check_groups(Clean *f, int digits)
{
	bool		dots = false;

	for (int i = 1; i < f->ngroups; i++)
	{
		dots = dots || f->before[i] == '.';
		if (f->before[i] == ';')
			return give_up(f, CLEAN_AMBIGUOUS, "several numbers in one field");
		if (f->before[i] == ',')
		{
			if (f->ngroups != 2 || f->group[0] != 4 || f->group[1] > 2)
				return give_up(f, CLEAN_AMBIGUOUS, "several numbers in one field");
			clean_remark(f, "comma read as a dot");
			f->before[i] = '.';
			dots = true;
		}
	}
	if (f->ndigits > HS_MAX_DIGITS)
		return give_up(f, f->ngroups > 1 ? CLEAN_AMBIGUOUS : CLEAN_INVALID,
					   f->ngroups > 1 ? "several numbers in one field" : "more than 16 digits");
	if (f->ndigits == digits)
		return true;

	/* '8542 8543' may be two codes, '854231 0001' is one */
	for (int i = 1, start = f->group[0]; i < f->ngroups; start += f->group[i++])
		if (f->before[i] != '.' && f->group[i] >= 4 &&
			(dots || f->group[i] == f->group[0]) && chapter_possible(f->digit + start))
			return give_up(f, CLEAN_AMBIGUOUS, "one code or several: give digits to tell");
	return true;
}

/*
 * '854231.0' and '854231.00' are what a number column makes of 854231.  After
 * four digits or less the zeros may as well be digits of the code, and so may
 * two zeros after any number of digits: then the expected length decides.
 */
static bool
check_number_column(Clean *f, int digits)
{
	int			zeros = f->group[1];

	if (f->ngroups != 2 || f->before[1] != '.' || f->tidied || f->open ||
		zeros > 2 || strspn(f->digit + f->group[0], "0") != (size_t) zeros)
		return true;
	if (zeros == 2 && digits != f->group[0])
	{
		if (f->group[0] <= 4 || digits == f->ndigits)
			return true;
		return give_up(f, CLEAN_AMBIGUOUS,
					   "the .00 may come from a number column, or be digits of the code");
	}
	if (zeros == 1 && f->group[0] == 4)
	{
		if (digits == 5)
			return true;
		if (digits != 4)
			return give_up(f, CLEAN_AMBIGUOUS,
						   "the .0 may come from a number column, or be a digit of the code");
	}
	f->ndigits -= zeros;
	f->digit[f->ndigits] = '\0';
	f->ngroups = 1;
	clean_remark(f, zeros == 1 ? "'.0' of a number column removed" : "'.00' of a number column removed");
	return true;
}

/* Compares the number of digits with what is expected, and pads if told to. */
static bool
check_length(Clean *f, int digits)
{
	int			n = f->ndigits;
	int			first = f->group[0];
	bool		grouped = f->ngroups > 1;

	/* a group of 4 or 2 in front has all its digits; of 3 or 1, it has not */
	bool		lost = grouped && (first == 1 || first == 3);
	bool		whole = f->open || (grouped && (first == 2 || first == 4));

	if (digits > 0 && n == digits - 1 && !whole && f->digit[0] != '0')
	{
		memmove(f->digit + 1, f->digit, n + 1);
		f->digit[0] = '0';
		f->ndigits++;
		clean_remark(f, "leading zero restored");
		return true;
	}
	if (lost)
		return give_up(f, CLEAN_AMBIGUOUS, digits > 0
					   ? "the first group is short of a digit, and the length is not what a leading zero would explain"
					   : "the first group is short of a digit: give digits to restore a leading zero");
	if (digits > 0)
	{
		int			zeros = (int) strspn(f->digit, "0");

		if (n > digits && f->digit[0] == '0' && f->digit[1] == '0' && zeros >= n - digits)
		{
			memmove(f->digit, f->digit + (n - digits), digits + 1);
			f->ndigits = digits;
			clean_remark(f, "leading zeros beyond the expected length removed");
		}
		else if (n > digits)
			clean_remark(f, "more digits than expected");
		else if (n < digits)
			clean_remark(f, "fewer digits than expected");
		if (f->ndigits != digits && n % 2 == 1 && f->digit[0] != '0' && !whole)
			clean_remark(f, "odd number of digits: a leading zero may be lost");
	}
	else if (n % 2 == 1 && f->digit[0] != '0')
	{
		if (n == 1)
			return give_up(f, CLEAN_AMBIGUOUS, "one digit: a chapter has two");
		if (n == 3)
			return give_up(f, CLEAN_AMBIGUOUS,
						   "three digits: a leading zero may be lost; give digits to restore it");
		if (n == 5 && grouped && first == 4 && !f->open)
			clean_remark(f, "five digits: a one-dash group, or a subheading that lost its last zero");
		else if (!whole)
			clean_remark(f, "odd number of digits: a leading zero may be lost; give digits to restore it");
	}
	return true;
}

/* Judges the structure of the code that the digits make. */
static bool
check_structure(Clean *f, int digits)
{
	int			n = f->ndigits;
	bool		odd = digits == 0 && n % 2 == 1;

	if (n == 1 || n == 3)
		return give_up(f, CLEAN_AMBIGUOUS, "no code has one digit or three");
	if (!chapter_possible(f->digit))
	{
		if (f->digit[0] == '0')
			return give_up(f, CLEAN_INVALID, "there is no chapter 00");
		if (odd)
			return give_up(f, CLEAN_AMBIGUOUS,
						   "there is no chapter 77: a leading zero may be lost; give digits to restore it");
		return give_up(f, CLEAN_INVALID, "there is no chapter 77");
	}
	if (n >= 4 && strncmp(f->digit + 2, "00", 2) == 0)
		return give_up(f, CLEAN_AMBIGUOUS,
					   "there is no heading 00: perhaps a chapter filled up with zeros");
	return true;
}

static bool
is_ascii(const char *s, int len)
{
	for (int i = 0; i < len; i++)
		if (IS_HIGHBIT_SET(s[i]))
			return false;
	return true;
}

/*
 * Reads the field t, which may be NULL; digits is the expected number of
 * digits, 0 when nothing is expected.  Fills status, code and note.
 */
static void
clean_field(Clean *f, const text *t, int digits)
{
	const char *s;
	hscode		strict;
	int			len;
	int			i = 0;

	f->code = 0;
	f->tidied = false;
	f->open = false;
	f->status = CLEAN_EMPTY;
	initStringInfo(&f->note);
	if (t == NULL)
		return;

	s = VARDATA_ANY(t);
	len = VARSIZE_ANY_EXHDR(t);
	if (len > CLEAN_MAX_BYTES)
	{
		give_up(f, CLEAN_INVALID, "the field is too long to be a code");
		return;
	}

	/*
	 * Most fields are ASCII, which is the same in every encoding.  A
	 * character without an equivalent is unexpected text, and so are bytes
	 * that are not UTF-8 in a database that does not know its encoding.
	 */
	if (!is_ascii(s, len))
		s = ts_to_utf8(s, len, &len);
	if (len > CLEAN_MAX_BYTES)
	{
		give_up(f, CLEAN_INVALID, "the field is too long to be a code");
		return;
	}
	clean_fold_field(f, (const unsigned char *) s, len);

	while (sym_in(f, i, " \n\"'`"))
		i++;
	if (i == f->nsym)
	{
		resetStringInfo(&f->note);
		return;
	}

	i = 0;
	if (!read_prefix(f, &i) || !read_groups(f, &i) || !read_tail(f, i) ||
		!check_groups(f, digits) || !check_number_column(f, digits) ||
		!check_length(f, digits) || !check_structure(f, digits))
		return;

	if (!hs_scan(f->digit, f->ndigits, &f->code))
		elog(ERROR, "digits of a code do not make one: %s", f->digit);

	/* clean is what the strict reader takes for the same code */
	f->status = hs_scan(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t), &strict) && strict == f->code
		? CLEAN_OK : CLEAN_REPAIRED;
}

/* The second argument of hs_clean() and hs_parse(); 0 for NULL. */
static int
expected_digits(FunctionCallInfo fcinfo)
{
	int32		digits;

	if (PG_ARGISNULL(1))
		return 0;
	digits = PG_GETARG_INT32(1);
	if (digits < 2 || digits > HS_MAX_DIGITS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("expected number of digits must be from 2 to 16, not %d", digits)));
	return digits;
}

Datum
hscode_parse(PG_FUNCTION_ARGS)
{
	Clean		f;
	int			digits = expected_digits(fcinfo);

	clean_field(&f, PG_ARGISNULL(0) ? NULL : PG_GETARG_TEXT_PP(0), digits);
	if (f.code == 0)
		PG_RETURN_NULL();
	PG_RETURN_HSCODE(f.code);
}

Datum
hscode_clean(PG_FUNCTION_ARGS)
{
	Clean		f;
	int			digits = expected_digits(fcinfo);
	TupleDesc	tupdesc = (TupleDesc) fcinfo->flinfo->fn_extra;
	Datum		values[3] = {0};
	bool		nulls[3] = {0};

	if (tupdesc == NULL)
	{
		MemoryContext old;

		if (get_call_result_type(fcinfo, NULL, &tupdesc) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
		tupdesc = BlessTupleDesc(CreateTupleDescCopy(tupdesc));
		MemoryContextSwitchTo(old);
		fcinfo->flinfo->fn_extra = tupdesc;
	}

	clean_field(&f, PG_ARGISNULL(0) ? NULL : PG_GETARG_TEXT_PP(0), digits);
	nulls[0] = f.code == 0;
	values[0] = HscodeGetDatum(f.code);
	values[1] = CStringGetTextDatum(clean_status_name[f.status]);
	nulls[2] = f.note.len == 0;
	if (!nulls[2])
		values[2] = CStringGetTextDatum(f.note.data);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(tupdesc, values, nulls)));
}
