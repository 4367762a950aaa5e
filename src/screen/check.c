/*-------------------------------------------------------------------------
 *
 * check.c
 *	  screen_check(), screen_stats(), screen_merge().
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/genam.h"
#include "access/relation.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/index.h"
#include "catalog/pg_am.h"
#include "commands/defrem.h"
#include "fmgr.h"
#include "funcapi.h"
#include "lib/bloomfilter.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "hs/hscode.h"
#include "name/name_pg.h"
#include "name/plan.h"
#include "screen/am.h"
#include "screen/compact.h"
#include "screen/names.h"

PG_FUNCTION_INFO_V1(screen_check);
PG_FUNCTION_INFO_V1(screen_stats);
PG_FUNCTION_INFO_V1(screen_merge);

/* Is it an index of this access method? */
static void
check_is_ours(Relation index)
{
	if (index->rd_rel->relkind != RELKIND_INDEX || index->rd_indam == NULL ||
		index->rd_indam->ambuild != screen_build)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is not an index of the access method \"%s\"",
						RelationGetRelationName(index), "screen")));
	if (RELATION_IS_OTHER_TEMP(index))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("cannot access temporary indexes of other sessions")));
	if (!index->rd_index->indisvalid)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("index \"%s\" is not valid", RelationGetRelationName(index))));
}

/*
 * Opens an index and its table, of which the user must be the owner.
 */
static Relation
open_owned(Oid oid, LOCKMODE mode, Relation *heap)
{
	Oid			heapoid = IndexGetRelation(oid, true);
	Relation	index;

	if (!OidIsValid(heapoid))
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 get_rel_name(oid) ?
				 errmsg("\"%s\" is not an index", get_rel_name(oid)) :
				 errmsg("there is no index with OID %u", oid)));
	/* the table first, as everybody does */
	*heap = try_relation_open(heapoid, mode);
	index = *heap == NULL ? NULL : try_relation_open(oid, mode);
	if (index == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("the index with OID %u was dropped", oid),
				 errhint("REINDEX CONCURRENTLY gives an index another OID. Try again with its name.")));
	if (!ts_relation_ownercheck(oid, GetUserId()))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_INDEX, RelationGetRelationName(index));
	check_is_ours(index);
	return index;
}

/* ---------- screen_merge ---------- */

/* screen_merge(regclass) returns void */
Datum
screen_merge(PG_FUNCTION_ARGS)
{
	Oid			oid = PG_GETARG_OID(0);
	Relation	heap;
	Relation	index;

	if (RecoveryInProgress())
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("recovery is in progress"),
				 errhint("An index cannot be merged on a standby.")));

	/*
	 * As an insert does, which flushes too; STRUCT keeps others away.  A lock
	 * that conflicts with REINDEX CONCURRENTLY would be waited for with a
	 * snapshot, which that waits for.
	 */
	index = open_owned(oid, RowExclusiveLock, &heap);
	LockPage(index, SCREEN_STRUCT_LOCK, ExclusiveLock);
	screen_merge_locked(index, false, false);
	screen_flush_locked(index);
	screen_merge_locked(index, false, true);
	screen_sweep_locked(index);
	UnlockPage(index, SCREEN_STRUCT_LOCK, ExclusiveLock);
	index_close(index, NoLock);
	table_close(heap, NoLock);
	PG_RETURN_VOID();
}

/* ---------- screen_stats ---------- */

