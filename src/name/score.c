/*-------------------------------------------------------------------------
 *
 * score.c
 *	  Scoring two compiled names.
 *
 * The units of two forms are paired greedily, best pairs first.  Each side's
 * coverage is the share of its weight that found a partner, counted with the
 * similarity of the pair; the base score is their harmonic mean.  Penalties
 * follow, all of them factors of at most 1.
 *
 * Hence, for the index: base <= max(coverage of either side) <= the best
 * similarity among the pairs, and the score is at most the base.  Light units
 * (legal forms, stop words) are in no coverage; they can only lower a score.
 *
 * All arithmetic is on integers, so that a score is the same on every machine.
 *
 *-------------------------------------------------------------------------
 */
#include "name/score.h"

#include <string.h>

#include "name/distance.h"

const char *const name_pair_word[NAME_NPAIRKINDS] = {
	"same", "spelling", "meaning", "generic", "edit", "joined", "initials"
};

const char *const name_penalty_word[NAME_NPENALTIES] = {
	"substitution", "no_identity", "number_conflict", "number_missing",
	"legal_conflict", "legal_missing", "order", "brackets", "spacing",
	"not_identical"
};

/* Similarities, of NAME_SCORE_MAX. */
#define SIM_SPELLING		9800
#define SIM_SPELLING_3		8500	/* of three letters */
#define SIM_SPELLING_2		5000
#define SIM_MEANING			9600
#define SIM_MEANING_ONLY	8000	/* of an activity that is all there is */
#define SIM_GENERIC			5000	/* another generic word, or a translated name */
#define SIM_JOINED			9800	/* times the similarity of the letters */
#define SIM_INITIALS_2		5000
#define SIM_INITIALS_3		7900	/* alone below the default threshold */
#define SIM_INITIALS_4		9200	/* and more letters */

/* Factors, of NAME_SCORE_MAX. */
#define FACTOR_NO_IDENTITY		6000
#define FACTOR_NUMBER_CONFLICT	7000
#define FACTOR_NUMBER_MISSING	9500
#define FACTOR_LEGAL_CONFLICT	9400
#define FACTOR_LEGAL_FAMILY		9950
#define FACTOR_LEGAL_MISSING	9900
#define FACTOR_ORDER			9900
#define FACTOR_BRACKETS			7500
#define FACTOR_SPACING			9700
#define FACTOR_NOT_IDENTICAL	9950

#define MIN_JOINED_LETTERS	5
#define MAX_JOINED_UNITS	4
#define MAX_INITIALS		8

/* Edits that a word of this many letters may have. */
static int
edit_budget(int len)
{
	return len <= 2 ? 0 : len <= 5 ? 1 : 2;
}

/* The same where the division into words differs too: less may be wrong. */
static int
joined_budget(int len)
{
	return len < 8 ? 0 : len < 20 ? 1 : 2;
}

static int
popcount64(uint64_t x)
{
	return __builtin_popcountll(x);
}

/* ---------- units ---------- */

/* One side of a comparison. */
typedef struct Side
{
	const NameCompiled *name;
	const NameForm *form;
	const NameUnit *units;
	int			n;
	int			weight;
} Side;

static inline const char *
key_of(const Side *s, int i)
{
	return name_bytes(s->name, s->units[i].key);
}

static inline const char *
text_of(const Side *s, int i)
{
	return name_bytes(s->name, s->units[i].text);
}

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
 * Similarity of two words with typing errors: by their keys or by their
 * texts, whichever is nearer.  A slip can make or break a group of letters
 * that the key writes as one, and then costs more there than it should.
 */
