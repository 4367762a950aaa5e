/*-------------------------------------------------------------------------
 *
 * forms.c
 *	  Which units of a field belong to one form of the name.
 *
 *-------------------------------------------------------------------------
 */
#include "name/draft.h"

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
 * Brackets that are names are pieces; alias markers and semicolons begin a new
 * one.
 */
int
forms_split(const Draft *d, int n, int *piece, bool *markers)
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
		{
			piece[i] = -1;
			continue;
		}
		if (*current < 0)
			*current = npieces++;
		piece[i] = *current;
	}
	return npieces;
}
