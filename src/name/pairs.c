/*-------------------------------------------------------------------------
 *
 * pairs.c
 *	  Pairing the units of two forms.
 *
 *-------------------------------------------------------------------------
 */
#include "name/pairs.h"

#include <string.h>

#include "name/block.h"
#include "name/distance.h"
#include "name/initials.h"
#include "name/weights.h"

#define MIN_KNOWN_EDIT		6
#define MAX_ABBREVIATION	4		/* letters a word of a legal form: GmbH */
#define MAX_OTHER_ENDING	2

/* The space in a set of letters. */
#define SPACE_LETTER		(UINT64_C(1) << (' ' & 63))

/* Edits that words may have whose shorter key has this many letters. */
static int
edit_budget(int len)
{
	return len < MIN_EDIT ? 0 : len < MIN_TWO_EDITS ? 1 : 2;
}

/* A set without two of its members.  Not every machine counts bits in one step. */
static inline uint64_t
without_two(uint64_t set)
{
	set &= set - 1;
	return set & (set - 1);
}

/* Whether a set has more than 2 n members, n 1 or 2. */
static inline bool
has_more(uint64_t set, int n)
{
	set = without_two(set);
	return (n == 1 ? set : without_two(set)) != 0;
}

/* ---------- units ---------- */

/*
 * Equal canonical keys of different letters.  Short words collide in their
 * keys by chance.
 */
static int
spelling_sim(const NameUnit *x, const NameUnit *y)
{
	int			len = x->textlen < y->textlen ? x->textlen : y->textlen;

	return len > 3 ? SIM_SPELLING : len == 3 ? SIM_SPELLING_3 : len == 2 ? SIM_SPELLING_2 : 0;
}

/*
 * One meaning in different words.  A name that has nothing but such words
 * ("Druzhba", "World Co") is told from others by their letters, not by what
 * they mean.
 */
static int
meaning_sim(const NameUnit *x, const NameUnit *y)
{
	if ((x->flags | y->flags) & UNIT_IDENTITY)
	{
		if (x->cls == NAME_GENERIC || x->cls == NAME_STOP)
			return SIM_GENERIC;
		if (x->cls == NAME_ACTIVITY)
			return SIM_MEANING_ONLY;
	}
	return SIM_MEANING;
}

/*
 * Similarity of two words with typing errors: one, in their keys or in their
 * texts, whichever are nearer, or two in the keys of long words.  A slip can
 * make or break a group of letters that the key writes as one, and then costs
 * more there than it should.
 */
static int
edit_sim(const Side *a, int i, const Side *b, int j, int *edits)
{
	const NameUnit *x = &a->units[i];
	const NameUnit *y = &b->units[j];
	int			budget = edit_budget(x->keylen < y->keylen ? x->keylen : y->keylen);
	int			sim = 0;

	if (budget == 0)
		return 0;
	/* two letters make another word of one that is known */
	if (x->id != 0 || y->id != 0)
		budget = 1;
	/* letters that one side lacks cost at least an edit for every two */
	if (!has_more(x->letters ^ y->letters, budget))
		sim = name_letters_sim(side_key(a, i), x->keylen, side_key(b, j), y->keylen, budget, edits);
	if (x->textlen <= WORD_MAX_KEY && y->textlen <= WORD_MAX_KEY &&
		!has_more(x->text_letters ^ y->text_letters, 1))
	{
		int			e;
		int			by_text = name_letters_sim(side_text(a, i), x->textlen,
											   side_text(b, j), y->textlen, 1, &e);

		if (by_text > sim)
		{
			sim = by_text;
			*edits = e;
		}
	}
	return sim;
}