static int
edit_sim(const Side *a, int i, const Side *b, int j, int *edits)
{
	const NameUnit *x = &a->units[i];
	const NameUnit *y = &b->units[j];
	int			budget = edit_budget(x->keylen < y->keylen ? x->keylen : y->keylen);
	int			sim = 0;

	/* letters that one side lacks cost at least an edit for every two */
	if (popcount64(x->letters ^ y->letters) <= 2 * budget)
		sim = name_letters_sim(key_of(a, i), x->keylen, key_of(b, j), y->keylen, budget, edits);
	if (x->textlen <= WORD_MAX_KEY && y->textlen <= WORD_MAX_KEY &&
		popcount64(x->text_letters ^ y->text_letters) <= 2 * budget)
	{
		int			e;
		int			by_text = name_letters_sim(text_of(a, i), x->textlen,
											   text_of(b, j), y->textlen, budget, &e);

		if (by_text > sim)
		{
			sim = by_text;
			*edits = e;
		}
	}
	return sim;
}

static int
unit_sim(const Side *a, int i, const Side *b, int j, PairKind *kind, int *edits)
{
	const NameUnit *x = &a->units[i];
	const NameUnit *y = &b->units[j];
	bool		same_key = x->keylen == y->keylen && x->letters == y->letters &&
		memcmp(key_of(a, i), key_of(b, j), x->keylen) == 0;

	*edits = 0;
	if (x->cls == NAME_NUMBER || y->cls == NAME_NUMBER)
	{
		*kind = PAIR_SAME;
		return same_key && x->cls == y->cls ? NAME_SCORE_MAX : 0;
	}
	if (same_key)
	{
		if (x->textlen == y->textlen &&
			memcmp(text_of(a, i), text_of(b, j), x->textlen) == 0)
		{
			*kind = PAIR_SAME;
			return NAME_SCORE_MAX;
		}
		*kind = PAIR_SPELLING;
		return spelling_sim(x, y);
	}
	if (x->id != 0 && y->id != 0)
	{
		if (x->id == y->id)
		{
			*kind = PAIR_MEANING;
			return meaning_sim(x, y);
		}
		*kind = PAIR_GENERIC;
		if (x->cls == NAME_GENERIC && y->cls == NAME_GENERIC &&
			!((x->flags | y->flags) & UNIT_IDENTITY))
			return SIM_GENERIC;
		return 0;				/* known words that differ are no typing errors */
	}

	*kind = PAIR_EDIT;
	return edit_sim(a, i, b, j, edits);
}

/* ---------- candidate pairs ---------- */

typedef struct Candidate
{
	NamePair	pair;
	uint64_t	value;			/* share of both sides that it would cover */
} Candidate;

/*
 * All units of two forms may meet; joins and initials add a few per unit.
 * What does not fit is left out, which only truncated monsters can see.
 */
#define MAX_CANDIDATES	1024

typedef struct Match
{
	const Side *a;
	const Side *b;
	int			n;
	Candidate	c[MAX_CANDIDATES];
} Match;

static int
weight_of(const Side *s, uint32_t set)
{
	int			w = 0;

	for (int i = 0; i < s->n; i++)
		if ((set >> i & 1) && !(s->units[i].flags & UNIT_LIGHT))
			w += s->units[i].weight;
	return w;
}

static void
add_candidate(Match *m, uint32_t a, uint32_t b, int sim, PairKind kind, int edits)
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
		((uint64_t) weight_of(m->a, a) * (uint64_t) m->b->weight +
		 (uint64_t) weight_of(m->b, b) * (uint64_t) m->a->weight);
}

/* The same for one unit of x and a set of units of y, whichever of them is a. */
static void
add_group(Match *m, bool x_is_a, int i, uint32_t set, int sim, PairKind kind, int edits)
{
	uint32_t	one = UINT32_C(1) << i;

	add_candidate(m, x_is_a ? one : set, x_is_a ? set : one, sim, kind, edits);
}

