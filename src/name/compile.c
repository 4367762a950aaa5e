/*-------------------------------------------------------------------------
 *
 * compile.c
 *	  From the units of a field to the forms of a name, in one block.
 *
 *-------------------------------------------------------------------------
 */
#include "name/compile.h"

#include <string.h>

#include "name/draft.h"
#include "name/initials.h"
#include "name/segment.h"

_Static_assert(sizeof(NameUnit) == 48, "the compiled form is stored: no padding may creep in");
_Static_assert(sizeof(NameForm) == 20, "the compiled form is stored");
_Static_assert(sizeof(NameCompiled) % 8 == 0, "units follow and need their alignment");

/* ---------- the block ---------- */

typedef struct Block
{
	char	   *base;
	uint32_t	used;
} Block;

static uint32_t
put_bytes(Block *block, const char *s, size_t len)
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

static size_t
draft_bytes(const Draft *d)
{
	return sizeof(NameUnit) + d->textlen + d->keylen + d->ninitials;
}

static void
put_unit(Block *block, NameUnit *u, const Draft *d)
{
	u->letters = letter_set(d->key, d->keylen);
	u->text_letters = letter_set(d->text, d->textlen);
	u->id = d->entry ? d->entry->id_hash : 0;
	u->family = d->entry ? d->entry->family_hash : 0;
	u->textlen = d->textlen;
	u->keylen = d->keylen;
	u->ninitials = d->ninitials;
	u->text = put_bytes(block, d->text, d->textlen);
	u->key = put_bytes(block, d->key, d->keylen);
	u->initials = put_bytes(block, d->initials, d->ninitials);
	u->cls = d->cls;
	u->weight = d->weight;
	u->flags = d->flags;
	u->nwords = d->nwords;
}

/* Puts the squeezed text of a form; too long a one is left out. */
static void
put_squeezed(Block *block, NameForm *form, int which, const Draft *d, int n)
{
	char		text[WORD_MAX_KEY];
	size_t		len = 0;

	for (int i = 0; i < n; i++)
	{
		if (which == 0 && (d[i].flags & UNIT_LIGHT))
			continue;
		for (int j = 0; j < d[i].textlen; j++)
		{
			if (d[i].text[j] == ' ')
				continue;
			if (len == WORD_MAX_KEY)
			{
				len = 0;
				i = n;
				break;
			}
			text[len++] = d[i].text[j];
		}
	}
	form->squeezed[which] = put_bytes(block, text, len);
	form->squeezedlen[which] = (uint8_t) len;
}

/* ---------- the field ---------- */

static NameStatus
field_drafts(NameArena *arena, const char *utf8, size_t len, Draft **drafts, int *n)
{
	FoldedText	text;
	NameWord   *words;
	int			nwords;
	NameStatus	status;

	status = fold_text(arena, utf8, len, &text);
	/* folding may lengthen a text many times */
	if (status == NAME_OK && text.n > FOLD_MAX_INPUT)
		text.n = FOLD_MAX_INPUT;
	if (status == NAME_OK)
		status = units_split(arena, &text, &words, &nwords);
	if (status == NAME_OK)
		status = segment_words(arena, words, nwords, &words, &nwords);
	if (status == NAME_OK)
		status = draft_units(arena, words, nwords, drafts, n);
	return status;
}

