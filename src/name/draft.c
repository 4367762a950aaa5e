/*-------------------------------------------------------------------------
 *
 * draft.c
 *	  From the words of a field to units with a class, a weight and a role.
 *
 *-------------------------------------------------------------------------
 */
#include "name/draft.h"

#include <string.h>

#include "name/initials.h"
#include "name/weights.h"

#define EMPTY_DESCRIPTION	26	/* the weight of "group" and its like */
#define SHORT_NAME			2	/* letters of a name that tells little */

/* The last code point of the Latin blocks. */
#define LAST_LATIN			0x24F

/* ---------- words to units ---------- */

static int
core_weight(int len)
{
	switch (len)
	{
		case 0:
		case 1:
			return WEIGHT_LETTER;
		case 2:
			return WEIGHT_2;
		case 3:
			return WEIGHT_3;
		case 4:
			return WEIGHT_4;
		case 5:
			return WEIGHT_5;
		default:
			return WEIGHT_6 + WEIGHT_PER_LETTER * ((len < 10 ? len : 10) - 6);
	}
}

static void
become_core(Draft *d)
{
	d->cls = NAME_CORE;
	d->entry = NULL;
	d->flags &= (uint8_t) ~UNIT_EDGE_ONLY;
	d->weight = (uint8_t) core_weight(d->textlen);
}

/* Joins the texts, keys and initials of n words. */
static NameStatus
draft_join(NameArena *arena, const NameWord *words, int n, Draft *d)
{
	size_t		textlen = 0;
	size_t		keylen = 0;
	char	   *text;
	char	   *key;
	char	   *initials;
	LexMatch	match;

	/* a single word lends what it has */
	if (n == 1)
	{
		d->text = d->initials = words[0].text;
		d->textlen = words[0].textlen;
		d->key = words[0].key;
		d->keylen = (uint8_t) words[0].keylen;
		d->ninitials = words[0].kind != WORD_DIGITS;
		d->nwords = 1;
		return NAME_OK;
	}
	for (int i = 0; i < n; i++)
	{
		textlen += words[i].textlen + 1u;
		keylen += words[i].keylen;
	}
	text = name_alloc(arena, textlen);
	key = name_alloc(arena, keylen + 1);
	initials = name_alloc(arena, (size_t) n);
	if (text == NULL || key == NULL || initials == NULL)
		return NAME_NO_MEMORY;
	d->text = text;
	d->key = key;
	d->initials = initials;
	for (int i = 0; i < n; i++)
	{
		if (i > 0)
			*text++ = ' ';
		memcpy(text, words[i].text, words[i].textlen);
		text += words[i].textlen;
		memcpy(key, words[i].key, words[i].keylen);
		key += words[i].keylen;
		/* of a phrase, as people abbreviate it: without "and" and "of" */
		if (words[i].kind != WORD_DIGITS &&
			!(n > 1 && words[i].textlen <= MAX_PARTICLE &&
			  lexicon_match(&words[i], 1, 0, &match) && match.entry->cls == NAME_STOP))
			initials[d->ninitials++] = words[i].text[0];
	}
	d->textlen = (uint16_t) (textlen - 1 > UINT16_MAX ? UINT16_MAX : textlen - 1);
	d->keylen = (uint8_t) units_cut_key((char *) d->key, keylen);
	d->nwords = (uint8_t) n;
	return NAME_OK;
}

