/*-------------------------------------------------------------------------
 *
 * plan.c
 *	  Which keys find every name that reaches a threshold.
 *
 * A score is the best over the forms of both names, so it is enough that for
 * each form of the query the plan finds every name with a form that reaches
 * the threshold t against it.  score.c can give such a score in three ways.
 *
 * 1. The normalised texts are equal.  KEY_TEXT is always looked up, and
 *    KEY_JOINED of the letters of the text.
 *
 * 2. The forms are alike when spaces are ignored.  Then they have a squeezed
 *    text in common, or those without light units are one edit apart and one of
 *    the two is a single word.  A squeezed text of several units is stored under
 *    KEY_JOINED, and one of a single unit is the text of that term; those of
 *    the query are always looked up as both.
 *
 * 3. Units have been paired.  The score is at most the base, and
 *
 *    a.  each side's coverage is at least g = name_least_coverage(t);
 *    b.  some pair has a similarity of at least t, because the base is at most
 *        the greater coverage, which is at most the best similarity;
 *    c.  if no identifying unit of the query has met anything, the score is at
 *        most FACTOR_NO_IDENTITY of the base, so (a) and (b) hold for
 *        t / FACTOR_NO_IDENTITY, and for units that do not identify.
 *
 *    Take a name that has been found under no key of the units in a set L.
 *    For a unit i in L let u(i) be the greatest similarity of the pairs that
 *    have no key or were not looked up ("residual"); it is 0 where all are.
 *    For the others u(i) is 1.  With weights w(i), and l(i) for a unit that met
 *    nothing, (a) demands of the set M of the units that have met
 *
 *		sum over M of w u  >=  g (sum over M of w  +  sum over the rest of l)
 *
 *    which is the same as
 *
 *		sum over M of (w (u - g) + g l)  >=  g (sum over all of l)
 *
 *    (What descriptions that met nothing count together is a concave function
 *    of the sum of their l, hence at least their share of what all of them
 *    count: plan_share_out() makes an l of each.)
 *
 *    The left side is greatest when M is the units for which the term is
 *    positive.  If even that does not reach the right side, or no u(i) reaches
 *    t, such a name cannot reach t: looking up the units in L finds them all.
 *    can_reach() computes this; the plan takes the first L of a few for which it
 *    says no for every form.  If there is none, every name must be scored.
 *
 * The same function says of a name that was found by the terms of some units
 * whether it is worth scoring: for units that were found u(i) is 1.  And a term
 * that meets a unit with a similarity of s is not worth following if not even
 * u(i) = s and u = 1 for all others suffice: a name that reaches t has met some
 * unit in L with a similarity for which they do.
 *
 * A pair of one unit there with several here is found by the letters that
 * those make together, and counts as found for all of them.  A pair of several
 * there with one here is found by the keys of whole names, which are looked up
 * for all units, in L or not.  A name found so is always scored; of all others
 * it is known that they have no pair of that kind.
 *
 *-------------------------------------------------------------------------
 */
#include "name/plan_internal.h"

#include <stdlib.h>

#include "name/block.h"
#include "name/distance.h"
#include "name/keys_internal.h"
#include "name/weights.h"

#define MAX_EXHAUSTIVE	10		/* units of which all subsets are tried */

/* ---------- reading the query ---------- */

static bool
same_unit(const Side *a, int i, const Side *b, int j)
{
	const NameUnit *x = &a->units[i];
	const NameUnit *y = &b->units[j];

	return ((a->form->flags ^ b->form->flags) & FORM_EXPLAINED) == 0 &&
		x->id == y->id && x->cls == y->cls && x->flags == y->flags && x->nwords == y->nwords &&
		same_bytes(side_text(a, i), x->textlen, side_text(b, j), y->textlen) &&
		same_bytes(side_key(a, i), x->keylen, side_key(b, j), y->keylen);
}

