/*-------------------------------------------------------------------------
 *
 * parties.c
 *	  Telling names, addresses, identifiers and markers of a field apart.
 *
 * The words are read once from left to right.  What a word is depends on the
 * marker that it begins, on the part that came before, and on what stands in
 * the rest of its segment: a stretch between commas, line ends, semicolons and
 * loose dashes.  What must be known about the rest is counted beforehand, see
 * party_tokens.c.
 *
 *-------------------------------------------------------------------------
 */
#include "name/parties.h"

#include <string.h>

#include "name/party_numbers.h"
#include "name/party_tokens.h"

#define CODE_MAX_LETTERS	3	/* in a row, of a code without a label */

typedef struct Reader
{
	PartyTokens in;
	PartyField *out;
	int			cur;			/* the party being read */
	PartyPart	state;			/* PART_NAME, _ADDRESS, or _NUMBER behind one */
	bool		telling;		/* its name has a word that is no place or
								 * light */
	bool		legal;			/* its name has a legal form behind such a
								 * word */
	bool		any_legal;		/* or anywhere */
	int			outer;			/* the party around the bracket that is being
								 * read, or -1 */
	PartyPart	outer_state;
	bool		outer_telling;
	bool		outer_legal;
	bool		outer_any_legal;
	uint16_t	bracket;
} Reader;

/* "care_of" of "role.care_of" */
static const char *
behind_dot(const char *id)
{
	const char *dot = strchr(id, '.');

	return dot ? dot + 1 : id;
}

/* ---------- parties ---------- */

static void
open_party(Reader *r, const char *role)
{
	Party	   *p = &r->out->parties[r->cur];

	/*
	 * "Consignee: to the order of" are two roles of one party; the last
	 * counts
	 */
	if (p->nwords > 0 || p->none != NULL || r->state != PART_NAME)
	{
		p = &r->out->parties[++r->out->nparties - 1];
		r->cur = r->out->nparties - 1;
	}
	if (role != NULL)
		p->role = role;
	r->state = PART_NAME;
	r->telling = r->legal = r->any_legal = false;
}

static void
put(Reader *r, int i, int n, PartyPart part)
{
	for (int k = i; k < i + n; k++)
	{
		r->out->words[k].party = r->cur;
		r->out->words[k].part = (uint8_t) part;
	}
	if (part == PART_NAME)
		r->out->parties[r->cur].nwords += n;
}

static void
put_number(Reader *r, const char *kind, int first, int end)
{
	PartyNumber *p = &r->out->numbers[r->out->nnumbers++];

	p->party = r->cur;
	p->kind = kind;
	p->first = first;
	p->end = end;
	put(r, first, end - first, PART_NUMBER);
	/* before a name a number says nothing about where the name ends */
	if (r->out->parties[r->cur].nwords > 0 || r->out->parties[r->cur].none)
		r->state = PART_NUMBER;
}

/* The words from i on that no space parts. */
static int
glued_end(const Reader *r, int i)
{
	int			j = i + 1;

	while (j < r->in.n && !(r->in.t[j].sep & SEP_APART) && r->in.words[j].bracket == r->in.words[i].bracket)
		j++;
	return j;
}

/*
 * The value of an identifier, from word i on: what hangs together, and digits
 * behind it until the kind has enough.  Returns its end, or 0 where there is
 * none.
 */
static int
value_end(const Reader *r, int *first, const char *kind)
{
	static const char *const fillers[] = {"no", "nr", "number", "nomer", "num", "code", "kod", "is"};
	const NumberKind *k = number_kind(kind);
	int			chars = 0;
	int			digits = 0;
	int			i = *first;
	int			j;
	bool		filler = true;

	while (filler && i < r->in.n)
	{
		filler = false;
		for (size_t f = 0; f < sizeof(fillers) / sizeof(fillers[0]); f++)
			filler = filler || party_word_is(&r->in.words[i], fillers[f]);
		i += filler;
	}
	for (j = i; j < r->in.n; j++)
	{
		const NameWord *w = &r->in.words[j];
		uint16_t	sep = r->in.t[j].sep;

		if (j > i)
		{
			if (sep & (SEP_HARD | SEP_COLON | SEP_AT))
				break;
			if ((sep & SEP_BARE_SLASH) && digits >= k->least && !k->spaced)
				break;
			if ((sep & SEP_SPACE) &&
				(!r->in.t[j].digits || (!k->spaced && chars >= k->enough)))
				break;
			if (chars >= k->most)
				break;
		}
		else if (sep & SEP_LINE)
			return 0;
		/* words of letters only come glued to digits, or as a short prefix */
		if (!r->in.t[j].digits && w->ncp > 8 && !k->letters)
			break;
		chars += party_word_length(w);
		digits += r->in.t[j].digits ? party_word_length(w) : 0;
	}
	if (digits < k->least || chars < k->least)
		return 0;
	/* codes of banks may have no digit at all, so they must fit */
	if (k->least == 0 && !(r->telling && (chars == k->enough || chars == k->most)))
		return 0;
	*first = i;
	return j;
}

