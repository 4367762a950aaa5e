/*-------------------------------------------------------------------------
 *
 * packed.c
 *	  Taking compiled names apart and putting them together again.
 *
 * A term is
 *
 *		byte	class, and which of the following differ from the rule
 *		byte	weight in percent
 *		byte	flags
 *		byte	number of words
 *		byte	length of the key			if TERM_KEY
 *		byte	number of initials			if TERM_INITIALS
 *		4 bytes	id							if TERM_ID
 *		4 bytes	family						if TERM_FAMILY
 *		text, key if TERM_KEY, initials if TERM_INITIALS
 *
 * The text has what the others leave of the term: without its length in front of
 * it, terms in the order of their bytes begin with the same letters.
 *
 * As a rule the key is the text, the initials are the first letters of the
 * words of the text, there is no id, and the family is the id.
 *
 * The rest is empty for a name of one form without flags whose normalised text
 * is that of its units.  Otherwise it is
 *
 *		byte	flags of the name
 *		byte	number of forms
 *		byte	units, byte flags			of each form
 *		byte	1: the text is that of the units of the first form
 *		text								otherwise
 *
 *-------------------------------------------------------------------------
 */
#include "name/packed.h"

#include <string.h>

#include "name/block.h"

#define TERM_CLASS		0x0F
#define TERM_KEY		0x10
#define TERM_INITIALS	0x20
#define TERM_ID			0x40
#define TERM_FAMILY		0x80

#define TERM_HEADER		4

_Static_assert(NAME_NCLASSES <= TERM_CLASS + 1, "the class has four bits");
_Static_assert(NAME_MAX_UNIT_TEXT <= UINT8_MAX && WORD_MAX_KEY <= UINT8_MAX, "lengths have a byte");
_Static_assert(TERM_HEADER + 10 + NAME_MAX_UNIT_TEXT + WORD_MAX_KEY + UINT8_MAX <= NAME_MAX_TERM_LEN,
			   "every unit makes a term");

/* The first letters of words divided by spaces; returns how many. */
static int
first_letters(const char *text, int len, char *out)
{
	int			n = 0;

	for (int i = 0; i < len; i++)
		if (text[i] != ' ' && (i == 0 || text[i - 1] == ' '))
			out[n++] = text[i];
	return n;
}

/* ---------- terms ---------- */

static uint16_t
pack_unit(const NameCompiled *name, const NameUnit *u, char *out)
{
	const char *text = name_bytes(name, u->text);
	const char *key = name_bytes(name, u->key);
	const char *initials = name_bytes(name, u->initials);
	char		rule[NAME_MAX_UNIT_TEXT];
	int			nrule = first_letters(text, u->textlen, rule);
	uint8_t		what = u->cls;
	char	   *p = out + TERM_HEADER;

	if (u->keylen != u->textlen || memcmp(key, text, u->keylen) != 0)
		what |= TERM_KEY;
	if (u->ninitials != nrule || memcmp(initials, rule, (size_t) nrule) != 0)
		what |= TERM_INITIALS;
	if (u->id != 0)
		what |= TERM_ID;
	if (u->family != u->id)
		what |= TERM_FAMILY;
	out[0] = (char) what;
	out[1] = (char) u->weight;
	out[2] = (char) u->flags;
	out[3] = (char) u->nwords;
	if (what & TERM_KEY)
		*p++ = (char) u->keylen;
	if (what & TERM_INITIALS)
		*p++ = (char) u->ninitials;
	if (what & TERM_ID)
	{
		memcpy(p, &u->id, 4);
		p += 4;
	}
	if (what & TERM_FAMILY)
	{
		memcpy(p, &u->family, 4);
		p += 4;
	}
	memcpy(p, text, u->textlen);
	p += u->textlen;
	if (what & TERM_KEY)
	{
		memcpy(p, key, u->keylen);
		p += u->keylen;
	}
	if (what & TERM_INITIALS)
	{
		memcpy(p, initials, u->ninitials);
		p += u->ninitials;
	}
	return (uint16_t) (p - out);
}

