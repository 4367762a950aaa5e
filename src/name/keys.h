/*-------------------------------------------------------------------------
 *
 * keys.h
 *	  The keys under which an index finds terms and names.
 *
 * A key is a 64-bit hash that stands for one fact about a term ("these letters
 * without the third", "this id of the lexicon") or about a name as a whole
 * ("these two words written as one").  Two facts may have one key by chance;
 * that costs a look, never a hit, because whatever a key finds is compared.
 *
 * An index keeps the first NAME_KEY_BITS of a key, or more.  The last four of
 * those are its place: of a key of letters it says which letter was left out,
 * and tells most facts apart that have the remaining letters in common.
 *
 * The keys that a query looks up are in plan.h.  Both sides are made by one
 * set of functions, so that they meet.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_KEYS_H
#define TRADESCREEN_NAME_KEYS_H

#include "name/packed.h"

/* What a key is about; part of its hash. */
typedef enum KeyKind
{
	/* of terms */
	KEY_LETTERS = 1,			/* a string, or a short one without one letter */
	KEY_NUMBER,					/* the value of a number */
	KEY_ID,						/* an id of the lexicon */
	KEY_WORD,					/* a word of a phrase */
	KEY_STEM,					/* the first letters of a key */
	KEY_PARTS,					/* two of the three parts of a long string */
	KEY_THIRD,					/* of a long canonical key */
	/* of whole names */
	KEY_TEXT,					/* the normalised text */
	KEY_JOINED,					/* several units as one word, or half of it */
	KEY_INITIALS				/* the first letters of several units */
} KeyKind;

#define NAME_NKEYKINDS		(KEY_INITIALS + 1)

#define NAME_KEY_BITS		28
#define NAME_PLACE_BITS		4

static inline unsigned
name_key_place(uint64_t key)
{
	return (unsigned) (key >> (64 - NAME_KEY_BITS)) & ((1 << NAME_PLACE_BITS) - 1);
}

/* The key without its place. */
static inline uint64_t
name_key_facts(uint64_t key)
{
	return key & ~(((UINT64_C(1) << NAME_PLACE_BITS) - 1) << (64 - NAME_KEY_BITS));
}

/* Of one term. */
#define NAME_MAX_TERM_KEYS	80

/* Of one name, beyond those of its terms. */
#define NAME_MAX_NAME_KEYS	1024

/*
 * The keys of a term, some of them twice, and how many; none for a term that
 * can raise no score.  keys has room for NAME_MAX_TERM_KEYS.
 */
extern int	name_term_keys(const NameTerm *term, uint64_t *keys);

/*
 * The keys of a name as a whole, some of them twice, and how many: at least
 * one.  keys has room for NAME_MAX_NAME_KEYS.
 */
extern int	name_whole_keys(const NameCompiled *name, uint64_t *keys);

/* For those who want to see what the keys stand for. */
typedef struct NameKeyFact
{
	uint64_t	key;
	KeyKind		kind;
	uint32_t	number;			/* an id's hash; a place; of parts 4 * the
								 * whole length + which */
	char		letters[WORD_MAX_KEY];
	int			len;			/* of letters; the key is about all of them */
} NameKeyFact;

/* "letters", "id", ...: stable words. */
extern const char *const name_key_word[NAME_NKEYKINDS];

/* The same keys, each once. */
extern int	name_term_facts(const NameTerm *term, NameKeyFact *facts);
extern int	name_whole_facts(const NameCompiled *name, NameKeyFact *facts);

#endif							/* TRADESCREEN_NAME_KEYS_H */
