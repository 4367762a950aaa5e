/*-------------------------------------------------------------------------
 *
 * lexicon_tables.c
 *	  The tables of the lexicon while they grow, and when they are done.
 *
 *-------------------------------------------------------------------------
 */
#include "name/lexicon_tables.h"

#include <stdlib.h>
#include <string.h>

#include "name/block.h"

#define CHUNK_BYTES			65536

/* len bytes that live as long as the lexicon; NULL when out of memory. */
char *
lexicon_keep(Lexicon *lex, const void *data, size_t len)
{
	char	   *p;

	if (lex->chunk == NULL || CHUNK_BYTES - lex->chunk_used < len)
	{
		/* a chunk begins with the address of the one before it */
		p = malloc(CHUNK_BYTES);
		if (p == NULL)
			return NULL;
		memcpy(p, &lex->chunk, sizeof(char *));
		lex->chunk = p;
		lex->chunk_used = sizeof(char *);
	}
	p = lex->chunk + lex->chunk_used;
	lex->chunk_used += (len + 7) & ~(size_t) 7;
	memcpy(p, data, len);
	return p;
}

void
lexicon_free(Lexicon *lex)
{
	while (lex->chunk != NULL)
	{
		char	   *before;

		memcpy(&before, lex->chunk, sizeof(char *));
		free(lex->chunk);
		lex->chunk = before;
	}
	free(lex->entries);
	free(lex->word);
	free(lex->nodes);
	free(lex->edges);
	free(lex->buckets);
	free(lex->words.slots);
	free(lex->native.slots);
	free(lex->marker_native.slots);
	free(lex->ids.slots);
	free(lex->keys);
	free(lex->slots);
	free(lex->states);
	free(lex->steps);
	free(lex->targets);
	free(lex->fans);
	free(lex->slips);
	memset(lex, 0, sizeof(*lex));
}

/* Makes room for one more element of an array that doubles. */
bool
lexicon_grow(void **array, uint32_t used, uint32_t *max, size_t size)
{
	uint32_t	m = *max ? *max * 2 : 1024;
	void	   *p;

	if (used < *max)
		return true;
	p = realloc(*array, m * size);
	if (p == NULL)
		return false;
	*array = p;
	*max = m;
	return true;
}

bool
lexicon_init(Lexicon *lex)
{
	memset(lex, 0, sizeof(*lex));
	lex->nbuckets = 4096;
	lex->buckets = calloc(lex->nbuckets, sizeof(uint32_t));
	if (lex->buckets == NULL ||
		!lexicon_grow((void **) &lex->edges, 0, &lex->maxedges, sizeof(LexEdge)) ||
		!lexicon_grow((void **) &lex->nodes, 0, &lex->maxnodes, sizeof(LexNode)))
	{
		lexicon_free(lex);
		return false;
	}
	lex->nedges = 1;
	memset(lex->nodes, 0, 2 * sizeof(LexNode));
	lex->nodes[0].entry = lex->nodes[LEX_MARKERS].entry = -1;
	lex->nnodes = 2;
	return true;
}

