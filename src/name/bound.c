/*-------------------------------------------------------------------------
 *
 * bound.c
 *	  How much a name can score, from what its terms have met one by one.
 *
 * score.c pairs units, adds up what either side has met, and lowers the mean of
 * both coverages by factors.  Here each unit has met what is most like it,
 * whether or not another one has met the same; so the bound is never less than
 * the score, and most often not much more.
 *
 *-------------------------------------------------------------------------
 */
#include "name/plan_internal.h"

#include <stdlib.h>

#include "name/block.h"
#include "name/weights.h"

/*
 * A gist is the weight, the class (or that the unit is light), two flags, and
 * how long the key of an unknown word is; and the letters of the key.
 */
#define GIST_CLASS_SHIFT	8
#define GIST_LIGHT			0x0F	/* in the place of a class */
#define GIST_IDENTITY		0x1000
#define GIST_ASIDE			0x2000
#define GIST_LENGTH_SHIFT	14

_Static_assert(NAME_NCLASSES <= GIST_LIGHT, "a class has four bits");
_Static_assert(GIST_LIGHT << 2 < GIST_KINDS, "each class and its flags have a kind");

/* Keys of unknown words that may have two edits, by length; 0: none of these. */
static const uint8_t least_length[GIST_LENGTHS] = {0, MIN_TWO_EDITS, 10, 13};
static const uint8_t most_length[GIST_LENGTHS] = {0, 9, 12, UINT8_MAX};

uint16_t
plan_gist_letters(const char *s, int len)
{
	/* in the order of the alphabet: each of the frequent ones has its own */
	static const uint8_t bit[26] = {
		1, 12, 9, 11, 0, 10, 13, 14, 2, 5, 14, 8, 12, 3, 4, 13, 4, 5, 7, 6, 10, 9, 8, 6, 11, 7
	};
	unsigned	set = 0;

	for (int i = 0; i < len; i++)
	{
		unsigned char c = (unsigned char) s[i];

		set |= 1U << (c >= 'a' && c <= 'z' ? bit[c - 'a'] : c % NAME_GIST_LETTERS);
	}
	return (uint16_t) set;
}

uint32_t
name_term_gist(const NameTerm *term)
{
	UnitBytes	t;
	unsigned	length = 0;

	if (!block_read_term(term, &t, NULL) || (t.flags & UNIT_LIGHT))
		return GIST_LIGHT << GIST_CLASS_SHIFT;
	if (t.id == 0 && t.cls != NAME_NUMBER && t.keylen >= MIN_TWO_EDITS)
		for (length = 1; t.keylen > most_length[length];)
			length++;
	return (uint32_t) plan_gist_letters(t.key, t.keylen) << 16 |
		(same_bytes(t.text, t.textlen, t.key, t.keylen) ? 0 : NAME_GIST_OWN_TEXT) |
		(uint16_t) (t.weight | t.cls << GIST_CLASS_SHIFT |
					((t.flags & UNIT_IDENTITY) ? GIST_IDENTITY : 0) |
					((t.flags & UNIT_ASIDE) ? GIST_ASIDE : 0) | length << GIST_LENGTH_SHIFT);
}

bool
name_gist_identifies(uint32_t gist)
{
	return (gist & GIST_IDENTITY) != 0;
}

void
plan_share_out(int *lack, const bool *describes, int n, int sum)
{
	int64_t		together;

	if (sum <= LACK_FULL * NAME_SCORE_MAX)
		return;
	/* less what rounding may take from any part of them */
	together = name_described_lack(sum) - 100;
	for (int i = 0; i < n; i++)
		if (describes[i] && together < sum)
			lack[i] = together > 0 ? (int) (lack[i] * together / sum) : 0;
}

/* One side of a comparison, as far as it is known. */
typedef struct Bound
{
	int			n;
	int			weight[NAME_MAX_UNITS];
	int			lack[NAME_MAX_UNITS];
	int			sim[NAME_MAX_UNITS];	/* not less than that of any pair it
										 * may have */
	bool		identifies;		/* something that identifies may have met */
	bool		number_left;	/* a number has surely met nothing */
} Bound;

