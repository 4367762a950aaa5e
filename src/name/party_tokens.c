/*-------------------------------------------------------------------------
 *
 * party_tokens.c
 *	  What the words of a field are, each by itself and in its segment.
 *
 *-------------------------------------------------------------------------
 */
#include "name/party_tokens.h"

#include <string.h>

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

bool
party_marker_is_clear(const PartyTokens *r, int i)
{
	const PartyToken *t = &r->t[i];
	int			next = i + t->nmark;

	return t->nmark > 1 || r->words[i].ncp > 2 || r->words[i].slashed ||
		(next < r->n && (r->t[next].sep & (SEP_DOT | SEP_COLON)));
}

void
party_read_tokens(PartyTokens *r, const Draft *drafts, int ndrafts)
{
	int			w = 0;
	uint32_t	end = 0;

	for (int i = 0; i < r->n; i++)
	{
		PartyToken *t = &r->t[i];
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
			PartyToken *t = &r->t[w];

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
		PartyToken *t = &r->t[i];
		int			from = i > 3 ? i - 3 : 0;
		int			to = i + t->nmark + 3;

		if (t->mark == MARK_AREA)
			t->place = t->place || party_marker_is_clear(r, i);
		if (t->mark < MARK_STREET || t->mark > MARK_BOX || !party_marker_is_clear(r, i))
			continue;
		for (int j = from; j < to && j < r->n; j++)
			t->street = t->street || (r->t[j].digits && (j < i || j >= i + t->nmark));
		/* "12 Mira str.": no legal form */
		for (int j = i; t->street && j < i + t->nmark; j++)
			r->t[j].legal = false;
	}
}

int
party_word_length(const NameWord *w)
{
	return w->kind == WORD_DIGITS ? (int) (w->end - w->at) : (int) w->ncp;
}

void
party_look_ahead(PartyTokens *r)
{
	bool		later = false;
	int			next = -1;		/* the segment behind */

	for (int i = r->n - 1; i >= 0; i--)
	{
		PartyToken *t = &r->t[i];

		/* what stands behind "tel" says nothing about what stands before it */
		const PartyToken *n = i + 1 < r->n && !(t[1].sep & SEP_HARD) &&
			!((t[1].mark == MARK_ID || t[1].mark == MARK_CONTACT) && party_marker_is_clear(r, i + 1)) ?
			t + 1 : NULL;
		bool		address = t->place || t->digits || t->street || t->cls == NAME_STOP ||
			t->mark >= MARK_ADDRESS;

		t->has_digits = t->digits || (n && n->has_digits);
		t->has_postcode = (t->digits && party_word_length(&r->words[i]) >= 5) || (n && n->has_postcode);
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
			const PartyToken *b = next >= 0 ? &r->t[next] : NULL;
			bool		place_near = t->has_place || (b && !b->has_legal && b->has_place);

			t->is_address = t->has_street || (t->has_place && !t->has_other) ||
				(t->has_digits && (place_near || t->has_postcode) && t->mark < MARK_NONE) ||
				((t->mark == MARK_STREET_BEFORE || t->mark == MARK_BOX) && party_marker_is_clear(r, i)
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

bool
party_word_is(const NameWord *w, const char *s)
{
	return w->text[0] == s[0] && w->textlen == strlen(s) && memcmp(w->text, s, w->textlen) == 0;
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

bool
party_may_hold_more(const FoldedText *text, const NameWord *words, int nwords,
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
		if (place && (party_word_is(w, "www") || party_word_is(w, "http") || party_word_is(w, "https")))
			return true;
	}
	return hard && nlegal > 1;
}
