/*-------------------------------------------------------------------------
 *
 * compile.c
 *	  From the units of a field to the forms of a name, in one block.
 *
 *-------------------------------------------------------------------------
 */
#include "name/compile.h"

#include <string.h>

#include "name/block.h"
#include "name/draft.h"
#include "name/forms.h"
#include "name/initials.h"
#include "name/reread.h"
#include "name/segment.h"

/* What a draft is made of, for the block. */
static UnitBytes
draft_bytes(const Draft *d)
{
	UnitBytes	u;

	u.text = d->text;
	u.key = d->key;
	u.initials = d->initials;
	u.id = d->entry ? d->entry->id_hash : 0;
	u.family = d->entry ? d->entry->family_hash : 0;
	u.textlen = d->textlen < NAME_MAX_UNIT_TEXT ? d->textlen : NAME_MAX_UNIT_TEXT;
	u.keylen = d->keylen;
	u.ninitials = d->ninitials;
	u.cls = d->cls;
	u.weight = d->weight;
	u.flags = d->flags;
	u.nwords = d->nwords;
	return u;
}

static void
put_draft(Block *block, NameUnit *unit, const Draft *d)
{
	UnitBytes	u = draft_bytes(d);

	block_put_unit(block, unit, &u);
}

static size_t
draft_size(const Draft *d)
{
	return sizeof(NameUnit) + (d->textlen < NAME_MAX_UNIT_TEXT ? d->textlen : NAME_MAX_UNIT_TEXT) +
		d->keylen + d->ninitials;
}

/* ---------- the field ---------- */

/* Where two readings of a field lead. */
typedef struct Forms
{
	Draft	   *drafts[NAME_MAX_FORMS];
	int			nunits[NAME_MAX_FORMS];
	uint8_t		flags[NAME_MAX_FORMS];
	int			n;
	bool		truncated;
} Forms;

static NameStatus
field_text(NameArena *arena, const char *utf8, size_t len, FoldedText *text)
{
	NameStatus	status = fold_text(arena, utf8, len, text);

	/* folding may lengthen a text many times */
	if (status == NAME_OK && text->n > FOLD_MAX_INPUT)
		text->n = FOLD_MAX_INPUT;
	return status;
}

/* The units of a field, and, where field is not NULL, who is named in it. */
static NameStatus
field_drafts(NameArena *arena, const FoldedText *text, Draft **drafts, int *n, PartyField *field)
{
	NameWord   *words;
	int			nwords;
	NameStatus	status;

	status = units_split(arena, text, &words, &nwords);
	if (status == NAME_OK)
		status = segment_words(arena, words, nwords, &words, &nwords);
	if (status == NAME_OK)
		status = draft_units(arena, words, nwords, drafts, n);
	if (status == NAME_OK && field != NULL)
		status = parties_find(arena, text, words, nwords, *drafts, *n, field);
	return status;
}

/* Whether there is a form of the same units. */
static bool
is_known_form(const Forms *forms, const Draft *d, int n)
{
	for (int f = 0; f < forms->n; f++)
	{
		int			i = 0;

		if (forms->nunits[f] != n)
			continue;
		while (i < n && forms->drafts[f][i].textlen == d[i].textlen &&
			   memcmp(forms->drafts[f][i].text, d[i].text, d[i].textlen) == 0)
			i++;
		if (i == n)
			return true;
	}
	return false;
}

/*
 * Adds the forms of a field as it is read here, and returns its units in *all.
 * Of a second reading, only what the first has not is added.
 */
static NameStatus
add_forms(NameArena *arena, const FoldedText *text, Forms *forms, Draft **all, int *n)
{
	PartyField	field;
	FormList	list;
	bool		again = forms->n > 0;
	NameStatus	status;

	status = field_drafts(arena, text, all, n, &field);
	if (status == NAME_OK)
		status = forms_find(arena, *all, *n, &field, &list);
	if (status != NAME_OK)
		return status;
	forms->truncated = forms->truncated || list.truncated;
	for (int f = 0; f < list.n; f++)
	{
		Draft	   *d = *all;
		int			m = *n;

		/*
		 * a form that is the whole field needs no copy, as long as nothing is
		 * dropped
		 */
		if (!list.whole || *n > NAME_MAX_UNITS)
		{
			d = name_alloc_dirty(arena, ((size_t) *n + 1) * sizeof(Draft));
			if (d == NULL)
				return NAME_NO_MEMORY;
			m = 0;
			for (int i = 0; i < *n; i++)
				if (list.in[i] >> f & 1)
					d[m++] = (*all)[i];
		}
		status = draft_finish(arena, d, &m, &forms->truncated);
		if (status != NAME_OK)
			return status;
		/* joining units changes no text */
		if (d == *all)
			*n = m;
		if (m == 0 || (again && is_known_form(forms, d, m)))
			continue;
		if (forms->n == NAME_MAX_FORMS)
		{
			forms->truncated = true;
			break;
		}
		forms->flags[forms->n] = (uint8_t) ((list.bracket[f] ? FORM_BRACKET : 0) |
											(again ? FORM_REREAD : 0));
		forms->drafts[forms->n] = d;
		forms->nunits[forms->n++] = m;
	}
	return NAME_OK;
}

