/*-------------------------------------------------------------------------
 *
 * hs_support.c
 *	  What the planner is told about codes: how containment becomes a range of
 *	  an index, and how many rows it selects.
 *
 * Selectivity is estimated from the ordinary statistics of the column.  Most
 * common values are tested with the operator itself.  For the rest, the
 * histogram is interpolated on hs_position(), because the server cannot
 * interpolate a type that it does not know.  A join is estimated as the average
 * of the other side's known values.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/htup_details.h"
#include "access/stratnum.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_statistic.h"
#include "catalog/pg_type.h"
#include "hs/hslist.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/selfuncs.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

PG_FUNCTION_INFO_V1(hscode_contained_support);
PG_FUNCTION_INFO_V1(hscode_contains_support);
PG_FUNCTION_INFO_V1(hscode_contained_sel);
PG_FUNCTION_INFO_V1(hscode_contains_sel);
PG_FUNCTION_INFO_V1(hscode_overlaps_sel);
PG_FUNCTION_INFO_V1(hscode_contained_joinsel);
PG_FUNCTION_INFO_V1(hscode_contains_joinsel);
PG_FUNCTION_INFO_V1(hscode_overlaps_joinsel);

/* The types, as far as we estimate them; domains count as what they are of. */
typedef enum HsType
{
	HS_OTHER_TYPE,
	HS_CODE_TYPE,
	HS_LIST_TYPE
} HsType;

/*
 * Is this a type of ours?  Anybody may name our estimators in an operator of
 * his own, on types of his own.  A type is ours if its input function is, which
 * holds in any schema and under any name.
 */
static HsType
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
	return HS_OTHER_TYPE;
}

/* ----------------------------------------------------------------
 * Index conditions
 * ----------------------------------------------------------------
 */

/*
 * hs_upper(hscode) in the schema of the function funcid, both being members of
 * our extension; InvalidOid if it is not there.
 */
static Oid
upper_function(Oid funcid, Oid hstype)
{
	oidvector  *argtypes = buildoidvector(&hstype, 1);

	return GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid,
						   CStringGetDatum("hs_upper"),
						   PointerGetDatum(argtypes),
						   ObjectIdGetDatum(get_func_namespace(funcid)));
}

/*
 * Containment of the argument number inner in the other one, as the conditions
 * "inner >= other" and "inner <= hs_upper(other)", for any index whose family
 * has these operators.  They are exact.
 */
static Node *
index_condition(SupportRequestIndexCondition *req, int inner)
{
	List	   *args;
	Node	   *key;
	Node	   *other;
	Expr	   *upper;
	Oid			hstype;
	Oid			family;
	Oid			ge;
	Oid			le;

	if (req->indexarg != inner)
		return NULL;
	if (is_opclause(req->node))
		args = ((OpExpr *) req->node)->args;
	else if (is_funcclause(req->node))
		args = ((FuncExpr *) req->node)->args;
	else
		return NULL;
	if (list_length(args) != 2)
		return NULL;
	key = list_nth(args, inner);
	other = list_nth(args, 1 - inner);

	/* for an operator the server has seen to this, not so for a function */
	if (!is_pseudo_constant_for_index(req->root, other, req->index))
		return NULL;
	if (IsA(other, Const) && ((Const *) other)->constisnull)
		return NULL;

	/* our operators are those of the type's default B-tree family */
	hstype = exprType(other);
	if (hs_type(hstype) != HS_CODE_TYPE)
		return NULL;
	family = lookup_type_cache(hstype, TYPECACHE_BTREE_OPFAMILY)->btree_opf;
	if (!OidIsValid(family))
		return NULL;
	ge = get_opfamily_member(family, hstype, hstype, BTGreaterEqualStrategyNumber);
	le = get_opfamily_member(family, hstype, hstype, BTLessEqualStrategyNumber);
	if (!OidIsValid(ge) || !op_in_opfamily(ge, req->opfamily) ||
		!OidIsValid(le) || !op_in_opfamily(le, req->opfamily))
		return NULL;

	if (IsA(other, Const))
	{
		Const	   *c = (Const *) copyObject(other);

		c->constvalue = HscodeGetDatum(hs_last(DatumGetHscode(c->constvalue)));
		upper = (Expr *) c;
	}
	else
	{
		Oid			func = upper_function(req->funcid, hstype);

		if (!OidIsValid(func))
			return NULL;
		upper = (Expr *) makeFuncExpr(func, hstype, list_make1(copyObject(other)),
									  InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);
	}

	req->lossy = false;
	return (Node *) list_make2(make_opclause(ge, BOOLOID, false, (Expr *) key, (Expr *) other,
											 InvalidOid, InvalidOid),
							   make_opclause(le, BOOLOID, false, (Expr *) key, upper,
											 InvalidOid, InvalidOid));
}