NameStatus
draft_units(NameArena *arena, const NameWord *words, int nwords, Draft **drafts, int *ndrafts)
{
	Draft	   *d = name_alloc(arena, ((size_t) nwords + 1) * sizeof(Draft));
	int			n = 0;

	if (d == NULL)
		return NAME_NO_MEMORY;
	for (int i = 0; i < nwords; n++)
	{
		LexMatch	match = {NULL, 1, false};
		bool		known = lexicon_match(words, nwords, i, &match);
		NameStatus	status;

		status = draft_join(arena, &words[i], match.nwords, &d[n]);
		if (status != NAME_OK)
			return status;
		d[n].bracket = words[i].bracket;
		d[n].semicolon = words[i].semicolon;
		d[n].gap = words[i].gap;
		d[n].quotes = words[i].quotes;
		d[n].dotted = match.nwords == 1 && words[i].end - words[i].at > words[i].ncp;
		d[n].foreign = words[i].kind != WORD_DIGITS && words[i].cp[0] > LAST_LATIN;
		if (words[i].kind == WORD_UNSPACED || words[i].kind == WORD_HANGUL)
			d[n].flags |= UNIT_SYLLABLES;
		if (known)
		{
			d[n].entry = match.entry;
			d[n].cls = match.entry->cls;
			d[n].weight = match.entry->weight;
			if (match.edge_only)
				d[n].flags |= UNIT_EDGE_ONLY;
			if (d[n].cls == NAME_NUMBER)
			{
				d[n].key = match.entry->id;
				d[n].keylen = (uint8_t) strlen(match.entry->id);
			}
		}
		else if (words[i].kind == WORD_DIGITS)
		{
			d[n].cls = NAME_NUMBER;
			d[n].weight = WEIGHT_NUMBER;
			d[n].flags |= UNIT_DIGITS;
		}
		else
			become_core(&d[n]);
		i += match.nwords;
	}
	*drafts = d;
	*ndrafts = n;
	return NAME_OK;
}

/* ---------- within one form ---------- */

/*
 * Settles what is ambiguous.
 *
 * A spelling that is also an ordinary word or abbreviation ("AS", "SA") is a
 * legal form only at the beginning or the end of a name, where nothing but
 * other light words, or at the end places (an address), stands outside of it.
 * At the beginning a core word must follow: "MH Tech" is somebody's initials.
 * And something must be left: of "IKS LLC" that is IKS, also a legal form.
 *
 * A single letter is a stop word ("Perez y Hijos") unless the name has only
 * single letters: of "J & E" little else would be left.
 */
static void
resolve_ambiguous(Draft *d, int n)
{
	bool		core = false;
	bool		words = false;
	bool		head = true;	/* nothing but light words so far */
	int			last = -1;		/* that is neither light nor a place */

	for (int i = 0; i < n; i++)
	{
		core = core || (name_class_is_core(d[i].cls) && d[i].textlen > 1);
		words = words || (!draft_is_light(&d[i]) && d[i].textlen > 1);
		if (!draft_is_light(&d[i]) && d[i].cls != NAME_PLACE)
			last = i;
	}
	for (int i = 0; i < n; i++)
	{
		if (d[i].cls == NAME_STOP && d[i].textlen == 1 && !words)
			become_core(&d[i]);
		if ((d[i].flags & UNIT_EDGE_ONLY) &&
			!(head && core) && !(words && i > last))
		{
			become_core(&d[i]);
			words = words || d[i].textlen > 1;
		}
		head = head && draft_is_light(&d[i]);
	}
}

/* The value of a roman numeral up to 39, or 0. */
static int
roman_value(const char *s, int len)
{
	static const struct
	{
		const char *text;
		int			len;
	}			ones[10] = {
		{"", 0}, {"i", 1}, {"ii", 2}, {"iii", 3}, {"iv", 2}, {"v", 1}, {"vi", 2}, {"vii", 3}, {"viii", 4}, {"ix", 2}
	};
	int			tens = 0;

	/* hardly any word gets beyond its first letter */
	if (s[0] != 'x' && s[0] != 'v' && s[0] != 'i')
		return 0;
	while (tens < 3 && tens < len && s[tens] == 'x')
		tens++;
	for (int i = 0; i < 10; i++)
		if (ones[i].len == len - tens && memcmp(s + tens, ones[i].text, (size_t) ones[i].len) == 0)
			return tens * 10 + i;
	return 0;
}

static NameStatus
set_number(NameArena *arena, Draft *d, int value, int weight)
{
	char	   *key = name_alloc(arena, 12);
	char		digits[12];
	int			n = 0;

	if (key == NULL)
		return NAME_NO_MEMORY;
	do
		digits[n++] = (char) ('0' + value % 10);
	while ((value /= 10) > 0);
	for (int i = 0; i < n; i++)
		key[i] = digits[n - 1 - i];
	d->cls = NAME_NUMBER;
	d->entry = NULL;
	d->weight = (uint8_t) weight;
	d->key = key;
	d->keylen = (uint8_t) n;
	return NAME_OK;
}

