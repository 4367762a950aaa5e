/*-------------------------------------------------------------------------
 *
 * variants.c
 *	  Manipulated spellings of a name.
 *
 * The name is read as the scorer reads it, so that its core words, its legal
 * form, its places and numbers are known; the variants are made of the text as
 * it was given.
 *
 *-------------------------------------------------------------------------
 */
#include "name/variant_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>

#include "name/romanise.h"

const char *const variant_expect_word[VARIANT_NOT + 1] = {"must", "should", "not"};

/* ---------- reading ---------- */

bool
variant_read_letters(const VariantPart *p, Letters *w)
{
	size_t		used;

	w->n = 0;
	for (uint32_t i = 0; i < p->len; i += (uint32_t) used)
	{
		uint32_t	c = fold_decode((const unsigned char *) p->s + i, p->len - i, &used);

		if (w->n == VARIANT_MAX_WORD || !u_isalpha((UChar32) c))
			return false;
		w->cp[w->n++] = c;
	}
	return w->n > 0;
}

/* The word that a name is most about: the longest of those that identify it. */
static void
choose_core(VariantName *name)
{
	int			best = 0;

	name->core = -1;
	for (int i = 0; i < name->n; i++)
	{
		Letters		w;
		int			weight;

		if (!(name->parts[i].unit->flags & UNIT_IDENTITY) || !variant_read_letters(&name->parts[i], &w))
			continue;
		weight = w.n + (name->parts[i].unit->cls == NAME_CORE ? 1000 : 0);
		if (weight > best)
		{
			best = weight;
			name->core = i;
			name->letters = w;
		}
	}
	if (name->core >= 0)
	{
		uint64_t	h = name_hash(NAME_HASH_START, name->parts[name->core].s, name->parts[name->core].len);

		name->hash = (uint32_t) (h ^ h >> 32) >> 1;
	}
}

static bool
has_ordinal_suffix(const VariantName *name, uint32_t at)
{
	static const char suffixes[][3] = {"st", "nd", "rd", "th"};

	for (int i = 0; i < 4; i++)
		if (at + 2 <= name->len && (name->text[at] | 0x20) == suffixes[i][0] &&
			(name->text[at + 1] | 0x20) == suffixes[i][1] &&
			(at + 2 == name->len || (name->text[at + 2] & 0x40) == 0))
			return at > 0 && name->text[at - 1] >= '0' && name->text[at - 1] <= '9';
	return false;
}

static NameStatus
read_name(VariantName *name)
{
	PartyText	t;
	NameStatus	status = parties_read(name->arena, name->text, name->len, &t);
	Draft	   *units;
	int			nunits;
	int			nplaces = 0;
	int			nnumbers = 0;
	uint32_t	at = 0;
	int			word = 0;

	if (status != NAME_OK)
		return status;
	units = name_alloc(name->arena, ((size_t) t.nunits + 1) * sizeof(Draft));
	if (units == NULL)
		return NAME_NO_MEMORY;
	memcpy(units, t.units, (size_t) t.nunits * sizeof(Draft));
	nunits = t.nunits;
	status = draft_finish(name->arena, units, &nunits, NULL);
	if (status != NAME_OK)
		return status;
	name->several = !t.field.plain;
	name->legal = name->place = name->number = -1;
	for (int i = 0; i < nunits; i++)
	{
		VariantPart *p = &name->parts[name->n];
		uint32_t	first = t.first[word];
		uint32_t	stop = t.end[word + units[i].nwords - 1];

		word += units[i].nwords;
		/* letters that fold into several are one part */
		if (first < at || name->n == VARIANT_MAX_PARTS)
			continue;
		/* the dot of an abbreviation belongs to it */
		if (stop < name->len && name->text[stop] == '.' && stop - first > 1 && name->text[stop - 2] == '.')
			stop++;
		/* so does what makes a number an ordinal */
		if (units[i].cls == NAME_NUMBER && has_ordinal_suffix(name, stop))
			stop += 2;
		p->s = name->text + first;
		p->len = stop - first;
		p->gap = name->text + at;
		p->gaplen = first - at;
		p->unit = &units[i];
		name->brackets = name->brackets || p->unit->bracket != 0;
		name->several = name->several || (p->unit->bracket != 0 && name_class_is_core(p->unit->cls));
		at = stop;
		if (p->unit->cls == NAME_LEGAL)
			name->legal = name->n;
		else if (p->unit->cls == NAME_PLACE)
			name->place = nplaces++ == 0 ? name->n : -1;
		else if (p->unit->cls == NAME_NUMBER)
			name->number = nnumbers++ == 0 ? name->n : -1;
		name->ncore += name_class_is_core(p->unit->cls);
		name->n++;
	}
	name->tail = name->text + at;
	name->taillen = name->len - at;
	choose_core(name);
	return NAME_OK;
}

