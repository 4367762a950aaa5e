/*-------------------------------------------------------------------------
 *
 * hs_stats.c
 *	  Statistics of columns of codes and lists: what ANALYZE keeps, and how it
 *	  is read back.
 *
 * The slot of codes has the codes as values, and as numbers: for each code the
 * share of the rows, negative for a rest; then the size of the sample, the
 * limit of what is rare, and the share that is unseen.
 *
 * The slot of lists has the starts of the intervals as values, as bigint, which
 * every database knows; and as numbers the share of the lists for each.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_statistic.h"
#include "catalog/pg_type.h"
#include "commands/vacuum.h"
#include "hs/hs_sel.h"
#include "hs/hs_stats.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

PG_FUNCTION_INFO_V1(hscode_typanalyze);
PG_FUNCTION_INFO_V1(hslist_typanalyze);

/* How many entries are kept, for each entry of the statistics target. */
#define ENTRIES_PER_TARGET	80
#define MIN_ENTRIES			1000
#define MAX_ENTRIES			30000

/*
 * How many times the usual number of rows are sampled, because many a subheading
 * is a ten-thousandth of the rows, and of the usual 30,000 it would have three;
 * and how many times the usual number of bounds the histogram has, because the
 * server cannot interpolate between codes.
 */
#define SAMPLE_FACTOR		6
#define HISTOGRAM_FACTOR	10

/* As many lists are looked at, with as many ranges. */
#define MAX_LISTS			1000
#define MAX_LIST_RANGES		200000

/* What the server's own analysis left, to be called first. */
typedef struct HsAnalyze
{
	AnalyzeAttrComputeStatsFunc std_compute;
	void	   *std_extra;
} HsAnalyze;

static int
stats_target(VacAttrStats *stats)
{
	int			target = ts_stats_target(stats);

	return target < 0 ? default_statistics_target : target;
}

static int
max_entries(VacAttrStats *stats)
{
	return Max(MIN_ENTRIES, Min(ENTRIES_PER_TARGET * stats_target(stats), MAX_ENTRIES));
}

static void
std_compute(VacAttrStats *stats, AnalyzeAttrFetchFunc fetchfunc, int samplerows, double totalrows)
{
	HsAnalyze  *mine = stats->extra_data;

	stats->extra_data = mine->std_extra;
	mine->std_compute(stats, fetchfunc, samplerows, totalrows);
	stats->extra_data = mine;
}

/*
 * Fills a free slot; values and numbers belong to the memory of the analysis.
 * There are five slots, and the usual statistics take three.
 */
static void
add_slot(VacAttrStats *stats, int kind, Oid type, Datum *values, int nvalues,
		 float4 *numbers, int nnumbers)
{
	for (int i = 0; i < STATISTIC_NUM_SLOTS; i++)
	{
		if (stats->stakind[i] != 0)
			continue;
		stats->stakind[i] = kind;
		stats->stavalues[i] = values;
		stats->numvalues[i] = nvalues;
		stats->stanumbers[i] = numbers;
		stats->numnumbers[i] = nnumbers;
		stats->statypid[i] = type;
		stats->statyplen[i] = sizeof(int64);
		stats->statypbyval[i] = true;
		stats->statypalign[i] = TYPALIGN_DOUBLE;
		return;
	}
}

static bool
typanalyze(VacAttrStats *stats, AnalyzeAttrComputeStatsFunc compute)
{
	HsAnalyze  *mine;

	if (!std_typanalyze(stats))
		return false;
	mine = palloc(sizeof(HsAnalyze));
	mine->std_compute = stats->compute_stats;
	mine->std_extra = stats->extra_data;
	stats->compute_stats = compute;
	stats->extra_data = mine;
	return true;
}

/* ----------------------------------------------------------------
 * Codes
 * ----------------------------------------------------------------
 */

/* The distinct codes of a sample, in order, and how often each is there. */
typedef struct Sample
{
	hscode	   *code;
	int		   *count;
	int			n;
} Sample;

