/*-------------------------------------------------------------------------
 *
 * probe.c
 *	  The keys that a plan looks up.
 *
 * For every key that keys.c stores there is a probe here that finds it; why
 * they meet is told in keys_internal.h.
 *
 * A part of a string is found in many that are not near it.  Therefore a probe
 * says how many letters may differ in those that it is for: an edit brings in
 * or takes away one, or one of each where the length is the same, and two that
 * change places make no difference.  Where several letters share a bit, no more
 * bits differ than letters.  What a probe is not for may be something to another
 * unit, or in another way; then it is found by the probe for that.  A word has
 * two spellings, the key and the text.  The key of a query's word is compared with
 * the key of a term, the text with the text; so a probe for both is for all terms
 * that have two, because their gist is of the key.
 *
 *-------------------------------------------------------------------------
 */
#include "name/keys_internal.h"
#include "name/plan_internal.h"

#include <stdlib.h>

#define MAX_PROBES		8192	/* of terms, and of names */

typedef struct Probes
{
	KeySink		terms;
	KeySink		whole;
} Probes;

/* What follows is for any terms. */
static void
for_any(KeySink *sink)
{
	sink->near.letters = 0;
	sink->near.most = NAME_GIST_LETTERS;
	sink->near.text = true;
}

/* What follows is for terms whose key, or text, is s but for edits. */
static void
for_near(KeySink *sink, const char *s, int len, bool text)
{
	sink->near.letters = plan_gist_letters(s, len);
	sink->near.text = text;
}

/* And it is so many letters longer or shorter. */
static void
with_edits(KeySink *sink, int edits, int longer)
{
	sink->near.most = (uint8_t) (2 * edits - abs(longer));
}

/* Halves of whole forms that are at most one edit from s; see keys_internal.h. */
static void
probe_halves(KeySink *sink, const char *s, int len)
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
					key_put(sink, KEY_JOINED, part_number(n, which), s + at, half_length(n));
			}
		}
	}
}

