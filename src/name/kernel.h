/*-------------------------------------------------------------------------
 *
 * kernel.h
 *	  What every file of the name kernel shares: status codes and the arena.
 *
 * The kernel is plain C11 with ICU.  It does not know PostgreSQL: it takes
 * UTF-8 and an arena that the caller owns, and returns a status.  It keeps
 * no pointer into the caller's memory after it returns, raises nothing, and
 * never recurses on its input.  That is what lets it be fuzzed and timed
 * outside a server.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_KERNEL_H
#define TRADESCREEN_NAME_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef enum NameStatus
{
	NAME_OK = 0,
	NAME_NO_MEMORY,				/* the arena is too small */
	NAME_ICU_ERROR,				/* ICU could not be set up */
	NAME_BAD_RULES,				/* a rules file is malformed */
	NAME_BAD_DATA				/* stored bytes are damaged */
} NameStatus;

/*
 * A bump allocator over memory that the caller owns.  Nothing is freed one
 * by one: the caller resets "used" (to 0, or to a mark it took before).
 */
typedef struct NameArena
{
	char	   *base;			/* aligned to 8 bytes */
	size_t		size;
	size_t		used;
} NameArena;

/* Memory of n bytes, aligned to 8 and not zeroed, or NULL when the arena is full. */
static inline void *
name_alloc_dirty(NameArena *arena, size_t n)
{
	void	   *p = arena->base + arena->used;

	if (n > arena->size - arena->used)
		return NULL;
	n = (n + 7) & ~(size_t) 7;
	if (n > arena->size - arena->used)
		return NULL;
	arena->used += n;
	return p;
}

/* The same, zeroed. */
static inline void *
name_alloc(NameArena *arena, size_t n)
{
	void	   *p = name_alloc_dirty(arena, n);

	if (p != NULL)
		memset(p, 0, n);
	return p;
}

/* FNV-1a, continued from h; begin with NAME_HASH_START. */
#define NAME_HASH_START UINT64_C(14695981039346656037)

extern uint64_t name_hash(uint64_t h, const void *data, size_t len);

#endif							/* TRADESCREEN_NAME_KERNEL_H */