/*
 * The greatest coverage of a side.  Whether it is better for a unit to have met
 * something depends on the coverage that is reached, which is found by
 * repetition: as the fraction it is, because what is lost in rounding it may be
 * several times as much of a set of units that weighs less.
 */
static int
most_coverage(const Bound *b)
{
	int64_t		num = 0;
	int64_t		den = 1;

	for (int round = 0; round < 8; round++)
	{
		int64_t		met = 0;
		int64_t		whole = 0;

		for (int i = 0; i < b->n; i++)
		{
			int64_t		w = (int64_t) b->weight[i] * NAME_SCORE_MAX;

			if (b->sim[i] > 0 &&
				(int64_t) b->weight[i] * b->sim[i] * den > num * (w - b->lack[i]))
			{
				met += (int64_t) b->weight[i] * b->sim[i];
				whole += w;
			}
			else
				whole += b->lack[i];
		}
		if (whole <= 0)
			return NAME_SCORE_MAX;
		if (met * den <= num * whole)
			return (int) (num * NAME_SCORE_MAX / den);
		num = met;
		den = whole;
	}
	return NAME_SCORE_MAX;
}

/* Not less than the score of two sides with these coverages. */
static int
most_score(const Bound *a, int cover_a, const Bound *b, int cover_b, int letters)
{
	int64_t		score = name_mean_coverage(cover_a, cover_b, letters) + 1;

	if (!a->identifies || !b->identifies)
		score = score * FACTOR_NO_IDENTITY / NAME_SCORE_MAX;
	if (a->number_left && b->number_left)
		score = score * FACTOR_NUMBER_CONFLICT / NAME_SCORE_MAX;
	else if (a->number_left || b->number_left)
		score = score * FACTOR_NUMBER_MISSING / NAME_SCORE_MAX;
	return (int) (score * FACTOR_NOT_IDENTICAL / NAME_SCORE_MAX) + 1;
}

/* How alike words of a length may be to a unit, two edits apart. */
static int
far_sim(const Plan *p, int unit, int length)
{
	int			len = plan_keylen(p, unit);
	int			longest = len + 2 < most_length[length] ? len + 2 : most_length[length];

	if (length == 0 || len > most_length[length] + 2 || len + 2 < least_length[length])
		return 0;
	return NAME_SCORE_MAX - 2 * COST_EDIT_TWO / (longest > len ? longest : len);
}

static inline int
gist_kind(uint8_t cls, uint8_t flags)
{
	return cls << 2 | ((flags & UNIT_IDENTITY) != 0) << 1 | ((flags & UNIT_ASIDE) != 0);
}

void
plan_prepare_bounds(Plan *p)
{
	PlanGists  *g = &p->gists;

	g->least_coverage = name_least_coverage(p->threshold);
	for (int kind = 0; kind < GIST_KINDS; kind++)
		g->share[kind] = (uint16_t) name_unit_lack((uint8_t) (kind >> 2),
												   ((kind & 2) ? UNIT_IDENTITY : 0) |
												   ((kind & 1) ? UNIT_ASIDE : 0), 1);
	g->unfound[0] = p->short_acronym ? SIM_INITIALS_2 : 0;
	g->unfound[1] = g->unfound[0] > SIM_GENERIC ? g->unfound[0] : SIM_GENERIC;
	g->nfar = 0;
	for (uint64_t left = p->may_two_edits & ~p->two_edits; left != 0; left &= left - 1)
	{
		PlanFar    *far = &g->far[g->nfar++];
		int			unit = __builtin_ctzll(left);

		far->unit = left & -left;
		far->letters = plan_gist_letters(side_key(&p->units[unit].side, p->units[unit].index),
										 plan_keylen(p, unit));
		for (int length = 0; length < GIST_LENGTHS; length++)
			far->sim[length] = (uint16_t) far_sim(p, unit, length);
	}
}

