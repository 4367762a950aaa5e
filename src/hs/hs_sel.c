/*-------------------------------------------------------------------------
 *
 * hs_sel.c
 *	  How many rows a condition on customs codes selects.
 *
 * A condition on a column of codes is a cover (hs_range.h), and the statistics
 * of the column tell how many rows are in it (hs_stats.h).  Of a column of
 * lists they tell how many lists cover a code.  A join is the average over the
 * other side's values, as far as the statistics have them.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/pg_statistic.h"
#include "catalog/pg_type.h"
#include "hs/hs_sel.h"
#include "hs/hs_stats.h"
#include "nodes/nodeFuncs.h"
#include "nodes/plannodes.h"
#include "optimizer/optimizer.h"
#include "utils/lsyscache.h"
#include "utils/selfuncs.h"

PG_FUNCTION_INFO_V1(hscode_contained_sel);
PG_FUNCTION_INFO_V1(hscode_contains_sel);
PG_FUNCTION_INFO_V1(hscode_overlaps_sel);
PG_FUNCTION_INFO_V1(hscode_contained_joinsel);
PG_FUNCTION_INFO_V1(hscode_contains_joinsel);
PG_FUNCTION_INFO_V1(hscode_overlaps_joinsel);

/* Headings and subheadings of the nomenclature, where no statistics tell. */
#define HS_CHAPTERS		97
#define HS_HEADINGS		1229
#define HS_SUBHEADINGS	5613

/* The headings of a list of goods that is not known, in estimates. */
#define HS_LIST_HEADINGS	20

/* An operator of somebody else's that has our estimator. */
#define HS_FOREIGN_SEL	0.005

HsType
hs_type(Oid type)
{
	Oid			input;
	Oid			ioparam;
	FmgrInfo	proc;

	if (!OidIsValid(type))
		return HS_OTHER_TYPE;
	type = getBaseType(type);
	if (get_typtype(type) != TYPTYPE_BASE)
		return HS_OTHER_TYPE;
	getTypeInputInfo(type, &input, &ioparam);
	fmgr_info(input, &proc);
	if (proc.fn_addr == hscode_in)
		return HS_CODE_TYPE;
	if (proc.fn_addr == hslist_in)
		return HS_LIST_TYPE;
	if (proc.fn_addr == hsrange_in)
		return HS_RANGE_TYPE;
	return HS_OTHER_TYPE;
}

/* Are these the types that the function is declared with, and all ours? */
static bool
is_hs_function(Oid funcid, HsType left, HsType right)
{
	Oid		   *declared;
	int			n;

	if (left == HS_OTHER_TYPE || right == HS_OTHER_TYPE)
		return false;
	(void) get_func_signature(funcid, &declared, &n);
	return n == 2 && hs_type(declared[0]) == left && hs_type(declared[1]) == right;
}

/* ----------------------------------------------------------------
 * Columns of codes
 * ----------------------------------------------------------------
 */

/* The share of a range where nothing is known of the column. */
static double
default_range_sel(const hsrange *r)
{
	if (r->hi == hs_last(r->lo) && r->lo != r->hi)
	{
		int			n = hs_digits(r->lo);

		return n < 2 ? 0.1 : 1.0 / (n < 4 ? HS_CHAPTERS : n < 6 ? HS_HEADINGS : HS_SUBHEADINGS);
	}
	return Max(hs_position(r->hi) - hs_position(r->lo), 1.0 / HS_SUBHEADINGS / 100);
}

/* The share of the rows that are in the cover. */
static double
cover_sel(const HsCodeStats *stats, const HsCover *cover)
{
	double		sel = 0;

	if (stats != NULL)
		return hs_code_share(stats, cover->range, cover->n);
	for (int i = 0; i < cover->n && sel < 1; i++)
		sel += default_range_sel(&cover->range[i]);
	return Min(sel, 1);
}

/* The share of a code and what is under it. */
static double
subtree_sel(const HsCodeStats *stats, hscode c)
{
	hsrange		range = {c, hs_last(c), HSRANGE_SELF};
	HsCover		cover = {&range, 1, 1};

	return cover_sel(stats, &cover);
}

