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

#define MIN_KNOWN_EDIT		11	/* letters of both */
#define MAX_ABBREVIATION	4	/* letters a word of a legal form: GmbH */
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
 * Similarity of unit i of s, a phrase that the lexicon knows, to unit j of t,
 * one word, if the phrase has it: "information technology" and "technology".  An unknown word is less likely to be part of a place ("Sukhoy"
 * and "Sukhoy Log").
 */
static int
part_sim(const Side *s, int i, const Side *t, int j)
{
	if (!has_word(s, i, t, j))
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

/* Whether a word that the lexicon knows may be a typing error of another. */
static bool
may_be_mistyped(const NameUnit *u)
{
	return name_class_describes(u->cls) || u->cls == NAME_COMMON;
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
	if ((x->nwords > 1) != (y->nwords > 1))
	{
		sim = x->nwords > 1 ? part_sim(a, i, b, j) : part_sim(b, j, a, i);
		if (sim > 0)
		{
			*kind = PAIR_PART;
			return sim;
		}
	}
	if (x->id != 0 && y->id != 0)
	{
		*kind = PAIR_GENERIC;
		if (x->cls == NAME_GENERIC && y->cls == NAME_GENERIC &&
			!((x->flags | y->flags) & UNIT_IDENTITY))
			return SIM_GENERIC;

		/*
		 * Known words that differ are no typing errors, unless they are long,
		 * and no places: "Health" and "Wealth", "Horizon" and "Horizons".
		 */
		if (!may_be_mistyped(x) || !may_be_mistyped(y) || x->textlen + y->textlen < MIN_KNOWN_EDIT)
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

/* ---------- candidate pairs ---------- */

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
 * One unit of x that is two or three neighbours of y written without a space;
 * within[i] are the units of y that have no letters but those of unit i.  An edit besides would be found in too many names, and costs recall nothing.
 */
static void
add_joined(Match *m, const Side *x, uint32_t joined, const uint32_t *within, const Side *y,
		   bool x_is_a)
{
	for (; joined != 0; joined &= joined - 1)
	{
		int			i = __builtin_ctz(joined);
		const NameUnit *u = &x->units[i];

		for (uint32_t set = within[i] & within[i] >> 1; set != 0; set &= set - 1)
		{
			int			j = __builtin_ctz(set);
			int			at = 0;
			bool		heavy = false;
			uint32_t	met = 0;

			for (int k = j; k < y->n && k < j + MAX_JOINED_UNITS; k++)
			{
				if (!goes_on(side_text(x, i), u->textlen, &at, y, k))
					break;
				heavy = heavy || !(y->units[k].flags & UNIT_LIGHT);
				met |= UINT32_C(1) << k;
				if (at == u->textlen && k > j && heavy)
					add_group(m, x_is_a, i, met, SIM_JOINED, PAIR_JOINED, 0);
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

/* The same, as far as the unit alone says. */
static inline bool
may_spell_initials(const NameUnit *u)
{
	/* a syllable is no letter */
	return !(u->flags & (UNIT_LIGHT | UNIT_SYLLABLES)) && u->cls != NAME_NUMBER &&
		u->nwords == 1 && u->textlen >= MIN_INITIALS && u->textlen <= MAX_INITIALS;
}

bool
pairs_may_be_acronym(const Side *s, int i)
{
	/* its own field says what the letters stand for */
	if ((s->form->flags & FORM_EXPLAINED) || !may_spell_initials(&s->units[i]))
		return false;
	/* beside other words, three letters are no acronym */
	return s->units[i].textlen > 3 || stands_alone(s, i);
}

int
pairs_acronym_sim(int nletters)
{
	return nletters == 2 ? SIM_INITIALS_2 : nletters == 3 ? SIM_INITIALS_3 : SIM_INITIALS_4;
}

/* Similarity of so many letters and the units that they stand for. */
static int
initials_sim(const Side *y, int nletters, uint32_t set)
{
	int			sim = pairs_acronym_sim(nletters);

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
add_initials(Match *m, const Side *x, uint32_t acronyms, const Side *y, int ninitials, bool x_is_a)
{
	Initials	strings[MAX_INITIALS_STRINGS];
	int			nstrings = -1;
	uint64_t	first = 0;

	for (; acronyms != 0; acronyms &= acronyms - 1)
	{
		int			i = __builtin_ctz(acronyms);
		const NameUnit *u = &x->units[i];
		uint32_t	set;

		if (u->textlen > ninitials || !pairs_may_be_acronym(x, i))
			continue;
		if (first == 0)
			first = first_letters(y);
		if ((u->text_letters & ~first) != 0)
			continue;
		if (nstrings < 0)
			nstrings = initials_of(y->name, y->units, y->n, strings);
		for (int s = 0; s < nstrings; s++)
			if (initials_match(&strings[s], y->units, side_text(x, i), u->textlen, &set))
				add_group(m, x_is_a, i, set, initials_sim(y, u->textlen, set), PAIR_INITIALS, 0);
	}
}

void
side_look(const Side *s, SideSets *sets)
{
	uint32_t	of_class[NAME_NCLASSES] = {0};
	uint32_t	light = 0;
	uint32_t	identity = 0;
	uint32_t	lexicon = 0;
	uint32_t	phrases = 0;
	uint32_t	joined = 0;
	uint32_t	acronyms = 0;
	uint32_t	countries = 0;
	int			ninitials = 0;

	/* without branches: they would be taken at random */
	for (int i = 0; i < s->n; i++)
	{
		const NameUnit *u = &s->units[i];
		const uint32_t one = UINT32_C(1) << i;

		of_class[u->cls] |= one;
		light |= one & -(uint32_t) ((u->flags & UNIT_LIGHT) != 0);
		identity |= one & -(uint32_t) ((u->flags & UNIT_IDENTITY) != 0);
		lexicon |= one & -(uint32_t) (u->id != 0);
		phrases |= one & -(uint32_t) (u->nwords != 1);
		joined |= one & -(uint32_t) ((u->textlen >= MIN_JOINED_LETTERS) & (u->textlen <= WORD_MAX_KEY));
		acronyms |= one & -(uint32_t) ((u->textlen >= MIN_INITIALS) & (u->textlen <= MAX_INITIALS));
		/* the id of a country is a family's */
		countries |= one & -(uint32_t) ((u->id == u->family) & !(u->flags & UNIT_ASIDE));
		ninitials += u->ninitials;
		sets->begins[i] = (unsigned char) side_key(s, i)[0];
	}
	sets->heavy = ((UINT32_C(1) << s->n) - 1) & ~light;
	sets->identity = identity & sets->heavy;
	sets->numbers = of_class[NAME_NUMBER] & sets->heavy;
	sets->countries = countries & of_class[NAME_PLACE] & sets->heavy;
	sets->legal = of_class[NAME_LEGAL];
	sets->joined = joined & sets->heavy & ~phrases & ~sets->numbers;
	sets->acronyms = acronyms & sets->heavy & ~phrases & ~sets->numbers;
	sets->lexicon = lexicon;
	sets->generic = of_class[NAME_GENERIC] & lexicon;
	sets->phrases = phrases;
	sets->ninitials = ninitials;
}

/*
 * The units of b that pairs_unit() may find like unit i of a at all.  Nearly all
 * pairs of units are told apart here, by what is at hand and without branches.
 * *b_within are those whose letters unit i has all, *a_within those that have
 * all of its letters.
 */
static uint32_t
may_pair(const Match *m, int i, uint32_t *b_within, uint32_t *a_within)
{
	const NameUnit *x = &m->a->units[i];
	const uint64_t others = ~(x->text_letters | SPACE_LETTER);
	const uint64_t own = x->text_letters & ~SPACE_LETTER;
	uint32_t	one = 1;
	uint32_t	near = 0;
	uint32_t	same = 0;
	uint32_t	alike = 0;		/* in a few letters of the key and the first
								 * one */
	uint32_t	within = 0;
	uint32_t	around = 0;

	for (int j = 0; j < m->b->n; j++, one <<= 1)
	{
		const NameUnit *y = &m->b->units[j];
		uint64_t	keys = without_two(without_two(x->letters ^ y->letters));
		uint64_t	texts = without_two(x->text_letters ^ y->text_letters);

		/* one key, an edit in the texts, two in the keys */
		near |= one & -(uint32_t) ((keys == 0) | (texts == 0));
		alike |= one & -(uint32_t) ((without_two(keys) == 0) & (m->sets_a->begins[i] == m->sets_b->begins[j]));
		same |= one & -(uint32_t) (x->id == y->id);
		within |= one & -(uint32_t) ((y->text_letters & others) == 0);
		around |= one & -(uint32_t) ((own & ~y->text_letters) == 0);
	}
	*b_within = within;
	*a_within = around;
	same &= m->sets_b->lexicon;
	if (m->sets_a->generic >> i & 1)
		same |= m->sets_b->generic;
	/* one stem, after which each word has a few other letters */
	near |= alike | same;
	/* a phrase and its word */
	near |= around & m->sets_b->phrases;
	if (m->sets_a->phrases >> i & 1)
		near |= within;
	return near & m->sets_b->heavy;
}

_Static_assert(MAX_ENDING + MAX_OTHER_ENDING <= 6, "may_pair() knows of six letters after a stem");

void
pairs_find(Match *m)
{
	const Side *a = m->a;
	const Side *b = m->b;
	uint32_t	b_within[NAME_MAX_UNITS];
	uint32_t	a_within[NAME_MAX_UNITS] = {0};

	m->n = 0;
	for (int i = 0; i < a->n; i++)
	{
		uint32_t	around;
		uint32_t	may = may_pair(m, i, &b_within[i], &around);

		for (around &= m->sets_b->joined; around != 0; around &= around - 1)
			a_within[__builtin_ctz(around)] |= UINT32_C(1) << i;
		if (!(m->sets_a->heavy >> i & 1))
			continue;
		for (; may != 0; may &= may - 1)
		{
			int			j = __builtin_ctz(may);
			PairKind	kind = PAIR_SAME;
			int			edits;
			int			sim = pairs_unit(a, i, b, j, &kind, &edits);

			if (sim > 0)
				add_candidate(m, UINT32_C(1) << i, a->units[i].weight, UINT32_C(1) << j,
							  b->units[j].weight, sim, kind, edits);
		}
	}
	add_joined(m, a, m->sets_a->joined, b_within, b, true);
	add_joined(m, b, m->sets_b->joined, a_within, a, false);
	add_initials(m, a, m->sets_a->acronyms, b, m->sets_b->ninitials, true);
	add_initials(m, b, m->sets_b->acronyms, a, m->sets_a->ninitials, false);
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
		sim = joined_sim(a, m->sets_a, b, m->sets_b);
	if (sim == 0)
		sim = joined_sim(b, m->sets_b, a, m->sets_a);
	return sim > 0 && !same_division(a, b) && same_numbers(a, b) ? sim : 0;
}
