/*-------------------------------------------------------------------------
 *
 * hslist.h
 *	  A list of goods: a set of customs codes, each listed in full or in part.
 *
 * The codes in code order form a line (hscode.h: hs_succ(), hs_pred()); a code
 * and everything under it is one interval of it.  A list gives each code on
 * the line a value:
 *
 *	HS_NONE		not listed
 *	HS_PART		listed, but only a part of the goods ("ex 8542.31")
 *	HS_FULL		listed
 *
 * and stores the intervals of equal value other than HS_NONE, in order.  Two
 * neighbouring intervals of one value are always merged, so that equal sets
 * have equal bytes.
 *
 * "8542 except 854290" lists the code 8542 itself as well as 85420 to 85428
 * and 854291 to 854299, and everything under those: a code that is listed need
 * not be listed with everything under it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_HSLIST_H
#define TRADESCREEN_HSLIST_H

#include "hs/hscode.h"

typedef enum HsValue
{
	HS_NONE,
	HS_PART,
	HS_FULL
} HsValue;

/*
 * The stored form: the first codes of all ranges, then the last codes
 * (inclusive), then one bit for each range that tells HS_PART.  Double
 * aligned.
 */
typedef struct hslist
{
	int32		vl_len_;		/* varlena header, do not touch directly */
	uint32		nranges;
	hscode		bound[FLEXIBLE_ARRAY_MEMBER];
} hslist;

#define HSLIST_MAX_RANGES	1000000

#define HSLIST_LO(l)		((l)->bound)
#define HSLIST_HI(l)		((l)->bound + (l)->nranges)
#define HSLIST_BITS(l)		((uint8 *) ((l)->bound + 2 * (size_t) (l)->nranges))
#define HSLIST_IS_PART(l, i) ((HSLIST_BITS(l)[(i) >> 3] >> ((i) & 7)) & 1)
#define HSLIST_VALUE(l, i)	(HSLIST_IS_PART(l, i) ? HS_PART : HS_FULL)
#define HSLIST_SIZE(n) \
	(offsetof(hslist, bound) + 2 * sizeof(hscode) * (size_t) (n) + ((size_t) (n) + 7) / 8)

StaticAssertDecl(offsetof(hslist, bound) == 8, "the bounds of an hslist are double aligned");

#define DatumGetHslist(d)	((hslist *) PG_DETOAST_DATUM(d))
#define PG_GETARG_HSLIST(n) DatumGetHslist(PG_GETARG_DATUM(n))
#define PG_RETURN_HSLIST(l) PG_RETURN_POINTER(l)

/* The working form: half-open intervals, palloc'ed, growing. */
typedef struct HsSpan
{
	hscode		lo;				/* first code */
	hscode		end;			/* first code that is past it, or HS_END */
	HsValue		value;			/* HS_PART or HS_FULL */
} HsSpan;

typedef struct HsSpans
{
	HsSpan	   *span;
	int			n;
	int			size;
	struct Node *escontext;		/* where errors are soft, else NULL */
} HsSpans;

typedef enum HsSetOp
{
	HS_UNION,					/* the greater value */
	HS_INTERSECT,				/* the smaller value */
	HS_MINUS					/* full takes away, part leaves a part */
} HsSetOp;

/*
 * An empty set, in the current memory context.  The functions below report too
 * many ranges to its escontext, which may be NULL; where errors are soft, they
 * then return false or NULL.
 */
extern void hs_spans_init(HsSpans *s, struct Node *escontext);

/* Adds [lo, end), which need not be in order nor disjoint from the rest. */
extern bool hs_spans_add(HsSpans *s, hscode lo, hscode end, HsValue value);

/*
 * Adds the range a-b, a <= b with the same number of digits: every code that
 * lies, with everything under it, between a and the last code under b in code
 * order.  With a = b that is a and everything under it.
 */
extern bool hs_spans_add_range(HsSpans *s, hscode a, hscode b, HsValue value);

/* Adds every range of the list. */
extern bool hs_spans_add_list(HsSpans *s, const hslist *list);

/* Sorts and merges what was added; the value of a code is the greatest added. */
extern bool hs_spans_normalize(HsSpans *s);

/* Combines two normalized sets to a normalized third, which is made. */
extern bool hs_spans_combine(HsSpans *result, const HsSpans *a, const HsSpans *b, HsSetOp op);

/* A list of n ranges, at most HSLIST_MAX_RANGES, all to be set. */
extern hslist *hslist_alloc(int n);

/* Sets range i of a list from hslist_alloc(), once. */
extern void hslist_set(hslist *list, int i, hscode lo, hscode hi, bool part);

/*
 * Makes a list of a normalized set.  It is an error when that has more than
 * HSLIST_MAX_RANGES ranges: NULL where errors are soft.
 */
extern hslist *hslist_build(const HsSpans *s);

/* The list of one code and everything under it. */
extern hslist *hslist_of_code(hscode c);

/* The number of the last range that begins at c or before it, -1 if none. */
static inline int
hslist_find(const hslist *list, hscode c)
{
	const hscode *lo = HSLIST_LO(list);
	uint32		n = list->nranges;

	if (n == 0 || lo[0] > c)
		return -1;
	while (n > 1)
	{
		uint32		half = n / 2;

		lo += lo[half] <= c ? half : 0;
		n -= half;
	}
	return (int) (lo - HSLIST_LO(list));
}

/* Is every code from lo to hi, inclusive, listed with any value? */
extern bool hslist_covers(const hslist *list, hscode lo, hscode hi);

/* Is any code from lo to hi, inclusive, listed? */
extern bool hslist_touches(const hslist *list, hscode lo, hscode hi);

/* The type's input function, by which it is told from other types. */
extern Datum hslist_in(PG_FUNCTION_ARGS);

/* The text form, palloc'ed; hslist_in() reads it back to an equal list. */
extern char *hslist_print(const hslist *list);

#endif							/* TRADESCREEN_HSLIST_H */