/* The entries that are made of it. */
typedef struct Entries
{
	hscode	   *code;
	int		   *count;			/* negative for a rest */
	int			n;
	int			max;			/* more than these are not kept, only counted */
} Entries;

static int
compare_codes(const void *a, const void *b)
{
	hscode		x = *(const hscode *) a;
	hscode		y = *(const hscode *) b;

	return x < y ? -1 : x > y;
}

static void
add_entry(Entries *e, int at, hscode c, int count)
{
	/* a rest comes before what was found under it, but is known after it */
	if (e->n < e->max)
	{
		memmove(e->code + at + 1, e->code + at, (e->n - at) * sizeof(hscode));
		memmove(e->count + at + 1, e->count + at, (e->n - at) * sizeof(int));
		e->code[at] = c;
		e->count[at] = count;
	}
	e->n++;
}

/*
 * How many rows of the sample make an entry of n digits, given how many make one
 * of a subheading: national lines are less often asked for than what all
 * nomenclatures have in common.
 */
static int
entry_limit(int n, int rare)
{
	return n > 6 ? 4 * rare : rare;
}

/*
 * Makes the entries of the codes from first to last, exclusive, which are p or
 * under it, p having n digits (0: the root).  What is too rare for an entry is
 * returned as a count, to become part of the rest above.
 */
static int
make_entries(Entries *e, const Sample *s, int first, int last, hscode p, int n, int rare)
{
	int			at = Min(e->n, e->max);
	int			rest = 0;
	int			i = first;

	check_stack_depth();
	while (i < last)
	{
		int			digits = hs_digits(s->code[i]);
		int			next = i + 1;

		if (digits > n)
		{
			hscode		child = hs_prefix(s->code[i], n + 2);
			hscode		end = hs_last(child);

			while (next < last && s->code[next] <= end)
				next++;
			rest += make_entries(e, s, i, next, child, Min(n + 2, digits), rare);
		}
		else if (s->count[i] >= entry_limit(n, rare))
			add_entry(e, Min(e->n, e->max), p, s->count[i]);
		else
			rest += s->count[i];
		i = next;
	}
	if (rest == 0 || (n > 0 && rest < entry_limit(n, rare)))
		return rest;
	add_entry(e, at, p, -rest);
	return 0;
}

/*
 * Replaces the histogram, if there is one, by a finer one of the same sample:
 * of those of its codes that are not among the most common ones.
 */
static void
refine_histogram(VacAttrStats *stats, const Sample *s)
{
	int			histogram = -1;
	int			mcv = -1;
	hscode	   *common = NULL;
	int			ncommon = 0;
	hscode	   *left;
	int			nleft = 0;
	int			distinct = 0;
	int			rows = 0;
	int			bounds;
	Datum	   *values;

	for (int i = 0; i < STATISTIC_NUM_SLOTS; i++)
	{
		if (stats->stakind[i] == STATISTIC_KIND_HISTOGRAM)
			histogram = i;
		else if (stats->stakind[i] == STATISTIC_KIND_MCV)
			mcv = i;
	}
	if (histogram < 0)
		return;
	if (mcv >= 0)
	{
		ncommon = stats->numvalues[mcv];
		common = palloc(ncommon * sizeof(hscode));
		for (int i = 0; i < ncommon; i++)
			common[i] = DatumGetHscode(stats->stavalues[mcv][i]);
		qsort(common, ncommon, sizeof(hscode), compare_codes);
	}
	for (int i = 0; i < s->n; i++)
		rows += s->count[i];
	left = palloc(rows * sizeof(hscode));
	for (int i = 0; i < s->n; i++)
	{
		if (ncommon > 0 && bsearch(&s->code[i], common, ncommon, sizeof(hscode), compare_codes) != NULL)
			continue;
		for (int k = 0; k < s->count[i]; k++)
			left[nleft++] = s->code[i];
		distinct++;
	}
	bounds = Min(distinct, HISTOGRAM_FACTOR * stats_target(stats) + 1);
	if (bounds <= stats->numvalues[histogram])
		return;

	values = MemoryContextAlloc(stats->anl_context, bounds * sizeof(Datum));
	for (int i = 0; i < bounds; i++)
		values[i] = HscodeGetDatum(left[(int64) i * (nleft - 1) / (bounds - 1)]);
	stats->stavalues[histogram] = values;
	stats->numvalues[histogram] = bounds;
}

