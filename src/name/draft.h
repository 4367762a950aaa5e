/*-------------------------------------------------------------------------
 *
 * draft.h
 *	  Units while a field is being read, before they are laid out in a block.
 *
 * draft_units() makes them out of words, forms_split() says which belong to
 * one name, draft_finish() settles what depends on the rest of that name.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_DRAFT_H
#define TRADESCREEN_NAME_DRAFT_H

#include "name/compile.h"

/* A unit with pointers instead of offsets. */
typedef struct Draft
{
	const char *text;
	const char *key;
	const char *initials;
	const LexEntry *entry;
	uint16_t	textlen;
	uint8_t		keylen;
	uint8_t		ninitials;
	uint8_t		cls;
	uint8_t		weight;
	uint8_t		flags;
	uint8_t		nwords;
	uint16_t	bracket;
	bool		semicolon;
	bool		foreign;		/* written in another script than Latin */
	bool		dotted;			/* one word of letters that stood apart:
								 * "V.I." */
	uint8_t		gap;			/* WordGap before it */
	uint8_t		quotes;			/* depth of quotation marks around it */
} Draft;

static inline bool
draft_is_light(const Draft *d)
{
	return d->cls == NAME_LEGAL || d->cls == NAME_STOP || d->cls == NAME_ALIAS;
}

/*
 * The units of the words of a field, in their order: the longest phrases that
 * the lexicon knows, and the words that it does not know.
 */
extern NameStatus draft_units(NameArena *arena, const NameWord *words, int nwords,
							  Draft **drafts, int *ndrafts);

/*
 * Settles, for the n units of one form, what depends on their neighbours:
 * ambiguous spellings, numbers, addresses, roles and weights.  Units may be
 * joined, so *n may shrink.  The lightest of too many are dropped, and
 * *truncated set; where truncated is NULL none is dropped.
 */
extern NameStatus draft_finish(NameArena *arena, Draft *d, int *n, bool *truncated);

#endif							/* TRADESCREEN_NAME_DRAFT_H */
