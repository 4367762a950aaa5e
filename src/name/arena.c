/*-------------------------------------------------------------------------
 *
 * arena.c
 *	  The kernel's bump allocator, and its hash function.
 *
 *-------------------------------------------------------------------------
 */
#include "name/kernel.h"

#include <string.h>

void *
name_alloc_dirty(NameArena *arena, size_t n)
{
	void	   *p;

	if (n > SIZE_MAX - 7)
		return NULL;
	n = (n + 7) & ~(size_t) 7;
	if (n > arena->size - arena->used)
		return NULL;
	p = arena->base + arena->used;
	arena->used += n;
	return p;
}

void *
name_alloc(NameArena *arena, size_t n)
{
	void	   *p = name_alloc_dirty(arena, n);

	if (p != NULL)
		memset(p, 0, n);
	return p;
}

uint64_t
name_hash(uint64_t h, const void *data, size_t len)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * UINT64_C(1099511628211);
	return h;
}
