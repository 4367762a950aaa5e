/*-------------------------------------------------------------------------
 *
 * lexicon.c
 *	  Loading the rules files and finding their words in names.
 *
 * Two tables.  "phrases" holds spellings of scripts with spaces, as the
 * canonical keys of their words joined by a space; "native" holds spellings
 * of scripts without, as code points, so that they can be found inside a run.
 * In both, an entry for the first word (the first code point) says how long
 * the longest spelling is that begins with it: a word that begins nothing
 * costs one probe.
 *
 *-------------------------------------------------------------------------
 */
#include "name/lexicon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Part of the rules version: to be raised with every change of the code that
 * can change a score.
 */
#define RULES_REVISION	3

#define MAX_PHRASE_WORDS	12
#define MAX_SPELLING_BYTES	400
#define MAX_NATIVE_LEN		40
#define MAX_STAR_ENDING		4
#define MIN_STAR_STEM		4

const char *const name_class_word[NAME_NCLASSES] = {
	"core", "common", "number", "place", "activity", "generic", "legal", "stop", "alias"
};

static const uint8_t default_weight[NAME_NCLASSES] = {
	100, 70, 90, 60, 50, 30, 12, 8, 0
};

typedef struct Slot
{
	uint32_t	hash;
	uint32_t	len;			/* of key; 0 = free */
	const char *key;
	int32_t		entry;			/* -1: only the beginning of longer ones */
	uint8_t		longest;		/* words (code points) of the longest spelling */
	bool		edge_only;
	bool		star;
	bool		site;
} Slot;

typedef struct Table
{
	Slot	   *slots;
	uint32_t	nslots;			/* a power of two, or 0 */
	uint32_t	used;
} Table;

typedef struct Lexicon
{
	Table		phrases;
	Table		native;
	Table		ids;			/* by id_hash: the first entry with that id */
	LexEntry   *entries;
	int			nentries;
	int			maxentries;
	int			nspellings;
	char	  **blocks;			/* what to free */
	int			nblocks;
	int			maxblocks;
	uint64_t	version;
	bool		ready;
} Lexicon;

static Lexicon lexicon;

static uint32_t
hash_bytes(const void *data, size_t len)
{
	uint64_t	h = name_hash(NAME_HASH_START, data, len);

	h ^= h >> 32;
	return (uint32_t) h ? (uint32_t) h : 1;
}

/* ---------- memory ---------- */

static void *
keep(Lexicon *lex, size_t n)
{
	char	   *p;

	if (lex->nblocks == lex->maxblocks)
	{
		int			m = lex->maxblocks ? lex->maxblocks * 2 : 256;
		char	  **b = realloc(lex->blocks, (size_t) m * sizeof(char *));

		if (b == NULL)
			return NULL;
		lex->blocks = b;
		lex->maxblocks = m;
	}
	p = calloc(1, n ? n : 1);
	if (p != NULL)
		lex->blocks[lex->nblocks++] = p;
	return p;
}

static void
lexicon_free(Lexicon *lex)
{
	for (int i = 0; i < lex->nblocks; i++)
		free(lex->blocks[i]);
	free(lex->blocks);
	free(lex->entries);
	free(lex->phrases.slots);
	free(lex->native.slots);
	free(lex->ids.slots);
	memset(lex, 0, sizeof(*lex));
}

/* ---------- hash tables ---------- */

static Slot *
table_find(const Table *table, const void *key, size_t len)
{
	uint32_t	h;

	if (table->nslots == 0 || len == 0)
		return NULL;
	h = hash_bytes(key, len);
	for (uint32_t i = h & (table->nslots - 1);; i = (i + 1) & (table->nslots - 1))
	{
		Slot	   *s = &table->slots[i];

		if (s->len == 0)
			return NULL;
		if (s->hash == h && s->len == len && memcmp(s->key, key, len) == 0)
			return s;
	}
}

static bool
table_grow(Table *table)
{
	Table		bigger;

	bigger.nslots = table->nslots ? table->nslots * 2 : 4096;
	bigger.used = table->used;
	bigger.slots = calloc(bigger.nslots, sizeof(Slot));
	if (bigger.slots == NULL)
		return false;
	for (uint32_t i = 0; i < table->nslots; i++)
	{
		uint32_t	j;

		if (table->slots[i].len == 0)
			continue;
		j = table->slots[i].hash & (bigger.nslots - 1);
		while (bigger.slots[j].len != 0)
			j = (j + 1) & (bigger.nslots - 1);
		bigger.slots[j] = table->slots[i];
	}
	free(table->slots);
	*table = bigger;
	return true;
}

