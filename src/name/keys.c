/*-------------------------------------------------------------------------
 *
 * keys.c
 *	  The keys that an index stores.
 *
 * For each kind of pair in pairs.c there is a kind of key here, and in plan.c
 * the look-up that finds it:
 *
 *		same, spelling		KEY_LETTERS of the canonical key; KEY_NUMBER
 *		meaning				KEY_ID
 *		part				KEY_WORD of each word of a phrase
 *		stem				KEY_STEM
 *		edit				KEY_LETTERS, KEY_PARTS, KEY_THIRD of key and text
 *		joined, spacing		KEY_JOINED of neighbours and of squeezed forms
 *		initials			KEY_INITIALS
 *		generic				none: a plan reckons with it everywhere
 *
 * Names that are equal as texts have KEY_TEXT, or KEY_JOINED of the letters of
 * the text where a squeezed form is just that, as of most names.
 *
 *-------------------------------------------------------------------------
 */
#include "name/keys_internal.h"

#include <string.h>

#include "name/block.h"
#include "name/initials.h"
#include "name/pairs.h"

const char *const name_key_word[NAME_NKEYKINDS] = {
	"", "letters", "number", "id", "word", "stem", "parts", "third", "text", "joined", "initials"
};

/* ---------- making keys ---------- */

/* At most eight letters as a number, which is the same on every machine. */
static inline uint64_t
load_letters(const char *s, int n)
{
	const unsigned char *p = (const unsigned char *) s;
	uint64_t	v = 0;

	if (n == 8)
		return (uint64_t) p[0] | (uint64_t) p[1] << 8 | (uint64_t) p[2] << 16 | (uint64_t) p[3] << 24 |
			(uint64_t) p[4] << 32 | (uint64_t) p[5] << 40 | (uint64_t) p[6] << 48 | (uint64_t) p[7] << 56;
	for (int i = 0; i < n; i++)
		v |= (uint64_t) p[i] << (8 * i);
	return v;
}

static inline uint64_t
mix_letters(uint64_t h, uint64_t letters)
{
	h = (h ^ letters) * UINT64_C(0x9E3779B97F4A7C15);
	return h ^ h >> 32;
}

static uint64_t
key_hash(KeyKind kind, unsigned number, const char *s, int len)
{
	uint64_t	h = NAME_HASH_START ^ ((uint64_t) len << 48 | (uint64_t) kind << 32 | number);

	/* eight letters at a time; the last eight may be in part those before */
	for (int i = 0; i + 8 < len; i += 8)
		h = mix_letters(h, load_letters(s + i, 8));
	if (len > 8)
		h = mix_letters(h, load_letters(s + len - 8, 8));
	else if (len > 0)
		h = mix_letters(h, load_letters(s, len));
	/* an index sorts by the first bits and keeps a few: mix them all */
	h ^= h >> 30;
	h *= UINT64_C(0xbf58476d1ce4e5b9);
	h ^= h >> 27;
	h *= UINT64_C(0x94d049bb133111eb);
	h ^= h >> 31;
	return h;
}

/* Puts a key; where keys are looked up, with places. */
static void
put(KeySink *sink, uint64_t key, unsigned places, KeyKind kind, unsigned number, const char *s, int len)
{
	/* whoever looks at facts wants each of them once */
	for (int i = 0; sink->facts && i < sink->n && i < sink->max; i++)
		if (sink->facts[i].key == key)
			return;
	if (sink->n < sink->max)
	{
		if (sink->keys)
			sink->keys[sink->n] = key;
		if (sink->places)
			sink->places[sink->n] = (uint16_t) places;
		if (sink->nears)
			sink->nears[sink->n] = sink->near;
		if (sink->facts)
		{
			NameKeyFact *fact = &sink->facts[sink->n];

			fact->key = key;
			fact->kind = kind;
			fact->number = number;
			fact->len = len < WORD_MAX_KEY ? len : WORD_MAX_KEY;
			if (s)
				memcpy(fact->letters, s, (size_t) fact->len);
		}
	}
	sink->n++;
}

void
key_put(KeySink *sink, KeyKind kind, unsigned number, const char *s, int len)
{
	uint64_t	key = key_hash(kind, number, s, len);

	put(sink, key, 1U << name_key_place(key), kind, number, s, len);
}