/* Planner support of "hscode <@ hscode". */
Datum
hscode_contained_support(PG_FUNCTION_ARGS)
{
	Node	   *req = (Node *) PG_GETARG_POINTER(0);

	if (!IsA(req, SupportRequestIndexCondition))
		PG_RETURN_POINTER(NULL);
	PG_RETURN_POINTER(index_condition((SupportRequestIndexCondition *) req, 0));
}

/* Planner support of "hscode @> hscode". */
Datum
hscode_contains_support(PG_FUNCTION_ARGS)
{
	Node	   *req = (Node *) PG_GETARG_POINTER(0);

	if (!IsA(req, SupportRequestIndexCondition))
		PG_RETURN_POINTER(NULL);
	PG_RETURN_POINTER(index_condition((SupportRequestIndexCondition *) req, 1));
}

/* ----------------------------------------------------------------
 * Selectivity
 * ----------------------------------------------------------------
 */

/* How the left operand stands to the right one. */
typedef enum HsRelation
{
	HS_CONTAINED,
	HS_CONTAINS,
	HS_OVERLAPS
} HsRelation;

/* When nothing is known of the other operand. */
#define HS_DEFAULT_SEL		0.002
/* Columns of lists, of which no statistics of their elements are kept. */
#define HS_LIST_SEL			0.01

/*
 * With no statistics: the chapters, headings and subheadings there are.
 */
static double
default_sel(hscode c)
{
	int			n = hs_digits(c);

	return n < 2 ? 0.1 : n < 4 ? 1.0 / 97 : n < 6 ? 1.0 / 1229 : 1.0 / 5613;
}

/* The histogram of a column of codes, while it is used. */
typedef struct HsHistogram
{
	AttStatsSlot slot;
	bool		valid;
} HsHistogram;

/* The share of the histogram that is before position x. */
static double
histogram_before(const AttStatsSlot *slot, double x)
{
	int			lo = 0;
	int			hi = slot->nvalues - 1;
	double		a;
	double		b;

	if (x <= hs_position(DatumGetHscode(slot->values[0])))
		return 0;
	if (x >= hs_position(DatumGetHscode(slot->values[hi])))
		return 1;
	while (hi - lo > 1)
	{
		int			mid = (lo + hi) / 2;

		if (hs_position(DatumGetHscode(slot->values[mid])) < x)
			lo = mid;
		else
			hi = mid;
	}
	a = hs_position(DatumGetHscode(slot->values[lo]));
	b = hs_position(DatumGetHscode(slot->values[hi]));
	return (lo + (b > a ? (x - a) / (b - a) : 0.5)) / (slot->nvalues - 1);
}

/* Opens the histogram of a column, if the user may know what is in it. */
static void
open_histogram(HsHistogram *h, VariableStatData *vardata, Oid opfunc)
{
	h->valid = false;
	if (!HeapTupleIsValid(vardata->statsTuple) ||
		!statistic_proc_security_check(vardata, opfunc))
		return;
	if (!get_attstatsslot(&h->slot, vardata->statsTuple, STATISTIC_KIND_HISTOGRAM, InvalidOid,
						  ATTSTATSSLOT_VALUES))
		return;
	if (h->slot.nvalues < 2 || hs_type(h->slot.valuetype) != HS_CODE_TYPE)
		free_attstatsslot(&h->slot);
	else
		h->valid = true;
}

static void
close_histogram(HsHistogram *h)
{
	if (h->valid)
		free_attstatsslot(&h->slot);
	h->valid = false;
}

/* The share of the histogram from the code lo to the code hi. */
static double
histogram_share(const HsHistogram *h, hscode lo, hscode hi)
{
	return histogram_before(&h->slot, hs_position(hi)) - histogram_before(&h->slot, hs_position(lo));
}

/*
 * The share of the rows of a column of codes for which
 * "column <relation> value" holds, value being an hscode or an hslist.
 */
