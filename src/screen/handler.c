/*-------------------------------------------------------------------------
 *
 * handler.c
 *	  What the access method is, for the server.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/am.h"

#include "access/reloptions.h"
#include "commands/vacuum.h"
#include "fmgr.h"

#include "screen/scan.h"

PG_FUNCTION_INFO_V1(screen_handler);
PG_FUNCTION_INFO_V1(screen_names);
PG_FUNCTION_INFO_V1(screen_codes);

/* Support function 1 of an operator class says of which kind it is. */
Datum
screen_names(PG_FUNCTION_ARGS)
{
	(void) fcinfo;
	PG_RETURN_INT32(SCREEN_NAMES);
}

Datum
screen_codes(PG_FUNCTION_ARGS)
{
	(void) fcinfo;
	PG_RETURN_INT32(SCREEN_CODES);
}

/* There are no options. */
static bytea *
screen_options(Datum options, bool validate)
{
	return (bytea *) build_reloptions(options, validate, 0, 0, NULL, 0);
}

Datum
screen_handler(PG_FUNCTION_ARGS)
{
	IndexAmRoutine *am = makeNode(IndexAmRoutine);

	(void) fcinfo;
	am->amstrategies = SCREEN_NSTRATEGIES;
	am->amsupport = 1;
	am->amoptsprocnum = 0;
	am->amcanorder = false;
	am->amcanorderbyop = true;
	am->amcanbackward = false;
	am->amcanunique = false;
	am->amcanmulticol = false;
	am->amoptionalkey = true;
	am->amsearcharray = false;
	am->amsearchnulls = false;
	am->amstorage = false;
	am->amclusterable = false;
	am->ampredlocks = false;
	am->amcanparallel = false;
	am->amcaninclude = false;
	am->amusemaintenanceworkmem = true;
	am->amparallelvacuumoptions = VACUUM_OPTION_PARALLEL_BULKDEL | VACUUM_OPTION_PARALLEL_CLEANUP;
	am->amkeytype = InvalidOid;

	am->ambuild = screen_build;
	am->ambuildempty = screen_buildempty;
	am->aminsert = screen_insert;
	am->ambulkdelete = screen_bulkdelete;
	am->amvacuumcleanup = screen_vacuumcleanup;
	am->amcanreturn = NULL;
	am->amcostestimate = screen_costestimate;
	am->amoptions = screen_options;
	am->amproperty = screen_property;
	am->ambuildphasename = screen_buildphasename;
	am->amvalidate = screen_validate;
	am->amadjustmembers = screen_adjustmembers;
	am->ambeginscan = screen_beginscan;
	am->amrescan = screen_rescan;
	am->amgettuple = screen_gettuple;
	am->amgetbitmap = screen_getbitmap;
	am->amendscan = screen_endscan;
	am->ammarkpos = NULL;
	am->amrestrpos = NULL;
	am->amestimateparallelscan = NULL;
	am->aminitparallelscan = NULL;
	am->amparallelrescan = NULL;
	PG_RETURN_POINTER(am);
}
