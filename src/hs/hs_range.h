/*-------------------------------------------------------------------------
 *
 * hs_range.h
 *	  Intervals of the code line, and which intervals a condition selects.
 *
 * Every condition between a column of codes and a constant selects a union of
 * intervals of the code line (hslist.h):
 *
 *	hs <@ list		the codes that are listed with everything under them
 *	hs && list		those, and the codes above anything that is listed
 *	hs @> code		the code and the codes above it
 *
 * A cover is such a union, as hsrange values that are in order and disjoint.
 * hs_support.c makes an index condition of it, hs_sel.c an estimate.
 *
 * A B-tree searches for a cover as for "= ANY (array)".  Its family hscode_ops
 * has operators between hscode and hsrange, of which the one in the place of
 * equality says whether a code is inside of the range.  A B-tree knows only
 * values, and looks for the first or last entry that equals one; so each range
 * is given as two elements, to find its beginning and its end.
 *
 * Up to 16, a scan goes from element to element.  The first one sorts just
 * before all codes of the range, the second just after: forward, the search for
 * the first finds the whole range and the search for the second nothing;
 * backward it is the other way round.
 *
 * Since 17, a scan also moves to the element that equals the entry it has come
 * to.  One of the elements equals all codes of the range, the other one sorts just
 * before them, or after them where the index is descending, and matches nothing.
 * Forward, the search for the latter comes to the first entry of the range, and
 * that makes the scan move to the former; backward, the former is searched for.
 * (Forward, it would not do to search for it: what equals the key on an upper
 * level of the tree is taken to come after all smaller entries.)
 *
 * Either way this is right as long as no other condition on the same column is
 * in the same scan, nor one on a later column of the index, which hs_support.c
 * sees to.  Nobody else can have an hsrange to compare with: the type has no
 * input, and the functions that return it take an argument of type internal.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_HS_RANGE_H
#define TRADESCREEN_HS_RANGE_H

#include "hs/hslist.h"

/* What an hsrange is to a B-tree. */
typedef enum HsRangeKind
{
	HSRANGE_BEFORE,				/* sorts before the range, and matches it */
	HSRANGE_AFTER,				/* sorts after the range, and matches it */
	HSRANGE_START,				/* sorts before the range, and matches nothing */
	HSRANGE_SELF,				/* equals what is in the range */
	HSRANGE_END					/* sorts after the range, and matches nothing */
} HsRangeKind;

/* The codes from lo to hi, inclusive, in code order. */
typedef struct hsrange
{
	hscode		lo;
	hscode		hi;
	int64		kind;			/* HsRangeKind; fills the alignment */
} hsrange;

#define DatumGetHsrange(d)	((hsrange *) DatumGetPointer(d))
#define PG_GETARG_HSRANGE(n) DatumGetHsrange(PG_GETARG_DATUM(n))

/* One of the elements of a range stands for its rows in estimates. */
#define HSRANGE_COUNTS(r)	((r)->kind == HSRANGE_BEFORE || (r)->kind == HSRANGE_SELF)

/* Disjoint, in order, palloc'ed in the current memory context. */
typedef struct HsCover
{
	hsrange    *range;
	int			n;
	int			size;
} HsCover;

/* The codes that are listed with everything under them. */
extern HsCover hs_cover_contained(const hslist *list);

/* The codes that have anything in common with the list. */
extern HsCover hs_cover_overlaps(const hslist *list);

/* The code and the codes above it: each a range of one code, shortest first. */
extern HsCover hs_cover_containing(hscode code);

/*
 * The cover as an array of element type rangetype, to search a B-tree for that is
 * descending or not.
 */
extern Datum hs_cover_array(const HsCover *cover, Oid rangetype, bool descending);

/* The type's input function, by which it is told from other types. */
extern Datum hsrange_in(PG_FUNCTION_ARGS);

#endif							/* TRADESCREEN_HS_RANGE_H */