/* An e-mail address or a web address that begins at word i; its end, or 0. */
static int
address_end(const Reader *r, int i, const char **kind)
{
	int			end = glued_end(r, i);

	for (int j = i + 1; j < end; j++)
	{
		if (r->in.t[j].sep & SEP_AT)
		{
			*kind = "email";
			return j + 1 < end ? end : 0;
		}
	}
	if (end - i >= 2 && (party_word_is(&r->in.words[i], "www") || party_word_is(&r->in.words[i], "http") ||
						 party_word_is(&r->in.words[i], "https")))
	{
		*kind = "web";
		return end;
	}
	return 0;
}

/*
 * A code behind a name, at word i, that no label explains: at the end of the
 * field, letters and digits in turn ("X7K"), or behind the legal form any word
 * of both ("AB1234").  Its end, or 0.
 */
static int
code_end(const Reader *r, int i)
{
	int			end = glued_end(r, i);
	bool		behind_legal = r->legal && r->in.t[i - 1].cls == NAME_LEGAL;
	bool		letters = false;
	bool		digits = false;

	if (end < r->in.n || r->in.words[i].bracket != 0)
		return 0;
	for (int j = i; j < end; j++)
	{
		const NameWord *w = &r->in.words[j];

		/*
		 * not "No1"; but half of all pairs of letters are a legal form
		 * somewhere
		 */
		if (!r->in.t[j].digits &&
			(w->kind != WORD_LETTERS || w->ncp > CODE_MAX_LETTERS ||
			 (w->ncp > 1 && r->in.t[j].entry && r->in.t[j].cls != NAME_LEGAL)))
			return 0;
		if (j > i && (r->in.t[j].sep & SEP_DOT))
			return 0;
		letters = letters || !r->in.t[j].digits;
		digits = digits || r->in.t[j].digits;
	}
	return letters && digits && (behind_legal || end - i > 2) ? end : 0;
}

/* "http://": the colon parts the words. */
static int
web_end(const Reader *r, int i)
{
	if ((party_word_is(&r->in.words[i], "http") || party_word_is(&r->in.words[i], "https")) && i + 1 < r->in.n &&
		(r->in.t[i + 1].sep & SEP_COLON) && (r->in.t[i + 1].sep & SEP_BARE_SLASH))
		return glued_end(r, i + 1);
	return 0;
}

static bool
colon_follows(const Reader *r, int i)
{
	int			next = i + r->in.t[i].nmark;

	return next < r->in.n && (r->in.t[next].sep & (SEP_COLON | SEP_LINE | SEP_DASH));
}

/* Whether nothing that could be a name follows what stands in place of one. */
static bool
stands_alone(const Reader *r, int i)
{
	int			next = i + r->in.t[i].nmark;

	return next >= r->in.n || (r->in.t[next].sep & SEP_HARD) ||
		r->in.words[next].bracket != r->in.words[i].bracket ||
		r->in.t[next].mark == MARK_CONTACT || r->in.t[next].mark == MARK_ID ||
		r->in.t[next].mark == MARK_ADDRESS;
}