/* One unit of x against two to four neighbours of y. */
static void
add_joined(Match *m, const Side *x, const Side *y, bool x_is_a)
{
	for (int i = 0; i < x->n; i++)
	{
		const NameUnit *u = &x->units[i];

		if ((u->flags & UNIT_LIGHT) || u->keylen < MIN_JOINED_LETTERS ||
			u->cls == NAME_NUMBER)
			continue;
		for (int j = 0; j + 1 < y->n; j++)
		{
			char		text[WORD_MAX_KEY];
			char		key[WORD_MAX_KEY];
			int			len = 0;
			int			shortest = WORD_MAX_KEY;
			bool		heavy = false;
			uint32_t	set = 0;
			uint64_t	letters = 0;

			/* a filter by letters: nearly all pairs end here */
			if (popcount64(y->units[j].letters & ~u->letters) > 2)
				continue;
			for (int k = j; k < y->n && k < j + MAX_JOINED_UNITS; k++)
			{
				const NameUnit *v = &y->units[k];
				int			keylen;
				int			edits;
				int			sim;

				/* a key is at most a few letters shorter than its text */
				if (v->nwords != 1 || len + v->textlen > WORD_MAX_KEY ||
					len + v->textlen > u->textlen + 3)
					break;
				memcpy(text + len, text_of(y, k), v->textlen);
				len += v->textlen;
				if (v->textlen < shortest)
					shortest = v->textlen;
				heavy = heavy || !(v->flags & UNIT_LIGHT);
				set |= UINT32_C(1) << k;
				letters |= v->letters;
				if (k == j || !heavy || len < MIN_JOINED_LETTERS || len + 3 < u->textlen ||
					popcount64(letters ^ u->letters) > 4)
					continue;
				keylen = (int) fold_canonical(text, (size_t) len, key);
				/* an edit must not make a whole part vanish */
				sim = name_letters_sim(key_of(x, i), u->keylen, key, keylen,
									   shortest < 3 ? 0 : joined_budget(u->keylen), &edits);
				sim = sim * SIM_JOINED / NAME_SCORE_MAX;
				add_group(m, x_is_a, i, set, sim, PAIR_JOINED, edits);
			}
		}
	}
}

/* One unit of x that spells the initials of two and more neighbours of y. */
static void
add_initials(Match *m, const Side *x, const Side *y, bool x_is_a)
{
	for (int i = 0; i < x->n; i++)
	{
		const NameUnit *u = &x->units[i];
		const char *text = text_of(x, i);

		if (!name_class_is_core(u->cls) || u->nwords != 1 ||
			u->textlen < 2 || u->textlen > MAX_INITIALS)
			continue;
		for (int j = 0; j + 1 < y->n; j++)
		{
			int			len = 0;
			int			nwords = 0;
			uint32_t	set = 0;

			for (int k = j; k < y->n && len < u->textlen; k++)
			{
				const NameUnit *v = &y->units[k];

				if (v->cls == NAME_STOP)
				{
					if (k == j)
						break;
					continue;
				}
				if (v->cls == NAME_NUMBER || v->ninitials == 0 ||
					len + v->ninitials > u->textlen ||
					memcmp(text + len, name_bytes(y->name, v->initials), v->ninitials) != 0)
					break;
				len += v->ninitials;
				nwords += v->ninitials;
				set |= UINT32_C(1) << k;
			}
			if (len == u->textlen && nwords > 1 && weight_of(y, set) > 0 &&
				(set & (set - 1)) != 0)
			{
				int			sim = len == 2 ? SIM_INITIALS_2 :
					len == 3 ? SIM_INITIALS_3 : SIM_INITIALS_4;

				add_group(m, x_is_a, i, set, sim, PAIR_INITIALS, 0);
			}
		}
	}
}

/*
 * Takes pairs, the most valuable first, each unit once.  The candidates left
 * to take are few (a handful in real names), so the best is looked for anew
 * each time.
 */
static int
take_pairs(Match *m, NamePair *pairs, uint32_t *used_a, uint32_t *used_b)
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

/* ---------- one pair of forms ---------- */

static int
scale(int score, int factor)
{
	return (int) ((int64_t) score * factor / NAME_SCORE_MAX);
}