/* ---------- the kinds ---------- */

static bool
family_is(const Draft *d, const char *family)
{
	size_t		len = strlen(family);

	return d->entry != NULL && strncmp(d->entry->id, family, len) == 0 &&
		(d->entry->id[len] == '.' || d->entry->id[len] == '\0');
}

static void
legal_forms(VariantName *name)
{
	const VariantPart *p;
	const char *other;
	Letters		w;

	if (name->legal < 0 || name->n < 2)
		return;
	p = &name->parts[name->legal];
	variant_replace(name, name->legal, NULL, 0, "legal_dropped", VARIANT_MUST);
	other = swap_word(SWAP_LEGAL_LONG, p->unit->text, p->unit->textlen);
	if (other != NULL)
		variant_replace(name, name->legal, other, strlen(other), "legal_expanded", VARIANT_MUST);
	other = swap_word(SWAP_LEGAL_SHORT, p->unit->text, p->unit->textlen);
	if (other != NULL)
		variant_replace(name, name->legal, other, strlen(other), "legal_abbreviated", VARIANT_MUST);

	/* to the other end */
	if (!name->brackets && !name->several)
		variant_move(name, name->legal, name->legal == name->n - 1, "legal_moved", VARIANT_MUST);

	if (family_is(p->unit, "llc"))
	{
		const char *same = p->unit->foreign ? "LLC" : "OOO";

		if (p->unit->textlen == 3 && memcmp(p->unit->text, "ooo", 3) == 0)
			same = "LLC";
		variant_replace(name, name->legal, same, 3, "legal_equivalent", VARIANT_SHOULD);
		variant_replace(name, name->legal, "JSC", 3, "legal_conflict", VARIANT_SHOULD);
	}
	else if (family_is(p->unit, "jsc"))
	{
		const char *same = p->unit->textlen == 2 && memcmp(p->unit->text, "ao", 2) == 0 ? "JSC" : "AO";

		variant_replace(name, name->legal, same, strlen(same), "legal_equivalent", VARIANT_SHOULD);
		variant_replace(name, name->legal, "LLC", 3, "legal_conflict", VARIANT_SHOULD);
	}
	/* the first long word of it */
	for (uint32_t i = 0; i < p->len;)
	{
		VariantPart one = {p->s + i, 0, NULL, 0, NULL};

		while (i + one.len < p->len && one.s[one.len] != ' ')
			one.len++;
		if (variant_read_letters(&one, &w) && w.n > 5)
		{
			Letters		e;
			VariantOut	o = variant_begin(name);

			if (letters_swap(&w, w.n / 2, &e))
			{
				variant_put(&o, p->s, i);
				variant_put_letters(&o, &e);
				variant_put(&o, p->s + i + one.len, p->len - i - one.len);
				if (!name->failed)
					variant_replace(name, name->legal, o.s, o.len, "legal_misspelt", VARIANT_SHOULD);
			}
			break;
		}
		i += one.len + 1;
	}
	if (name->legal > 0 && name_class_is_core(name->parts[name->legal - 1].unit->cls) &&
		name->parts[name->legal].gaplen > 0 && variant_only_spaces(&name->parts[name->legal]) && p->unit->nwords == 1)
	{
		VariantOut	o = variant_begin(name);

		for (int i = 0; i < name->n; i++)
		{
			if (i != name->legal)
				variant_put_gap(&o, &name->parts[i]);
			variant_put(&o, name->parts[i].s, name->parts[i].len);
		}
		variant_put(&o, name->tail, name->taillen);
		variant_end(name, &o, "legal_glued", VARIANT_MUST);
	}
}

