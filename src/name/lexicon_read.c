/*-------------------------------------------------------------------------
 *
 * lexicon_read.c
 *	  Reading lexicon entries from rules files: docs/rules.md.
 *
 *-------------------------------------------------------------------------
 */
#include "name/lexicon_tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SPELLING_BYTES	4000
#define MAX_ID				64
#define MAX_PARTS			24	/* of a spelling */
#define MAX_ALTERNATIVES	200
#define MAX_NATIVE_READINGS	2000

static const uint8_t default_weight[NAME_NCLASSES] = {
	100, 56, 120, 66, 65, 31, 12, 8, 0
};

/* ---------- spellings ---------- */

typedef struct Reader
{
	Lexicon    *lex;
	NameArena  *arena;
	RulesError *error;
	int			line;
	bool		site;
	bool		marker;			/* of the entry that is being read */
} Reader;

static NameStatus
complain(Reader *r, const char *why, const char *what, size_t len)
{
	size_t		max = 100;

	/* not in the middle of a character */
	if (len > max)
	{
		while (max > 0 && ((unsigned char) what[max] & 0xC0) == 0x80)
			max--;
		len = max;
	}
	r->error->line = r->line;
	if (what == NULL)
		snprintf(r->error->why, sizeof(r->error->why), "%s", why);
	else
		snprintf(r->error->why, sizeof(r->error->why), "%s: \"%.*s\"", why,
				 (int) len, what);
	return NAME_BAD_RULES;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool
is_bracket(char c)
{
	return c == '[' || c == ']' || c == '{' || c == '}';
}

static void
trim(const char **s, size_t *len)
{
	while (*len > 0 && is_blank(**s))
	{
		(*s)++;
		(*len)--;
	}
	while (*len > 0 && is_blank((*s)[*len - 1]))
		(*len)--;
}

/* Whether a spelling that has one entry may be given to another. */
static NameStatus
may_claim(Reader *r, int32_t old, bool old_site, int entry, const char *spelling, size_t len)
{
	const LexEntry *e = r->lex->entries;
	char		why[120];

	if (old < 0 || old == entry || (r->site && !old_site) || e[old].id_hash == e[entry].id_hash)
		return NAME_OK;
	snprintf(why, sizeof(why), "spelling already belongs to %s %s",
			 name_class_word[e[old].cls], e[old].id);
	return complain(r, why, spelling, len);
}

/*
 * Gives a node or a slot its entry.  What is given twice is as little
 * restricted as the less restricted of the two.
 */
static NameStatus
claim_node(Reader *r, uint32_t node, int entry, uint8_t flags, const char *spelling, size_t len)
{
	LexNode    *n = &r->lex->nodes[node];
	NameStatus	status;

	status = may_claim(r, n->entry, n->flags & LEX_SITE, entry, spelling, len);
	if (status != NAME_OK)
		return status;
	r->lex->nspellings += n->entry < 0;
	if (n->entry != entry)
		n->flags &= (uint8_t) ~(LEX_EDGE_ONLY | LEX_OPEN);
	else if (!(flags & LEX_EDGE_ONLY))
		n->flags &= (uint8_t) ~LEX_EDGE_ONLY;
	if (n->entry != entry)
		n->flags |= flags;
	if (r->site)
		n->flags |= LEX_SITE;
	n->entry = entry;
	return NAME_OK;
}

static NameStatus
claim_native(Reader *r, const uint32_t *cp, uint32_t n, int entry, bool edge_only, bool pattern,
			 const char *spelling, size_t len)
{
	LexTable   *table = r->marker ? &r->lex->marker_native : &r->lex->native;
	LexSlot    *first;
	LexSlot    *slot;
	NameStatus	status;

	if (n > LEX_MAX_NATIVE)
		return complain(r, "spelling without spaces is longer than 40 characters", spelling, len);
	first = lexicon_put(r->lex, table, cp, sizeof(uint32_t));
	if (first == NULL)
		return NAME_NO_MEMORY;
	if (first->longest < n)
		first->longest = (uint8_t) n;
	slot = lexicon_put(r->lex, table, cp, n * sizeof(uint32_t));
	if (slot == NULL)
		return NAME_NO_MEMORY;
	if (slot->value >= 0 && slot->value != entry && !(r->site && !slot->site))
	{
		if (pattern)
			return NAME_OK;
		if (!slot->pattern)
		{
			status = may_claim(r, slot->value, slot->site, entry, spelling, len);
			if (status != NAME_OK)
				return status;
		}
	}
	r->lex->nspellings += slot->value < 0;
	slot->pattern = pattern;
	slot->edge_only = edge_only && (slot->edge_only || slot->value != entry);
	slot->site = slot->site || r->site;
	slot->value = entry;
	return NAME_OK;
}

/* A word of a spelling, and of an edge unless its script is Han, Kana or Thai. */
typedef struct SpellingWord
{
	NameWord	word;
	uint32_t	edge;			/* LEX_EDGE_WORD() */
} SpellingWord;

typedef struct Alternative
{
	const SpellingWord *words;
	int			nwords;
} Alternative;

/* A part of a spelling: what stands in a pair of brackets, or between two. */
typedef struct Part
{
	int			first;			/* of its alternatives */
	int			n;
	bool		optional;
} Part;

typedef struct Spelling
{
	const char *text;			/* for error reports */
	size_t		len;
	Alternative alternatives[MAX_ALTERNATIVES];
	Part		parts[MAX_PARTS];
	int			nalternatives;
	int			nparts;
} Spelling;

static bool
has_no_spaces(const NameWord *word)
{
	return word->kind == WORD_UNSPACED || word->kind == WORD_HANGUL;
}

/* Folds an alternative, or a stretch of it whose last word is a stem. */
static NameStatus
add_words(Reader *r, Spelling *sp, const char *s, size_t len, bool star, Alternative *alt)
{
	FoldedText	folded;
	NameWord   *words;
	SpellingWord *w;
	int			nwords;
	NameStatus	status;

	status = fold_text(r->arena, s, len, &folded);
	if (status == NAME_OK)
		status = units_split(r->arena, &folded, &words, &nwords);
	if (status != NAME_OK)
		return status;
	if (alt->nwords + nwords > LEX_MAX_WORDS)
		return complain(r, "spelling has more than 24 words", sp->text, sp->len);
	w = name_alloc(r->arena, (size_t) (alt->nwords + nwords) * sizeof(SpellingWord));
	if (w == NULL)
		return NAME_NO_MEMORY;
	if (alt->nwords > 0)
		memcpy(w, alt->words, (size_t) alt->nwords * sizeof(SpellingWord));
	alt->words = w;
	w += alt->nwords;
	alt->nwords += nwords;
	for (int i = 0; i < nwords; i++)
	{
		bool		stem = star && i == nwords - 1;
		char		marker[WORD_MAX_KEY + 1];
		int32_t		number;

		w[i].word = words[i];
		w[i].edge = 0;
		if (stem && has_no_spaces(&words[i]))
			return complain(r, "* is for scripts with spaces", sp->text, sp->len);
		/* to spell Han would make ICU open its largest table at every start */
		if (words[i].kind == WORD_UNSPACED)
			continue;
		status = units_spell(r->arena, &w[i].word);
		if (status != NAME_OK)
			return status;
		if (r->marker)
			number = lexicon_word_number(r->lex, marker, lexicon_marker_key(marker, &w[i].word));
		else
			number = lexicon_word_number(r->lex, w[i].word.key, w[i].word.keylen);
		if (number < 0)
			return NAME_NO_MEMORY;
		w[i].edge = LEX_EDGE_WORD(number, stem);
		if (stem)
		{
			uint32_t	bit;

			if (w[i].word.keylen < LEX_STAR_STEM)
				return complain(r, "* needs a stem of four letters", s, len);
			bit = lexicon_stem_bit(w[i].word.key);
			r->lex->stems[bit / 64] |= UINT64_C(1) << (bit & 63);
		}
	}
	return NAME_OK;
}

static NameStatus
add_alternative(Reader *r, Spelling *sp, const char *s, size_t len)
{
	Alternative *alt;

	if (sp->nalternatives == MAX_ALTERNATIVES)
		return complain(r, "spelling has too many alternatives", sp->text, sp->len);
	alt = &sp->alternatives[sp->nalternatives++];
	alt->words = NULL;
	alt->nwords = 0;
	while (len > 0)
	{
		const char *star = memchr(s, '*', len);
		size_t		n = star ? (size_t) (star - s) : len;
		NameStatus	status;

		if (star && (n == 0 || is_blank(star[-1]) || (n + 1 < len && !is_blank(star[1]) && star[1] != '-')))
			return complain(r, "* stands at the end of a word", sp->text, sp->len);
		status = add_words(r, sp, s, n, star != NULL, alt);
		if (status != NAME_OK)
			return status;
		if (star)
			n++;
		s += n;
		len -= n;
	}
	if (alt->nwords == 0)
		return complain(r, "spelling or alternative has neither letters nor digits",
						sp->text, sp->len);
	return NAME_OK;
}

static NameStatus
add_part(Reader *r, Spelling *sp, const char *s, size_t len, char bracket)
{
	Part	   *part;

	if (sp->nparts == MAX_PARTS)
		return complain(r, "spelling has too many brackets", sp->text, sp->len);
	part = &sp->parts[sp->nparts++];
	part->first = sp->nalternatives;
	part->optional = bracket == '[';
	for (;;)
	{
		const char *bar = bracket ? memchr(s, '|', len) : NULL;
		size_t		n = bar ? (size_t) (bar - s) : len;
		NameStatus	status = add_alternative(r, sp, s, n);

		if (status != NAME_OK)
			return status;
		if (bar == NULL)
			break;
		s += n + 1;
		len -= n + 1;
	}
	part->n = sp->nalternatives - part->first;
	return NAME_OK;
}

/* Takes a spelling apart at its brackets. */
static NameStatus
add_parts(Reader *r, Spelling *sp)
{
	const char *s = sp->text;
	const char *end = s + sp->len;

	while (s < end)
	{
		size_t		n = 0;
		char		close;
		NameStatus	status = NAME_OK;

		while (s + n < end && !is_bracket(s[n]))
			n++;
		for (size_t i = 0; i < n; i++)
		{
			if (!is_blank(s[i]))
			{
				status = add_part(r, sp, s, n, 0);
				break;
			}
		}
		if (status != NAME_OK)
			return status;
		s += n;
		if (s == end)
			break;
		if (*s == ']' || *s == '}')
			return complain(r, "bracket is not open", sp->text, sp->len);
		close = *s == '[' ? ']' : '}';
		for (n = 1; s + n < end && !is_bracket(s[n]);)
			n++;
		if (s + n == end || s[n] != close)
			return complain(r, "bracket is not closed", sp->text, sp->len);
		status = add_part(r, sp, s + 1, n - 1, *s);
		if (status != NAME_OK)
			return status;
		s += n + 1;
	}
	return NAME_OK;
}

/* A spelling in a script without spaces: all its readings. */
static NameStatus
add_native(Reader *r, const Spelling *sp, int entry, uint8_t flags)
{
	int			choice[MAX_PARTS] = {0};
	int			nreadings = 0;
	int			p;

	do
	{
		uint32_t	cp[LEX_MAX_NATIVE];
		uint32_t	ncp = 0;
		NameStatus	status;

		if (++nreadings > MAX_NATIVE_READINGS)
			return complain(r, "spelling has more than 2000 readings", sp->text, sp->len);
		for (p = 0; p < sp->nparts; p++)
		{
			const Alternative *alt = &sp->alternatives[sp->parts[p].first + choice[p]];

			if (choice[p] == sp->parts[p].n)
				continue;
			for (int i = 0; i < alt->nwords; i++)
			{
				const NameWord *w = &alt->words[i].word;

				if (ncp + w->ncp > LEX_MAX_NATIVE)
					return complain(r, "spelling without spaces is longer than 40 characters",
									sp->text, sp->len);
				memcpy(cp + ncp, w->cp, w->ncp * sizeof(uint32_t));
				ncp += w->ncp;
			}
		}
		status = claim_native(r, cp, ncp, entry, flags & LEX_EDGE_ONLY, sp->nparts > 1 || sp->nalternatives > 1,
							  sp->text, sp->len);
		if (status != NAME_OK)
			return status;

		/* the next choice: the last part turns fastest */
		for (p = sp->nparts - 1; p >= 0; p--)
		{
			if (++choice[p] < sp->parts[p].n + sp->parts[p].optional)
				break;
			choice[p] = 0;
		}
	} while (p >= 0);
	return NAME_OK;
}

/* Where the spellings of a kind begin: markers have a tree of their own. */
static uint32_t
root_of(const Reader *r)
{
	return r->marker ? LEX_MARKERS : 0;
}

/* A spelling without brackets: a path of the tree. */
static NameStatus
add_plain(Reader *r, const Spelling *sp, int entry, uint8_t flags)
{
	const Alternative *alt = &sp->alternatives[0];
	uint8_t		below = r->lex->entries[entry].cls == NAME_LEGAL ? LEX_LEGAL_BELOW : 0;
	uint32_t	node = root_of(r);

	for (int i = 0; i < alt->nwords; i++)
	{
		r->lex->nodes[node].flags |= below;
		node = lexicon_put_child(r->lex, node, alt->words[i].edge);
		if (node == 0)
			return NAME_NO_MEMORY;
	}
	return claim_node(r, node, entry, flags, sp->text, sp->len);
}

/*
 * A spelling with brackets.  Each part ends in a node; where a part may be left
 * out, the next one begins wherever that one may.
 */
static NameStatus
add_pattern(Reader *r, const Spelling *sp, int entry, uint8_t flags)
{
	Lexicon    *lex = r->lex;
	uint8_t		inner = LEX_PATTERN;
	uint32_t	begin[MAX_PARTS + 1] = {root_of(r)};
	int			nbegin = 1;

	if (lex->entries[entry].cls == NAME_LEGAL)
		inner |= LEX_LEGAL_BELOW;
	lex->nodes[begin[0]].flags |= inner & LEX_LEGAL_BELOW;
	for (int p = 0; p < sp->nparts; p++)
	{
		const Part *part = &sp->parts[p];
		uint32_t	end = lexicon_put_node(lex, inner);

		if (end == 0)
			return NAME_NO_MEMORY;
		for (int a = part->first; a < part->first + part->n; a++)
		{
			const Alternative *alt = &sp->alternatives[a];
			uint32_t	last = 0;

			for (int i = 0; i < alt->nwords; i++)
			{
				uint32_t	next = i == alt->nwords - 1 ? end : lexicon_put_node(lex, inner);

				if (next == 0)
					return NAME_NO_MEMORY;
				for (int b = 0; b < (i == 0 ? nbegin : 1); b++)
					if (!lexicon_put_edge(lex, i == 0 ? begin[b] : last, alt->words[i].edge, next))
						return NAME_NO_MEMORY;
				last = next;
			}
		}
		if (!part->optional)
			nbegin = 0;
		begin[nbegin++] = end;
	}
	for (int b = 0; b < nbegin; b++)
	{
		LexNode    *n = &lex->nodes[begin[b]];

		n->entry = entry;
		n->flags |= (uint8_t) (flags | (r->site ? LEX_SITE : 0));
	}
	lex->nspellings++;
	return NAME_OK;
}

/* All readings of a spelling. */
static NameStatus
add_readings(Reader *r, const Spelling *sp, int entry, uint8_t flags)
{
	int			nwords = 0;
	int			nnative = 0;
	int			nunspaced = 0;
	int			longest = 0;
	bool		optional = true;

	for (int p = 0; p < sp->nparts; p++)
	{
		int			most = 0;

		optional = optional && sp->parts[p].optional;
		for (int a = sp->parts[p].first; a < sp->parts[p].first + sp->parts[p].n; a++)
		{
			const Alternative *alt = &sp->alternatives[a];

			for (int i = 0; i < alt->nwords; i++)
			{
				nwords++;
				nnative += has_no_spaces(&alt->words[i].word);
				nunspaced += alt->words[i].word.kind == WORD_UNSPACED;
			}
			most = alt->nwords > most ? alt->nwords : most;
		}
		longest += most;
	}
	if (optional)
		return complain(r, "spelling may be left out as a whole", sp->text, sp->len);
	if (longest > LEX_MAX_WORDS)
		return complain(r, "spelling has more than 24 words", sp->text, sp->len);
	if (flags & LEX_OPEN && nunspaced > 0)
		return complain(r, "... is for scripts with spaces", sp->text, sp->len);
	if (nnative == nwords && (nwords == 1 || sp->nparts > 1 || sp->nalternatives > 1))
		return add_native(r, sp, entry, flags);
	if (nunspaced > 0)
		return complain(r, "a spelling in a script without spaces is one run of that script",
						sp->text, sp->len);
	if (sp->nparts > 1 || sp->nalternatives > 1)
		return add_pattern(r, sp, entry, flags);
	return add_plain(r, sp, entry, flags);
}

static NameStatus
add_spelling(Reader *r, const char *s, size_t len, int entry)
{
	Spelling	sp;
	uint8_t		flags = 0;
	NameStatus	status;

	trim(&s, &len);
	if (len > 0 && s[len - 1] == '?')
	{
		flags = LEX_EDGE_ONLY;
		len--;
	}
	else if (len > 3 && memcmp(s + len - 3, "...", 3) == 0)
	{
		flags = LEX_OPEN;
		len -= 3;
	}
	trim(&s, &len);
	if (len == 0)
		return complain(r, "empty spelling", NULL, 0);
	if (len > MAX_SPELLING_BYTES)
		return complain(r, "spelling is too long", s, len);
	sp.text = s;
	sp.len = len;
	sp.nparts = 0;
	sp.nalternatives = 0;
	r->arena->used = 0;
	status = add_parts(r, &sp);
	if (status == NAME_OK)
		status = add_readings(r, &sp, entry, flags);
	return status;
}

/* The bar behind a spelling, or the end of the line. */
static const char *
end_of_spelling(const char *s, const char *end)
{
	bool		inside = false;

	for (; s < end && (inside || *s != '|'); s++)
	{
		if (*s == '[' || *s == '{')
			inside = true;
		else if (*s == ']' || *s == '}')
			inside = false;
	}
	return s;
}

/* ---------- entries ---------- */

static bool
id_ok(const char *id, size_t len)
{
	int			dots = 0;

	if (len == 0 || len >= MAX_ID || id[0] == '.' || id[len - 1] == '.')
		return false;
	for (size_t i = 0; i < len; i++)
	{
		char		c = id[i];

		if (c == '.')
			dots++;
		else if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
			return false;
	}
	return dots <= 1;
}

/*
 * Finds or makes the entry of (class, id, weight).  An id may have entries of
 * several weights: they follow each other in a list.
 */
static NameStatus
add_entry(Reader *r, NameClass cls, const char *id, size_t len, int weight, int *entry)
{
	Lexicon    *lex = r->lex;
	LexEntry   *e;
	const char *dot = memchr(id, '.', len);
	uint32_t	hash = lexicon_hash(id, len);
	LexSlot    *slot = lexicon_put(lex, &lex->ids, &hash, sizeof(hash));
	char	   *copy;

	if (slot == NULL)
		return NAME_NO_MEMORY;
	for (int i = slot->value; i >= 0; i = lex->entries[i].next)
	{
		e = &lex->entries[i];
		if (strlen(e->id) != len || memcmp(e->id, id, len) != 0)
			return complain(r, "id has the hash of another id; choose a different one", id, len);
		if (e->cls != cls)
			return complain(r, "id already belongs to another class", id, len);
		if (e->weight == weight)
		{
			*entry = i;
			return NAME_OK;
		}
	}
	if (!lexicon_grow((void **) &lex->entries, (uint32_t) lex->nentries, &lex->maxentries, sizeof(LexEntry)))
		return NAME_NO_MEMORY;
	copy = lexicon_keep(lex, id, len + 1);
	if (copy == NULL)
		return NAME_NO_MEMORY;
	copy[len] = '\0';
	e = &lex->entries[lex->nentries];
	e->id = copy;
	e->next = slot->value;
	e->id_hash = hash;
	e->family_hash = lexicon_hash(id, dot ? (size_t) (dot - id) : len);
	e->cls = (uint8_t) cls;
	e->weight = (uint8_t) weight;
	slot->value = lex->nentries;
	*entry = lex->nentries++;
	return NAME_OK;
}

/*
 * The entry of a spelling that is a word of its own: its id is made of its
 * class and its letters.
 */
static NameStatus
add_own_entry(Reader *r, NameClass cls, const char *s, size_t len, int weight, int *entry)
{
	char		id[MAX_ID];
	size_t		n = strlen(name_class_word[cls]);

	trim(&s, &len);
	if (n + 1 + len >= MAX_ID)
		return complain(r, "spelling is too long for *", s, len);
	memcpy(id, name_class_word[cls], n);
	id[n++] = '_';
	for (size_t i = 0; i < len; i++)
	{
		char		c = s[i];

		if (c >= 'A' && c <= 'Z')
			c = (char) (c - 'A' + 'a');
		else if (c == ' ')
			c = '_';
		else if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
			return complain(r, "* goes with plain letters and digits", s, len);
		id[n++] = c;
	}
	return add_entry(r, cls, id, n, weight, entry);
}

/* One entry line, comments gone, continuations joined. */
static NameStatus
add_line(Reader *r, const char *s, size_t len)
{
	const char *eq = memchr(s, '=', len);
	const char *p = s;
	const char *word[3];
	size_t		wordlen[3];
	int			nwords = 0;
	int			cls = -1;
	int			weight;
	int			entry = -1;
	bool		own_ids;
	NameStatus	status = NAME_OK;

	if (eq == NULL)
		return complain(r, "expected \"class id = spelling | ...\"", s, len);
	while (p < eq)
	{
		const char *start;

		while (p < eq && is_blank(*p))
			p++;
		start = p;
		while (p < eq && !is_blank(*p))
			p++;
		if (p == start)
			break;
		if (nwords == 3)
			return complain(r, "too many words before \"=\"", s, (size_t) (eq - s));
		word[nwords] = start;
		wordlen[nwords++] = (size_t) (p - start);
	}
	if (nwords < 2)
		return complain(r, "expected a class and an id before \"=\"", s, (size_t) (eq - s));
	for (int i = 0; i < NAME_NCLASSES; i++)
		if (i != NAME_CORE && strlen(name_class_word[i]) == wordlen[0] &&
			memcmp(name_class_word[i], word[0], wordlen[0]) == 0)
			cls = i;
	if (cls < 0)
		return complain(r, "unknown class", word[0], wordlen[0]);
	r->marker = cls == NAME_MARKER;
	own_ids = wordlen[1] == 1 && word[1][0] == '*';
	if (own_ids && cls != NAME_COMMON && cls != NAME_ACTIVITY && cls != NAME_GENERIC)
		return complain(r, "* is no id of this class", word[0], wordlen[0]);
	if (!own_ids && !id_ok(word[1], wordlen[1]))
		return complain(r, "bad id", word[1], wordlen[1]);
	if (cls == NAME_NUMBER && strspn(word[1], "0123456789") < wordlen[1])
		return complain(r, "the id of a number is its value", word[1], wordlen[1]);

	weight = default_weight[cls];
	if (nwords == 3)
	{
		if (word[2][0] != '@' || wordlen[2] < 2 || wordlen[2] > 4 ||
			strspn(word[2] + 1, "0123456789") < wordlen[2] - 1)
			return complain(r, "bad weight", word[2], wordlen[2]);
		weight = atoi(word[2] + 1);
		if (weight < 1 || weight > 100)
			return complain(r, "weight must be from 1 to 100", word[2], wordlen[2]);
	}
	if (!own_ids)
		status = add_entry(r, (NameClass) cls, word[1], wordlen[1], weight, &entry);
	if (status != NAME_OK)
		return status;

	for (p = eq + 1; p <= s + len;)
	{
		const char *stop = end_of_spelling(p, s + len);

		if (own_ids)
			status = add_own_entry(r, (NameClass) cls, p, (size_t) (stop - p), weight, &entry);
		if (status == NAME_OK)
			status = add_spelling(r, p, (size_t) (stop - p), entry);
		if (status != NAME_OK)
			return status;
		p = stop + 1;
	}
	return NAME_OK;
}

NameStatus
lexicon_read(Lexicon *lex, NameArena *arena, const RulesFile *file, RulesError *error)
{
	Reader		reader = {lex, arena, error, 0, file->site, false};
	Reader	   *r = &reader;
	const char *p = file->text;
	const char *end = file->text + file->len;
	char	   *joined;
	size_t		used = 0;
	int			line = 0;
	NameStatus	status = NAME_OK;

	joined = malloc(file->len + 1);
	if (joined == NULL)
		return NAME_NO_MEMORY;
	if (end - p >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
		p += 3;
	while (p < end && status == NAME_OK)
	{
		const char *nl = memchr(p, '\n', (size_t) (end - p));
		const char *stop = nl ? nl : end;
		const char *hash;
		const char *s = p;
		size_t		len = (size_t) (stop - p);

		line++;
		hash = memchr(s, '#', len);
		if (hash)
			len = (size_t) (hash - s);
		trim(&s, &len);
		p = stop + 1;
		if (used == 0)
			r->line = line;
		memcpy(joined + used, s, len);
		used += len;
		if (used > 0 && (joined[used - 1] == '|' || joined[used - 1] == '=') && p < end)
			continue;
		if (used > 0)
			status = add_line(r, joined, used);
		used = 0;
	}
	free(joined);
	return status;
}
