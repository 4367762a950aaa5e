/*-------------------------------------------------------------------------
 *
 * hscode.c
 *	  The type hscode: input and output, comparison, operator classes, and the
 *	  levels of the hierarchy.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "hs/hscode.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/sortsupport.h"

PG_FUNCTION_INFO_V1(hscode_in);
PG_FUNCTION_INFO_V1(hscode_out);
PG_FUNCTION_INFO_V1(hscode_recv);
PG_FUNCTION_INFO_V1(hscode_send);
PG_FUNCTION_INFO_V1(hscode_from_text);
PG_FUNCTION_INFO_V1(hscode_from_bpchar);
PG_FUNCTION_INFO_V1(hscode_to_text);
PG_FUNCTION_INFO_V1(hscode_eq);
PG_FUNCTION_INFO_V1(hscode_ne);
PG_FUNCTION_INFO_V1(hscode_lt);
PG_FUNCTION_INFO_V1(hscode_le);
PG_FUNCTION_INFO_V1(hscode_gt);
PG_FUNCTION_INFO_V1(hscode_ge);
PG_FUNCTION_INFO_V1(hscode_cmp);
PG_FUNCTION_INFO_V1(hscode_sortsupport);
PG_FUNCTION_INFO_V1(hscode_hash);
PG_FUNCTION_INFO_V1(hscode_hash_extended);
PG_FUNCTION_INFO_V1(hscode_distance);
PG_FUNCTION_INFO_V1(hscode_smaller);
PG_FUNCTION_INFO_V1(hscode_larger);
PG_FUNCTION_INFO_V1(hscode_contained);
PG_FUNCTION_INFO_V1(hscode_contains);
PG_FUNCTION_INFO_V1(hscode_overlaps);
PG_FUNCTION_INFO_V1(hscode_upper);
PG_FUNCTION_INFO_V1(hscode_level);
PG_FUNCTION_INFO_V1(hscode_truncate);
PG_FUNCTION_INFO_V1(hscode_chapter);
PG_FUNCTION_INFO_V1(hscode_heading);
PG_FUNCTION_INFO_V1(hscode_subheading);
PG_FUNCTION_INFO_V1(hscode_parent);
PG_FUNCTION_INFO_V1(hscode_section);
PG_FUNCTION_INFO_V1(hscode_format);
PG_FUNCTION_INFO_V1(hscode_valid);

bool
hs_is_code(uint64 v)
{
	int			shift = 60;

	if (v == 0)
		return false;
	for (; shift >= 0; shift -= 4)
	{
		unsigned	nibble = (v >> shift) & 0xF;

		if (nibble == 0)
			break;
		if (nibble > 10)
			return false;
	}

	/* v is not 0 and its first nibble is checked: what follows must be empty */
	if (shift == 60)
		return false;
	return shift < 0 || (v & (PG_UINT64_MAX >> (60 - shift))) == 0;
}

hscode
hs_succ(hscode c)
{
	int			n = hs_digits(c);
	int			shift = 0;

	if (n < HS_MAX_DIGITS)
		return c | hs_nibble(n, 0);
	while (shift < 64 && ((c >> shift) & 0xF) == 0xA)
		shift += 4;
	if (shift >= 64)
		return HS_END;
	return ((c >> shift) + 1) << shift;
}

hscode
hs_pred(hscode c)
{
	int			n;

	if (c == HS_END)
		return HS_NINES;
	n = hs_digits(c);
	if (hs_digit(c, n - 1) == 0)
	{
		Assert(n > 1);
		return hs_prefix(c, n - 1);
	}
	return (c - hs_nibble(n - 1, 0)) | (HS_NINES & hs_low_mask(n));
}

bool
hs_scan(const char *s, size_t len, hscode *code)
{
	hscode		c = 0;
	int			n = 0;
	bool		separated = true;	/* no separator may come first */

	for (size_t i = 0; i < len; i++)
	{
		char		ch = s[i];

		if (ch >= '0' && ch <= '9')
		{
			if (n == HS_MAX_DIGITS)
				return false;
			c |= hs_nibble(n++, ch - '0');
			separated = false;
		}
		else if ((ch == '.' || ch == ' ' || ch == '-') && !separated)
			separated = true;
		else
			return false;
	}
	if (separated)
		return false;
	*code = c;
	return true;
}

int
hs_print(hscode c, char *buf)
{
	int			n = 0;

	while (n < HS_MAX_DIGITS)
	{
		int			d = hs_digit(c, n);

		if (d < 0)
			break;
		buf[n++] = '0' + d;
	}
	buf[n] = '\0';
	return n;
}

