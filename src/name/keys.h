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
 * The keys that a query looks up are in plan.h.  Both sides are made by one
 * set of functions, so that they meet.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_KEYS_H
#define TRADESCREEN_NAME_KEYS_H

#include "name/packed.h"

/* Of one term. */
#define NAME_MAX_TERM_KEYS	80

/* Of one name, beyond those of its terms. */
#define NAME_MAX_NAME_KEYS	2048

/*
 * The keys of a term, without duplicates, and how many; none for a term that
 * can raise no score.  keys has room for NAME_MAX_TERM_KEYS.
 */
extern int	name_term_keys(const NameTerm *term, uint64_t *keys);

/*
 * The keys of a name as a whole, without duplicates, and how many: at least
 * one.  keys has room for NAME_MAX_NAME_KEYS.
 */
extern int	name_whole_keys(const NameCompiled *name, uint64_t *keys);

#endif							/* TRADESCREEN_NAME_KEYS_H */
