/*-------------------------------------------------------------------------
 *
 * lexicon_tables.h
 *	  What lexicon_read.c builds and lexicon.c searches; nobody else's.
 *
 * Spellings of scripts with spaces are paths of a graph, one word an edge.
 * Plain ones make a tree, in which two spellings that begin alike share that
 * path, so that no spelling can have two entries.  Those with alternatives have
 * nodes of their own, one where each part ends, so that they cost an edge or
 * two for each alternative and not one path for each combination.  The words
 * are numbered; from a node there may be several edges for one word.  Spellings
 * of scripts without spaces are code points in a hash table, so that they can be
 * found inside a run.
 *
 * While rules are read, edges are found by a hash of (node, number of the word).
 * lexicon_freeze() turns the graph into what is searched: every name asks for
 * all its words, nearly all of them in vain or behind one word, and what costs
 * is memory out of cache.  So a word, a node and a step of the path are each
 * in one place that says at once whether to go on.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_LEXICON_TABLES_H
#define TRADESCREEN_NAME_LEXICON_TABLES_H

#include <string.h>

#include "name/lexicon.h"

#define LEX_MAX_WORDS		24	/* in a spelling */
#define LEX_MAX_NATIVE		MAX_NATIVE_LEN
#define LEX_STAR_ENDING		4	/* letters that a starred word may go on for */
#define LEX_STAR_STEM		4	/* letters that it must have */
#define LEX_STEM_BITS		65536
#define LEX_MARKERS			1	/* the node at which markers begin */

/* A key and what belongs to it. */
typedef struct LexSlot
{
	uint32_t	hash;
	uint32_t	len;			/* of key, in bytes; 0 = free */
	const char *key;
	int32_t		value;			/* -1: none */
	uint8_t		longest;		/* native: of the spellings that begin with it */
	bool		edge_only;		/* native */
	bool		site;			/* native */
	bool		pattern;		/* native: of a spelling with alternatives */
} LexSlot;

typedef struct LexTable
{
	LexSlot    *slots;
	uint32_t	nslots;			/* a power of two, or 0 */
	uint32_t	used;
} LexTable;

#define LEX_EDGE_ONLY	0x01
#define LEX_SITE		0x02
#define LEX_PATTERN		0x04	/* of a spelling with alternatives */
#define LEX_STAR_BELOW	0x08	/* has an edge whose word is a stem */
#define LEX_LEGAL_BELOW	0x10	/* a legal form ends below */
#define LEX_OPEN		0x20	/* what follows belongs to it */

typedef struct LexNode
{
	uint32_t	edge;			/* the last one added, or 0 */
	int32_t		entry;			/* -1: no spelling ends here */
	uint8_t		flags;
} LexNode;

typedef struct LexEdge
{
	uint32_t	from;			/* node */
	uint32_t	word;			/* LEX_EDGE_WORD() */
	uint32_t	to;				/* node */
	uint32_t	sibling;		/* edge of the same node added before, or 0 */
} LexEdge;

#define LEX_EDGE_WORD(number, star)	((uint32_t) (number) * 2 + ((star) ? 1 : 0))

/* ---------- what is searched ---------- */

/* Readings of the words seen so far that are followed at a time. */
#define LEX_MAX_PATHS		64

/* The shortest word of a legal form in which a typing error is forgiven. */
#define LEX_MIN_SLIP		7

/*
 * What lies behind a node, or behind several to which edges for one word lead:
 * then the entry is that of the best of them, and the rest what all have together.
 */
typedef struct LexState
{
	uint64_t	below;			/* lexicon_below() of the words that lead on */
	int32_t		entry;			/* -1: no spelling ends here */
	uint32_t	slips;			/* the first of them, or 0; of several nodes 1
								 * if any has */
	uint8_t		flags;			/* those of the node */
	uint8_t		rank;			/* of its entry among those for the same words */
	bool		legal;			/* its entry is a legal form */
} LexState;

/*
 * A word, and what begins with it: all that most words of names ask for, in one
 * line of the cache.
 */
typedef struct LexKey
{
	LexState	state;			/* behind the word, or a stem of it, in front
								 * of a spelling */
	uint32_t	root;			/* its number, or 0: none begins with it */
	uint8_t		len;
	uint8_t		flags;			/* NameWord.lex */
	char		key[34];		/* the beginning of it */
} LexKey;

_Static_assert(sizeof(LexKey) == 64, "a word is to be in one line of the cache");