/* Appends the word of a number to the text of the number before it. */
static NameStatus
append_text(NameArena *arena, Draft *d, const Draft *more)
{
	char	   *text = name_alloc(arena, (size_t) d->textlen + more->textlen + 1u);

	if (text == NULL)
		return NAME_NO_MEMORY;
	memcpy(text, d->text, d->textlen);
	text[d->textlen] = ' ';
	memcpy(text + d->textlen + 1, more->text, more->textlen);
	d->text = text;
	d->textlen = (uint16_t) (d->textlen + 1 + more->textlen);
	d->nwords = (uint8_t) (d->nwords + more->nwords);
	return NAME_OK;
}

/* Whether these two are tens and ones written in words, side by side. */
static bool
tens_and_ones(const Draft *tens, const Draft *ones)
{
	return tens->cls == NAME_NUMBER && ones->cls == NAME_NUMBER &&
		!((tens->flags | ones->flags) & UNIT_DIGITS) &&
		tens->keylen == 2 && tens->key[1] == '0' &&
		ones->keylen == 1 && ones->key[0] != '0' &&
		ones->gap == GAP_LOOSE && tens->bracket == ones->bracket;
}

/*
 * Whether a word may be a roman numeral by its place: II and those of three
 * letters anywhere, others behind another word, a single I, V or X only where it
 * ends the name; no "and" does that.  Dotted letters are somebody's initials.
 */
static bool
may_be_roman(const Draft *d, int i, int last)
{
	const Draft *u = &d[i];

	if (u->nwords != 1 || u->dotted)
		return false;
	if (u->textlen == 1)
		return i > 0 && i == last && (u->cls == NAME_CORE || u->cls == NAME_STOP);
	return u->cls == NAME_CORE &&
		(i > 0 || (last > 0 && (u->textlen > 2 || memcmp(u->text, "ii", 2) == 0)));
}

/* Roman numerals ("Mach II"), and tens with ones ("forty four"). */
static NameStatus
resolve_numbers(NameArena *arena, Draft *d, int *n)
{
	int			last = -1;		/* that is no legal form and no longer stop
								 * word */
	int			out = 0;
	NameStatus	status = NAME_OK;

	for (int i = 0; i < *n; i++)
		if (!draft_is_light(&d[i]) || (d[i].cls == NAME_STOP && d[i].textlen == 1))
			last = i;
	for (int i = 0; i < *n && status == NAME_OK; i++)
	{
		if (may_be_roman(d, i, last))
		{
			int			value = roman_value(d[i].text, d[i].textlen);

			if (value > 0)
				status = set_number(arena, &d[i], value,
									d[i].textlen > 1 ? WEIGHT_NUMBER : WEIGHT_ROMAN);
		}
		if (status == NAME_OK && out > 0 && tens_and_ones(&d[out - 1], &d[i]))
		{
			status = append_text(arena, &d[out - 1], &d[i]);
			if (status == NAME_OK)
				status = set_number(arena, &d[out - 1],
									(d[out - 1].key[0] - '0') * 10 + d[i].key[0] - '0',
									WEIGHT_NUMBER);
			continue;
		}
		if (out < i)
			d[out] = d[i];
		out++;
	}
	*n = out;
	return status;
}

/*
 * Places behind a comma at the end are an address ("…, Moscow, Russia"), not
 * part of the name.
 */
static void
discount_address(Draft *d, int n)
{
	int			i = n;

	while (i > 1 && (d[i - 1].cls == NAME_PLACE || draft_is_light(&d[i - 1])))
		i--;
	while (i < n && !(d[i].cls == NAME_PLACE && d[i].gap == GAP_PUNCT))
		i++;
	for (; i < n; i++)
		if (d[i].cls == NAME_PLACE && i > 0 && d[i].bracket == 0)
		{
			d[i].weight = WEIGHT_ADDRESS;
			d[i].flags |= UNIT_ASIDE;
		}
}

/* The lexicon's id of "named after". */
#define NAMED_AFTER		"s_named_after"

/*
 * Sets aside what stands beside the name proper: descriptions outside of the
 * quotation marks that hold it, and the person after whom it is named.  Where
 * that leaves no name, nothing is set aside.
 */