/* screen_stats(regclass) returns jsonb */
Datum
screen_stats(PG_FUNCTION_ARGS)
{
	Relation	heap;
	Relation	index = open_owned(PG_GETARG_OID(0), AccessShareLock, &heap);
	ScreenMeta *meta = palloc(sizeof(ScreenMeta));
	ScreenPages pages;
	StringInfoData buf;
	uint64		used = 0;
	uint64		run_pages = 0;
	uint64		free = 0;
	uint64		bytes[SCREEN_NSECTIONS] = {0};
	static const char *const section[SCREEN_NSECTIONS] = {
		"docs", "doc_directory", "doc_gists", "tids", "terms", "term_directory", "gists", "postings",
		"term_keys", "term_key_directory", "name_keys", "name_key_directory", "dead"
	};

	meta_read_all(index, meta);
	for (uint32 i = 0; i < meta->nruns; i++)
	{
		used += meta->runs[i].used;
		run_pages += meta->runs[i].extent.npages;
	}
	for (uint32 i = 0; i < meta->nfree; i++)
		free += meta->free[i].extent.npages;
	initStringInfo(&buf);
	appendStringInfo(&buf, "{\"kind\": \"%s\", \"version\": %u, \"pages\": %u, \"pending_pages\": %llu, \"reserved_pages\": %llu, \"free_pages\": %llu, \"segments\": [",
					 meta->kind == SCREEN_NAMES ? "names" : "codes", meta->version,
					 RelationGetNumberOfBlocks(index), (unsigned long long) used,
					 (unsigned long long) (run_pages - used), (unsigned long long) free);
	pages_init(&pages, index, CurrentMemoryContext);
	for (uint32 i = 0; i < meta->nsegments; i++)
	{
		ScreenSegmentRef *s = &meta->segments[i];
		ScreenReader r;

		reader_open(&r, &pages, s);
		for (int k = 0; k < SCREEN_NSECTIONS; k++)
			bytes[k] += r.seg.bytes[k];
		appendStringInfo(&buf, "%s{\"pages\": %u, \"values\": %u, \"rows\": %llu, \"dead\": %llu, \"terms\": %u, \"term_keys\": %llu, \"name_keys\": %llu}",
						 i > 0 ? ", " : "", s->npages, s->ndocs - r.seg.has_null,
						 (unsigned long long) s->ntids, (unsigned long long) s->ndead, r.seg.nterms,
						 (unsigned long long) r.seg.tkeys.nkeys, (unsigned long long) r.seg.nkeys.nkeys);
	}
	pages_release(&pages);
	appendStringInfoString(&buf, "], \"bytes\": {");
	for (int k = 0; k < SCREEN_NSECTIONS; k++)
		appendStringInfo(&buf, "%s\"%s\": %llu", k > 0 ? ", " : "", section[k], (unsigned long long) bytes[k]);
	appendStringInfoChar(&buf, '}');
	if (meta->kind == SCREEN_NAMES)
		appendStringInfo(&buf, ", \"rules\": \"%016llx\", \"icu\": \"%.*s\", \"unicode\": \"%.*s\", \"rules_current\": %s",
						 (unsigned long long) meta->rules,
						 (int) sizeof(meta->icu) - 1, meta->icu, (int) sizeof(meta->unicode) - 1, meta->unicode,
						 meta_rules_match(meta) ? "true" : "false");
	appendStringInfoChar(&buf, '}');
	index_close(index, AccessShareLock);
	table_close(heap, AccessShareLock);
	PG_RETURN_DATUM(name_jsonb(buf.data));
}

/* ---------- screen_check ---------- */

typedef struct Check
{
	Relation	index;
	ScreenMeta *meta;
	ScreenPages pages;
	bool		same_rules;		/* keys can be made anew */
	bloom_filter *filter;		/* of values with their TIDs, or NULL */
	ScreenExtent *owned;
	int			nowned;
} Check;

/* A value and its row, as bytes, for the filter. */
static void
add_to_filter(Check *c, const char *value, size_t len, uint64 tid)
{
	char	   *buf;

	if (c->filter == NULL)
		return;
	buf = palloc(len + sizeof(tid));
	memcpy(buf, &tid, sizeof(tid));
	memcpy(buf + sizeof(tid), value, len);
	bloom_add_element(c->filter, (unsigned char *) buf, len + sizeof(tid));
	pfree(buf);
}

