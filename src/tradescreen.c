/*-------------------------------------------------------------------------
 *
 * tradescreen.c
 *	  The module's entry point, its settings, and what it says of itself.
 *
 *-------------------------------------------------------------------------
 */
#include "tradescreen.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/guc.h"

#include "name/name_pg.h"

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(tradescreen_info);

double		tradescreen_threshold = 0.80;

void		_PG_init(void);

void
_PG_init(void)
{
	DefineCustomRealVariable("tradescreen.threshold",
							 "Lowest score at which two names match under ~=.",
							 "From 0 to 1, counted in steps of 0.0001.",
							 &tradescreen_threshold,
							 0.80, 0.0, 1.0,
							 PGC_USERSET, 0,
							 NULL, NULL, NULL);
	ts_reserve_guc_prefix("tradescreen");
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
