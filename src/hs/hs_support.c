/*-------------------------------------------------------------------------
 *
 * hs_support.c
 *	  What the planner is told about conditions on codes: how they become
 *	  conditions of an index, and what is to be computed once instead of for
 *	  each row.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/stratnum.h"
#include "catalog/pg_am.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "hs/hs_range.h"
#include "hs/hs_sel.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "optimizer/paths.h"
#include "optimizer/restrictinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

PG_FUNCTION_INFO_V1(hscode_contained_support);
PG_FUNCTION_INFO_V1(hscode_contains_support);
PG_FUNCTION_INFO_V1(hscode_overlaps_support);
PG_FUNCTION_INFO_V1(hscode_match_support);

/*
 * The function name(argtypes), of n arguments, in the schema of the function
 * funcid, both being members of our extension; InvalidOid if it is not there.
 */
static Oid
sister_function_n(Oid funcid, const char *name, const Oid *types, int n)
{
	return GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid,
						   CStringGetDatum(name),
						   PointerGetDatum(buildoidvector(types, n)),
						   ObjectIdGetDatum(get_func_namespace(funcid)));
}

static Oid
sister_function(Oid funcid, const char *name, Oid argtype)
{
	return sister_function_n(funcid, name, &argtype, 1);
}

/* The two arguments of an operator or function; NIL for anything else. */
static List *
two_arguments(Node *node)
{
	List	   *args = NIL;

	if (is_opclause(node))
		args = ((OpExpr *) node)->args;
	else if (is_funcclause(node))
		args = ((FuncExpr *) node)->args;
	return list_length(args) == 2 ? args : NIL;
}

/* ----------------------------------------------------------------
 * What else is in the scan
 * ----------------------------------------------------------------
 */

/* Is one of these expressions the column? */
static bool
any_is_column(List *exprs, IndexOptInfo *index, int col)
{
	ListCell   *lc;

	foreach(lc, exprs)
	{
		if (match_index_to_operand((Node *) lfirst(lc), col, index))
			return true;
	}
	return false;
}

/*
 * Could the clause, or a part of it, be a condition of this column of the
 * index?  Says yes when in doubt; IS NULL and IS NOT NULL do no harm to ours.
 */
static bool
uses_column(Node *clause, IndexOptInfo *index, int col)
{
	ListCell   *lc;

	if (clause == NULL)
		return false;
	if (IsA(clause, RestrictInfo))
		return uses_column((Node *) ((RestrictInfo *) clause)->clause, index, col);
	if (is_andclause(clause) || is_orclause(clause))
	{
		foreach(lc, ((BoolExpr *) clause)->args)
		{
			if (uses_column(lfirst(lc), index, col))
				return true;
		}
		return false;
	}
	if (IsA(clause, OpExpr))
	{
		OpExpr	   *op = (OpExpr *) clause;

		return (op_in_opfamily(op->opno, index->opfamily[col]) ||
				OidIsValid(get_func_support(get_opcode(op->opno)))) &&
			any_is_column(op->args, index, col);
	}
	if (IsA(clause, ScalarArrayOpExpr))
	{
		ScalarArrayOpExpr *op = (ScalarArrayOpExpr *) clause;

		return op_in_opfamily(op->opno, index->opfamily[col]) &&
			any_is_column(op->args, index, col);
	}
	if (IsA(clause, RowCompareExpr))
		return any_is_column(((RowCompareExpr *) clause)->largs, index, col) ||
			any_is_column((List *) ((RowCompareExpr *) clause)->rargs, index, col);
	if (IsA(clause, FuncExpr))
		return OidIsValid(get_func_support(((FuncExpr *) clause)->funcid)) &&
			any_is_column(((FuncExpr *) clause)->args, index, col);

	/* a boolean column, negated or not */
	return match_index_to_operand(clause, col, index) ||
		(is_notclause(clause) && match_index_to_operand((Node *) get_notclausearg((Expr *) clause), col, index)) ||
		(IsA(clause, BooleanTest) && match_index_to_operand((Node *) ((BooleanTest *) clause)->arg, col, index));
}

/*
 * The arm of the OR clause in which the condition stands, as the list of what
 * is to be true with it; NIL if it is in none.
 */