static void
own(Check *c, ScreenExtent extent, const char *what)
{
	BlockNumber nblocks = RelationGetNumberOfBlocks(c->index);

	if (extent.npages == 0 || extent.start == SCREEN_META_BLKNO || extent.start >= nblocks ||
		extent.npages > nblocks - extent.start)
		screen_corrupt(c->index, SCREEN_META_BLKNO, psprintf("%s is outside of the file", what));
	c->owned[c->nowned++] = extent;
}

static int
compare_extents(const void *a, const void *b)
{
	BlockNumber x = ((const ScreenExtent *) a)->start;
	BlockNumber y = ((const ScreenExtent *) b)->start;

	return (x > y) - (x < y);
}

/* No block has two owners. */
static void
check_owners(Check *c)
{
	qsort(c->owned, c->nowned, sizeof(ScreenExtent), compare_extents);
	for (int i = 1; i < c->nowned; i++)
		if (c->owned[i].start < c->owned[i - 1].start + c->owned[i - 1].npages)
			screen_corrupt(c->index, c->owned[i].start, "the block has two owners");
}

/* Every page has its stamp and its checksum. */
static void
check_pages(Check *c, ScreenReader *r)
{
	for (uint32 p = 0; p < r->seg.npages; p++)
	{
		BlockNumber blkno = segment_block(&r->seg, p);
		Buffer		buffer;
		Page		page;

		CHECK_FOR_INTERRUPTS();
		buffer = ReadBuffer(c->index, blkno);
		LockBuffer(buffer, BUFFER_LOCK_SHARE);
		screen_page_check(c->index, buffer, SCREEN_PAGE_SEGMENT, r->seg.id, p);
		page = BufferGetPage(buffer);
		if (p < r->seg.first[SECTION_DEAD] && ScreenPageOpaque(page)->crc != screen_page_crc(page))
			screen_corrupt(c->index, blkno, "the checksum of the page is wrong");
		UnlockReleaseBuffer(buffer);
	}
}

typedef struct KeySet
{
	uint32		wanted;
	bool		found;
} KeySet;

static void
match_id(void *arg, uint32 id)
{
	KeySet	   *set = arg;

	if (id == set->wanted)
		set->found = true;
}

/* Does each of the keys lead to id? */
static void
check_keys(Check *c, ScreenReader *r, bool whole, const uint64 *keys, int n, uint32 id)
{
	ScreenKeyCursor cursor;
	KeySet		set;

	set.wanted = id;
	keys_begin(&cursor, r, whole);
	for (int i = 0; i < n; i++)
	{
		set.found = false;
		keys_lookup(&cursor, key_bits(name_key_facts(keys[i])),
					(uint16) (1 << name_key_place(keys[i])), match_id, &set);
		if (!set.found)
			reader_corrupt(r, whole ? SECTION_NKEYS : SECTION_TKEYS, 0, "a key is missing");
	}
	(void) c;
}

/* Keys are in order, which they are not where their directory is wrong. */
static void
check_key_order(ScreenReader *r, bool whole)
{
	ScreenKeyCursor keys;
	uint32		hash;
	uint32		id;
	uint64		previous = 0;
	uint64		n = 0;

	keys_begin(&keys, r, whole);
	while (keys_next(&keys, &hash, &id))
	{
		uint64		key = (uint64) hash << 32 | id;

		if (n++ > 0 && key <= previous)
			reader_corrupt(r, keys.section, keys_place(&keys), "keys are not in order");
		previous = key;
		if (n % 1024 == 0)
		{
			CHECK_FOR_INTERRUPTS();
			if (pages_trim(r->pages))
				keys_refresh(&keys);
		}
	}
}