static void
compute_code_stats(VacAttrStatsP stats, AnalyzeAttrFetchFunc fetchfunc, int samplerows, double totalrows)
{
	Sample		s;
	Entries		e;
	MemoryContext old;
	Datum	   *values;
	float4	   *numbers;
	int			n = 0;
	int			once = 0;
	int			rare;

	std_compute(stats, fetchfunc, samplerows, totalrows);
	if (!stats->stats_valid)
		return;

	s.code = palloc(Max(samplerows, 1) * sizeof(hscode));
	s.count = palloc(Max(samplerows, 1) * sizeof(int));
	for (int i = 0; i < samplerows; i++)
	{
		bool		isnull;
		Datum		value;

		ts_analyze_delay_point();
		value = fetchfunc(stats, i, &isnull);
		if (!isnull)
			s.code[n++] = DatumGetHscode(value);
	}
	if (n == 0)
		return;
	qsort(s.code, n, sizeof(hscode), compare_codes);
	s.n = 0;
	for (int i = 0; i < n; i++)
	{
		if (i > 0 && s.code[i] == s.code[s.n - 1])
			s.count[s.n - 1]++;
		else
		{
			s.code[s.n] = s.code[i];
			s.count[s.n++] = 1;
		}
	}
	for (int i = 0; i < s.n; i++)
		once += s.count[i] == 1;
	refine_histogram(stats, &s);

	/* as fine as there is room for */
	e.max = max_entries(stats);
	e.code = palloc(e.max * sizeof(hscode));
	e.count = palloc(e.max * sizeof(int));
	for (rare = 1;; rare += 1 + rare / 4)
	{
		e.n = 0;
		make_entries(&e, &s, 0, s.n, 0, 0, rare);
		if (e.n <= e.max)
			break;
	}

	old = MemoryContextSwitchTo(stats->anl_context);
	values = palloc(e.n * sizeof(Datum));
	numbers = palloc((e.n + 3) * sizeof(float4));
	for (int i = 0; i < e.n; i++)
	{
		values[i] = HscodeGetDatum(e.code[i]);
		numbers[i] = (float4) e.count[i] / samplerows;
	}
	numbers[e.n] = samplerows;
	numbers[e.n + 1] = rare;

	/* by Good and Turing: as many rows as codes that were met once */
	numbers[e.n + 2] = samplerows < totalrows ? (float4) once / samplerows : 0;
	MemoryContextSwitchTo(old);
	add_slot(stats, STATISTIC_KIND_HSCODES, stats->attrtypid, values, e.n, numbers, e.n + 3);
}

/* hscode_typanalyze(internal) returns boolean */
Datum
hscode_typanalyze(PG_FUNCTION_ARGS)
{
	VacAttrStats *stats = (VacAttrStats *) PG_GETARG_POINTER(0);

	if (!typanalyze(stats, compute_code_stats))
		PG_RETURN_BOOL(false);
	stats->minrows *= SAMPLE_FACTOR;
	PG_RETURN_BOOL(true);
}

/* ----------------------------------------------------------------
 * Lists
 * ----------------------------------------------------------------
 */

/* Where lists begin or end. */
typedef struct Edge
{
	hscode		at;
	int			lists;			/* how many more cover what follows */
} Edge;

static int
compare_edges(const void *a, const void *b)
{
	return compare_codes(&((const Edge *) a)->at, &((const Edge *) b)->at);
}

/*
 * Halves the edges, which are in order: every second one goes, and what is
 * between gets the average cover.
 */
