/*-------------------------------------------------------------------------
 *
 * plan_fuzz.c
 *	  libFuzzer target: what two fields score, an index finds by the plan for
 *	  that score and by those for lower ones; packing loses nothing; and bytes
 *	  that nobody packed are refused.
 *
 * The first byte that is a newline divides the input.  TRADESCREEN_RULES names
 * the directory of the rules files (default: rules).
 *
 *-------------------------------------------------------------------------
 */
#include "kernel_fuzz.h"

#include "../src/name/test/one_name_index.h"

static _Alignas(16) char memory[8 * 1024 * 1024];
static NameArena arena = {memory, sizeof(memory), 0};

/* Unpacks what the fuzzer made up: a term, then a rest. */
static void
unpack_raw(const uint8_t *data, size_t size)
{
	size_t		half = size / 2 < NAME_MAX_TERM_LEN ? size / 2 : NAME_MAX_TERM_LEN;
	char	   *bytes = malloc(half + 1);
	char	   *rest = malloc(size - half + 1);
	NameTerm	term = {bytes, (uint16_t) half};
	NamePacked	packed = {1, &term, rest, (uint32_t) (size - half)};
	uint64_t	keys[NAME_MAX_TERM_KEYS];
	const NameCompiled *name;

	CHECK(bytes != NULL && rest != NULL);
	memcpy(bytes, data, half);
	memcpy(rest, data + half, size - half);
	arena.used = 0;
	if (name_unpack(&arena, &packed, &name) == NAME_OK)
		name_score_compiled(name, name, NULL);
	CHECK(name_term_keys(&term, keys) <= NAME_MAX_TERM_KEYS);
	free(bytes);
	free(rest);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *) data;
	const char *nl = size > 0 ? memchr(s, '\n', size) : NULL;
	size_t		slen = nl ? (size_t) (nl - s) : size;
	NameCompiled *a = compile_name(s, slen);
	NameCompiled *b = compile_name(nl ? nl + 1 : s, nl ? size - slen - 1 : size);
	int			score = name_score_compiled(a, b, NULL);
	NamePacked	packed;
	const NameCompiled *again;

	arena.used = 0;
	CHECK(name_pack(&arena, b, &packed) == NAME_OK && arena.used <= NAME_PACK_BYTES(b));
	CHECK(name_unpack(&arena, &packed, &again) == NAME_OK);
	CHECK(name_score_compiled(a, again, NULL) == score);
	CHECK(name_score_compiled(b, again, NULL) == NAME_SCORE_MAX);
	for (int t = score; t > 0; t = t * 3 / 4)
	{
		NamePlan	plan;

		arena.used = 0;
		CHECK(name_plan(&arena, a, t, (t & 1) != 0, &plan) == NAME_OK && arena.used <= NAME_PLAN_BYTES);
		CHECK(index_finds(&plan, &arena, b, (uint32_t) (size * 2654435761u)));
	}
	free(a);
	free(b);
	unpack_raw(data, size);
	return 0;
}
