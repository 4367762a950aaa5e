/*-------------------------------------------------------------------------
 *
 * lexicon.h
 *	  Step 2 of the name kernel: words that mean something known.
 *
 * The lexicon is data: rules files whose format docs/rules.md describes.  It
 * is loaded once per process and is read-only afterwards.  Spellings are
 * folded with the pipeline that folds names, so a name and a rule meet however
 * either is written.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_LEXICON_H
#define TRADESCREEN_NAME_LEXICON_H

#include "name/units.h"

typedef enum NameClass
{
	NAME_CORE = 0,				/* not in the lexicon */
	NAME_COMMON,				/* a name that many bear: Star, Wagner */
	NAME_NUMBER,
	NAME_PLACE,
	NAME_ACTIVITY,
	NAME_GENERIC,
	NAME_LEGAL,
	NAME_STOP,
	NAME_ALIAS,					/* stands between two names of one party */
	NAME_MARKER					/* says what follows it in a trade document */
} NameClass;

#define NAME_NCLASSES	(NAME_MARKER + 1)

/* Words that are names, not descriptions. */
static inline bool
name_class_is_core(uint8_t cls)
{
	return cls == NAME_CORE || cls == NAME_COMMON;
}

/* Words that say what an organisation is or does. */
static inline bool
name_class_describes(uint8_t cls)
{
	return cls == NAME_ACTIVITY || cls == NAME_GENERIC;
}

/* "core", "number", ...: the words of docs/rules.md. */
extern const char *const name_class_word[NAME_NCLASSES];

typedef struct LexEntry
{
	const char *id;				/* "llc.gmbh" */
	uint32_t	id_hash;		/* never 0; equal exactly if the ids are */
	uint32_t	family_hash;	/* of the part before the dot */
	uint8_t		cls;			/* NameClass */
	uint8_t		weight;			/* percent of a core word */
	int			next;			/* entry of the same id with another weight,
								 * or -1 */
} LexEntry;

typedef struct LexMatch
{
	const LexEntry *entry;
	int			nwords;			/* words that it covers */
	bool		edge_only;		/* counts only at the edge of a name */
} LexMatch;

typedef struct RulesFile
{
	const char *name;			/* for error reports only */
	const char *text;
	size_t		len;
	bool		romanisation;	/* else lexicon entries */
	bool		site;			/* may redefine spellings */
} RulesFile;

typedef struct RulesError
{
	int			file;			/* index into files */
	int			line;			/* from 1 */
	char		why[200];
} RulesError;

/*
 * Loads all rules, replacing what was loaded before.  The first file is the
 * romanisation; without it, that of the load before stays.  On NAME_BAD_RULES *error says where and why and
 * nothing usable is loaded.
 */
extern NameStatus lexicon_load(const RulesFile *files, int nfiles, RulesError *error);

/* Whether lexicon_load() has succeeded. */
extern bool lexicon_ready(void);

/* 64-bit hash of the code's rules revision and of the text of all files. */
extern uint64_t lexicon_version(void);

/* Number of spellings, for tradescreen_info(). */
extern int	lexicon_size(void);

/* The id whose hash is given, or NULL. */
extern const char *lexicon_id(uint32_t id_hash);

/*
 * The longest entry in Han, Kana, Hangul or Thai that the n code points at cp
 * begin with: its length, or 0.
 */
#define MAX_NATIVE_LEN	40		/* code points of a spelling without spaces */
extern int	lexicon_native(const uint32_t *cp, uint32_t n);

/* NameWord.lex */
#define LEX_BEGINS_MARKER	0x01	/* a marker begins with the word */
#define LEX_STEM			0x02	/* it is a stem */

/* Sets known and lex of a word by its key. */
extern void lexicon_word(NameWord *word);

/*
 * The longest entry that begins at words[i].  Words must be spelled.  Returns
 * false where there is none.
 */
extern bool lexicon_match(const NameWord *words, int nwords, int i, LexMatch *match);

/*
 * The same for markers, which have spellings of their own: a word can be an
 * ordinary word and a marker.  In a run without spaces only its beginning must
 * be a marker.
 */
extern bool lexicon_marker(const NameWord *words, int nwords, int i, LexMatch *match);

/* Whether lexicon_marker() may find one that begins with the word. */
static inline bool
lexicon_may_mark(const NameWord *word)
{
	return (word->lex & LEX_BEGINS_MARKER) || word->slashed ||
		word->kind == WORD_UNSPACED || word->kind == WORD_HANGUL;
}

#endif							/* TRADESCREEN_NAME_LEXICON_H */