static List *
arm_with(Node *orclause, Node *condition)
{
	ListCell   *lc;
	ListCell   *lc2;

	foreach(lc, ((BoolExpr *) orclause)->args)
	{
		Node	   *arm = lfirst(lc);

		if (is_andclause(arm))
		{
			foreach(lc2, ((BoolExpr *) arm)->args)
			{
				Node	   *part = lfirst(lc2);

				if (IsA(part, RestrictInfo) && (Node *) ((RestrictInfo *) part)->clause == condition)
					return ((BoolExpr *) arm)->args;
			}
		}
		else if (IsA(arm, RestrictInfo) && (Node *) ((RestrictInfo *) arm)->clause == condition)
			return list_make1(arm);
	}
	return NIL;
}

/* May one of these clauses, other than the condition, use the column? */
static bool
others_use_column(List *clauses, Node *condition, IndexOptInfo *index, int col)
{
	ListCell   *lc;

	foreach(lc, clauses)
	{
		RestrictInfo *rinfo = lfirst_node(RestrictInfo, lc);
		List	   *arm;

		if ((Node *) rinfo->clause == condition)
			continue;
		if (rinfo->orclause != NULL &&
			(arm = arm_with((Node *) rinfo->orclause, condition)) != NIL)
		{
			if (others_use_column(arm, condition, index, col))
				return true;
		}
		else if (uses_column((Node *) rinfo->clause, index, col))
			return true;
	}
	return false;
}

typedef struct IndexColumn
{
	IndexOptInfo *index;
	int			col;
} IndexColumn;

static bool
member_is_column(PlannerInfo *root, RelOptInfo *rel, EquivalenceClass *ec, EquivalenceMember *em, void *arg)
{
	IndexColumn *c = arg;

	(void) root;
	(void) rel;
	(void) ec;
	return match_index_to_operand((Node *) em->em_expr, c->col, c->index);
}

/* May a scan of the index have another condition on the column? */
static bool
column_is_used(SupportRequestIndexCondition *req, int col)
{
	RelOptInfo *rel = req->index->rel;
	IndexColumn column = {req->index, col};

	return others_use_column(rel->baserestrictinfo, req->node, req->index, col) ||
		others_use_column(rel->joininfo, req->node, req->index, col) ||
		(rel->has_eclass_joins &&
		 generate_implied_equalities_for_column(req->root, rel, member_is_column, &column, NULL) != NIL);
}

/* Is the column held to one value by a condition of the scan itself? */
static bool
column_is_constant(SupportRequestIndexCondition *req, int col)
{
	IndexOptInfo *index = req->index;
	ListCell   *lc;

	foreach(lc, index->rel->baserestrictinfo)
	{
		RestrictInfo *rinfo = lfirst_node(RestrictInfo, lc);
		List	   *args = two_arguments((Node *) rinfo->clause);

		if (args != NIL && is_opclause(rinfo->clause) &&
			get_op_opfamily_strategy(((OpExpr *) rinfo->clause)->opno, index->opfamily[col]) == BTEqualStrategyNumber &&
			((match_index_to_operand(linitial(args), col, index) &&
			  is_pseudo_constant_for_index(req->root, lsecond(args), index)) ||
			 (match_index_to_operand(lsecond(args), col, index) &&
			  is_pseudo_constant_for_index(req->root, linitial(args), index))))
			return true;
	}
	return false;
}

/*
 * May "column = ANY (array)" be derived for the index?  The server then takes
 * the scan to be in the order of the index.  Up to 16 a B-tree keeps it only
 * when no earlier column varies.
 */
static bool
array_allowed(SupportRequestIndexCondition *req)
{
	if (req->index->relam != BTREE_AM_OID)
		return false;
	if (!TS_BTREE_ARRAYS_KEEP_ORDER)
		for (int col = 0; col < req->indexcol; col++)
			if (!column_is_constant(req, col))
				return false;
	return true;
}

/*
 * May it be derived with ranges as elements?  They are not really equal to
 * what is in them: a B-tree must not draw conclusions from other conditions on
 * the column, nor expect the later columns to be in order under one of them.
 */
static bool
ranges_allowed(SupportRequestIndexCondition *req)
{
	if (!array_allowed(req))
		return false;
	for (int col = req->indexcol; col < req->index->nkeycolumns; col++)
		if (column_is_used(req, col))
			return false;
	return true;
}

/* ----------------------------------------------------------------
 * Index conditions
 * ----------------------------------------------------------------
 */

