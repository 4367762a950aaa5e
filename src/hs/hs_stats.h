/*-------------------------------------------------------------------------
 *
 * hs_stats.h
 *	  What ANALYZE keeps of a column of codes or lists besides the usual.
 *
 * The usual slots remain as they are.  One slot of our own is added.
 *
 * Of codes: a tree of beginnings with the share of the rows under each.  Its
 * finest level are the codes of the sample; where there is no room for all, the
 * rare ones are counted as the rest of the next coarser level (2, 4, 6 ...
 * digits).  So a chapter, a heading, a list and a single frequent code are all
 * counted in the sample, however the codes are distributed.
 *
 * Of lists: the intervals of the code line with the share of the lists that
 * cover each.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_HS_STATS_H
#define TRADESCREEN_HS_STATS_H

#include "postgres.h"

#include "hs/hs_range.h"
#include "utils/selfuncs.h"

/*
 * The kinds of our slots in pg_statistic; those from 10000 on are for private
 * use, and only our own types have these.
 */
#define STATISTIC_KIND_HSCODES	24842
#define STATISTIC_KIND_HSLISTS	24843

/* Statistics of a column of codes. */
typedef struct HsCodeStats
{
	int			n;
	hscode	   *code;			/* in order; 0, the root, may be the first */
	bool	   *rest;			/* rare codes under this one, not the code
								 * itself */
	int		   *parent;			/* the nearest rest that contains it, or -1 */
	double	   *before;			/* n + 1: the share of the rows before the
								 * entry */
	double		sample;			/* size of the sample, in rows */
	int			rare;			/* what has fewer rows of the sample has no
								 * entry */
	double		unseen;			/* share of the rows whose codes are not in
								 * the sample */
	int			headings;		/* beginnings of four digits, at least 1 */
	double		null_frac;
} HsCodeStats;

/* Statistics of a column of lists. */
typedef struct HsListStats
{
	int			n;
	hscode	   *start;			/* in order; an interval ends before the next
								 * one starts */
	double	   *share;			/* of the lists that cover it; 0 for the last
								 * one */
	double		null_frac;
} HsListStats;

/*
 * The statistics of a column, or NULL if there are none or the user may not
 * know them, opfunc being the function of the operator.  Without a slot of ours
 * they are made of the most common values and the histogram.  They stay valid
 * until the next call for another column at least.
 */
extern const HsCodeStats *hs_code_stats(VariableStatData *vardata, Oid opfunc);
extern const HsListStats *hs_list_stats(VariableStatData *vardata, Oid opfunc);

/*
 * The share of the rows whose codes are in the cover; of all rows, NULLs being
 * in none.
 */
extern double hs_code_share(const HsCodeStats *stats, const hsrange *range, int n);

/* The share of the rows that have this very code. */
extern double hs_code_exact(const HsCodeStats *stats, hscode c);

#endif							/* TRADESCREEN_HS_STATS_H */
