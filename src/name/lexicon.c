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

#include "name/block.h"
#include "name/distance.h"

/*
 * Part of the rules version: to be raised with every change of the code that
 * can change a score.
 */
#define RULES_REVISION	9

/*
 * The shortest word of a legal form in which two typing errors are forgiven, or
 * one in the first letter.
 */
#define MIN_TWO_SLIPS	10

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
	if (status == NAME_OK && !lexicon_freeze(&fresh))
		status = NAME_NO_MEMORY;
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
	const LexSlot *first = lexicon_find(table, cp, sizeof(uint32_t));

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

int
lexicon_native(const uint32_t *cp, uint32_t n)
{
	const LexSlot *slot;

	return native_prefix(&lexicon.native, cp, n, &slot);
}

void
lexicon_word(NameWord *word)
{
	const LexKey *k = lexicon_key(&lexicon, word->key, word->keylen);

	word->known = k == NULL ? -1 : (int32_t) (k - lexicon.keys);
	word->lex = k == NULL ? 0 : k->flags;
}

/* ---------- matching ---------- */

/* A way in which the words so far can be read. */
typedef struct Path
{
	const LexState *state;		/* behind them */
	uint32_t	node;
	bool		slip;			/* a typing error was forgiven */
} Path;

static void
add_path(Path *paths, int *n, uint32_t node, bool slip)
{
	paths[*n].state = &lexicon.states[node];
	paths[*n].node = node;
	paths[(*n)++].slip = slip;
}

/* Adds the nodes of a state. */
static void
add_state(Path *paths, int *n, const uint32_t *state, bool slip)
{
	uint32_t	nnodes;
	const uint32_t *nodes = lexicon_targets(&lexicon, state, &nnodes);

	for (uint32_t i = 0; i < nnodes && *n < LEX_MAX_PATHS; i++)
		add_path(paths, n, nodes[i], slip);
}

