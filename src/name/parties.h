/*-------------------------------------------------------------------------
 *
 * parties.h
 *	  Who is named in a party field of a trade document.
 *
 * Such a field is not a clean name: "TO THE ORDER OF X", "X c/o Y, 12 Main
 * Str., tel. 123456".  Here its words are told apart: the name of a party, the
 * address behind it, an identifier, or a marker that says who or what follows.
 * Markers are data (rules/tradescreen_parties.rules); whether one counts is
 * decided by what stands around it, because most of them are ordinary words.
 *
 * What is not recognised stays in the name.  The work is linear in the number
 * of words.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_PARTIES_H
#define TRADESCREEN_NAME_PARTIES_H

#include "name/draft.h"

typedef enum PartyPart
{
	PART_NAME,
	PART_ADDRESS,
	PART_NUMBER,				/* of an identifier, a phone, an e-mail
								 * address */
	PART_MARKER					/* says what follows, or stands for no name */
} PartyPart;

typedef struct PartyWord
{
	int			party;			/* index into parties */
	uint8_t		part;			/* PartyPart */
} PartyWord;

/* Strings are those of the lexicon, or static: "care_of", "same_as_consignee" */
typedef struct Party
{
	const char *role;			/* NULL: the field does not say */
	const char *none;			/* what stands in place of a name, or NULL */
	int			nwords;			/* of its name; may be 0 */
} Party;

typedef struct PartyNumber
{
	int			party;
	const char *kind;			/* "inn", "phone", ... */
	int			first;			/* words that it covers */
	int			end;
} PartyNumber;

typedef struct PartyField
{
	PartyWord  *words;			/* one for each word */
	Party	   *parties;
	int			nparties;
	PartyNumber *numbers;
	int			nnumbers;
	bool		plain;			/* one name and nothing else */
} PartyField;

/*
 * Tells the words of a field apart.  The drafts are those of all words.  Only
 * ever reports what is in the field; each word belongs to exactly one party.
 */
extern NameStatus parties_find(NameArena *arena, const FoldedText *text,
							   const NameWord *words, int nwords,
							   const Draft *drafts, int ndrafts, PartyField *out);

/*
 * A field read so that its parts can be shown as they are written: its parties,
 * its units, and where its words stand in the bytes given.
 */
typedef struct PartyText
{
	PartyField	field;
	const NameWord *words;
	int			nwords;
	const Draft *units;			/* of the words, in their order */
	int			nunits;
	uint32_t   *first;			/* first byte of each word, */
	uint32_t   *end;			/* and the byte behind its last */
} PartyText;

/*
 * Reads a field.  The lexicon must be loaded.  Needs an arena of
 * NAME_ARENA_BYTES(len).
 */
extern NameStatus parties_read(NameArena *arena, const char *utf8, size_t len, PartyText *out);

#endif							/* TRADESCREEN_NAME_PARTIES_H */