/* Finds or makes the slot of a key; NULL when out of memory. */
static Slot *
table_put(Lexicon *lex, Table *table, const void *key, size_t len)
{
	Slot	   *s = table_find(table, key, len);
	char	   *copy;
	uint32_t	h;
	uint32_t	i;

	if (s != NULL)
		return s;
	if (table->used * 2 >= table->nslots && !table_grow(table))
		return NULL;
	copy = keep(lex, len);
	if (copy == NULL)
		return NULL;
	memcpy(copy, key, len);
	h = hash_bytes(key, len);
	for (i = h & (table->nslots - 1); table->slots[i].len != 0;)
		i = (i + 1) & (table->nslots - 1);
	s = &table->slots[i];
	s->hash = h;
	s->len = (uint32_t) len;
	s->key = copy;
	s->entry = -1;
	table->used++;
	return s;
}

/* ---------- reading rules ---------- */

typedef struct Reader
{
	Lexicon    *lex;
	NameArena	arena;
	RulesError *error;
	int			line;
	bool		site;
} Reader;

static NameStatus
complain(Reader *r, const char *why, const char *what, size_t len)
{
	size_t		max = 100;

	/* not in the middle of a character */
	if (len > max)
	{
		while (max > 0 && ((unsigned char) what[max] & 0xC0) == 0x80)
			max--;
		len = max;
	}
	r->error->line = r->line;
	if (what == NULL)
		snprintf(r->error->why, sizeof(r->error->why), "%s", why);
	else
		snprintf(r->error->why, sizeof(r->error->why), "%s: \"%.*s\"", why,
				 (int) len, what);
	return NAME_BAD_RULES;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void
trim(const char **s, size_t *len)
{
	while (*len > 0 && is_blank(**s))
	{
		(*s)++;
		(*len)--;
	}
	while (*len > 0 && is_blank((*s)[*len - 1]))
		(*len)--;
}

/* Gives a slot its entry, unless another id has it. */
static NameStatus
claim(Reader *r, Slot *slot, int entry, bool edge_only, bool star,
	  const char *spelling, size_t len)
{
	if (slot->entry >= 0 && slot->entry != entry &&
		!(r->site && !slot->site) &&
		r->lex->entries[slot->entry].id_hash != r->lex->entries[entry].id_hash)
	{
		char		why[120];

		snprintf(why, sizeof(why), "spelling already belongs to %s %s",
				 name_class_word[r->lex->entries[slot->entry].cls],
				 r->lex->entries[slot->entry].id);
		return complain(r, why, spelling, len);
	}
	if (slot->entry < 0 || slot->entry != entry)
	{
		r->lex->nspellings += slot->entry < 0;
		slot->edge_only = edge_only;
		slot->star = star;
	}
	else
	{
		/* given twice: the less restricted spelling covers the other */
		slot->edge_only = slot->edge_only && edge_only;
		slot->star = slot->star || star;
	}
	slot->entry = entry;
	slot->site = r->site;
	return NAME_OK;
}

static NameStatus
add_native(Reader *r, const NameWord *word, int entry, bool edge_only,
		   const char *spelling, size_t len)
{
	Slot	   *first;
	Slot	   *slot;

	if (word->ncp > MAX_NATIVE_LEN)
		return complain(r, "spelling without spaces is longer than 40 characters", spelling, len);
	first = table_put(r->lex, &r->lex->native, word->cp, sizeof(uint32_t));
	if (first == NULL)
		return NAME_NO_MEMORY;
	if (first->longest < word->ncp)
		first->longest = (uint8_t) word->ncp;
	slot = table_put(r->lex, &r->lex->native, word->cp, word->ncp * sizeof(uint32_t));
	if (slot == NULL)
		return NAME_NO_MEMORY;
	return claim(r, slot, entry, edge_only, false, spelling, len);
}

static NameStatus
add_phrase(Reader *r, NameWord *words, int nwords, int entry, bool edge_only, bool star,
		   const char *spelling, size_t len)
{
	char		key[MAX_PHRASE_WORDS * (WORD_MAX_KEY + 1)];
	size_t		used = 0;
	Slot	   *first;
	Slot	   *slot;

	if (nwords > MAX_PHRASE_WORDS)
		return complain(r, "spelling has more than 12 words", spelling, len);
	for (int i = 0; i < nwords; i++)
	{
		NameStatus	status;

		/* it would also make ICU open its largest table at every start */
		if (words[i].kind == WORD_UNSPACED)
			return complain(r, "a spelling in a script without spaces is one run of that script",
							spelling, len);
		status = units_spell(&r->arena, &words[i]);
		if (status != NAME_OK)
			return status;
		if (i > 0)
			key[used++] = ' ';
		memcpy(key + used, words[i].key, words[i].keylen);
		used += words[i].keylen;
	}
	if (star && nwords > 1)
		return complain(r, "* goes with a single word", spelling, len);
	if (star && used < MIN_STAR_STEM)
		return complain(r, "* needs a stem of four letters", spelling, len);

	first = table_put(r->lex, &r->lex->phrases, words[0].key, words[0].keylen);
	if (first == NULL)
		return NAME_NO_MEMORY;
	if (first->longest < nwords)
		first->longest = (uint8_t) nwords;
	slot = table_put(r->lex, &r->lex->phrases, key, used);
	if (slot == NULL)
		return NAME_NO_MEMORY;
	return claim(r, slot, entry, edge_only, star, spelling, len);
}

static NameStatus
add_spelling(Reader *r, const char *s, size_t len, int entry)
{
	FoldedText	folded;
	NameWord   *words;
	int			nwords;
	bool		edge_only = false;
	bool		star = false;
	NameStatus	status;

	trim(&s, &len);
	if (len > 0 && s[len - 1] == '?')
	{
		edge_only = true;
		len--;
	}
	else if (len > 0 && s[len - 1] == '*')
	{
		star = true;
		len--;
	}
	trim(&s, &len);
	if (len == 0)
		return complain(r, "empty spelling", NULL, 0);
	if (len > MAX_SPELLING_BYTES)
		return complain(r, "spelling is too long", s, len);

	r->arena.used = 0;
	status = fold_text(&r->arena, s, len, &folded);
	if (status == NAME_OK)
		status = units_split(&r->arena, &folded, &words, &nwords);
	if (status != NAME_OK)
		return status;
	if (nwords == 0)
		return complain(r, "spelling has neither letters nor digits", s, len);
	if (nwords == 1 && (words[0].kind == WORD_UNSPACED || words[0].kind == WORD_HANGUL))
		return add_native(r, &words[0], entry, edge_only, s, len);
	return add_phrase(r, words, nwords, entry, edge_only, star, s, len);
}

static bool
id_ok(const char *id, size_t len)
{
	int			dots = 0;

	if (len == 0 || len > 60 || id[0] == '.' || id[len - 1] == '.')
		return false;
	for (size_t i = 0; i < len; i++)
	{
		char		c = id[i];

		if (c == '.')
			dots++;
		else if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
			return false;
	}
	return dots <= 1;
}

static int
first_entry(const Lexicon *lex, uint32_t id_hash)
{
	Slot	   *s = table_find(&lex->ids, &id_hash, sizeof(id_hash));

	return s == NULL ? -1 : s->entry;
}

/*
 * Finds or makes the entry of (class, id, weight).  An id may have entries of
 * several weights: they follow each other in a list.
 */
static NameStatus
add_entry(Reader *r, NameClass cls, const char *id, size_t len, int weight, int *entry)
{
	Lexicon    *lex = r->lex;
	LexEntry   *e;
	const char *dot = memchr(id, '.', len);
	uint32_t	hash = hash_bytes(id, len);
	int			first = first_entry(lex, hash);
	Slot	   *slot;
	char	   *copy;

	for (int i = first; i >= 0; i = lex->entries[i].next)
	{
		e = &lex->entries[i];
		if (strlen(e->id) != len || memcmp(e->id, id, len) != 0)
			return complain(r, "id has the hash of another id; choose a different one", id, len);
		if (e->cls != cls)
			return complain(r, "id already belongs to another class", id, len);
		if (e->weight == weight)
		{
			*entry = i;
			return NAME_OK;
		}
	}
	if (lex->nentries == lex->maxentries)
	{
		int			m = lex->maxentries ? lex->maxentries * 2 : 1024;

		e = realloc(lex->entries, (size_t) m * sizeof(LexEntry));
		if (e == NULL)
			return NAME_NO_MEMORY;
		lex->entries = e;
		lex->maxentries = m;
	}
	slot = table_put(lex, &lex->ids, &hash, sizeof(hash));
	copy = keep(lex, len + 1);
	if (slot == NULL || copy == NULL)
		return NAME_NO_MEMORY;
	memcpy(copy, id, len);
	e = &lex->entries[lex->nentries];
	e->id = copy;
	e->next = slot->entry;
	e->id_hash = hash;
	e->family_hash = hash_bytes(id, dot ? (size_t) (dot - id) : len);
	e->cls = (uint8_t) cls;
	e->weight = (uint8_t) weight;
	slot->entry = lex->nentries;
	*entry = lex->nentries++;
	return NAME_OK;
}

/* One entry line, comments gone, continuations joined. */
static NameStatus
add_line(Reader *r, const char *s, size_t len)
{
	const char *eq = memchr(s, '=', len);
	const char *p = s;
	const char *word[3];
	size_t		wordlen[3];
	int			nwords = 0;
	int			cls = -1;
	int			weight;
	int			entry = -1;
	NameStatus	status;

	if (eq == NULL)
		return complain(r, "expected \"class id = spelling | ...\"", s, len);
	while (p < eq)
	{
		const char *start;

		while (p < eq && is_blank(*p))
			p++;
		start = p;
		while (p < eq && !is_blank(*p))
			p++;
		if (p == start)
			break;
		if (nwords == 3)
			return complain(r, "too many words before \"=\"", s, (size_t) (eq - s));
		word[nwords] = start;
		wordlen[nwords++] = (size_t) (p - start);
	}
	if (nwords < 2)
		return complain(r, "expected a class and an id before \"=\"", s, (size_t) (eq - s));
	for (int i = 0; i < NAME_NCLASSES; i++)
		if (i != NAME_CORE && strlen(name_class_word[i]) == wordlen[0] &&
			memcmp(name_class_word[i], word[0], wordlen[0]) == 0)
			cls = i;
	if (cls < 0)
		return complain(r, "unknown class", word[0], wordlen[0]);
	if (!id_ok(word[1], wordlen[1]))
		return complain(r, "bad id", word[1], wordlen[1]);
	if (cls == NAME_NUMBER && strspn(word[1], "0123456789") < wordlen[1])
		return complain(r, "the id of a number is its value", word[1], wordlen[1]);

	weight = default_weight[cls];
	if (nwords == 3)
	{
		if (word[2][0] != '@' || wordlen[2] < 2 || wordlen[2] > 4 ||
			strspn(word[2] + 1, "0123456789") < wordlen[2] - 1)
			return complain(r, "bad weight", word[2], wordlen[2]);
		weight = atoi(word[2] + 1);
		if (weight < 1 || weight > 100)
			return complain(r, "weight must be from 1 to 100", word[2], wordlen[2]);
	}
	status = add_entry(r, (NameClass) cls, word[1], wordlen[1], weight, &entry);
	if (status != NAME_OK)
		return status;

	for (p = eq + 1; p <= s + len;)
	{
		const char *bar = memchr(p, '|', (size_t) (s + len - p));
		const char *stop = bar ? bar : s + len;

		status = add_spelling(r, p, (size_t) (stop - p), entry);
		if (status != NAME_OK)
			return status;
		p = stop + 1;
	}
	return NAME_OK;
}

static NameStatus
add_file(Reader *r, const RulesFile *file)
{
	const char *p = file->text;
	const char *end = file->text + file->len;
	char	   *joined;
	size_t		used = 0;
	int			line = 0;
	NameStatus	status = NAME_OK;

	joined = malloc(file->len + 1);
	if (joined == NULL)
		return NAME_NO_MEMORY;
	r->site = file->site;
	if (end - p >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
		p += 3;
	while (p < end && status == NAME_OK)
	{
		const char *nl = memchr(p, '\n', (size_t) (end - p));
		const char *stop = nl ? nl : end;
		const char *hash;
		const char *s = p;
		size_t		len = (size_t) (stop - p);

		line++;
		hash = memchr(s, '#', len);
		if (hash)
			len = (size_t) (hash - s);
		trim(&s, &len);
		p = stop + 1;
		if (used == 0)
			r->line = line;
		memcpy(joined + used, s, len);
		used += len;
		if (used > 0 && joined[used - 1] == '|' && p < end)
			continue;
		if (used > 0)
			status = add_line(r, joined, used);
		used = 0;
	}
	free(joined);
	return status;
}

NameStatus
lexicon_load(const RulesFile *files, int nfiles, RulesError *error)
{
	Lexicon		fresh;
	Reader		r;
	NameStatus	status;
	uint32_t	revision = RULES_REVISION;
	size_t		arena_size = FOLD_ARENA_BYTES(FOLD_MAX_INPUT);

	memset(&fresh, 0, sizeof(fresh));
	memset(error, 0, sizeof(*error));
	memset(&r, 0, sizeof(r));
	r.lex = &fresh;
	r.error = error;
	r.arena.base = malloc(arena_size);
	r.arena.size = arena_size;
	if (r.arena.base == NULL)
		return NAME_NO_MEMORY;

	/* the old rules are gone in any case: their romanisation is */
	lexicon_free(&lexicon);
	fresh.version = name_hash(NAME_HASH_START, &revision, sizeof(revision));
	status = NAME_BAD_RULES;
	for (int i = 0; i < nfiles; i++)
	{
		error->file = i;
		fresh.version = name_hash(fresh.version, files[i].text, files[i].len);
		if (files[i].romanisation)
		{
			const char *why = "";

			status = fold_init(files[i].text, files[i].len, &error->line, &why);
			if (status == NAME_BAD_RULES)
				snprintf(error->why, sizeof(error->why), "%s", why);
		}
		else
			status = add_file(&r, &files[i]);
		if (status != NAME_OK)
			break;
	}
	free(r.arena.base);
	if (status != NAME_OK)
	{
		lexicon_free(&fresh);
		return status;
	}
	fresh.ready = true;
	lexicon = fresh;
	return NAME_OK;
}

bool
lexicon_ready(void)
{
	return lexicon.ready;
}

uint64_t
lexicon_version(void)
{
	return lexicon.version;
}

int
lexicon_size(void)
{
	return lexicon.nspellings;
}

const char *
lexicon_id(uint32_t id_hash)
{
	int			entry = first_entry(&lexicon, id_hash);

	return entry < 0 ? NULL : lexicon.entries[entry].id;
}

/* ---------- segmentation ---------- */

/* The longest native entry that begins at cp[0]; its length, or 0. */
static int
native_prefix(const uint32_t *cp, uint32_t n)
{
	Slot	   *first = table_find(&lexicon.native, cp, sizeof(uint32_t));

	if (first == NULL)
		return 0;
	for (uint32_t len = first->longest < n ? first->longest : n; len > 0; len--)
	{
		Slot	   *s = table_find(&lexicon.native, cp, len * sizeof(uint32_t));

		if (s != NULL && s->entry >= 0)
			return (int) len;
	}
	return 0;
}

static NameStatus
emit(NameArena *arena, const NameWord *whole, uint32_t start, uint32_t n,
	 NameWord *out, int *nout)
{
	NameWord   *w = &out[(*nout)++];

	*w = *whole;
	w->cp = whole->cp + start;
	w->ncp = n;
	if (start > 0)
	{
		w->gap = GAP_NONE;
		w->semicolon = false;
	}
	return units_spell(arena, w);
}

/*
 * Han, Kana, Thai: from left to right, the longest entry wins; what no entry
 * covers is a word of its own.  An entry of one character counts only where it
 * ends the run (a plant, a bureau): inside, it would cut names to pieces.
 */
static NameStatus
segment_unspaced(NameArena *arena, const NameWord *whole, NameWord *out, int *nout)
{
	uint32_t	n = whole->ncp;
	uint32_t	start = 0;		/* of what no entry has covered yet */
	uint32_t	i = 0;
	NameStatus	status = NAME_OK;

	while (i < n && status == NAME_OK)
	{
		uint32_t	len = (uint32_t) native_prefix(whole->cp + i, n - i);

		if (len == 0 || (len == 1 && i + 1 < n))
		{
			i++;
			continue;
		}
		if (i > start)
			status = emit(arena, whole, start, i - start, out, nout);
		if (status == NAME_OK)
			status = emit(arena, whole, i, len, out, nout);
		i += len;
		start = i;
	}
	if (n > start && status == NAME_OK)
		status = emit(arena, whole, start, n - start, out, nout);
	return status;
}

/*
 * Hangul words have spaces between them, but legal forms and lines of business
 * are written onto the name: entries of two syllables and more come off its
 * beginning and its end, as long as two syllables of a name are left.
 */
static NameStatus
segment_hangul(NameArena *arena, const NameWord *whole, NameWord *out, int *nout)
{
	uint32_t	n = whole->ncp;
	uint32_t	head = (uint32_t) native_prefix(whole->cp, n);
	uint32_t	tail = 0;
	NameStatus	status = NAME_OK;

	if (head == n)
		return emit(arena, whole, 0, n, out, nout);
	if (head < 2 || n - head < 2)
		head = 0;
	for (uint32_t len = MAX_NATIVE_LEN; len >= 2; len--)
	{
		if (n - head >= len + 2 &&
			native_prefix(whole->cp + n - len, len) == (int) len)
		{
			tail = len;
			break;
		}
	}
	if (head > 0)
		status = emit(arena, whole, 0, head, out, nout);
	if (status == NAME_OK)
		status = emit(arena, whole, head, n - head - tail, out, nout);
	if (status == NAME_OK && tail > 0)
		status = emit(arena, whole, n - tail, tail, out, nout);
	return status;
}

NameStatus
lexicon_segment(NameArena *arena, const NameWord *words, int nwords,
				NameWord **out, int *nout)
{
	size_t		max = 0;
	NameWord   *w;
	int			n = 0;

	for (int i = 0; i < nwords; i++)
		max += words[i].kind == WORD_UNSPACED || words[i].kind == WORD_HANGUL ? words[i].ncp : 1;
	w = name_alloc(arena, (max + 1) * sizeof(NameWord));
	if (w == NULL)
		return NAME_NO_MEMORY;
	for (int i = 0; i < nwords; i++)
	{
		NameStatus	status;

		if (words[i].kind == WORD_UNSPACED)
			status = segment_unspaced(arena, &words[i], w, &n);
		else if (words[i].kind == WORD_HANGUL)
			status = segment_hangul(arena, &words[i], w, &n);
		else
			status = emit(arena, &words[i], 0, words[i].ncp, w, &n);
		if (status != NAME_OK)
			return status;
	}
	*out = w;
	*nout = n;
	return NAME_OK;
}

/* ---------- matching ---------- */

static void
set_match(LexMatch *match, const Slot *slot, int nwords)
{
	match->entry = &lexicon.entries[slot->entry];
	match->nwords = nwords;
	match->edge_only = slot->edge_only;
}

/* A word of which a starred entry is the stem. */
static bool
match_stem(const NameWord *word, LexMatch *match)
{
	for (int cut = 0; cut <= MAX_STAR_ENDING && word->keylen - cut >= MIN_STAR_STEM; cut++)
	{
		Slot	   *s = table_find(&lexicon.phrases, word->key, (size_t) (word->keylen - cut));

		if (s != NULL && s->entry >= 0 && s->star)
		{
			set_match(match, s, 1);
			return true;
		}
	}
	return false;
}

bool
lexicon_match(const NameWord *words, int nwords, int i, LexMatch *match)
{
	char		key[MAX_PHRASE_WORDS * (WORD_MAX_KEY + 1)];
	size_t		ends[MAX_PHRASE_WORDS];
	size_t		used = 0;
	Slot	   *first;
	int			n = 0;

	if (words[i].kind == WORD_UNSPACED || words[i].kind == WORD_HANGUL)
	{
		Slot	   *s = table_find(&lexicon.native, words[i].cp,
								   words[i].ncp * sizeof(uint32_t));

		if (s != NULL && s->entry >= 0)
		{
			set_match(match, s, 1);
			return true;
		}
	}

	first = table_find(&lexicon.phrases, words[i].key, words[i].keylen);
	if (first == NULL)
		return match_stem(&words[i], match);

	while (n < first->longest && i + n < nwords)
	{
		const NameWord *w = &words[i + n];

		if (n > 0 && (w->gap == GAP_BREAK || w->bracket != words[i].bracket))
			break;
		if (n > 0)
			key[used++] = ' ';
		memcpy(key + used, w->key, w->keylen);
		used += w->keylen;
		ends[n++] = used;
	}
	for (; n > 0; n--)
	{
		Slot	   *s = n == 1 ? first : table_find(&lexicon.phrases, key, ends[n - 1]);

		if (s == NULL || s->entry < 0)
			continue;
		/* a single Hangul or Han word is matched by its own script only */
		if (n == 1 && (words[i].kind == WORD_UNSPACED || words[i].kind == WORD_HANGUL))
			continue;
		set_match(match, s, n);
		return true;
	}
	return match_stem(&words[i], match);
}
