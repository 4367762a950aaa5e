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

#include "name/pairs.h"
#include "name/weights.h"

const char *const name_pair_word[NAME_NPAIRKINDS] = {
	"same", "spelling", "meaning", "generic", "part", "edit", "stem", "joined", "initials"
};

const char *const name_penalty_word[NAME_NPENALTIES] = {
	"substitution", "no_identity", "number_conflict", "number_missing",
	"country_conflict", "legal_conflict", "legal_missing", "order", "brackets", "spacing",
	"not_identical"
};

/* ---------- one pair of forms ---------- */

static int
scale(int score, int factor)
{
	return (int) ((int64_t) score * factor / NAME_SCORE_MAX);
}

int
name_unit_lack(uint8_t cls, uint8_t flags, int weight)
{
	int			share;

	switch (cls)
	{
		case NAME_CORE:
			share = LACK_CORE;
			break;
		case NAME_COMMON:
			share = LACK_COMMON;
			break;
		case NAME_PLACE:
			share = LACK_PLACE;
			break;
		case NAME_ACTIVITY:
			share = LACK_ACTIVITY;
			break;
		case NAME_NUMBER:
			share = LACK_NUMBER;
			break;
		default:
			share = LACK_GENERIC;
			break;
	}
	/* what a name lives on is always missed */
	if (flags & UNIT_IDENTITY)
		share = share > LACK_COMMON ? share : LACK_COMMON;
	if (flags & UNIT_ASIDE)
		share = scale(share, LACK_ASIDE);
	return weight * share;
}

bool
name_unit_describes(uint8_t cls, uint8_t flags)
{
	return !(flags & UNIT_IDENTITY) && cls != NAME_NUMBER;
}

int
name_described_lack(int described)
{
	const int	full = LACK_FULL * NAME_SCORE_MAX;

	return described > full ? full + (described - full) / 100 * LACK_REST : described;
}

/*
 * The share of a side that found a partner, by weight and with the similarity
 * of each pair, 0 to NAME_SCORE_MAX.  *left is what may be a substituted word:
 * the share of identifying words, places and activities that met nothing.
 */
static int
coverage(const Side *s, uint32_t heavy, const NameDetail *d, bool is_a, uint32_t used, int *left)
{
	int64_t		met = 0;
	int64_t		whole = 0;
	int			telling = 0;
	int			described = 0;

	whole = (int64_t) side_weight(s, heavy & used) * NAME_SCORE_MAX;
	for (uint32_t set = heavy & ~used; set != 0; set &= set - 1)
	{
		const NameUnit *u = &s->units[__builtin_ctz(set)];
		int			w = name_unit_lack(u->cls, u->flags, u->weight);

		if (name_unit_describes(u->cls, u->flags))
			described += w;
		else
			whole += w;
		if ((u->flags & UNIT_IDENTITY) || u->cls == NAME_PLACE || u->cls == NAME_ACTIVITY)
			telling += w;
	}
	whole += name_described_lack(described);
	for (int i = 0; i < d->npairs; i++)
		met += (int64_t) d->pairs[i].sim * side_weight(s, is_a ? d->pairs[i].a : d->pairs[i].b);
	*left = 0;
	if (whole == 0)
		return 0;
	if (telling > 0)
		*left = (int) ((int64_t) telling * NAME_SCORE_MAX / whole);
	return (int) (met * NAME_SCORE_MAX / whole);
}

int
name_letters_count(const NameUnit *u)
{
	return u->keylen * (u->cls == NAME_CORE ? 100 : u->cls == NAME_COMMON ? SHARE_COMMON :
						SHARE_DESCRIPTION);
}

/* Letters of some identifying words, at most SHARE_LETTERS. */
static int
letters_met(const Side *s, uint32_t set)
{
	int			n = 0;

	for (; set != 0; set &= set - 1)
		n += name_letters_count(&s->units[__builtin_ctz(set)]);
	n /= 100;
	return n < SHARE_LETTERS ? n : SHARE_LETTERS;
}

/*
 * Weighted harmonic mean of two coverages.  The lesser one counts with a share
 * that falls as more letters have met: much in common outweighs what one side
 * leaves out.  The mean is between the two, hence never more than the greater.
 */
int
name_mean_coverage(int x, int y, int letters)
{
	int			lesser = x < y ? x : y;
	int			greater = x < y ? y : x;
	int			share = SHARE_MOST - (SHARE_MOST - SHARE_LEAST) * letters / SHARE_LETTERS;

	if (lesser <= 0)
		return 0;
	return (int) ((int64_t) NAME_SCORE_MAX * lesser * greater /
				  ((int64_t) share * greater + (int64_t) (NAME_SCORE_MAX - share) * lesser));
}

