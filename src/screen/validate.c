/*-------------------------------------------------------------------------
 *
 * validate.c
 *	  Checking operator classes, and what can be asked about an index.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/am.h"

#include "access/amvalidate.h"
#include "access/htup_details.h"
#include "catalog/pg_amop.h"
#include "catalog/pg_amproc.h"
#include "catalog/pg_opclass.h"
#include "catalog/pg_opfamily.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/syscache.h"

#include "screen/scan.h"

bool
screen_validate(Oid opclass)
{
	bool		result = true;
	HeapTuple	classtup = SearchSysCache1(CLAOID, ObjectIdGetDatum(opclass));
	HeapTuple	familytup;
	Form_pg_opclass class;
	char	   *family;
	CatCList   *procs;
	CatCList   *opers;
	List	   *groups;
	ListCell   *cell;
	bool		has_support = false;

	if (!HeapTupleIsValid(classtup))
		elog(ERROR, "cache lookup failed for operator class %u", opclass);
	class = (Form_pg_opclass) GETSTRUCT(classtup);
	familytup = SearchSysCache1(OPFAMILYOID, ObjectIdGetDatum(class->opcfamily));
	if (!HeapTupleIsValid(familytup))
		elog(ERROR, "cache lookup failed for operator family %u", class->opcfamily);
	family = NameStr(((Form_pg_opfamily) GETSTRUCT(familytup))->opfname);
	opers = SearchSysCacheList1(AMOPSTRATEGY, ObjectIdGetDatum(class->opcfamily));
	procs = SearchSysCacheList1(AMPROCNUM, ObjectIdGetDatum(class->opcfamily));

#define COMPLAIN(...) \
	do { \
		ereport(INFO, (errcode(ERRCODE_INVALID_OBJECT_DEFINITION), errmsg(__VA_ARGS__))); \
		result = false; \
	} while (0)

	if (OidIsValid(class->opckeytype) && class->opckeytype != class->opcintype)
		COMPLAIN("operator class \"%s\" of access method %s has a storage type",
				 NameStr(class->opcname), "screen");

	/* support functions: one, which says of which kind the class is */
	for (int i = 0; i < procs->n_members; i++)
	{
		Form_pg_amproc proc = (Form_pg_amproc) GETSTRUCT(&procs->members[i]->tuple);

		if (proc->amproclefttype != proc->amprocrighttype)
			COMPLAIN("operator family \"%s\" of access method %s contains support function %s with different left and right input types",
					 family, "screen", format_procedure(proc->amproc));
		if (proc->amprocnum != 1)
			COMPLAIN("operator family \"%s\" of access method %s contains function %s with invalid support number %d",
					 family, "screen", format_procedure(proc->amproc), proc->amprocnum);
		else if (!check_amproc_signature(proc->amproc, INT4OID, true, 1, 1, INTERNALOID))
			COMPLAIN("operator family \"%s\" of access method %s contains function %s with wrong signature for support number %d",
					 family, "screen", format_procedure(proc->amproc), proc->amprocnum);
		else if (proc->amproclefttype == class->opcintype)
			has_support = true;
	}
	if (!has_support)
		COMPLAIN("operator class \"%s\" of access method %s is missing support function %d",
				 NameStr(class->opcname), "screen", 1);

	/* operators: boolean to search, float8 to order by */
	for (int i = 0; i < opers->n_members; i++)
	{
		Form_pg_amop oper = (Form_pg_amop) GETSTRUCT(&opers->members[i]->tuple);
		Oid			result_type = BOOLOID;

		if (oper->amopstrategy < 1 || oper->amopstrategy > SCREEN_NSTRATEGIES)
			COMPLAIN("operator family \"%s\" of access method %s contains operator %s with invalid strategy number %d",
					 family, "screen", format_operator(oper->amopopr), oper->amopstrategy);
		if (oper->amoppurpose == AMOP_ORDER)
		{
			result_type = FLOAT8OID;
			if (oper->amopstrategy != NAME_STRATEGY_DISTANCE ||
				!opfamily_can_sort_type(oper->amopsortfamily, FLOAT8OID))
				COMPLAIN("operator family \"%s\" of access method %s contains invalid ORDER BY specification for operator %s",
						 family, "screen", format_operator(oper->amopopr));
		}
		if (!check_amop_signature(oper->amopopr, result_type, oper->amoplefttype, oper->amoprighttype))
			COMPLAIN("operator family \"%s\" of access method %s contains operator %s with wrong signature",
					 family, "screen", format_operator(oper->amopopr));
	}

	/* every group of operators must have its class */
	groups = identify_opfamily_groups(opers, procs);
	foreach(cell, groups)
	{
		OpFamilyOpFuncGroup *group = lfirst(cell);

		if (group->lefttype == class->opcintype && group->righttype == class->opcintype &&
			group->operatorset == 0)
			COMPLAIN("operator class \"%s\" of access method %s is missing operators",
					 NameStr(class->opcname), "screen");
	}

	ReleaseCatCacheList(procs);
	ReleaseCatCacheList(opers);
	ReleaseSysCache(familytup);
	ReleaseSysCache(classtup);
	return result;
#undef COMPLAIN
}

/* Nothing of a class can be dropped without it; the rest of a family can. */
void
screen_adjustmembers(Oid opfamily, Oid opclass, List *operators, List *functions)
{
	ListCell   *cell;

	foreach(cell, operators)
	{
		OpFamilyMember *op = lfirst(cell);

		/* operators with another type to the right are for the family */
		op->ref_is_hard = false;
		op->ref_is_family = true;
		op->refobjid = opfamily;
	}
	foreach(cell, functions)
	{
		OpFamilyMember *fn = lfirst(cell);

		if (fn->number != 1)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
					 errmsg("support function number %d is invalid for access method %s",
							fn->number, "screen")));
		fn->ref_is_hard = true;
		fn->ref_is_family = !OidIsValid(opclass);
		fn->refobjid = OidIsValid(opclass) ? opclass : opfamily;
	}
}

bool
screen_property(Oid index, int attno, IndexAMProperty prop, const char *name, bool *res, bool *isnull)
{
	Oid			opclass;
	Oid			family;
	Oid			type;
	Oid			op;

	(void) name;
	/* rows are found one by one, which core takes for the ability */
	if (prop == AMPROP_CAN_EXCLUDE && attno == 0 && !OidIsValid(index))
	{
		*res = false;
		return true;
	}
	if (attno == 0 || prop != AMPROP_DISTANCE_ORDERABLE)
		return false;
	/* only names have an operator to order by */
	opclass = get_index_column_opclass(index, attno);
	if (!OidIsValid(opclass))
	{
		*isnull = true;
		return true;
	}
	if (!get_opclass_opfamily_and_input_type(opclass, &family, &type))
	{
		*isnull = true;
		return true;
	}
	/* strategy 3 of codes is a search */
	op = get_opfamily_member(family, type, type, NAME_STRATEGY_DISTANCE);
	*res = OidIsValid(op) && get_op_rettype(op) == FLOAT8OID;
	return true;
}
