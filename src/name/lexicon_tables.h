/*-------------------------------------------------------------------------
 *
 * lexicon_tables.h
 *	  What lexicon_read.c builds and lexicon.c searches; nobody else's.
 *
 * Spellings of scripts with spaces are paths of a tree, one word an edge, so
 * that spellings that begin alike share what they share, and an inflected word
 * costs one edge.  The words are numbered; an edge is found by a hash of
 * (node, number of the word).  Spellings of scripts without spaces are code
 * points in a hash table, so that they can be found inside a run.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_LEXICON_TABLES_H
#define TRADESCREEN_NAME_LEXICON_TABLES_H

#include <string.h>

#include "name/lexicon.h"

#define LEX_MAX_WORDS		12	/* in a spelling */
#define LEX_MAX_NATIVE		40	/* code points of a spelling without spaces */
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
} LexSlot;

typedef struct LexTable
{
	LexSlot    *slots;
	uint32_t	nslots;			/* a power of two, or 0 */
	uint32_t	used;
} LexTable;

#define LEX_EDGE_ONLY	0x01
#define LEX_SITE		0x02
#define LEX_STAR		0x04	/* its word is a stem */
#define LEX_STAR_BELOW	0x08	/* has a child whose word is a stem */
#define LEX_LEGAL_BELOW	0x10	/* a legal form ends below */

typedef struct LexNode
{
	uint32_t	parent;
	uint32_t	word;			/* that leads here */
	uint32_t	child;			/* the last one added, or 0 */
	uint32_t	sibling;		/* the one added before, or 0 */
	int32_t		entry;			/* -1: no spelling ends here */
	uint8_t		depth;			/* words on the path */
	uint8_t		flags;
} LexNode;

typedef struct LexWord
{
	const char *key;
	uint8_t		len;
	uint32_t	first[2];		/* the node of a spelling that begins with it, with it as a stem */
	uint32_t	marker;			/* and of a marker; 0 = none */
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
	uint32_t   *edges;			/* hash of nodes; 0 = free */
	uint32_t	nedges;			/* a power of two */
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
extern LexSlot *lexicon_find(const LexTable *table, const void *key, size_t len);

static inline uint32_t
lexicon_edge_hash(uint32_t node, uint32_t word, bool star)
{
	uint64_t	h = (((uint64_t) node << 32 | word) * 2 + star) * UINT64_C(0x9E3779B97F4A7C15);

	return (uint32_t) (h >> 32);
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

/* The child of a node by a word, which is a stem or not; 0 = none. */
extern uint32_t lexicon_child(const Lexicon *lex, uint32_t node, uint32_t word, bool star);

/*
 * Adds what a file says to *lex.  *arena is for what is needed on the way.  On
 * NAME_BAD_RULES error->line and error->why are set.
 */
extern NameStatus lexicon_read(Lexicon *lex, NameArena *arena, const RulesFile *file,
							   RulesError *error);

/* Makes an empty lexicon; frees all that one holds. */
extern bool lexicon_init(Lexicon *lex);
extern void lexicon_free(Lexicon *lex);

#endif							/* TRADESCREEN_NAME_LEXICON_TABLES_H */