/*
 * The conditions "key >= lo" and "key <= hi", for any index whose family has
 * these operators; NIL for others.
 */
static List *
between(SupportRequestIndexCondition *req, Node *key, Node *lo, Node *hi)
{
	Oid			type = exprType(lo);
	Oid			ge = get_opfamily_member(req->opfamily, type, type, BTGreaterEqualStrategyNumber);
	Oid			le = get_opfamily_member(req->opfamily, type, type, BTLessEqualStrategyNumber);

	/* BRIN numbers its strategies alike, but not so everything else */
	if (req->index->relam != BTREE_AM_OID && req->index->relam != BRIN_AM_OID)
		return NIL;
	if (!OidIsValid(ge) || !OidIsValid(le))
		return NIL;
	return list_make2(make_opclause(ge, BOOLOID, false, (Expr *) key, (Expr *) lo,
									InvalidOid, InvalidOid),
					  make_opclause(le, BOOLOID, false, (Expr *) key, (Expr *) hi,
									InvalidOid, InvalidOid));
}

static Node *
code_const(Oid type, hscode c)
{
	return (Node *) makeConst(type, -1, InvalidOid, sizeof(hscode), HscodeGetDatum(c), false, true);
}

/* The condition "key op ANY (array)". */
static List *
any_of(Oid op, Node *key, Node *array)
{
	ScalarArrayOpExpr *any = makeNode(ScalarArrayOpExpr);

	any->opno = op;
	any->opfuncid = get_opcode(op);
	any->useOr = true;
	any->args = list_make2(key, array);
	any->location = -1;
	return list_make1(any);
}

/* "key <@ code" */
static List *
under_code(SupportRequestIndexCondition *req, Node *key, Node *code)
{
	Oid			type = exprType(code);
	Oid			upper;

	if (IsA(code, Const))
		return between(req, key, code,
					   code_const(type, hs_last(DatumGetHscode(((Const *) code)->constvalue))));
	upper = sister_function(req->funcid, "hs_upper", type);
	if (!OidIsValid(upper))
		return NIL;
	return between(req, key, code,
				   (Node *) makeFuncExpr(upper, type, list_make1(copyObject(code)),
										 InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL));
}

/* "key @> code": one of a few codes, which are equal to what they find */
static List *
above_code(SupportRequestIndexCondition *req, Node *key, Node *code)
{
	Oid			type = exprType(code);
	Oid			ancestors = sister_function(req->funcid, "hs_ancestors", type);
	Oid			eq = get_opfamily_member(req->opfamily, type, type, BTEqualStrategyNumber);
	Node	   *array;

	if (!OidIsValid(ancestors) || !OidIsValid(eq) || !array_allowed(req))
		return NIL;
	array = (Node *) makeFuncExpr(ancestors, get_func_rettype(ancestors), list_make1(copyObject(code)),
								  InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);
	return any_of(eq, key, eval_const_expressions(NULL, array));
}

/* "key <@ list" and "key && list", where a code is a list too */
static List *
in_list(SupportRequestIndexCondition *req, HsRelation relation, Node *key, Node *other, HsType type)
{
	Oid			rangetype = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum("hsrange"),
											ObjectIdGetDatum(get_func_namespace(req->funcid)));
	Oid			keytype = getBaseType(exprType(key));
	static const Oid index_args[] = {INTERNALOID, BOOLOID};
	bool		descending;
	Oid			op;
	Oid			arraytype;
	Oid			func;

	if (!OidIsValid(rangetype))
		return NIL;
	descending = req->index->reverse_sort != NULL && req->index->reverse_sort[req->indexcol];
	op = get_opfamily_member(req->opfamily, keytype, rangetype, BTEqualStrategyNumber);
	arraytype = get_array_type(rangetype);

	if (IsA(other, Const))
	{
		Datum		value = ((Const *) other)->constvalue;
		hslist	   *list = type == HS_LIST_TYPE ? DatumGetHslist(value) : hslist_of_code(DatumGetHscode(value));
		HsCover		cover = relation == HS_OVERLAPS ? hs_cover_overlaps(list) : hs_cover_contained(list);

		if (cover.n != 1 && OidIsValid(op) && ranges_allowed(req))
			return any_of(op, key, (Node *) makeConst(arraytype, -1, InvalidOid, -1,
													  hs_cover_array(&cover, rangetype, descending), false, false));
		if (cover.n == 0)
			return NIL;

		/* from the first to the last; what is between is left to the filter */
		req->lossy = cover.n > 1;
		return between(req, key, code_const(keytype, cover.range[0].lo),
					   code_const(keytype, cover.range[cover.n - 1].hi));
	}

	if (!OidIsValid(op) || !ranges_allowed(req))
		return NIL;
	other = copyObject(other);
	if (type == HS_CODE_TYPE)
	{
		func = sister_function(req->funcid, "hslist", keytype);
		if (!OidIsValid(func))
			return NIL;
		other = (Node *) makeFuncExpr(func, get_func_rettype(func), list_make1(other),
									  InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);
	}
	func = sister_function_n(req->funcid, relation == HS_OVERLAPS ? "hs_index_overlaps" : "hs_index_contained",
							 index_args, lengthof(index_args));
	if (!OidIsValid(func))
		return NIL;
	return any_of(op, key, (Node *) makeFuncExpr(func, arraytype, list_make2(other, makeBoolConst(descending, false)),
												 InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL));
}

