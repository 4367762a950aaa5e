/*-------------------------------------------------------------------------
 *
 * compile.c
 *	  From the words of a field to the forms of a name.
 *
 *-------------------------------------------------------------------------
 */
#include "name/compile.h"

#include <string.h>

_Static_assert(sizeof(NameUnit) == 48, "the compiled form is stored: no padding may creep in");
_Static_assert(sizeof(NameForm) == 20, "the compiled form is stored");
_Static_assert(sizeof(NameCompiled) % 8 == 0, "units follow and need their alignment");

/* Weights of words that the lexicon does not know, by their length. */
#define WEIGHT_CORE			100
#define WEIGHT_SHORT_CORE	85	/* up to three letters */
#define WEIGHT_LETTER		30	/* a single one, */
#define WEIGHT_ONLY_LETTER	80	/* and when there is no other core word */
#define WEIGHT_NUMBER		90
#define WEIGHT_ROMAN		60	/* I, V, X alone may be an initial */
#define WEIGHT_ADDRESS		15	/* a place behind a comma at the end */

/* The last code point of the Latin blocks. */
#define LAST_LATIN			0x24F

/* A unit while the field is being read: pointers instead of offsets. */
typedef struct Draft
{
	const char *text;
	const char *key;
	const char *initials;
	const LexEntry *entry;
	uint16_t	textlen;
	uint8_t		keylen;
	uint8_t		ninitials;
	uint8_t		cls;
	uint8_t		weight;
	uint8_t		flags;
	uint8_t		nwords;
	uint16_t	bracket;
	bool		semicolon;
	bool		foreign;		/* written in another script than Latin */
	uint8_t		gap;			/* WordGap before it */
} Draft;

/* ---------- words to units ---------- */

static void
become_core(Draft *d)
{
	d->cls = NAME_CORE;
	d->entry = NULL;
	d->flags &= (uint8_t) ~UNIT_EDGE_ONLY;
	d->weight = d->textlen > 3 ? WEIGHT_CORE :
		d->textlen > 1 ? WEIGHT_SHORT_CORE : WEIGHT_LETTER;
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
		if (words[i].kind != WORD_DIGITS)
			initials[d->ninitials++] = words[i].text[0];
	}
	d->textlen = (uint16_t) (textlen - 1 > UINT16_MAX ? UINT16_MAX : textlen - 1);
	d->keylen = (uint8_t) units_cut_key((char *) d->key, keylen);
	d->nwords = (uint8_t) n;
	return NAME_OK;
}

static NameStatus
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
		d[n].foreign = words[i].kind != WORD_DIGITS && words[i].cp[0] > LAST_LATIN;
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

static bool
is_light(const Draft *d)
{
	return d->cls == NAME_LEGAL || d->cls == NAME_STOP || d->cls == NAME_ALIAS;
}

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
		core = core || (d[i].cls == NAME_CORE && d[i].textlen > 1);
		words = words || (!is_light(&d[i]) && d[i].textlen > 1);
		if (!is_light(&d[i]) && d[i].cls != NAME_PLACE)
			last = i;
	}
	for (int i = 0; i < n; i++)
	{
		if (d[i].cls == NAME_STOP && d[i].textlen == 1 && !words)
			become_core(&d[i]);
		if ((d[i].flags & UNIT_EDGE_ONLY) &&
			!(head && core) && !(words && i > last))
			become_core(&d[i]);
		head = head && is_light(&d[i]);
	}
}

