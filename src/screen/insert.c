/*-------------------------------------------------------------------------
 *
 * insert.c
 *	  Inserting a row: into the pending area.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/am.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "hs/hscode.h"
#include "name/keys.h"
#include "name/name_pg.h"
#include "screen/compact.h"
#include "screen/names.h"

int			screen_pending_limit = 256;

/*
 * Pages of the pending area beyond which an insert waits for whoever keeps it
 * from being flushed: more than the setting can ask for, and half of what the
 * metapage has room for.
 */
#define PENDING_PATIENCE	10000

/* What a statement keeps from row to row. */
typedef struct InsertState
{
	MemoryContext context;		/* emptied after each row */
	ScreenKind	kind;
	uint64	   *keys;
} InsertState;

static InsertState *
get_state(Relation index, IndexInfo *info)
{
	InsertState *state = info->ii_AmCache;

	if (state == NULL)
	{
		ScreenMeta *meta = palloc(sizeof(ScreenMeta));

		state = MemoryContextAllocZero(info->ii_Context, sizeof(InsertState));
		state->context = AllocSetContextCreate(info->ii_Context, "screen insert", ALLOCSET_DEFAULT_SIZES);
		state->kind = screen_kind(index);
		if (state->kind == SCREEN_NAMES)
			state->keys = MemoryContextAlloc(info->ii_Context, NAME_MAX_NAME_KEYS * sizeof(uint64));
		info->ii_AmCache = state;
		/* the rules cannot change within a session, the index only by REINDEX */
		meta_read(index, meta);
		if (!meta->mixed && !meta_rules_match(meta))
		{
			meta_set_mixed(index);
			meta_warn_rules(index);
		}
		pfree(meta);
	}
	return state;
}

/* An entry for a value of a given size; NULL if it is too large. */
static ScreenPending *
make_entry(ItemPointer tid, uint16 flags, const uint16 *signature, int nkeys, size_t value_len, char **value)
{
	size_t		len = sizeof(ScreenPending) + nkeys * sizeof(uint16) + value_len;
	ScreenPending *e;

	len += len % 2;
	if (len > SCREEN_MAX_PENDING)
		return NULL;
	e = palloc0(len);
	e->len = (uint16) len;
	e->flags = flags;
	e->nkeys = (uint16) nkeys;
	e->value_len = (uint16) value_len;
	e->tid = *tid;
	if (nkeys > 0)
		memcpy(e + 1, signature, nkeys * sizeof(uint16));
	*value = (char *) (e + 1) + nkeys * sizeof(uint16);
	return e;
}

/* A segment of one name, which is too large for the pending area. */
static void
insert_large(Relation index, const NameCompiled *name, const NamePacked *packed, uint64 tid)
{
	ScreenBuilder *b = builder_create(SCREEN_NAMES, (size_t) maintenance_work_mem * 1024);
	ScreenDraft draft;

	builder_add_name(b, packed, name, tid);
	builder_finish(b, &draft);
	builder_destroy(b);
	screen_add_draft(index, &draft);
}

bool
screen_insert(Relation index, Datum *values, bool *isnull, ItemPointer tid,
			  Relation heap, IndexUniqueCheck check, bool unchanged, IndexInfo *info)
{
	InsertState *state = get_state(index, info);
	MemoryContext old = MemoryContextSwitchTo(state->context);
	ScreenPending *entry;
	char	   *value = NULL;
	uint32		npages = 0;

	(void) heap;
	(void) check;
	(void) unchanged;
	screen_check_tid(tid);
	if (isnull[0])
		entry = make_entry(tid, PENDING_NULL, NULL, 0, 0, &value);
	else if (state->kind == SCREEN_CODES)
	{
		uint64		code = DatumGetHscode(values[0]);

		entry = make_entry(tid, 0, NULL, 0, sizeof(code), &value);
		memcpy(value, &code, sizeof(code));
	}
	else
	{
		struct varlena *t = PG_DETOAST_DATUM_PACKED(values[0]);
		const NameCompiled *name = name_compile_once(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t));
		NamePacked	packed;
		uint16		signature[SCREEN_MAX_SIGNATURE];
		int			nkeys;

		names_pack(name, &packed);
		nkeys = names_signature(name, &packed, state->keys, signature);
		entry = make_entry(tid, nkeys < 0 ? PENDING_UNSIGNED : 0, signature, Max(nkeys, 0),
						   name_bytes_size(&packed), &value);
		if (entry != NULL)
			name_bytes_write(&packed, value);
		else
			insert_large(index, name, &packed, tid_pack(tid));
	}
	if (entry != NULL)
	{
		pending_append(index, entry, &npages);
		if ((uint64) npages * BLCKSZ > (uint64) screen_pending_limit * 1024)
			screen_flush(index, npages > PENDING_PATIENCE);
	}
	MemoryContextSwitchTo(old);
	MemoryContextReset(state->context);
	return false;
}