/* Reads the marker at word i, if it counts; returns how many words it took. */
static int
read_marker(Reader *r, int i)
{
	const PartyToken *t = &r->in.t[i];
	const char *what = behind_dot(t->marker->id);
	Party	   *p = &r->out->parties[r->cur];
	int			first;
	int			end;

	if (t->edge_mark && i > 0 && !colon_follows(r, i))
		return 0;
	switch ((MarkerKind) t->mark)
	{
		case MARK_ROLE:
			/* not the very last word: "Firma Attention" */
			if (i + t->nmark >= r->in.n && i > 0 && t->nmark == 1)
				return 0;
			open_party(r, what);
			break;
		case MARK_LABEL:
			if (!colon_follows(r, i) || (i > 0 && !(t->sep & (SEP_HARD | SEP_COLON))))
				return 0;
			/* "name:" says nothing about the role */
			open_party(r, strcmp(what, "name") == 0 ? NULL : what);
			break;
		case MARK_PREFIX:
			if (p->nwords > 0 || r->state != PART_NAME || i + t->nmark >= r->in.n)
				return 0;
			break;
		case MARK_NONE:
			if (p->nwords > 0 || p->none || r->state != PART_NAME || !stands_alone(r, i))
				return 0;
			p->none = what;
			put(r, i, t->nmark, PART_MARKER);
			r->state = PART_NUMBER;
			return t->nmark;
		case MARK_CONTACT:
			if (strcmp(what, "person") == 0)
			{
				if (i == 0 || !(colon_follows(r, i) || (t->sep & SEP_HARD)))
					return 0;
				open_party(r, "attention");
				break;
			}
			if (strcmp(what, "email") == 0 || strcmp(what, "web") == 0)
			{
				const char *kind;

				first = i + t->nmark;
				if (first >= r->in.n ||
					(address_end(r, first, &kind) == 0 && web_end(r, first) == 0 &&
					 !(r->in.t[first].sep & SEP_COLON)))
					return 0;
				break;
			}
			/* FALLTHROUGH */
		case MARK_ID:
			first = i + t->nmark;
			end = value_end(r, &first, what);
			if (end == 0)
				return 0;
			put(r, i, first - i, PART_MARKER);
			put_number(r, what, first, end);
			/* a Russian tax number is often given with its reason code */
			if (strcmp(what, "inn") == 0 && end < r->in.n && r->in.t[end].digits &&
				party_word_length(&r->in.words[end]) == 9 && !(r->in.t[end].sep & SEP_APART))
				put_number(r, "kpp", end, end + 1), end++;
			return end - i;
		case MARK_ADDRESS:
			if (!colon_follows(r, i) && !(t->nmark > 1 && (t->sep & SEP_HARD)))
				return 0;
			r->state = PART_ADDRESS;
			break;
		case MARK_POSTCODE:
			first = i + t->nmark;
			if (!r->telling || first >= r->in.n || !r->in.t[first].digits)
				return 0;
			r->state = PART_ADDRESS;
			put(r, i, t->nmark, PART_ADDRESS);
			return t->nmark;
		default:
			return 0;
	}
	put(r, i, t->nmark, PART_MARKER);
	return t->nmark;
}

/* ---------- where an address begins ---------- */

/* Whether a word can be the one that a name is about. */
static bool
is_telling(const PartyToken *t)
{
	return t->cls != NAME_LEGAL && t->cls != NAME_STOP && t->cls != NAME_PLACE &&
		t->cls != NAME_NUMBER;
}

/* The last n words of the name are part of the address after all. */
static void
take_back(Reader *r, int i, int n)
{
	r->out->parties[r->cur].nwords -= n;
	for (int k = i - n; k < i; k++)
		r->out->words[k].part = PART_ADDRESS;
}

/* Whether word k is in the name that is being read. */
static bool
in_name(const Reader *r, int k)
{
	return k >= 0 && r->out->words[k].party == r->cur && r->out->words[k].part == PART_NAME &&
		r->in.words[k].bracket == 0;
}

/*
 * Whether the address of the current party begins at word i, inside of a
 * segment.
 */