static int
coarsen(hscode *start, double *share, int n)
{
	int			m = 0;

	for (int i = 0; i < n; i += 2)
	{
		double		from = hs_position(start[i]);
		double		middle = i + 1 < n ? hs_position(start[i + 1]) : 0;
		double		to = i + 2 < n ? hs_position(start[i + 2]) : 0;

		start[m] = start[i];
		if (i + 2 < n && to > from)
			share[m] = (share[i] * (middle - from) + share[i + 1] * (to - middle)) / (to - from);
		else
			share[m] = share[i];
		m++;
		if (i + 2 == n)
		{
			/* the last one is where all lists have ended */
			start[m] = start[i + 1];
			share[m++] = share[i + 1];
		}
	}
	return m;
}

static void
compute_list_stats(VacAttrStatsP stats, AnalyzeAttrFetchFunc fetchfunc, int samplerows, double totalrows)
{
	int			step = Max(1, samplerows / MAX_LISTS);
	int			size = 1024;
	Edge	   *edge = palloc(size * sizeof(Edge));
	int			nedges = 0;
	int			nlists = 0;
	int			n = 0;
	int			cover = 0;
	MemoryContext old;
	hscode	   *start;
	double	   *share;
	Datum	   *values;
	float4	   *numbers;

	std_compute(stats, fetchfunc, samplerows, totalrows);
	for (int i = 0; i < samplerows && nedges < 2 * MAX_LIST_RANGES; i += step)
	{
		bool		isnull;
		Datum		value;
		hslist	   *list;

		ts_analyze_delay_point();
		value = fetchfunc(stats, i, &isnull);
		if (isnull)
			continue;
		list = DatumGetHslist(value);
		if (nedges + 2 * (int) list->nranges > size)
		{
			size = Max(2 * size, nedges + 2 * (int) list->nranges);
			edge = repalloc(edge, size * sizeof(Edge));
		}
		for (uint32 k = 0; k < list->nranges; k++)
		{
			edge[nedges].at = HSLIST_LO(list)[k];
			edge[nedges++].lists = 1;
			edge[nedges].at = hs_succ(HSLIST_HI(list)[k]);
			edge[nedges++].lists = -1;
		}
		if ((Pointer) list != DatumGetPointer(value))
			pfree(list);
		nlists++;
	}
	if (nlists == 0 || !stats->stats_valid)
		return;

	qsort(edge, nedges, sizeof(Edge), compare_edges);
	start = palloc(Max(nedges, 1) * sizeof(hscode));
	share = palloc(Max(nedges, 1) * sizeof(double));
	for (int i = 0; i < nedges;)
	{
		hscode		at = edge[i].at;

		for (; i < nedges && edge[i].at == at; i++)
			cover += edge[i].lists;
		start[n] = at;
		share[n++] = (double) cover / nlists;
	}
	while (n > max_entries(stats))
		n = coarsen(start, share, n);

	old = MemoryContextSwitchTo(stats->anl_context);
	values = palloc(Max(n, 1) * sizeof(Datum));
	numbers = palloc(Max(n, 1) * sizeof(float4));
	for (int i = 0; i < n; i++)
	{
		values[i] = Int64GetDatum((int64) start[i]);
		numbers[i] = (float4) share[i];
	}
	MemoryContextSwitchTo(old);
	if (n > 0)
		add_slot(stats, STATISTIC_KIND_HSLISTS, INT8OID, values, n, numbers, n);
}

/* hslist_typanalyze(internal) returns boolean */
Datum
hslist_typanalyze(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(typanalyze((VacAttrStats *) PG_GETARG_POINTER(0), compute_list_stats));
}

/* ----------------------------------------------------------------
 * Reading them back
 * ----------------------------------------------------------------
 */

/*
 * What was read last.  A list of a thousand ranges asks for the same column a
 * thousand times, and a query often has several conditions on one column.
 */
typedef struct CachedStats
{
	/* which version of which row of pg_statistic */
	Oid			relid;
	AttrNumber	attnum;
	bool		inherit;
	ItemPointerData tid;
	TransactionId xmin;

	MemoryContext context;
	HsCodeStats *codes;
	HsListStats *lists;
} CachedStats;

#define CACHED_STATS	8

static CachedStats cached[CACHED_STATS];
static int	next_cached = 0;

