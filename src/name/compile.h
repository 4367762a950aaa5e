/*-------------------------------------------------------------------------
 *
 * compile.h
 *	  Step 3 of the name kernel: a field becomes a compiled name.
 *
 * A compiled name is one block of memory without pointers, so that it can be
 * copied, cached and stored as it is.  It holds the forms of the name that the
 * field offers ("Full Name (FN)", "X f.k.a. Y"), and of each form its units:
 * words, or phrases that the lexicon knows as one thing.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_COMPILE_H
#define TRADESCREEN_NAME_COMPILE_H

#include "name/lexicon.h"
#include "name/reread.h"

/*
 * Limits.  Of a form with more units the lightest are dropped, of a field with
 * more forms the last; NAME_TRUNCATED says so, and no field is refused.
 */
#define NAME_MAX_UNITS	24		/* per form */
#define NAME_MAX_FORMS	8

/* Letters of a unit that are compared; the normalised text has them all. */
#define NAME_MAX_UNIT_TEXT	250

/* NameUnit.flags */
#define UNIT_LIGHT		0x01	/* legal form or stop word: not part of
								 * coverage */
#define UNIT_IDENTITY	0x02	/* to tell names apart: core, or the best
								 * there is */
#define UNIT_DIGITS		0x04	/* written in digits */
#define UNIT_EDGE_ONLY	0x08	/* lexicon entry that counts only at the edge */
#define UNIT_ASIDE		0x10	/* beside the name proper: hardly missed */
#define UNIT_SYLLABLES	0x20	/* written in Han, Kana, Hangul or Thai */

typedef struct NameUnit
{
	uint64_t	letters;		/* set of the characters of key, */
	uint64_t	text_letters;	/* and of text */
	uint32_t	id;				/* LexEntry.id_hash, or 0 */
	uint32_t	family;			/* LexEntry.family_hash, or 0 */
	uint32_t	text;			/* offset: as romanised, words joined by
								 * spaces */
	uint32_t	key;			/* offset: canonical, words joined; a number's
								 * value */
	uint32_t	initials;		/* offset: the first letter of each word */
	uint16_t	textlen;
	uint8_t		keylen;			/* at most WORD_MAX_KEY */
	uint8_t		ninitials;
	uint8_t		cls;			/* NameClass */
	uint8_t		weight;			/* percent of a core word */
	uint8_t		flags;
	uint8_t		nwords;
} NameUnit;

/* NameForm.flags */
#define FORM_BRACKET	0x01	/* stood in brackets beside another form */
#define FORM_EXPLAINED	0x02	/* short for another form */
#define FORM_REREAD		0x04	/* digits read as letters, see reread.h */

/*
 * A form is also kept squeezed: the texts of its units without any space, once
 * without the light ones and once with them; cut by units_cut_key() where that
 * is longer than WORD_MAX_KEY.
 */
typedef struct NameForm
{
	uint32_t	first;			/* index of its first unit */
	uint16_t	nunits;
	uint16_t	weight;			/* sum over units that are not light */
	uint32_t	squeezed[2];	/* offsets: without and with light units */
	uint8_t		squeezedlen[2];
	uint8_t		flags;
	uint8_t		reserved;		/* 0 */
} NameForm;

#define NAME_TRUNCATED	0x01

typedef struct NameCompiled
{
	uint32_t	size;			/* of the block, in bytes */
	uint16_t	nforms;			/* 0: a field without letters or digits */
	uint16_t	flags;
	uint32_t	units;			/* offset of the units of all forms */
	uint32_t	text;			/* offset of the normalised text */
	uint32_t	textlen;
	uint32_t	reserved;		/* 0; keeps the units aligned to 8 */
	NameForm	forms[NAME_MAX_FORMS];
} NameCompiled;

/*
 * Bytes of arena that compiling a field of len bytes may need.  Folding makes
 * at most 18 code points of 3 bytes; of the folded text, FOLD_MAX_INPUT code
 * points are read, and up to REREAD_MAX a second time.
 */
#define NAME_MAX_CODE_POINTS(len) \
	((size_t) (len) < FOLD_MAX_INPUT / 6 ? (size_t) (len) * 6 : (size_t) FOLD_MAX_INPUT)
#define NAME_ARENA_BYTES(len) \
	(FOLD_ARENA_BYTES((len) < FOLD_MAX_INPUT ? (len) : FOLD_MAX_INPUT) + 65536 + \
	 (NAME_MAX_CODE_POINTS(len) + REREAD_MAX) * 640)

/*
 * Compiles a field.  The lexicon must be loaded.  *out is in the arena and
 * depends only on the field's bytes, the rules and the Unicode version.
 */
extern NameStatus name_compile(NameArena *arena, const char *utf8, size_t len,
							   const NameCompiled **out);

/*
 * What name_parse() shows: the units of the whole field in the order of the
 * field, none dropped, with alias markers, edges resolved as in one form.
 * The units' offsets are relative to *base.
 */
extern NameStatus name_parse_units(NameArena *arena, const char *utf8, size_t len,
								   const NameUnit **units, int *nunits, const char **base);

static inline const NameUnit *
name_unit(const NameCompiled *name, uint32_t i)
{
	return (const NameUnit *) ((const char *) name + name->units) + i;
}

static inline const char *
name_bytes(const NameCompiled *name, uint32_t offset)
{
	return (const char *) name + offset;
}

/*
 * Copies a text without its spaces to out, which has room for len, and returns
 * how many letters that is.
 */
extern int	unit_letters(const char *text, int len, char *out);

#endif							/* TRADESCREEN_NAME_COMPILE_H */
