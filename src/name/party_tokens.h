/*-------------------------------------------------------------------------
 *
 * party_tokens.h
 *	  The words of a field with what parties.c has to know of each: markers,
 *	  what stands between them, and what is in the rest of its segment.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_PARTY_TOKENS_H
#define TRADESCREEN_NAME_PARTY_TOKENS_H

#include "name/draft.h"

/* What stands between a word and the one before it, as bits. */
#define SEP_SPACE	0x01
#define SEP_COMMA	0x02
#define SEP_LINE	0x04
#define SEP_SEMI	0x08
#define SEP_DASH	0x10		/* with spaces around it */
#define SEP_SLASH	0x20		/* the same, or an upright line */
#define SEP_COLON	0x40
#define SEP_AT		0x80
#define SEP_PLUS	0x100
#define SEP_BARE_SLASH 0x200
#define SEP_DOT		0x400
#define SEP_HARD	(SEP_COMMA | SEP_LINE | SEP_SEMI | SEP_DASH | SEP_SLASH)
#define SEP_APART	(SEP_HARD | SEP_SPACE | SEP_COLON)

typedef enum MarkerKind
{
	MARK_NOTHING,
	MARK_ROLE,
	MARK_LABEL,
	MARK_PREFIX,
	MARK_NONE,
	MARK_ID,
	MARK_CONTACT,
	MARK_ADDRESS,				/* "address:" */
	MARK_STREET,				/* after its name: "Mira Str" */
	MARK_STREET_BEFORE,			/* before its name: "ul. Mira" */
	MARK_UNIT,
	MARK_BOX,
	MARK_AREA,
	MARK_POSTCODE
} MarkerKind;

/* A word, and what is in its segment from here on. */
typedef struct PartyToken
{
	const LexEntry *entry;		/* of the unit that covers it, or NULL */
	const LexEntry *marker;		/* of the marker that begins here, or NULL */
	uint16_t	sep;			/* before it */
	uint8_t		cls;			/* NameClass of the unit */
	uint8_t		mark;			/* MarkerKind */
	uint8_t		nmark;			/* words of the marker */
	uint8_t		nunit;			/* words of the unit that begins here, or 0 */
	bool		edge_mark;		/* the marker needs a colon, or the field's
								 * start */
	bool		digits;
	bool		legal;
	bool		place;			/* a place, or what is said of one */
	bool		street;			/* a street or box marker with a number near */
	/* in the rest of the segment, this word included */
	bool		has_digits;
	bool		has_postcode;	/* a number of five digits and more */
	bool		has_place;
	bool		has_street;
	bool		has_legal;
	bool		has_core;
	bool		has_other;		/* what is in no address */
	/* of the segment that begins here, where sep is hard */
	bool		is_address;
	bool		is_place;		/* is_address, but nothing else says so, */
	bool		next_address;	/* but the next segment is one */
	bool		address_later;	/* this segment or a later one, before a name */
} PartyToken;

typedef struct PartyTokens
{
	const FoldedText *text;
	const NameWord *words;
	PartyToken *t;				/* n of them, all zero before they are read */
	int			n;
} PartyTokens;

/* Reads what each word is by itself; drafts are the units of the field. */
extern void party_read_tokens(PartyTokens *r, const Draft *drafts, int ndrafts);

/* Then what is in the rest of each segment, and which segments are addresses. */
extern void party_look_ahead(PartyTokens *r);

/* Whether a marker is written so that it can hardly be anything else. */
extern bool party_marker_is_clear(const PartyTokens *r, int i);

/* Characters as written: leading zeros of a number are no part of the word. */
extern int	party_word_length(const NameWord *w);

/* Whether the word is s, which is ASCII. */
extern bool party_word_is(const NameWord *w, const char *s);

/*
 * Whether there is anything in the field that could be more than a name.  Most
 * fields have nothing, and need not be read word by word.
 */
extern bool party_may_hold_more(const FoldedText *text, const NameWord *words, int nwords,
								const Draft *drafts, int ndrafts);

#endif							/* TRADESCREEN_NAME_PARTY_TOKENS_H */