/*
 * How alike each term may be to something without having been found by a key;
 * returns the units to which one of them may be so by two edits.
 */
static uint64_t
find_unfound(const Plan *p, int nterms, const uint32_t *gists, uint16_t *unfound)
{
	const PlanGists *g = &p->gists;
	uint64_t	units = 0;

	for (int i = 0; i < nterms; i++)
	{
		unsigned	length = (gists[i] & 0xFFFF) >> GIST_LENGTH_SHIFT;
		uint8_t		cls = gists[i] >> GIST_CLASS_SHIFT & 0x0F;

		unfound[i] = g->unfound[cls == NAME_GENERIC && !(gists[i] & GIST_IDENTITY)];
		for (int k = 0; length > 0 && k < g->nfar; k++)
		{
			const PlanFar *far = &g->far[k];

			/* an edit brings in a letter at most, and takes one away */
			if (far->sim[length] == 0 || name_gist_differs(gists[i], far->letters) > 4)
				continue;
			units |= far->unit;
			if (far->sim[length] > unfound[i])
				unfound[i] = far->sim[length];
		}
	}
	return units;
}

/* The side of the name that was found. */
static void
bound_name(const Plan *p, int nterms, const NameMeet *meets, const uint32_t *gists,
		   const uint16_t *unfound, Bound *b)
{
	bool		describes[NAME_MAX_UNITS];
	int			described = 0;
	int			n = 0;

	b->identifies = b->number_left = false;
	for (int i = 0; i < nterms; i++)
	{
		unsigned	gist = gists[i] & 0xFFFF;
		uint8_t		cls = gist >> GIST_CLASS_SHIFT & 0x0F;
		uint8_t		flags = ((gist & GIST_ASIDE) ? UNIT_ASIDE : 0) |
			((gist & GIST_IDENTITY) ? UNIT_IDENTITY : 0);
		int			sim;

		if (cls == GIST_LIGHT)
			continue;
		sim = unfound[i];
		if (meets[i].units != 0 && meets[i].sim > sim)
			sim = meets[i].sim;
		b->sim[n] = sim;
		b->weight[n] = (int) (gist & 0xFF);
		b->lack[n] = b->weight[n] * p->gists.share[gist_kind(cls, flags)];
		describes[n] = name_unit_describes(cls, flags);
		if (describes[n])
			described += b->lack[n];
		if ((flags & UNIT_IDENTITY) && sim > 0)
			b->identifies = true;
		if (cls == NAME_NUMBER && sim == 0)
			b->number_left = true;
		n++;
	}
	b->n = n;
	plan_share_out(b->lack, describes, n, described);
}

/*
 * Whether a side can be covered by at least g.  In plan.c's words: whether
 * that is so for the set M for which it is easiest.
 */
static bool
covers_least(const Bound *b, int64_t g)
{
	int64_t		left = 0;		/* what all lack, less what is gained by
								 * meeting */

	for (int i = 0; i < b->n; i++)
	{
		int64_t		lack = g * b->lack[i];
		int64_t		gain = b->sim[i] > 0 ?
			(int64_t) b->weight[i] * (b->sim[i] - g) * NAME_SCORE_MAX + lack : 0;

		left += gain > 0 ? lack - gain : lack;
	}
	return left <= 0;
}

/*
 * That of a form of the query; returns what letters_met() is at most.  far is the
 * units that something may be like that has not been found, by two edits.
 */