/* Terms are in order, and have their keys and postings in order. */
static void
check_terms(Check *c, ScreenReader *r)
{
	ScreenTermCursor t;
	char	   *last = palloc(NAME_MAX_TERM_LEN);
	int			last_len = -1;
	uint64	   *keys = palloc(NAME_MAX_TERM_KEYS * sizeof(uint64));

	terms_begin(&t, r);
	while (terms_next(&t))
	{
		ScreenPostings p;
		uint32		doc;
		int64		previous = -1;
		int			cmp = last_len < 0 ? -1 : memcmp(last, t.term.bytes, Min(last_len, t.term.len));

		CHECK_FOR_INTERRUPTS();
		if (cmp > 0 || (cmp == 0 && last_len >= t.term.len))
			reader_corrupt(r, SECTION_TERMS, cursor_tell(&t.cursor) - 1, "terms are not in order");
		memcpy(last, t.term.bytes, t.term.len);
		last_len = t.term.len;
		postings_begin(&p, r, t.term.ndocs, t.term.where);
		while (postings_next(&p, &doc))
		{
			if ((int64) doc <= previous)
				reader_corrupt(r, SECTION_POSTINGS, 0, "postings are not in order");
			previous = doc;
			if (p.left % 4096 == 0)
			{
				CHECK_FOR_INTERRUPTS();
				if (pages_trim(r->pages))
				{
					terms_refresh(&t);
					postings_refresh(&p);
				}
			}
		}
		if (c->same_rules)
		{
			NameTerm	term = {t.term.bytes, t.term.len};
			int			n = name_term_keys(&term, keys);

			if ((n > 0) != (t.term.ndocs > 0))
				reader_corrupt(r, SECTION_TERMS, cursor_tell(&t.cursor) - 1, "a term has no postings");
			if (reader_gist(r, t.term.id) != name_term_gist(&term))
				reader_corrupt(r, SECTION_GISTS, (uint64) t.term.id * 4, "the gist of a term is wrong");
			check_keys(c, r, false, keys, n, t.term.id);
		}
		if (pages_trim(r->pages))
			terms_refresh(&t);
	}
	pfree(last);
	pfree(keys);
}

/* Is the document among the postings of the term? */
static bool
is_posted(ScreenReader *r, const ScreenTerm *term, uint32 doc)
{
	ScreenPostings p;
	uint32		d;

	postings_begin(&p, r, term->ndocs, term->where);
	while (postings_next(&p, &d))
		if (d == doc)
			return true;
	return false;
}

/* Postings longer than this are not walked for each of their documents. */
#define CHECKED_POSTINGS	64

static void
check_doc(Check *c, ScreenReader *r, const ScreenDoc *doc, ScreenTermCursor *t, uint64 *keys,
		  char **value, size_t *len)
{
	NameTerm	terms[NAME_MAX_TERMS];
	NamePacked	packed = {doc->nterms, terms, doc->rest, doc->restlen};
	char	   *to = names_term_room();
	const NameCompiled *name;

	if (doc->is_null)
	{
		*value = pstrdup("N");
		*len = 1;
		return;
	}
	if (r->seg.kind == SCREEN_CODES)
	{
		if (!hs_is_code(doc->code))
			reader_corrupt(r, SECTION_DOCS, 0, "a value is not a customs code");
		*value = palloc(sizeof(uint64));
		memcpy(*value, &doc->code, sizeof(uint64));
		*len = sizeof(uint64);
		return;
	}
	for (int i = 0; i < doc->nterms; i++)
	{
		terms_get(t, doc->terms[i]);
		memcpy(to, t->term.bytes, t->term.len);
		terms[i].bytes = to;
		terms[i].len = t->term.len;
		to += t->term.len;
		if (t->term.ndocs > 0 && t->term.ndocs <= CHECKED_POSTINGS && !is_posted(r, &t->term, doc->id))
			reader_corrupt(r, SECTION_POSTINGS, 0, "a document is missing among the postings of its term");
	}
	name = names_unpack(&packed);
	if (name == NULL)
		reader_corrupt(r, SECTION_DOCS, 0, "a name cannot be unpacked");
	if (c->same_rules)
	{
		check_keys(c, r, true, keys, name_whole_keys(name, keys), doc->id);
		if (reader_doc_gist(r, doc->id) != name_gist(name))
			reader_corrupt(r, SECTION_DOCGISTS, doc->id, "the gist of a name is wrong");
	}
	*len = name_bytes_size(&packed);
	*value = palloc(*len);
	name_bytes_write(&packed, *value);
}

