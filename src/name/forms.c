/*-------------------------------------------------------------------------
 *
 * forms.c
 *	  Which units of a field belong to one form of the name.
 *
 *-------------------------------------------------------------------------
 */
#include "name/forms.h"

#include <string.h>

_Static_assert(NAME_MAX_FORMS <= 8, "a form is a bit");

/*
 * Whether what stands in a bracket, the units from i on, is a name of its own.
 * A place, a legal form or a line of business in brackets is part of the name
 * around it ("Deutsche Bank (Schweiz) AG").  A word that the lexicon does not
 * know, an alias marker, or a change of script says that it is not.
 */
static bool
bracket_is_name(const Draft *d, int n, int i)
{
	bool		says_more = false;
	bool		other_script = i > 0;

	for (int j = i; j < n && d[j].bracket == d[i].bracket; j++)
	{
		if (d[j].cls == NAME_ALIAS || (name_class_is_core(d[j].cls) && d[j].textlen > 1))
			return true;
		says_more = says_more || d[j].cls == NAME_ACTIVITY || d[j].cls == NAME_GENERIC;
		other_script = other_script && d[j].foreign != d[0].foreign;
	}
	return says_more && other_script;
}

/*
 * Numbers the pieces of the units of one name, those with party[i] == which:
 * piece[i] is the piece of unit i, or -1 for what is in none.  Brackets that
 * are names are pieces; alias markers and semicolons begin a new one, and then
 * *markers is set.  Returns how many there are.
 */
static int
split(const Draft *d, int n, const int *party, int which, int *piece, bool *markers)
{
	int			npieces = 0;
	int			outside = -1;	/* the piece outside of brackets */
	int			inside = -1;
	uint16_t	bracket = 0;
	bool		is_name = false;

	*markers = false;
	for (int i = 0; i < n; i++)
	{
		int		   *current;

		piece[i] = -1;
		if (party[i] != which)
			continue;
		if (d[i].bracket != bracket)
		{
			bracket = d[i].bracket;
			is_name = bracket != 0 && bracket_is_name(d, n, i);
			inside = -1;
		}
		current = is_name ? &inside : &outside;
		if (d[i].cls == NAME_ALIAS || d[i].semicolon)
		{
			/* a marker at the very beginning separates nothing */
			if (*current >= 0)
				*markers = true;
			*current = -1;
		}
		if (d[i].cls == NAME_ALIAS)
			continue;
		if (*current < 0)
			*current = npieces++;
		piece[i] = *current;
	}
	return npieces;
}

/* Adds the form of the units with set[i] == which, or of all that have one. */
static void
add_form(FormList *out, const Draft *d, int n, const int *set, int which)
{
	int			first = -1;

	for (int i = 0; i < n && first < 0; i++)
		if (set[i] >= 0 && (which < 0 || set[i] == which))
			first = i;
	if (first < 0)
		return;
	if (out->n == NAME_MAX_FORMS)
	{
		out->truncated = true;
		return;
	}
	for (int i = first; i < n; i++)
		if (set[i] >= 0 && (which < 0 || set[i] == which))
			out->in[i] |= (uint8_t) (1 << out->n);
	out->bracket[out->n++] = which >= 0 && d[first].bracket != 0;
}

/* Adds the forms of one name: the whole, and its pieces. */
static void
add_name(FormList *out, const Draft *d, int n, const int *party, int which, int *piece)
{
	bool		markers;
	int			npieces = split(d, n, party, which, piece, &markers);
	int			before = out->n;

	/*
	 * The whole is a form too, unless markers say that it is several names:
	 * brackets may hold a part of the name after all.
	 */
	if (npieces > 1 && !markers)
		add_form(out, d, n, piece, -1);
	for (int f = 0; f < npieces; f++)
		add_form(out, d, n, piece, f);
	if (npieces < 2)
		for (int f = before; f < out->n; f++)
			out->bracket[f] = false;
}

/* Whether nothing in the field begins another form. */
static bool
is_one_form(const Draft *d, int n)
{
	for (int i = 0; i < n; i++)
		if (d[i].bracket != 0 || d[i].cls == NAME_ALIAS || d[i].semicolon)
			return false;
	return n > 0;
}

NameStatus
forms_find(NameArena *arena, const Draft *d, int n, const PartyField *field, FormList *out)
{
	int		   *party;
	int		   *piece;

	out->n = 0;
	out->whole = out->truncated = false;
	out->in = name_alloc(arena, (size_t) n + 1);
	if (out->in == NULL)
		return NAME_NO_MEMORY;
	/* most fields */
	if (field->plain && is_one_form(d, n))
	{
		memset(out->in, 1, (size_t) n);
		out->bracket[0] = false;
		out->n = 1;
		out->whole = true;
		return NAME_OK;
	}
	party = name_alloc(arena, ((size_t) n + 1) * sizeof(int));
	piece = name_alloc(arena, ((size_t) n + 1) * sizeof(int));
	if (party == NULL || piece == NULL)
		return NAME_NO_MEMORY;
	if (!field->plain)
	{
		int			word = 0;

		add_form(out, d, n, party, -1);
		for (int i = 0; i < n; i++)
		{
			const PartyWord *w = &field->words[word];

			party[i] = w->part == PART_NAME ? w->party : -1;
			word += d[i].nwords;
		}
	}
	for (int i = 0; i < field->nparties && out->n < NAME_MAX_FORMS; i++)
		if (field->parties[i].nwords > 0)
			add_name(out, d, n, party, i, piece);
	return NAME_OK;
}
