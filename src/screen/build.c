/*-------------------------------------------------------------------------
 *
 * build.c
 *	  CREATE INDEX and REINDEX.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/am.h"

#include "access/tableam.h"
#include "catalog/index.h"
#include "commands/progress.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "utils/memutils.h"

#include "hs/hscode.h"
#include "name/name_pg.h"
#include "screen/compact.h"
#include "screen/names.h"

#define PHASE_SCAN		PROGRESS_CREATEIDX_SUBPHASE_INITIALIZE + 1
#define PHASE_WRITE		PROGRESS_CREATEIDX_SUBPHASE_INITIALIZE + 2

/* A text that was compiled, and the value it is in the builder. */
typedef struct SeenKey
{
	const char *bytes;
	uint32		hash;
	int			len;
} SeenKey;

typedef struct SeenText
{
	SeenKey		key;
	uint32		doc;
	char		status;
} SeenText;

#define SH_PREFIX seentexts
#define SH_ELEMENT_TYPE SeenText
#define SH_KEY_TYPE SeenKey
#define SH_KEY key
#define SH_HASH_KEY(tb, key) ((key).hash)
#define SH_EQUAL(tb, a, b) ((a).len == (b).len && memcmp((a).bytes, (b).bytes, (a).len) == 0)
#define SH_STORE_HASH
#define SH_GET_HASH(tb, e) ((e)->key.hash)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

typedef struct BuildState
{
	ScreenKind	kind;
	ScreenAssembly assembly;
	MemoryContext row;			/* emptied after each row */
	MemoryContext texts;
	seentexts_hash *seen;		/* texts of this draft */
	size_t		used;			/* by them */
	size_t		limit;
	bool		repeats;		/* texts come often enough to look for each */
	uint32		nsampled;		/* of them, looked for since that was decided */
	uint32		nrepeated;		/* and found */
	int			ndrafts;		/* when seen was emptied */
	double		ntuples;
} BuildState;

char *
screen_buildphasename(int64 phase)
{
	switch (phase)
	{
		case PROGRESS_CREATEIDX_SUBPHASE_INITIALIZE:
			return "initializing";
		case PHASE_SCAN:
			return "scanning table";
		case PHASE_WRITE:
			return "writing index";
		default:
			return NULL;
	}
}

static void
forget_texts(BuildState *b)
{
	MemoryContextReset(b->texts);
	b->seen = seentexts_create(b->texts, 1024, NULL);
	b->used = 0;
	b->ndrafts = b->assembly.ndrafts;
}

/*
 * A trade table has the same text thousands of times, and a list of companies
 * hardly any twice.  Texts with one hash of SAMPLE are always looked for, and
 * show whether it is worth while to look for all: keeping a text costs a quarter
 * of compiling it.
 */
#define SAMPLE			16
#define SAMPLE_WINDOW	1024
#define SAMPLE_REPEATS	(SAMPLE_WINDOW / 8)

static void
count_sample(BuildState *b, bool repeated)
{
	b->nrepeated += repeated;
	if (++b->nsampled == SAMPLE_WINDOW)
	{
		b->repeats = b->nrepeated >= SAMPLE_REPEATS;
		b->nsampled = b->nrepeated = 0;
	}
}

static void
add_text(BuildState *b, const char *bytes, int len, uint64 tid)
{
	SeenKey		key;
	SeenText   *seen = NULL;
	const NameCompiled *name;
	NamePacked	packed;
	bool		sampled;
	bool		found;

	len = name_clip(bytes, len);
	if (b->ndrafts != b->assembly.ndrafts)
		forget_texts(b);
	key.bytes = bytes;
	key.len = len;
	key.hash = hash_bytes((const unsigned char *) bytes, len);
	sampled = key.hash % SAMPLE == 0;
	if (b->repeats || sampled)
		seen = seentexts_lookup(b->seen, key);
	if (sampled)
		count_sample(b, seen != NULL);
	if (seen != NULL)
	{
		builder_add_again(b->assembly.builder, seen->doc, tid);
		return;
	}
	name = name_compile_once(bytes, len);
	names_pack(name, &packed);
	builder_add_name(b->assembly.builder, &packed, name, tid);
	if ((b->repeats || sampled) && b->used < b->limit)
	{
		char	   *copy = MemoryContextAlloc(b->texts, len + 1);

		memcpy(copy, bytes, len);
		key.bytes = copy;
		seen = seentexts_insert(b->seen, key, &found);
		seen->doc = builder_last(b->assembly.builder);
		b->used += len + 16 + 2 * sizeof(SeenText);
	}
}

static void
build_callback(Relation index, ItemPointer tid, Datum *values, bool *isnull, bool alive, void *state)
{
	BuildState *b = state;
	MemoryContext old = MemoryContextSwitchTo(b->row);

	(void) index;
	(void) alive;
	screen_check_tid(tid);
	if (isnull[0])
		builder_add_null(b->assembly.builder, tid_pack(tid));
	else if (b->kind == SCREEN_CODES)
		builder_add_code(b->assembly.builder, DatumGetHscode(values[0]), tid_pack(tid));
	else
	{
		struct varlena *t = PG_DETOAST_DATUM_PACKED(values[0]);

		add_text(b, VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t), tid_pack(tid));
	}
	MemoryContextSwitchTo(old);
	assembly_check(&b->assembly);
	MemoryContextReset(b->row);
	b->ntuples++;
}

IndexBuildResult *
screen_build(Relation heap, Relation index, IndexInfo *info)
{
	IndexBuildResult *result;
	MemoryContext context;
	MemoryContext old;
	BuildState	b;
	ScreenDraft draft;

	if (RelationGetNumberOfBlocks(index) != 0)
		elog(ERROR, "index \"%s\" already contains data", RelationGetRelationName(index));
	if (info->ii_ExclusionOps != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("access method \"%s\" does not support exclusion constraints", "screen")));

	context = AllocSetContextCreate(CurrentMemoryContext, "screen build", ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(context);
	memset(&b, 0, sizeof(b));
	b.kind = screen_kind(index);
	meta_create(index, MAIN_FORKNUM, b.kind);
	/* an eighth for texts that were seen, the rest for what is built */
	b.limit = (size_t) maintenance_work_mem * 1024 / 8;
	b.row = AllocSetContextCreate(context, "screen row", ALLOCSET_DEFAULT_SIZES);
	b.texts = AllocSetContextCreate(context, "screen texts", ALLOCSET_DEFAULT_SIZES);
	assembly_begin(&b.assembly, b.kind, (size_t) maintenance_work_mem * 1024 / 8 * 7);
	forget_texts(&b);

	pgstat_progress_update_param(PROGRESS_CREATEIDX_SUBPHASE, PHASE_SCAN);
	result = MemoryContextAllocZero(old, sizeof(IndexBuildResult));
	result->heap_tuples = table_index_build_scan(heap, index, info, true, true, build_callback, &b, NULL);
	result->index_tuples = b.ntuples;

	pgstat_progress_update_param(PROGRESS_CREATEIDX_SUBPHASE, PHASE_WRITE);
	MemoryContextDelete(b.texts);
	if (assembly_end(&b.assembly, &draft))
		screen_add_draft(index, &draft);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
	return result;
}

void
screen_buildempty(Relation index)
{
	meta_create(index, INIT_FORKNUM, screen_kind(index));
}
