/*-------------------------------------------------------------------------
 *
 * pg_stub.h
 *	  As much of the server as the readers of customs codes need to be fuzzed
 *	  alone; see pg_stub.c.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_FUZZ_PG_STUB_H
#define TRADESCREEN_FUZZ_PG_STUB_H

#include <setjmp.h>

/* Where ereport(ERROR) goes. */
extern jmp_buf stub_error;

/* Frees all that was allocated since the last call. */
extern void stub_free_all(void);

/* Says what did not hold, and aborts. */
extern void stub_failed(const char *condition);

#define CHECK(condition) \
	do { if (!(condition)) stub_failed(#condition); } while (0)

#endif							/* TRADESCREEN_FUZZ_PG_STUB_H */