bool
block_read_term(const NameTerm *term, UnitBytes *u, char *letters)
{
	const unsigned char *p = (const unsigned char *) term->bytes;
	const unsigned char *end = p + term->len;
	uint8_t		what;
	int			textlen;

	if (term->len < TERM_HEADER)
		return false;
	what = p[0];
	u->cls = what & TERM_CLASS;
	u->weight = p[1];
	u->flags = p[2];
	u->nwords = p[3];
	p += TERM_HEADER;
	if (end - p < ((what & TERM_KEY) != 0) + ((what & TERM_INITIALS) != 0) +
		((what & TERM_ID) ? 4 : 0) + ((what & TERM_FAMILY) ? 4 : 0))
		return false;
	u->keylen = (what & TERM_KEY) ? *p++ : 0;
	u->ninitials = (what & TERM_INITIALS) ? *p++ : 0;
	u->id = 0;
	if (what & TERM_ID)
	{
		memcpy(&u->id, p, 4);
		p += 4;
	}
	u->family = u->id;
	if (what & TERM_FAMILY)
	{
		memcpy(&u->family, p, 4);
		p += 4;
	}
	textlen = (int) (end - p) - u->keylen - u->ninitials;
	if (u->cls >= NAME_NCLASSES || textlen <= 0 || textlen > NAME_MAX_UNIT_TEXT)
		return false;
	u->textlen = (uint16_t) textlen;
	if (!(what & TERM_KEY))
		u->keylen = (uint8_t) textlen;
	if (u->keylen == 0 || u->keylen > WORD_MAX_KEY)
		return false;
	u->text = u->key = (const char *) p;
	p += u->textlen;
	if (what & TERM_KEY)
	{
		u->key = (const char *) p;
		p += u->keylen;
	}
	u->initials = (const char *) p;
	if (letters != NULL && !(what & TERM_INITIALS))
	{
		u->ninitials = (uint8_t) first_letters(u->text, u->textlen, letters);
		u->initials = letters;
	}
	return true;
}

/* ---------- names ---------- */

/* Writes the texts of n units with spaces between them; returns the length. */
static size_t
join_texts(const NameCompiled *name, const NameUnit *units, int n, char *out)
{
	char	   *p = out;

	for (int i = 0; i < n; i++)
	{
		if (i > 0)
			*p++ = ' ';
		memcpy(p, name_bytes(name, units[i].text), units[i].textlen);
		p += units[i].textlen;
	}
	return (size_t) (p - out);
}

/* Whether the normalised text is that of the units of the first form. */
static bool
text_is_joined(const NameCompiled *name)
{
	char		joined[NAME_MAX_UNITS * (NAME_MAX_UNIT_TEXT + 1)];
	size_t		len;

	if (name->nforms == 0)
		return name->textlen == 0;
	len = join_texts(name, name_unit(name, name->forms[0].first), name->forms[0].nunits, joined);
	return len == name->textlen && memcmp(joined, name_bytes(name, name->text), len) == 0;
}

NameStatus
name_pack(NameArena *arena, const NameCompiled *name, NamePacked *packed)
{
	int			nterms = 0;
	bool		joined = text_is_joined(name);
	NameTerm   *terms;
	char	   *rest;
	char		buf[NAME_MAX_TERM_LEN];

	for (int f = 0; f < name->nforms; f++)
		nterms += name->forms[f].nunits;
	terms = name_alloc(arena, (size_t) nterms * sizeof(NameTerm) + 1);
	if (terms == NULL)
		return NAME_NO_MEMORY;
	/* the units of all forms follow each other */
	for (int i = 0; i < nterms; i++)
	{
		uint16_t	len = pack_unit(name, name_unit(name, (uint32_t) i), buf);
		char	   *bytes = name_alloc(arena, len);

		if (bytes == NULL)
			return NAME_NO_MEMORY;
		memcpy(bytes, buf, len);
		terms[i].bytes = bytes;
		terms[i].len = len;
	}
	packed->nterms = nterms;
	packed->terms = terms;
	packed->rest = NULL;
	packed->restlen = 0;
	if (name->nforms == 1 && name->flags == 0 && name->forms[0].flags == 0 && joined)
		return NAME_OK;

	rest = name_alloc(arena, 3 + 2 * NAME_MAX_FORMS + (size_t) name->textlen);
	if (rest == NULL)
		return NAME_NO_MEMORY;
	packed->rest = rest;
	*rest++ = (char) name->flags;
	*rest++ = (char) name->nforms;
	for (int f = 0; f < name->nforms; f++)
	{
		*rest++ = (char) name->forms[f].nunits;
		*rest++ = (char) name->forms[f].flags;
	}
	*rest++ = (char) joined;
	if (!joined)
	{
		memcpy(rest, name_bytes(name, name->text), name->textlen);
		rest += name->textlen;
	}
	packed->restlen = (uint32_t) (rest - packed->rest);
	return NAME_OK;
}