/* The share of the rows whose codes are c or above it. */
static double
above_sel(const HsCodeStats *stats, VariableStatData *vardata, hscode c)
{
	bool		isdefault;
	double		each = 1.0 / Max(get_variable_numdistinct(vardata, &isdefault), 1.0);
	double		sel = 0;
	HsCover		cover;

	if (stats == NULL)
		return each;
	cover = hs_cover_containing(c);
	for (int i = 0; i < cover.n; i++)
		sel += hs_code_exact(stats, cover.range[i].lo);
	return sel > 0 ? sel : Min(each, 0.5 / stats->sample);
}

/* The same for a code or list that is not known. */
static double
unknown_sel(const HsCodeStats *stats, VariableStatData *vardata, HsRelation relation, HsType type)
{
	double		headings = stats != NULL ? stats->headings : HS_HEADINGS;
	bool		isdefault;

	if (relation == HS_CONTAINS)
		return 1.0 / Max(get_variable_numdistinct(vardata, &isdefault), 1.0);
	return Min(1.0, (type == HS_LIST_TYPE ? HS_LIST_HEADINGS : 1) / headings);
}

/* "column of codes <relation> value", value being of the type */
static double
code_column_sel(VariableStatData *vardata, const HsCodeStats *stats, HsRelation relation,
				Datum value, HsType type)
{
	hslist	   *list;
	HsCover		cover;

	if (type == HS_RANGE_TYPE)
	{
		cover.range = DatumGetHsrange(value);
		cover.n = HSRANGE_COUNTS(cover.range) ? 1 : 0;
		return cover_sel(stats, &cover);
	}
	if (type == HS_CODE_TYPE && relation == HS_CONTAINS)
		return above_sel(stats, vardata, DatumGetHscode(value));
	if (type == HS_CODE_TYPE && relation == HS_CONTAINED)
		return subtree_sel(stats, DatumGetHscode(value));

	list = type == HS_LIST_TYPE ? DatumGetHslist(value) : hslist_of_code(DatumGetHscode(value));
	if (relation == HS_CONTAINS)
	{
		/* a code above everything that is listed is above the first of it */
		return list->nranges == 0 ? 1.0 : above_sel(stats, vardata, HSLIST_LO(list)[0]);
	}
	cover = relation == HS_OVERLAPS ? hs_cover_overlaps(list) : hs_cover_contained(list);
	return cover_sel(stats, &cover);
}

/* ----------------------------------------------------------------
 * Columns of lists
 * ----------------------------------------------------------------
 */

/* The least, the greatest and the average share of the lists in a range. */
typedef struct ListShare
{
	double		least;
	double		most;
	double		average;
} ListShare;

static ListShare
list_share(const HsListStats *stats, hscode lo, hscode hi)
{
	ListShare	result = {1, 0, 0};
	int			a = 0;
	int			b = stats->n;
	int			n = 0;

	/* the last interval that begins at lo or before it */
	while (a < b)
	{
		int			mid = (a + b) / 2;

		if (stats->start[mid] <= lo)
			a = mid + 1;
		else
			b = mid;
	}
	if (a == 0)
		result.least = 0;
	for (int i = Max(a - 1, 0); i < stats->n && stats->start[i] <= hi; i++)
	{
		result.least = Min(result.least, stats->share[i]);
		result.most = Max(result.most, stats->share[i]);
		result.average += stats->share[i];
		n++;
	}
	result.average /= Max(n, 1);
	if (n == 0)
		result.least = 0;
	return result;
}

/*
 * "column of lists <relation> value".  What is known of each code tells the
 * rows that have it.  How the codes of one list go together is not known: for a
 * list as the value, the scarcest or the most frequent of its ranges counts.
 */