NameStatus
name_compile(NameArena *arena, const char *utf8, size_t len, const NameCompiled **out)
{
	FoldedText	text;
	FoldedText	other;
	bool		ambiguous;
	Draft	   *all;
	int			n;
	Forms		forms;
	size_t		textlen = 0;
	size_t		size;
	NameCompiled *name;
	Block		block;
	NameUnit   *unit;
	NameStatus	status;
	char	   *p;

	forms.n = 0;
	forms.truncated = false;
	status = field_text(arena, utf8, len, &text);
	if (status == NAME_OK)
		status = add_forms(arena, &text, &forms, &all, &n);
	if (status == NAME_OK)
		status = reread_digits(arena, &text, &other, &ambiguous);
	if (status == NAME_OK && ambiguous)
	{
		Draft	   *units;
		int			nunits;

		status = add_forms(arena, &other, &forms, &units, &nunits);
	}
	if (status != NAME_OK)
		return status;

	size = sizeof(NameCompiled);
	for (int i = 0; i < n; i++)
		textlen += all[i].textlen + 1u;
	size += textlen + (size_t) forms.n * 2 * WORD_MAX_KEY;
	for (int f = 0; f < forms.n; f++)
		for (int i = 0; i < forms.nunits[f]; i++)
			size += draft_size(&forms.drafts[f][i]);
	size = (size + 7) & ~(size_t) 7;
	name = name_alloc(arena, size);
	if (name == NULL)
		return NAME_NO_MEMORY;
	name->size = (uint32_t) size;
	name->nforms = (uint16_t) forms.n;
	name->flags = forms.truncated ? NAME_TRUNCATED : 0;
	name->units = sizeof(NameCompiled);
	unit = (NameUnit *) ((char *) name + name->units);

	block.base = (char *) name;
	block.used = name->units;
	for (int f = 0; f < forms.n; f++)
		block.used += (uint32_t) forms.nunits[f] * (uint32_t) sizeof(NameUnit);
	for (int f = 0; f < forms.n; f++)
	{
		name->forms[f].first = (uint32_t) (unit - name_unit(name, 0));
		name->forms[f].nunits = (uint16_t) forms.nunits[f];
		for (int i = 0; i < forms.nunits[f]; i++)
			put_draft(&block, unit++, &forms.drafts[f][i]);
		name->forms[f].flags = forms.flags[f];
		block_finish_form(&block, &name->forms[f]);
	}

	for (int f = 0; f < forms.n; f++)
		if (forms.n > 1 && initials_explained(name, f))
			name->forms[f].flags |= FORM_EXPLAINED;

	/* the normalised text: all units of the field, markers too */
	name->text = block.used;
	p = block.base + block.used;
	for (int i = 0; i < n; i++)
	{
		if (i > 0)
			*p++ = ' ';
		block_copy(p, all[i].text, all[i].textlen);
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
	FoldedText	text;
	Draft	   *d;
	NameUnit   *u;
	Block		block;
	size_t		size = 0;
	int			n;
	NameStatus	status;

	status = field_text(arena, utf8, len, &text);
	if (status == NAME_OK)
		status = field_drafts(arena, &text, &d, &n, NULL);
	if (status == NAME_OK)
		status = draft_finish(arena, d, &n, NULL);
	if (status != NAME_OK)
		return status;
	for (int i = 0; i < n; i++)
		size += draft_size(&d[i]);
	block.base = name_alloc(arena, size + 1);
	if (block.base == NULL)
		return NAME_NO_MEMORY;
	block.used = (uint32_t) n * (uint32_t) sizeof(NameUnit);
	u = (NameUnit *) block.base;
	for (int i = 0; i < n; i++)
		put_draft(&block, &u[i], &d[i]);
	*units = u;
	*nunits = n;
	*base = block.base;
	return NAME_OK;
}