/* All edges of a node for a word. */
typedef struct LexStep
{
	uint32_t	from;			/* node */
	uint32_t	word;			/* LEX_EDGE_WORD() */
	uint32_t	to;				/* state: a node, or beyond them several */
	bool		used;
} LexStep;

/* Where several edges for a word lead. */
typedef struct LexFan
{
	uint32_t	first;			/* of targets */
	uint32_t	n;
} LexFan;

/* A long word behind a node through which a legal form goes. */
typedef struct LexSlip
{
	uint64_t	letters;		/* the set of those in key */
	const char *key;
	uint32_t	to;				/* node */
	uint8_t		len;
	bool		last;			/* of the node */
} LexSlip;

typedef struct LexWord
{
	const char *key;
	uint8_t		len;
	uint8_t		flags;			/* NameWord.lex */
} LexWord;

typedef struct Lexicon
{
	LexTable	words;			/* value: index into word */
	LexTable	native;			/* value: index into entries */
	LexTable	marker_native;	/* the same for markers */
	LexTable	ids;			/* by id_hash: the first entry with that id */
	LexWord    *word;
	uint32_t	nwords;
	uint32_t	maxwords;
	LexNode    *nodes;			/* the first is the root, the second that of
								 * markers */
	uint32_t	nnodes;
	uint32_t	maxnodes;
	uint64_t	stems[LEX_STEM_BITS / 64];	/* see lexicon_stem_bit() */
	LexEdge    *edges;			/* the first is not used */
	uint32_t	nedges;
	uint32_t	maxedges;
	uint32_t   *buckets;		/* hash of edges; 0 = free */
	uint32_t	nbuckets;		/* a power of two */
	LexEntry   *entries;
	int			nentries;
	uint32_t	maxentries;
	int			nspellings;
	LexKey	   *keys;			/* by number of the word; these are set by
								 * lexicon_freeze(), */
	uint32_t   *slots;			/* hash of words, see lexicon_key() */
	LexState   *states;			/* of the nodes, then of the fans */
	LexFan	   *fans;
	LexStep    *steps;			/* hash of (from, word) */
	uint32_t   *targets;
	LexSlip    *slips;			/* the first is not used */
	uint32_t	nslots;			/* powers of two */
	uint32_t	nsteps;			/* and words, nodes, edges and buckets are
								 * gone */
	char	   *chunk;			/* the last of a chain; keys live here */
	size_t		chunk_used;
	uint64_t	version;
	bool		ready;
} Lexicon;

/*
 * Writes the key of a word of a marker, which tells "c/o" from "co"; out has
 * room for WORD_MAX_KEY + 1 bytes.
 */
static inline size_t
lexicon_marker_key(char *out, const NameWord *word)
{
	size_t		n = word->slashed;

	out[0] = '/';
	memcpy(out + n, word->key, word->keylen);
	return n + word->keylen;
}

extern uint32_t lexicon_hash(const void *data, size_t len);
extern LexSlot *lexicon_find(const LexTable *table, const void *key, size_t len);

static inline uint32_t
lexicon_edge_hash(uint32_t from, uint32_t word)
{
	return (uint32_t) (((uint64_t) from << 32 | word) * UINT64_C(0x9E3779B97F4A7C15) >> 32);
}

/*
 * The next edge of a node for a word, in the order in which they were added.
 * *bucket is lexicon_edge_hash() for the first call.  0 = no more.
 */
static inline uint32_t
lexicon_next_edge(const Lexicon *lex, uint32_t from, uint32_t word, uint32_t *bucket)
{
	uint32_t	e;

	while ((e = lex->buckets[*bucket & (lex->nbuckets - 1)]) != 0)
	{
		(*bucket)++;
		if (lex->edges[e].from == from && lex->edges[e].word == word)
			return e;
	}
	return 0;
}

/*
 * Hash of the first letters that every stem has: most words begin like none,
 * and need not be looked up without their last letters.
 */
static inline uint32_t
lexicon_stem_bit(const char *key)
{
	uint32_t	head;

	memcpy(&head, key, LEX_STAR_STEM);
	return (head * UINT32_C(0x9E3779B1)) >> 16;
}

/*
 * Adds what a file says to *lex.  *arena is for what is needed on the way.  On
 * NAME_BAD_RULES error->line and error->why are set.
 */
extern NameStatus lexicon_read(Lexicon *lex, NameArena *arena, const RulesFile *file,
							   RulesError *error);

/*
 * Hash of the key of a word, for keys alone: it reads eight letters at a time,
 * so that it differs between machines.
 */