static void
set_aside(Draft *d, int n)
{
	int			depth = 0;
	bool		named = false;
	bool		core = false;

	for (int i = 0; i < n; i++)
		if (name_class_is_core(d[i].cls) && d[i].textlen > 1 && d[i].quotes > depth)
			depth = d[i].quotes;
	for (int i = 0; i < n; i++)
	{
		if (i > 0 && d[i].cls == NAME_STOP && d[i].entry != NULL && strcmp(d[i].entry->id, NAMED_AFTER) == 0)
			named = true;
		else if (d[i].cls == NAME_LEGAL || d[i].gap >= GAP_PUNCT)
			named = false;
		if (d[i].quotes < depth || named)
			d[i].flags |= UNIT_ASIDE;
		else if (name_class_is_core(d[i].cls) && d[i].textlen > 1)
			core = true;
	}
	for (int i = 0; i < n && !core; i++)
		d[i].flags &= (uint8_t) ~UNIT_ASIDE;
}

/*
 * A word that has been said already says nothing more ("АО «Кронштадт»
 * (Kronshtadt)"): it becomes light.
 */
static void
discount_repeated(Draft *d, int n)
{
	for (int i = 1; i < n; i++)
	{
		const Draft *u = &d[i];
		uint32_t	id;

		if (draft_is_light(u) || u->textlen < 2)
			continue;
		id = u->entry != NULL && u->cls != NAME_NUMBER ? u->entry->id_hash : 0;
		for (const Draft *v = d; v < u; v++)
		{
			/* hence not light either */
			if (v->cls != u->cls)
				continue;
			if (!(v->keylen == u->keylen && v->key[0] == u->key[0] &&
				  memcmp(v->key, u->key, u->keylen) == 0) &&
				!(id != 0 && v->entry != NULL && v->entry->id_hash == id))
				continue;
			d[i].flags = (uint8_t) ((u->flags | UNIT_LIGHT) & ~UNIT_IDENTITY);
			break;
		}
	}
}

/* Keeps the heaviest units, in their order. */
static bool
drop_lightest(Draft *d, int *n)
{
	int			over = *n - NAME_MAX_UNITS;
	int			out = 0;

	if (over <= 0)
		return false;
	for (int weight = 0; over > 0 && weight <= UINT8_MAX; weight++)
	{
		/* the last of equals goes first: names begin with what matters */
		for (int i = *n - 1; i >= 0 && over > 0; i--)
		{
			if (d[i].nwords > 0 && d[i].weight == weight)
			{
				d[i].nwords = 0;
				over--;
			}
		}
	}
	for (int i = 0; i < *n; i++)
		if (d[i].nwords > 0)
			d[out++] = d[i];
	*n = out;
	return true;
}

/* Whether a unit says what kind of company it is. */
static bool
describes(const Draft *d)
{
	return !(d->flags & UNIT_LIGHT) && name_class_describes(d->cls);
}

/* What a class says of the role of a unit: UNIT_LIGHT, or UNIT_IDENTITY for names. */
static const uint8_t role_of_class[NAME_NCLASSES] = {
	[NAME_CORE] = UNIT_IDENTITY,
	[NAME_COMMON] = UNIT_IDENTITY,
	[NAME_LEGAL] = UNIT_LIGHT,
	[NAME_STOP] = UNIT_LIGHT,
	[NAME_ALIAS] = UNIT_LIGHT
};

/* The same where there is no name of more than SHORT_NAME letters. */
static void
assign_identity(Draft *d, int n, bool has_core)
{
	int			heaviest = 0;
	bool		places = false;

	for (int i = 0; i < n; i++)
	{
		if (d[i].flags & UNIT_LIGHT)
			continue;
		places = places || d[i].cls == NAME_PLACE;
		if (describes(&d[i]) && d[i].weight > heaviest)
			heaviest = d[i].weight;
	}
	for (int i = 0; i < n; i++)
	{
		bool		tells;

		if (d[i].flags & UNIT_LIGHT)
			continue;
		tells = describes(&d[i]) && d[i].weight + NEARLY_HEAVIEST >= heaviest;

		/*
		 * Without a name the description identifies, also beside one of two
		 * letters; where that is no more than "group", a place.
		 */
		if (has_core ? name_class_is_core(d[i].cls) || tells :
			places && heaviest <= EMPTY_DESCRIPTION ? d[i].cls == NAME_PLACE :
			heaviest > 0 ? tells : true)
			d[i].flags |= UNIT_IDENTITY;
	}
}

