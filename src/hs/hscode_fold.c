/*-------------------------------------------------------------------------
 *
 * hscode_fold.c
 *	  Plain characters for those that stand for them in customs data:
 *	  full-width and foreign digits, unusual spaces, dashes and dots.
 *
 *-------------------------------------------------------------------------
 */
#include "hs/hs_clean.h"

/* The zeros of the scripts that have their own decimal digits. */
static const pg_wchar script_zero[] = {
	0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6,
	0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090,
	0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40,
	0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0
};

/* One character to its symbol; 0 when the character has no width. */
static pg_wchar
fold_char(Clean *f, pg_wchar c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
	{
		clean_remark(f, "full-width characters made plain");
		c -= 0xFF01 - '!';
	}
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 'a';
	if (c == '\t' || c == '\v' || c == '\f')
	{
		clean_remark(f, "unusual white space made plain");
		return ' ';
	}
	if (c == '\r')
		return '\n';
	if (c < 0x80)
		return c;

	switch (c)
	{
		case 0x00A0:			/* no-break space */
		case 0x1680:
		case 0x202F:
		case 0x205F:
		case 0x3000:
			clean_remark(f, "unusual white space made plain");
			return ' ';
		case 0x0085:
		case 0x2028:
		case 0x2029:
			return '\n';
		case 0x00AD:			/* soft hyphen */
		case 0x061C:
		case 0x180E:
		case 0x2060:
		case 0xFEFF:
			clean_remark(f, "invisible characters removed");
			return 0;
		case 0x2212:			/* minus */
		case 0xFE58:
		case 0xFE63:
			clean_remark(f, "unusual separators made plain");
			return '-';
		case 0x00B7:			/* middle dots and full stops */
		case 0x2024:
		case 0x2027:
		case 0x2219:
		case 0x3002:
		case 0xFE52:
		case 0xFF61:
			clean_remark(f, "unusual separators made plain");
			return '.';
		case 0x00AB:			/* quotation marks */
		case 0x00BB:
		case 0x02BC:
			return '"';
		case 0x3001:			/* ideographic comma */
		case 0xFE50:
			return ',';
		case 0x0130:			/* dotted capital i */
			return 'i';
		case 0x0401:			/* Cyrillic io */
			return 0x0435;
		default:
			break;
	}
	if (c >= 0x2000 && c <= 0x200A)
	{
		clean_remark(f, "unusual white space made plain");
		return ' ';
	}
	if ((c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
		(c >= 0x2066 && c <= 0x2069))
	{
		clean_remark(f, "invisible characters removed");
		return 0;
	}
	if (c >= 0x2010 && c <= 0x2015)
	{
		clean_remark(f, "unusual separators made plain");
		return '-';
	}
	if ((c >= 0x2018 && c <= 0x201F) || c == 0x2039 || c == 0x203A)
		return '"';
	if (c >= 0x0410 && c <= 0x042F)
		return c + 0x20;
	for (int i = 0; i < (int) lengthof(script_zero); i++)
	{
		if (c >= script_zero[i] && c <= script_zero[i] + 9)
		{
			clean_remark(f, "digits of another script made plain");
			return c - script_zero[i] + '0';
		}
	}
	return c;
}

void
clean_fold_field(Clean *f, const unsigned char *s, int len)
{
	int			i = 0;

	f->nsym = 0;
	while (i < len)
	{
		int			n = pg_utf_mblen(s + i);
		pg_wchar	c;

		if (i + n <= len && pg_utf8_islegal(s + i, n))
			c = utf8_to_unicode(s + i);
		else
		{
			/* only in a database that does not check its encoding */
			c = 0xFFFD;
			n = 1;
		}
		i += n;
		c = fold_char(f, c);
		if (c != 0)
			f->sym[f->nsym++] = c;
	}
}
