/*-------------------------------------------------------------------------
 *
 * name_pg.h
 *	  The name kernel inside the server: rules, compiled names, SQL functions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_PG_H
#define TRADESCREEN_NAME_PG_H

#include "compat.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "name/parties.h"
#include "name/score.h"

/* ---- name_rules.c ---- */

/*
 * Makes sure that the rules are loaded.  Raises ERRCODE_CONFIG_FILE_ERROR
 * with file and line when one is malformed, and the usual file errors when one
 * is missing; the next call tries again.
 */
extern void name_load_rules(void);

/* Appends "extension", "rules", "icu" and "unicode" as members of an object. */
extern void name_append_versions(StringInfo buf);

/* ---- name_cache.c ---- */

/*
 * How many of the n bytes of a field are read, in the server's encoding.  The
 * functions below cut a field so before anything else is done with it; neither
 * the cache nor a conversion ever sees the rest.
 */
extern int	name_clip(const char *s, int n);

/*
 * The compiled form of n bytes in the server's encoding.  It is kept by the
 * calling function (fn_extra), within work_mem, so that a name that comes
 * again costs a look-up; it stays valid until the call after the next one.
 * Not for DirectFunctionCall(), which has no flinfo.
 */
extern const NameCompiled *name_compile_cached(FunctionCallInfo fcinfo,
											   const char *s, int n);

/* The same without the cache, in the current memory context. */
extern const NameCompiled *name_compile_once(const char *s, int n);

/* The units of a field, as name_parse_units(), in the current memory context. */
extern void name_parse_once(const char *s, int n, const NameUnit **units,
							int *nunits, const char **base);

/* Raises the error of a status other than NAME_OK. */
extern void name_raise_status(NameStatus status);

/*
 * Reads a party field, clipped.  *utf8 is what was read, *len bytes; all of it
 * stays valid until a name is compiled again.
 */
extern void name_read_parties(const char *s, int n, const char **utf8, int *len,
							  PartyText *out);

/* ---- shared by the SQL functions ---- */

/* A threshold of 0 to 1 on the scale of scores, to the nearest step. */
static inline int
name_threshold_steps(double threshold)
{
	return (int) (threshold * NAME_SCORE_MAX + 0.5);
}

/* The jsonb value of a JSON text. */
static inline Datum
name_jsonb(const char *json)
{
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(json));
}

#endif							/* TRADESCREEN_NAME_PG_H */