/*
 * Says which units are light and which tell the name from others.  A name of
 * nothing but light words has to live on the longest legal form, as it is
 * written, or else on all of them; a name of nothing but known words lives on the heaviest of them.  No name is empty.
 */
static void
assign_roles(Draft *d, int n)
{
	uint8_t		every = UNIT_LIGHT;
	uint8_t		light = UNIT_LIGHT;
	int			ncore = 0;
	int			only = -1;		/* core word */
	int			longest_core = 0;

	for (int i = 0; i < n; i++)
		every &= role_of_class[d[i].cls];
	if (every)
	{
		int			longest = -1;	/* of the legal forms */

		for (int i = 0; i < n; i++)
			if (d[i].cls == NAME_LEGAL && (longest < 0 || d[i].textlen > d[longest].textlen))
				longest = i;
		if (longest >= 0)
			become_core(&d[longest]);
		else
			light = 0;
	}
	for (int i = 0; i < n; i++)
	{
		uint8_t		role = role_of_class[d[i].cls];
		int			len = role & UNIT_IDENTITY ? d[i].textlen : 0;

		d[i].flags |= role & light;
		ncore += len > 0;
		only = len > 0 ? i : only;
		longest_core = len > longest_core ? len : longest_core;
	}
	if (ncore == 1 && d[only].cls == NAME_CORE && d[only].textlen <= 3)
		d[only].weight = d[only].textlen == 1 ? WEIGHT_ONLY_LETTER :
			d[only].textlen == 2 ? WEIGHT_ONLY_2 : WEIGHT_ONLY_3;
	/* nearly always, the names are what identifies */
	if (longest_core > SHORT_NAME)
		for (int i = 0; i < n; i++)
			d[i].flags |= role_of_class[d[i].cls] & UNIT_IDENTITY;
	else
		assign_identity(d, n, ncore > 0);
}

/* What a form has that must be looked at closer. */
typedef struct Features
{
	bool		ambiguous;		/* for resolve_ambiguous() */
	bool		numbers;		/* for resolve_numbers() */
	bool		aside;			/* for set_aside() */
	bool		places;
} Features;

/* Digits of roman numerals. */
static const uint8_t roman_digit[256] = {['i'] = 1,['v'] = 1,['x'] = 1};

static void
find_features(const Draft *d, int n, Features *f)
{
	unsigned	ambiguous = 0;
	unsigned	aside = 0;
	unsigned	places = 0;
	unsigned	numbers = 0;	/* those in words, */
	unsigned	roman = 0;		/* and what looks like a roman one */

	for (int i = 0; i < n; i++)
	{
		const Draft *u = &d[i];

		ambiguous |= u->flags & UNIT_EDGE_ONLY;
		aside |= u->quotes;
		places |= u->cls == NAME_PLACE;
		numbers += (u->cls == NAME_NUMBER) & !(u->flags & UNIT_DIGITS);
		roman |= roman_digit[(unsigned char) u->text[0]] &
			roman_digit[(unsigned char) u->text[u->textlen - 1]];
		if (u->cls == NAME_STOP)
		{
			ambiguous |= u->textlen == 1;
			aside |= u->entry != NULL && strcmp(u->entry->id, NAMED_AFTER) == 0;
		}
	}
	f->ambiguous = ambiguous != 0;
	f->aside = aside != 0;
	f->places = places != 0;
	f->numbers = numbers > 1 || roman;
}

NameStatus
draft_finish(NameArena *arena, Draft *d, int *n, bool *truncated)
{
	Features	f;
	NameStatus	status;

	find_features(d, *n, &f);
	if (f.ambiguous)
		resolve_ambiguous(d, *n);
	if (f.numbers)
	{
		status = resolve_numbers(arena, d, n);
		if (status != NAME_OK)
			return status;
	}
	if (f.aside)
		set_aside(d, *n);
	if (f.places)
		discount_address(d, *n);
	if (truncated != NULL && drop_lightest(d, n))
		*truncated = true;
	assign_roles(d, *n);
	discount_repeated(d, *n);
	return NAME_OK;
}