static bool
is_cached(CachedStats *c, HeapTuple tuple)
{
	Form_pg_statistic form = (Form_pg_statistic) GETSTRUCT(tuple);

	return c->context != NULL && c->relid == form->starelid &&
		c->attnum == form->staattnum && c->inherit == form->stainherit &&
		ItemPointerEquals(&c->tid, &tuple->t_self) &&
		c->xmin == HeapTupleHeaderGetRawXmin(tuple->t_data);
}

/*
 * The place for the statistics of this tuple: what was read of it, or an empty
 * one.  Tuples that are not from the catalog, as those of extended statistics,
 * are not kept.
 */
static CachedStats *
cache_entry(HeapTuple tuple)
{
	static CachedStats passing;
	CachedStats *c;
	Form_pg_statistic form = (Form_pg_statistic) GETSTRUCT(tuple);

	if (!ItemPointerIsValid(&tuple->t_self))
	{
		memset(&passing, 0, sizeof(passing));
		passing.context = CurrentMemoryContext;
		return &passing;
	}
	for (int i = 0; i < CACHED_STATS; i++)
		if (is_cached(&cached[i], tuple))
			return &cached[i];

	c = &cached[next_cached];
	next_cached = (next_cached + 1) % CACHED_STATS;
	if (c->context != NULL)
		MemoryContextDelete(c->context);
	memset(c, 0, sizeof(*c));
	c->context = AllocSetContextCreate(CacheMemoryContext, "statistics of customs codes",
									   ALLOCSET_SMALL_SIZES);
	c->relid = form->starelid;
	c->attnum = form->staattnum;
	c->inherit = form->stainherit;
	c->tid = tuple->t_self;
	c->xmin = HeapTupleHeaderGetRawXmin(tuple->t_data);
	return c;
}

static HsCodeStats *
new_code_stats(int n)
{
	HsCodeStats *stats = palloc0(sizeof(HsCodeStats));

	stats->n = n;
	stats->code = palloc((n + 1) * sizeof(hscode));
	stats->rest = palloc0((n + 1) * sizeof(bool));
	stats->parent = palloc((n + 1) * sizeof(int));
	stats->before = palloc((n + 1) * sizeof(double));
	return stats;
}

/* Does the rest of entry i, or the entry itself, reach to c, which comes after? */
static bool
reaches(const HsCodeStats *stats, int i, hscode c)
{
	return stats->code[i] == 0 || hs_is_under(c, stats->code[i]);
}

/* Fills what follows from the codes; before[i + 1] holds the share of i. */
static void
finish_code_stats(HsCodeStats *stats)
{
	int			top = -1;
	hscode		heading = 0;

	stats->before[0] = 0;
	for (int i = 0; i < stats->n; i++)
	{
		hscode		c = stats->code[i];

		while (top >= 0 && !reaches(stats, top, c))
			top = stats->parent[top];
		stats->parent[i] = top;
		if (stats->rest[i])
			top = i;
		stats->before[i + 1] += stats->before[i];
		if (c != 0 && hs_digits(c) >= 4 && hs_prefix(c, 4) != heading)
		{
			heading = hs_prefix(c, 4);
			stats->headings++;
		}
	}
	stats->headings = Max(stats->headings, 1);
}

/* From our slot; NULL if there is none. */
static HsCodeStats *
read_code_slot(HeapTuple tuple, MemoryContext context)
{
	AttStatsSlot slot;
	HsCodeStats *stats = NULL;
	MemoryContext old;

	if (!get_attstatsslot(&slot, tuple, STATISTIC_KIND_HSCODES, InvalidOid,
						  ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS))
		return NULL;
	if (slot.nvalues > 0 && slot.nnumbers == slot.nvalues + 3 &&
		hs_type(slot.valuetype) == HS_CODE_TYPE)
	{
		int			n = slot.nvalues;

		old = MemoryContextSwitchTo(context);
		stats = new_code_stats(n);
		for (int i = 0; i < n; i++)
		{
			stats->code[i] = DatumGetHscode(slot.values[i]);
			stats->rest[i] = slot.numbers[i] < 0;
			stats->before[i + 1] = fabs(slot.numbers[i]);
		}
		stats->sample = Max(slot.numbers[n], 1);
		stats->rare = slot.numbers[n + 1];
		stats->unseen = slot.numbers[n + 2];
		MemoryContextSwitchTo(old);
	}
	free_attstatsslot(&slot);
	return stats;
}