/*
 * The lesser coverage is least where the other one is full and the lesser
 * counts with the least share s of the mean:
 *
 *		max * x * max / (s * max + (max - s) * x) >= t
 */
int
name_least_coverage(int threshold)
{
	const int64_t max = NAME_SCORE_MAX;
	const int64_t s = SHARE_LEAST < SHARE_MOST ? SHARE_LEAST : SHARE_MOST;

	return (int) (threshold * s * max / (max * max - threshold * (max - s)));
}

/*
 * What two sets of legal forms say that met nothing else.  A form whose letter
 * is in an acronym on the other side is accounted for.
 */
static int
legal_factor(const Side *a, uint32_t of_a, const Side *b, uint32_t of_b, PenaltyKind *kind)
{
	bool		family = false;

	*kind = of_a != 0 && of_b != 0 ? PENALTY_LEGAL_CONFLICT : PENALTY_LEGAL_MISSING;
	if (of_a == 0 && of_b == 0)
		return NAME_SCORE_MAX;
	if (of_a == 0 || of_b == 0)
		return FACTOR_LEGAL_MISSING;
	for (; of_a != 0; of_a &= of_a - 1)
	{
		const NameUnit *x = &a->units[__builtin_ctz(of_a)];

		for (uint32_t set = of_b; set != 0; set &= set - 1)
		{
			const NameUnit *y = &b->units[__builtin_ctz(set)];

			if (x->id == y->id)
				return NAME_SCORE_MAX;
			family = family || x->family == y->family;
		}
	}
	return family ? FACTOR_LEGAL_FAMILY : FACTOR_LEGAL_CONFLICT;
}