static void
copy_doc(ScreenDoc *to, const ScreenDoc *from)
{
	to->is_null = from->is_null;
	to->code = from->code;
	to->nterms = from->nterms;
	memcpy(to->terms, from->terms, from->nterms * sizeof(uint32));
	if (to->rest)
		pfree(to->rest);
	to->rest = palloc(Max(from->restlen, 1));
	to->restlen = from->restlen;
	if (from->restlen > 0)
		memcpy(to->rest, from->rest, from->restlen);
}

/* Documents are in order, with rows in order; what they consist of is there. */
static void
check_docs(Check *c, ScreenReader *r, uint64 ndead)
{
	ScreenDocCursor d;
	ScreenTermCursor t;
	ScreenDoc  *last = palloc0(sizeof(ScreenDoc));
	uint64	   *keys = palloc(NAME_MAX_NAME_KEYS * sizeof(uint64));
	uint64		dead = 0;
	uint64		ntids = 0;

	docs_begin(&d, r, CurrentMemoryContext);
	terms_begin(&t, r);
	while (docs_next(&d))
	{
		ScreenTidCursor tids;
		uint64		tid;
		uint64		previous = 0;
		char	   *value;
		size_t		len;

		CHECK_FOR_INTERRUPTS();
		if (d.doc.id > 0 && docs_compare((ScreenKind) r->seg.kind, last, &d.doc) >= 0)
			reader_corrupt(r, SECTION_DOCS, cursor_tell(&d.cursor) - 1, "values are not in order");
		copy_doc(last, &d.doc);
		check_doc(c, r, &d.doc, &t, keys, &value, &len);
		tids_begin(&tids, r, &d.doc, false);
		while (tids_next(&tids, &tid))
		{
			if (tid <= previous)
				reader_corrupt(r, SECTION_TIDS, 0, "rows are not in order");
			previous = tid;
			ntids++;
			if (reader_is_dead(r, tids.ordinal - 1))
				dead++;
			else
				add_to_filter(c, value, len, tid);
			if (ntids % 1024 == 0)
			{
				CHECK_FOR_INTERRUPTS();
				if (pages_trim(r->pages))
				{
					docs_refresh(&d);
					terms_refresh(&t);
					if (tids.many)
						cursor_refresh(&tids.cursor);
				}
			}
		}
		pfree(value);
		if (pages_trim(r->pages))
		{
			docs_refresh(&d);
			terms_refresh(&t);
		}
	}
	if (ntids != r->seg.ntids)
		reader_corrupt(r, SECTION_DOCS, 0, "rows are counted wrongly");
	if (dead < ndead)
		reader_corrupt(r, SECTION_DEAD, 0, "dead rows are counted wrongly");
	pfree(last);
	pfree(keys);
}

/* Whether an entry of the pending area is a name with the signature it should have. */
static bool
pending_name_is_sound(const Check *c, const ScreenPending *e, NameTerm *terms, uint64 *keys)
{
	NamePacked	packed;
	const NameCompiled *name = NULL;
	uint16		signature[SCREEN_MAX_SIGNATURE];
	int			n;

	if (name_bytes_read(pending_value(e), e->value_len, terms, &packed))
		name = names_unpack(&packed);
	if (name == NULL || !c->same_rules)
		return name != NULL;
	n = names_signature(name, &packed, keys, signature);
	if (n < 0)
		return (e->flags & PENDING_UNSIGNED) != 0;
	return (e->flags & PENDING_UNSIGNED) == 0 && n == e->nkeys &&
		memcmp(signature, pending_signature(e), n * sizeof(uint16)) == 0;
}