bool
hs_possible(hscode c)
{
	int			n = hs_digits(c);
	int			chapter;

	if (n < 2 || n == 3)
		return false;
	chapter = hs_digit(c, 0) * 10 + hs_digit(c, 1);
	if (chapter == 0 || chapter == 77)
		return false;
	return n < 4 || hs_digit(c, 2) != 0 || hs_digit(c, 3) != 0;
}

double
hs_position(hscode c)
{
	/* 11 ^ 16 fits; one rounding in each step keeps the order */
	uint64		position = 0;

	for (int i = 0; i < HS_MAX_DIGITS; i++)
		position = position * 11 + (hs_digit(c, i) + 1);
	return (double) position / 45949729863572161.0;
}

Datum
hscode_in(PG_FUNCTION_ARGS)
{
	char	   *s = PG_GETARG_CSTRING(0);
	struct Node *escontext = (struct Node *) ts_escontext(fcinfo);
	hscode		code;

	if (!hs_scan(s, strlen(s), &code))
		ts_ereturn(escontext, (Datum) 0,
				   (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					errmsg("invalid input syntax for type %s: \"%s\"", "hscode", s),
					errhint("A code has 1 to 16 digits; a single dot, space or hyphen may stand between them. "
							"hs_parse() and hs_clean() read codes as they are found in the field.")));
	PG_RETURN_HSCODE(code);
}

Datum
hscode_out(PG_FUNCTION_ARGS)
{
	char	   *buf = palloc(HS_MAX_DIGITS + 1);

	hs_print(PG_GETARG_HSCODE(0), buf);
	PG_RETURN_CSTRING(buf);
}

Datum
hscode_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	uint64		v = (uint64) pq_getmsgint64(buf);

	if (!hs_is_code(v))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary representation of type %s", "hscode"),
				 errhint("The eight bytes hold one nibble for each digit, digit plus one, and zeros after the last.")));
	PG_RETURN_HSCODE(v);
}

Datum
hscode_send(PG_FUNCTION_ARGS)
{
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint64(&buf, PG_GETARG_HSCODE(0));
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* Reads the len bytes at s as the cast from a text type does. */
static hscode
code_from_text(const char *s, int len)
{
	hscode		code;

	if (!hs_scan(s, len, &code))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"", "hscode", pnstrdup(s, len)),
				 errhint("hs_parse() and hs_clean() read codes as they are found in the field.")));
	return code;
}

Datum
hscode_from_text(PG_FUNCTION_ARGS)
{
	text	   *t = PG_GETARG_TEXT_PP(0);

	PG_RETURN_HSCODE(code_from_text(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t)));
}

Datum
hscode_from_bpchar(PG_FUNCTION_ARGS)
{
	BpChar	   *t = PG_GETARG_BPCHAR_PP(0);
	int			len = bpchartruelen(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t));

	PG_RETURN_HSCODE(code_from_text(VARDATA_ANY(t), len));
}

Datum
hscode_to_text(PG_FUNCTION_ARGS)
{
	char		buf[HS_MAX_DIGITS + 1];
	int			len = hs_print(PG_GETARG_HSCODE(0), buf);

	PG_RETURN_TEXT_P(cstring_to_text_with_len(buf, len));
}

#define HSCODE_COMPARISON(name, op) \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	PG_RETURN_BOOL(PG_GETARG_HSCODE(0) op PG_GETARG_HSCODE(1)); \
}

HSCODE_COMPARISON(hscode_eq, ==)
HSCODE_COMPARISON(hscode_ne, !=)
HSCODE_COMPARISON(hscode_lt, <)
HSCODE_COMPARISON(hscode_le, <=)
HSCODE_COMPARISON(hscode_gt, >)
HSCODE_COMPARISON(hscode_ge, >=)

Datum
hscode_cmp(PG_FUNCTION_ARGS)
{
	hscode		a = PG_GETARG_HSCODE(0);
	hscode		b = PG_GETARG_HSCODE(1);

	PG_RETURN_INT32(a < b ? -1 : a > b);
}

Datum
hscode_sortsupport(PG_FUNCTION_ARGS)
{
	SortSupport ssup = (SortSupport) PG_GETARG_POINTER(0);

	/* a Datum is the code: the server has a specialised sort for these */
	ssup->comparator = ssup_datum_unsigned_cmp;
	PG_RETURN_VOID();
}

/* Spreads the digits over all bits; 0 stays 0. */
static inline uint64
mix_bits(uint64 v)
{
	v ^= v >> 32;
	v *= UINT64CONST(0x9E3779B97F4A7C15);
	v ^= v >> 29;
	v *= UINT64CONST(0xD6E8FEB86659FD93);
	return v ^ v >> 32;
}

Datum
hscode_hash(PG_FUNCTION_ARGS)
{
	PG_RETURN_UINT32((uint32) mix_bits(PG_GETARG_HSCODE(0)));
}