/* Whether one of the words of a phrase is this one, of no more than usual length. */
static bool
has_word(const Side *s, int i, const Side *t, int j)
{
	const char *p = side_text(s, i);
	const char *end = p + s->units[i].textlen;
	const char *word = side_text(t, j);
	int			len = t->units[j].textlen;

	if (len > WORD_MAX_KEY)
		return false;
	while (p < end)
	{
		const char *space = memchr(p, ' ', (size_t) (end - p));
		const char *stop = space ? space : end;

		if (stop - p == len && memcmp(p, word, (size_t) len) == 0)
			return true;
		p = stop + 1;
	}
	return false;
}

/*
 * Similarity of unit i of s, if it is a phrase that the lexicon knows, to unit
 * j of t, if that is one of its words: "information technology" and
 * "technology".  An unknown word is less likely to be part of a place ("Sukhoy"
 * and "Sukhoy Log").
 */
static int
part_sim(const Side *s, int i, const Side *t, int j)
{
	if (s->units[i].nwords == 1 || t->units[j].nwords != 1 || !has_word(s, i, t, j))
		return 0;
	return s->units[i].cls == NAME_PLACE && t->units[j].id == 0 ? SIM_PART_PLACE : SIM_PART;
}

/*
 * Whether two words are one with different endings: "Omsk" and "Omskiy",
 * "electronics" and "electronic".
 */
static bool
same_stem(const Side *a, int i, const Side *b, int j)
{
	const NameUnit *x = &a->units[i];
	const NameUnit *y = &b->units[j];
	const char *s = side_key(a, i);
	const char *t = side_key(b, j);
	int			shorter = x->keylen < y->keylen ? x->keylen : y->keylen;
	int			common = 0;

	if (shorter < MIN_STEM || x->keylen > shorter + MAX_ENDING || y->keylen > shorter + MAX_ENDING)
		return false;
	while (common < shorter && s[common] == t[common])
		common++;
	return common >= MIN_STEM && x->keylen - common <= MAX_ENDING && y->keylen - common <= MAX_ENDING &&
		shorter - common <= MAX_OTHER_ENDING;
}

int
pairs_unit(const Side *a, int i, const Side *b, int j, PairKind *kind, int *edits)
{
	const NameUnit *x = &a->units[i];
	const NameUnit *y = &b->units[j];
	bool		same_key = x->keylen == y->keylen && x->letters == y->letters &&
		memcmp(side_key(a, i), side_key(b, j), x->keylen) == 0;
	int			sim;

	*edits = 0;
	if (x->cls == NAME_NUMBER || y->cls == NAME_NUMBER)
	{
		*kind = PAIR_SAME;
		return same_key && x->cls == y->cls ? NAME_SCORE_MAX : 0;
	}
	/* an acronym that is spelled out has no other spellings */
	if ((a->form->flags | b->form->flags) & FORM_EXPLAINED)
	{
		*kind = PAIR_SAME;
		return x->textlen == y->textlen &&
			memcmp(side_text(a, i), side_text(b, j), x->textlen) == 0 ? NAME_SCORE_MAX : 0;
	}
	if (same_key)
	{
		if (x->textlen == y->textlen &&
			memcmp(side_text(a, i), side_text(b, j), x->textlen) == 0)
		{
			*kind = PAIR_SAME;
			return NAME_SCORE_MAX;
		}
		*kind = PAIR_SPELLING;
		return spelling_sim(x, y);
	}
	if (x->id != 0 && x->id == y->id)
	{
		*kind = PAIR_MEANING;
		return meaning_sim(x, y);
	}
	sim = part_sim(a, i, b, j);
	if (sim == 0)
		sim = part_sim(b, j, a, i);
	if (sim > 0)
	{
		*kind = PAIR_PART;
		return sim;
	}
	if (x->id != 0 && y->id != 0)
	{
		*kind = PAIR_GENERIC;
		if (x->cls == NAME_GENERIC && y->cls == NAME_GENERIC &&
			!((x->flags | y->flags) & UNIT_IDENTITY))
			return SIM_GENERIC;

		/*
		 * Known words that differ are no typing errors, unless they are long
		 * and only describe: "Health" and "Wealth".
		 */
		if (!name_class_describes(x->cls) || !name_class_describes(y->cls) ||
			x->textlen < MIN_KNOWN_EDIT || y->textlen < MIN_KNOWN_EDIT)
			return 0;
		*kind = PAIR_EDIT;
		sim = edit_sim(a, i, b, j, edits);
		return *edits == 1 ? sim : 0;
	}

	*kind = PAIR_EDIT;
	sim = edit_sim(a, i, b, j, edits);
	if (sim < SIM_STEM && same_stem(a, i, b, j))
	{
		*kind = PAIR_STEM;
		*edits = 0;
		sim = SIM_STEM;
	}
	return sim;
}