/* Weight of the identifying, place and activity units that are left over. */
static int
leftover(const Side *s, uint32_t used)
{
	int			w = 0;

	for (int i = 0; i < s->n; i++)
	{
		const NameUnit *u = &s->units[i];

		if (!(used >> i & 1) &&
			((u->flags & UNIT_IDENTITY) || u->cls == NAME_PLACE || u->cls == NAME_ACTIVITY))
			w += u->weight;
	}
	return w;
}

static bool
any_left(const Side *s, uint32_t used, NameClass cls)
{
	for (int i = 0; i < s->n; i++)
		if (!(used >> i & 1) && s->units[i].cls == cls)
			return true;
	return false;
}

static bool
identity_met(const Side *s, uint32_t used)
{
	for (int i = 0; i < s->n; i++)
		if ((used >> i & 1) && (s->units[i].flags & UNIT_IDENTITY))
			return true;
	return false;
}

static int
legal_factor(const Side *a, const Side *b, PenaltyKind *kind)
{
	int			na = 0;
	int			nb = 0;
	bool		family = false;

	for (int j = 0; j < b->n; j++)
		nb += b->units[j].cls == NAME_LEGAL;
	for (int i = 0; i < a->n; i++)
	{
		if (a->units[i].cls != NAME_LEGAL)
			continue;
		na++;
		for (int j = 0; j < b->n; j++)
		{
			if (b->units[j].cls != NAME_LEGAL)
				continue;
			if (a->units[i].id == b->units[j].id)
				return NAME_SCORE_MAX;
			family = family || a->units[i].family == b->units[j].family;
		}
	}
	*kind = na > 0 && nb > 0 ? PENALTY_LEGAL_CONFLICT : PENALTY_LEGAL_MISSING;
	if (na == 0 && nb == 0)
		return NAME_SCORE_MAX;
	if (na == 0 || nb == 0)
		return FACTOR_LEGAL_MISSING;
	return family ? FACTOR_LEGAL_FAMILY : FACTOR_LEGAL_CONFLICT;
}

/* Whether the pairs, taken in the order of a, are in the order of b too. */
static bool
in_order(const NamePair *pairs, int n)
{
	for (int i = 0; i < n; i++)
		for (int j = i + 1; j < n; j++)
			if ((pairs[i].a < pairs[j].a) != (pairs[i].b < pairs[j].b))
				return false;
	return true;
}

/* Letters of the units that tell a form from others. */
static int
identity_letters(const Side *s)
{
	int			n = 0;

	for (int i = 0; i < s->n; i++)
		if (s->units[i].flags & UNIT_IDENTITY)
			n += s->units[i].keylen;
	return n;
}

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
			memcmp(key_of(a, i), key_of(b, j), a->units[i].keylen) != 0)
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

/*
 * Names whose spaces are gone or misplaced: the same letters, or nearly, when
 * spaces are ignored.  Only names that are divided differently are looked at,
 * so this never replaces a comparison word by word; and edits are allowed only
 * by the length of what identifies both.
 */
static int
spacing_sim(const Side *a, const Side *b, int *edits)
{
	int			best = 0;
	int			budget = -1;

	*edits = 0;
	if (same_division(a, b) || !same_numbers(a, b))
		return 0;
	for (int which = 0; which < 3; which++)
	{
		/* without light words, or with those of one side */
		int			wa = which == 1;
		int			wb = which == 2;
		int			alen = a->form->squeezedlen[wa];
		int			blen = b->form->squeezedlen[wb];
		int			e;
		int			sim;

		if (alen < MIN_JOINED_LETTERS || blen < MIN_JOINED_LETTERS ||
			alen > blen + 2 || blen > alen + 2)
			continue;
		if (budget < 0)
		{
			int			la = identity_letters(a);
			int			lb = identity_letters(b);

			budget = a->n == b->n ? 0 : joined_budget(la < lb ? la : lb);
		}
		sim = name_letters_sim(name_bytes(a->name, a->form->squeezed[wa]), alen,
							   name_bytes(b->name, b->form->squeezed[wb]), blen, budget, &e);
		if (sim > best)
		{
			best = sim;
			*edits = e;
		}
	}
	return best;
}