/* Whether three letters stand for words in a form that has a legal form. */
static bool
short_for(const Side *a, const Side *b, const NamePair *p)
{
	const Side *s = (p->a & (p->a - 1)) == 0 ? a : b;
	uint32_t	set = s == a ? p->a : p->b;
	bool		three = false;
	bool		legal = false;

	if (p->kind != PAIR_INITIALS)
		return false;
	for (int i = 0; i < s->n; i++)
	{
		three = three || ((set >> i & 1) && s->units[i].textlen == 3);
		legal = legal || s->units[i].cls == NAME_LEGAL;
	}
	return three && legal;
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

/*
 * Whether a side can be covered by at least least when nothing but some of its
 * units may meet anything, all of them at best.
 */
static bool
may_cover(const Side *s, uint32_t heavy, uint32_t may, int least)
{
	int64_t		met = (int64_t) side_weight(s, may & heavy) * NAME_SCORE_MAX;
	int			lack = 0;
	int			described = 0;

	for (uint32_t set = heavy & ~may; set != 0; set &= set - 1)
	{
		const NameUnit *u = &s->units[__builtin_ctz(set)];
		int			w = name_unit_lack(u->cls, u->flags, u->weight);

		if (name_unit_describes(u->cls, u->flags))
			described += w;
		else
			lack += w;
	}
	return met * NAME_SCORE_MAX >= least * (met + lack + name_described_lack(described));
}

/* Whether the pairs that were found may make a score of more than best. */
static bool
may_exceed(const Match *m, int best)
{
	uint32_t	may_a = 0;
	uint32_t	may_b = 0;
	int			least;

	if (best <= 0)
		return true;
	for (int i = 0; i < m->n; i++)
	{
		may_a |= m->c[i].pair.a;
		may_b |= m->c[i].pair.b;
	}
	least = name_least_coverage(best);
	return may_cover(m->a, m->sets_a->heavy, may_a, least) &&
		may_cover(m->b, m->sets_b->heavy, may_b, least);
}

/*
 * Scores two forms.  d is filled where the score is more than best, that of
 * other forms; else the score may be told less than it is.
 */
static int
score_forms(const Side *a, const SideSets *of_a, const Side *b, const SideSets *of_b,
			int best, NameDetail *d)
{
	Match		m;
	uint32_t	used_a;
	uint32_t	used_b;
	int			score = 0;
	int			spacing;
	bool		all;
	int			legal;
	PenaltyKind legal_kind = PENALTY_LEGAL_MISSING;

	clear_factors(d);
	d->npairs = 0;
	d->base = d->coverage_a = d->coverage_b = 0;
	m.a = a;
	m.b = b;
	m.sets_a = of_a;
	m.sets_b = of_b;
	pairs_find(&m);

	if (m.n > 0 && may_exceed(&m, best))
	{
		int			left_a;
		int			left_b;
		int			letters_a;
		int			letters_b;
		bool		number_a;
		bool		number_b;
		int64_t		share;

		d->npairs = pairs_take(&m, d->pairs, &used_a, &used_b);
		legal = legal_factor(a, of_a->legal & ~used_a, b, of_b->legal & ~used_b, &legal_kind);
		common_factors(a, b, legal, legal_kind, d);
		d->coverage_a = coverage(a, of_a->heavy, d, true, used_a, &left_a);
		d->coverage_b = coverage(b, of_b->heavy, d, false, used_b, &left_b);
		letters_a = letters_met(a, of_a->identity & used_a);
		letters_b = letters_met(b, of_b->identity & used_b);
		d->base = name_mean_coverage(d->coverage_a, d->coverage_b,
									 letters_a < letters_b ? letters_a : letters_b);

		share = (int64_t) (left_a < left_b ? left_a : left_b) * SUBSTITUTION_SLOPE / NAME_SCORE_MAX;
		if (share > NAME_SCORE_MAX)
			share = NAME_SCORE_MAX;
		d->factor[PENALTY_SUBSTITUTION] = NAME_SCORE_MAX - scale((int) share, SUBSTITUTION_DEPTH);
		if ((of_a->identity & used_a) == 0 || (of_b->identity & used_b) == 0)
			d->factor[PENALTY_NO_IDENTITY] = FACTOR_NO_IDENTITY;
		number_a = (of_a->numbers & ~used_a) != 0;
		number_b = (of_b->numbers & ~used_b) != 0;
		if (number_a && number_b)
			d->factor[PENALTY_NUMBER_CONFLICT] = FACTOR_NUMBER_CONFLICT;
		else if (number_a || number_b)
			d->factor[PENALTY_NUMBER_MISSING] = FACTOR_NUMBER_MISSING;
		if ((of_a->countries & ~used_a) != 0 && (of_b->countries & ~used_b) != 0)
			d->factor[PENALTY_COUNTRY_CONFLICT] = FACTOR_COUNTRY_CONFLICT;
		/* three initials with a legal form of their own are rather a name */
		if (legal < NAME_SCORE_MAX && d->npairs == 1 && short_for(a, b, &d->pairs[0]))
			d->factor[legal_kind] = scale(legal, FACTOR_LEGAL_INITIALS);
		if (!in_order(d->pairs, d->npairs))
			d->factor[PENALTY_ORDER] = FACTOR_ORDER;
		score = d->base;
		for (int i = 0; i < NAME_NPENALTIES; i++)
			if (d->factor[i] != NAME_SCORE_MAX)
				score = scale(score, d->factor[i]);
	}

	spacing = pairs_spacing(&m, &all);
	if (spacing > 0)
	{
		int			s;

		/* the letters of the legal forms are among those that agree */
		legal = all ? NAME_SCORE_MAX : legal_factor(a, of_a->legal, b, of_b->legal, &legal_kind);
		s = scale(scale(spacing, FACTOR_SPACING), legal);
		if (a->form->flags & b->form->flags & FORM_BRACKET)
			s = scale(s, FACTOR_BRACKETS);
		if (s > score)
		{
			common_factors(a, b, legal, legal_kind, d);
			d->factor[PENALTY_SPACING] = FACTOR_SPACING;
			d->npairs = 1;
			d->pairs[0].a = (UINT32_C(1) << a->n) - 1;
			d->pairs[0].b = (UINT32_C(1) << b->n) - 1;
			d->pairs[0].sim = (uint16_t) spacing;
			d->pairs[0].kind = PAIR_JOINED;
			d->pairs[0].edits = spacing < NAME_SCORE_MAX;
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
set_side(Side *s, SideSets *sets, const NameCompiled *name, int form)
{
	const NameForm *f = &name->forms[form];

	s->name = name;
	s->form = f;
	s->units = name_unit(name, f->first);
	s->n = f->nunits;
	s->weight = f->weight;
	side_look(s, sets);
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
	NameDetail *best = &scratch[0];
	NameDetail *trial = &scratch[1];
	Side		sb[NAME_MAX_FORMS];
	SideSets	of_b[NAME_MAX_FORMS];
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
	for (int j = 0; j < b->nforms; j++)
		set_side(&sb[j], &of_b[j], b, j);
	for (int i = 0; i < a->nforms; i++)
	{
		Side		sa;
		SideSets	of_a;

		set_side(&sa, &of_a, a, i);
		for (int j = 0; j < b->nforms; j++)
		{
			/* what is in brackets on both sides cannot do better than this */
			if ((sa.form->flags & sb[j].form->flags & FORM_BRACKET) && best->score >= FACTOR_BRACKETS)
				continue;
			if (score_forms(&sa, &of_a, &sb[j], &of_b[j], best->score, trial) > best->score)
			{
				NameDetail *t = best;

				best = trial;
				trial = t;
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
	if (detail)
	{
		if (swapped)
			swap_detail(best);
		*detail = *best;
	}
	return best->score;
}
