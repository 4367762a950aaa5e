/*-------------------------------------------------------------------------
 *
 * block.c
 *	  Laying out a compiled name.
 *
 *-------------------------------------------------------------------------
 */
#include "name/block.h"

#include <string.h>

#include "name/units.h"

_Static_assert(sizeof(NameUnit) == 48, "the compiled form is cached: no padding may creep in");
_Static_assert(sizeof(NameForm) == 20, "the compiled form is cached");
_Static_assert(sizeof(NameCompiled) % 8 == 0, "units follow and need their alignment");

uint32_t
block_put(Block *block, const char *s, size_t len)
{
	uint32_t	at = block->used;

	block_copy(block->base + at, s, len);
	block->used += (uint32_t) len;
	return at;
}

/* Appends letters and returns the set of them. */
static inline uint64_t
put_letters(Block *block, const char *s, size_t len)
{
	char	   *to = block->base + block->used;
	uint64_t	set = 0;

	for (size_t i = 0; i < len; i++)
	{
		set |= UINT64_C(1) << ((unsigned char) s[i] & 63);
		to[i] = s[i];
	}
	block->used += (uint32_t) len;
	return set;
}

void
block_put_unit(Block *block, NameUnit *unit, const UnitBytes *u)
{
	unit->text = block->used;
	unit->text_letters = put_letters(block, u->text, u->textlen);
	unit->key = block->used;
	unit->letters = put_letters(block, u->key, u->keylen);
	unit->initials = block->used;
	for (int i = 0; i < u->ninitials; i++)
		block->base[block->used++] = u->initials[i];
	unit->id = u->id;
	unit->family = u->family;
	unit->textlen = u->textlen;
	unit->keylen = u->keylen;
	unit->ninitials = u->ninitials;
	unit->cls = u->cls;
	unit->weight = u->weight;
	unit->flags = u->flags;
	unit->nwords = u->nwords;
}

void
block_unit_name(UnitName *to, const UnitBytes *u)
{
	Block		block = {(char *) to, offsetof(UnitName, bytes)};
	NameForm   *form = &to->name.forms[0];

	memset(form, 0, sizeof(*form));
	to->name.nforms = 1;
	to->name.flags = 0;
	to->name.units = offsetof(UnitName, unit);
	to->name.textlen = 0;
	block_put_unit(&block, &to->unit, u);
	form->nunits = 1;
	form->weight = u->weight;
	to->name.text = to->name.size = block.used;
}

int
unit_letters(const char *text, int len, char *out)
{
	int			n = 0;

	if (memchr(text, ' ', (size_t) len) == NULL)
	{
		memcpy(out, text, (size_t) len);
		return len;
	}
	for (int i = 0; i < len; i++)
		if (text[i] != ' ')
			out[n++] = text[i];
	return n;
}

/*
 * Writes the squeezed text of a form to out, which has room for the texts of
 * its units, and returns its length.
 */
static size_t
squeeze(const NameCompiled *name, const NameForm *form, int which, char *out)
{
	const NameUnit *u = name_unit(name, form->first);
	size_t		len = 0;

	for (int i = 0; i < form->nunits; i++, u++)
	{
		if (which == 0 && (u->flags & UNIT_LIGHT))
			continue;
		/* only a phrase has spaces */
		if (u->nwords == 1)
		{
			block_copy(out + len, name_bytes(name, u->text), u->textlen);
			len += u->textlen;
		}
		else
			len += (size_t) unit_letters(name_bytes(name, u->text), u->textlen, out + len);
	}
	return len;
}

/* Appends it; of too long a one, a hash ends it. */
static void
put_squeezed(Block *block, NameForm *form, int which, int letters)
{
	const NameCompiled *name = (const NameCompiled *) block->base;
	char		squeezed[NAME_MAX_UNITS * NAME_MAX_UNIT_TEXT];
	size_t		len;

	form->squeezed[which] = block->used;
	if (letters <= WORD_MAX_KEY)
	{
		len = squeeze(name, form, which, block->base + block->used);
		block->used += (uint32_t) len;
	}
	else
	{
		len = units_cut_key(squeezed, squeeze(name, form, which, squeezed));
		block_put(block, squeezed, len);
	}
	form->squeezedlen[which] = (uint8_t) len;
}

void
block_finish_form(Block *block, NameForm *form)
{
	const NameCompiled *name = (const NameCompiled *) block->base;
	const NameUnit *u = name_unit(name, form->first);
	int			weight = 0;
	int			letters[2] = {0, 0};	/* without and with light units */

	for (int i = 0; i < form->nunits; i++, u++)
	{
		letters[1] += u->textlen;
		if (u->flags & UNIT_LIGHT)
			continue;
		letters[0] += u->textlen;
		weight += u->weight;
	}
	form->weight = (uint16_t) weight;
	put_squeezed(block, form, 0, letters[0]);
	if (letters[0] == letters[1])
	{
		form->squeezed[1] = block_put(block, block->base + form->squeezed[0], form->squeezedlen[0]);
		form->squeezedlen[1] = form->squeezedlen[0];
	}
	else
		put_squeezed(block, form, 1, letters[1]);
}