static void
check_run(Check *c, const ScreenRun *run)
{
	char	   *page = palloc(BLCKSZ);
	NameTerm   *terms = palloc(NAME_MAX_TERMS * sizeof(NameTerm));
	uint64	   *keys = palloc(NAME_MAX_NAME_KEYS * sizeof(uint64));

	for (uint32 p = 0; p < run->used; p++)
	{
		BlockNumber blkno = run->extent.start + p;
		const ScreenPending *e;
		size_t		n;
		size_t		at = 0;

		CHECK_FOR_INTERRUPTS();
		pending_read(c->index, run, p, page, &n);
		while ((e = pending_next(c->index, blkno, page, n, &at)) != NULL)
		{
			if (e->flags & PENDING_DEAD)
				continue;
			if (e->flags & PENDING_NULL)
			{
				add_to_filter(c, "N", 1, tid_pack(&e->tid));
				continue;
			}
			if (c->meta->kind == SCREEN_CODES ? e->value_len != sizeof(uint64) :
				!pending_name_is_sound(c, e, terms, keys))
				screen_corrupt(c->index, blkno, "an entry of the pending area is not consistent");
			add_to_filter(c, pending_value(e), e->value_len, tid_pack(&e->tid));
		}
	}
	pfree(page);
	pfree(terms);
	pfree(keys);
}

/* A row of the table: is it in the filter? */
static void
check_row(Relation index, ItemPointer tid, Datum *values, bool *isnull, bool alive, void *state)
{
	Check	   *c = state;
	uint64		packed_tid = tid_pack(tid);
	size_t		len = 1;
	char	   *buf;

	(void) alive;
	if (isnull[0])
	{
		buf = palloc(sizeof(uint64) + 1);
		buf[sizeof(uint64)] = 'N';
	}
	else if (c->meta->kind == SCREEN_CODES)
	{
		uint64		code = DatumGetHscode(values[0]);

		len = sizeof(code);
		buf = palloc(sizeof(uint64) + len);
		memcpy(buf + sizeof(uint64), &code, len);
	}
	else
	{
		struct varlena *t = PG_DETOAST_DATUM_PACKED(values[0]);
		NamePacked	packed;

		names_pack(name_compile_once(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t)), &packed);
		len = name_bytes_size(&packed);
		buf = palloc(sizeof(uint64) + len);
		name_bytes_write(&packed, buf + sizeof(uint64));
	}
	memcpy(buf, &packed_tid, sizeof(packed_tid));
	if (bloom_lacks_element(c->filter, (unsigned char *) buf, sizeof(uint64) + len))
		ereport(ERROR,
				(errcode(ERRCODE_INDEX_CORRUPTED),
				 errmsg("row (%u,%u) of table \"%s\" is not in index \"%s\"",
						ItemPointerGetBlockNumber(tid), ItemPointerGetOffsetNumber(tid),
						get_rel_name(index->rd_index->indrelid), RelationGetRelationName(index)),
				 errhint("REINDEX it.")));
	pfree(buf);
}

/* Every row of the table that a snapshot sees is in the filter. */
static void
check_heap(Check *c, Relation heap, Snapshot snapshot)
{
	IndexInfo  *info = BuildIndexInfo(c->index);
	TableScanDesc scan = table_beginscan_strat(heap, snapshot, 0, NULL, true, true);

	/* rows that the index build would report, under our snapshot */
	info->ii_Concurrent = true;
	info->ii_Unique = false;
	info->ii_ExclusionOps = NULL;
	table_index_build_scan(heap, c->index, info, true, false, check_row, c, scan);
}