static bool
table_grow(LexTable *table)
{
	LexTable	bigger;

	bigger.nslots = table->nslots ? table->nslots * 2 : 4096;
	bigger.used = table->used;
	bigger.slots = calloc(bigger.nslots, sizeof(LexSlot));
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
LexSlot *
lexicon_put(Lexicon *lex, LexTable *table, const void *key, size_t len)
{
	LexSlot    *s = lexicon_find(table, key, len);
	const char *copy;
	uint32_t	h;
	uint32_t	i;

	if (s != NULL)
		return s;
	if (table->used * 2 >= table->nslots && !table_grow(table))
		return NULL;
	copy = lexicon_keep(lex, key, len);
	if (copy == NULL)
		return NULL;
	h = lexicon_hash(key, len);
	for (i = h & (table->nslots - 1); table->slots[i].len != 0;)
		i = (i + 1) & (table->nslots - 1);
	s = &table->slots[i];
	s->hash = h;
	s->len = (uint32_t) len;
	s->key = copy;
	s->value = -1;
	table->used++;
	return s;
}

/* The number of a word; -1 when out of memory. */
int32_t
lexicon_word_number(Lexicon *lex, const char *key, size_t len)
{
	LexSlot    *s = lexicon_put(lex, &lex->words, key, len);

	if (s == NULL)
		return -1;
	if (s->value < 0)
	{
		if (!lexicon_grow((void **) &lex->word, lex->nwords, &lex->maxwords, sizeof(LexWord)))
			return -1;
		lex->word[lex->nwords] = (LexWord) {.key = s->key, .len = (uint8_t) len};
		s->value = (int32_t) lex->nwords++;
	}
	return s->value;
}

static void
put_bucket(Lexicon *lex, uint32_t edge)
{
	uint32_t	i = lexicon_edge_hash(lex->edges[edge].from, lex->edges[edge].word);

	for (i &= lex->nbuckets - 1; lex->buckets[i] != 0;)
		i = (i + 1) & (lex->nbuckets - 1);
	lex->buckets[i] = edge;
}

/* Makes a node, 0 when out of memory. */
uint32_t
lexicon_put_node(Lexicon *lex, uint8_t flags)
{
	LexNode    *n;

	if (!lexicon_grow((void **) &lex->nodes, lex->nnodes, &lex->maxnodes, sizeof(LexNode)))
		return 0;
	n = &lex->nodes[lex->nnodes];
	n->edge = 0;
	n->entry = -1;
	n->flags = flags;
	return lex->nnodes++;
}

bool
lexicon_put_edge(Lexicon *lex, uint32_t from, uint32_t word, uint32_t to)
{
	LexEdge    *e;

	if (!lexicon_grow((void **) &lex->edges, lex->nedges, &lex->maxedges, sizeof(LexEdge)))
		return false;
	if (lex->nedges * 2 >= lex->nbuckets)
	{
		uint32_t   *bigger = calloc((size_t) lex->nbuckets * 2, sizeof(uint32_t));

		if (bigger == NULL)
			return false;
		free(lex->buckets);
		lex->buckets = bigger;
		lex->nbuckets *= 2;
		for (uint32_t i = 1; i < lex->nedges; i++)
			put_bucket(lex, i);
	}
	if (word == LEX_EDGE_WORD(word / 2, true))
		lex->word[word / 2].flags |= LEX_STEM;
	else if (from == LEX_MARKERS)
		lex->word[word / 2].flags |= LEX_BEGINS_MARKER;
	e = &lex->edges[lex->nedges];
	e->from = from;
	e->word = word;
	e->to = to;
	e->sibling = lex->nodes[from].edge;
	lex->nodes[from].edge = lex->nedges;
	if (word == LEX_EDGE_WORD(word / 2, true))
		lex->nodes[from].flags |= LEX_STAR_BELOW;
	put_bucket(lex, lex->nedges++);
	return true;
}

/* Finds or makes a node of the tree; 0 when out of memory. */
uint32_t
lexicon_put_child(Lexicon *lex, uint32_t parent, uint32_t word)
{
	uint32_t	bucket = lexicon_edge_hash(parent, word);
	uint32_t	node;
	uint32_t	e;

	while ((e = lexicon_next_edge(lex, parent, word, &bucket)) != 0)
		if (!(lex->nodes[lex->edges[e].to].flags & LEX_PATTERN))
			return lex->edges[e].to;
	node = lexicon_put_node(lex, 0);
	return node != 0 && lexicon_put_edge(lex, parent, word, node) ? node : 0;
}

/* ---------- freezing ---------- */

/* The least power of two that is at least twice n. */
static uint32_t
table_size(uint32_t n)
{
	uint32_t	size = 16;

	while (size < n * 2)
		size *= 2;
	return size;
}

static bool
freeze_words(Lexicon *lex)
{
	size_t		size = ((size_t) lex->nwords + 1) * sizeof(LexKey);

	lex->nslots = table_size(lex->nwords);
	lex->slots = calloc(lex->nslots, sizeof(uint32_t));
	lex->keys = aligned_alloc(sizeof(LexKey), size);
	if (lex->slots == NULL || lex->keys == NULL)
		return false;
	memset(lex->keys, 0, size);
	for (uint32_t w = 0; w < lex->nwords; w++)
	{
		const LexWord *word = &lex->word[w];
		const uint32_t mask = lex->nslots - 1;
		uint32_t	h = lexicon_key_hash(word->key, word->len);
		uint32_t	i = h;
		LexKey	   *k = &lex->keys[w];

		while (lex->slots[i & mask] != 0)
			i++;
		lex->slots[i & mask] = (h & ~mask) | (w + 1);
		k->len = word->len;
		k->flags = word->flags;
		memcpy(k->key, word->key, word->len < sizeof(k->key) ? word->len : sizeof(k->key));
	}
	return true;
}

/* Finds or makes the step of an edge. */
static LexStep *
put_step(Lexicon *lex, const LexEdge *e)
{
	uint32_t	i = lexicon_edge_hash(e->from, e->word) & (lex->nsteps - 1);

	while (lex->steps[i].used && !(lex->steps[i].from == e->from && lex->steps[i].word == e->word))
		i = (i + 1) & (lex->nsteps - 1);
	lex->steps[i].from = e->from;
	lex->steps[i].word = e->word;
	lex->steps[i].used = true;
	return &lex->steps[i];
}

/* Makes the steps; where edges are several, fans of them. */
static bool
freeze_edges(Lexicon *lex, uint32_t *nfans)
{
	uint32_t	nsteps = 0;
	uint32_t	ntargets = 0;

	*nfans = 0;
	for (uint32_t e = 1; e < lex->nedges; e++)
	{
		uint32_t	bucket = lexicon_edge_hash(lex->edges[e].from, lex->edges[e].word);

		nsteps += lexicon_next_edge(lex, lex->edges[e].from, lex->edges[e].word, &bucket) == e;
	}
	lex->nsteps = table_size(nsteps);
	lex->steps = calloc(lex->nsteps, sizeof(LexStep));
	lex->targets = malloc(lex->nedges * sizeof(uint32_t));
	lex->fans = malloc(lex->nedges * sizeof(LexFan));
	if (lex->steps == NULL || lex->targets == NULL || lex->fans == NULL)
		return false;
	for (uint32_t e = 1; e < lex->nedges; e++)
	{
		uint32_t	from = lex->edges[e].from;
		uint32_t	word = lex->edges[e].word;
		uint32_t	bucket = lexicon_edge_hash(from, word);
		LexFan	   *fan = &lex->fans[*nfans];
		uint32_t	other = lexicon_next_edge(lex, from, word, &bucket);
		LexStep    *s;

		/* the first edge stands for all of its step */
		if (other != e)
			continue;
		s = put_step(lex, &lex->edges[e]);
		s->to = lex->edges[e].to;
		fan->first = ntargets;
		for (; other != 0 && ntargets - fan->first < LEX_MAX_PATHS; other = lexicon_next_edge(lex, from, word, &bucket))
			lex->targets[ntargets++] = lex->edges[other].to;
		fan->n = ntargets - fan->first;
		if (fan->n > 1)
			s->to = lex->nnodes + (*nfans)++;
		else
			ntargets--;
	}
	return true;
}

/* Adds where the edges of the root for a word lead. */
static void
add_targets(const Lexicon *lex, uint32_t word, uint32_t *targets, uint32_t *n)
{
	const LexStep *step = lexicon_step(lex, 0, word);
	const uint32_t *nodes;
	uint32_t	nnodes;

	if (step == NULL)
		return;
	nodes = lexicon_targets(lex, &step->to, &nnodes);
	for (uint32_t i = 0; i < nnodes && *n < LEX_MAX_PATHS; i++)
		targets[(*n)++] = nodes[i];
}

/* Where the root leads by a word itself, and then by the stems that it begins with. */
static uint32_t
root_targets(const Lexicon *lex, uint32_t w, uint32_t *targets)
{
	const LexWord *word = &lex->word[w];
	uint32_t	n = 0;

	add_targets(lex, LEX_EDGE_WORD(w, false), targets, &n);
	for (int cut = 0; cut <= LEX_STAR_ENDING && word->len - cut >= LEX_STAR_STEM; cut++)
	{
		const LexKey *k = lexicon_key(lex, word->key, (size_t) (word->len - cut));

		if (k != NULL && (k->flags & LEX_STEM))
			add_targets(lex, LEX_EDGE_WORD(k - lex->keys, true), targets, &n);
	}
	return n;
}

/* Says of each word where it leads at the beginning of a spelling. */
static bool
freeze_roots(Lexicon *lex, uint32_t *nfans)
{
	uint32_t	found[LEX_MAX_PATHS];
	uint32_t	ntargets = 0;
	uint32_t   *targets;
	LexFan	   *fans;

	for (uint32_t i = 0; i < *nfans; i++)
		if (lex->fans[i].first + lex->fans[i].n > ntargets)
			ntargets = lex->fans[i].first + lex->fans[i].n;
	fans = realloc(lex->fans, ((size_t) *nfans + lex->nwords + 1) * sizeof(LexFan));
	if (fans == NULL)
		return false;
	lex->fans = fans;
	for (uint32_t w = 0; w < lex->nwords; w++)
	{
		uint32_t	n = root_targets(lex, w, found);

		if (n == 0)
			continue;
		if (n == 1)
		{
			lex->keys[w].root = found[0];
			continue;
		}
		targets = realloc(lex->targets, ((size_t) ntargets + n) * sizeof(uint32_t));
		if (targets == NULL)
			return false;
		lex->targets = targets;
		memcpy(targets + ntargets, found, n * sizeof(uint32_t));
		fans[*nfans] = (LexFan) {.first = ntargets, .n = n};
		ntargets += n;
		lex->keys[w].root = lex->nnodes + (*nfans)++;
	}
	return true;
}

/* What can follow a node. */
static void
freeze_node(Lexicon *lex, uint32_t node, uint32_t *nslips)
{
	const LexNode *n = &lex->nodes[node];
	LexState   *s = &lex->states[node];
	uint32_t	first = *nslips;

	s->entry = n->entry;
	s->flags = n->flags;
	s->rank = (n->flags & LEX_SITE ? 2 : 0) + (n->flags & LEX_PATTERN ? 0 : 1);
	s->legal = n->entry >= 0 && lex->entries[n->entry].cls == NAME_LEGAL;
	for (uint32_t e = n->edge; e != 0; e = lex->edges[e].sibling)
	{
		const LexEdge *edge = &lex->edges[e];
		const LexWord *w = &lex->word[edge->word / 2];

		if (edge->word != LEX_EDGE_WORD(edge->word / 2, false))
			continue;
		s->below |= lexicon_below((int32_t) (edge->word / 2));
		if ((n->flags & LEX_LEGAL_BELOW) && w->len >= LEX_MIN_SLIP)
			lex->slips[(*nslips)++] = (LexSlip) {.letters = block_letter_set(w->key, w->len), .key = w->key, .to = edge->to, .len = w->len};
	}
	if (*nslips > first)
	{
		lex->slips[*nslips - 1].last = true;
		s->slips = first;
	}
}

/* What the nodes of a fan have together. */
static void
freeze_fan(Lexicon *lex, uint32_t fan)
{
	LexState	all = {.entry = -1};
	uint8_t		star = 0;

	for (uint32_t i = 0; i < lex->fans[fan].n; i++)
	{
		const LexState *s = &lex->states[lex->targets[lex->fans[fan].first + i]];
		uint64_t	below = all.below | s->below;
		uint32_t	slips = all.slips | (s->slips != 0);

		star |= s->flags & LEX_STAR_BELOW;
		if (s->entry >= 0 && (all.entry < 0 || s->rank > all.rank))
			all = *s;
		all.below = below;
		all.slips = slips;
	}
	all.flags = (uint8_t) ((all.flags & ~LEX_STAR_BELOW) | star);
	lex->states[lex->nnodes + fan] = all;
}

bool
lexicon_freeze(Lexicon *lex)
{
	uint32_t	nslips = 1;
	uint32_t	nfans;

	if (!freeze_words(lex) || !freeze_edges(lex, &nfans) || !freeze_roots(lex, &nfans))
		return false;
	lex->states = calloc((size_t) lex->nnodes + nfans, sizeof(LexState));
	lex->slips = malloc(lex->nedges * sizeof(LexSlip));
	if (lex->states == NULL || lex->slips == NULL)
		return false;
	for (uint32_t i = 0; i < lex->nnodes; i++)
		freeze_node(lex, i, &nslips);
	for (uint32_t i = 0; i < nfans; i++)
		freeze_fan(lex, i);
	for (uint32_t w = 0; w < lex->nwords; w++)
		lex->keys[w].state = lex->states[lex->keys[w].root];
	free(lex->words.slots);
	free(lex->nodes);
	free(lex->edges);
	free(lex->buckets);
	memset(&lex->words, 0, sizeof(lex->words));
	lex->nodes = NULL;
	lex->edges = NULL;
	lex->buckets = NULL;
	return true;
}
