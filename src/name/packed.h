/*-------------------------------------------------------------------------
 *
 * packed.h
 *	  A compiled name as an index stores it: terms, and what they do not say.
 *
 * A trade table has few distinct words and many names made of them.  So a name
 * is taken apart into its terms, each of which an index stores once for all
 * names, and a rest that is empty for most names.  A term is a unit of a name
 * with everything that the scorer reads of it.  Both are bytes without
 * alignment and without meaning to whoever stores them.
 *
 * Packing loses nothing: a name that is packed and unpacked again scores as
 * before against every other.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_PACKED_H
#define TRADESCREEN_NAME_PACKED_H

#include "name/compile.h"

/* Of one name; a term that occurs twice is listed twice. */
#define NAME_MAX_TERMS		(NAME_MAX_UNITS * NAME_MAX_FORMS)

/* Length of a term in bytes. */
#define NAME_MAX_TERM_LEN	700

typedef struct NameTerm
{
	const char *bytes;
	uint16_t	len;			/* 1 to NAME_MAX_TERM_LEN */
} NameTerm;

typedef struct NamePacked
{
	int			nterms;
	const NameTerm *terms;		/* in the order of the units of all forms */
	const char *rest;
	uint32_t	restlen;		/* often 0; at most a few times the field */
} NamePacked;

/*
 * Takes a name apart.  The result is in the arena, of which it needs at most
 * NAME_PACK_BYTES(name), and does not point into name.
 */
extern NameStatus name_pack(NameArena *arena, const NameCompiled *name, NamePacked *packed);

/* A term is no longer than its unit in the name. */
#define NAME_PACK_BYTES(name) \
	((size_t) (name)->size + NAME_MAX_TERMS * (sizeof(NameTerm) + 8) + 1024)

/*
 * Puts a name together again.  *name is in the arena, which must have
 * NAME_UNPACK_BYTES() left (NAME_NO_MEMORY), though few of them are kept; what
 * packed points to is copied.  Bytes that name_pack() did not make give
 * NAME_BAD_DATA, and are never read beyond their lengths.
 */
extern NameStatus name_unpack(NameArena *arena, const NamePacked *packed,
							  const NameCompiled **name);

#define NAME_UNPACK_BYTES(nterms, restlen) \
	(sizeof(NameCompiled) + NAME_MAX_FORMS * 2 * WORD_MAX_KEY + (size_t) (restlen) + \
	 (size_t) (nterms) * (sizeof(NameUnit) + NAME_MAX_TERM_LEN + NAME_MAX_UNIT_TEXT + 8))

#endif							/* TRADESCREEN_NAME_PACKED_H */
