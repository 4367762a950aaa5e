/*-------------------------------------------------------------------------
 *
 * party_text.c
 *	  Reading a party field so that its parts can be shown as they are written.
 *
 *-------------------------------------------------------------------------
 */
#include "name/parties.h"
#include "name/segment.h"

static bool
is_plain_ascii(unsigned char c)
{
	return c < 0x80 && !((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'));
}

static size_t
count_code_points(const char *s, size_t len)
{
	size_t		n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char) s[i] & 0xC0) != 0x80;
	return n;
}

/*
 * Folds the field in chunks, so that each folded code point can be told the
 * bytes that it comes from.  A chunk ends where ASCII punctuation or a space
 * does, so no fold spans two; where a chunk does not fold one to one, all of
 * it stands for each of its code points.
 */
static NameStatus
fold_with_bytes(NameArena *arena, const char *s, size_t len, FoldedText *out,
				uint32_t **first, uint32_t **end)
{
	size_t		max = NAME_MAX_CODE_POINTS(len);

	out->n = 0;
	out->cp = name_alloc(arena, max * sizeof(uint32_t));
	out->cls = name_alloc(arena, max);
	*first = name_alloc(arena, max * sizeof(uint32_t));
	*end = name_alloc(arena, max * sizeof(uint32_t));
	if (out->cp == NULL || out->cls == NULL || *first == NULL || *end == NULL)
		return NAME_NO_MEMORY;
	if (len > FOLD_MAX_INPUT)
	{
		len = FOLD_MAX_INPUT;
		for (int i = 0; i < 3 && ((unsigned char) s[len] & 0xC0) == 0x80; i++)
			len--;
	}
	for (size_t i = 0; i < len && out->n < max;)
	{
		size_t		mark = arena->used;
		size_t		stop = i;
		size_t		at = i;
		FoldedText	chunk;
		NameStatus	status;
		bool		one_to_one;

		while (stop < len && !is_plain_ascii((unsigned char) s[stop]))
			stop++;
		while (stop < len && is_plain_ascii((unsigned char) s[stop]))
			stop++;
		status = fold_text(arena, s + i, stop - i, &chunk);
		if (status != NAME_OK)
			return status;
		one_to_one = chunk.n == count_code_points(s + i, stop - i);
		for (size_t k = 0; k < chunk.n && out->n < max; k++)
		{
			size_t		next;

			/* bytes that are not UTF-8 may be counted in another way */
			if (at >= stop)
				at = stop - 1;
			next = at + 1;
			while (next < stop && ((unsigned char) s[next] & 0xC0) == 0x80)
				next++;
			out->cp[out->n] = chunk.cp[k];
			out->cls[out->n] = chunk.cls[k];
			(*first)[out->n] = (uint32_t) (one_to_one ? at : i);
			(*end)[out->n++] = (uint32_t) (one_to_one ? next : stop);
			at = next;
		}
		arena->used = mark;
		i = stop;
	}
	return NAME_OK;
}

NameStatus
parties_read(NameArena *arena, const char *utf8, size_t len, PartyText *out)
{
	FoldedText	text;
	NameWord   *words;
	Draft	   *drafts;
	uint32_t   *first;
	uint32_t   *end;
	int			ndrafts;
	NameStatus	status;

	status = fold_with_bytes(arena, utf8, len, &text, &first, &end);
	if (status == NAME_OK)
		status = units_split(arena, &text, &words, &out->nwords);
	if (status == NAME_OK)
		status = segment_words(arena, words, out->nwords, &words, &out->nwords);
	if (status == NAME_OK)
		status = draft_units(arena, words, out->nwords, &drafts, &ndrafts);
	if (status == NAME_OK)
		status = parties_find(arena, &text, words, out->nwords, drafts, ndrafts, &out->field);
	if (status != NAME_OK)
		return status;
	out->first = name_alloc(arena, ((size_t) out->nwords + 1) * sizeof(uint32_t));
	out->end = name_alloc(arena, ((size_t) out->nwords + 1) * sizeof(uint32_t));
	if (out->first == NULL || out->end == NULL)
		return NAME_NO_MEMORY;
	out->words = words;
	out->units = drafts;
	out->nunits = ndrafts;
	for (int i = 0; i < out->nwords; i++)
	{
		out->first[i] = first[words[i].at];
		out->end[i] = end[words[i].end - 1];
	}
	return NAME_OK;
}
