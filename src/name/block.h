/*-------------------------------------------------------------------------
 *
 * block.h
 *	  Laying out a compiled name; shared by compile.c, which makes it from a
 *	  field, and packed.c, which makes it from what an index stored.
 *
 * Nothing is checked for room: the caller has made sure of that.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_BLOCK_H
#define TRADESCREEN_NAME_BLOCK_H

#include <string.h>

#include "name/packed.h"

typedef struct Block
{
	char	   *base;
	uint32_t	used;
} Block;

/* What a unit is made of. */
typedef struct UnitBytes
{
	const char *text;
	const char *key;
	const char *initials;
	uint32_t	id;
	uint32_t	family;
	uint16_t	textlen;
	uint8_t		keylen;
	uint8_t		ninitials;
	uint8_t		cls;
	uint8_t		weight;
	uint8_t		flags;
	uint8_t		nwords;
} UnitBytes;

/* Bytes that a unit takes besides the NameUnit. */
static inline size_t
unit_bytes_size(const UnitBytes *u)
{
	return (size_t) u->textlen + u->keylen + u->ninitials;
}

/* Appends bytes and returns their offset. */
extern uint32_t block_put(Block *block, const char *s, size_t len);

/* Fills *unit and appends its bytes. */
extern void block_put_unit(Block *block, NameUnit *unit, const UnitBytes *u);

/*
 * Reads a term without making a name of it; false for one that is damaged.  *u
 * points into the term and into letters, which has room for
 * NAME_MAX_UNIT_TEXT; or it is NULL, and initials are not read.  (packed.c)
 */
extern bool block_read_term(const NameTerm *term, UnitBytes *u, char *letters);

/*
 * A name of this unit alone, without texts of its own: enough to pair it with
 * others.
 */
typedef struct UnitName
{
	NameCompiled name;
	NameUnit	unit;
	char		bytes[NAME_MAX_UNIT_TEXT + WORD_MAX_KEY + UINT8_MAX];
} UnitName;

extern void block_unit_name(UnitName *to, const UnitBytes *u);

/* memcpy() for what is mostly short. */
static inline void
block_copy(char *to, const char *from, size_t len)
{
	uint64_t	a;
	uint64_t	b;
	uint32_t	c;
	uint32_t	d;

	if (len > 16)
		memcpy(to, from, len);
	else if (len >= 8)
	{
		memcpy(&a, from, 8);
		memcpy(&b, from + len - 8, 8);
		memcpy(to, &a, 8);
		memcpy(to + len - 8, &b, 8);
	}
	else if (len >= 4)
	{
		memcpy(&c, from, 4);
		memcpy(&d, from + len - 4, 4);
		memcpy(to, &c, 4);
		memcpy(to + len - 4, &d, 4);
	}
	else
		for (size_t i = 0; i < len; i++)
			to[i] = from[i];
}

/* The characters that occur; some letters share a bit with a digit. */
static inline uint64_t
block_letter_set(const char *s, int len)
{
	uint64_t	set = 0;

	for (const char *end = s + len; s < end; s++)
		set |= UINT64_C(1) << ((unsigned char) *s & 63);
	return set;
}

/*
 * Sets weight and squeezed texts of a form whose units are in place, and
 * appends up to 2 * WORD_MAX_KEY bytes.
 */
extern void block_finish_form(Block *block, NameForm *form);

#endif							/* TRADESCREEN_NAME_BLOCK_H */
