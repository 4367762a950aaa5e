/*-------------------------------------------------------------------------
 *
 * selectivity.c
 *	  How many rows match a name.
 *
 * Comparing the query with the sample that ANALYZE keeps would cost a
 * millisecond for each plan, and tell little: of many thousand names a hundred
 * are in it.  What matters is how many distinct names there are, how many of
 * them are as alike as the threshold asks, and how often each occurs.
 *
 *-------------------------------------------------------------------------
 */
#include "tradescreen.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_statistic.h"
#include "catalog/pg_type.h"
#include "nodes/nodeFuncs.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/selfuncs.h"

#include "name/name_pg.h"
#include "name/namequery.h"
#include "name/score.h"

PG_FUNCTION_INFO_V1(name_match_sel);
PG_FUNCTION_INFO_V1(name_match_joinsel);

/*
 * The names, among ndistinct, that reach a threshold against one of them: some
 * spellings of it, and names that share a word, which get more the lower the
 * threshold and the more names there are.
 */
static double
names_alike(int threshold, double ndistinct)
{
	double		t = threshold / (double) NAME_SCORE_MAX;
	double		share;
	double		spellings;

	if (t <= 0)
		return ndistinct;

	/*
	 * measured on company names: 1e-6 at 0.8, 1e-5 at 0.65, 1e-4 at 0.5, 5e-3
	 * at 0.2
	 */
	share = t >= 0.8 ? 1e-6 : t >= 0.5 ? pow(10, -4 - (t - 0.5) / 0.15) : pow(10, -4 + (0.5 - t) * 5.7);
	spellings = t >= 0.95 ? 1.2 : t >= 0.8 ? 2 : 3;
	return Min(ndistinct, spellings + share * ndistinct);
}

/* The threshold of a query, if it is known; -1 if not. */
static int
threshold_of(Node *query, bool is_query)
{
	if (!is_query)
		return name_threshold_steps(tradescreen_threshold);
	if (IsA(query, Const) && !((Const *) query)->constisnull)
	{
		NameQuery  *q = (NameQuery *) PG_DETOAST_DATUM_PACKED(((Const *) query)->constvalue);

		if (VARSIZE_ANY_EXHDR(q) >= NAMEQUERY_HEADER)
			return NAMEQUERY_THRESHOLD(q);
	}
	return name_threshold_steps(tradescreen_threshold);
}

/* How often the very name of the query is, if it is among the common values. */
static double
common_share(VariableStatData *vardata, Node *query, bool is_query, Oid opfunc)
{
	AttStatsSlot slot;
	Const	   *c = (Const *) query;
	const char *name;
	int			len;
	double		share = -1;

	if (!IsA(query, Const) || c->constisnull || !HeapTupleIsValid(vardata->statsTuple) ||
		!statistic_proc_security_check(vardata, opfunc))
		return -1;
	if (is_query)
	{
		NameQuery  *q = (NameQuery *) PG_DETOAST_DATUM_PACKED(c->constvalue);

		name = NAMEQUERY_NAME(q);
		len = NAMEQUERY_NAMELEN(q);
	}
	else
	{
		struct varlena *t = PG_DETOAST_DATUM_PACKED(c->constvalue);

		name = VARDATA_ANY(t);
		len = VARSIZE_ANY_EXHDR(t);
	}
	if (!get_attstatsslot(&slot, vardata->statsTuple, STATISTIC_KIND_MCV, InvalidOid,
						  ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS))
		return -1;
	if (slot.valuetype == TEXTOID || slot.valuetype == VARCHAROID)
		for (int i = 0; i < slot.nvalues && share < 0; i++)
		{
			struct varlena *t = PG_DETOAST_DATUM_PACKED(slot.values[i]);

			if ((int) VARSIZE_ANY_EXHDR(t) == len && memcmp(VARDATA_ANY(t), name, len) == 0)
				share = slot.numbers[i];
		}
	free_attstatsslot(&slot);
	return share;
}

static double
not_null(const VariableStatData *vardata)
{
	if (!HeapTupleIsValid(vardata->statsTuple))
		return 1;
	return 1.0 - ((Form_pg_statistic) GETSTRUCT(vardata->statsTuple))->stanullfrac;
}

/* Restriction estimator of ~=. */
Datum
name_match_sel(PG_FUNCTION_ARGS)
{
	PlannerInfo *root = (PlannerInfo *) PG_GETARG_POINTER(0);
	Oid			opno = PG_GETARG_OID(1);
	List	   *args = (List *) PG_GETARG_POINTER(2);
	int			varRelid = PG_GETARG_INT32(3);
	VariableStatData vardata;
	Node	   *other;
	bool		varonleft;
	bool		isdefault;
	bool		is_query;
	double		ndistinct;
	double		alike;
	double		common;
	double		sel;
	Oid			left;
	Oid			right;

	if (!get_restriction_variable(root, args, varRelid, &vardata, &other, &varonleft))
		PG_RETURN_FLOAT8(0.001);
	op_input_types(opno, &left, &right);
	/* a column of queries against one name is as good as any */
	is_query = varonleft && right != left && exprType(other) == right;
	if (IsA(other, Const) && ((Const *) other)->constisnull)
	{
		ReleaseVariableStats(vardata);
		PG_RETURN_FLOAT8(0);
	}
	ndistinct = Max(get_variable_numdistinct(&vardata, &isdefault), 1);
	alike = names_alike(threshold_of(other, is_query), ndistinct);
	sel = alike / ndistinct;
	common = common_share(&vardata, other, is_query, get_opcode(opno));
	if (common >= 0)
		sel = Max(sel, common);
	sel *= not_null(&vardata);
	ReleaseVariableStats(vardata);
	CLAMP_PROBABILITY(sel);
	PG_RETURN_FLOAT8(sel);
}

/* Join estimator of ~=. */
Datum
name_match_joinsel(PG_FUNCTION_ARGS)
{
	PlannerInfo *root = (PlannerInfo *) PG_GETARG_POINTER(0);
	List	   *args = (List *) PG_GETARG_POINTER(2);
	JoinType	jointype = (JoinType) PG_GETARG_INT16(3);
	SpecialJoinInfo *sjinfo = (SpecialJoinInfo *) PG_GETARG_POINTER(4);
	VariableStatData left;
	VariableStatData right;
	bool		reversed;
	bool		isdefault;
	double		n;
	double		m;
	double		sel;

	get_join_variables(root, args, sjinfo, &left, &right, &reversed);
	n = Max(get_variable_numdistinct(&left, &isdefault), 1);
	m = Max(get_variable_numdistinct(&right, &isdefault), 1);
	/* as if most names of the smaller side were on the larger one, too */
	sel = names_alike(name_threshold_steps(tradescreen_threshold), Max(n, m)) / Max(n, m);
	if (jointype == JOIN_SEMI || jointype == JOIN_ANTI)
	{
		RelOptInfo *rel = reversed ? left.rel : right.rel;

		sel *= rel != NULL ? Max(rel->rows, 1) : 100;
	}
	sel *= not_null(&left) * not_null(&right);
	ReleaseVariableStats(left);
	ReleaseVariableStats(right);
	CLAMP_PROBABILITY(sel);
	PG_RETURN_FLOAT8(sel);
}