static double
column_sel(VariableStatData *vardata, HsRelation relation, Oid opfunc, Oid collation,
		   Datum value, bool value_is_list, bool varonleft, const HsHistogram *h)
{
	FmgrInfo	proc;
	Form_pg_statistic stats;
	hslist	   *list = value_is_list ? DatumGetHslist(value) : NULL;
	hscode		code = value_is_list ? 0 : DatumGetHscode(value);
	double		sel;
	double		common;
	double		rest;
	double		share = 0;

	if (!HeapTupleIsValid(vardata->statsTuple))
	{
		if (!value_is_list)
			return relation == HS_CONTAINS ? HS_DEFAULT_SEL : default_sel(code);
		for (uint32 i = 0; i < list->nranges && share < 1; i++)
			share += hs_position(HSLIST_HI(list)[i]) - hs_position(HSLIST_LO(list)[i]);
		return Min(share, 1);
	}

	stats = (Form_pg_statistic) GETSTRUCT(vardata->statsTuple);
	fmgr_info(opfunc, &proc);
	sel = mcv_selectivity(vardata, &proc, collation, value, varonleft, &common);
	rest = 1.0 - stats->stanullfrac - common;
	if (rest <= 0)
		return sel;

	/*
	 * A code that contains the value is one of its up to 15 beginnings, a
	 * single value each; suppose that one of them is there.
	 */
	if (relation != HS_CONTAINED)
	{
		bool		isdefault;
		double		distinct = get_variable_numdistinct(vardata, &isdefault);

		share += 1.0 / Max(distinct, 1.0);
	}
	if (relation != HS_CONTAINS)
	{
		double		floor = DEFAULT_RANGE_INEQ_SEL;
		double		range = 0;

		if (h->valid)
		{
			/* less than this a histogram of that many bins cannot tell */
			floor = 0.01 / (h->slot.nvalues - 1);
			if (value_is_list)
				for (uint32 i = 0; i < list->nranges; i++)
					range += histogram_share(h, HSLIST_LO(list)[i], HSLIST_HI(list)[i]);
			else
				range = histogram_share(h, code, hs_last(code));
		}
		share += Max(range, floor);
	}
	return sel + rest * Min(share, 1);
}

/*
 * Is the operator one between the types left and right, both of which are
 * ours?
 */
static bool
is_hs_operator(Oid opno, HsType left, HsType right)
{
	Oid			declared_left;
	Oid			declared_right;

	op_input_types(opno, &declared_left, &declared_right);
	return left != HS_OTHER_TYPE && left == hs_type(declared_left) &&
		right != HS_OTHER_TYPE && right == hs_type(declared_right);
}

/* Restriction estimator of the three operators. */
static double
restriction_sel(FunctionCallInfo fcinfo, HsRelation relation)
{
	PlannerInfo *root = (PlannerInfo *) PG_GETARG_POINTER(0);
	Oid			opno = PG_GETARG_OID(1);
	List	   *args = (List *) PG_GETARG_POINTER(2);
	int			varRelid = PG_GETARG_INT32(3);
	VariableStatData vardata;
	Node	   *other;
	bool		varonleft;
	HsType		var_type;
	HsType		other_type;
	double		sel = HS_DEFAULT_SEL;

	if (!get_restriction_variable(root, args, varRelid, &vardata, &other, &varonleft))
		return sel;
	if (!varonleft && relation != HS_OVERLAPS)
		relation = relation == HS_CONTAINED ? HS_CONTAINS : HS_CONTAINED;

	var_type = hs_type(vardata.vartype);
	other_type = hs_type(exprType(other));
	if (!is_hs_operator(opno, varonleft ? var_type : other_type, varonleft ? other_type : var_type))
		sel = HS_DEFAULT_SEL;
	else if (var_type == HS_LIST_TYPE)
		sel = HS_LIST_SEL;
	else if (IsA(other, Const))
	{
		Const	   *c = (Const *) other;

		if (c->constisnull)
			sel = 0;
		else
		{
			HsHistogram h;
			Oid			opfunc = get_opcode(opno);

			open_histogram(&h, &vardata, opfunc);
			sel = column_sel(&vardata, relation, opfunc, PG_GET_COLLATION(), c->constvalue,
							 other_type == HS_LIST_TYPE, varonleft, &h);
			close_histogram(&h);
		}
	}
	ReleaseVariableStats(vardata);
	CLAMP_PROBABILITY(sel);
	return sel;
}

/* The share of the rows of a column that are not NULL. */
static double
not_null(const VariableStatData *vardata)
{
	if (!HeapTupleIsValid(vardata->statsTuple))
		return 1;
	return 1.0 - ((Form_pg_statistic) GETSTRUCT(vardata->statsTuple))->stanullfrac;
}

