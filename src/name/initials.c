/*-------------------------------------------------------------------------
 *
 * initials.c
 *	  Letters that stand for words.
 *
 *-------------------------------------------------------------------------
 */
#include "name/initials.h"

#include <string.h>

/* Reads the initials from units[first] on. */
static void
read_initials(const NameCompiled *name, const NameUnit *units, int n, int first,
			  bool stop_words, Initials *s)
{
	s->n = 0;
	for (int k = first; k < n && s->n < MAX_INITIALS; k++)
	{
		const NameUnit *u = &units[k];
		const char *letters = name_bytes(name, u->initials);

		if (u->cls == NAME_STOP && !stop_words)
			continue;
		for (int i = 0; i < u->ninitials && s->n < MAX_INITIALS; i++)
		{
			s->letters[s->n] = letters[i];
			s->unit[s->n++] = (uint8_t) k;
		}
	}
}

int
initials_of(const NameCompiled *name, const NameUnit *units, int n, Initials *strings)
{
	int			heavy = 0;		/* the first unit that is not light */
	int			nstrings = 0;

	while (heavy < n && (units[heavy].flags & UNIT_LIGHT))
		heavy++;
	for (int which = 0; which < MAX_INITIALS_STRINGS; which++)
	{
		Initials   *s = &strings[nstrings];
		bool		known = false;

		if (which >= 2 && heavy == 0)
			break;
		read_initials(name, units, n, which < 2 ? 0 : heavy, which % 2 == 0, s);
		for (int i = 0; i < nstrings && !known; i++)
			known = strings[i].n == s->n && memcmp(strings[i].letters, s->letters, (size_t) s->n) == 0 &&
				memcmp(strings[i].unit, s->unit, (size_t) s->n) == 0;
		if (!known && s->n >= MIN_INITIALS)
			nstrings++;
	}
	return nstrings;
}

bool
initials_match(const Initials *string, const NameUnit *units,
			   const char *letters, int nletters, uint32_t *set)
{
	bool		heavy = false;

	*set = 0;
	if (nletters > string->n || memcmp(letters, string->letters, (size_t) nletters) != 0)
		return false;
	for (int i = 0; i < nletters; i++)
	{
		*set |= UINT32_C(1) << string->unit[i];
		heavy = heavy || !(units[string->unit[i]].flags & UNIT_LIGHT);
	}
	/* a single bit is a single unit */
	return heavy && (*set & (*set - 1)) != 0;
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
		Initials	strings[MAX_INITIALS_STRINGS];
		int			nstrings;
		uint32_t	set;

		if (g == form)
			continue;
		nstrings = initials_of(name, units, name->forms[g].nunits, strings);
		for (int i = 0; i < nstrings; i++)
			if (initials_match(&strings[i], units, name_bytes(name, letters->text),
							   letters->textlen, &set))
				return true;
	}
	return false;
}
