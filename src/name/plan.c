/*-------------------------------------------------------------------------
 *
 * plan.c
 *	  Which keys find every name that reaches a threshold.
 *
 * A score is the best over the forms of both names, so it is enough that for
 * each form of the query the plan finds every name with a form that reaches
 * the threshold t against it.  score.c can give such a score in three ways.
 *
 * 1. The normalised texts are equal.  KEY_TEXT is always looked up.
 *
 * 2. The forms are alike when spaces are ignored.  Then their squeezed keys
 *    are at most one edit apart.  A squeezed key of several units is stored
 *    under KEY_JOINED, and one of a single unit is the key of that term; the
 *    squeezed keys of the query are always looked up as both.
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
 *    The left side is greatest when M is the units for which the term is
 *    positive.  If even that does not reach the right side, or no u(i) reaches
 *    t, such a name cannot reach t: looking up the units in L finds them all.
 *    can_reach() computes this; the plan takes the first L of a few for which it
 *    says no for every form.  If there is none, every name must be scored.
 *
 * The same function says of a name that was found by the terms of some units
 * whether it is worth scoring: for units that were found u(i) is 1.
 *
 * A pair of one unit there with several here is found by the letters that
 * those make together (and counts as found for all of them), a pair of several
 * there with one here by the keys of whole names.  A name found by a key of
 * whole names is always scored, so pairs of that kind never count as unknown.
 *
 *-------------------------------------------------------------------------
 */
#include "name/plan.h"

#include <stdlib.h>
#include <string.h>

#include "name/distance.h"
#include "name/initials.h"
#include "name/keys_internal.h"
#include "name/pairs.h"
#include "name/weights.h"

#define MAX_PROBES		8192	/* of terms, and of names */
#define MAX_JOINED		96		/* neighbours of the query written as one word */
#define MAX_EXHAUSTIVE	10		/* units of which all subsets are tried */

#define BIT(i)			(UINT64_C(1) << (i))

/* A unit of the query; the same unit in several forms is one. */
typedef struct PlanUnit
{
	Side		side;			/* of one form that has it, */
	int			index;			/* and where */
	int			residual[2];	/* with one edit looked up, and with two */
} PlanUnit;

typedef struct PlanForm
{
	int			n;				/* units that are not light */
	int			unit[NAME_MAX_UNITS];	/* index of the PlanUnit */
	int			weight[NAME_MAX_UNITS];
	int			lack[NAME_MAX_UNITS];
	bool		identity[NAME_MAX_UNITS];
} PlanForm;

/* Several units of the query as one word. */
typedef struct PlanJoined
{
	char		key[WORD_MAX_KEY];
	int			len;
	uint64_t	letters;
	uint64_t	units;
} PlanJoined;

/* Several units of the query as an acronym. */
typedef struct PlanInitials
{
	Initials	string;
	uint64_t	units;
} PlanInitials;

struct PlanInside
{
	const NameCompiled *query;
	int			threshold;
	int			edits;			/* looked up, 1 or 2 */
	uint64_t	probed;			/* units that are looked up */
	int			nforms;
	int			njoined;
	int			ninitials;
	PlanForm	forms[NAME_MAX_FORMS];
	PlanUnit	units[NAME_PLAN_UNITS];
	PlanJoined	joined[MAX_JOINED];
	PlanInitials initials[NAME_MAX_FORMS * MAX_INITIALS_STRINGS];
};

typedef struct PlanInside Plan;

/* ---------- reading the query ---------- */

static bool
same_bytes(const char *a, int alen, const char *b, int blen)
{
	return alen == blen && memcmp(a, b, (size_t) alen) == 0;
}

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
	if (u->textlen < MIN_INITIALS_KEY && most < SIM_INITIALS_2)
		most = SIM_INITIALS_2;
	if (edits < 2 && u->keylen >= MIN_TWO_EDITS)
	{
		/* least, the longer the other word is */
		int			two = NAME_SCORE_MAX - 2 * COST_EDIT / (u->keylen + 2);

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
	u->residual[0] = residual(&side->units[i], 1);
	u->residual[1] = residual(&side->units[i], 2);
	return (*nunits)++;
}

/*
 * Adds one word that the units in a set make.  Returns false when there are
 * too many of them.
 */