/*
 * Whether pairs_unit() may find two units alike at all.  Nearly all pairs of
 * units are told apart here, by what is at hand.
 */
static inline bool
may_pair(const Side *a, int i, const Side *b, int j)
{
	const NameUnit *x = &a->units[i];
	const NameUnit *y = &b->units[j];
	uint64_t	keys = x->letters ^ y->letters;
	uint64_t	few = without_two(without_two(keys));

	/* one key, an edit in the texts, two in the keys */
	if (few == 0 || !has_more(x->text_letters ^ y->text_letters, 1))
		return true;
	if (x->id != 0 && y->id != 0 &&
		(x->id == y->id || (x->cls == NAME_GENERIC && y->cls == NAME_GENERIC)))
		return true;
	if ((x->nwords > 1 && (y->text_letters & ~x->text_letters) == 0) ||
		(y->nwords > 1 && (x->text_letters & ~y->text_letters) == 0))
		return true;
	/* one stem, of which each word has a few other letters */
	return without_two(few) == 0 && side_key(a, i)[0] == side_key(b, j)[0];
}

_Static_assert(MAX_ENDING + MAX_OTHER_ENDING <= 6, "may_pair() knows of six letters at the ends of stems");

/* ---------- candidate pairs ---------- */

int
side_weight(const Side *s, uint32_t set)
{
	int			w = 0;

	for (; set != 0; set &= set - 1)
	{
		const NameUnit *u = &s->units[__builtin_ctz(set)];

		if (!(u->flags & UNIT_LIGHT))
			w += u->weight;
	}
	return w;
}

static void
add_candidate(Match *m, uint32_t a, int weight_a, uint32_t b, int weight_b, int sim,
			  PairKind kind, int edits)
{
	Candidate  *c;

	if (sim <= 0 || m->n == MAX_CANDIDATES)
		return;
	c = &m->c[m->n++];
	c->pair.a = a;
	c->pair.b = b;
	c->pair.sim = (uint16_t) sim;
	c->pair.kind = (uint8_t) kind;
	c->pair.edits = (uint8_t) edits;
	c->value = (uint64_t) sim *
		((uint64_t) weight_a * (uint64_t) m->b->weight + (uint64_t) weight_b * (uint64_t) m->a->weight);
}

/* The same for one unit of x and a set of units of y, whichever of them is a. */
static void
add_group(Match *m, bool x_is_a, int i, uint32_t set, int sim, PairKind kind, int edits)
{
	uint32_t	one = UINT32_C(1) << i;
	uint32_t	of_a = x_is_a ? one : set;
	uint32_t	of_b = x_is_a ? set : one;

	add_candidate(m, of_a, side_weight(m->a, of_a), of_b, side_weight(m->b, of_b), sim, kind, edits);
}

/*
 * Whether a text goes on, at *at, with the letters of a unit; spaces in it do
 * not count.  *at is moved behind them.
 */
static bool
goes_on(const char *text, int len, int *at, const Side *s, int i)
{
	const char *more = side_text(s, i);
	int			n = s->units[i].textlen;

	for (int k = 0; k < n; k++)
	{
		if (more[k] == ' ')
			continue;
		if (*at == len || text[*at] != more[k])
			return false;
		(*at)++;
	}
	return true;
}

