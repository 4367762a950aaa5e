/*-------------------------------------------------------------------------
 *
 * names.h
 *	  The name kernel as the access method calls it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_SCREEN_NAMES_H
#define TRADESCREEN_SCREEN_NAMES_H

#include "name/packed.h"

/* The arena for a plan, empty; lasts until the next call. */
extern NameArena *names_plan_arena(void);

/* Room for the bytes of all terms of a name; lasts until the next call. */
extern char *names_term_room(void);

/* Takes a name apart; what packed points to lasts until the next call. */
extern void names_pack(const NameCompiled *name, NamePacked *packed);

/* Puts a name together, until the next call; NULL if the bytes are damaged. */
extern const NameCompiled *names_unpack(const NamePacked *packed);

/*
 * The signature of a name in the pending area: 16 bits of each of its keys.
 * Returns how many, or -1 if they are more than SCREEN_MAX_SIGNATURE.  keys has
 * room for NAME_MAX_NAME_KEYS.
 */
extern int	names_signature(const NameCompiled *name, const NamePacked *packed, uint64 *keys, uint16 *to);

/*
 * A packed name as bytes: number of terms, then length and bytes of each, then
 * the rest.  name_bytes_read() sets pointers into them; false if they are
 * damaged.  terms has room for NAME_MAX_TERMS.
 */
extern size_t name_bytes_size(const NamePacked *packed);
extern void name_bytes_write(const NamePacked *packed, char *to);
extern bool name_bytes_read(const char *bytes, size_t len, NameTerm *terms, NamePacked *packed);

#endif							/* TRADESCREEN_SCREEN_NAMES_H */