static void
clear_factors(NameDetail *d)
{
	for (int i = 0; i < NAME_NPENALTIES; i++)
		d->factor[i] = NAME_SCORE_MAX;
}

/* The factors that hold however two forms are compared; all others are cleared. */
static void
common_factors(const Side *a, const Side *b, int legal, PenaltyKind legal_kind, NameDetail *d)
{
	clear_factors(d);
	if (legal < NAME_SCORE_MAX)
		d->factor[legal_kind] = legal;
	if (a->form->flags & b->form->flags & FORM_BRACKET)
		d->factor[PENALTY_BRACKETS] = FACTOR_BRACKETS;
}

/* Scores two forms; d is filled. */
static int
score_forms(const Side *a, const Side *b, NameDetail *d)
{
	Match		m;
	uint32_t	used_a;
	uint32_t	used_b;
	int64_t		ca = 0;
	int64_t		cb = 0;
	int			score = 0;
	int			spacing;
	int			edits;
	int			legal;
	PenaltyKind legal_kind = PENALTY_LEGAL_MISSING;

	clear_factors(d);
	d->npairs = 0;
	d->base = d->coverage_a = d->coverage_b = 0;
	m.a = a;
	m.b = b;
	m.n = 0;
	for (int i = 0; i < a->n; i++)
	{
		if (a->units[i].flags & UNIT_LIGHT)
			continue;
		for (int j = 0; j < b->n; j++)
		{
			PairKind	kind = PAIR_SAME;
			int			sim;

			if (b->units[j].flags & UNIT_LIGHT)
				continue;
			sim = unit_sim(a, i, b, j, &kind, &edits);
			if (sim > 0)
				add_candidate(&m, UINT32_C(1) << i, UINT32_C(1) << j, sim, kind, edits);
		}
	}
	add_joined(&m, a, b, true);
	add_joined(&m, b, a, false);
	add_initials(&m, a, b, true);
	add_initials(&m, b, a, false);

	legal = legal_factor(a, b, &legal_kind);
	if (m.n > 0)
	{
		int			wa;
		int			wb;
		int			share;

		common_factors(a, b, legal, legal_kind, d);
		d->npairs = take_pairs(&m, d->pairs, &used_a, &used_b);
		for (int i = 0; i < d->npairs; i++)
		{
			ca += (int64_t) d->pairs[i].sim * weight_of(a, d->pairs[i].a);
			cb += (int64_t) d->pairs[i].sim * weight_of(b, d->pairs[i].b);
		}
		d->coverage_a = (int) (ca / a->weight);
		d->coverage_b = (int) (cb / b->weight);
		if (d->coverage_a > 0 && d->coverage_b > 0)
			d->base = (int) (2 * (int64_t) d->coverage_a * d->coverage_b /
							 (d->coverage_a + d->coverage_b));

		/* 1 - 0.6 min(1, 1.5 min(share of a, share of b)) */
		wa = leftover(a, used_a) * NAME_SCORE_MAX / a->weight;
		wb = leftover(b, used_b) * NAME_SCORE_MAX / b->weight;
		share = (wa < wb ? wa : wb) * 3 / 2;
		if (share > NAME_SCORE_MAX)
			share = NAME_SCORE_MAX;
		d->factor[PENALTY_SUBSTITUTION] = NAME_SCORE_MAX - share * 6 / 10;
		if (!identity_met(a, used_a) || !identity_met(b, used_b))
			d->factor[PENALTY_NO_IDENTITY] = FACTOR_NO_IDENTITY;
		if (any_left(a, used_a, NAME_NUMBER) && any_left(b, used_b, NAME_NUMBER))
			d->factor[PENALTY_NUMBER_CONFLICT] = FACTOR_NUMBER_CONFLICT;
		else if (any_left(a, used_a, NAME_NUMBER) || any_left(b, used_b, NAME_NUMBER))
			d->factor[PENALTY_NUMBER_MISSING] = FACTOR_NUMBER_MISSING;
		if (!in_order(d->pairs, d->npairs))
			d->factor[PENALTY_ORDER] = FACTOR_ORDER;
		score = d->base;
		for (int i = 0; i < NAME_NPENALTIES; i++)
			score = scale(score, d->factor[i]);
	}

	spacing = spacing_sim(a, b, &edits);
	if (spacing > 0)
	{
		int			s = scale(scale(spacing, FACTOR_SPACING), legal);

		if (s > score)
		{
			common_factors(a, b, legal, legal_kind, d);
			d->factor[PENALTY_SPACING] = FACTOR_SPACING;
			s = scale(s, d->factor[PENALTY_BRACKETS]);
			d->npairs = 1;
			d->pairs[0].a = (UINT32_C(1) << a->n) - 1;
			d->pairs[0].b = (UINT32_C(1) << b->n) - 1;
			d->pairs[0].sim = (uint16_t) spacing;
			d->pairs[0].kind = PAIR_JOINED;
			d->pairs[0].edits = (uint8_t) edits;
			d->coverage_a = d->coverage_b = d->base = spacing;
			score = s;
		}
	}

	/* only texts that are the same score full marks */
	d->factor[PENALTY_NOT_IDENTICAL] = FACTOR_NOT_IDENTICAL;
	score = scale(score, FACTOR_NOT_IDENTICAL);
	d->score = score;
	return score;
}