/*
 * One unit of x that is two or three neighbours of y written without a space.
 * An edit besides would be found in too many names, and costs recall nothing.
 */
static void
add_joined(Match *m, const Side *x, uint32_t joined, const Side *y, bool x_is_a)
{
	for (; joined != 0; joined &= joined - 1)
	{
		int			i = __builtin_ctz(joined);
		const NameUnit *u = &x->units[i];
		uint64_t	others = ~(u->text_letters | SPACE_LETTER);
		uint32_t	within = 0; /* units that have no other letters */

		for (int j = 0; j < y->n; j++)
			within |= (uint32_t) ((y->units[j].text_letters & others) == 0) << j;
		for (within &= within >> 1; within != 0; within &= within - 1)
		{
			int			j = __builtin_ctz(within);
			int			at = 0;
			bool		heavy = false;
			uint32_t	set = 0;

			for (int k = j; k < y->n && k < j + MAX_JOINED_UNITS; k++)
			{
				if (!goes_on(side_text(x, i), u->textlen, &at, y, k))
					break;
				heavy = heavy || !(y->units[k].flags & UNIT_LIGHT);
				set |= UINT32_C(1) << k;
				if (at == u->textlen && k > j && heavy)
					add_group(m, x_is_a, i, set, SIM_JOINED, PAIR_JOINED, 0);
			}
		}
	}
}

/* Whether all units of a form but this one are light, generic or places. */
static bool
stands_alone(const Side *s, int i)
{
	for (int k = 0; k < s->n; k++)
		if (k != i && !(s->units[k].flags & UNIT_LIGHT) && s->units[k].cls != NAME_GENERIC &&
			s->units[k].cls != NAME_PLACE)
			return false;
	return true;
}

bool
pairs_may_be_acronym(const Side *s, int i)
{
	const NameUnit *u = &s->units[i];

	/* its own field says what the letters stand for */
	if (s->form->flags & FORM_EXPLAINED)
		return false;
	/* a syllable is no letter */
	if ((u->flags & (UNIT_LIGHT | UNIT_SYLLABLES)) || u->cls == NAME_NUMBER ||
		u->nwords != 1 || u->textlen < MIN_INITIALS || u->textlen > MAX_INITIALS)
		return false;
	/* beside other words, three letters are no acronym */
	return u->textlen > 3 || stands_alone(s, i);
}

/* Similarity of so many letters and the units that they stand for. */
static int
initials_sim(const Side *y, int nletters, uint32_t set)
{
	int			sim = nletters == 2 ? SIM_INITIALS_2 : nletters == 3 ? SIM_INITIALS_3 : SIM_INITIALS_4;

	for (int i = 0; i < y->n; i++)
		if ((set >> i & 1) && y->units[i].cls == NAME_LEGAL && 
			y->units[i].textlen <= MAX_ABBREVIATION * y->units[i].nwords)
			return sim * FACTOR_INITIALS_LIGHT / NAME_SCORE_MAX;
	return sim;
}

/* The letters with which the words of a side begin. */
static uint64_t
first_letters(const Side *s)
{
	uint64_t	set = 0;

	for (int i = 0; i < s->n; i++)
		set |= block_letter_set(name_bytes(s->name, s->units[i].initials), s->units[i].ninitials);
	return set;
}

/* One unit of x that spells the initials of two and more units of y. */
static void
add_initials(Match *m, const Side *x, uint32_t acronyms, const Side *y, bool x_is_a)
{
	Initials	strings[MAX_INITIALS_STRINGS];
	int			nstrings = -1;
	uint64_t	first;

	if (acronyms == 0)
		return;
	first = first_letters(y);
	for (; acronyms != 0; acronyms &= acronyms - 1)
	{
		int			i = __builtin_ctz(acronyms);
		const NameUnit *u = &x->units[i];
		uint32_t	set;

		if ((u->text_letters & ~first) != 0)
			continue;
		if (nstrings < 0)
			nstrings = initials_of(y->name, y->units, y->n, strings);
		for (int s = 0; s < nstrings; s++)
			if (initials_match(&strings[s], y->units, side_text(x, i), u->textlen, &set))
				add_group(m, x_is_a, i, set, initials_sim(y, u->textlen, set), PAIR_INITIALS, 0);
	}
}