static int
bound_form(const Plan *p, const PlanForm *f, const int *sim, uint64_t far, Bound *b)
{
	int			letters = 0;

	b->n = f->n;
	b->identifies = b->number_left = false;
	for (int i = 0; i < f->n; i++)
	{
		const PlanUnit *unit = &p->units[f->unit[i]];
		const NameUnit *u = &unit->side.units[unit->index];

		b->sim[i] = (far & BIT(f->unit[i])) ? plan_residual(p, f->unit[i]) :
			unit->residual[1];
		if (sim[f->unit[i]] > b->sim[i])
			b->sim[i] = sim[f->unit[i]];
		b->weight[i] = f->weight[i];
		b->lack[i] = f->lack[i];
		if (f->identity[i] && b->sim[i] > 0)
		{
			b->identifies = true;
			letters += name_letters_count(u);
		}
		if (u->cls == NAME_NUMBER && b->sim[i] == 0)
			b->number_left = true;
	}
	letters /= 100;
	return letters < SHARE_LETTERS ? letters : SHARE_LETTERS;
}

bool
name_plan_worth(const NamePlan *plan, int nterms, const NameMeet *meets, const uint32_t *gists,
				bool simple)
{
	const Plan *p = plan->inside;
	int			sim[NAME_PLAN_UNITS];
	Bound		name;
	uint16_t	unfound[NAME_MAX_TERMS];
	uint64_t	far;
	int			cover = 0;

	far = find_unfound(p, nterms, gists, unfound);
	if (simple && nterms <= NAME_MAX_UNITS)
	{
		bound_name(p, nterms, meets, gists, unfound, &name);
		/* most names fall short here */
		if (!covers_least(&name, p->gists.least_coverage))
			return false;
		cover = most_coverage(&name);
	}
	else
	{
		/*
		 * Of several forms it is not known which have what; but none is
		 * covered better than by the best that any term has met.
		 */
		name.identifies = true;
		name.number_left = false;
		for (int i = 0; i < nterms; i++)
		{
			int			sim = meets[i].units != 0 ? meets[i].sim : 0;

			if ((gists[i] >> GIST_CLASS_SHIFT & 0x0F) == GIST_LIGHT)
				continue;
			if (unfound[i] > sim)
				sim = unfound[i];
			if (sim > cover)
				cover = sim;
		}
	}
	memset(sim, 0, sizeof(int) * (size_t) plan->nunits);
	for (int i = 0; i < nterms; i++)
		for (uint64_t left = meets[i].units; left != 0; left &= left - 1)
		{
			int			k = __builtin_ctzll(left);

			if (meets[i].sim > sim[k])
				sim[k] = meets[i].sim;
		}
	for (int k = 0; k < p->nforms; k++)
	{
		Bound		form;
		int			letters = bound_form(p, &p->forms[k], sim, far, &form);

		if (most_score(&form, most_coverage(&form), &name, cover, letters) >= plan->threshold)
			return true;
	}
	return false;
}

/* ---------- gists of names ---------- */

/*
 * The gist of a name counts what each of its units lacks when it has met
 * nothing, D in all, less those units that may meet something without being
 * found (generic ones).  If the units i have met something, what the others
 * lack is at least D less what those do, so the coverage is c or more only if
 *
 *		sum of w(i) sim(i)  >=  c (sum of w(i)  +  D - sum of lack(i))
 *		D  <=  sum of  w(i) (sim(i) / c - 1) + lack(i)
 *
 * Of the terms that were found in a name it is known which they are, so the sum
 * is taken over them.  Each of its parts is at least 0, because a term is better
 * left alone than met for a loss, so it may be taken as what it is with a spare
 * of lack(i) - w(i) or -w(i) sim(i), whichever is more: that is not less for any
 * c, and adds up to one met and one spare for the name.  A term that is in the
 * name several times counts as often as units of one form of the query can meet
 * it.
 *
 * To this comes what may have met without being known: of units that were not
 * looked up the greatest gain of the terms that were found for them, and of
 * units that may meet something which has no key the most that can be, less what
 * they have met if they have.  (One unit meets several terms only where a key of
 * whole names finds that, or in an acronym of two letters; then there is no
 * limit.)
 */
static bool
in_gist(uint8_t cls, uint8_t flags)
{
	return !(flags & UNIT_LIGHT) && (cls != NAME_GENERIC || (flags & UNIT_IDENTITY));
}