/* Typing errors in the core word. */
static void
letters(VariantName *name)
{
	const Letters *w = &name->letters;
	Letters		e;
	Letters		f;
	int			i = name->core;
	int			n = w->n;
	uint32_t	h = name->hash;
	int			at;
	int			other = -1;
	VariantExpect five = n >= 5 ? VARIANT_MUST : VARIANT_SHOULD;
	VariantExpect six = n >= 6 ? VARIANT_MUST : VARIANT_SHOULD;

	if (i < 0 || n < 3)
		return;
	at = 1 + (int) (h % (uint32_t) (n - 2));	/* neither the first nor the
												 * last */
	if (letters_delete(w, at, &e))
		variant_replace_letters(name, i, &e, "deletion", five);
	if (letters_insert(w, at, h, &e))
		variant_replace_letters(name, i, &e, "insertion", five);
	if (letters_substitute(w, at, h, &e))
		variant_replace_letters(name, i, &e, "substitution", five);
	if (letters_swap(w, at, &e))
		variant_replace_letters(name, i, &e, "transposition", five);
	if (letters_substitute(w, 0, h, &e))
		variant_replace_letters(name, i, &e, "first_letter", six);
	if (letters_delete(w, n - 1, &e))
		variant_replace_letters(name, i, &e, "last_letter", five);
	if (letters_double(w, at, &e))
		variant_replace_letters(name, i, &e, "letter_doubled", VARIANT_MUST);
	if (letters_undouble(w, &e))
		variant_replace_letters(name, i, &e, "letter_undoubled", VARIANT_MUST);
	if (n >= 8)
	{
		if (letters_substitute(w, 2, h, &e) && letters_delete(&e, n - 3, &f))
			variant_replace_letters(name, i, &f, "two_edits", VARIANT_SHOULD);
	}
	for (int k = 0; k < name->n && other < 0; k++)
		if (k != i && name_class_is_core(name->parts[k].unit->cls) &&
			variant_read_letters(&name->parts[k], &e) && e.n >= 5)
			other = k;
	if (other >= 0 && letters_delete(w, at, &f))
	{
		VariantOut	o = variant_begin(name);
		Letters		g;

		if (letters_swap(&e, 1 + (int) (h % (uint32_t) (e.n - 2)), &g))
		{
			for (int k = 0; k < name->n; k++)
			{
				variant_put_gap(&o, &name->parts[k]);
				if (k == i)
					variant_put_letters(&o, &f);
				else if (k == other)
					variant_put_letters(&o, &g);
				else
					variant_put(&o, name->parts[k].s, name->parts[k].len);
			}
			variant_put(&o, name->tail, name->taillen);
			variant_end(name, &o, "two_words_edited", VARIANT_SHOULD);
		}
	}
	if (letters_vowel(w, at, &e))
		variant_replace_letters(name, i, &e, "vowel", VARIANT_SHOULD);
	if (letters_keyboard(w, at, &e))
		variant_replace_letters(name, i, &e, "keyboard", VARIANT_SHOULD);
	if (letters_ocr(w, &e))
		variant_replace_letters(name, i, &e, "ocr", VARIANT_SHOULD);
	if (letters_sound(w, &e))
		variant_replace_letters(name, i, &e, "sound", VARIANT_SHOULD);
}

/* The order of the folded texts. */
static int
compare_parts(const VariantPart *a, const VariantPart *b)
{
	size_t		common = a->unit->textlen < b->unit->textlen ? a->unit->textlen : b->unit->textlen;
	int			cmp = memcmp(a->unit->text, b->unit->text, common);

	return cmp ? cmp : (int) a->unit->textlen - (int) b->unit->textlen;
}

