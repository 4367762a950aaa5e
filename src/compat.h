/*-------------------------------------------------------------------------
 *
 * compat.h
 *	  Everything that differs between the PostgreSQL versions we build for.
 *
 * No other file tests PG_VERSION_NUM.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_COMPAT_H
#define TRADESCREEN_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 140000
#error "tradescreen needs PostgreSQL 14 or later"
#endif

#if SIZEOF_DATUM < 8
#error "tradescreen needs a 64-bit server: hscode is passed by value in 8 bytes"
#endif

/*
 * Soft input errors came with 16.  ts_ereturn() reports through the caller's
 * escontext where the server has them, and raises the error where it does
 * not.
 */
#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#define ts_escontext(fcinfo)	((fcinfo)->context)
#define ts_ereturn(escontext, retval, ...) \
	ereturn(escontext, retval, __VA_ARGS__)
#else
struct Node;
#define ts_escontext(fcinfo)	((struct Node *) NULL)
#define ts_ereturn(escontext, retval, ...) \
	do { \
		(void) (escontext); \
		ereport(ERROR, __VA_ARGS__); \
		return retval; \
	} while (0)
#endif

#endif							/* TRADESCREEN_COMPAT_H */