/* The greatest similarity of the pairs of a unit that are not looked up. */
static int
residual(const NameUnit *u, int edits)
{
	int			most = 0;

	if (u->cls == NAME_NUMBER)
		return 0;
	if (u->cls == NAME_GENERIC && !(u->flags & UNIT_IDENTITY))
		most = SIM_GENERIC;
	/* known words have one edit at most */
	if (edits < 2 && u->keylen >= MIN_TWO_EDITS && u->id == 0)
	{
		/* least, the longer the other word is */
		int			two = NAME_SCORE_MAX - 2 * COST_EDIT_TWO / (u->keylen + 2);

		if (most < two)
			most = two;
	}
	return most;
}

/* Adds a unit unless it is known; returns its index, or -1 when there are too many. */
static int
add_unit(Plan *p, int *nunits, const Side *side, int i)
{
	PlanUnit   *u;

	for (int k = 0; k < *nunits; k++)
		if (same_unit(side, i, &p->units[k].side, p->units[k].index))
			return k;
	if (*nunits == NAME_PLAN_UNITS)
		return -1;
	u = &p->units[*nunits];
	u->side = *side;
	u->index = i;
	if (side->units[i].id == 0 && side->units[i].keylen >= MIN_TWO_EDITS &&
		side->units[i].cls != NAME_NUMBER)
		p->may_two_edits |= BIT(*nunits);
	p->worth[*nunits].least = NAME_SCORE_MAX + 1;
	p->worth[*nunits].too_little = 0;
	u->times = 0;
	u->residual[0] = residual(&side->units[i], 1);
	u->residual[1] = residual(&side->units[i], 2);
	return (*nunits)++;
}

/*
 * Adds one word that the units in a set make.  Returns false when there are
 * too many of them.
 */
static bool
add_joined(Plan *p, const char *text, int len, bool edit, uint64_t units)
{
	PlanJoined *j;

	if (len < MIN_JOINED_LETTERS || len > WORD_MAX_KEY || units == 0)
		return true;
	for (int i = 0; i < p->njoined; i++)
	{
		if (same_bytes(p->joined[i].text, p->joined[i].len, text, len))
		{
			p->joined[i].units |= units;
			p->joined[i].edit = p->joined[i].edit || edit;
			return true;
		}
	}
	if (p->njoined == MAX_JOINED)
		return false;
	j = &p->joined[p->njoined++];
	memcpy(j->text, text, (size_t) len);
	j->len = len;
	j->edit = edit;
	j->letters = block_letter_set(text, len);
	j->units = units;
	return true;
}