static bool
add_joined(Plan *p, const char *key, int len, uint64_t units)
{
	PlanJoined *j;

	if (len < MIN_JOINED_LETTERS || units == 0)
		return true;
	for (int i = 0; i < p->njoined; i++)
	{
		if (same_bytes(p->joined[i].key, p->joined[i].len, key, len))
		{
			p->joined[i].units |= units;
			return true;
		}
	}
	if (p->njoined == MAX_JOINED)
		return false;
	j = &p->joined[p->njoined++];
	memcpy(j->key, key, (size_t) len);
	j->len = len;
	j->units = units;
	j->letters = 0;
	for (int i = 0; i < len; i++)
		j->letters |= BIT((unsigned char) key[i] & 63);
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
		bit[i] = BIT(k);
		heavy |= bit[i];
		f->unit[f->n] = k;
		f->weight[f->n] = u->weight;
		f->lack[f->n] = name_unit_lack(u);
		f->identity[f->n++] = (u->flags & UNIT_IDENTITY) != 0;
	}
	for (int i = 0; i < side.n; i++)
	{
		char		key[WORD_MAX_KEY];
		int			len = 0;
		uint64_t	units = 0;

		for (int k = i; k < side.n && k < i + MAX_JOINED_UNITS; k++)
		{
			if (len + side.units[k].keylen > WORD_MAX_KEY)
				break;
			memcpy(key + len, side_key(&side, k), side.units[k].keylen);
			len += side.units[k].keylen;
			units |= bit[k];
			if (k > i && !add_joined(p, key, len, units))
				return false;
		}
	}
	for (int which = 0; which < 2; which++)
		if (!add_joined(p, name_bytes(p->query, from->squeezed[which]), from->squeezedlen[which], heavy))
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

/*
 * Whether a name can reach the threshold against a form whose units in looked
 * have been looked up, and those in met found.
 */
static bool
can_reach(const Plan *p, const PlanForm *f, int edits, uint64_t looked, uint64_t met)
{
	int			u[NAME_MAX_UNITS];
	/* rounded down, as scores are */
	int			without = (int) ((int64_t) p->threshold * NAME_SCORE_MAX / FACTOR_NO_IDENTITY);

	for (int i = 0; i < f->n; i++)
	{
		uint64_t	bit = BIT(f->unit[i]);

		u[i] = (met & bit) || !(looked & bit) ? NAME_SCORE_MAX :
			p->units[f->unit[i]].residual[edits - 1];
	}
	return covers(f, u, p->threshold, true) ||
		(without <= NAME_SCORE_MAX && covers(f, u, without, false));
}

static bool
any_reaches(const Plan *p, int edits, uint64_t looked, uint64_t met)
{
	for (int f = 0; f < p->nforms; f++)
		if (can_reach(p, &p->forms[f], edits, looked, met))
			return true;
	return false;
}

/* ---------- probes ---------- */

typedef struct Probes
{
	KeySink		terms;
	KeySink		whole;
} Probes;

/* Halves of strings that are at most one edit from s; see keys_internal.h. */
static void
probe_halves(KeySink *sink, KeyKind kind, const char *s, int len)
{
	for (int n = len - 1; n <= len + 1; n++)
	{
		int			more = len - n; /* letters that s has more */

		if (n <= SHORT_STRING || n > WORD_MAX_KEY)
			continue;
		for (int which = 0; which < 2; which++)
		{
			for (int shift = more < 0 ? more : 0; shift <= (more > 0 ? more : 0); shift++)
			{
				int			at = half_start(n, which) + shift;

				if (which == 0 ? shift < 0 : more - shift < 0)
					continue;
				if (at >= 0 && at + half_length(n) <= len)
					key_put(sink, kind, part_number(n, which), s + at, half_length(n));
			}
		}
	}
}

/* One third of a stored string of n letters, if it may stand at s + at. */
static void
probe_third(KeySink *sink, const char *s, int len, int n, int which, int at, int swapped)
{
	int			k = third_length(n, which);
	char		part[WORD_MAX_KEY];

	if (at < 0 || at + k > len)
		return;
	memcpy(part, s + at, (size_t) k);
	/* the neighbour across the border in the place of the letter at it */
	if (swapped > 0)
	{
		if (at + k >= len)
			return;
		part[k - 1] = s[at + k];
	}
	else if (swapped < 0)
	{
		if (at < 1)
			return;
		part[0] = s[at - 1];
	}
	key_put(sink, KEY_THIRD, part_number(n, which), part, k);
}

/* Thirds of keys that are at most two edits from s. */
static void
probe_thirds(KeySink *sink, const char *s, int len)
{
	for (int n = len - 2; n <= len + 2; n++)
	{
		int			more = len - n;

		if (n < MIN_TWO_EDITS || n > WORD_MAX_KEY)
			continue;
		for (int which = 0; which < 3; which++)
			for (int shift = -2; shift <= 2; shift++)
			{
				if (abs(shift) + abs(more - shift) > 2 ||
					(which == 0 && shift < 0) || (which == 2 && more - shift < 0))
					continue;
				probe_third(sink, s, len, n, which, third_start(n, which) + shift, 0);
			}
		/* a swap across a border leaves one edit for the other end */
		if (abs(more) <= 1)
		{
			probe_third(sink, s, len, n, 0, 0, 1);
			probe_third(sink, s, len, n, 2, third_start(n, 2) + more, -1);
		}
	}
}