/* The words that are not light in other orders; the others keep their places. */
static void
orders(VariantName *name)
{
	int			places[VARIANT_MAX_PARTS];
	int			order[VARIANT_MAX_PARTS];
	int			sorted[VARIANT_MAX_PARTS];
	int			n = 0;

	for (int i = 0; i < name->n; i++)
	{
		order[i] = i;
		if (!variant_is_light(&name->parts[i]))
			places[n++] = i;
	}
	for (int i = 1; i < name->n; i++)
		if (name->parts[i].gaplen == 0)
			return;
	if (n < 2)
		return;
	for (int i = 0; i < n; i++)
		order[places[i]] = places[(i + 1) % n];
	variant_reorder(name, order, "order_rotated", VARIANT_MUST);
	for (int i = 0; i < n; i++)
		order[places[i]] = places[n - 1 - i];
	variant_reorder(name, order, "order_reversed", VARIANT_MUST);
	for (int i = 0; i < n; i++)
	{
		int			k = i;

		for (; k > 0 && compare_parts(&name->parts[sorted[k - 1]], &name->parts[places[i]]) > 0; k--)
			sorted[k] = sorted[k - 1];
		sorted[k] = places[i];
	}
	for (int i = 0; i < n; i++)
		order[places[i]] = sorted[i];
	variant_reorder(name, order, "order_sorted", VARIANT_MUST);
}

static void
words(VariantName *name)
{
	int			n = name->n;
	bool		unspaced = n > 0;

	for (int i = 1; i < n; i++)
		unspaced = unspaced && name->parts[i].gaplen == 0;
	if (n > 1 && !unspaced)
	{
		if (!name->brackets && !name->several)
			orders(name);
		for (int i = 1; i < n; i++)
		{
			const Draft *a = name->parts[i - 1].unit;
			const Draft *b = name->parts[i].unit;
			VariantOut	o;

			if (a->nwords > 1 || b->nwords > 1 || name->parts[i].gaplen != 1 || name->parts[i].gap[0] != ' ' ||
				variant_is_light(&name->parts[i - 1]) || variant_is_light(&name->parts[i]) ||
				a->cls == NAME_NUMBER || b->cls == NAME_NUMBER ||
				!(name_class_is_core(a->cls) || name_class_is_core(b->cls)))
				continue;
			o = variant_begin(name);
			for (int k = 0; k < n; k++)
			{
				if (k != i)
					variant_put_gap(&o, &name->parts[k]);
				variant_put(&o, name->parts[k].s, name->parts[k].len);
			}
			variant_put(&o, name->tail, name->taillen);
			variant_end(name, &o, "joined", VARIANT_MUST);
			break;
		}
	}
	if (name->core >= 0 && name->letters.n >= 6 && !unspaced)
	{
		Letters		w = name->letters;
		int			half = w.n / 2;

		memmove(w.cp + half + 1, w.cp + half, (size_t) (w.n - half) * sizeof(uint32_t));
		w.cp[half] = ' ';
		w.n++;
		variant_replace_letters(name, name->core, &w, "split", VARIANT_MUST);
	}
	if (n > 1 && !unspaced)
	{
		VariantOut	o = variant_begin(name);

		for (uint32_t i = 0; i < name->len; i++)
			if (name->text[i] != ' ')
				variant_put(&o, &name->text[i], 1);
		variant_end(name, &o, "spaces_removed", VARIANT_MUST);
	}
	if (name->core >= 0 && name->letters.n >= 3 && !unspaced)
	{
		const Letters *w = &name->letters;
		VariantOut	o = variant_begin(name);

		for (int i = 0; i < w->n; i++)
		{
			variant_put_cp(&o, w->cp[i]);
			if (i + 1 < w->n)
				variant_put_string(&o, " ");
		}
		if (!name->failed)
			variant_replace(name, name->core, o.s, o.len,
							w->n <= 5 ? "initials_spaced" : "letters_spaced",
							w->n <= 5 ? VARIANT_MUST : VARIANT_SHOULD);
	}
	for (int i = 0; i < n; i++)
	{
		if (name->parts[i].unit->cls != NAME_GENERIC || n - 1 < 1 || name->ncore == 0)
			continue;
		variant_replace(name, i, NULL, 0, "generic_dropped", VARIANT_MUST);
		break;
	}
	/* before the legal form that ends the name */
	if (name->core >= 0 && !unspaced)
	{
		VariantOut	o = variant_begin(name);
		bool		added = false;

		for (int k = 0; k < n; k++)
		{
			if (k == name->legal && k == n - 1 && k > 0)
			{
				variant_put_string(&o, " Group");
				added = true;
			}
			variant_put_gap(&o, &name->parts[k]);
			variant_put(&o, name->parts[k].s, name->parts[k].len);
		}
		variant_put(&o, name->tail, name->taillen);
		if (!added)
			variant_put_string(&o, " Group");
		variant_end(name, &o, "generic_added", VARIANT_SHOULD);
	}
	for (int i = 0; i < n; i++)
	{
		const Draft *u = name->parts[i].unit;

		if (u->cls != NAME_GENERIC && u->cls != NAME_ACTIVITY)
			continue;
		variant_replace_word(name, i, swap_word(SWAP_ABBREVIATION, u->text, u->textlen),
							 "word_abbreviated", VARIANT_SHOULD);
		variant_replace_word(name, i, swap_word(SWAP_EXPANSION, u->text, u->textlen),
							 "word_expanded", VARIANT_SHOULD);
	}
	for (int i = 0; i < n; i++)
	{
		const Draft *u = name->parts[i].unit;

		if (u->cls == NAME_GENERIC || u->cls == NAME_ACTIVITY)
			variant_replace_word(name, i, swap_word(SWAP_TRANSLATION, u->text, u->textlen),
								 "word_translated", VARIANT_SHOULD);
	}
	for (int i = 0; i < n; i++)
	{
		const VariantPart *p = &name->parts[i];

		if (p->len == 1 && p->s[0] == '&')
			variant_replace(name, i, "and", 3, "ampersand", VARIANT_MUST);
		else if (p->unit->cls == NAME_STOP && p->unit->textlen == 3 && memcmp(p->unit->text, "and", 3) == 0)
			variant_replace(name, i, "&", 1, "ampersand", VARIANT_MUST);
		else if (p->unit->cls == NAME_STOP && n > 1)
			variant_replace(name, i, NULL, 0, "article_dropped", VARIANT_MUST);
	}
}