/* Reads one form; false when it has more than a plan can hold. */
static bool
read_form(Plan *p, int *nunits, int form)
{
	PlanForm   *f = &p->forms[form];
	const NameForm *from = &p->query->forms[form];
	Side		side;
	uint64_t	bit[NAME_MAX_UNITS];	/* 0: light */
	uint64_t	heavy = 0;
	Initials	strings[MAX_INITIALS_STRINGS];
	int			nstrings;
	bool		describes[NAME_MAX_UNITS] = {false};
	int			described = 0;

	side.name = p->query;
	side.form = from;
	side.units = name_unit(p->query, from->first);
	side.n = from->nunits;
	side.weight = from->weight;
	f->n = 0;
	for (int i = 0; i < side.n; i++)
	{
		const NameUnit *u = &side.units[i];
		int			k;

		bit[i] = 0;
		if (u->flags & UNIT_LIGHT)
			continue;
		k = add_unit(p, nunits, &side, i);
		if (k < 0)
			return false;
		/* an acronym that is too short to be looked up as one */
		if (u->textlen < MIN_INITIALS_KEY && pairs_may_be_acronym(&side, i))
		{
			p->short_acronym = true;
			for (int edits = 0; edits < 2; edits++)
				if (p->units[k].residual[edits] < SIM_INITIALS_2)
					p->units[k].residual[edits] = SIM_INITIALS_2;
		}
		bit[i] = BIT(k);
		heavy |= bit[i];
		f->unit[f->n] = k;
		f->weight[f->n] = u->weight;
		f->lack[f->n] = name_unit_lack(u->cls, u->flags, u->weight);
		f->identity[f->n] = (u->flags & UNIT_IDENTITY) != 0;
		describes[f->n] = name_unit_describes(u->cls, u->flags);
		if (describes[f->n])
			described += f->lack[f->n];
		f->n++;
	}
	plan_share_out(f->lack, describes, f->n, described);
	for (int i = 0; i < f->n; i++)
	{
		uint8_t		times = 0;

		for (int k = 0; k < f->n; k++)
			times += f->unit[k] == f->unit[i];
		if (times > p->units[f->unit[i]].times)
			p->units[f->unit[i]].times = times;
	}
	for (int i = 0; i < side.n; i++)
	{
		char		text[MAX_JOINED_UNITS * NAME_MAX_UNIT_TEXT];
		int			len = 0;
		uint64_t	units = 0;

		for (int k = i; k < side.n && k < i + MAX_JOINED_UNITS; k++)
		{
			len += unit_letters(side_text(&side, k), side.units[k].textlen, text + len);
			units |= bit[k];
			if (k > i && !add_joined(p, text, len, false, units))
				return false;
		}
	}
	for (int which = 0; which < 2; which++)
		if (!add_joined(p, name_bytes(p->query, from->squeezed[which]), from->squeezedlen[which],
						which == 0 && from->squeezedlen[0] >= MIN_SPACING_EDIT, heavy))
			return false;
	nstrings = initials_of(p->query, side.units, side.n, strings);
	for (int i = 0; i < nstrings; i++)
	{
		PlanInitials *s = &p->initials[p->ninitials++];

		s->string = strings[i];
		s->units = 0;
		for (int k = 0; k < s->string.n; k++)
			s->units |= bit[s->string.unit[k]];
	}
	return true;
}

/* ---------- bounds ---------- */

/*
 * Whether M, as above, may have enough coverage for a threshold.  u is by form
 * position.  Where identity is set, one of M identifies; otherwise none does.
 */
static bool
covers(const PlanForm *f, const int *u, int threshold, bool identity)
{
	const int64_t g = name_least_coverage(threshold);
	int64_t		sum = 0;
	int64_t		whole = 0;
	int64_t		least_loss = -1;	/* of taking an identifying unit into M */
	int			best = 0;

	for (int i = 0; i < f->n; i++)
	{
		int64_t		gain = (int64_t) f->weight[i] * (u[i] - g) * NAME_SCORE_MAX + g * f->lack[i];

		whole += g * f->lack[i];
		if (u[i] == 0 || (f->identity[i] && !identity))
			continue;
		if (u[i] > best)
			best = u[i];
		if (gain > 0)
			sum += gain;
		if (f->identity[i])
		{
			int64_t		loss = gain > 0 ? 0 : -gain;

			if (least_loss < 0 || loss < least_loss)
				least_loss = loss;
		}
	}
	if (best < threshold || (identity && least_loss < 0))
		return false;
	return sum - (identity ? least_loss : 0) >= whole;
}

/* The same with an identifying unit in M or without one, whichever can. */
static bool
may_cover(const Plan *p, const PlanForm *f, const int *u)
{
	/* rounded down, as scores are */
	int			without = (int) ((int64_t) p->threshold * NAME_SCORE_MAX / FACTOR_NO_IDENTITY);

	return covers(f, u, p->threshold, true) ||
		(without <= NAME_SCORE_MAX && covers(f, u, without, false));
}

/*
 * Whether a name can reach the threshold against a form whose units in looked
 * have been looked up, and those in met found.
 */
static bool
can_reach(const Plan *p, const PlanForm *f, uint64_t looked, uint64_t met)
{
	int			u[NAME_MAX_UNITS];

	for (int i = 0; i < f->n; i++)
	{
		uint64_t	bit = BIT(f->unit[i]);

		u[i] = (met & bit) || !(looked & bit) ? NAME_SCORE_MAX :
			plan_residual(p, f->unit[i]);
	}
	return may_cover(p, f, u);
}

