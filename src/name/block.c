/*-------------------------------------------------------------------------
 *
 * block.c
 *	  Laying out a compiled name.
 *
 *-------------------------------------------------------------------------
 */
#include "name/block.h"

#include <string.h>

_Static_assert(sizeof(NameUnit) == 48, "the compiled form is cached: no padding may creep in");
_Static_assert(sizeof(NameForm) == 20, "the compiled form is cached");
_Static_assert(sizeof(NameCompiled) % 8 == 0, "units follow and need their alignment");

uint32_t
block_put(Block *block, const char *s, size_t len)
{
	uint32_t	at = block->used;

	memcpy(block->base + at, s, len);
	block->used += (uint32_t) len;
	return at;
}

/* The characters that occur; some letters share a bit with a digit. */
static uint64_t
letter_set(const char *key, int len)
{
	uint64_t	set = 0;

	for (int i = 0; i < len; i++)
		set |= UINT64_C(1) << ((unsigned char) key[i] & 63);
	return set;
}

void
block_put_unit(Block *block, NameUnit *unit, const UnitBytes *u)
{
	unit->letters = letter_set(u->key, u->keylen);
	unit->text_letters = letter_set(u->text, u->textlen);
	unit->id = u->id;
	unit->family = u->family;
	unit->textlen = u->textlen;
	unit->keylen = u->keylen;
	unit->ninitials = u->ninitials;
	unit->text = block_put(block, u->text, u->textlen);
	unit->key = block_put(block, u->key, u->keylen);
	unit->initials = block_put(block, u->initials, u->ninitials);
	unit->cls = u->cls;
	unit->weight = u->weight;
	unit->flags = u->flags;
	unit->nwords = u->nwords;
}

/* Appends the squeezed key of a form; too long a one is left out. */
static void
put_squeezed(Block *block, NameForm *form, int which)
{
	const NameCompiled *name = (const NameCompiled *) block->base;
	uint32_t	at = block->used;

	for (uint32_t i = 0; i < form->nunits; i++)
	{
		const NameUnit *u = name_unit(name, form->first + i);

		if (which == 0 && (u->flags & UNIT_LIGHT))
			continue;
		if (block->used - at + u->keylen > WORD_MAX_KEY)
		{
			block->used = at;
			break;
		}
		block_put(block, name_bytes(name, u->key), u->keylen);
	}
	form->squeezed[which] = at;
	form->squeezedlen[which] = (uint8_t) (block->used - at);
}

void
block_finish_form(Block *block, NameForm *form)
{
	const NameCompiled *name = (const NameCompiled *) block->base;
	int			weight = 0;

	for (uint32_t i = 0; i < form->nunits; i++)
	{
		const NameUnit *u = name_unit(name, form->first + i);

		if (!(u->flags & UNIT_LIGHT))
			weight += u->weight;
	}
	form->weight = (uint16_t) weight;
	put_squeezed(block, form, 0);
	put_squeezed(block, form, 1);
}