NameStatus
name_compile(NameArena *arena, const char *utf8, size_t len, const NameCompiled **out)
{
	Draft	   *all;
	Draft	   *forms[NAME_MAX_FORMS];
	int			nunits[NAME_MAX_FORMS];
	int			nforms = 0;
	int			n;
	int		   *piece;
	int			npieces;
	bool		markers;
	bool		truncated = false;
	bool		bracket[NAME_MAX_FORMS];
	size_t		textlen = 0;
	size_t		size;
	NameCompiled *name;
	Block		block;
	NameUnit   *unit;
	NameStatus	status;
	char	   *p;

	status = field_drafts(arena, utf8, len, &all, &n);
	if (status != NAME_OK)
		return status;
	piece = name_alloc(arena, ((size_t) n + 1) * sizeof(int));
	if (piece == NULL)
		return NAME_NO_MEMORY;
	npieces = forms_split(all, n, piece, &markers);

	/*
	 * The whole field is a form too, unless markers say that it is several
	 * names: brackets may hold a part of the name after all.
	 */
	for (int f = npieces > 1 && !markers ? -1 : 0; f < npieces; f++)
	{
		Draft	   *d;
		int			m = 0;

		if (nforms == NAME_MAX_FORMS)
		{
			truncated = true;
			break;
		}
		for (int i = 0; i < n; i++)
			m += piece[i] >= 0 && (f < 0 || piece[i] == f);
		d = name_alloc(arena, ((size_t) m + 1) * sizeof(Draft));
		if (d == NULL)
			return NAME_NO_MEMORY;
		m = 0;
		for (int i = 0; i < n; i++)
			if (piece[i] >= 0 && (f < 0 || piece[i] == f))
				d[m++] = all[i];
		status = draft_finish(arena, d, &m, &truncated);
		if (status != NAME_OK)
			return status;
		if (m == 0)
			continue;
		bracket[nforms] = f >= 0 && npieces > 1 && d[0].bracket != 0;
		forms[nforms] = d;
		nunits[nforms++] = m;
	}

	size = sizeof(NameCompiled);
	for (int i = 0; i < n; i++)
		textlen += all[i].textlen + 1u;
	size += textlen + (size_t) nforms * 2 * WORD_MAX_KEY;
	for (int f = 0; f < nforms; f++)
		for (int i = 0; i < nunits[f]; i++)
			size += draft_bytes(&forms[f][i]);
	size = (size + 7) & ~(size_t) 7;
	name = name_alloc(arena, size);
	if (name == NULL)
		return NAME_NO_MEMORY;
	name->size = (uint32_t) size;
	name->nforms = (uint16_t) nforms;
	name->flags = truncated ? NAME_TRUNCATED : 0;
	name->units = sizeof(NameCompiled);
	unit = (NameUnit *) ((char *) name + name->units);

	block.base = (char *) name;
	block.used = name->units;
	for (int f = 0; f < nforms; f++)
		block.used += (uint32_t) nunits[f] * (uint32_t) sizeof(NameUnit);
	for (int f = 0; f < nforms; f++)
	{
		int			weight = 0;

		name->forms[f].first = (uint32_t) (unit - name_unit(name, 0));
		name->forms[f].nunits = (uint16_t) nunits[f];
		for (int i = 0; i < nunits[f]; i++)
		{
			put_unit(&block, unit++, &forms[f][i]);
			if (!(forms[f][i].flags & UNIT_LIGHT))
				weight += forms[f][i].weight;
		}
		name->forms[f].weight = (uint16_t) weight;
		name->forms[f].flags = bracket[f] ? FORM_BRACKET : 0;
		for (int which = 0; which < 2; which++)
			put_squeezed(&block, &name->forms[f], which, forms[f], nunits[f]);
	}

	for (int f = 0; f < nforms; f++)
		if (nforms > 1 && initials_explained(name, f))
			name->forms[f].flags |= FORM_EXPLAINED;

	/* the normalised text: all units of the field, markers too */
	name->text = block.used;
	p = block.base + block.used;
	for (int i = 0; i < n; i++)
	{
		if (i > 0)
			*p++ = ' ';
		memcpy(p, all[i].text, all[i].textlen);
		p += all[i].textlen;
	}
	name->textlen = (uint32_t) (p - (block.base + block.used));
	*out = name;
	return NAME_OK;
}

NameStatus
name_parse_units(NameArena *arena, const char *utf8, size_t len,
				 const NameUnit **units, int *nunits, const char **base)
{
	Draft	   *d;
	NameUnit   *u;
	Block		block;
	size_t		size = 0;
	int			n;
	NameStatus	status;

	status = field_drafts(arena, utf8, len, &d, &n);
	if (status == NAME_OK)
		status = draft_finish(arena, d, &n, NULL);
	if (status != NAME_OK)
		return status;
	for (int i = 0; i < n; i++)
		size += draft_bytes(&d[i]);
	block.base = name_alloc(arena, size + 1);
	if (block.base == NULL)
		return NAME_NO_MEMORY;
	block.used = (uint32_t) n * (uint32_t) sizeof(NameUnit);
	u = (NameUnit *) block.base;
	for (int i = 0; i < n; i++)
		put_unit(&block, &u[i], &d[i]);
	*units = u;
	*nunits = n;
	*base = block.base;
	return NAME_OK;
}