typedef struct Weighted
{
	hscode		code;
	double		share;
} Weighted;

/* From the usual slots; each bound of the histogram stands for a bin. */
static HsCodeStats *
read_usual_slots(HeapTuple tuple, MemoryContext context)
{
	double		left = 1.0 - ((Form_pg_statistic) GETSTRUCT(tuple))->stanullfrac;
	AttStatsSlot mcv = {0};
	AttStatsSlot histogram = {0};
	HsCodeStats *stats;
	Weighted   *w;
	int			n = 0;
	int			nhistogram;
	MemoryContext old;

	if (!get_attstatsslot(&mcv, tuple, STATISTIC_KIND_MCV, InvalidOid,
						  ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS) ||
		hs_type(mcv.valuetype) != HS_CODE_TYPE)
		mcv.nvalues = 0;
	if (!get_attstatsslot(&histogram, tuple, STATISTIC_KIND_HISTOGRAM, InvalidOid, ATTSTATSSLOT_VALUES) ||
		hs_type(histogram.valuetype) != HS_CODE_TYPE)
		histogram.nvalues = 0;
	nhistogram = histogram.nvalues;
	w = palloc((mcv.nvalues + nhistogram + 1) * sizeof(Weighted));
	for (int i = 0; i < mcv.nvalues; i++)
	{
		w[n].code = DatumGetHscode(mcv.values[i]);
		w[n++].share = mcv.numbers[i];
		left -= mcv.numbers[i];
	}
	for (int i = 0; i < nhistogram; i++)
	{
		w[n].code = DatumGetHscode(histogram.values[i]);
		w[n++].share = Max(left, 0) / nhistogram;
	}
	free_attstatsslot(&mcv);
	free_attstatsslot(&histogram);
	if (n == 0)
		return NULL;
	qsort(w, n, sizeof(Weighted), compare_codes);	/* the code comes first */

	old = MemoryContextSwitchTo(context);
	stats = new_code_stats(n);
	for (int i = 0; i < n; i++)
	{
		stats->code[i] = w[i].code;
		stats->before[i + 1] = w[i].share;
	}
	stats->sample = nhistogram > 0 ? nhistogram / Max(left, 0.001) : n;
	stats->rare = 1;
	stats->unseen = Max(left, 0);
	MemoryContextSwitchTo(old);
	pfree(w);
	return stats;
}

const HsCodeStats *
hs_code_stats(VariableStatData *vardata, Oid opfunc)
{
	CachedStats *c;

	if (!HeapTupleIsValid(vardata->statsTuple) || !statistic_proc_security_check(vardata, opfunc))
		return NULL;
	c = cache_entry(vardata->statsTuple);
	if (c->codes == NULL)
	{
		HsCodeStats *stats = read_code_slot(vardata->statsTuple, c->context);

		if (stats == NULL)
			stats = read_usual_slots(vardata->statsTuple, c->context);
		if (stats == NULL)
			return NULL;
		finish_code_stats(stats);
		stats->null_frac = ((Form_pg_statistic) GETSTRUCT(vardata->statsTuple))->stanullfrac;
		c->codes = stats;
	}
	return c->codes;
}

