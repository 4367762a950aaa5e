/*-------------------------------------------------------------------------
 *
 * hscode.h
 *	  The customs code as a value of eight bytes.
 *
 * A code is a string of 1 to 16 decimal digits.  It is stored in an unsigned
 * 64-bit integer, one digit to a nibble, most significant first; a nibble
 * holds digit + 1, and 0 where the code has ended.  Three things follow:
 *
 *	- unsigned order is the order of the hierarchy: a code comes immediately
 *	  before everything under it;
 *	- what is under a code c, c included, is the interval [c, hs_last(c)];
 *	- no two codes share a value, and '85' is not '8500'.
 *
 * The smallest code is '0', the largest '9999999999999999'.  0 is no code; it
 * serves as the root of the tree where a function says so.  HS_END is past
 * every code.  What is under a code ends with the code filled up with nines to
 * 16 digits, hs_last(): no code lies between that and what follows.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_HSCODE_H
#define TRADESCREEN_HSCODE_H

#include "postgres.h"

#include "fmgr.h"
#include "port/pg_bitutils.h"

typedef uint64 hscode;

#define HS_MAX_DIGITS	16
#define HS_END			PG_UINT64_MAX
#define HS_NINES		UINT64CONST(0xAAAAAAAAAAAAAAAA)

StaticAssertDecl(sizeof(hscode) == 8, "hscode is passed by value in eight bytes");
StaticAssertDecl(HS_MAX_DIGITS * 4 == sizeof(hscode) * 8, "one nibble for each digit");
StaticAssertDecl(SIZEOF_DATUM >= sizeof(hscode), "a Datum holds an hscode");

#define DatumGetHscode(d)		((hscode) DatumGetUInt64(d))
#define HscodeGetDatum(c)		UInt64GetDatum(c)
#define PG_GETARG_HSCODE(n)		DatumGetHscode(PG_GETARG_DATUM(n))
#define PG_RETURN_HSCODE(c)		PG_RETURN_DATUM(HscodeGetDatum(c))

/* How many digits c has, 1..16.  c must not be 0. */
static inline int
hs_digits(hscode c)
{
	return HS_MAX_DIGITS - (pg_rightmost_one_pos64(c) >> 2);
}

/* The nibbles after the last of n digits, 1..16. */
static inline uint64
hs_low_mask(int n)
{
	return n >= HS_MAX_DIGITS ? 0 : PG_UINT64_MAX >> (4 * n);
}

/* Digit i of c, counted from 0; meaningful for i < hs_digits(c). */
static inline int
hs_digit(hscode c, int i)
{
	return (int) ((c >> (4 * (HS_MAX_DIGITS - 1 - i))) & 0xF) - 1;
}

/* The nibble for digit d (0..9) at place i (0..15). */
static inline hscode
hs_nibble(int i, int d)
{
	return (hscode) (d + 1) << (4 * (HS_MAX_DIGITS - 1 - i));
}

/* The first n digits of c, 1..16; c itself when it has no more than that. */
static inline hscode
hs_prefix(hscode c, int n)
{
	return c & ~hs_low_mask(n);
}

/* The last code under c, in code order: c filled with nines. */
static inline hscode
hs_last(hscode c)
{
	return c | (HS_NINES & hs_low_mask(hs_digits(c)));
}

/* Is c the code p or under it? */
static inline bool
hs_is_under(hscode c, hscode p)
{
	return (c & ~hs_low_mask(hs_digits(p))) == p;
}

/*
 * Is v a code?  Digits in every nibble up to the end, nothing after it.  False
 * for 0, and for bytes that never came from us.
 */
extern bool hs_is_code(uint64 v);

/* The next code in code order after c; HS_END after the last. */
extern hscode hs_succ(hscode c);

/*
 * The code before c, which may be HS_END, in code order.  c must be greater
 * than the first code, '0'.
 */
extern hscode hs_pred(hscode c);

/*
 * Reads a code from the len bytes at s, strictly: 1 to 16 ASCII digits, a
 * single '.', space or '-' allowed between two of them, nothing else.  Returns
 * false, *code untouched, for anything else.
 */
extern bool hs_scan(const char *s, size_t len, hscode *code);

/*
 * Writes the digits of c to buf, which has room for HS_MAX_DIGITS + 1 bytes,
 * with a terminating zero, and returns their number.
 */
extern int	hs_print(hscode c, char *buf);

/* Does the structure of the nomenclature allow c?  See hs_valid() in SQL. */
extern bool hs_possible(hscode c);

/* The type's input function, by which it is told from other types. */
extern Datum hscode_in(PG_FUNCTION_ARGS);

/*
 * A position on the number line for estimates: 0 to 1, proportional to the
 * digits read as base 11 so that the end of a code weighs as one digit does.
 * Monotone in c: never less for a later code.
 */
extern double hs_position(hscode c);

#endif							/* TRADESCREEN_HSCODE_H */
