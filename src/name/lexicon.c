/*-------------------------------------------------------------------------
 *
 * lexicon.c
 *	  Finding the words of the rules files in names.
 *
 *-------------------------------------------------------------------------
 */
#include "name/lexicon_tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "name/distance.h"

/*
 * Part of the rules version: to be raised with every change of the code that
 * can change a score.
 */
#define RULES_REVISION	3

/* Readings of the words seen so far that are followed at a time. */
#define MAX_PATHS		16

/* The shortest word of a legal form in which a typing error is forgiven. */
#define MIN_SLIP		7

const char *const name_class_word[NAME_NCLASSES] = {
	"core", "common", "number", "place", "activity", "generic", "legal", "stop", "alias", "marker"
};

static Lexicon lexicon;

uint32_t
lexicon_hash(const void *data, size_t len)
{
	uint64_t	h = name_hash(NAME_HASH_START, data, len);

	h ^= h >> 32;
	return (uint32_t) h ? (uint32_t) h : 1;
}

LexSlot *
lexicon_find(const LexTable *table, const void *key, size_t len)
{
	uint32_t	h;

	if (table->nslots == 0 || len == 0)
		return NULL;
	h = lexicon_hash(key, len);
	for (uint32_t i = h & (table->nslots - 1);; i = (i + 1) & (table->nslots - 1))
	{
		LexSlot    *s = &table->slots[i];

		if (s->len == 0)
			return NULL;
		if (s->hash == h && s->len == len && memcmp(s->key, key, len) == 0)
			return s;
	}
}

uint32_t
lexicon_child(const Lexicon *lex, uint32_t node, uint32_t word, bool star)
{
	/* most words begin nothing: say so without a search */
	if (node == 0)
		return lex->word[word].first[star];
	if (node == LEX_MARKERS)
		return star ? 0 : lex->word[word].marker;
	for (uint32_t i = lexicon_edge_hash(node, word, star) & (lex->nedges - 1);;
		 i = (i + 1) & (lex->nedges - 1))
	{
		const LexNode *child = &lex->nodes[lex->edges[i]];

		if (child == lex->nodes)
			return 0;
		if (child->parent == node && child->word == word && star == !!(child->flags & LEX_STAR))
			return lex->edges[i];
	}
}

NameStatus
lexicon_load(const RulesFile *files, int nfiles, RulesError *error)
{
	Lexicon		fresh;
	NameArena	arena;
	NameStatus	status;
	uint32_t	revision = RULES_REVISION;

	memset(error, 0, sizeof(*error));
	arena.used = 0;
	arena.size = FOLD_ARENA_BYTES(FOLD_MAX_INPUT);
	arena.base = malloc(arena.size);
	if (arena.base == NULL)
		return NAME_NO_MEMORY;

	/* the old rules are gone in any case: their romanisation is */
	lexicon_free(&lexicon);
	status = lexicon_init(&fresh) ? NAME_BAD_RULES : NAME_NO_MEMORY;
	fresh.version = name_hash(NAME_HASH_START, &revision, sizeof(revision));
	for (int i = 0; i < nfiles && status != NAME_NO_MEMORY; i++)
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
			status = lexicon_read(&fresh, &arena, &files[i], error);
		if (status != NAME_OK)
			break;
	}
	free(arena.base);
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
	LexSlot    *s = lexicon_find(&lexicon.ids, &id_hash, sizeof(id_hash));

	return s == NULL ? NULL : lexicon.entries[s->value].id;
}

/* ---------- segmentation ---------- */

/* The longest native entry that begins at cp[0] and its slot; its length, or 0. */
static int
native_prefix(const LexTable *table, const uint32_t *cp, uint32_t n, const LexSlot **slot)
{
	LexSlot    *first = lexicon_find(table, cp, sizeof(uint32_t));

	if (first == NULL)
		return 0;
	for (uint32_t len = first->longest < n ? first->longest : n; len > 0; len--)
	{
		*slot = lexicon_find(table, cp, len * sizeof(uint32_t));
		if (*slot != NULL && (*slot)->value >= 0)
			return (int) len;
	}
	return 0;
}