/* Adds where the edges of a node for a word lead. */
static void
add_paths(Path *paths, int *n, const Path *from, uint32_t word)
{
	const LexStep *s = lexicon_step(&lexicon, from->node, word);

	if (s != NULL)
		add_state(paths, n, &s->to, from->slip);
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

/* The ways on by a word that begins with a stem. */
static void
follow_stems(const Path *from, int nfrom, const NameWord *word, Path *to, int *n)
{
	bool		any = false;

	for (int i = 0; i < nfrom; i++)
		any = any || (from[i].state->flags & LEX_STAR_BELOW);
	if (!any || !may_be_stem(word))
		return;
	for (int cut = 0; cut <= LEX_STAR_ENDING && word->keylen - cut >= LEX_STAR_STEM; cut++)
	{
		const LexKey *k = lexicon_key(&lexicon, word->key, (size_t) (word->keylen - cut));

		for (int i = 0; k != NULL && (k->flags & LEX_STEM) && i < nfrom; i++)
			if (from[i].state->flags & LEX_STAR_BELOW)
				add_paths(to, n, &from[i], LEX_EDGE_WORD(k - lexicon.keys, true));
	}
}

/*
 * The ways on from a node by a word that is one of a legal form but for a typing
 * error or two.
 */
static void
follow_slips(const LexState *state, const NameWord *word, uint64_t letters, Path *to, int *n)
{
	const LexSlip *s = &lexicon.slips[state->slips];

	if (state->slips == 0)
		return;
	for (bool last = false; !last && *n < LEX_MAX_PATHS; s++)
	{
		int			limit = s->len >= MIN_TWO_SLIPS ? 2 : 1;

		last = s->last;
		/* an error changes at most two letters of the set */
		if (s->len <= word->keylen + limit && word->keylen <= s->len + limit &&
			__builtin_popcountll(s->letters ^ letters) <= 2 * limit &&
			(limit == 2 || s->key[0] == word->key[0]) &&
			name_distance(s->key, s->len, word->key, word->keylen, limit) <= limit)
			add_path(to, n, s->to, true);
	}
}

/*
 * The ways on by one more word, the most exact first.  Behind the first word of
 * what may become a legal form, a long word may be mistyped: of "limited
 * liabilty company" nothing is the company's name.
 */
static int
follow(const Path *from, int nfrom, const NameWord *word, bool first, Path *to)
{
	int			n = 0;

	/* what is known of a word covers its stems */
	if (first && word->known >= 0)
	{
		if (lexicon.keys[word->known].root != 0)
			add_state(to, &n, &lexicon.keys[word->known].root, false);
		return n;
	}
	for (int i = 0; word->known >= 0 && i < nfrom; i++)
		if (from[i].state->below & lexicon_below(word->known))
			add_paths(to, &n, &from[i], LEX_EDGE_WORD(word->known, false));
	follow_stems(from, nfrom, word, to, &n);
	if (n == 0 && !first && word->keylen + 1 >= LEX_MIN_SLIP)
	{
		uint64_t	letters = block_letter_set(word->key, word->keylen);

		for (int i = 0; i < nfrom; i++)
			follow_slips(from[i].state, word, letters, to, &n);
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

/* Whether there may be a way on from a state by a word. */
static bool
may_follow(const LexState *state, const NameWord *word)
{
	return (word->known >= 0 && (state->below & lexicon_below(word->known))) ||
		((state->flags & LEX_STAR_BELOW) && may_be_stem(word)) ||
		(state->slips != 0 && word->keylen + 1 >= LEX_MIN_SLIP);
}

static void
set_match(LexMatch *match, const LexState *state, int nwords)
{
	match->entry = &lexicon.entries[state->entry];
	match->nwords = nwords;
	match->edge_only = state->flags & LEX_EDGE_ONLY;
}

/* Whether a phrase may go on with words[k] that began with words[i]. */
static inline bool
goes_on(const NameWord *words, int i, int k)
{
	/* "Ltd c/o" is not "Ltd Co" */
	return !words[k].semicolon && !words[k].slashed && !words[i].slashed;
}

/* The longest entry, word by word; its state, or NULL. */
static const LexState *
match_phrase(const NameWord *words, int nwords, int i, LexMatch *match)
{
	Path		paths[2][LEX_MAX_PATHS];
	int			npaths = 0;
	bool		crossed = false;
	bool		native = words[i].kind == WORD_UNSPACED || words[i].kind == WORD_HANGUL;
	const LexState *found = NULL;

	add_path(paths[0], &npaths, 0, false);
	for (int n = 0; npaths > 0 && i + n < nwords && (n == 0 || goes_on(words, i, i + n)); n++)
	{
		const NameWord *w = &words[i + n];
		Path	   *to = paths[(n + 1) & 1];
		int			best = -1;

		crossed = crossed || (n > 0 && (w->gap == GAP_BREAK || w->bracket != words[i].bracket));
		npaths = follow(paths[n & 1], npaths, w, n == 0, to);
		for (int k = 0; k < npaths; k++)
		{
			const LexState *state = to[k].state;

			/* a single Hangul or Han word is matched by its own script only */
			if (state->entry < 0 || (n == 0 && native) || state->rank <= best)
				continue;
			if ((to[k].slip && !state->legal) ||
				(crossed && !(state->legal && brackets_close(words, nwords, i, i + n))))
				continue;
			best = state->rank;
			set_match(match, state, n + 1);
			found = state;
		}
	}
	return found;
}

bool
lexicon_match(const NameWord *words, int nwords, int i, LexMatch *match)
{
	bool		native = words[i].kind == WORD_UNSPACED || words[i].kind == WORD_HANGUL;
	const LexKey *known = words[i].known >= 0 ? &lexicon.keys[words[i].known] : NULL;
	const LexState *found = NULL;

	/* no spelling begins with most words of a name */
	if (!native && !(known ? known->root != 0 : may_be_stem(&words[i])))
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

	/* and most others stand alone */
	if (!native && known)
	{
		const LexState *state = &known->state;

		if (i + 1 < nwords && goes_on(words, i, i + 1) && may_follow(state, &words[i + 1]))
			found = match_phrase(words, nwords, i, match);
		else if (state->entry >= 0)
		{
			set_match(match, state, 1);
			found = state;
		}
	}
	else
		found = match_phrase(words, nwords, i, match);
	if (found == NULL)
		return false;
	while ((found->flags & LEX_OPEN) && i + match->nwords < nwords && match->nwords < LEX_MAX_WORDS &&
		   words[i + match->nwords].gap < GAP_PUNCT &&
		   words[i + match->nwords].bracket == words[i].bracket)
		match->nwords++;
	return true;
}

bool
lexicon_marker(const NameWord *words, int nwords, int i, LexMatch *match)
{
	bool		native = words[i].kind == WORD_UNSPACED || words[i].kind == WORD_HANGUL;
	uint32_t	node = LEX_MARKERS;
	bool		found = false;

	if (!lexicon_may_mark(&words[i]))
		return false;

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
		const LexStep *step;
		const LexState *state;
		uint32_t	nnodes;

		if (n > 0 && (w->gap == GAP_BREAK || w->bracket != words[i].bracket))
			break;
		if (w->slashed)
		{
			char		key[WORD_MAX_KEY + 1];
			const LexKey *k = lexicon_key(&lexicon, key, lexicon_marker_key(key, w));

			known = k == NULL ? -1 : (int32_t) (k - lexicon.keys);
		}
		if (known < 0 || (step = lexicon_step(&lexicon, node, LEX_EDGE_WORD(known, false))) == NULL)
			break;
		node = lexicon_targets(&lexicon, &step->to, &nnodes)[0];
		state = &lexicon.states[node];
		if (state->entry < 0)
			continue;
		set_match(match, state, n + 1);
		found = true;
	}
	return found;
}