const HsListStats *
hs_list_stats(VariableStatData *vardata, Oid opfunc)
{
	CachedStats *c;
	AttStatsSlot slot;

	if (!HeapTupleIsValid(vardata->statsTuple) || !statistic_proc_security_check(vardata, opfunc))
		return NULL;
	c = cache_entry(vardata->statsTuple);
	if (c->lists != NULL)
		return c->lists;
	if (!get_attstatsslot(&slot, vardata->statsTuple, STATISTIC_KIND_HSLISTS, InvalidOid,
						  ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS))
		return NULL;
	if (slot.nvalues > 0 && slot.nnumbers == slot.nvalues && slot.valuetype == INT8OID)
	{
		MemoryContext old = MemoryContextSwitchTo(c->context);
		HsListStats *stats = palloc(sizeof(HsListStats));

		stats->n = slot.nvalues;
		stats->start = palloc(stats->n * sizeof(hscode));
		stats->share = palloc(stats->n * sizeof(double));
		stats->null_frac = ((Form_pg_statistic) GETSTRUCT(vardata->statsTuple))->stanullfrac;
		for (int i = 0; i < stats->n; i++)
		{
			stats->start[i] = (hscode) DatumGetInt64(slot.values[i]);
			stats->share[i] = Min(Max(slot.numbers[i], 0), 1);
		}
		c->lists = stats;
		MemoryContextSwitchTo(old);
	}
	free_attstatsslot(&slot);
	return c->lists;
}

/* ----------------------------------------------------------------
 * Shares of codes
 * ----------------------------------------------------------------
 */

/* The first entry at c or after it; with past, the first one after it. */
static int
find_entry(const HsCodeStats *stats, hscode c, bool past)
{
	int			lo = 0;
	int			hi = stats->n;

	while (lo < hi)
	{
		int			mid = (lo + hi) / 2;

		if (stats->code[mid] < c || (past && stats->code[mid] == c))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/*
 * What of the rest at entry i is in the range, which is a part of it.  Where it
 * is the nearest rest above the range, the range may be all there is of a code
 * that was too rare for an entry of its own.
 */
static double
part_of_rest(const HsCodeStats *stats, int i, const hsrange *r, bool nearest)
{
	double		whole = stats->before[i + 1] - stats->before[i];
	hscode		code = stats->code[i];
	double		first = code == 0 ? 0 : hs_position(code);
	double		last = code == 0 ? 1 : hs_position(hs_last(code));
	double		lo = Max(hs_position(r->lo), first);
	double		hi = Min(hs_position(r->hi), last);
	double		part = last > first ? whole * (hi - lo) / (last - first) : 0;

	if (nearest && hi > lo)
	{
		int			limit = entry_limit(code == 0 ? 0 : hs_digits(code) + 2, stats->rare);

		part = Max(part, Min(whole, (limit - 1) / stats->sample) / 2);
	}
	return Min(part, whole);
}

/* The share of one range. */
static double
range_share(const HsCodeStats *stats, const hsrange *r)
{
	int			first = find_entry(stats, r->lo, false);
	int			end = find_entry(stats, r->hi, true);
	double		share = stats->before[end] - stats->before[first];
	bool		nearest = true;

	/*
	 * A rest that begins before the range and reaches into it contains the
	 * entry before the range; one that begins in it and reaches beyond
	 * contains the last entry of it.
	 */
	for (int i = first - 1; i >= 0; i = stats->parent[i])
		if (stats->rest[i] && reaches(stats, i, r->lo))
		{
			share += part_of_rest(stats, i, r, nearest);
			nearest = false;
		}
	for (int i = end - 1; i >= first; i = stats->parent[i])
		if (stats->rest[i] && hs_last(stats->code[i]) > r->hi)
			share += part_of_rest(stats, i, r, false) - (stats->before[i + 1] - stats->before[i]);
	return share;
}

double
hs_code_share(const HsCodeStats *stats, const hsrange *range, int n)
{
	double		share = 0;
	double		unseen = 0;

	for (int i = 0; i < n; i++)
	{
		double		this = range_share(stats, &range[i]);

		/* not in the sample, and yet there may be a little of it */
		if (this < 0.5 / stats->sample && range[i].lo != range[i].hi)
			unseen += 0.5 / stats->sample;
		share += this;
	}
	share += Min(unseen, stats->unseen);
	return Min(share, 1.0 - stats->null_frac);
}

double
hs_code_exact(const HsCodeStats *stats, hscode c)
{
	double		share = 0;

	for (int i = find_entry(stats, c, false); i < stats->n && stats->code[i] == c; i++)
		if (!stats->rest[i])
			share += stats->before[i + 1] - stats->before[i];
	return share;
}
