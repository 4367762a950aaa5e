/*-------------------------------------------------------------------------
 *
 * parties_fuzz.c
 *	  libFuzzer target: party fields, and the manipulations of names.
 *
 * TRADESCREEN_RULES names the directory of the rules files (default: rules).
 * The first byte of an input chooses the size of the arena: now and then it is
 * too small.
 *
 *-------------------------------------------------------------------------
 */
#include "kernel_fuzz.h"

#include "name/parties.h"
#include "name/variants.h"

static void
check_parties(NameArena *arena, const char *s, size_t len, bool tight)
{
	PartyText	t;
	NameStatus	status = parties_read(arena, s, len, &t);
	int			names = 0;
	int			sum = 0;
	int			word = 0;

	CHECK(status == NAME_OK || (status == NAME_NO_MEMORY && tight));
	if (status != NAME_OK)
		return;
	for (int i = 0; i < t.nwords; i++)
	{
		const PartyWord *w = &t.field.words[i];

		CHECK(w->party >= 0 && w->party < t.field.nparties && w->part <= PART_MARKER);
		CHECK(t.first[i] < t.end[i] && t.end[i] <= len);
		CHECK(i == 0 || t.first[i] >= t.first[i - 1]);
		names += w->part == PART_NAME;
	}
	for (int i = 0; i < t.field.nparties; i++)
		sum += t.field.parties[i].nwords;
	CHECK(sum == names);
	CHECK(t.field.plain == (t.field.parties[0].nwords == t.nwords));
	for (int i = 0; i < t.field.nnumbers; i++)
	{
		const PartyNumber *n = &t.field.numbers[i];

		CHECK(n->first >= 0 && n->first < n->end && n->end <= t.nwords);
		CHECK(n->party >= 0 && n->party < t.field.nparties);
	}
	for (int i = 0; i < t.nunits; i++)
		word += t.units[i].nwords;
	CHECK(word == t.nwords);
}

static void
check_variants(NameArena *arena, const char *s, size_t len, bool tight)
{
	NameVariant *v;
	int			n;
	int			letters;
	NameStatus	status = variants_find(arena, s, len, &v, &n, &letters);

	CHECK(status == NAME_OK || (status == NAME_NO_MEMORY && tight));
	if (status != NAME_OK)
		return;
	CHECK(n >= 1 && n <= VARIANT_MAX && letters >= 0 && letters <= VARIANT_MAX_WORD);
	for (int i = 0; i < n; i++)
	{
		CHECK(v[i].len <= 4 * len + 256 && v[i].expect <= VARIANT_NOT);
		CHECK(v[i].text >= arena->base && v[i].text + v[i].len <= arena->base + arena->used);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static NameArena whole;
	const char *s = (const char *) data + 1;
	bool		tight = size > 0 && data[0] % 16 == 0;
	size_t		bytes;
	NameArena	arena;

	if (size == 0)
		return 0;
	size--;
	bytes = variants_arena_bytes(size);
	if (bytes < NAME_ARENA_BYTES(size))
		bytes = NAME_ARENA_BYTES(size);
	if (whole.size < bytes)
	{
		free(whole.base);
		whole.base = malloc(bytes);
		CHECK(whole.base != NULL);
		whole.size = bytes;
	}
	/* what lies behind the arena must not be written */
	arena = whole;
	arena.size = tight ? (size_t) data[0] * size : bytes;
	if (arena.size > whole.size)
		arena.size = whole.size;
	arena.used = 0;
	check_parties(&arena, s, size, tight);
	arena.used = 0;
	check_variants(&arena, s, size, tight);
	return 0;
}