/* ---------- names ---------- */

static void
set_side(Side *s, const NameCompiled *name, int form)
{
	const NameForm *f = &name->forms[form];

	s->name = name;
	s->form = f;
	s->units = name_unit(name, f->first);
	s->n = f->nunits;
	s->weight = f->weight;
}

static void
swap_detail(NameDetail *d)
{
	int			form = d->form_a;
	int			coverage = d->coverage_a;

	d->form_a = d->form_b;
	d->form_b = form;
	d->coverage_a = d->coverage_b;
	d->coverage_b = coverage;
	for (int i = 0; i < d->npairs; i++)
	{
		uint32_t	set = d->pairs[i].a;

		d->pairs[i].a = d->pairs[i].b;
		d->pairs[i].b = set;
	}
}

int
name_score_compiled(const NameCompiled *a, const NameCompiled *b, NameDetail *detail)
{
	NameDetail	scratch[2];
	NameDetail *best = detail ? detail : &scratch[0];
	NameDetail *trial = &scratch[1];
	size_t		common = a->textlen < b->textlen ? a->textlen : b->textlen;
	int			cmp = memcmp(name_bytes(a, a->text), name_bytes(b, b->text), common);
	bool		swapped = false;

	if (cmp == 0)
		cmp = (a->textlen > b->textlen) - (a->textlen < b->textlen);
	if (cmp == 0)
	{
		if (detail)
		{
			memset(detail, 0, sizeof(*detail));
			clear_factors(detail);
			detail->identical = true;
			detail->score = detail->base = NAME_SCORE_MAX;
			detail->coverage_a = detail->coverage_b = NAME_SCORE_MAX;
		}
		return NAME_SCORE_MAX;
	}

	/* ties are broken by order, so symmetry wants one order for both calls */
	if (cmp > 0)
	{
		const NameCompiled *t = a;

		a = b;
		b = t;
		swapped = true;
	}
	best->score = -1;
	for (int i = 0; i < a->nforms; i++)
	{
		Side		sa;

		set_side(&sa, a, i);
		for (int j = 0; j < b->nforms; j++)
		{
			Side		sb;

			set_side(&sb, b, j);
			if (score_forms(&sa, &sb, trial) > best->score)
			{
				*best = *trial;
				best->form_a = i;
				best->form_b = j;
			}
		}
	}
	if (best->score < 0)
	{
		memset(best, 0, sizeof(*best));
		clear_factors(best);
	}
	best->identical = false;
	if (swapped && detail)
		swap_detail(best);
	return best->score;
}