static double
list_column_sel(const HsListStats *stats, HsRelation relation, Datum value, HsType type)
{
	hslist	   *list = type == HS_LIST_TYPE ? DatumGetHslist(value) : hslist_of_code(DatumGetHscode(value));
	uint32		n = list->nranges;
	double		least = 1;
	double		most = 0;
	double		outside = 0;
	hscode		from = 0;
	ListShare	share;

	if (stats == NULL)
		return Min(1.0, relation == HS_CONTAINED ? 1.0 / HS_CHAPTERS : (double) HS_LIST_HEADINGS / HS_HEADINGS);
	for (uint32 i = 0; i < n; i++)
	{
		share = list_share(stats, HSLIST_LO(list)[i], HSLIST_HI(list)[i]);
		least = Min(least, share.least);
		most = Max(most, share.most);
		if (relation == HS_CONTAINED && HSLIST_LO(list)[i] > hs_nibble(0, 0))
		{
			share = list_share(stats, from, hs_pred(HSLIST_LO(list)[i]));
			outside = Max(outside, share.most);
		}
		from = hs_succ(HSLIST_HI(list)[i]);
	}
	if (relation == HS_CONTAINED && from != HS_END)
		outside = Max(outside, list_share(stats, from, HS_END - 1).most);
	return (1.0 - stats->null_frac) *
		(relation == HS_CONTAINS ? least : relation == HS_OVERLAPS ? most : 1.0 - outside);
}

/* ----------------------------------------------------------------
 * Restrictions
 * ----------------------------------------------------------------
 */

/*
 * The value of an expression, if it can be known while planning.  Besides a
 * constant that is a subquery without tables, which is what a call of a stable
 * function has become.
 */
static bool
known_value(PlannerInfo *root, Node *node, Datum *value, bool *isnull)
{
	if (IsA(node, Param) && ((Param *) node)->paramkind == PARAM_EXEC)
	{
		for (PlannerInfo *r = root; r != NULL; r = r->parent_root)
		{
			ListCell   *lc;

			foreach(lc, r->init_plans)
			{
				SubPlan    *subplan = lfirst_node(SubPlan, lc);
				Plan	   *plan;

				if (!list_member_int(subplan->setParam, ((Param *) node)->paramid))
					continue;
				plan = planner_subplan_get_plan(root, subplan);
				if (IsA(plan, Result) && outerPlan(plan) == NULL && list_length(plan->targetlist) == 1 &&
					((Result *) plan)->resconstantqual == NULL)
					node = estimate_expression_value(root, (Node *) linitial_node(TargetEntry, plan->targetlist)->expr);
			}
		}
	}
	if (!IsA(node, Const))
		return false;
	*isnull = ((Const *) node)->constisnull;
	*value = ((Const *) node)->constvalue;
	return true;
}

double
hs_restriction_sel(PlannerInfo *root, HsRelation relation, Oid funcid, List *args, int varRelid)
{
	VariableStatData vardata;
	Node	   *other;
	bool		varonleft;
	HsType		var_type;
	HsType		other_type;
	Datum		value;
	bool		isnull;
	double		sel;

	if (list_length(args) != 2)
		return HS_FOREIGN_SEL;
	if (!get_restriction_variable(root, args, varRelid, &vardata, &other, &varonleft))
	{
		/* two columns of one row, or an expression without a column */
		return unknown_sel(NULL, NULL, HS_CONTAINED, hs_type(exprType(lsecond(args))));
	}
	if (!varonleft)
		relation = hs_commuted(relation);

	var_type = hs_type(vardata.vartype);
	other_type = hs_type(exprType(other));
	if (!is_hs_function(funcid, varonleft ? var_type : other_type, varonleft ? other_type : var_type))
		sel = HS_FOREIGN_SEL;
	else if (var_type == HS_CODE_TYPE)
	{
		const HsCodeStats *stats = hs_code_stats(&vardata, funcid);

		if (!known_value(root, other, &value, &isnull))
			sel = unknown_sel(stats, &vardata, relation, other_type);
		else
			sel = isnull ? 0 : code_column_sel(&vardata, stats, relation, value, other_type);
	}
	else if (var_type == HS_LIST_TYPE)
	{
		const HsListStats *stats = hs_list_stats(&vardata, funcid);

		if (known_value(root, other, &value, &isnull))
			sel = isnull ? 0 : list_column_sel(stats, relation, value, other_type);
		else if (stats != NULL && relation != HS_CONTAINED)
			sel = list_share(stats, 0, HS_END).average;
		else
			sel = list_column_sel(NULL, relation, HscodeGetDatum(HS_NINES), HS_CODE_TYPE);
	}
	else
		sel = HS_FOREIGN_SEL;
	ReleaseVariableStats(vardata);
	CLAMP_PROBABILITY(sel);
	return sel;
}

