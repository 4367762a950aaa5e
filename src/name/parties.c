/*-------------------------------------------------------------------------
 *
 * parties.c
 *	  Telling names, addresses, identifiers and markers of a field apart.
 *
 * The words are read once from left to right.  What a word is depends on the
 * marker that it begins, on the part that came before, and on what stands in
 * the rest of its segment: a stretch between commas, line ends, semicolons and
 * loose dashes.  What must be known about the rest is counted beforehand, from
 * right to left.
 *
 *-------------------------------------------------------------------------
 */
#include "name/parties.h"

#include <string.h>

#include "name/party_numbers.h"

/* What stands between a word and the one before it, as bits. */
#define SEP_SPACE	0x01
#define SEP_COMMA	0x02
#define SEP_LINE	0x04
#define SEP_SEMI	0x08
#define SEP_DASH	0x10		/* with spaces around it */
#define SEP_SLASH	0x20		/* the same, or an upright line */
#define SEP_COLON	0x40
#define SEP_AT		0x80
#define SEP_PLUS	0x100
#define SEP_BARE_SLASH 0x200
#define SEP_DOT		0x400
#define SEP_HARD	(SEP_COMMA | SEP_LINE | SEP_SEMI | SEP_DASH | SEP_SLASH)
#define SEP_APART	(SEP_HARD | SEP_SPACE | SEP_COLON)

typedef enum MarkerKind
{
	MARK_NOTHING,
	MARK_ROLE,
	MARK_LABEL,
	MARK_PREFIX,
	MARK_NONE,
	MARK_ID,
	MARK_CONTACT,
	MARK_ADDRESS,				/* "address:" */
	MARK_STREET,				/* after its name: "Mira Str" */
	MARK_STREET_BEFORE,			/* before its name: "ul. Mira" */
	MARK_UNIT,
	MARK_BOX,
	MARK_AREA,
	MARK_POSTCODE
} MarkerKind;

static const struct
{
	const char *id;				/* the id, or with a dot at the end what it
								 * begins with */
	MarkerKind	kind;
}			marker_kinds[] = {
	{"role.", MARK_ROLE},
	{"label.", MARK_LABEL},
	{"prefix.", MARK_PREFIX},
	{"none.", MARK_NONE},
	{"id.", MARK_ID},
	{"contact.", MARK_CONTACT},
	{"address.label", MARK_ADDRESS},
	{"address.street", MARK_STREET},
	{"address.street_before", MARK_STREET_BEFORE},
	{"address.unit", MARK_UNIT},
	{"address.box", MARK_BOX},
	{"address.area", MARK_AREA},
	{"address.postcode", MARK_POSTCODE}
};

/* A word, and what is in its segment from here on. */
typedef struct Token
{
	const LexEntry *entry;		/* of the unit that covers it, or NULL */
	const LexEntry *marker;		/* of the marker that begins here, or NULL */
	uint16_t	sep;			/* before it */
	uint8_t		cls;			/* NameClass of the unit */
	uint8_t		mark;			/* MarkerKind */
	uint8_t		nmark;			/* words of the marker */
	uint8_t		nunit;			/* words of the unit that begins here, or 0 */
	bool		edge_mark;		/* the marker needs a colon, or the field's
								 * start */
	bool		digits;
	bool		legal;
	bool		place;			/* a place, or what is said of one */
	bool		street;			/* a street or box marker with a number near */
	/* in the rest of the segment, this word included */
	bool		has_digits;
	bool		has_postcode;	/* a number of five digits and more */
	bool		has_place;
	bool		has_street;
	bool		has_legal;
	bool		has_core;
	bool		has_other;		/* what is in no address */
	/* of the segment that begins here, where sep is hard */
	bool		is_address;
	bool		is_place;		/* is_address, but nothing else says so, */
	bool		next_address;	/* but the next segment is one */
	bool		address_later;	/* this segment or a later one, before a name */
} Token;