static void
look_at(const Side *s, SideSets *sets)
{
	uint32_t	of_class[NAME_NCLASSES] = {0};
	uint32_t	light = 0;

	memset(sets, 0, sizeof(*sets));
	for (int i = 0; i < s->n; i++)
	{
		const NameUnit *u = &s->units[i];
		uint32_t	bit = UINT32_C(1) << i;

		of_class[u->cls] |= bit;
		if (u->flags & UNIT_LIGHT)
		{
			light |= bit;
			continue;
		}
		if (u->flags & UNIT_IDENTITY)
			sets->identity |= bit;
		if (u->nwords == 1 && u->cls != NAME_NUMBER &&
			u->textlen >= MIN_JOINED_LETTERS && u->textlen <= WORD_MAX_KEY)
			sets->joined |= bit;
		if (u->textlen <= MAX_INITIALS && pairs_may_be_acronym(s, i))
			sets->acronyms |= bit;
		/* the id of a country is a family's */
		if (u->cls == NAME_PLACE && u->id == u->family && !(u->flags & UNIT_ASIDE))
			sets->countries |= bit;
	}
	sets->heavy = ((UINT32_C(1) << s->n) - 1) & ~light;
	sets->numbers = of_class[NAME_NUMBER] & ~light;
	sets->legal = of_class[NAME_LEGAL];
}

void
pairs_find(Match *m)
{
	const Side *a = m->a;
	const Side *b = m->b;

	m->n = 0;
	look_at(a, &m->sets_a);
	look_at(b, &m->sets_b);
	for (uint32_t of_a = m->sets_a.heavy; of_a != 0; of_a &= of_a - 1)
	{
		int			i = __builtin_ctz(of_a);

		for (uint32_t of_b = m->sets_b.heavy; of_b != 0; of_b &= of_b - 1)
		{
			int			j = __builtin_ctz(of_b);
			PairKind	kind = PAIR_SAME;
			int			edits;
			int			sim;

			if (!may_pair(a, i, b, j))
				continue;
			sim = pairs_unit(a, i, b, j, &kind, &edits);
			if (sim > 0)
				add_candidate(m, UINT32_C(1) << i, a->units[i].weight, UINT32_C(1) << j,
							  b->units[j].weight, sim, kind, edits);
		}
	}
	add_joined(m, a, m->sets_a.joined, b, true);
	add_joined(m, b, m->sets_b.joined, a, false);
	add_initials(m, a, m->sets_a.acronyms, b, true);
	add_initials(m, b, m->sets_b.acronyms, a, false);
}

/*
 * Takes pairs, the most valuable first, each unit once.  The candidates left
 * to take are few (a handful in real names), so the best is looked for anew
 * each time.
 */
int
pairs_take(Match *m, NamePair *pairs, uint32_t *used_a, uint32_t *used_b)
{
	int			npairs = 0;

	*used_a = 0;
	*used_b = 0;
	for (;;)
	{
		const Candidate *best = NULL;
		int			out = 0;

		for (int i = 0; i < m->n; i++)
		{
			if ((m->c[i].pair.a & *used_a) || (m->c[i].pair.b & *used_b))
				continue;
			if (out != i)
				m->c[out] = m->c[i];
			if (best == NULL || m->c[out].value > best->value)
				best = &m->c[out];
			out++;
		}
		m->n = out;
		if (best == NULL)
			return npairs;
		pairs[npairs++] = best->pair;
		*used_a |= best->pair.a;
		*used_b |= best->pair.b;
	}
}

/* ---------- whole forms ---------- */

