/*-------------------------------------------------------------------------
 *
 * hs_sel.h
 *	  How many rows a condition on customs codes selects.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_HS_SEL_H
#define TRADESCREEN_HS_SEL_H

#include "postgres.h"

#include "nodes/pathnodes.h"

/* The types, as far as we plan for them; domains count as what they are of. */
typedef enum HsType
{
	HS_OTHER_TYPE,
	HS_CODE_TYPE,
	HS_LIST_TYPE,
	HS_RANGE_TYPE
} HsType;

/* How the left operand stands to the right one. */
typedef enum HsRelation
{
	HS_CONTAINED,
	HS_CONTAINS,
	HS_OVERLAPS
} HsRelation;

/* The same, seen from the right operand. */
static inline HsRelation
hs_commuted(HsRelation relation)
{
	return relation == HS_OVERLAPS ? HS_OVERLAPS :
		relation == HS_CONTAINED ? HS_CONTAINS : HS_CONTAINED;
}

/*
 * Is this a type of ours?  Anybody may name our estimators in an operator of
 * his own, on types of his own.  A type is ours if its input function is, which
 * holds in any schema and under any name.
 */
extern HsType hs_type(Oid type);

/*
 * The share of the rows, or of the pairs of a join, for which the function
 * funcid, "left relation right" of two arguments, is true; from 0 to 1.  The
 * arguments are those that the server gives to estimators of operators.
 */
extern double hs_restriction_sel(PlannerInfo *root, HsRelation relation, Oid funcid,
								 List *args, int varRelid);
extern double hs_join_sel(PlannerInfo *root, HsRelation relation, Oid funcid,
						  List *args, JoinType jointype, SpecialJoinInfo *sjinfo);

#endif							/* TRADESCREEN_HS_SEL_H */