/* Words left out, or exchanged for others. */
static void
identity(VariantName *name)
{
	static const char *const others[] = {"Vorkunal", "Belmitor", "Takesina", "Drufolan", "Zemparic"};
	const char *other;
	int			last = -1;

	if (name->core < 0)
		return;
	other = others[name->hash % 5];
	for (int i = 0; i < name->n; i++)
		if (name_class_is_core(name->parts[i].unit->cls) && name->parts[i].unit->textlen > 1)
			last = i;
	if (name->ncore >= 3)
		variant_replace(name, last, NULL, 0, "core_dropped", VARIANT_SHOULD);
	/* the name in brackets would still be found */
	if (name->several)
		return;
	variant_replace_word(name, name->core, other, "core_replaced", VARIANT_NOT);
	if (name->ncore > 1)
	{
		VariantOut	o = variant_begin(name);
		int			k = 0;

		for (int i = 0; i < name->n; i++)
		{
			variant_put_gap(&o, &name->parts[i]);
			if (name_class_is_core(name->parts[i].unit->cls))
				variant_put_styled(&o, others[(name->hash + (uint32_t) k++) % 5], &name->parts[i]);
			else
				variant_put(&o, name->parts[i].s, name->parts[i].len);
		}
		variant_put(&o, name->tail, name->taillen);
		variant_end(name, &o, "all_cores_replaced", VARIANT_NOT);
	}
	if (name->letters.n == 2 && name->ncore == 1)
	{
		Letters		e;

		if (letters_substitute(&name->letters, 1, name->hash, &e))
			variant_replace_letters(name, name->core, &e, "short_core_changed", VARIANT_NOT);
	}
	if (name->ncore == 1 && name->letters.n <= 6)
	{
		VariantOut	o = variant_begin(name);

		variant_put(&o, name->parts[name->core].s, name->parts[name->core].len);
		variant_put_string(&o, " ");
		variant_put_styled(&o, other, &name->parts[name->core]);
		variant_end(name, &o, "short_in_long", VARIANT_NOT);
	}
}

