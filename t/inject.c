/*-------------------------------------------------------------------------
 *
 * inject.c
 *	  For t/024_screen_inject.pl: has an allocation fail, or cancels the
 *	  statement at one.
 *
 * Preloaded into a server, malloc() and its kin are ours; loaded as a library of
 * functions, the same file can be asked from SQL.  What ICU allocates is left
 * alone: its registry of transliterators crashes without memory (ICU 72).
 *
 *-------------------------------------------------------------------------
 */
#define _GNU_SOURCE
#include "postgres.h"

#include <dlfcn.h>
#include <errno.h>
#include <signal.h>

#include "fmgr.h"

PG_MODULE_MAGIC;

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t size);

/* psql has none of these */
extern volatile sig_atomic_t InterruptPending __attribute__((weak));
extern volatile sig_atomic_t QueryCancelPending __attribute__((weak));

static volatile int at = 0;		/* the allocation at which it happens */
static volatile bool cancel = false;
static volatile int count = 0;

static bool
fails(void *caller)
{
	Dl_info		info;

	if (at > 0 && dladdr(caller, &info) && (strstr(info.dli_fname, "libicu") || strstr(info.dli_fname, "libstdc++")))
		return false;
	if (++count != at)
		return false;
	if (!cancel)
	{
		errno = ENOMEM;
		return true;
	}
	InterruptPending = true;
	QueryCancelPending = true;
	return false;
}

void *
malloc(size_t size)
{
	return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t size)
{
	return fails(__builtin_return_address(0)) ? NULL : __libc_realloc(p, size);
}

PG_FUNCTION_INFO_V1(inject);

/*
 * inject(at, cancel): from now on, the allocation of that number; 0 for none.
 * Returns how many there were since the last call.
 */
Datum
inject(PG_FUNCTION_ARGS)
{
	int			n = count;

	cancel = PG_GETARG_BOOL(1);
	count = 0;
	at = PG_GETARG_INT32(0);
	PG_RETURN_INT32(n);
}