static bool
address_begins(Reader *r, int i)
{
	const PartyToken *t = &r->in.t[i];

	if (t->has_legal || t->cls == NAME_STOP)
		return false;
	/* behind the legal form nothing but an address follows */
	if (r->legal && in_name(r, i - 1) && r->in.t[i - 1].cls == NAME_LEGAL &&
		((t->has_street && t->has_digits) || (t->has_place && !t->has_other) ||
		 (t->digits && t->has_place) || (t->has_postcode && !t->has_other)))
		return true;
	/* "12 Mira Str", "ul. Mira 12", "Mira Str 12" */
	if (t->digits && t->has_street && !(i + 1 < r->in.n && t[1].digits && (t[1].sep & SEP_SPACE)))
	{
		for (int j = i + 1; j < r->in.n && j <= i + 4 && !(r->in.t[j].sep & SEP_HARD); j++)
			if (r->in.t[j].street && r->in.t[j].mark != MARK_UNIT)
				return true;
	}
	if (t->street && t->has_digits && (t->mark == MARK_STREET_BEFORE || t->mark == MARK_BOX))
		return true;
	if (t->street && t->has_digits && t->mark == MARK_STREET && in_name(r, i - 1) && in_name(r, i - 2) &&
		r->in.t[i - 1].cls != NAME_LEGAL && is_telling(&r->in.t[i - 2]))
	{
		take_back(r, i, 1);
		return true;
	}
	/* "Moscow 117997", "Moscow Russia" */
	if (t->digits && !t->has_other && t->has_postcode &&
		(party_word_length(&r->in.words[i]) >= 6 || t->has_place || (in_name(r, i - 1) && r->in.t[i - 1].place)))
	{
		int			n = 0;

		while (in_name(r, i - n - 1) && r->in.t[i - n - 1].place)
			n++;
		take_back(r, i, n);
		return true;
	}
	if (t->cls == NAME_PLACE && !t->has_other && t->nunit > 0 && i + t->nunit < r->in.n &&
		r->in.words[i].textlen > 2 && in_name(r, i - 1) && r->in.t[i - 1].cls != NAME_STOP)
	{
		const PartyToken *last = t + t->nunit;

		while (last + 1 < r->in.t + r->in.n && !(last[1].sep & SEP_HARD))
			last++;
		return !(t[t->nunit].sep & SEP_HARD) && last->cls == NAME_PLACE &&
			strchr(last->entry->id, '.') == NULL;
	}
	return false;
}

/*
 * Whether a segment of nothing but places, at word i, is an address and not a
 * part of the name that tells it from a sister: the name has a legal form, more
 * of an address follows, or a country ends the field.
 */
static bool
place_is_apart(const Reader *r, int i)
{
	if (r->legal || ((r->any_legal || r->in.t[i].next_address) && !(r->in.t[i].sep & SEP_DASH)))
		return true;
	return (r->in.t[i].sep & SEP_COMMA) && r->in.t[i].nunit > 0 && i + r->in.t[i].nunit == r->in.n &&
		r->in.t[i].cls == NAME_PLACE && strchr(r->in.t[i].entry->id, '.') == NULL;
}

static void
read_words(Reader *r)
{
	int			i = 0;

	while (i < r->in.n)
	{
		const PartyToken *t = &r->in.t[i];
		const char *kind = NULL;
		int			step;

		if (r->outer >= 0 && r->in.words[i].bracket != r->bracket)
		{
			r->cur = r->outer;
			r->state = r->outer_state;
			r->telling = r->outer_telling;
			r->legal = r->outer_legal;
			r->any_legal = r->outer_any_legal;
			r->outer = -1;
		}
		if (t->mark != MARK_NOTHING && (step = read_marker(r, i)) > 0)
		{
			i += step;
			continue;
		}
		if (t->cls == NAME_ALIAS && t->nunit > 0)
		{
			if (r->in.words[i].bracket != 0 && r->outer < 0 && i > 0)
			{
				r->outer = r->cur;
				r->outer_state = r->state;
				r->outer_telling = r->telling;
				r->outer_legal = r->legal;
				r->outer_any_legal = r->any_legal;
				r->bracket = r->in.words[i].bracket;
			}
			open_party(r, t->entry->id);
			put(r, i, t->nunit, PART_MARKER);
			i += t->nunit;
			continue;
		}

		/* what can be told from its looks */
		step = address_end(r, i, &kind);
		if (step == 0 && (step = web_end(r, i)) > 0)
			kind = "web";
		if (step == 0 && t->digits && (r->out->parties[r->cur].nwords > 0 || r->state != PART_NAME))
		{
			int			end = glued_end(r, i);

			if (t->sep & SEP_PLUS)
			{
				int			first = i;

				step = value_end(r, &first, "phone");
				kind = "phone";
			}
			else if ((kind = number_told(&r->in.words[i], end - i)) != NULL)
				step = end;
		}
		if (step == 0 && r->state == PART_NAME && r->telling && (t->sep & SEP_SPACE) && !(t->sep & SEP_HARD))
		{
			step = code_end(r, i);
			kind = "code";
		}
		if (step > 0)
		{
			put_number(r, kind, i, step);
			i = step;
			continue;
		}

		/* segments */
		if (i > 0 && (t->sep & SEP_HARD))
		{
			const Party *p = &r->out->parties[r->cur];

			if (r->state == PART_NAME && p->nwords > 0 &&
				((t->is_address && (!t->is_place || place_is_apart(r, i))) ||
				 (r->legal && t->address_later && !t->has_legal)))
				r->state = PART_ADDRESS;
			else if (p->nwords > 0 && t->has_legal && t->has_core &&
					 !(t->sep & SEP_DASH) && (r->state != PART_NAME || r->legal))
				open_party(r, NULL);
			else if (p->nwords > 0 && r->state == PART_NAME &&
					 ((t->sep & SEP_SEMI) ||
					  ((t->sep & SEP_SLASH) && (r->any_legal || t->has_legal))))
				open_party(r, NULL);
			/* "Attn: Mr Ivanov, Rosneft" */
			else if (p->nwords > 0 && p->role && strcmp(p->role, "attention") == 0 && !t->legal)
				open_party(r, NULL);
			/* an address came first */
			else if (p->nwords == 0 && p->none == NULL && r->state == PART_ADDRESS && t->has_legal)
				r->state = PART_NAME;
		}
		else if (r->state == PART_NAME && r->telling && address_begins(r, i))
			r->state = PART_ADDRESS;

		step = t->nunit > 0 ? t->nunit : 1;
		put(r, i, step, r->state == PART_NAME ? PART_NAME : PART_ADDRESS);
		if (r->state == PART_NAME)
		{
			if (t->legal)
			{
				r->legal = r->legal || r->telling;
				r->any_legal = true;
			}
			r->telling = r->telling || is_telling(t);
		}
		i += step;
	}
}