/*
 * Whether a name can reach the threshold in which a unit has met nothing better
 * than a term that is alike by sim, whatever all others have met.  Where a word
 * is said twice, the other one of them may have met something better.
 */
static bool
reaches_with(const Plan *p, int unit, int sim)
{
	for (int k = 0; k < p->nforms; k++)
	{
		const PlanForm *f = &p->forms[k];
		int			u[NAME_MAX_UNITS];

		for (int i = 0; i < f->n; i++)
			u[i] = NAME_SCORE_MAX;
		for (int i = 0; i < f->n; i++)
		{
			if (f->unit[i] != unit)
				continue;
			u[i] = sim;
			if (may_cover(p, f, u))
				return true;
			u[i] = NAME_SCORE_MAX;
		}
	}
	return false;
}

/* The same, which is asked again and again: more alike is never worth less. */
static bool
worth_it(const Plan *p, int unit, int sim)
{
	PlanWorth  *known = &p->worth[unit];

	if (sim >= known->least)
		return true;
	if (sim <= known->too_little)
		return false;
	if (reaches_with(p, unit, sim))
	{
		known->least = sim;
		return true;
	}
	known->too_little = sim;
	return false;
}

static bool
any_reaches(const Plan *p, uint64_t looked, uint64_t met)
{
	for (int f = 0; f < p->nforms; f++)
		if (can_reach(p, &p->forms[f], looked, met))
			return true;
	return false;
}

/* ---------- plans ---------- */

NameStatus
name_plan(NameArena *arena, const NameCompiled *query, int threshold, bool thorough,
		  NamePlan *plan)
{
	const size_t mark = arena->used;
	Plan	   *p = name_alloc_dirty(arena, sizeof(Plan));
	int			nunits = 0;
	uint64_t	all;
	bool		fits = true;
	NameStatus	status;

	if (p == NULL)
		return NAME_NO_MEMORY;
	p->worth = name_alloc_dirty(arena, NAME_PLAN_UNITS * sizeof(PlanWorth));
	if (p->worth == NULL)
		return NAME_NO_MEMORY;
	memset(plan, 0, sizeof(*plan));
	plan->mode = PLAN_ALL;
	plan->threshold = threshold;
	plan->inside = p;
	p->query = query;
	p->threshold = threshold;
	p->nforms = query->nforms;
	p->njoined = p->ninitials = 0;
	p->probed = 0;
	p->short_acronym = false;
	p->may_two_edits = p->two_edits = 0;
	for (int f = 0; f < query->nforms && fits; f++)
		fits = read_form(p, &nunits, f);
	plan->nunits = nunits;
	if (!fits || threshold <= 0)
		return NAME_OK;

	all = nunits == 64 ? ~UINT64_C(0) : BIT(nunits) - 1;
	p->probed = all;
	if (thorough)
		p->two_edits = p->may_two_edits;
	while (any_reaches(p, all, 0))
	{
		int			longest = -1;

		/* the longer a word, the fewer are found by a third of it */
		for (int i = 0; i < nunits; i++)
			if ((p->may_two_edits & ~p->two_edits & BIT(i)) &&
				(longest < 0 || plan_keylen(p, i) > plan_keylen(p, longest)))
				longest = i;
		if (longest < 0)
			return NAME_OK;
		p->two_edits |= BIT(longest);
	}
	/* one that was taken in vain is not looked up */
	for (int i = 0; i < nunits && !thorough; i++)
	{
		if (!(p->two_edits & BIT(i)))
			continue;
		p->two_edits &= ~BIT(i);
		if (any_reaches(p, all, 0))
			p->two_edits |= BIT(i);
	}
	plan->mode = PLAN_KEYS;
	plan_prepare_bounds(p);
	plan->thorough = (p->may_two_edits & ~p->two_edits) == 0;

	status = plan_find_probes(arena, p, plan);
	if (status == NAME_OK && thorough && plan->mode == PLAN_ALL)
	{
		/* too many probes: what is enough is better than everything */
		arena->used = mark;
		status = name_plan(arena, query, threshold, false, plan);
		plan->thorough = true;
	}
	return status;
}