/* A spelling and what is one edit from it. */
static void
probe_spelling(KeySink *sink, KeyKind kind, KeyKind half, const char *s, int len)
{
	key_put(sink, kind, 0, s, len);
	if (len >= MIN_EDIT && len <= SHORT_STRING + 1)
		key_put_shorter(sink, kind, s, len);
	probe_halves(sink, half, s, len);
}

/* A word that is several in the names that are looked for. */
static void
probe_joined(KeySink *sink, const char *s, int len)
{
	if (len >= MIN_JOINED_LETTERS)
		probe_spelling(sink, KEY_JOINED, KEY_JOINED_HALF, s, len);
}

/* A text that is a word there: of a phrase, or an acronym. */
static void
probe_word(KeySink *sink, const char *word, int len)
{
	/* an index has the text of a word, be it the key or beside the key */
	key_put(sink, KEY_LETTERS, 0, word, len);
}

static void
probe_unit(Probes *probes, const Side *side, int i, int edits)
{
	const NameUnit *u = &side->units[i];
	const char *key = side_key(side, i);
	const char *text = side_text(side, i);

	if (u->id != 0)
		key_put(&probes->terms, KEY_ID, u->id, NULL, 0);
	if (u->cls == NAME_NUMBER)
	{
		key_put(&probes->terms, KEY_NUMBER, 0, key, u->keylen);
		return;
	}
	probe_spelling(&probes->terms, KEY_LETTERS, KEY_HALF, key, u->keylen);
	if (u->textlen <= WORD_MAX_KEY && !same_bytes(text, u->textlen, key, u->keylen))
		probe_spelling(&probes->terms, KEY_LETTERS, KEY_HALF, text, u->textlen);
	if (edits > 1 && u->keylen >= MIN_TWO_EDITS)
		probe_thirds(&probes->terms, key, u->keylen);
	if (u->keylen >= MIN_STEM)
		key_put(&probes->terms, KEY_STEM, 0, key, MIN_STEM);
	if (u->nwords > 1)
		key_each_word(&probes->terms, text, u->textlen, probe_word);
	else
	{
		key_put(&probes->terms, KEY_WORD, 0, text, u->textlen);
		if (u->textlen >= MIN_INITIALS_KEY && u->textlen <= MAX_INITIALS)
			key_put(&probes->whole, KEY_INITIALS, 0, text,
											 u->textlen < MAX_INITIALS_KEY ? u->textlen : MAX_INITIALS_KEY);
	}
	probe_joined(&probes->whole, key, u->keylen);
}

static void
find_probes(const Plan *p, int nunits, Probes *probes)
{
	key_put(&probes->whole, KEY_TEXT, 0, name_bytes(p->query, p->query->text),
									 (int) p->query->textlen);
	for (int i = 0; i < nunits; i++)
		if (p->probed & BIT(i))
			probe_unit(probes, &p->units[i].side, p->units[i].index, p->edits);
	for (int i = 0; i < p->njoined; i++)
	{
		const PlanJoined *j = &p->joined[i];

		probe_spelling(&probes->terms, KEY_LETTERS, KEY_HALF, j->key, j->len);
	}
	/* whatever is not looked up word by word may be without spaces here or there */
	for (int f = 0; f < p->nforms; f++)
	{
		const NameForm *form = &p->query->forms[f];

		for (int which = 0; which < 2; which++)
			probe_joined(&probes->whole, name_bytes(p->query, form->squeezed[which]),
						 form->squeezedlen[which]);
	}
	for (int i = 0; i < p->ninitials; i++)
	{
		const Initials *s = &p->initials[i].string;

		for (int n = MIN_INITIALS; n <= s->n; n++)
			probe_word(&probes->terms, s->letters, n);
	}
}

static int
compare_probes(const void *a, const void *b)
{
	const NameProbe *x = a;
	const NameProbe *y = b;

	if (x->key != y->key)
		return x->key > y->key ? 1 : -1;
	return x->whole - y->whole;
}

/* All probes in the order of their keys. */
static NameStatus
put_probes(NameArena *arena, const Probes *probes, NamePlan *plan)
{
	int			n = probes->terms.n + probes->whole.n;
	NameProbe  *list = name_alloc_dirty(arena, (size_t) n * sizeof(NameProbe));
	int			out = 0;

	if (list == NULL)
		return NAME_NO_MEMORY;
	for (int i = 0; i < n; i++)
	{
		list[i].whole = i >= probes->terms.n;
		list[i].key = list[i].whole ? probes->whole.keys[i - probes->terms.n] : probes->terms.keys[i];
	}
	qsort(list, (size_t) n, sizeof(NameProbe), compare_probes);
	for (int i = 0; i < n; i++)
		if (i == 0 || compare_probes(&list[i], &list[i - 1]) != 0)
			list[out++] = list[i];
	plan->probes = list;
	plan->nprobes = out;
	return NAME_OK;
}