/* The conditions of an index that follow from "left relation right". */
static List *
index_condition(SupportRequestIndexCondition *req, HsRelation relation)
{
	List	   *args = two_arguments(req->node);
	Node	   *key;
	Node	   *other;
	HsType		type;

	if (args == NIL)
		return NIL;
	key = list_nth(args, req->indexarg);
	other = list_nth(args, 1 - req->indexarg);
	if (req->indexarg == 1)
		relation = hs_commuted(relation);

	/* for an operator the server has seen to this, not so for a function */
	if (!is_pseudo_constant_for_index(req->root, other, req->index))
		return NIL;
	if (IsA(other, Const) && ((Const *) other)->constisnull)
		return NIL;
	type = hs_type(exprType(other));
	if (hs_type(exprType(key)) != HS_CODE_TYPE)
		return NIL;

	/* each of the following says if its conditions are less than the whole */
	req->lossy = false;
	if (type == HS_CODE_TYPE && relation == HS_CONTAINED)
		return under_code(req, key, other);
	if (type == HS_CODE_TYPE && relation == HS_CONTAINS)
		return above_code(req, key, other);
	if (relation == HS_CONTAINS || (type != HS_CODE_TYPE && type != HS_LIST_TYPE))
		return NIL;
	return in_list(req, relation, key, other, type);
}

/* ----------------------------------------------------------------
 * Lists that are computed
 * ----------------------------------------------------------------
 */

/*
 * True of an expression that has one value in all of a query, as far as its
 * form goes; its functions must be looked at besides.
 */
static bool
has_other_than_constants(Node *node, void *context)
{
	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_Param:
			return ((Param *) node)->paramkind != PARAM_EXTERN;
		case T_FuncExpr:
			if (((FuncExpr *) node)->funcretset)
				return true;
			break;
		case T_OpExpr:
			if (((OpExpr *) node)->opretset)
				return true;
			break;
		case T_List:
		case T_Const:
		case T_ScalarArrayOpExpr:
		case T_BoolExpr:
		case T_RelabelType:
		case T_CoerceViaIO:
		case T_ArrayExpr:
		case T_CoalesceExpr:
		case T_SQLValueFunction:
			break;
		default:
			return true;
	}
	return expression_tree_walker(node, has_other_than_constants, context);
}

typedef struct CallCount
{
	Oid			funcid;
	int			n;
} CallCount;

static bool
count_calls(Node *node, void *context)
{
	CallCount  *count = context;

	if (node == NULL)
		return false;
	if ((IsA(node, FuncExpr) && ((FuncExpr *) node)->funcid == count->funcid) ||
		(IsA(node, OpExpr) && get_opcode(((OpExpr *) node)->opno) == count->funcid))
		count->n++;
	return expression_tree_walker(node, count_calls, context);
}

/* The operator that the call may have been written as, or InvalidOid. */
static Oid
operator_of(Oid funcid, HsRelation relation, List *args)
{
	static const char *const name[] = {"<@", "@>", "&&"};
	Oid			op = GetSysCacheOid4(OPERNAMENSP, Anum_pg_operator_oid, CStringGetDatum(name[relation]),
									 ObjectIdGetDatum(getBaseType(exprType(linitial(args)))),
									 ObjectIdGetDatum(getBaseType(exprType(lsecond(args)))),
									 ObjectIdGetDatum(get_func_namespace(funcid)));

	return OidIsValid(op) && get_opcode(op) == funcid ? op : InvalidOid;
}

