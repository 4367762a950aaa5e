/*-------------------------------------------------------------------------
 *
 * variant_write.c
 *	  Writing the variants of a name.
 *
 *-------------------------------------------------------------------------
 */
#include "name/variant_internal.h"

#include <string.h>

#include <unicode/utf8.h>

VariantOut
variant_begin(VariantName *name)
{
	VariantOut	o;

	o.len = 0;
	o.size = (size_t) name->len * 4 + 256;
	o.s = name_alloc(name->arena, o.size);
	if (o.s == NULL)
	{
		name->failed = true;
		o.size = 0;
	}
	return o;
}

void
variant_put(VariantOut *o, const char *s, size_t len)
{
	if (len > o->size - o->len)
		o->size = o->len = 0;
	else if (o->size > 0)
	{
		memcpy(o->s + o->len, s, len);
		o->len += len;
	}
}

void
variant_put_string(VariantOut *o, const char *s)
{
	variant_put(o, s, strlen(s));
}

void
variant_put_cp(VariantOut *o, uint32_t c)
{
	char		u[U8_MAX_LENGTH];
	size_t		n = 0;

	U8_APPEND_UNSAFE(u, n, c);
	variant_put(o, u, n);
}

void
variant_end(VariantName *name, VariantOut *o, const char *kind, VariantExpect expect)
{
	NameVariant *v = &name->out[name->nout];
	size_t		start = 0;

	/* what was at the ends of the name may have gone, and left spaces */
	while (start < o->len && (o->s[start] == ' ' || o->s[start] == ','))
		start++;
	while (o->len > start && (o->s[o->len - 1] == ' ' || o->s[o->len - 1] == ','))
		o->len--;
	name->arena->used -= (o->size - o->len) & ~(size_t) 7;
	if (o->size == 0 || o->len == start || name->nout == VARIANT_MAX)
		return;
	if (name->nout > 0 && o->len - start == name->len && memcmp(o->s + start, name->text, name->len) == 0)
		return;
	v->text = o->s + start;
	v->len = (uint32_t) (o->len - start);
	v->kind = kind;
	v->expect = expect;
	for (int i = 0; i < name->nout; i++)
		if (name->out[i].kind == kind && name->out[i].len == v->len &&
			memcmp(name->out[i].text, v->text, v->len) == 0)
			return;
	name->nout++;
}

void
variant_put_gap(VariantOut *o, const VariantPart *p)
{
	variant_put(o, p->gap, p->gaplen);
}

bool
variant_only_spaces(const VariantPart *p)
{
	for (uint32_t i = 0; i < p->gaplen; i++)
		if (p->gap[i] != ' ')
			return false;
	return true;
}

void
variant_replace(VariantName *name, int i, const char *s, size_t len, const char *kind, VariantExpect expect)
{
	VariantOut	o = variant_begin(name);

	for (int k = 0; k < name->n; k++)
	{
		if (k == i && s == NULL)
			continue;
		/* what opens before a word that is left out opens before the next one */
		if (s != NULL || k != i + 1)
			variant_put_gap(&o, &name->parts[k]);
		else if (i > 0)
			variant_put_gap(&o, &name->parts[variant_only_spaces(&name->parts[k]) ? i : k]);
		else
		{
			const VariantPart *p = &name->parts[k];
			uint32_t	from = 0;

			while (from < p->gaplen && (p->gap[from] == ' ' || p->gap[from] == ',' || p->gap[from] == '.'))
				from++;
			variant_put(&o, p->gap + from, p->gaplen - from);
		}
		if (k == i)
			variant_put(&o, s, len);
		else
			variant_put(&o, name->parts[k].s, name->parts[k].len);
	}
	if (!(i == name->n - 1 && s == NULL))
		variant_put(&o, name->tail, name->taillen);
	variant_end(name, &o, kind, expect);
}

void
variant_put_styled(VariantOut *o, const char *word, const VariantPart *like)
{
	bool		upper = true;
	bool		capital = (unsigned char) like->s[0] < 0x80 ? !(like->s[0] >= 'a' && like->s[0] <= 'z') : true;

	for (uint32_t i = 0; i < like->len; i++)
		upper = upper && !(like->s[i] >= 'a' && like->s[i] <= 'z');
	upper = upper && like->len > 1 && (unsigned char) like->s[0] < 0x80;
	for (size_t i = 0; word[i]; i++)
	{
		char		c = word[i];

		if (upper && c >= 'a' && c <= 'z')
			c = (char) (c - 'a' + 'A');
		else if (i == 0 && capital && c >= 'a' && c <= 'z')
			c = (char) (c - 'a' + 'A');
		variant_put(o, &c, 1);
	}
}

void
variant_replace_word(VariantName *name, int i, const char *word, const char *kind, VariantExpect expect)
{
	VariantOut	o;

	if (word == NULL)
		return;
	o = variant_begin(name);
	variant_put_styled(&o, word, &name->parts[i]);
	if (!name->failed)
		variant_replace(name, i, o.s, o.len, kind, expect);
}

void
variant_put_letters(VariantOut *o, const Letters *w)
{
	for (int i = 0; i < w->n; i++)
		variant_put_cp(o, w->cp[i]);
}

void
variant_replace_letters(VariantName *name, int i, const Letters *w, const char *kind, VariantExpect expect)
{
	VariantOut	o = variant_begin(name);

	variant_put_letters(&o, w);
	if (!name->failed)
		variant_replace(name, i, o.s, o.len, kind, expect);
}

void
variant_reorder(VariantName *name, const int *order, const char *kind, VariantExpect expect)
{
	VariantOut	o = variant_begin(name);

	for (int k = 0; k < name->n; k++)
	{
		variant_put_gap(&o, &name->parts[k]);
		variant_put(&o, name->parts[order[k]].s, name->parts[order[k]].len);
	}
	variant_put(&o, name->tail, name->taillen);
	variant_end(name, &o, kind, expect);
}

void
variant_move(VariantName *name, int part, bool front, const char *kind, VariantExpect expect)
{
	VariantOut	o = variant_begin(name);

	if (front)
		variant_put(&o, name->parts[part].s, name->parts[part].len);
	for (int k = 0; k < name->n; k++)
	{
		if (k == part)
			continue;
		variant_put_string(&o, " ");
		variant_put(&o, name->parts[k].s, name->parts[k].len);
	}
	if (!front)
	{
		variant_put_string(&o, " ");
		variant_put(&o, name->parts[part].s, name->parts[part].len);
	}
	variant_end(name, &o, kind, expect);
}

void
variant_affix(VariantName *name, const char *before, const char *after, const char *kind, VariantExpect expect)
{
	VariantOut	o = variant_begin(name);

	variant_put_string(&o, before);
	variant_put(&o, name->text, name->len);
	variant_put_string(&o, after);
	variant_end(name, &o, kind, expect);
}
