/*-------------------------------------------------------------------------
 *
 * am.h
 *	  The functions that the server calls.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_SCREEN_AM_H
#define TRADESCREEN_SCREEN_AM_H

#include "compat.h"

#include "access/amapi.h"
#include "access/genam.h"
#include "nodes/execnodes.h"
#include "nodes/tidbitmap.h"

/* Kilobytes of the pending area beyond which an insert flushes it. */
extern int	screen_pending_limit;

/* ---- build.c ---- */
extern IndexBuildResult *screen_build(Relation heap, Relation index, IndexInfo *info);
extern void screen_buildempty(Relation index);
extern char *screen_buildphasename(int64 phase);

/* ---- insert.c ---- */
extern bool screen_insert(Relation index, Datum *values, bool *isnull, ItemPointer tid,
						  Relation heap, IndexUniqueCheck check, bool unchanged, IndexInfo *info);

/* ---- scan.c ---- */
extern IndexScanDesc screen_beginscan(Relation index, int nkeys, int norderbys);
extern void screen_rescan(IndexScanDesc desc, ScanKey keys, int nkeys, ScanKey orderbys, int norderbys);
extern bool screen_gettuple(IndexScanDesc desc, ScanDirection direction);
extern int64 screen_getbitmap(IndexScanDesc desc, TIDBitmap *bitmap);
extern void screen_endscan(IndexScanDesc desc);

/* ---- vacuum.c ---- */
extern IndexBulkDeleteResult *screen_bulkdelete(IndexVacuumInfo *info, IndexBulkDeleteResult *stats,
												IndexBulkDeleteCallback callback, void *state);
extern IndexBulkDeleteResult *screen_vacuumcleanup(IndexVacuumInfo *info, IndexBulkDeleteResult *stats);

/* ---- cost.c ---- */
extern void screen_costestimate(struct PlannerInfo *root, struct IndexPath *path, double loop_count,
								Cost *startup, Cost *total, Selectivity *selectivity,
								double *correlation, double *pages);

/* ---- validate.c ---- */
extern bool screen_validate(Oid opclass);
extern void screen_adjustmembers(Oid opfamily, Oid opclass, List *operators, List *functions);
extern bool screen_property(Oid index, int attno, IndexAMProperty prop, const char *name,
							bool *res, bool *isnull);

#endif							/* TRADESCREEN_SCREEN_AM_H */