static void
places(VariantName *name)
{
	if (name->core >= 0)
	{
		variant_affix(name, "", ", Cyprus", "country_added", VARIANT_SHOULD);
		variant_affix(name, "", ", Limassol", "city_added", VARIANT_SHOULD);
	}
	if (name->place >= 0 && name->n > 1)
	{
		const Draft *u = name->parts[name->place].unit;

		/* the id of a country is one word */
		if (!name->several && u->entry != NULL && strchr(u->entry->id, '.') == NULL)
			variant_replace_word(name, name->place, swap_word(SWAP_OTHER_COUNTRY, u->text, u->textlen),
								 "country_swapped", VARIANT_NOT);
		variant_replace(name, name->place, NULL, 0, "country_removed", VARIANT_SHOULD);
		variant_replace_word(name, name->place, swap_word(SWAP_DEMONYM, u->text, u->textlen),
							 "demonym", VARIANT_SHOULD);
		if (!name->several)
			variant_replace_word(name, name->place, swap_word(SWAP_NEAR_COUNTRY, u->text, u->textlen),
								 "near_country", VARIANT_NOT);
	}
}

static void
numbers(VariantName *name)
{
	const Draft *u;
	char		buf[64];
	char		digits[24];
	const char *s;
	long		value;

	if (name->number < 0 || name->n < 2)
		return;
	u = name->parts[name->number].unit;
	/* "D2", "3A" */
	if (u->keylen > 9 || (name->number > 0 && name->parts[name->number].gaplen == 0) ||
		(name->number + 1 < name->n && name->parts[name->number + 1].gaplen == 0))
		return;
	memcpy(digits, u->key, u->keylen);
	digits[u->keylen] = '\0';
	value = strtol(digits, NULL, 10);
	if (value <= 0)
		return;
	if (!(u->flags & UNIT_DIGITS))
		variant_replace(name, name->number, digits, strlen(digits), "number_digits", VARIANT_MUST);
	s = value < 100 ? number_word((int) value, buf, sizeof(buf)) : NULL;
	variant_replace_word(name, name->number, s, "number_word", VARIANT_MUST);
	s = value < 40 && name->number > 0 ? number_roman((int) value, buf, sizeof(buf)) : NULL;
	/* a single I, V or X is a number only where it ends the name */
	if (s != NULL && (s[1] != '\0' || name->number == name->n - 1))
		variant_replace(name, name->number, s, strlen(s), "number_roman", VARIANT_MUST);
	snprintf(buf, sizeof(buf), "%ld%s", value,
			 value % 100 >= 11 && value % 100 <= 13 ? "th" : value % 10 == 1 ? "st" :
			 value % 10 == 2 ? "nd" : value % 10 == 3 ? "rd" : "th");
	variant_replace(name, name->number, buf, strlen(buf), "number_ordinal", VARIANT_MUST);
	snprintf(buf, sizeof(buf), "%ld", value + 1);
	variant_replace(name, name->number, buf, strlen(buf), "number_changed", VARIANT_NOT);
	variant_replace(name, name->number, NULL, 0, "number_dropped", VARIANT_SHOULD);
}

static void
acronyms(VariantName *name)
{
	char		acronym[16];
	int			n = 0;

	for (int i = 0; i < name->n; i++)
	{
		const Draft *u = name->parts[i].unit;

		if (variant_is_light(&name->parts[i]) || u->cls == NAME_NUMBER)
			continue;
		for (int k = 0; k < u->ninitials && n < 15; k++)
			acronym[n++] = (char) (u->initials[k] >= 'a' ? u->initials[k] - 'a' + 'A' : u->initials[k]);
	}
	acronym[n] = '\0';
	if (n >= 3 && n <= 8)
	{
		char		bracket[24];
		VariantOut	o = variant_begin(name);

		variant_put(&o, acronym, (size_t) n);
		variant_end(name, &o, "acronym", VARIANT_SHOULD);
		snprintf(bracket, sizeof(bracket), " (%s)", acronym);
		variant_affix(name, "", bracket, "acronym_added", VARIANT_MUST);
	}
}