/* The value of a roman numeral up to 39, or 0. */
static int
roman_value(const char *s, int len)
{
	static const char *const ones[10] =
	{"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"};
	int			tens = 0;

	while (tens < 3 && tens < len && s[tens] == 'x')
		tens++;
	for (int i = 0; i < 10; i++)
		if ((int) strlen(ones[i]) == len - tens && memcmp(s + tens, ones[i], strlen(ones[i])) == 0)
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
 * Roman numerals after a name ("Mach II"), and tens with ones ("forty four").
 * A single I, V or X is a number only where it ends the name.
 */
static NameStatus
resolve_numbers(NameArena *arena, Draft *d, int *n)
{
	int			last = -1;		/* that is not light */
	int			out = 0;
	NameStatus	status = NAME_OK;

	for (int i = 0; i < *n; i++)
		if (!is_light(&d[i]))
			last = i;
	for (int i = 0; i < *n && status == NAME_OK; i++)
	{
		if (d[i].cls == NAME_CORE && i > 0 && d[i].nwords == 1 &&
			(d[i].textlen > 1 || i == last))
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
		d[out++] = d[i];
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

	while (i > 1 && (d[i - 1].cls == NAME_PLACE || is_light(&d[i - 1])))
		i--;
	while (i < n && !(d[i].cls == NAME_PLACE && d[i].gap >= GAP_PUNCT))
		i++;
	for (; i < n; i++)
		if (d[i].cls == NAME_PLACE && i > 0)
			d[i].weight = WEIGHT_ADDRESS;
}

/* Keeps the heaviest units, in their order. */
static bool
drop_lightest(Draft *d, int *n)
{
	int			over = *n - NAME_MAX_UNITS;
	int			out = 0;

	if (over <= 0)
		return false;
	for (int weight = 0; over > 0 && weight <= 100; weight++)
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

/*
 * Says which units are light and which tell the name from others.  A name of
 * nothing but light words has to live on those, as they are written; a name of
 * nothing but known words lives on the heaviest of them.  So no name is empty.
 */
static void
assign_roles(Draft *d, int n)
{
	bool		all_light = true;
	int			heaviest = 0;
	int			ncore = 0;
	int			letter = -1;

	for (int i = 0; i < n; i++)
		all_light = all_light && is_light(&d[i]);
	for (int i = 0; i < n; i++)
	{
		if (all_light && d[i].cls == NAME_LEGAL)
			become_core(&d[i]);
		if (!all_light && is_light(&d[i]))
			d[i].flags |= UNIT_LIGHT;
		if (d[i].cls == NAME_CORE)
		{
			ncore++;
			letter = d[i].textlen == 1 ? i : -1;
		}
	}
	if (ncore == 1 && letter >= 0)
		d[letter].weight = WEIGHT_ONLY_LETTER;
	for (int i = 0; i < n; i++)
		if (!(d[i].flags & UNIT_LIGHT) && d[i].weight > heaviest)
			heaviest = d[i].weight;
	for (int i = 0; i < n; i++)
		if (!(d[i].flags & UNIT_LIGHT) &&
			(ncore > 0 ? d[i].cls == NAME_CORE : d[i].weight == heaviest))
			d[i].flags |= UNIT_IDENTITY;
}

/* All of the above; truncated is NULL where nothing is to be dropped. */
static NameStatus
finish_form(NameArena *arena, Draft *d, int *n, bool *truncated)
{
	NameStatus	status;

	resolve_ambiguous(d, *n);
	status = resolve_numbers(arena, d, n);
	if (status != NAME_OK)
		return status;
	discount_address(d, *n);
	if (truncated != NULL && drop_lightest(d, n))
		*truncated = true;
	assign_roles(d, *n);
	return NAME_OK;
}

/* ---------- the block ---------- */

typedef struct Block
{
	char	   *base;
	uint32_t	used;
} Block;

static uint32_t
put_bytes(Block *block, const char *s, size_t len)
{
	uint32_t	at = block->used;

	memcpy(block->base + at, s, len);
	block->used += (uint32_t) len;
	return at;
}

/* The characters that occur; some letters share a bit with a digit. */
static uint64_t
letter_set(const char *key, int len)
{
	uint64_t	set = 0;

	for (int i = 0; i < len; i++)
		set |= UINT64_C(1) << ((unsigned char) key[i] & 63);
	return set;
}

static size_t
draft_bytes(const Draft *d)
{
	return sizeof(NameUnit) + d->textlen + d->keylen + d->ninitials;
}

static void
put_unit(Block *block, NameUnit *u, const Draft *d)
{
	u->letters = letter_set(d->key, d->keylen);
	u->text_letters = letter_set(d->text, d->textlen);
	u->id = d->entry ? d->entry->id_hash : 0;
	u->family = d->entry ? d->entry->family_hash : 0;
	u->textlen = d->textlen;
	u->keylen = d->keylen;
	u->ninitials = d->ninitials;
	u->text = put_bytes(block, d->text, d->textlen);
	u->key = put_bytes(block, d->key, d->keylen);
	u->initials = put_bytes(block, d->initials, d->ninitials);
	u->cls = d->cls;
	u->weight = d->weight;
	u->flags = d->flags;
	u->nwords = d->nwords;
}

/* Puts the squeezed key of a form; too long a one is left out. */
static NameStatus
put_squeezed(NameArena *arena, Block *block, NameForm *form, int which,
			 const Draft *d, int n)
{
	size_t		len = 0;
	char	   *text;
	char	   *key;

	for (int i = 0; i < n; i++)
		len += d[i].textlen;
	text = name_alloc(arena, len + 1);
	key = name_alloc(arena, len + 1);
	if (text == NULL || key == NULL)
		return NAME_NO_MEMORY;
	len = 0;
	for (int i = 0; i < n; i++)
	{
		if (which == 0 && (d[i].flags & UNIT_LIGHT))
			continue;
		for (int j = 0; j < d[i].textlen; j++)
			if (d[i].text[j] != ' ')
				text[len++] = d[i].text[j];
	}
	if (len > 0)
		len = fold_canonical(text, len, key);
	if (len > WORD_MAX_KEY)
		len = 0;
	form->squeezed[which] = put_bytes(block, key, len);
	form->squeezedlen[which] = (uint8_t) len;
	return NAME_OK;
}

/* ---------- the field ---------- */

static NameStatus
field_drafts(NameArena *arena, const char *utf8, size_t len, Draft **drafts, int *n)
{
	FoldedText	text;
	NameWord   *words;
	int			nwords;
	NameStatus	status;

	status = fold_text(arena, utf8, len, &text);
	/* folding may lengthen a text many times */
	if (status == NAME_OK && text.n > FOLD_MAX_INPUT)
		text.n = FOLD_MAX_INPUT;
	if (status == NAME_OK)
		status = units_split(arena, &text, &words, &nwords);
	if (status == NAME_OK)
		status = lexicon_segment(arena, words, nwords, &words, &nwords);
	if (status == NAME_OK)
		status = draft_units(arena, words, nwords, drafts, n);
	return status;
}

/*
 * Whether what stands in a bracket, the units from i on, is a name of its own.
 * A place, a legal form or a line of business in brackets is part of the name
 * around it ("Deutsche Bank (Schweiz) AG").  A word that the lexicon does not
 * know, an alias marker, or a change of script says that it is not.
 */
static bool
bracket_is_name(const Draft *d, int n, int i)
{
	bool		says_more = false;
	bool		other_script = i > 0;

	for (int j = i; j < n && d[j].bracket == d[i].bracket; j++)
	{
		if (d[j].cls == NAME_ALIAS || (d[j].cls == NAME_CORE && d[j].textlen > 1))
			return true;
		says_more = says_more || d[j].cls == NAME_ACTIVITY || d[j].cls == NAME_GENERIC;
		other_script = other_script && d[j].foreign != d[0].foreign;
	}
	return says_more && other_script;
}

/*
 * Numbers the pieces of a field: piece[i] is the form to which unit i belongs,
 * or -1 for markers.  Brackets that are names are pieces; alias markers and
 * semicolons begin a new one.  Returns how many there are.
 */
static int
number_pieces(const Draft *d, int n, int *piece, bool *markers)
{
	int			npieces = 0;
	int			outside = -1;	/* the piece outside of brackets */
	int			inside = -1;
	uint16_t	bracket = 0;
	bool		is_name = false;

	*markers = false;
	for (int i = 0; i < n; i++)
	{
		int		   *current;

		if (d[i].bracket != bracket)
		{
			bracket = d[i].bracket;
			is_name = bracket != 0 && bracket_is_name(d, n, i);
			inside = -1;
		}
		current = is_name ? &inside : &outside;
		if (d[i].cls == NAME_ALIAS || d[i].semicolon)
		{
			/* a marker at the very beginning separates nothing */
			if (*current >= 0)
				*markers = true;
			*current = -1;
		}
		if (d[i].cls == NAME_ALIAS)
		{
			piece[i] = -1;
			continue;
		}
		if (*current < 0)
			*current = npieces++;
		piece[i] = *current;
	}
	return npieces;
}

NameStatus
name_compile(NameArena *arena, const char *utf8, size_t len, const NameCompiled **out)
{
	Draft	   *all;
	Draft	   *forms[NAME_MAX_FORMS];
	int			nunits[NAME_MAX_FORMS];
	int			nforms = 0;
	int			n;
	int		   *piece;
	int			npieces;
	bool		markers;
	bool		truncated = false;
	bool		bracket[NAME_MAX_FORMS];
	size_t		textlen = 0;
	size_t		size;
	NameCompiled *name;
	Block		block;
	NameUnit   *unit;
	NameStatus	status;
	char	   *p;

	status = field_drafts(arena, utf8, len, &all, &n);
	if (status != NAME_OK)
		return status;
	piece = name_alloc(arena, ((size_t) n + 1) * sizeof(int));
	if (piece == NULL)
		return NAME_NO_MEMORY;
	npieces = number_pieces(all, n, piece, &markers);

	/*
	 * The whole field is a form too, unless markers say that it is several
	 * names: brackets may hold a part of the name after all.
	 */
	for (int f = npieces > 1 && !markers ? -1 : 0; f < npieces; f++)
	{
		Draft	   *d;
		int			m = 0;

		if (nforms == NAME_MAX_FORMS)
		{
			truncated = true;
			break;
		}
		for (int i = 0; i < n; i++)
			m += piece[i] >= 0 && (f < 0 || piece[i] == f);
		d = name_alloc(arena, ((size_t) m + 1) * sizeof(Draft));
		if (d == NULL)
			return NAME_NO_MEMORY;
		m = 0;
		for (int i = 0; i < n; i++)
			if (piece[i] >= 0 && (f < 0 || piece[i] == f))
				d[m++] = all[i];
		status = finish_form(arena, d, &m, &truncated);
		if (status != NAME_OK)
			return status;
		if (m == 0)
			continue;
		bracket[nforms] = f >= 0 && npieces > 1 && d[0].bracket != 0;
		forms[nforms] = d;
		nunits[nforms++] = m;
	}

	size = sizeof(NameCompiled);
	for (int i = 0; i < n; i++)
		textlen += all[i].textlen + 1u;
	size += textlen + (size_t) nforms * 2 * WORD_MAX_KEY;
	for (int f = 0; f < nforms; f++)
		for (int i = 0; i < nunits[f]; i++)
			size += draft_bytes(&forms[f][i]);
	size = (size + 7) & ~(size_t) 7;
	name = name_alloc(arena, size);
	if (name == NULL)
		return NAME_NO_MEMORY;
	name->size = (uint32_t) size;
	name->nforms = (uint16_t) nforms;
	name->flags = truncated ? NAME_TRUNCATED : 0;
	name->units = sizeof(NameCompiled);
	unit = (NameUnit *) ((char *) name + name->units);

	block.base = (char *) name;
	block.used = name->units;
	for (int f = 0; f < nforms; f++)
		block.used += (uint32_t) nunits[f] * (uint32_t) sizeof(NameUnit);
	for (int f = 0; f < nforms; f++)
	{
		int			weight = 0;

		name->forms[f].first = (uint32_t) (unit - name_unit(name, 0));
		name->forms[f].nunits = (uint16_t) nunits[f];
		for (int i = 0; i < nunits[f]; i++)
		{
			put_unit(&block, unit++, &forms[f][i]);
			if (!(forms[f][i].flags & UNIT_LIGHT))
				weight += forms[f][i].weight;
		}
		name->forms[f].weight = (uint16_t) weight;
		name->forms[f].flags = bracket[f] ? FORM_BRACKET : 0;
		for (int which = 0; which < 2; which++)
		{
			status = put_squeezed(arena, &block, &name->forms[f], which, forms[f], nunits[f]);
			if (status != NAME_OK)
				return status;
		}
	}

	/* the normalised text: all units of the field, markers too */
	name->text = block.used;
	p = block.base + block.used;
	for (int i = 0; i < n; i++)
	{
		if (i > 0)
			*p++ = ' ';
		memcpy(p, all[i].text, all[i].textlen);
		p += all[i].textlen;
	}
	name->textlen = (uint32_t) (p - (block.base + block.used));
	*out = name;
	return NAME_OK;
}

NameStatus
name_parse_units(NameArena *arena, const char *utf8, size_t len,
				 const NameUnit **units, int *nunits, const char **base)
{
	Draft	   *d;
	NameUnit   *u;
	Block		block;
	size_t		size = 0;
	int			n;
	NameStatus	status;

	status = field_drafts(arena, utf8, len, &d, &n);
	if (status == NAME_OK)
		status = finish_form(arena, d, &n, NULL);
	if (status != NAME_OK)
		return status;
	for (int i = 0; i < n; i++)
		size += draft_bytes(&d[i]);
	block.base = name_alloc(arena, size + 1);
	if (block.base == NULL)
		return NAME_NO_MEMORY;
	block.used = (uint32_t) n * (uint32_t) sizeof(NameUnit);
	u = (NameUnit *) block.base;
	for (int i = 0; i < n; i++)
		put_unit(&block, &u[i], &d[i]);
	*units = u;
	*nunits = n;
	*base = block.base;
	return NAME_OK;
}