/* ----------------------------------------------------------------
 * Joins
 * ----------------------------------------------------------------
 */

/* A value that is only known to be rare and under a code is some part of it. */
#define HS_RARE_PART	0.1

/* The share of the pairs where the code of inner is under the code of outer. */
static double
under_sel(const HsCodeStats *inner, const HsCodeStats *outer)
{
	double		sum = 0;
	double		weight = 0;

	if (outer == NULL)
		return unknown_sel(inner, NULL, HS_CONTAINED, HS_CODE_TYPE);
	for (int i = 0; i < outer->n; i++)
	{
		double		each = outer->before[i + 1] - outer->before[i];
		hscode		c = outer->code[i];

		weight += each;
		if (!outer->rest[i])
			sum += each * subtree_sel(inner, c);
		else if (c != 0)
			sum += each * HS_RARE_PART * subtree_sel(inner, c);
		else
			sum += each * unknown_sel(inner, NULL, HS_CONTAINED, HS_CODE_TYPE);
	}
	return weight > 0 ? sum / weight * (1.0 - outer->null_frac) : 0;
}

/* The share of the pairs where the code is in the list. */
static double
listed_sel(const HsCodeStats *codes, const HsListStats *lists)
{
	double		sum = 0;

	if (lists == NULL)
		return unknown_sel(codes, NULL, HS_CONTAINED, HS_LIST_TYPE);
	for (int i = 0; i + 1 < lists->n; i++)
	{
		hsrange		range = {lists->start[i], hs_pred(lists->start[i + 1]), HSRANGE_SELF};
		HsCover		cover = {&range, 1, 1};

		if (lists->share[i] > 0)
			sum += lists->share[i] * cover_sel(codes, &cover);
	}
	return sum * (1.0 - lists->null_frac);
}

/*
 * The share of the rows of codes that are in anything of the other side, of
 * which one is given.
 */
static double
in_any_sel(const HsCodeStats *codes, const HsCodeStats *other, const HsListStats *lists)
{
	HsSpans		spans;
	HsCover		cover;

	hs_spans_init(&spans, NULL);
	if (other != NULL)
	{
		for (int i = 0; i < other->n; i++)
			if (other->code[i] != 0)
				hs_spans_add(&spans, other->code[i], hs_succ(hs_last(other->code[i])), HS_FULL);
	}
	else if (lists != NULL)
	{
		for (int i = 0; i + 1 < lists->n; i++)
			if (lists->share[i] > 0)
				hs_spans_add(&spans, lists->start[i], lists->start[i + 1], HS_FULL);
	}
	else
		return 1;
	hs_spans_normalize(&spans);
	cover.n = spans.n;
	cover.range = palloc((spans.n + 1) * sizeof(hsrange));
	for (int i = 0; i < spans.n; i++)
	{
		cover.range[i].lo = spans.span[i].lo;
		cover.range[i].hi = hs_pred(spans.span[i].end);
	}
	return cover_sel(codes, &cover);
}

