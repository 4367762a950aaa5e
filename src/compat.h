/*-------------------------------------------------------------------------
 *
 * compat.h
 *	  Everything that differs between the PostgreSQL versions we build for.
 *
 * No other file tests PG_VERSION_NUM.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_COMPAT_H
#define TRADESCREEN_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 140000
#error "tradescreen needs PostgreSQL 14 or later"
#endif

#if SIZEOF_DATUM < 8
#error "tradescreen needs a 64-bit server: hscode is passed by value in 8 bytes"
#endif

/*
 * VARDATA_ANY() and its kin are in a header of their own since 16.
 */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/*
 * Soft input errors came with 16.  ts_ereturn() reports through the caller's
 * escontext where the server has them, and raises the error where it does
 * not.
 */
#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#define ts_escontext(fcinfo)	((fcinfo)->context)
#define ts_ereturn(escontext, retval, ...) \
	ereturn(escontext, retval, __VA_ARGS__)
#else
struct Node;
#define ts_escontext(fcinfo)	((void) (fcinfo), (struct Node *) NULL)
#define ts_ereturn(escontext, retval, ...) \
	do { \
		(void) (escontext); \
		ereport(ERROR, __VA_ARGS__); \
		return retval; \
	} while (0)
#endif

/*
 * Scans for "column = ANY (array)" return the order of the index since 17,
 * whatever the earlier columns are.
 */
#if PG_VERSION_NUM >= 170000
#define TS_BTREE_ARRAYS_KEEP_ORDER	true
#else
#define TS_BTREE_ARRAYS_KEEP_ORDER	false
#endif

/* And they move to the element that equals the entry they have come to. */
#define TS_BTREE_ARRAYS_FOLLOW_ENTRIES	(PG_VERSION_NUM >= 170000)

/*
 * A record of the generic resource manager is a list of fragments: where on the
 * page, how many bytes, and those bytes.  So it is from 9.6 to 18; not assumed of
 * later versions before somebody has looked.
 */
#if PG_VERSION_NUM < 190000
#include "storage/off.h"

#define TS_GENERIC_FRAGMENT
typedef struct TsGenericFragment
{
	OffsetNumber offset;
	OffsetNumber length;
} TsGenericFragment;
#endif

/* Where the statistics target of a column is; -1 for the default. */
#if PG_VERSION_NUM >= 170000
#define ts_stats_target(stats)	((stats)->attstattarget)
#else
#define ts_stats_target(stats)	((stats)->attr->attstattarget)
#endif

/* The server sorts pass-by-value keys by this comparator; 15 and later. */
#if PG_VERSION_NUM < 150000
#include "utils/sortsupport.h"

static inline int
ssup_datum_unsigned_cmp(Datum x, Datum y, SortSupport ssup)
{
	return x < y ? -1 : x > y;
}
#endif

/* Reserving the prefix of our settings got its present name in 15. */
#if PG_VERSION_NUM >= 150000
#define ts_reserve_guc_prefix(prefix)	MarkGUCPrefixReserved(prefix)
#else
#define ts_reserve_guc_prefix(prefix)	EmitWarningsOnPlaceholders(prefix)
#endif

/*
 * Set up a set-returning function that returns everything in one call
 * (15 and later have it).  No flag is supported here.
 */
#if PG_VERSION_NUM < 150000
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/tuplestore.h"

static inline void
InitMaterializedSRF(FunctionCallInfo fcinfo, bits32 flags)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext old_context;
	TupleDesc	tupdesc;

	Assert(flags == 0);
	(void) flags;

	if (rsinfo == NULL || !IsA(rsinfo, ReturnSetInfo) ||
		(rsinfo->allowedModes & SFRM_Materialize) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("set-valued function called in context that cannot accept a set")));

	old_context = MemoryContextSwitchTo(rsinfo->econtext->ecxt_per_query_memory);
	if (get_call_result_type(fcinfo, NULL, &tupdesc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	rsinfo->returnMode = SFRM_Materialize;
	rsinfo->setResult = tuplestore_begin_heap((rsinfo->allowedModes & SFRM_Materialize_Random) != 0,
											  false, work_mem);
	rsinfo->setDesc = tupdesc;
	MemoryContextSwitchTo(old_context);
}
#endif

/* ---------- for the access method ---------- */

/* Reading exactly n bytes got a function of its own in 16. */
#include "storage/buffile.h"

static inline void
ts_buffile_read(BufFile *file, void *to, size_t n)
{
#if PG_VERSION_NUM >= 160000
	BufFileReadExact(file, to, n);
#else
	if (BufFileRead(file, to, n) != n)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not read from a temporary file")));
#endif
}

/* The number of a relation's file. */
#if PG_VERSION_NUM >= 160000
#define ts_relfilenumber(rel)	((rel)->rd_locator.relNumber)
#else
#define ts_relfilenumber(rel)	((rel)->rd_node.relNode)
#endif

/* EXPLAIN counts searches since 18; everybody counts scans. */
#if PG_VERSION_NUM >= 180000
#define ts_count_index_scan(desc) \
	do { \
		pgstat_count_index_scan((desc)->indexRelation); \
		if ((desc)->instrument) \
			(desc)->instrument->nsearches++; \
	} while (0)
#else
#define ts_count_index_scan(desc)	pgstat_count_index_scan((desc)->indexRelation)
#endif

/* Ownership is asked of one function for all kinds of objects since 16. */
#if PG_VERSION_NUM >= 160000
#define ts_relation_ownercheck(oid, user) object_ownercheck(RelationRelationId, oid, user)
#else
#define ts_relation_ownercheck(oid, user) pg_class_ownercheck(oid, user)
#endif

/* Functions that do not return are marked in front of the declaration since 18. */
#ifndef pg_noreturn
#define pg_noreturn pg_attribute_noreturn()
#endif

/* vacuum_delay_point() has an argument since 18. */
#if PG_VERSION_NUM >= 180000
#define ts_vacuum_delay_point()	vacuum_delay_point(false)
#define ts_analyze_delay_point() vacuum_delay_point(true)
#else
#define ts_vacuum_delay_point()	vacuum_delay_point()
#define ts_analyze_delay_point() vacuum_delay_point()
#endif

/* Asks for a cache line that will be read; reads nothing, so any address will do. */
#if defined(__GNUC__) || defined(__clang__)
#define ts_prefetch_mem(p)		__builtin_prefetch(p)
#else
#define ts_prefetch_mem(p)		((void) (p))
#endif

#endif							/* TRADESCREEN_COMPAT_H */