/*
 * Whether a unit of the query may meet a term at all: a quick look, because
 * most terms are found by a part of theirs that many have.
 */
static bool
may_meet(const PlanUnit *unit, const UnitBytes *t, uint64_t letters, uint64_t text_letters)
{
	const NameUnit *u = &unit->side.units[unit->index];
	int			most = u->id == 0 && t->id == 0 && u->keylen >= MIN_TWO_EDITS &&
		t->keylen >= MIN_TWO_EDITS ? 2 : 1;

	if (u->id != 0 && u->id == t->id)
		return true;
	if (u->nwords > 1 || t->nwords > 1)
		return true;
	if (abs(u->keylen - t->keylen) <= most && __builtin_popcountll(u->letters ^ letters) <= 2 * most)
		return true;
	if (abs(u->textlen - t->textlen) <= 1 && __builtin_popcountll(u->text_letters ^ text_letters) <= 2)
		return true;
	return u->keylen >= MIN_STEM && t->keylen >= MIN_STEM &&
		abs(u->keylen - t->keylen) <= MAX_ENDING &&
		memcmp(side_key(&unit->side, unit->index), t->key, MIN_STEM) == 0;
}

/* The units that a term meets by itself, well enough to matter. */
static NameMeet
units_met(const NamePlan *plan, const UnitBytes *t, uint64_t candidates)
{
	const Plan *p = plan->inside;
	UnitName	unit;
	Side		side;
	NameMeet	meet = {0, 0, 0, 0, 0, false};

	block_unit_name(&unit, t);
	side.name = &unit.name;
	side.form = &unit.name.forms[0];
	side.units = &unit.unit;
	side.n = 1;
	side.weight = t->weight;
	for (int i = 0; i < plan->nunits; i++)
	{
		PairKind	kind;
		int			edits;
		int			sim;

		if (!(candidates & BIT(i)))
			continue;
		sim = pairs_unit(&p->units[i].side, p->units[i].index, &side, 0, &kind, &edits);
		if (sim > 0 && worth_it(p, i, sim))
		{
			meet.units |= BIT(i);
			if (sim > meet.sim)
				meet.sim = sim;
		}
	}
	return meet;
}

/* The units that t may meet one by one, written as one word, and as their initials. */
static void
quick_look(const NamePlan *plan, const UnitBytes *t, uint64_t *alone, uint64_t *together,
		   uint64_t *spelled)
{
	const Plan *p = plan->inside;
	uint64_t	letters = block_letter_set(t->key, t->keylen);
	uint64_t	text_letters = block_letter_set(t->text, t->textlen);

	*alone = *together = *spelled = 0;
	for (int i = 0; i < plan->nunits; i++)
		if (may_meet(&p->units[i], t, letters, text_letters))
			*alone |= BIT(i);
	for (int i = 0; i < p->njoined; i++)
	{
		const PlanJoined *j = &p->joined[i];
		int			edits;

		if (t->textlen <= WORD_MAX_KEY && abs(j->len - t->textlen) <= 1 &&
			__builtin_popcountll(j->letters ^ text_letters) <= 2 &&
			name_letters_sim(j->text, j->len, t->text, t->textlen, j->edit, &edits) > 0)
			*together |= j->units;
	}
	for (int i = 0; i < p->ninitials; i++)
	{
		const Initials *s = &p->initials[i].string;

		if (t->textlen <= s->n && memcmp(t->text, s->letters, t->textlen) == 0)
			*spelled |= p->initials[i].units;
	}
}

