/*-------------------------------------------------------------------------
 *
 * arena.c
 *	  The kernel's bump allocator.
 *
 *-------------------------------------------------------------------------
 */
#include "name/kernel.h"

#include <string.h>

void *
name_alloc(NameArena *arena, size_t n)
{
	char	   *p;

	if (n > SIZE_MAX - 7)
		return NULL;
	n = (n + 7) & ~(size_t) 7;
	if (n > arena->size - arena->used)
		return NULL;
	p = arena->base + arena->used;
	arena->used += n;
	memset(p, 0, n);
	return p;
}
