/*-------------------------------------------------------------------------
 *
 * name_cache.c
 *	  Compiling names in the server, and keeping what was compiled.
 *
 * A nested loop compares each name of one side with all of the other.
 * Compiling costs microseconds and scoring less than one, so the functions
 * keep compiled names per call site.
 *
 *-------------------------------------------------------------------------
 */
#include "tradescreen.h"

#include "common/hashfn.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "name/name_pg.h"

typedef struct CacheKey
{
	const char *s;
	int			n;
	uint32		hash;
} CacheKey;

typedef struct CacheEntry
{
	CacheKey	key;
	const NameCompiled *name;
	char		status;
} CacheEntry;

static inline bool
cache_key_equal(CacheKey a, CacheKey b)
{
	return a.n == b.n && memcmp(a.s, b.s, a.n) == 0;
}

#define SH_PREFIX namecache
#define SH_ELEMENT_TYPE CacheEntry
#define SH_KEY_TYPE CacheKey
#define SH_KEY key
#define SH_HASH_KEY(tb, key) ((key).hash)
#define SH_EQUAL(tb, a, b) cache_key_equal(a, b)
#define SH_STORE_HASH
#define SH_GET_HASH(tb, e) ((e)->key.hash)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/*
 * Names come in until the memory is used up; then what is there stays and
 * other names are compiled anew each time.  For the loops of a join that is
 * better than replacing: a cyclic scan of more names than fit would replace
 * each just before it comes again.
 */
typedef struct NameCache
{
	MemoryContext context;		/* of the table and all names */
	namecache_hash *table;
	Size		used;			/* bytes of names in the table */
	CacheEntry	last[2];		/* the two names used last, newest first */
	bool		owned[2];		/* not in the table: freed when it goes */
} NameCache;

#define INITIAL_CACHE_NAMES	64

/* The arena of all compiling in this backend; grows, is kept. */
static NameArena arena;

/* Room in the arena for a field of n bytes, which is then empty. */
static void
prepare_arena(int n)
{
	Size		need = NAME_ARENA_BYTES(Min(n, FOLD_MAX_INPUT));

	if (arena.size < need)
	{
		if (arena.base)
		{
			pfree(arena.base);
			arena.base = NULL;
			arena.size = 0;
		}
		arena.base = MemoryContextAlloc(TopMemoryContext, need);
		arena.size = need;
	}
	arena.used = 0;
}

void
name_raise_status(NameStatus status)
{
	switch (status)
	{
		case NAME_OK:
			break;
		case NAME_NO_MEMORY:
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("name is too complex to be compiled")));
			break;
		case NAME_ICU_ERROR:
		case NAME_BAD_DATA:		/* of unpacking only */
		case NAME_BAD_RULES:
			ereport(ERROR,
					(errcode(ERRCODE_SYSTEM_ERROR),
					 errmsg("could not transliterate name"),
					 errhint("Check that the data of the ICU library is installed.")));
			break;
	}
}

int
name_clip(const char *s, int n)
{
	return n <= FOLD_MAX_INPUT ? n : pg_mbcliplen(s, n, FOLD_MAX_INPUT);
}

/* Compiles into the arena. */
static const NameCompiled *
compile(const char *s, int n)
{
	const NameCompiled *name = NULL;
	int			len;
	const char *utf8;

	name_load_rules();
	utf8 = ts_to_utf8(s, n, &len);
	prepare_arena(len);
	name_raise_status(name_compile(&arena, utf8, len, &name));
	return name;
}

const NameCompiled *
name_compile_once(const char *s, int n)
{
	const NameCompiled *name = compile(s, name_clip(s, n));

	return memcpy(palloc(name->size), name, name->size);
}

void
name_parse_once(const char *s, int n, const NameUnit **units, int *nunits,
				const char **base)
{
	int			len;
	const char *utf8;
	char	   *copy;

	name_load_rules();
	utf8 = ts_to_utf8(s, name_clip(s, n), &len);
	prepare_arena(len);
	name_raise_status(name_parse_units(&arena, utf8, len, units, nunits, base));
	/* what was built last lies last: from base to the end of the arena */
	copy = palloc(arena.used - (*base - arena.base));
	memcpy(copy, *base, arena.used - (*base - arena.base));
	*base = copy;
	*units = (const NameUnit *) copy;
}

void
name_read_parties(const char *s, int n, const char **utf8, int *len, PartyText *out)
{
	name_load_rules();
	*utf8 = ts_to_utf8(s, name_clip(s, n), len);
	prepare_arena(*len);
	name_raise_status(parties_read(&arena, *utf8, *len, out));
}

static NameCache *
get_cache(FunctionCallInfo fcinfo)
{
	NameCache  *cache = (NameCache *) fcinfo->flinfo->fn_extra;

	if (cache == NULL)
	{
		cache = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(NameCache));
		cache->context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt,
											   "tradescreen names",
											   ALLOCSET_DEFAULT_SIZES);
		cache->table = namecache_create(cache->context, INITIAL_CACHE_NAMES, NULL);
		fcinfo->flinfo->fn_extra = cache;
	}
	return cache;
}

static inline bool
is_entry(const CacheEntry *e, const char *s, int n)
{
	return e->name != NULL && e->key.n == n && memcmp(e->key.s, s, n) == 0;
}

/* Puts a name first among the two used last. */
static const NameCompiled *
remember(NameCache *cache, CacheEntry entry, bool owned)
{
	if (cache->owned[1])
		pfree((void *) cache->last[1].name);
	cache->last[1] = cache->last[0];
	cache->owned[1] = cache->owned[0];
	cache->last[0] = entry;
	cache->owned[0] = owned;
	return entry.name;
}

const NameCompiled *
name_compile_cached(FunctionCallInfo fcinfo, const char *s, int n)
{
	NameCache  *cache = get_cache(fcinfo);
	CacheEntry	fresh;
	CacheEntry *entry;
	const NameCompiled *name;
	char	   *block;
	bool		found;

	n = name_clip(s, n);
	if (is_entry(&cache->last[0], s, n))
		return cache->last[0].name;
	if (is_entry(&cache->last[1], s, n))
	{
		CacheEntry	e = cache->last[1];
		bool		owned = cache->owned[1];

		cache->last[1] = cache->last[0];
		cache->owned[1] = cache->owned[0];
		cache->last[0] = e;
		cache->owned[0] = owned;
		return e.name;
	}

	memset(&fresh, 0, sizeof(fresh));
	fresh.key.s = s;
	fresh.key.n = n;
	fresh.key.hash = hash_bytes((const unsigned char *) s, n);
	entry = namecache_lookup(cache->table, fresh.key);
	if (entry != NULL)
		return remember(cache, *entry, false);

	name = compile(s, n);
	block = MemoryContextAlloc(cache->context, (Size) name->size + n);
	memcpy(block, name, name->size);
	memcpy(block + name->size, s, n);
	fresh.key.s = block + name->size;
	fresh.name = (const NameCompiled *) block;
	if (cache->used > (Size) work_mem * 1024)
		return remember(cache, fresh, true);

	entry = namecache_insert(cache->table, fresh.key, &found);
	entry->name = fresh.name;
	cache->used += (Size) name->size + n + 2 * sizeof(CacheEntry);
	return remember(cache, fresh, false);
}