/* ---------- plans ---------- */

/* The units that identify, of all forms. */
static uint64_t
identifying(const Plan *p)
{
	uint64_t	set = 0;

	for (int f = 0; f < p->nforms; f++)
		for (int i = 0; i < p->forms[f].n; i++)
			if (p->forms[f].identity[i])
				set |= BIT(p->forms[f].unit[i]);
	return set;
}

NameStatus
name_plan(NameArena *arena, const NameCompiled *query, int threshold, NamePlan *plan)
{
	Plan	   *p = name_alloc_dirty(arena, sizeof(Plan));
	Probes		probes;
	uint64_t   *room = name_alloc_dirty(arena, 2 * MAX_PROBES * sizeof(uint64_t));
	int			nunits = 0;
	uint64_t	all;
	bool		fits = true;

	if (p == NULL || room == NULL)
		return NAME_NO_MEMORY;
	memset(plan, 0, sizeof(*plan));
	plan->mode = PLAN_ALL;
	plan->threshold = threshold;
	plan->inside = p;
	p->query = query;
	p->threshold = threshold;
	p->nforms = query->nforms;
	p->njoined = p->ninitials = 0;
	p->edits = 1;
	p->probed = 0;
	for (int f = 0; f < query->nforms && fits; f++)
		fits = read_form(p, &nunits, f);
	plan->nunits = nunits;
	if (!fits || threshold <= 0)
		return NAME_OK;

	all = nunits == 64 ? ~UINT64_C(0) : BIT(nunits) - 1;
	for (int choice = 0; choice < 4; choice++)
	{
		p->probed = choice < 2 ? identifying(p) : all;
		p->edits = choice % 2 + 1;
		if (!any_reaches(p, p->edits, p->probed, 0))
		{
			plan->mode = PLAN_KEYS;
			break;
		}
	}
	if (plan->mode == PLAN_ALL)
		return NAME_OK;

	memset(&probes, 0, sizeof(probes));
	probes.terms.keys = room;
	probes.whole.keys = room + MAX_PROBES;
	probes.terms.max = probes.whole.max = MAX_PROBES;
	find_probes(p, nunits, &probes);
	if (probes.terms.n > MAX_PROBES || probes.whole.n > MAX_PROBES)
	{
		plan->mode = PLAN_ALL;
		return NAME_OK;
	}
	return put_probes(arena, &probes, plan);
}

uint64_t
name_plan_term(const NamePlan *plan, const NameTerm *term)
{
	const Plan *p = plan->inside;
	uint64_t	memory[1024];
	NameArena	arena = {(char *) memory, sizeof(memory), 0};
	NamePacked	packed = {1, term, NULL, 0};
	const NameCompiled *name;
	const NameUnit *u;
	Side		side;
	uint64_t	met = 0;
	int			edits;

	if (name_unpack(&arena, &packed, &name) != NAME_OK)
		return 0;
	u = name_unit(name, 0);
	if (u->flags & UNIT_LIGHT)
		return 0;
	side.name = name;
	side.form = &name->forms[0];
	side.units = u;
	side.n = 1;
	side.weight = name->forms[0].weight;
	for (int i = 0; i < plan->nunits; i++)
	{
		PairKind	kind;

		if ((p->probed & BIT(i)) &&
			pairs_unit(&p->units[i].side, p->units[i].index, &side, 0, &kind, &edits) > 0)
			met |= BIT(i);
	}
	for (int i = 0; i < p->njoined; i++)
	{
		const PlanJoined *j = &p->joined[i];

		if ((j->units & ~met) && abs(j->len - u->keylen) <= 1 &&
			__builtin_popcountll(j->letters ^ u->letters) <= 2 &&
			name_letters_sim(j->key, j->len, side_key(&side, 0), u->keylen, 1, &edits) > 0)
			met |= j->units;
	}
	if (u->textlen <= MAX_INITIALS)
		for (int i = 0; i < p->ninitials; i++)
		{
			const PlanInitials *s = &p->initials[i];

			if (u->textlen <= s->string.n &&
				memcmp(side_text(&side, 0), s->string.letters, u->textlen) == 0)
				met |= s->units;
		}
	return met;
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
		if (sum < best_cost && !can_reach(p, f, p->edits, looked, 0))
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

	return any_reaches(p, p->edits, looked & p->probed, met);
}
