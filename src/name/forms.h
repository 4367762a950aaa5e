/*-------------------------------------------------------------------------
 *
 * forms.h
 *	  Which units of a field make up which form of the name.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_FORMS_H
#define TRADESCREEN_NAME_FORMS_H

#include "name/parties.h"

typedef struct FormList
{
	uint8_t    *in;				/* bit f of in[i]: unit i is in form f */
	int			n;
	bool		bracket[NAME_MAX_FORMS];	/* stood in brackets beside
											 * another form */
	bool		whole;			/* there is one, of all units */
	bool		truncated;		/* there were more */
} FormList;

/*
 * The forms of a field of n units.  Where the field holds more than one name
 * and nothing else, the whole field is a form besides the names of its
 * parties, because what was taken for an address may have been a name.
 */
extern NameStatus forms_find(NameArena *arena, const Draft *d, int n, const PartyField *field,
							 FormList *out);

#endif							/* TRADESCREEN_NAME_FORMS_H */