static inline uint32_t
lexicon_key_hash(const char *key, size_t len)
{
	uint64_t	a = 0;
	uint64_t	b = 0;

	if (len >= 8)
	{
		memcpy(&a, key, 8);
		memcpy(&b, key + len - 8, 8);
		for (size_t i = 8; i + 8 < len; i += 8)
		{
			uint64_t	c;

			memcpy(&c, key + i, 8);
			a = (a ^ c) * UINT64_C(0x9E3779B97F4A7C15);
			a ^= a >> 32;
		}
	}
	else if (len >= 4)
	{
		uint32_t	c;

		memcpy(&c, key, 4);
		a = c;
		memcpy(&c, key + len - 4, 4);
		b = c;
	}
	else if (len > 0)
		a = (uint64_t) (unsigned char) key[0] | (uint64_t) (unsigned char) key[len / 2] << 8 |
			(uint64_t) (unsigned char) key[len - 1] << 16;
	a = (a ^ len) * UINT64_C(0x9E3779B97F4A7C15);
	a = (a ^ a >> 32 ^ b) * UINT64_C(0xD6E8FEB86659FD93);
	return (uint32_t) (a >> 32);
}

/*
 * The word of that key, or NULL.  A slot holds the number of a word, from 1,
 * and above it the bits of its hash that do not say which slot it is: nearly
 * all words that are not there need not be compared.
 */
static inline const LexKey *
lexicon_key(const Lexicon *lex, const char *key, size_t len)
{
	const uint32_t mask = lex->nslots - 1;
	uint32_t	h = lexicon_key_hash(key, len);
	uint32_t	slot;

	for (uint32_t i = h; (slot = lex->slots[i & mask]) != 0; i++)
	{
		const LexKey *k;

		if (((slot ^ h) & ~mask) != 0)
			continue;
		k = &lex->keys[(slot & mask) - 1];
		if (k->len == len &&
			memcmp(len <= sizeof(k->key) ? k->key : lex->word[k - lex->keys].key, key, len) == 0)
			return k;
	}
	return NULL;
}

/* The bit of a word in LexState.below. */
static inline uint64_t
lexicon_below(int32_t number)
{
	return UINT64_C(1) << (number & 63);
}

/* The step from a node by a word, or NULL. */
static inline const LexStep *
lexicon_step(const Lexicon *lex, uint32_t from, uint32_t word)
{
	for (uint32_t i = lexicon_edge_hash(from, word);; i++)
	{
		const LexStep *s = &lex->steps[i & (lex->nsteps - 1)];

		if (!s->used)
			return NULL;
		if (s->from == from && s->word == word)
			return s;
	}
}

/* The nodes of a state, and how many, in the order in which they were added. */
static inline const uint32_t *
lexicon_targets(const Lexicon *lex, const uint32_t *state, uint32_t *n)
{
	const LexFan *fan;

	*n = 1;
	if (*state < lex->nnodes)
		return state;
	fan = &lex->fans[*state - lex->nnodes];
	*n = fan->n;
	return lex->targets + fan->first;
}

/*
 * Turns what was read into what is searched; false when out of memory.  Nothing
 * can be added afterwards.
 */
extern bool lexicon_freeze(Lexicon *lex);

/* Makes an empty lexicon, false when out of memory; frees all that one holds. */
extern bool lexicon_init(Lexicon *lex);
extern void lexicon_free(Lexicon *lex);

/* For lexicon_read.c.  NULL, 0, -1 and false: out of memory. */

/* A copy of len bytes, up to 64 kB, that lives as long as the lexicon. */
extern char *lexicon_keep(Lexicon *lex, const void *data, size_t len);

/* Makes room for one more element of an array that doubles. */
extern bool lexicon_grow(void **array, uint32_t used, uint32_t *max, size_t size);

/* Finds or makes the slot of a key, or the number of a word. */
extern LexSlot *lexicon_put(Lexicon *lex, LexTable *table, const void *key, size_t len);
extern int32_t lexicon_word_number(Lexicon *lex, const char *key, size_t len);

/* Makes a node or an edge; word is LEX_EDGE_WORD(). */
extern uint32_t lexicon_put_node(Lexicon *lex, uint8_t flags);
extern bool lexicon_put_edge(Lexicon *lex, uint32_t from, uint32_t word, uint32_t to);

/* Finds or makes the child of a node of the tree. */
extern uint32_t lexicon_put_child(Lexicon *lex, uint32_t parent, uint32_t word);

#endif							/* TRADESCREEN_NAME_LEXICON_TABLES_H */