static NameStatus
emit(NameArena *arena, const NameWord *whole, uint32_t start, uint32_t n,
	 NameWord *out, int *nout)
{
	NameWord   *w = &out[(*nout)++];
	const LexSlot *slot;
	NameStatus	status;

	*w = *whole;
	w->cp = whole->cp + start;
	w->ncp = n;
	if (n < whole->ncp)
	{
		w->at = whole->at + start;
		w->end = w->at + n;
	}
	if (start > 0)
	{
		w->gap = GAP_NONE;
		w->semicolon = false;
	}
	status = units_spell(arena, w);
	if (status != NAME_OK)
		return status;
	slot = lexicon_find(&lexicon.words, w->key, w->keylen);
	w->known = slot == NULL ? -1 : slot->value;
	return NAME_OK;
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
	const LexSlot *slot;
	NameStatus	status = NAME_OK;

	while (i < n && status == NAME_OK)
	{
		uint32_t	len = (uint32_t) native_prefix(&lexicon.native, whole->cp + i, n - i, &slot);

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
	const LexSlot *slot;
	uint32_t	head = (uint32_t) native_prefix(&lexicon.native, whole->cp, n, &slot);
	uint32_t	tail = 0;
	NameStatus	status = NAME_OK;

	if (head == n)
		return emit(arena, whole, 0, n, out, nout);
	if (head < 2 || n - head < 2)
		head = 0;
	for (uint32_t len = LEX_MAX_NATIVE; len >= 2; len--)
	{
		if (n - head >= len + 2 &&
			native_prefix(&lexicon.native, whole->cp + n - len, len, &slot) == (int) len)
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
	w = name_alloc_dirty(arena, (max + 1) * sizeof(NameWord));
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

/* A way in which the words so far can be read. */
typedef struct Path
{
	uint32_t	node;
	bool		slip;			/* a typing error was forgiven */
} Path;

static void
add_path(Path *paths, int *n, uint32_t node, bool slip)
{
	if (node != 0 && *n < MAX_PATHS)
	{
		paths[*n].node = node;
		paths[(*n)++].slip = slip;
	}
}

/* Whether the word is that of the node but for one typing error. */
static bool
is_slip(const NameWord *word, const LexNode *node)
{
	const LexWord *w = &lexicon.word[node->word];

	return !(node->flags & LEX_STAR) && w->len >= MIN_SLIP &&
		w->len <= word->keylen + 1 && word->keylen <= w->len + 1 &&
		w->key[0] == word->key[0] &&
		name_distance(w->key, w->len, word->key, word->keylen, 1) == 1;
}

static bool
may_be_stem(const NameWord *word)
{
	uint32_t	bit;

	if (word->keylen < LEX_STAR_STEM)
		return false;
	bit = lexicon_stem_bit(word->key);
	return lexicon.stems[bit / 64] >> (bit & 63) & 1;
}

/* Whether no spelling begins with the word; true of most words of a name. */
static bool
begins_nothing(const NameWord *word)
{
	return (word->known < 0 || lexicon.word[word->known].first[false] == 0) && !may_be_stem(word);
}

/*
 * The ways on by one more word, the most exact first.  Behind the first word of
 * what may become a legal form, a long word may be mistyped: of "limited
 * liabilty company" nothing is the company's name.
 */
static int
follow(const Path *from, int nfrom, const NameWord *word, bool first, Path *to)
{
	int32_t		known = word->known;
	bool		stem = may_be_stem(word);
	int			n = 0;

	if (known >= 0)
		for (int i = 0; i < nfrom; i++)
			add_path(to, &n, lexicon_child(&lexicon, from[i].node, (uint32_t) known, false),
					 from[i].slip);
	for (int cut = 0; stem && cut <= LEX_STAR_ENDING && word->keylen - cut >= LEX_STAR_STEM; cut++)
	{
		bool		looked = false;

		for (int i = 0; i < nfrom; i++)
		{
			if (!(lexicon.nodes[from[i].node].flags & LEX_STAR_BELOW))
				continue;
			if (!looked && cut > 0)
			{
				const LexSlot *slot = lexicon_find(&lexicon.words, word->key, (size_t) (word->keylen - cut));

				known = slot == NULL ? -1 : slot->value;
			}
			looked = true;
			if (known >= 0)
				add_path(to, &n, lexicon_child(&lexicon, from[i].node, (uint32_t) known, true),
						 from[i].slip);
		}
	}
	if (n > 0 || first || word->keylen + 1 < MIN_SLIP)
		return n;
	for (int i = 0; i < nfrom; i++)
	{
		uint32_t	child = lexicon.nodes[from[i].node].child;

		if (!(lexicon.nodes[from[i].node].flags & LEX_LEGAL_BELOW))
			continue;
		for (; child != 0; child = lexicon.nodes[child].sibling)
			if (is_slip(word, &lexicon.nodes[child]))
				add_path(to, &n, child, true);
	}
	return n;
}

/*
 * No phrase goes across a bracket but that of a legal form with all that is in
 * the bracket: "(Pty) Ltd", "UG (haftungsbeschränkt)".
 */
static bool
brackets_close(const NameWord *words, int nwords, int first, int last)
{
	return !(words[first].bracket != 0 && first > 0 &&
			 words[first - 1].bracket == words[first].bracket) &&
		!(words[last].bracket != 0 && last + 1 < nwords &&
		  words[last + 1].bracket == words[last].bracket);
}

bool
lexicon_match(const NameWord *words, int nwords, int i, LexMatch *match)
{
	Path		paths[2][MAX_PATHS];
	int			npaths = 1;
	bool		crossed = false;
	bool		native = words[i].kind == WORD_UNSPACED || words[i].kind == WORD_HANGUL;
	bool		found = false;

	if (!native && begins_nothing(&words[i]))
		return false;
	if (native)
	{
		LexSlot    *s = lexicon_find(&lexicon.native, words[i].cp, words[i].ncp * sizeof(uint32_t));

		if (s != NULL && s->value >= 0)
		{
			match->entry = &lexicon.entries[s->value];
			match->nwords = 1;
			match->edge_only = s->edge_only;
			return true;
		}
	}

	paths[0][0].node = 0;
	paths[0][0].slip = false;
	for (int n = 0; npaths > 0 && i + n < nwords; n++)
	{
		const NameWord *w = &words[i + n];
		Path	   *to = paths[(n + 1) & 1];

		if (n > 0 && w->semicolon)
			break;
		/* "Ltd c/o" is not "Ltd Co" */
		if (n > 0 && (w->slashed || words[i].slashed))
			break;
		crossed = crossed || (n > 0 && (w->gap == GAP_BREAK || w->bracket != words[i].bracket));
		npaths = follow(paths[n & 1], npaths, w, n == 0, to);
		for (int k = 0; k < npaths; k++)
		{
			const LexNode *node = &lexicon.nodes[to[k].node];
			bool		legal;

			/* a single Hangul or Han word is matched by its own script only */
			if (node->entry < 0 || (n == 0 && native))
				continue;
			legal = lexicon.entries[node->entry].cls == NAME_LEGAL;
			if ((to[k].slip && !legal) ||
				(crossed && !(legal && brackets_close(words, nwords, i, i + n))))
				continue;
			match->entry = &lexicon.entries[node->entry];
			match->nwords = n + 1;
			match->edge_only = node->flags & LEX_EDGE_ONLY;
			found = true;
			break;
		}
	}
	return found;
}

bool
lexicon_marker(const NameWord *words, int nwords, int i, LexMatch *match)
{
	bool		native = words[i].kind == WORD_UNSPACED || words[i].kind == WORD_HANGUL;
	uint32_t	node = LEX_MARKERS;
	bool		found = false;

	if (native)
	{
		const LexSlot *s;

		if (native_prefix(&lexicon.marker_native, words[i].cp, words[i].ncp, &s) == 0)
			return false;
		match->entry = &lexicon.entries[s->value];
		match->nwords = 1;
		match->edge_only = s->edge_only;
		return true;
	}
	for (int n = 0; i + n < nwords; n++)
	{
		const NameWord *w = &words[i + n];
		int32_t		known = w->known;

		if (n > 0 && (w->gap == GAP_BREAK || w->bracket != words[i].bracket))
			break;
		if (w->slashed)
		{
			char		key[WORD_MAX_KEY + 1];
			const LexSlot *slot = lexicon_find(&lexicon.words, key, lexicon_marker_key(key, w));

			known = slot == NULL ? -1 : slot->value;
		}
		node = known < 0 ? 0 : lexicon_child(&lexicon, node, (uint32_t) known, false);
		if (node == 0)
			break;
		if (lexicon.nodes[node].entry < 0)
			continue;
		match->entry = &lexicon.entries[lexicon.nodes[node].entry];
		match->nwords = n + 1;
		match->edge_only = lexicon.nodes[node].flags & LEX_EDGE_ONLY;
		found = true;
	}
	return found;
}