/*
 * The share of the pairs for which the code of inner is under the code of
 * outer: the average of what each known value of outer selects from inner.
 */
static double
average_sel(VariableStatData *inner, VariableStatData *outer, Oid opfunc, Oid collation,
			bool inneronleft)
{
	AttStatsSlot mcv;
	HsHistogram h;
	HsHistogram outer_h;
	double		sum = 0;
	double		weight = 0;

	if (!HeapTupleIsValid(outer->statsTuple) || !statistic_proc_security_check(outer, opfunc))
		return HS_DEFAULT_SEL;

	open_histogram(&h, inner, opfunc);
	if (get_attstatsslot(&mcv, outer->statsTuple, STATISTIC_KIND_MCV, InvalidOid,
						 ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS))
	{
		int			n = hs_type(mcv.valuetype) == HS_CODE_TYPE ? mcv.nvalues : 0;

		for (int i = 0; i < n; i++)
		{
			weight += mcv.numbers[i];
			sum += mcv.numbers[i] * column_sel(inner, HS_CONTAINED, opfunc, collation,
											   mcv.values[i], false, inneronleft, &h);
		}
		free_attstatsslot(&mcv);
	}
	open_histogram(&outer_h, outer, opfunc);
	if (outer_h.valid)
	{
		double		each = Max(not_null(outer) - weight, 0) / outer_h.slot.nvalues;

		for (int i = 0; i < outer_h.slot.nvalues; i++)
		{
			weight += each;
			sum += each * column_sel(inner, HS_CONTAINED, opfunc, collation,
									 outer_h.slot.values[i], false, inneronleft, &h);
		}
	}
	close_histogram(&outer_h);
	close_histogram(&h);

	/* column_sel() has counted the NULLs of inner, not those of outer */
	return weight > 0 ? sum / weight * not_null(outer) : HS_DEFAULT_SEL;
}

/* Join estimator of the three operators. */
static double
join_sel(FunctionCallInfo fcinfo, HsRelation relation)
{
	PlannerInfo *root = (PlannerInfo *) PG_GETARG_POINTER(0);
	Oid			opno = PG_GETARG_OID(1);
	List	   *args = (List *) PG_GETARG_POINTER(2);
	JoinType	jointype = (JoinType) PG_GETARG_INT16(3);
	SpecialJoinInfo *sjinfo = (SpecialJoinInfo *) PG_GETARG_POINTER(4);
	Oid			opfunc = get_opcode(opno);
	VariableStatData left;
	VariableStatData right;
	HsType		left_type;
	HsType		right_type;
	bool		reversed;
	double		sel;

	get_join_variables(root, args, sjinfo, &left, &right, &reversed);
	left_type = hs_type(left.vartype);
	right_type = hs_type(right.vartype);
	if (!is_hs_operator(opno, left_type, right_type))
		sel = HS_DEFAULT_SEL;
	else if (left_type == HS_LIST_TYPE || right_type == HS_LIST_TYPE)
		sel = HS_LIST_SEL;
	else
	{
		double		under = 0;	/* left under right */
		double		over = 0;	/* right under left */

		if (relation != HS_CONTAINS)
			under = average_sel(&left, &right, opfunc, PG_GET_COLLATION(), true);
		if (relation != HS_CONTAINED)
			over = average_sel(&right, &left, opfunc, PG_GET_COLLATION(), false);
		sel = Max(under, over);
	}

	/* for a semi or anti join: how many of the outer rows have a partner */
	if (jointype == JOIN_SEMI || jointype == JOIN_ANTI)
	{
		RelOptInfo *rel = reversed ? left.rel : right.rel;

		sel *= rel != NULL ? Max(rel->rows, 1) : 100;
	}
	ReleaseVariableStats(left);
	ReleaseVariableStats(right);
	CLAMP_PROBABILITY(sel);
	return sel;
}

Datum
hscode_contained_sel(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(restriction_sel(fcinfo, HS_CONTAINED));
}

Datum
hscode_contains_sel(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(restriction_sel(fcinfo, HS_CONTAINS));
}

Datum
hscode_overlaps_sel(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(restriction_sel(fcinfo, HS_OVERLAPS));
}

Datum
hscode_contained_joinsel(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(join_sel(fcinfo, HS_CONTAINED));
}

Datum
hscode_contains_joinsel(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(join_sel(fcinfo, HS_CONTAINS));
}

Datum
hscode_overlaps_joinsel(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(join_sel(fcinfo, HS_OVERLAPS));
}