typedef struct Reader
{
	const FoldedText *text;
	const NameWord *words;
	Token	   *t;
	int			n;
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

/* ---------- what there is ---------- */

static MarkerKind
marker_kind(const char *id)
{
	for (size_t i = 0; i < sizeof(marker_kinds) / sizeof(marker_kinds[0]); i++)
	{
		const char *m = marker_kinds[i].id;

		size_t		n = 0;

		if (m[0] != id[0])
			continue;
		while (m[n] != '\0' && m[n] == id[n])
			n++;
		if (m[n] == '\0' && (m[n - 1] == '.' || id[n] == '\0'))
			return marker_kinds[i].kind;
	}
	return MARK_NOTHING;
}

/* "care_of" of "role.care_of" */
static const char *
behind_dot(const char *id)
{
	const char *dot = strchr(id, '.');

	return dot ? dot + 1 : id;
}

static uint16_t
separators(const FoldedText *text, uint32_t from, uint32_t to)
{
	uint16_t	sep = 0;

	for (uint32_t i = from; i < to; i++)
	{
		bool		loose = (i == from ? i > 0 : true) && i > from && text->cls[i - 1] == FOLD_SPACE &&
			i + 1 < to && text->cls[i + 1] == FOLD_SPACE;

		switch (text->cls[i])
		{
			case FOLD_SPACE:
				sep |= text->cp[i] == '\n' ? SEP_LINE | SEP_SPACE : SEP_SPACE;
				break;
			case FOLD_DOT:
				sep |= SEP_DOT;
				break;
			case FOLD_HYPHEN:
				sep |= loose ? SEP_DASH : 0;
				break;
			case FOLD_PUNCT:
				switch (text->cp[i])
				{
					case ',':
					case 0x3001:	/* ideographic comma */
					case 0x060C:	/* Arabic comma */
						sep |= SEP_COMMA;
						break;
					case ';':
						sep |= SEP_SEMI;
						break;
					case ':':
						sep |= SEP_COLON;
						break;
					case '@':
						sep |= SEP_AT;
						break;
					case '+':
						sep |= SEP_PLUS;
						break;
					case '|':
						sep |= SEP_SLASH;
						break;
					case '/':
					case '\\':
						sep |= loose ? SEP_SLASH : SEP_BARE_SLASH;
						break;
					default:
						break;
				}
				break;
			default:
				break;
		}
	}
	return sep;
}

/* Whether a marker is written so that it can hardly be anything else. */
static bool
marker_is_clear(const Reader *r, int i)
{
	const Token *t = &r->t[i];
	int			next = i + t->nmark;

	return t->nmark > 1 || r->words[i].ncp > 2 || r->words[i].slashed ||
		(next < r->n && (r->t[next].sep & (SEP_DOT | SEP_COLON)));
}

static void
read_tokens(Reader *r, const Draft *drafts, int ndrafts)
{
	int			w = 0;
	uint32_t	end = 0;

	for (int i = 0; i < r->n; i++)
	{
		Token	   *t = &r->t[i];
		LexMatch	match;

		t->sep = separators(r->text, end, r->words[i].at);
		end = r->words[i].end;
		if (lexicon_marker(r->words, r->n, i, &match))
		{
			t->marker = match.entry;
			t->mark = (uint8_t) marker_kind(match.entry->id);
			t->nmark = (uint8_t) match.nwords;
			t->edge_mark = match.edge_only;
		}
	}
	for (int i = 0; i < ndrafts; i++)
	{
		for (int k = 0; k < drafts[i].nwords && w < r->n; k++, w++)
		{
			Token	   *t = &r->t[w];

			t->cls = drafts[i].cls;
			t->entry = drafts[i].entry;
			t->nunit = k == 0 ? drafts[i].nwords : 0;
			t->digits = r->words[w].kind == WORD_DIGITS;
			t->legal = t->cls == NAME_LEGAL;
			if (drafts[i].flags & UNIT_EDGE_ONLY)
			{
				int			next = w + drafts[i].nwords - k;

				t->legal = t->legal && (next >= r->n || (r->t[next].sep & SEP_HARD));
			}
			t->place = t->cls == NAME_PLACE;
		}
	}
	for (int i = 0; i < r->n; i++)
	{
		Token	   *t = &r->t[i];
		int			from = i > 3 ? i - 3 : 0;
		int			to = i + t->nmark + 3;

		if (t->mark == MARK_AREA)
			t->place = t->place || marker_is_clear(r, i);
		if (t->mark < MARK_STREET || t->mark > MARK_BOX || !marker_is_clear(r, i))
			continue;
		for (int j = from; j < to && j < r->n; j++)
			t->street = t->street || (r->t[j].digits && (j < i || j >= i + t->nmark));
		/* "12 Mira str.": no legal form */
		for (int j = i; t->street && j < i + t->nmark; j++)
			r->t[j].legal = false;
	}
}

/* Characters as written: leading zeros of a number are no part of the word. */
static int
word_length(const NameWord *w)
{
	return w->kind == WORD_DIGITS ? (int) (w->end - w->at) : (int) w->ncp;
}

/* What is in the rest of each segment, and which segments are addresses. */
static void
look_ahead(Reader *r)
{
	bool		later = false;
	int			next = -1;		/* the segment behind */

	for (int i = r->n - 1; i >= 0; i--)
	{
		Token	   *t = &r->t[i];

		/* what stands behind "tel" says nothing about what stands before it */
		const Token *n = i + 1 < r->n && !(t[1].sep & SEP_HARD) &&
			!((t[1].mark == MARK_ID || t[1].mark == MARK_CONTACT) && marker_is_clear(r, i + 1)) ?
			t + 1 : NULL;
		bool		address = t->place || t->digits || t->street || t->cls == NAME_STOP ||
			t->mark >= MARK_ADDRESS;

		t->has_digits = t->digits || (n && n->has_digits);
		t->has_postcode = (t->digits && word_length(&r->words[i]) >= 5) || (n && n->has_postcode);
		t->has_place = t->place || (n && n->has_place);
		t->has_street = t->street || (n && n->has_street);
		t->has_legal = t->legal || (n && n->has_legal);
		t->has_core = name_class_is_core(t->cls) || (n && n->has_core);
		t->has_other = !address || (n && n->has_other);
		if (i > 0 && !(t->sep & SEP_HARD))
			continue;

		/* a segment begins here */
		if (!t->has_legal)
		{
			const Token *b = next >= 0 ? &r->t[next] : NULL;
			bool		place_near = t->has_place || (b && !b->has_legal && b->has_place);

			t->is_address = t->has_street || (t->has_place && !t->has_other) ||
				(t->has_digits && (place_near || t->has_postcode) && t->mark < MARK_NONE) ||
				((t->mark == MARK_STREET_BEFORE || t->mark == MARK_BOX) && marker_is_clear(r, i)
				 && (place_near || (b && b->digits)));
		}
		t->is_place = t->is_address && !t->has_street && !t->has_digits && t->mark < MARK_NONE;
		t->next_address = next >= 0 && r->t[next].is_address;
		if (t->is_address)
			later = true;
		else if (t->has_legal || t->mark == MARK_ROLE || t->cls == NAME_ALIAS)
			later = false;
		t->address_later = later;
		next = i;
	}
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

	while (j < r->n && !(r->t[j].sep & SEP_APART) && r->words[j].bracket == r->words[i].bracket)
		j++;
	return j;
}

static bool
word_is(const NameWord *w, const char *s)
{
	return w->text[0] == s[0] && w->textlen == strlen(s) && memcmp(w->text, s, w->textlen) == 0;
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

	while (filler && i < r->n)
	{
		filler = false;
		for (size_t f = 0; f < sizeof(fillers) / sizeof(fillers[0]); f++)
			filler = filler || word_is(&r->words[i], fillers[f]);
		i += filler;
	}
	for (j = i; j < r->n; j++)
	{
		const NameWord *w = &r->words[j];
		uint16_t	sep = r->t[j].sep;

		if (j > i)
		{
			if (sep & (SEP_HARD | SEP_COLON | SEP_AT))
				break;
			if ((sep & SEP_BARE_SLASH) && digits >= k->least && !k->spaced)
				break;
			if ((sep & SEP_SPACE) &&
				(!r->t[j].digits || (!k->spaced && chars >= k->enough)))
				break;
			if (chars >= k->most)
				break;
		}
		else if (sep & SEP_LINE)
			return 0;
		/* words of letters only come glued to digits, or as a short prefix */
		if (!r->t[j].digits && w->ncp > 8 && !k->letters)
			break;
		chars += word_length(w);
		digits += r->t[j].digits ? word_length(w) : 0;
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
		if (r->t[j].sep & SEP_AT)
		{
			*kind = "email";
			return j + 1 < end ? end : 0;
		}
	}
	if (end - i >= 2 && (word_is(&r->words[i], "www") || word_is(&r->words[i], "http") ||
						 word_is(&r->words[i], "https")))
	{
		*kind = "web";
		return end;
	}
	return 0;
}

/* "http://": the colon parts the words. */
static int
web_end(const Reader *r, int i)
{
	if ((word_is(&r->words[i], "http") || word_is(&r->words[i], "https")) && i + 1 < r->n &&
		(r->t[i + 1].sep & SEP_COLON) && (r->t[i + 1].sep & SEP_BARE_SLASH))
		return glued_end(r, i + 1);
	return 0;
}

static bool
colon_follows(const Reader *r, int i)
{
	int			next = i + r->t[i].nmark;

	return next < r->n && (r->t[next].sep & (SEP_COLON | SEP_LINE | SEP_DASH));
}

/* Whether nothing that could be a name follows what stands in place of one. */
static bool
stands_alone(const Reader *r, int i)
{
	int			next = i + r->t[i].nmark;

	return next >= r->n || (r->t[next].sep & SEP_HARD) ||
		r->words[next].bracket != r->words[i].bracket ||
		r->t[next].mark == MARK_CONTACT || r->t[next].mark == MARK_ID ||
		r->t[next].mark == MARK_ADDRESS;
}

/* Reads the marker at word i, if it counts; returns how many words it took. */
static int
read_marker(Reader *r, int i)
{
	const Token *t = &r->t[i];
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
			if (i + t->nmark >= r->n && i > 0 && t->nmark == 1)
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
			if (p->nwords > 0 || r->state != PART_NAME || i + t->nmark >= r->n)
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
				if (first >= r->n ||
					(address_end(r, first, &kind) == 0 && web_end(r, first) == 0 &&
					 !(r->t[first].sep & SEP_COLON)))
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
			if (strcmp(what, "inn") == 0 && end < r->n && r->t[end].digits &&
				word_length(&r->words[end]) == 9 && !(r->t[end].sep & SEP_APART))
				put_number(r, "kpp", end, end + 1), end++;
			return end - i;
		case MARK_ADDRESS:
			if (!colon_follows(r, i) && !(t->nmark > 1 && (t->sep & SEP_HARD)))
				return 0;
			r->state = PART_ADDRESS;
			break;
		case MARK_POSTCODE:
			first = i + t->nmark;
			if (!r->telling || first >= r->n || !r->t[first].digits)
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
is_telling(const Token *t)
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
		r->words[k].bracket == 0;
}

/*
 * Whether the address of the current party begins at word i, inside of a
 * segment.
 */
static bool
address_begins(Reader *r, int i)
{
	const Token *t = &r->t[i];

	if (t->has_legal || t->cls == NAME_STOP)
		return false;
	/* behind the legal form nothing but an address follows */
	if (r->legal && in_name(r, i - 1) && r->t[i - 1].cls == NAME_LEGAL &&
		((t->has_street && t->has_digits) || (t->has_place && !t->has_other) ||
		 (t->digits && t->has_place) || (t->has_postcode && !t->has_other)))
		return true;
	/* "12 Mira Str", "ul. Mira 12", "Mira Str 12" */
	if (t->digits && t->has_street && !(i + 1 < r->n && t[1].digits && (t[1].sep & SEP_SPACE)))
	{
		for (int j = i + 1; j < r->n && j <= i + 4 && !(r->t[j].sep & SEP_HARD); j++)
			if (r->t[j].street && r->t[j].mark != MARK_UNIT)
				return true;
	}
	if (t->street && t->has_digits && (t->mark == MARK_STREET_BEFORE || t->mark == MARK_BOX))
		return true;
	if (t->street && t->has_digits && t->mark == MARK_STREET && in_name(r, i - 1) && in_name(r, i - 2) &&
		r->t[i - 1].cls != NAME_LEGAL && is_telling(&r->t[i - 2]))
	{
		take_back(r, i, 1);
		return true;
	}
	/* "Moscow 117997", "Moscow Russia" */
	if (t->digits && !t->has_other && t->has_postcode &&
		(word_length(&r->words[i]) >= 6 || t->has_place || (in_name(r, i - 1) && r->t[i - 1].place)))
	{
		int			n = 0;

		while (in_name(r, i - n - 1) && r->t[i - n - 1].place)
			n++;
		take_back(r, i, n);
		return true;
	}
	if (t->cls == NAME_PLACE && !t->has_other && t->nunit > 0 && i + t->nunit < r->n &&
		r->words[i].textlen > 2 && in_name(r, i - 1) && r->t[i - 1].cls != NAME_STOP)
	{
		const Token *last = t + t->nunit;

		while (last + 1 < r->t + r->n && !(last[1].sep & SEP_HARD))
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
	if (r->legal || ((r->any_legal || r->t[i].next_address) && !(r->t[i].sep & SEP_DASH)))
		return true;
	return (r->t[i].sep & SEP_COMMA) && r->t[i].nunit > 0 && i + r->t[i].nunit == r->n &&
		r->t[i].cls == NAME_PLACE && strchr(r->t[i].entry->id, '.') == NULL;
}

static void
read_words(Reader *r)
{
	int			i = 0;

	while (i < r->n)
	{
		const Token *t = &r->t[i];
		const char *kind = NULL;
		int			step;

		if (r->outer >= 0 && r->words[i].bracket != r->bracket)
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
			if (r->words[i].bracket != 0 && r->outer < 0 && i > 0)
			{
				r->outer = r->cur;
				r->outer_state = r->state;
				r->outer_telling = r->telling;
				r->outer_legal = r->legal;
				r->outer_any_legal = r->any_legal;
				r->bracket = r->words[i].bracket;
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
			else if ((kind = number_told(&r->words[i], end - i)) != NULL)
				step = end;
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
	for (int i = r->n - 1; i >= 0; i--)
	{
		PartyWord  *w = &r->out->words[i];
		Party	   *p = &r->out->parties[w->party];
		bool		last = i + 1 < r->n && (w[1].part != PART_NAME || w[1].party != w->party);

		if (w->part == PART_NAME && r->t[i].cls == NAME_STOP && last && p->nwords > 1)
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

/*
 * Whether the last units of a segment could be an address: two places, or one
 * behind a legal form.  A place that anything else follows is part of the name.
 */
static bool
ends_in_address(const Draft *drafts, int n)
{
	int			nplaces = 0;

	while (n > 0 && (drafts[n - 1].cls == NAME_PLACE || drafts[n - 1].cls == NAME_STOP))
		if (drafts[--n].cls == NAME_PLACE &&
			(++nplaces > 1 || (n > 0 && drafts[n - 1].cls == NAME_LEGAL)))
			return true;
	return false;
}

/*
 * Whether there is anything in the field that could be more than a name.  Most
 * fields have nothing, and need not be read word by word.
 */
static bool
may_hold_more(const FoldedText *text, const NameWord *words, int nwords,
			  const Draft *drafts, int ndrafts)
{
	int			form = nwords;	/* where a legal form that ends the field
								 * begins */
	int			nlegal = 0;
	bool		hard = false;
	bool		place = false;
	LexMatch	match;

	for (int i = 0; i < ndrafts; i++)
	{
		if (drafts[i].cls == NAME_ALIAS || drafts[i].semicolon)
			return true;
		place = place || drafts[i].cls == NAME_PLACE;
		nlegal += drafts[i].cls == NAME_LEGAL;
	}
	if (place)
	{
		int			n = ndrafts;

		if (drafts[n - 1].cls == NAME_LEGAL)
			form -= drafts[--n].nwords;
		if (ends_in_address(drafts, n) || ends_in_address(drafts, ndrafts))
			return true;
	}
	for (int i = 0; i < nwords; i++)
	{
		const NameWord *w = &words[i];

		if (w->kind == WORD_DIGITS)
			return true;
		/* a space or a hyphen alone is nothing */
		if (i > 0 && w->gap >= GAP_LOOSE &&
			(w->at - w[-1].end != 1 || (text->cp[w->at - 1] != ' ' && text->cp[w->at - 1] != '-')))
		{
			uint16_t	sep = separators(text, w[-1].end, w->at);

			if (sep & (SEP_AT | SEP_SLASH))
				return true;
			if (sep & SEP_HARD)
			{
				if (place && i != form)
					return true;
				hard = true;
			}
		}
		/* a street is nothing without a number or a place */
		if (lexicon_may_mark(w) && lexicon_marker(words, nwords, i, &match))
		{
			MarkerKind	kind = marker_kind(match.entry->id);

			if (place || kind < MARK_STREET || kind == MARK_AREA)
				return true;
		}
		if (place && (word_is(w, "www") || word_is(w, "http") || word_is(w, "https")))
			return true;
	}
	return hard && nlegal > 1;
}

NameStatus
parties_find(NameArena *arena, const FoldedText *text, const NameWord *words, int nwords,
			 const Draft *drafts, int ndrafts, PartyField *out)
{
	Reader		r;

	out->nparties = 1;
	out->nnumbers = 0;
	out->plain = !may_hold_more(text, words, nwords, drafts, ndrafts);
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
	r.text = text;
	r.words = words;
	r.n = nwords;
	r.out = out;
	r.outer = -1;
	r.t = name_alloc(arena, ((size_t) nwords + 1) * sizeof(Token));
	out->words = name_alloc(arena, ((size_t) nwords + 1) * sizeof(PartyWord));
	out->parties = name_alloc(arena, ((size_t) nwords + 2) * sizeof(Party));
	out->numbers = name_alloc(arena, ((size_t) nwords + 1) * sizeof(PartyNumber));
	if (r.t == NULL || out->words == NULL || out->parties == NULL || out->numbers == NULL)
		return NAME_NO_MEMORY;
	read_tokens(&r, drafts, ndrafts);
	look_ahead(&r);
	read_words(&r);
	trim_names(&r);
	out->plain = out->parties[0].nwords == nwords;
	return NAME_OK;
}
