/*-------------------------------------------------------------------------
 *
 * kernel_fuzz.h
 *	  For fuzzers that need the rules: they are loaded once, from the directory
 *	  that TRADESCREEN_RULES names (default: rules).
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_KERNEL_FUZZ_H
#define TRADESCREEN_KERNEL_FUZZ_H

#include "fuzz.h"

#include "../src/name/test/kernel.h"

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *dir = getenv("TRADESCREEN_RULES");

	(void) argc;
	(void) argv;
	load_rules(dir ? dir : "rules");
	return 0;
}

#endif							/* TRADESCREEN_KERNEL_FUZZ_H */
