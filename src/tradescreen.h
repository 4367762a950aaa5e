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

#endif							/* TRADESCREEN_H */
