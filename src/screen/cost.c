/*-------------------------------------------------------------------------
 *
 * cost.c
 *	  What a scan costs.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/am.h"

#include <math.h>

#include "access/table.h"
#include "nodes/pathnodes.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "utils/selfuncs.h"
#include "utils/spccache.h"

#include "screen/meta.h"

/* Operators' worth of work: making a plan for a name, and comparing a name. */
#define PLAN_OPERATORS		1500
#define COMPARE_OPERATORS	60
#define ROW_OPERATORS		0.5

void
screen_costestimate(struct PlannerInfo *root, struct IndexPath *path, double loop_count,
					Cost *startup, Cost *total, Selectivity *selectivity,
					double *correlation, double *pages)
{
	IndexOptInfo *info = path->indexinfo;
	GenericCosts costs = {0};
	ScreenMeta *meta = palloc0(sizeof(ScreenMeta));
	double		ndocs = 0;
	double		npending = 0;
	double		segment_pages = 0;
	double		compared;
	double		read;
	double		cpu;
	double		random_page_cost;
	bool		lossy = false;

	/* one that only a planner's extension knows has no metapage */
	if (!info->hypothetical)
	{
		Relation	index = index_open(info->indexoid, NoLock);

		meta_read(index, meta);
		index_close(index, NoLock);
		lossy = !meta_rules_match(meta);
	}
	for (uint32 i = 0; i < meta->nsegments; i++)
	{
		ndocs += meta->segments[i].ndocs;
		segment_pages += meta->segments[i].npages;
	}
	for (uint32 i = 0; i < meta->nruns; i++)
		npending += meta->runs[i].used;

	/* the selectivity of the keys, and the rows they lead to */
	costs.numIndexPages = 1;
	genericcostestimate(root, path, loop_count, &costs);

	if (lossy || (path->indexclauses == NIL && path->indexorderbys == NIL))
	{
		/* everything is read */
		compared = 0;
		read = segment_pages + npending;
		cpu = info->tuples * ROW_OPERATORS;
	}
	else if (meta->kind == SCREEN_CODES)
	{
		compared = ndocs * costs.indexSelectivity + npending * 100;
		read = 3 * meta->nsegments + npending + segment_pages * costs.indexSelectivity;
		cpu = compared * ROW_OPERATORS + costs.numIndexTuples * ROW_OPERATORS;
	}
	else
	{
		/*
		 * Look-ups do not get much slower with the size of the index: a
		 * search compares names that share a word, and those grow with its
		 * root, or so.  Pending names are passed over quickly.  What an order
		 * without keys costs after its first rows is added below.
		 */
		double		wanted = path->indexclauses == NIL ? 0 : costs.indexSelectivity;

		compared = wanted >= 0.2 ? ndocs :
			Min(ndocs, 20 + sqrt(ndocs) / 4 + ndocs * wanted * 2);
		read = Min(segment_pages, meta->nsegments * 10.0 + compared / 4) + npending;
		cpu = PLAN_OPERATORS + compared * COMPARE_OPERATORS + npending * 150 +
			costs.numIndexTuples * ROW_OPERATORS;
		/* an ordered search repeats with lower thresholds, until LIMIT is met */
		if (path->indexclauses == NIL)
			cpu *= 3;
	}
	get_tablespace_page_costs(info->reltablespace, &random_page_cost, NULL);

	/* a search is done when the first row comes; of a loop, pages are cached */
	if (loop_count > 1)
		read = index_pages_fetched(read * loop_count, (BlockNumber) Max(info->pages, 1),
								   (double) Max(info->pages, 1), root) / loop_count;
	*startup = cpu * cpu_operator_cost + read * random_page_cost;
	*total = *startup + costs.numIndexTuples * cpu_index_tuple_cost;
	/* an index-only scan looks at every row all the same, see scan.c */
	if (path->path.pathtype == T_IndexOnlyScan)
		*total += info->rel->pages * random_page_cost + costs.numIndexTuples * cpu_tuple_cost;
	/* without a limit an order by distance compares every name */
	if (path->indexclauses == NIL && path->indexorderbys != NIL && !lossy)
		*total += ndocs * COMPARE_OPERATORS * cpu_operator_cost + segment_pages * random_page_cost / 4;
	*selectivity = costs.indexSelectivity;
	*correlation = 0;
	*pages = read;
	pfree(meta);
}
