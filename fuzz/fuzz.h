/*-------------------------------------------------------------------------
 *
 * fuzz.h
 *	  What the fuzzers of the name kernel share: libFuzzer's entry points, and
 *	  how a finding is reported.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_FUZZ_H
#define TRADESCREEN_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern int	LLVMFuzzerInitialize(int *argc, char ***argv);
extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(condition) \
	do { if (!(condition)) { fprintf(stderr, "failed: %s\n", #condition); abort(); } } while (0)

#endif							/* TRADESCREEN_FUZZ_H */