/*
 * "hs <@ f()", where f is not immutable, is a call of f for each row.  STABLE
 * means that once is enough; so it becomes "hs <@ (SELECT f())", which the
 * server evaluates when the first row needs it.
 */
static Node *
evaluate_once(SupportRequestSimplify *req, HsRelation relation, bool is_operator)
{
	FuncExpr   *call = req->fcall;
	Query	   *parse = req->root ? req->root->parse : NULL;
	Node	   *args[2];
	int			n;
	Query	   *query;
	SubLink    *sublink;
	Oid			op;

	if (parse == NULL || list_length(call->args) != 2)
		return NULL;
	args[0] = linitial(call->args);
	args[1] = lsecond(call->args);

	/* a list on one side, a row on the other */
	n = hs_type(exprType(args[1])) == HS_LIST_TYPE ? 1 : 0;
	if (hs_type(exprType(args[n])) != HS_LIST_TYPE || !contain_var_clause(args[1 - n]))
		return NULL;
	if (!contain_mutable_functions(args[n]) || contain_volatile_functions(args[n]) ||
		has_other_than_constants(args[n], NULL))
		return NULL;

	/*
	 * What is grouped by must be found again where it is used, and no two
	 * subqueries are equal.
	 */
	if (parse->groupClause != NIL)
	{
		CallCount	count = {call->funcid, 0};

		count_calls((Node *) parse->targetList, &count);
		count_calls(parse->havingQual, &count);
		if (count.n > 1)
			return NULL;
	}

	query = makeNode(Query);
	query->commandType = CMD_SELECT;
	query->canSetTag = true;
	query->targetList = list_make1(makeTargetEntry((Expr *) copyObject(args[n]), 1, pstrdup("list"), false));
	query->jointree = makeFromExpr(NIL, NULL);
	sublink = makeNode(SubLink);
	sublink->subLinkType = EXPR_SUBLINK;
	sublink->subselect = (Node *) query;
	sublink->location = -1;
	parse->hasSubLinks = true;
	args[n] = (Node *) sublink;

	op = is_operator ? operator_of(call->funcid, relation, call->args) : InvalidOid;
	if (OidIsValid(op))
		return (Node *) make_opclause(op, call->funcresulttype, false, (Expr *) args[0], (Expr *) args[1],
									  call->funccollid, call->inputcollid);
	return (Node *) makeFuncExpr(call->funcid, call->funcresulttype, list_make2(args[0], args[1]),
								 call->funccollid, call->inputcollid, COERCE_EXPLICIT_CALL);
}

/* ----------------------------------------------------------------
 * The support functions
 * ----------------------------------------------------------------
 */

static Node *
support(Node *request, HsRelation relation)
{
	if (IsA(request, SupportRequestIndexCondition))
		return (Node *) index_condition((SupportRequestIndexCondition *) request, relation);
	if (IsA(request, SupportRequestSimplify))
		return evaluate_once((SupportRequestSimplify *) request, relation, true);
	if (IsA(request, SupportRequestSelectivity))
	{
		SupportRequestSelectivity *req = (SupportRequestSelectivity *) request;

		if (req->is_join)
			req->selectivity = hs_join_sel(req->root, relation, req->funcid, req->args,
										   req->jointype, req->sjinfo);
		else
			req->selectivity = hs_restriction_sel(req->root, relation, req->funcid, req->args,
												  req->varRelid);
		return request;
	}
	return NULL;
}

/* of <@ and its function */
Datum
hscode_contained_support(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(support((Node *) PG_GETARG_POINTER(0), HS_CONTAINED));
}

/* of @> and its function */
Datum
hscode_contains_support(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(support((Node *) PG_GETARG_POINTER(0), HS_CONTAINS));
}

/* of && and its function */
Datum
hscode_overlaps_support(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(support((Node *) PG_GETARG_POINTER(0), HS_OVERLAPS));
}

/* of hs_match() */
Datum
hscode_match_support(PG_FUNCTION_ARGS)
{
	Node	   *request = (Node *) PG_GETARG_POINTER(0);

	if (!IsA(request, SupportRequestSimplify))
		PG_RETURN_POINTER(NULL);
	PG_RETURN_POINTER(evaluate_once((SupportRequestSimplify *) request, HS_CONTAINED, false));
}
