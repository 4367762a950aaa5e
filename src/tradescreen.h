/*-------------------------------------------------------------------------
 *
 * tradescreen.h
 *	  What the whole module shares: its version and its settings.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_H
#define TRADESCREEN_H

#include "compat.h"

/* The version of the library; the install scripts have the same. */
#define TRADESCREEN_VERSION "0.1.0"

/* tradescreen.threshold: what ~= between two texts requires, 0 to 1. */
extern double tradescreen_threshold;

/*
 * The n bytes in the server's encoding as UTF-8; *len is set.  Never raises an
 * error over what they are: characters that have no equivalent become U+FFFD,
 * and bytes of an SQL_ASCII database come back as they are.
 */
extern const char *ts_to_utf8(const char *s, int n, int *len);

/*
 * The other way: n bytes of UTF-8 in the server's encoding, terminated.  What
 * that cannot hold becomes a question mark, and *lossless false.
 */
extern char *ts_from_utf8(const char *s, int n, bool *lossless);

#endif							/* TRADESCREEN_H */