void
key_put_letters(KeySink *sink, unsigned place, const char *s, int len)
{
	uint64_t	key = name_key_facts(key_hash(KEY_LETTERS, 0, s, len)) |
		(uint64_t) place << (64 - NAME_KEY_BITS);

	put(sink, key, 1U << place, KEY_LETTERS, place, s, len);
}

void
key_put_places(KeySink *sink, unsigned places, const char *s, int len)
{
	put(sink, name_key_facts(key_hash(KEY_LETTERS, 0, s, len)), places, KEY_LETTERS, 0, s, len);
}

/* A string without each of its letters. */
static void
put_shorter(KeySink *sink, const char *s, int n)
{
	char		shorter[SHORT_STRING + 1];

	for (int i = 0; i < n; i++)
	{
		/* of equal neighbours it does not matter which one is left out */
		if (i > 0 && s[i] == s[i - 1])
			continue;
		memcpy(shorter, s, (size_t) i);
		memcpy(shorter + i, s + i + 1, (size_t) (n - i - 1));
		key_put_letters(sink, (unsigned) i, shorter, n - 1);
	}
}

int
parts_of(const char *a, const char *b, int n, int without, char *part)
{
	int			len = 0;

	for (int which = 0; which < 3; which++)
	{
		if (which == without)
			continue;

		/*
		 * what is before the part left out stands in a, what is behind it in
		 * b
		 */
		memcpy(part + len, (which < without ? a : b) + third_start(n, which),
			   (size_t) third_length(n, which));
		len += third_length(n, which);
	}
	return len;
}

void
key_each_word(KeySink *sink, const char *text, int len, KeyWordProc proc)
{
	int			begin = 0;

	for (int i = 0; i <= len; i++)
	{
		if (i < len && text[i] != ' ')
			continue;
		if (i > begin)
			proc(sink, text + begin, i - begin);
		begin = i + 1;
	}
}

/* A string itself, and what finds it with an edit. */
static void
put_spelling(KeySink *sink, const char *s, int n)
{
	key_put_letters(sink, PLACE_WHOLE, s, n);
	if (n <= SHORT_STRING)
	{
		if (n >= MIN_EDIT)
			put_shorter(sink, s, n);
		return;
	}
	for (int without = 0; without < 3; without++)
	{
		char		part[WORD_MAX_KEY];
		int			len = parts_of(s, s, n, without, part);

		key_put(sink, KEY_PARTS, part_number(n, without), part, len);
	}
}

/* ---------- of a term ---------- */

static void
put_word(KeySink *sink, const char *word, int len)
{
	key_put(sink, KEY_WORD, 0, word, len);
}

static void
put_term(KeySink *sink, const NameTerm *term)
{
	UnitBytes	u;

	if (!block_read_term(term, &u, NULL) || (u.flags & UNIT_LIGHT))
		return;
	if (u.id != 0)
		key_put(sink, KEY_ID, u.id, NULL, 0);
	if (u.cls == NAME_NUMBER)
	{
		key_put(sink, KEY_NUMBER, 0, u.key, u.keylen);
		return;
	}
	put_spelling(sink, u.key, u.keylen);
	if (u.textlen <= WORD_MAX_KEY &&
		(u.textlen != u.keylen || memcmp(u.text, u.key, u.keylen) != 0))
		put_spelling(sink, u.text, u.textlen);
	/* known words have one edit at most */
	if (u.keylen >= MIN_TWO_EDITS && u.id == 0)
		for (int which = 0; which < 3; which++)
			key_put(sink, KEY_THIRD, part_number(u.keylen, which),
					u.key + third_start(u.keylen, which), third_length(u.keylen, which));
	if (u.keylen >= MIN_STEM)
		key_put(sink, KEY_STEM, 0, u.key, stem_length(u.keylen));
	if (u.nwords > 1)
		key_each_word(sink, u.text, u.textlen, put_word);
}

int
name_term_keys(const NameTerm *term, uint64_t *keys)
{
	KeySink		sink = {.keys = keys, .max = NAME_MAX_TERM_KEYS};

	put_term(&sink, term);
	/* more only of damaged terms */
	return sink.n < sink.max ? sink.n : sink.max;
}

int
name_term_facts(const NameTerm *term, NameKeyFact *facts)
{
	KeySink		sink = {.facts = facts, .max = NAME_MAX_TERM_KEYS};

	put_term(&sink, term);
	return sink.n;
}

/* ---------- of a name ---------- */

/* Units written as one word. */
static void
put_joined(KeySink *sink, const char *s, int n)
{
	if (n >= MIN_JOINED_LETTERS && n <= WORD_MAX_KEY)
		key_put(sink, KEY_JOINED, 0, s, n);
}

