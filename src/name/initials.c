/*-------------------------------------------------------------------------
 *
 * initials.c
 *	  Letters that stand for words.
 *
 *-------------------------------------------------------------------------
 */
#include "name/initials.h"

#include <string.h>

bool
initials_match(const NameCompiled *name, const NameUnit *units, int n, int j,
			   const char *letters, int nletters, uint32_t *set)
{
	int			len = 0;
	int			nunits = 0;
	bool		heavy = false;

	*set = 0;
	for (int k = j; k < n && len < nletters; k++)
	{
		const NameUnit *u = &units[k];
		const char *initials = name_bytes(name, u->initials);
		int			rest = nletters - len;
		/* the last words of a phrase may go without a letter */
		int			nused = u->ninitials < rest ? u->ninitials : rest;
		bool		fits = u->ninitials > 0 && memcmp(letters + len, initials, (size_t) nused) == 0;

		if (u->cls == NAME_STOP)
		{
			/* the letter may be that of the next word */
			if (!fits || (k + 1 < n && u[1].ninitials > 0 &&
						  name_bytes(name, u[1].initials)[0] == letters[len]))
			{
				if (k == j)
					return false;
				continue;
			}
		}
		if (!fits)
			return false;
		len += nused;
		nunits++;
		heavy = heavy || !(u->flags & UNIT_LIGHT);
		*set |= UINT32_C(1) << k;
	}
	return len == nletters && nunits > 1 && heavy;
}

bool
initials_explained(const NameCompiled *name, int form)
{
	const NameForm *f = &name->forms[form];
	const NameUnit *letters = NULL;

	for (uint32_t i = 0; i < f->nunits; i++)
	{
		const NameUnit *u = name_unit(name, f->first + i);

		if (u->flags & UNIT_LIGHT)
			continue;
		if (letters != NULL || u->textlen > MAX_INITIALS || u->nwords != 1)
			return false;
		letters = u;
	}
	if (letters == NULL)
		return false;
	for (int g = 0; g < name->nforms; g++)
	{
		const NameUnit *units = name_unit(name, name->forms[g].first);
		uint32_t	set;

		for (int j = 0; g != form && j + 1 < name->forms[g].nunits; j++)
			if (initials_match(name, units, name->forms[g].nunits, j,
							   name_bytes(name, letters->text), letters->textlen, &set))
				return true;
	}
	return false;
}
