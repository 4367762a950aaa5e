/*-------------------------------------------------------------------------
 *
 * names.c
 *	  The name kernel as the access method calls it: its memory, and packed
 *	  names as bytes.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "utils/memutils.h"

#include "name/plan.h"
#include "screen/codec.h"
#include "screen/names.h"

/* ---------- memory of the kernel ---------- */

/* Each is used within one call or search only, and kept for the next. */
static NameArena plan_arena;
static NameArena pack_arena;
static NameArena unpack_arena;

static NameArena *
need_arena(NameArena *arena, size_t size)
{
	if (arena->size < size)
	{
		if (arena->base)
			pfree(arena->base);
		arena->base = NULL;
		arena->size = 0;
		arena->base = MemoryContextAllocHuge(TopMemoryContext, size);
		arena->size = size;
	}
	arena->used = 0;
	return arena;
}

NameArena *
names_plan_arena(void)
{
	return need_arena(&plan_arena, NAME_PLAN_BYTES);
}

char *
names_term_room(void)
{
	static char *room = NULL;

	if (room == NULL)
		room = MemoryContextAlloc(TopMemoryContext, NAME_MAX_TERMS * NAME_MAX_TERM_LEN);
	return room;
}

void
names_pack(const NameCompiled *name, NamePacked *packed)
{
	size_t		most = NAME_MAX_TERMS * (sizeof(NameTerm) + NAME_MAX_TERM_LEN + 8) + name->size + 1024;

	if (name_pack(need_arena(&pack_arena, most), name, packed) != NAME_OK)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("name is too complex for an index")));
}

const NameCompiled *
names_unpack(const NamePacked *packed)
{
	const NameCompiled *name = NULL;

	need_arena(&unpack_arena, NAME_UNPACK_BYTES(packed->nterms, packed->restlen));
	if (name_unpack(&unpack_arena, packed, &name) != NAME_OK)
		return NULL;
	return name;
}

int
names_signature(const NameCompiled *name, const NamePacked *packed, uint64 *keys, uint16 *to)
{
	int			n = 0;
	int			found;

	for (int i = 0; i < packed->nterms; i++)
	{
		found = name_term_keys(&packed->terms[i], keys);
		if (n + found > SCREEN_MAX_SIGNATURE)
			return -1;
		for (int k = 0; k < found; k++)
			to[n++] = signature_hash(key_bits(keys[k]), false);
	}
	found = name_whole_keys(name, keys);
	if (n + found > SCREEN_MAX_SIGNATURE)
		return -1;
	for (int k = 0; k < found; k++)
		to[n++] = signature_hash(key_bits(keys[k]), true);
	return n;
}

/* ---------- packed names as bytes ---------- */

static int
varint_size(uint64 v)
{
	int			n = 1;

	while (v >= 0x80)
	{
		n++;
		v >>= 7;
	}
	return n;
}

size_t
name_bytes_size(const NamePacked *packed)
{
	size_t		n = varint_size(packed->nterms) + packed->restlen;

	for (int i = 0; i < packed->nterms; i++)
		n += varint_size(packed->terms[i].len) + packed->terms[i].len;
	return n;
}

void
name_bytes_write(const NamePacked *packed, char *to)
{
	uint8	   *p = varint_put((uint8 *) to, packed->nterms);

	for (int i = 0; i < packed->nterms; i++)
	{
		p = varint_put(p, packed->terms[i].len);
		memcpy(p, packed->terms[i].bytes, packed->terms[i].len);
		p += packed->terms[i].len;
	}
	if (packed->restlen > 0)
		memcpy(p, packed->rest, packed->restlen);
}

bool
name_bytes_read(const char *bytes, size_t len, NameTerm *terms, NamePacked *packed)
{
	const uint8 *p = (const uint8 *) bytes;
	const uint8 *end = p + len;
	uint64		n;

	p = varint_get(p, end, &n);
	if (p == NULL || n > NAME_MAX_TERMS)
		return false;
	packed->nterms = (int) n;
	packed->terms = terms;
	for (int i = 0; i < packed->nterms; i++)
	{
		uint64		termlen;

		p = varint_get(p, end, &termlen);
		if (p == NULL || termlen == 0 || termlen > NAME_MAX_TERM_LEN || termlen > (size_t) (end - p))
			return false;
		terms[i].bytes = (const char *) p;
		terms[i].len = (uint16) termlen;
		p += termlen;
	}
	packed->rest = (const char *) p;
	packed->restlen = (uint32) (end - p);
	return true;
}