/* How often units in a set are in one form, at most. */
static int
times_of(const Plan *p, uint64_t units)
{
	int			n = 0;

	for (; units != 0; units &= units - 1)
		n += p->units[__builtin_ctzll(units)].times;
	return n;
}

NameMeet
name_plan_term(const NamePlan *plan, const NameTerm *term)
{
	NameMeet	meet = {0, 0, 0, 0, 0, false};
	UnitBytes	t;
	uint64_t	alone;
	uint64_t	together;
	uint64_t	spelled;
	uint64_t	several = 0;	/* units that meet it together */
	int			times;

	if (!block_read_term(term, &t, NULL) || (t.flags & UNIT_LIGHT))
		return meet;
	quick_look(plan, &t, &alone, &together, &spelled);
	alone &= plan->inside->probed;
	if (alone)
		meet = units_met(plan, &t, alone);
	alone = meet.units;
	if (together)
	{
		several = together;
		meet.units |= together;
		meet.sim = NAME_SCORE_MAX;
	}

	/*
	 * most acronyms are of two letters, which say so little that they rarely
	 * matter
	 */
	for (; spelled != 0; spelled &= spelled - 1)
	{
		int			sim = pairs_acronym_sim(t.textlen);

		if (!worth_it(plan->inside, __builtin_ctzll(spelled), sim))
			continue;
		several |= spelled & -spelled;
		meet.units |= spelled & -spelled;
		if (sim > meet.sim)
			meet.sim = sim;
	}
	/* it takes two at least to meet it together */
	times = times_of(plan->inside, alone) + (times_of(plan->inside, several) + 1) / 2;
	meet.together = times < times_of(plan->inside, meet.units);
	meet.times = (uint8_t) (times < UINT8_MAX ? times : UINT8_MAX);
	meet.weight = t.weight;
	meet.lack = plan_gist_lack(t.cls, t.flags, t.weight);
	return meet;
}

NameMeet
name_plan_unread(const NamePlan *plan, uint64_t units, uint32_t gist)
{
	NameMeet	meet = {units, NAME_SCORE_MAX, (uint8_t) gist, (uint8_t) gist, 0, false};
	int			times = times_of(plan->inside, units);

	meet.times = (uint8_t) (times < UINT8_MAX ? times : UINT8_MAX);
	return meet;
}

/* The cheapest units of a form that have to be looked up. */
static uint64_t
choose_for_form(const Plan *p, const PlanForm *f, const uint64_t *cost)
{
	int			unit[NAME_MAX_UNITS];
	int			n = 0;
	uint64_t	best = 0;
	uint64_t	best_cost = UINT64_MAX;

	for (int i = 0; i < f->n; i++)
	{
		int			k = 0;

		while (k < n && unit[k] != f->unit[i])
			k++;
		if (k == n && (p->probed & BIT(f->unit[i])))
			unit[n++] = f->unit[i];
	}
	for (int i = 0; i < n; i++)
		best |= BIT(unit[i]);
	if (n > MAX_EXHAUSTIVE)
		return best;
	for (uint32_t set = 0; set < UINT32_C(1) << n; set++)
	{
		uint64_t	looked = 0;
		uint64_t	sum = 0;

		for (int i = 0; i < n; i++)
			if (set >> i & 1)
			{
				looked |= BIT(unit[i]);
				sum += cost[unit[i]];
			}
		if (sum < best_cost && !can_reach(p, f, looked, 0))
		{
			best = looked;
			best_cost = sum;
		}
	}
	return best;
}

uint64_t
name_plan_choose(const NamePlan *plan, const uint64_t *cost)
{
	const Plan *p = plan->inside;
	uint64_t	looked = 0;

	for (int f = 0; f < p->nforms; f++)
		looked |= choose_for_form(p, &p->forms[f], cost);
	return looked;
}

bool
name_plan_reaches(const NamePlan *plan, uint64_t looked, uint64_t met)
{
	const Plan *p = plan->inside;

	return any_reaches(p, looked & p->probed, met);
}