/* Words at the end of a name that only led to what came next: "and", "for". */
static void
trim_names(Reader *r)
{
	for (int i = r->in.n - 1; i >= 0; i--)
	{
		PartyWord  *w = &r->out->words[i];
		Party	   *p = &r->out->parties[w->party];
		bool		last = i + 1 < r->in.n && (w[1].part != PART_NAME || w[1].party != w->party);

		if (w->part == PART_NAME && r->in.t[i].cls == NAME_STOP && last && p->nwords > 1)
		{
			w->part = PART_MARKER;
			p->nwords--;
		}
	}
	for (int i = 0; i < r->out->nparties; i++)
	{
		Party	   *p = &r->out->parties[i];

		if (p->nwords == 0 && p->none == NULL && p->role != NULL && strcmp(p->role, "order") == 0)
			p->none = "to_order";
	}
}

NameStatus
parties_find(NameArena *arena, const FoldedText *text, const NameWord *words, int nwords,
			 const Draft *drafts, int ndrafts, PartyField *out)
{
	Reader		r;

	out->nparties = 1;
	out->nnumbers = 0;
	out->plain = !party_may_hold_more(text, words, nwords, drafts, ndrafts);
	if (out->plain)
	{
		out->words = name_alloc(arena, ((size_t) nwords + 1) * sizeof(PartyWord));
		out->parties = name_alloc(arena, sizeof(Party));
		out->numbers = NULL;
		if (out->words == NULL || out->parties == NULL)
			return NAME_NO_MEMORY;
		out->parties[0].nwords = nwords;
		return NAME_OK;
	}
	memset(&r, 0, sizeof(r));
	r.in.text = text;
	r.in.words = words;
	r.in.n = nwords;
	r.out = out;
	r.outer = -1;
	r.in.t = name_alloc(arena, ((size_t) nwords + 1) * sizeof(PartyToken));
	out->words = name_alloc(arena, ((size_t) nwords + 1) * sizeof(PartyWord));
	out->parties = name_alloc(arena, ((size_t) nwords + 2) * sizeof(Party));
	out->numbers = name_alloc(arena, ((size_t) nwords + 1) * sizeof(PartyNumber));
	if (r.in.t == NULL || out->words == NULL || out->parties == NULL || out->numbers == NULL)
		return NAME_NO_MEMORY;
	party_read_tokens(&r.in, drafts, ndrafts);
	party_look_ahead(&r.in);
	read_words(&r);
	trim_names(&r);
	out->plain = out->parties[0].nwords == nwords;
	return NAME_OK;
}