/*
 * Whether both forms have the same numbers, in the same order.  A number may
 * also be written into a word on the other side, so one without any will do.
 */
static bool
same_numbers(const Side *a, const Side *b)
{
	int			i = 0;
	int			j = 0;
	bool		met = false;

	for (;;)
	{
		while (i < a->n && a->units[i].cls != NAME_NUMBER)
			i++;
		while (j < b->n && b->units[j].cls != NAME_NUMBER)
			j++;
		if (i == a->n && j == b->n)
			return true;
		if (i == a->n || j == b->n)
			return !met;
		if (a->units[i].keylen != b->units[j].keylen ||
			memcmp(side_key(a, i), side_key(b, j), a->units[i].keylen) != 0)
			return false;
		met = true;
		i++;
		j++;
	}
}

/* Whether both forms have words of the same lengths, in the same order. */
static bool
same_division(const Side *a, const Side *b)
{
	int			i = 0;
	int			j = 0;

	for (;;)
	{
		while (i < a->n && (a->units[i].flags & UNIT_LIGHT))
			i++;
		while (j < b->n && (b->units[j].flags & UNIT_LIGHT))
			j++;
		if (i == a->n || j == b->n)
			return i == a->n && j == b->n;
		if (a->units[i++].keylen != b->units[j++].keylen)
			return false;
	}
}

/* Letters of the shortest of some units. */
static int
shortest_unit(const Side *s, uint32_t set)
{
	int			len = WORD_MAX_KEY;

	for (; set != 0; set &= set - 1)
		if (s->units[__builtin_ctz(set)].textlen < len)
			len = s->units[__builtin_ctz(set)].textlen;
	return len;
}

static inline bool
is_single(uint32_t set)
{
	return set != 0 && (set & (set - 1)) == 0;
}

/*
 * A long word and several, alike but for one edit.  The edit must not make a
 * whole word vanish.
 */
static int
joined_sim(const Side *one, const SideSets *of_one, const Side *several, const SideSets *of_several)
{
	int			len = several->form->squeezedlen[0];
	int			i;
	int			edits;

	/* what may be joined has no spaces and is not too long */
	if (!is_single(of_one->heavy) || is_single(of_several->heavy) ||
		!(of_one->heavy & of_one->joined) || len < MIN_SPACING_EDIT)
		return 0;
	i = __builtin_ctz(of_one->heavy);
	if (one->units[i].textlen < MIN_SPACING_EDIT || shortest_unit(several, of_several->heavy) < MIN_EDIT)
		return 0;
	return name_letters_sim(side_text(one, i), one->units[i].textlen,
							name_bytes(several->name, several->form->squeezed[0]), len, 1, &edits);
}

/*
 * Names whose spaces are gone or misplaced: the same letters when spaces are
 * ignored, without light words, with those of one side, or with all.  Only
 * names that are divided differently are looked at, so this never replaces a
 * comparison word by word.
 */
int
pairs_spacing(const Match *m, bool *all)
{
	const Side *a = m->a;
	const Side *b = m->b;
	int			sim = 0;

	/* with all letters first */
	for (int which = 3; which >= 0 && sim == 0; which--)
	{
		int			wa = which & 1;
		int			wb = which >> 1;
		int			len = a->form->squeezedlen[wa];

		if (len >= MIN_JOINED_LETTERS && len == b->form->squeezedlen[wb] &&
			memcmp(name_bytes(a->name, a->form->squeezed[wa]),
				   name_bytes(b->name, b->form->squeezed[wb]), (size_t) len) == 0)
			sim = NAME_SCORE_MAX;
		*all = sim > 0 && which == 3;
	}
	if (sim == 0)
		sim = joined_sim(a, &m->sets_a, b, &m->sets_b);
	if (sim == 0)
		sim = joined_sim(b, &m->sets_b, a, &m->sets_a);
	return sim > 0 && !same_division(a, b) && same_numbers(a, b) ? sim : 0;
}