uint8_t
plan_gist_lack(uint8_t cls, uint8_t flags, int weight)
{
	if (!in_gist(cls, flags))
		return 0;
	return (uint8_t) ((name_unit_lack(cls, flags, weight) + NAME_SCORE_MAX - 1) / NAME_SCORE_MAX);
}

uint8_t
name_gist(const NameCompiled *name)
{
	int			least = UINT8_MAX;

	for (int f = 0; f < name->nforms; f++)
	{
		const NameForm *form = &name->forms[f];
		int			lack = 0;
		int			described = 0;

		for (uint32_t i = 0; i < form->nunits; i++)
		{
			const NameUnit *u = name_unit(name, form->first + i);
			int			l = name_unit_lack(u->cls, u->flags, u->weight);

			if (!in_gist(u->cls, u->flags))
				continue;
			if (name_unit_describes(u->cls, u->flags))
				described += l;
			else
				lack += l;
		}
		lack = (lack + name_described_lack(described)) / (NAME_GIST_STEP * NAME_SCORE_MAX);
		if (lack < least)
			least = lack;
	}
	return name->nforms > 0 ? (uint8_t) least : 0;
}

/* The least coverage of the other side with which a form may reach the threshold. */
static int
coverage_needed(const Plan *p, const Bound *form, int letters)
{
	Bound		other;
	int			cover = most_coverage(form);
	int			low = p->gists.least_coverage;
	int			high = NAME_SCORE_MAX;

	other.identifies = true;
	other.number_left = false;
	if (most_score(form, cover, &other, high, letters) < p->threshold)
		return NAME_SCORE_MAX + 1;
	while (low < high)
	{
		int			mid = (low + high) / 2;

		if (most_score(form, cover, &other, mid, letters) >= p->threshold)
			high = mid;
		else
			low = mid + 1;
	}
	return low > 0 ? low : 1;
}

/* What a term adds to the right side above. */
static int
room_of(int met, int spare, int cover)
{
	int			room = met / cover + 1 + spare;

	return room > 0 ? room : 0;
}

NameRoom
name_plan_room(const NamePlan *plan, uint64_t looked, uint64_t met, const NameBest *best)
{
	const Plan *p = plan->inside;
	NameRoom	most = {0, 0};

	for (int k = 0; k < p->nforms; k++)
	{
		const PlanForm *f = &p->forms[k];
		int			sim[NAME_PLAN_UNITS];
		Bound		form;
		int			letters;
		int			cover;
		int			extra = 2;	/* what is lost by rounding */

		for (int i = 0; i < f->n; i++)
		{
			int			u = f->unit[i];

			sim[u] = (met & BIT(u)) || !(looked & BIT(u)) ? best[u].sim : 0;
		}
		letters = bound_form(p, f, sim, ~UINT64_C(0), &form);
		cover = coverage_needed(p, &form, letters);
		if (cover > NAME_SCORE_MAX)
			continue;
		if (p->short_acronym)
			extra = UINT8_MAX * NAME_GIST_STEP;
		for (int i = 0; i < f->n; i++)
		{
			int			u = f->unit[i];
			int			more = 0;

			if (!(looked & BIT(u)) && best[u].sim > 0)
				more = room_of(best[u].met, best[u].spare, cover);
			/* or it meets something that has not been found */
			if (plan_residual(p, u) > 0)
			{
				bool		two = (p->may_two_edits & ~p->two_edits & BIT(u)) != 0;
				int			weight = two ? WEIGHT_LONGEST : UINT8_MAX;
				int			unfound = room_of(weight * plan_residual(p, u), two ? 0 : -weight, cover);

				if (looked & met & BIT(u))
					unfound -= best[u].least;
				if (unfound > more)
					more = unfound;
			}
			extra += more;
		}
		if (most.cover == 0 || cover < most.cover)
			most.cover = cover;
		if (extra > most.extra)
			most.extra = extra;
	}
	return most;
}