static void
scripts(VariantName *name)
{
	bool		ascii = true;
	Letters		w;

	for (uint32_t i = 0; i < name->len; i++)
		ascii = ascii && (unsigned char) name->text[i] < 0x80;
	if (name->core >= 0 && name->letters.n >= 4)
		for (int rule = 0; rule < ROMANISATION_RULES; rule++)
			if (letters_romanisation(&name->letters, rule, &w))
				variant_replace_letters(name, name->core, &w, "romanisation", VARIANT_SHOULD);
	if (!ascii)
	{
		VariantOut	o = variant_begin(name);

		for (int i = 0; i < name->n; i++)
		{
			if (i > 0)
				variant_put_string(&o, " ");
			for (int k = 0; k < name->parts[i].unit->textlen; k++)
			{
				char		c = name->parts[i].unit->text[k];

				variant_put(&o, &c, 1);
			}
		}
		variant_end(name, &o, "romanised", VARIANT_MUST);
	}
	else if (name->core >= 0 && letters_cyrillic(&name->letters, &w))
		variant_replace_letters(name, name->core, &w, "cyrillic", VARIANT_SHOULD);
	for (int i = 0; i < name->n; i++)
	{
		const Draft *u = name->parts[i].unit;

		variant_replace_word(name, i, swap_word(SWAP_SPELLING, u->text, u->textlen), "spelling", VARIANT_MUST);
	}
}

static void
noise(VariantName *name)
{
	uint32_t	at = 0;
	int			n = 0;

	while (at < name->len && n < 35)
	{
		at++;
		while (at < name->len && ((unsigned char) name->text[at] & 0xC0) == 0x80)
			at++;
		n++;
	}
	if (at < name->len)
	{
		VariantOut	o = variant_begin(name);

		variant_put(&o, name->text, at);
		variant_end(name, &o, "truncated", VARIANT_SHOULD);
	}
	if (name->core < 0)
		return;
	variant_affix(name, "FFC ", "", "prefix", VARIANT_SHOULD);
	variant_affix(name, "M/S ", "", "prefix", VARIANT_SHOULD);
	variant_affix(name, "ATTN: ", "", "prefix", VARIANT_SHOULD);
	variant_affix(name, "", " X7K", "trailing_junk", VARIANT_SHOULD);
	variant_affix(name, "", " Trading House", "subsidiary", VARIANT_SHOULD);
}

size_t
variants_arena_bytes(size_t len)
{
	size_t		n = len < VARIANT_MAX_INPUT ? len : VARIANT_MAX_INPUT;

	/* a variant may need a word of its own besides */
	return NAME_ARENA_BYTES(n) + (VARIANT_MAX * 2 + 20) * (n * 4 + 264) +
		(VARIANT_MAX + 1) * sizeof(NameVariant) + sizeof(VariantName) + 64;
}

NameStatus
variants_find(NameArena *arena, const char *utf8, size_t len, NameVariant **out, int *n,
			  int *letters_changed)
{
	VariantName *name = name_alloc(arena, sizeof(VariantName));
	NameStatus	status;
	VariantOut	o;

	*out = name_alloc(arena, (VARIANT_MAX + 1) * sizeof(NameVariant));
	if (name == NULL || *out == NULL)
		return NAME_NO_MEMORY;
	if (len > VARIANT_MAX_INPUT)
	{
		len = VARIANT_MAX_INPUT;
		for (int i = 0; i < 3 && ((unsigned char) utf8[len] & 0xC0) == 0x80; i++)
			len--;
	}
	name->arena = arena;
	name->text = utf8;
	name->len = (uint32_t) len;
	name->out = *out;
	status = read_name(name);
	if (status != NAME_OK)
		return status;

	o = variant_begin(name);
	variant_put(&o, utf8, len);
	if (o.size > 0)
	{
		name->out[0] = (NameVariant) {o.s, (uint32_t) len, "exact", VARIANT_MUST};
		name->nout = 1;
	}
	if (name->n > 0)
	{
		variant_characters(name);
		legal_forms(name);
		letters(name);
		words(name);
		identity(name);
		places(name);
		numbers(name);
		acronyms(name);
		scripts(name);
		noise(name);
	}
	*n = name->nout;
	*letters_changed = name->core >= 0 ? name->letters.n : 0;
	return name->failed ? NAME_NO_MEMORY : NAME_OK;
}