/* screen_check(regclass, heapallindexed boolean) returns void */
Datum
screen_check(PG_FUNCTION_ARGS)
{
	Oid			oid = PG_GETARG_OID(0);
	bool		heapallindexed = PG_GETARG_BOOL(1);
	Relation	heap;
	Relation	index = open_owned(oid, AccessShareLock, &heap);
	Check		c = {0};
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "screen check",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	Snapshot	snapshot = NULL;
	Oid			save_user;
	int			save_security;
	int			save_nest;

	/* expressions of the index run as its owner */
	GetUserIdAndSecContext(&save_user, &save_security);
	SetUserIdAndSecContext(heap->rd_rel->relowner, save_security | SECURITY_RESTRICTED_OPERATION);
	save_nest = NewGUCNestLevel();

	c.index = index;
	if (heapallindexed)
	{
		/* taken before the index is read: what it sees must be there */
		snapshot = RegisterSnapshot(GetTransactionSnapshot());
		if (IsolationUsesXactSnapshot() && index->rd_index->indcheckxmin &&
			!TransactionIdPrecedes(HeapTupleHeaderGetXmin(index->rd_indextuple->t_data), snapshot->xmin))
			ereport(ERROR,
					(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
					 errmsg("index \"%s\" cannot be verified using transaction snapshot",
							RelationGetRelationName(index))));
	}
	LockPage(index, SCREEN_STRUCT_LOCK, ShareLock);
	c.meta = palloc(sizeof(ScreenMeta));
	meta_read_all(index, c.meta);
	if ((ScreenKind) c.meta->kind != screen_kind(index))
		screen_corrupt(index, SCREEN_META_BLKNO, "the index was built with another operator class");
	c.same_rules = meta_rules_match(c.meta);
	if (heapallindexed && !c.same_rules)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("index \"%s\" was built under other rules for names", RelationGetRelationName(index)),
				 errhint("REINDEX it.")));
	if (heapallindexed)
	{
		uint64		ntids = 0;

		for (uint32 i = 0; i < c.meta->nsegments; i++)
			ntids += c.meta->segments[i].ntids;
		for (uint32 i = 0; i < c.meta->nruns; i++)
			ntids += (uint64) c.meta->runs[i].used * 100;
		c.filter = bloom_create((int64) Max(ntids, 1), maintenance_work_mem, 0);
	}
	c.owned = palloc((SCREEN_MAX_SEGMENTS * SCREEN_MAX_EXTENTS + SCREEN_MAX_RUNS + SCREEN_MAX_FREE) *
					 sizeof(ScreenExtent));
	pages_init(&c.pages, index, context);
	for (uint32 i = 0; i < c.meta->nsegments; i++)
	{
		ScreenReader r;

		reader_open(&r, &c.pages, &c.meta->segments[i]);
		if (r.seg.kind != c.meta->kind)
			screen_corrupt(index, c.meta->segments[i].header, "the segment is of another kind");
		for (int k = 0; k < r.seg.nextents; k++)
			own(&c, r.seg.extents[k], "a segment");
		check_pages(&c, &r);
		if (r.seg.kind == SCREEN_NAMES)
		{
			check_key_order(&r, false);
			check_key_order(&r, true);
			check_terms(&c, &r);
		}
		check_docs(&c, &r, c.meta->segments[i].ndead);
		pages_release(&c.pages);
	}
	for (uint32 i = 0; i < c.meta->nruns; i++)
	{
		own(&c, c.meta->runs[i].extent, "the pending area");
		check_run(&c, &c.meta->runs[i]);
	}
	for (uint32 i = 0; i < c.meta->nfree; i++)
		own(&c, c.meta->free[i].extent, "a free extent");
	check_owners(&c);
	UnlockPage(index, SCREEN_STRUCT_LOCK, ShareLock);
	if (heapallindexed)
	{
		check_heap(&c, heap, snapshot);
		UnregisterSnapshot(snapshot);
	}

	AtEOXact_GUC(false, save_nest);
	SetUserIdAndSecContext(save_user, save_security);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
	index_close(index, AccessShareLock);
	table_close(heap, AccessShareLock);
	PG_RETURN_VOID();
}