NameStatus
name_unpack(NameArena *arena, const NamePacked *packed, const NameCompiled **out)
{
	const unsigned char *p = NULL;
	const unsigned char *end = NULL;
	int			nforms = 1;
	int			flags = 0;
	int			nunits[NAME_MAX_FORMS] = {packed->nterms};
	int			form_flags[NAME_MAX_FORMS] = {0};
	bool		joined = true;
	size_t		mark = arena->used;
	size_t		size;
	NameCompiled *name;
	Block		block;
	int			next = 0;

	if (packed->nterms < 0 || packed->nterms > NAME_MAX_TERMS)
		return NAME_BAD_DATA;
	if (packed->restlen > 0)
	{
		int			sum = 0;

		p = (const unsigned char *) packed->rest;
		end = p + packed->restlen;
		if (end - p < 3)
			return NAME_BAD_DATA;
		flags = *p++;
		nforms = *p++;
		if (nforms > NAME_MAX_FORMS || end - p < 2 * nforms + 1)
			return NAME_BAD_DATA;
		for (int f = 0; f < nforms; f++)
		{
			nunits[f] = *p++;
			form_flags[f] = *p++;
			sum += nunits[f];
		}
		joined = *p++ != 0;
		if (sum != packed->nterms || (joined && p != end))
			return NAME_BAD_DATA;
	}
	for (int f = 0; f < nforms; f++)
		if (nunits[f] < 1 || nunits[f] > NAME_MAX_UNITS)
			return NAME_BAD_DATA;

	size = NAME_UNPACK_BYTES(packed->nterms, packed->restlen);
	if (arena->used + size > arena->size)
		return NAME_NO_MEMORY;
	name = (NameCompiled *) (arena->base + mark);
	memset(name, 0, sizeof(NameCompiled));
	name->nforms = (uint16_t) nforms;
	name->flags = (uint16_t) flags;
	name->units = sizeof(NameCompiled);
	block.base = (char *) name;
	block.used = name->units + (uint32_t) packed->nterms * (uint32_t) sizeof(NameUnit);
	for (int f = 0; f < nforms; f++)
	{
		NameForm   *form = &name->forms[f];

		form->first = (uint32_t) next;
		form->nunits = (uint16_t) nunits[f];
		form->flags = (uint8_t) form_flags[f];
		for (int i = 0; i < nunits[f]; i++, next++)
		{
			UnitBytes	u;
			char		letters[NAME_MAX_UNIT_TEXT];

			if (!block_read_term(&packed->terms[next], &u, letters))
				return NAME_BAD_DATA;
			block_put_unit(&block, (NameUnit *) (block.base + name->units) + next, &u);
		}
		block_finish_form(&block, form);
	}
	name->text = block.used;
	if (!joined)
		block_put(&block, (const char *) p, (size_t) (end - p));
	else if (nforms > 0)
		block.used += (uint32_t) join_texts(name, name_unit(name, 0), nunits[0], block.base + block.used);
	name->textlen = block.used - name->text;
	name->size = (block.used + 7) & ~UINT32_C(7);
	arena->used = mark + name->size;
	*out = name;
	return NAME_OK;
}
