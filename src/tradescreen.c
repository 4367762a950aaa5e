/*-------------------------------------------------------------------------
 *
 * tradescreen.c
 *	  The module's entry point, its settings, and what it says of itself.
 *
 *-------------------------------------------------------------------------
 */
#include "tradescreen.h"

#include "catalog/namespace.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/guc.h"

#include "name/name_pg.h"
#include "screen/am.h"

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(tradescreen_info);

double		tradescreen_threshold = 0.80;

void		_PG_init(void);

void
_PG_init(void)
{
	/*
	 * what the library has done already, if it ran out of memory when it was
	 * loaded
	 */
	static int	done = 0;

	if (done < 1)
	{
		DefineCustomRealVariable("tradescreen.threshold",
								 "Lowest score at which two names match under ~=.",
								 "From 0 to 1, counted in steps of 0.0001.",
								 &tradescreen_threshold,
								 0.80, 0.0, 1.0,
								 PGC_USERSET, 0,
								 NULL, NULL, NULL);
		done = 1;
	}
	if (done < 2)
	{
		DefineCustomIntVariable("tradescreen.pending_limit",
								"Size of the pending area of a screen index beyond which an insert flushes it.",
								"A search reads the pending area whole.",
								&screen_pending_limit,
								256, 8, 65536,
								PGC_USERSET, GUC_UNIT_KB,
								NULL, NULL, NULL);
		done = 2;
	}
	ts_reserve_guc_prefix("tradescreen");
}

const char *
ts_to_utf8(const char *s, int n, int *len)
{
	static Oid	proc = InvalidOid;
	int			encoding = GetDatabaseEncoding();
	Size		room;
	char	   *utf8;
	int			used = 0;
	int			out = 0;

	*len = n;
	if (encoding == PG_UTF8 || encoding == PG_SQL_ASCII)
		return s;
	if (!OidIsValid(proc))
		proc = FindDefaultConversionProc(encoding, PG_UTF8);
	if (!OidIsValid(proc))
		return s;				/* MULE_INTERNAL and its like: read what is
								 * ASCII */

	/* room for every byte to become U+FFFD, too */
	room = (Size) n * MAX_CONVERSION_GROWTH + 4;
	utf8 = palloc(room);
	while (used < n)
	{
		used += pg_do_encoding_conversion_buf(proc, encoding, PG_UTF8,
											  (unsigned char *) s + used, n - used,
											  (unsigned char *) utf8 + out, (int) (room - out),
											  true);
		out += (int) strlen(utf8 + out);
		if (used >= n)
			break;
		memcpy(utf8 + out, "\xEF\xBF\xBD", 3);
		out += 3;
		used++;
	}
	utf8[out] = '\0';
	*len = out;
	return utf8;
}

char *
ts_from_utf8(const char *s, int n, bool *lossless)
{
	int			encoding = GetDatabaseEncoding();
	Oid			proc = InvalidOid;
	Size		room = (Size) n * MAX_CONVERSION_GROWTH + 4;
	char	   *out;
	int			used = 0;
	int			len = 0;

	*lossless = true;
	if (encoding != PG_UTF8 && encoding != PG_SQL_ASCII)
		proc = FindDefaultConversionProc(PG_UTF8, encoding);
	if (!OidIsValid(proc))
		return pnstrdup(s, n);

	out = palloc(room);
	while (used < n)
	{
		used += pg_do_encoding_conversion_buf(proc, PG_UTF8, encoding,
											  (unsigned char *) s + used, n - used,
											  (unsigned char *) out + len, (int) (room - len),
											  true);
		len += (int) strlen(out + len);
		if (used >= n)
			break;
		*lossless = false;
		out[len++] = '?';
		do
			used++;
		while (used < n && (s[used] & 0xC0) == 0x80);
	}
	out[len] = '\0';
	return out;
}

/*
 * tradescreen_info() returns jsonb
 *
 * Versions of everything that a score depends on.  Raises an error when the
 * rules cannot be loaded.
 */
Datum
tradescreen_info(PG_FUNCTION_ARGS)
{
	StringInfoData buf;

	(void) fcinfo;
	name_load_rules();
	initStringInfo(&buf);
	appendStringInfoChar(&buf, '{');
	name_append_versions(&buf);
	appendStringInfo(&buf, ", \"spellings\": %d}", lexicon_size());
	return name_jsonb(buf.data);
}
