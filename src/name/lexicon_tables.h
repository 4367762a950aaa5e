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
 * are numbered; edges are found by a hash of (node, number of the word), and
 * there may be several.  Spellings of scripts without spaces are code points in
 * a hash table, so that they can be found inside a run.
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
#define LEX_STEM_BITS		4096
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
	uint64_t   *hashes;			/* one bit of LEX_FILTER * nslots for each key: the slots are many, and
								 * most words of names are in none */
	uint32_t	nslots;			/* a power of two, or 0 */
	uint32_t	used;
} LexTable;

#define LEX_FILTER		4

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

typedef struct LexWord
{
	const char *key;
	uint8_t		len;
	bool		begins;			/* a spelling; as a stem it is in stems */
	bool		marks;			/* begins a marker */
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
	LexNode    *nodes;			/* the first is the root, the second that of markers */
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

/* Whether a key with this hash may be in the table, which has slots. */
static inline bool
lexicon_may_have(const LexTable *table, uint32_t hash)
{
	uint32_t	bit = hash & (table->nslots * LEX_FILTER - 1);

	return table->hashes[bit / 64] >> (bit & 63) & 1;
}

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
	return (head * UINT32_C(0x9E3779B1)) >> 20;
}

/*
 * Adds what a file says to *lex.  *arena is for what is needed on the way.  On
 * NAME_BAD_RULES error->line and error->why are set.
 */
extern NameStatus lexicon_read(Lexicon *lex, NameArena *arena, const RulesFile *file,
							   RulesError *error);

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
