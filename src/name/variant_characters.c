/*-------------------------------------------------------------------------
 *
 * variant_characters.c
 *	  Variants of a name whose words stay as they are: case, marks,
 *	  punctuation and characters that look alike.
 *
 *-------------------------------------------------------------------------
 */
#include "name/variant_internal.h"

#include <string.h>

#include <unicode/uchar.h>

#include "name/romanise.h"

static void
map_characters(VariantName *name, uint32_t (*map) (uint32_t c, uint32_t next), const char *kind,
			   VariantExpect expect)
{
	VariantOut	o = variant_begin(name);
	size_t		used;

	for (uint32_t i = 0; i < name->len; i += (uint32_t) used)
	{
		uint32_t	c = fold_decode((const unsigned char *) name->text + i, name->len - i, &used);
		uint32_t	m;

		m = map(c, i + used < name->len ? (unsigned char) name->text[i + used] : 0);
		if (m != 0)
			variant_put_cp(&o, m);
	}
	variant_end(name, &o, kind, expect);
}

static uint32_t
to_upper(uint32_t c, uint32_t next)
{
	(void) next;
	return c == 0xFFFD ? c : (uint32_t) u_toupper((UChar32) c);
}

static uint32_t
to_lower(uint32_t c, uint32_t next)
{
	(void) next;
	return c == 0xFFFD ? c : (uint32_t) u_tolower((UChar32) c);
}

/* Dots, commas, quotation marks and apostrophes go; hyphens and slashes part. */
static uint32_t
no_punctuation(uint32_t c, uint32_t next)
{
	(void) next;
	if (c == '-' || c == '/' || c == ';' || c == ':')
		return ' ';
	return c < 0x80 ? (strchr(".,\"'()", (int) c) && c ? 0 : c) :
		u_ispunct((UChar32) c) ? 0 : c;
}

static uint32_t
no_break_space(uint32_t c, uint32_t next)
{
	(void) next;
	return c == ' ' ? 0xA0 : c;
}

static uint32_t
full_width(uint32_t c, uint32_t next)
{
	(void) next;
	return c > ' ' && c < 0x7F ? c + 0xFEE0 : c;
}

static uint32_t
question_mark(uint32_t c, uint32_t next)
{
	(void) next;
	return c >= 0x80 && u_isalpha((UChar32) c) ? '?' : c;
}

/* Letters of Latin without their marks. */
static uint32_t
no_marks(uint32_t c, uint32_t next)
{
	static const char base[] =
		/* U+00C0 to U+017F */
		"AAAAAA_CEEEEIIII_NOOOOO_OUUUUY__aaaaaa_ceeeeiiii_nooooo_ouuuuy_y"
		"AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi__JjKk_LlLlLl__LlNnNnNn___OoOoOo__RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZz_";

	(void) next;
	if (c < 0xC0 || c > 0x17F || base[c - 0xC0] == '_')
		return c;
	return (unsigned char) base[c - 0xC0];
}

void
variant_characters(VariantName *name)
{
	int			letters = 0;
	int			foreign = 0;
	size_t		used;

	for (uint32_t i = 0; i < name->len; i += (uint32_t) used)
	{
		uint32_t	c = fold_decode((const unsigned char *) name->text + i, name->len - i, &used);

		letters += u_isalpha((UChar32) c);
		foreign += c >= 0x80 && u_isalpha((UChar32) c);
	}
	map_characters(name, to_upper, "upper_case", VARIANT_MUST);
	map_characters(name, to_lower, "lower_case", VARIANT_MUST);
	map_characters(name, no_punctuation, "punctuation_removed", VARIANT_MUST);
	/* "LLC": "L.L.C." */
	if (name->legal >= 0)
	{
		const VariantPart *p = &name->parts[name->legal];
		Letters		w;

		if (p->unit->nwords == 1 && variant_read_letters(p, &w) && w.n >= 2 && w.n <= 4)
		{
			VariantOut	o = variant_begin(name);

			for (int i = 0; i < w.n; i++)
			{
				variant_put_cp(&o, w.cp[i]);
				variant_put_string(&o, ".");
			}
			if (!name->failed)
				variant_replace(name, name->legal, o.s, o.len, "punctuation_added", VARIANT_MUST);
		}
	}
	if (name->n > 1)
	{
		/* behind the first word that is no legal form */
		int			i = variant_is_light(&name->parts[0]) && name->n > 2 ? 2 : 1;
		VariantOut	o = variant_begin(name);

		for (int k = 0; k < name->n; k++)
		{
			if (k == i && name->parts[k].gaplen == 1 && name->parts[k].gap[0] == ' ')
				variant_put_string(&o, "-");
			else
				variant_put_gap(&o, &name->parts[k]);
			variant_put(&o, name->parts[k].s, name->parts[k].len);
		}
		variant_put(&o, name->tail, name->taillen);
		variant_end(name, &o, "hyphen_added", VARIANT_MUST);
	}
	map_characters(name, no_marks, "diacritics_removed", VARIANT_MUST);
	if (foreign > 0 && foreign * 3 <= letters)
		map_characters(name, question_mark, "question_marks", VARIANT_SHOULD);
	map_characters(name, no_break_space, "no_break_space", VARIANT_MUST);
	if (name->core >= 0 && name->letters.n > 2)
	{
		Letters		w = name->letters;

		memmove(w.cp + 3, w.cp + 2, (size_t) (w.n - 2) * sizeof(uint32_t));
		w.cp[2] = 0x200B;
		w.n++;
		variant_replace_letters(name, name->core, &w, "zero_width", VARIANT_MUST);
	}
	map_characters(name, full_width, "full_width", VARIANT_MUST);
	if (name->core >= 0)
	{
		Letters		w;

		if (letters_homoglyph(&name->letters, &w))
			variant_replace_letters(name, name->core, &w, "homoglyph", VARIANT_MUST);
	}
}