double
hs_join_sel(PlannerInfo *root, HsRelation relation, Oid funcid, List *args,
			JoinType jointype, SpecialJoinInfo *sjinfo)
{
	VariableStatData side[2];
	HsType		type[2];
	const HsCodeStats *codes[2] = {NULL, NULL};
	const HsListStats *lists[2] = {NULL, NULL};
	bool		reversed;
	int			outer;
	double		sel;
	double		any = 1;

	if (list_length(args) != 2)
		return HS_FOREIGN_SEL;
	get_join_variables(root, args, sjinfo, &side[0], &side[1], &reversed);
	outer = reversed ? 1 : 0;
	for (int i = 0; i < 2; i++)
	{
		type[i] = hs_type(side[i].vartype);
		if (type[i] == HS_CODE_TYPE)
			codes[i] = hs_code_stats(&side[i], funcid);
		else if (type[i] == HS_LIST_TYPE)
			lists[i] = hs_list_stats(&side[i], funcid);
	}

	if (!is_hs_function(funcid, type[0], type[1]) || type[0] == HS_RANGE_TYPE || type[1] == HS_RANGE_TYPE)
		sel = HS_FOREIGN_SEL;
	else if (type[0] == HS_CODE_TYPE && type[1] == HS_CODE_TYPE)
	{
		double		under = 0;	/* left under right */
		double		over = 0;	/* right under left */

		if (relation != HS_CONTAINS)
			under = under_sel(codes[0], codes[1]);
		if (relation != HS_CONTAINED)
			over = under_sel(codes[1], codes[0]);
		sel = Max(under, over);
		if (relation == (outer == 0 ? HS_CONTAINED : HS_CONTAINS))
			any = in_any_sel(codes[outer], codes[1 - outer], NULL);
	}
	else if (type[0] == HS_LIST_TYPE && type[1] == HS_LIST_TYPE)
	{
		const HsListStats *known = lists[0] != NULL ? lists[0] : lists[1];

		if (relation != HS_OVERLAPS || known == NULL)
			sel = list_column_sel(NULL, relation, HscodeGetDatum(HS_NINES), HS_CODE_TYPE);
		else
			sel = list_share(known, 0, HS_END).most;
	}
	else
	{
		int			code = type[0] == HS_CODE_TYPE ? 0 : 1;

		if (relation == (code == 0 ? HS_CONTAINS : HS_CONTAINED))
			sel = unknown_sel(codes[code], NULL, HS_CONTAINED, HS_CODE_TYPE) / HS_LIST_HEADINGS;
		else
		{
			sel = listed_sel(codes[code], lists[1 - code]);
			if (code == outer)
				any = in_any_sel(codes[code], NULL, lists[1 - code]);
		}
	}

	/* for a semi or anti join: how many of the outer rows have a partner */
	if (jointype == JOIN_SEMI || jointype == JOIN_ANTI)
	{
		RelOptInfo *rel = side[1 - outer].rel;

		sel = Min(any, sel * (rel != NULL ? Max(rel->rows, 1) : 100));
	}
	ReleaseVariableStats(side[0]);
	ReleaseVariableStats(side[1]);
	CLAMP_PROBABILITY(sel);
	return sel;
}

/* ----------------------------------------------------------------
 * The estimators of the operators
 * ----------------------------------------------------------------
 */

static Datum
operator_sel(FunctionCallInfo fcinfo, HsRelation relation)
{
	PG_RETURN_FLOAT8(hs_restriction_sel((PlannerInfo *) PG_GETARG_POINTER(0), relation,
										get_opcode(PG_GETARG_OID(1)),
										(List *) PG_GETARG_POINTER(2), PG_GETARG_INT32(3)));
}

static Datum
operator_joinsel(FunctionCallInfo fcinfo, HsRelation relation)
{
	PG_RETURN_FLOAT8(hs_join_sel((PlannerInfo *) PG_GETARG_POINTER(0), relation,
								 get_opcode(PG_GETARG_OID(1)),
								 (List *) PG_GETARG_POINTER(2),
								 (JoinType) PG_GETARG_INT16(3),
								 (SpecialJoinInfo *) PG_GETARG_POINTER(4)));
}

Datum
hscode_contained_sel(PG_FUNCTION_ARGS)
{
	return operator_sel(fcinfo, HS_CONTAINED);
}

Datum
hscode_contains_sel(PG_FUNCTION_ARGS)
{
	return operator_sel(fcinfo, HS_CONTAINS);
}

Datum
hscode_overlaps_sel(PG_FUNCTION_ARGS)
{
	return operator_sel(fcinfo, HS_OVERLAPS);
}

Datum
hscode_contained_joinsel(PG_FUNCTION_ARGS)
{
	return operator_joinsel(fcinfo, HS_CONTAINED);
}

Datum
hscode_contains_joinsel(PG_FUNCTION_ARGS)
{
	return operator_joinsel(fcinfo, HS_CONTAINS);
}

Datum
hscode_overlaps_joinsel(PG_FUNCTION_ARGS)
{
	return operator_joinsel(fcinfo, HS_OVERLAPS);
}
