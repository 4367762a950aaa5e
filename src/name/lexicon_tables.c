/*-------------------------------------------------------------------------
 *
 * lexicon_tables.c
 *	  The tables of the lexicon while they grow.
 *
 *-------------------------------------------------------------------------
 */
#include "name/lexicon_tables.h"

#include <stdlib.h>
#include <string.h>

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

static void
table_free(LexTable *table)
{
	free(table->slots);
	free(table->hashes);
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
	table_free(&lex->words);
	table_free(&lex->native);
	table_free(&lex->marker_native);
	table_free(&lex->ids);
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

static void
table_mark(LexTable *table, uint32_t hash)
{
	uint32_t	bit = hash & (table->nslots * LEX_FILTER - 1);

	table->hashes[bit / 64] |= UINT64_C(1) << (bit & 63);
}

static bool
table_grow(LexTable *table)
{
	LexTable	bigger;

	bigger.nslots = table->nslots ? table->nslots * 2 : 4096;
	bigger.used = table->used;
	bigger.slots = calloc(bigger.nslots, sizeof(LexSlot));
	bigger.hashes = calloc(bigger.nslots * LEX_FILTER / 64, sizeof(uint64_t));
	if (bigger.slots == NULL || bigger.hashes == NULL)
	{
		table_free(&bigger);
		return false;
	}
	for (uint32_t i = 0; i < table->nslots; i++)
	{
		uint32_t	j;

		if (table->slots[i].len == 0)
			continue;
		j = table->slots[i].hash & (bigger.nslots - 1);
		while (bigger.slots[j].len != 0)
			j = (j + 1) & (bigger.nslots - 1);
		bigger.slots[j] = table->slots[i];
		table_mark(&bigger, table->slots[i].hash);
	}
	table_free(table);
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
	table_mark(table, h);
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
	if (from == 0 && word == LEX_EDGE_WORD(word / 2, false))
		lex->word[word / 2].begins = true;
	else if (from == LEX_MARKERS)
		lex->word[word / 2].marks = true;
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