/* With seed 0 the lower half is the hash above, as an operator class must have it. */
Datum
hscode_hash_extended(PG_FUNCTION_ARGS)
{
	uint64		seed = (uint64) PG_GETARG_INT64(1);

	PG_RETURN_UINT64(mix_bits(PG_GETARG_HSCODE(0) ^ mix_bits(seed)));
}

/* For BRIN minmax-multi, which merges the ranges that lie closest. */
Datum
hscode_distance(PG_FUNCTION_ARGS)
{
	hscode		a = PG_GETARG_HSCODE(0);
	hscode		b = PG_GETARG_HSCODE(1);

	Assert(a <= b);
	PG_RETURN_FLOAT8(hs_position(b) - hs_position(a));
}

Datum
hscode_smaller(PG_FUNCTION_ARGS)
{
	PG_RETURN_HSCODE(Min(PG_GETARG_HSCODE(0), PG_GETARG_HSCODE(1)));
}

Datum
hscode_larger(PG_FUNCTION_ARGS)
{
	PG_RETURN_HSCODE(Max(PG_GETARG_HSCODE(0), PG_GETARG_HSCODE(1)));
}

Datum
hscode_contained(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(hs_is_under(PG_GETARG_HSCODE(0), PG_GETARG_HSCODE(1)));
}

Datum
hscode_contains(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(hs_is_under(PG_GETARG_HSCODE(1), PG_GETARG_HSCODE(0)));
}

Datum
hscode_overlaps(PG_FUNCTION_ARGS)
{
	hscode		a = PG_GETARG_HSCODE(0);
	hscode		b = PG_GETARG_HSCODE(1);

	PG_RETURN_BOOL(hs_is_under(a, b) || hs_is_under(b, a));
}

Datum
hscode_upper(PG_FUNCTION_ARGS)
{
	PG_RETURN_HSCODE(hs_last(PG_GETARG_HSCODE(0)));
}

Datum
hscode_level(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(hs_digits(PG_GETARG_HSCODE(0)));
}

Datum
hscode_truncate(PG_FUNCTION_ARGS)
{
	int32		n = PG_GETARG_INT32(1);

	if (n < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("number of digits must be at least 1, not %d", n)));
	PG_RETURN_HSCODE(hs_prefix(PG_GETARG_HSCODE(0), Min(n, HS_MAX_DIGITS)));
}

Datum
hscode_chapter(PG_FUNCTION_ARGS)
{
	PG_RETURN_HSCODE(hs_prefix(PG_GETARG_HSCODE(0), 2));
}

Datum
hscode_heading(PG_FUNCTION_ARGS)
{
	PG_RETURN_HSCODE(hs_prefix(PG_GETARG_HSCODE(0), 4));
}

Datum
hscode_subheading(PG_FUNCTION_ARGS)
{
	PG_RETURN_HSCODE(hs_prefix(PG_GETARG_HSCODE(0), 6));
}

/* The levels that the nomenclatures use have an even number of digits. */
Datum
hscode_parent(PG_FUNCTION_ARGS)
{
	hscode		c = PG_GETARG_HSCODE(0);
	int			n = hs_digits(c);

	if (n <= 2)
		PG_RETURN_NULL();
	PG_RETURN_HSCODE(hs_prefix(c, (n - 1) & ~1));
}

Datum
hscode_section(PG_FUNCTION_ARGS)
{
	/* the last chapter of each section, I to XXI */
	static const uint8 last_chapter[] = {
		5, 14, 15, 24, 27, 38, 40, 43, 46, 49, 63, 67, 70, 71, 83, 85, 89, 92, 93, 96, 97
	};
	hscode		c = PG_GETARG_HSCODE(0);
	int			chapter = hs_digit(c, 0) * 10 + hs_digit(c, 1);

	if (hs_digits(c) < 2 || chapter == 0 || chapter == 77)
		PG_RETURN_NULL();
	for (int i = 0; i < (int) lengthof(last_chapter); i++)
		if (chapter <= last_chapter[i])
			PG_RETURN_INT32(i + 1);
	PG_RETURN_NULL();
}

/* Four digits, then groups of two: 8542.31.00.01. */
Datum
hscode_format(PG_FUNCTION_ARGS)
{
	char		digits[HS_MAX_DIGITS + 1];
	char		dotted[2 * HS_MAX_DIGITS];
	int			n = hs_print(PG_GETARG_HSCODE(0), digits);
	int			len = 0;

	for (int i = 0; i < n; i++)
	{
		if (i >= 4 && i % 2 == 0)
			dotted[len++] = '.';
		dotted[len++] = digits[i];
	}
	PG_RETURN_TEXT_P(cstring_to_text_with_len(dotted, len));
}

Datum
hscode_valid(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(hs_possible(PG_GETARG_HSCODE(0)));
}