/* What finds a whole form with an edit. */
static void
put_halves(KeySink *sink, const char *s, int n)
{
	for (int which = 0; which < 2; which++)
		key_put(sink, KEY_JOINED, part_number(n, which), s + half_start(n, which), half_length(n));
}

/* Whether the squeezed form is the text of a single term, and found as that. */
static bool
is_term(const NameCompiled *name, const NameForm *form, int which)
{
	const NameUnit *only = NULL;

	for (uint32_t i = 0; i < form->nunits; i++)
	{
		const NameUnit *u = name_unit(name, form->first + i);

		if (which == 0 && (u->flags & UNIT_LIGHT))
			continue;
		if (only != NULL)
			return false;
		only = u;
	}
	return only != NULL && only->nwords == 1 && only->textlen <= WORD_MAX_KEY &&
		only->cls != NAME_NUMBER && !(only->flags & UNIT_LIGHT);
}

int
key_text_letters(const NameCompiled *name, char *letters)
{
	int			n;

	/* a letter for each space, at least */
	if (name->textlen >= 2 * WORD_MAX_KEY)
		return 0;
	n = unit_letters(name_bytes(name, name->text), (int) name->textlen, letters);
	return n >= MIN_JOINED_LETTERS && n <= WORD_MAX_KEY ? n : 0;
}

/* Puts the keys of a form; returns whether they find these letters. */
static bool
put_form(KeySink *sink, const NameCompiled *name, const NameForm *form, const char *letters, int nletters)
{
	const NameUnit *units = name_unit(name, form->first);
	Initials	strings[MAX_INITIALS_STRINGS];
	int			nstrings = initials_of(name, units, form->nunits, strings);
	bool		found = false;

	for (int j = 0; j < form->nunits; j++)
	{
		char		joined[MAX_JOINED_UNITS * NAME_MAX_UNIT_TEXT];
		int			len = 0;
		bool		heavy = false;

		for (int k = j; k < form->nunits && k < j + MAX_JOINED_UNITS; k++)
		{
			len += unit_letters(name_bytes(name, units[k].text), units[k].textlen, joined + len);
			heavy = heavy || !(units[k].flags & UNIT_LIGHT);
			if (heavy && k > j)
				put_joined(sink, joined, len);
		}
	}
	for (int which = 0; which < 2; which++)
	{
		const char *squeezed = name_bytes(name, form->squeezed[which]);
		int			len = form->squeezedlen[which];

		if (is_term(name, form, which))
			continue;
		put_joined(sink, squeezed, len);
		if (len == nletters && memcmp(squeezed, letters, (size_t) len) == 0)
			found = true;
		if (which == 0 && len >= MIN_SPACING_EDIT)
			put_halves(sink, squeezed, len);
	}
	for (int i = 0; i < nstrings; i++)
		for (int n = MIN_INITIALS_KEY; n <= strings[i].n; n++)
			key_put(sink, KEY_INITIALS, 0, strings[i].letters, n);
	return found;
}

static void
put_name(KeySink *sink, const NameCompiled *name)
{
	char		letters[2 * WORD_MAX_KEY];
	int			nletters = key_text_letters(name, letters);
	bool		found = false;

	/* per unit and string of initials; no name has more */
	_Static_assert(1 + NAME_MAX_FORMS * (NAME_MAX_UNITS * (MAX_JOINED_UNITS - 1) + 4 +
										 MAX_INITIALS_STRINGS * (MAX_INITIALS - MIN_INITIALS_KEY + 1))
				   <= NAME_MAX_NAME_KEYS, "every key has room");

	for (int f = 0; f < name->nforms; f++)
		if (put_form(sink, name, &name->forms[f], letters, nletters))
			found = true;
	if (nletters == 0 || !found)
		key_put(sink, KEY_TEXT, 0, name_bytes(name, name->text), (int) name->textlen);
}

int
name_whole_keys(const NameCompiled *name, uint64_t *keys)
{
	KeySink		sink = {.keys = keys, .max = NAME_MAX_NAME_KEYS};

	put_name(&sink, name);
	return sink.n;
}

int
name_whole_facts(const NameCompiled *name, NameKeyFact *facts)
{
	KeySink		sink = {.facts = facts, .max = NAME_MAX_NAME_KEYS};

	put_name(&sink, name);
	return sink.n;
}