/* Parts of strings that are at most one edit from s; see keys_internal.h. */
static void
probe_parts(KeySink *sink, const char *s, int len)
{
	char		part[WORD_MAX_KEY];

	for (int n = len - 1; n <= len + 1; n++)
	{
		if (n <= SHORT_STRING || n > WORD_MAX_KEY)
			continue;
		with_edits(sink, 1, n - len);
		for (int without = 0; without < 3; without++)
			key_put(sink, KEY_PARTS, part_number(n, without), part,
					parts_of(s, s + (len - n), n, without, part));
	}
	if (len <= SHORT_STRING || len > WORD_MAX_KEY)
		return;
	/* neighbours that changed places across a border */
	with_edits(sink, 1, 1);
	for (int which = 1; which < 3; which++)
	{
		int			at = third_start(len, which);

		memcpy(part, s, (size_t) len);
		part[at - 1] = s[at];
		part[at] = s[at - 1];
		key_put_places(sink, 1U << PLACE_WHOLE, part, len);
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
		with_edits(sink, 2, more);
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

/*
 * The places in a stored string, as bits, of a letter without which it is r, if
 * that letter is before r[at]: its own, unless it is like the one before it.
 */
static unsigned
stored_places(const char *r, int at)
{
	unsigned	places = 1U << at;
	int			first = at;

	while (first > 0 && r[first - 1] == r[at - 1])
		first--;
	return places | 1U << first;
}

/* Strings that are at most one edit from a short one. */
static void
probe_shorter(KeySink *sink, const char *s, int n)
{
	char		shorter[SHORT_STRING + 1];
	unsigned	places = 1U << PLACE_WHOLE;

	for (int i = 0; i < n; i++)
	{
		memcpy(shorter, s, (size_t) i);
		memcpy(shorter + i, s + i + 1, (size_t) (n - i - 1));
		/* the same one is left out there, or it stood before its neighbour */
		places |= stored_places(shorter, i);
		if (i > 0)
			places |= stored_places(shorter, i - 1);
		/* equal neighbours leave the same string */
		if (i + 1 < n && s[i + 1] == s[i])
			continue;
		key_put_places(sink, places, shorter, n - 1);
		places = 1U << PLACE_WHOLE;
	}
}

/* A spelling, of a key or a text, and what is one edit from it. */
static void
probe_spelling(KeySink *sink, const char *s, int len, bool text)
{
	for_near(sink, s, len, text);
	with_edits(sink, 1, 0);
	/* the stored string may have a letter more, anywhere */
	key_put_places(sink, len <= SHORT_STRING ? (1U << PLACE_WHOLE) | ((2U << len) - 1) :
				   1U << PLACE_WHOLE, s, len);
	if (len >= MIN_EDIT && len <= SHORT_STRING + 1)
		probe_shorter(sink, s, len);
	probe_parts(sink, s, len);
	for_any(sink);
}

/* The stems that a key may have in common with a stored one. */
static void
probe_stems(KeySink *sink, const char *key, int len)
{
	int			longest = stem_length(len + MAX_ENDING);

	if (len < MIN_STEM)
		return;
	for (int n = stem_length(len - MAX_ENDING); n <= longest && n <= len; n++)
		key_put(sink, KEY_STEM, 0, key, n);
}

/* A text of one word that is several in the names that are looked for. */
static void
probe_joined(KeySink *sink, const char *text, int len)
{
	if (len >= MIN_JOINED_LETTERS && len <= WORD_MAX_KEY)
		key_put(sink, KEY_JOINED, 0, text, len);
}

/* A text that is a word there: of a phrase, or an acronym. */
static void
probe_word(KeySink *sink, const char *word, int len)
{
	/* an index has the text of a word, be it the key or beside the key */
	key_put_places(sink, 1U << PLACE_WHOLE, word, len);
}

static void
probe_unit(KeySink *sink, const Side *side, int i, bool two_edits)
{
	const NameUnit *u = &side->units[i];
	const char *key = side_key(side, i);
	const char *text = side_text(side, i);
	bool		one = same_bytes(text, u->textlen, key, u->keylen);

	if (u->id != 0)
		key_put(sink, KEY_ID, u->id, NULL, 0);
	if (u->cls == NAME_NUMBER)
	{
		key_put(sink, KEY_NUMBER, 0, key, u->keylen);
		return;
	}
	probe_spelling(sink, key, u->keylen, one);
	if (u->textlen <= WORD_MAX_KEY && !one)
		probe_spelling(sink, text, u->textlen, true);
	if (two_edits)
	{
		for_near(sink, key, u->keylen, false);
		probe_thirds(sink, key, u->keylen);
		for_any(sink);
	}
	probe_stems(sink, key, u->keylen);
	if (u->nwords > 1)
		key_each_word(sink, text, u->textlen, probe_word);
	else
		key_put(sink, KEY_WORD, 0, text, u->textlen);
}

/* A unit that is several in the names that are looked for. */
static void
probe_several(KeySink *sink, const Side *side, int i)
{
	const NameUnit *u = &side->units[i];

	if (u->nwords != 1 || u->cls == NAME_NUMBER)
		return;
	if (u->textlen >= MIN_INITIALS_KEY && u->textlen <= MAX_INITIALS)
		key_put(sink, KEY_INITIALS, 0, side_text(side, i), u->textlen);
	probe_joined(sink, side_text(side, i), u->textlen);
}

static void
find_probes(const Plan *p, int nunits, Probes *probes)
{
	char		letters[2 * WORD_MAX_KEY];
	int			nletters = key_text_letters(p->query, letters);

	for_any(&probes->terms);
	for_any(&probes->whole);
	key_put(&probes->whole, KEY_TEXT, 0, name_bytes(p->query, p->query->text),
			(int) p->query->textlen);
	probe_joined(&probes->whole, letters, nletters);
	for (int i = 0; i < nunits; i++)
	{
		const PlanUnit *u = &p->units[i];

		probes->terms.near.units = BIT(i);
		if (p->probed & BIT(i))
			probe_unit(&probes->terms, &u->side, u->index, (p->two_edits & BIT(i)) != 0);
		probe_several(&probes->whole, &u->side, u->index);
	}
	for (int i = 0; i < p->njoined; i++)
	{
		const PlanJoined *j = &p->joined[i];

		probes->terms.near.units = j->units;
		key_put_places(&probes->terms, 1U << PLACE_WHOLE, j->text, j->len);
		if (j->edit)
		{
			for_near(&probes->terms, j->text, j->len, true);
			probe_parts(&probes->terms, j->text, j->len);
			for_any(&probes->terms);
		}
	}

	/*
	 * whatever is not looked up word by word may be without spaces here or
	 * there
	 */
	for (int f = 0; f < p->nforms; f++)
	{
		const NameForm *form = &p->query->forms[f];

		for (int which = 0; which < 2; which++)
			probe_joined(&probes->whole, name_bytes(p->query, form->squeezed[which]),
						 form->squeezedlen[which]);
		/* a word alone may be several, but for an edit */
		if (p->forms[f].n == 1 && form->squeezedlen[0] >= MIN_SPACING_EDIT)
			probe_halves(&probes->whole, name_bytes(p->query, form->squeezed[0]),
						 form->squeezedlen[0]);
	}
	for (int i = 0; i < p->ninitials; i++)
	{
		const Initials *s = &p->initials[i].string;

		probes->terms.near.units = p->initials[i].units;
		for (int n = MIN_INITIALS; n <= s->n; n++)
			probe_word(&probes->terms, s->letters, n);
	}
}

static inline int
compare_probes(const NameProbe *x, const NameProbe *y)
{
	if (x->key != y->key)
		return x->key > y->key ? 1 : -1;
	return x->whole - y->whole;
}

/* Shell's sort: they are few, and qsort() would call for each comparison. */
static void
sort_probes(NameProbe *list, int n)
{
	static const int gaps[] = {3905, 1577, 701, 301, 132, 57, 23, 10, 4, 1};

	for (size_t g = 0; g < sizeof(gaps) / sizeof(gaps[0]); g++)
		for (int i = gaps[g]; i < n; i++)
		{
			NameProbe	probe = list[i];
			int			at = i;

			for (; at >= gaps[g] && compare_probes(&list[at - gaps[g]], &probe) > 0; at -= gaps[g])
				list[at] = list[at - gaps[g]];
			list[at] = probe;
		}
}

/* A probe that is for the terms of both. */
static void
join_nears(NameNear *a, const NameNear *b)
{
	a->units |= b->units;
	if (a->most == NAME_GIST_LETTERS)
		return;
	if (b->most == NAME_GIST_LETTERS || a->letters != b->letters)
	{
		a->most = NAME_GIST_LETTERS;
		return;
	}
	if (b->most > a->most)
		a->most = b->most;
	a->text = a->text || b->text;
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
		const KeySink *from = i < probes->terms.n ? &probes->terms : &probes->whole;
		int			at = i < probes->terms.n ? i : i - probes->terms.n;

		list[i].whole = from == &probes->whole;
		list[i].key = name_key_facts(from->keys[at]);
		list[i].places = from->places[at];
		list[i].near = from->nears[at];
	}
	sort_probes(list, n);
	for (int i = 0; i < n; i++)
	{
		if (i > 0 && compare_probes(&list[i], &list[out - 1]) == 0)
		{
			list[out - 1].places |= list[i].places;
			join_nears(&list[out - 1].near, &list[i].near);
		}
		else
			list[out++] = list[i];
	}
	plan->probes = list;
	plan->nprobes = out;
	return NAME_OK;
}

NameStatus
plan_find_probes(NameArena *arena, const Plan *p, NamePlan *plan)
{
	uint64_t   *room = name_alloc_dirty(arena, 2 * MAX_PROBES * sizeof(uint64_t));
	uint16_t   *places = name_alloc_dirty(arena, 2 * MAX_PROBES * sizeof(uint16_t));
	NameNear   *nears = name_alloc_dirty(arena, 2 * MAX_PROBES * sizeof(NameNear));
	Probes		probes;

	if (room == NULL || places == NULL || nears == NULL)
		return NAME_NO_MEMORY;
	memset(&probes, 0, sizeof(probes));
	probes.terms.keys = room;
	probes.whole.keys = room + MAX_PROBES;
	probes.terms.places = places;
	probes.whole.places = places + MAX_PROBES;
	probes.terms.nears = nears;
	probes.whole.nears = nears + MAX_PROBES;
	probes.terms.max = probes.whole.max = MAX_PROBES;
	find_probes(p, plan->nunits, &probes);
	if (probes.terms.n > MAX_PROBES || probes.whole.n > MAX_PROBES)
	{
		plan->mode = PLAN_ALL;
		return NAME_OK;
	}
	return put_probes(arena, &probes, plan);
}
