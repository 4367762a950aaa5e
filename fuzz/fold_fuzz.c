/*-------------------------------------------------------------------------
 *
 * fold_fuzz.c
 *	  libFuzzer target for the first step of the name kernel.
 *
 *	clang -g -O1 -fsanitize=fuzzer,address,undefined -Isrc fuzz/fold_fuzz.c \
 *		src/name/fold.c src/name/romanise.c src/name/romanise_rules.c src/name/arena.c -licui18n -licuuc
 *
 * Run from the root of the sources, or with ROMANISATION_RULES set to the
 * rules file.  The first byte of an input chooses: a text in a large or in a
 * tight arena, or a rules file.
 *
 *-------------------------------------------------------------------------
 */
#include "name/fold.h"

#include "fuzz.h"

static char rules[1 << 20];
static size_t rules_len;

static void
load_rules(void)
{
	int			line;
	const char *why;

	CHECK(fold_init(rules, rules_len, &line, &why) == NAME_OK);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *path = getenv("ROMANISATION_RULES");
	FILE	   *f = fopen(path != NULL ? path : "rules/tradescreen_romanisation.rules", "rb");

	(void) argc;
	(void) argv;
	CHECK(f != NULL);
	rules_len = fread(rules, 1, sizeof(rules), f);
	fclose(f);
	load_rules();
	return 0;
}

/* Everything that a name goes through, in an arena of that many bytes. */
static void
run_text(const char *text, size_t len, size_t bytes)
{
	NameArena	arena = {NULL, bytes, 0};
	FoldedText	folded;
	NameStatus	status;
	size_t		need = FOLD_ARENA_BYTES(len < FOLD_MAX_INPUT ? len : FOLD_MAX_INPUT);

	arena.base = aligned_alloc(16, (bytes + 31) & ~(size_t) 15);
	CHECK(arena.base != NULL);
	status = fold_text(&arena, text, len, &folded);
	CHECK(status == NAME_OK || (status == NAME_NO_MEMORY && bytes < need));
	CHECK(arena.used <= arena.size);
	if (status == NAME_OK)
	{
		size_t		start = 0;

		CHECK(arena.used <= need);
		for (size_t i = 0; i < folded.n; i++)
		{
			CHECK(folded.cls[i] <= FOLD_PUNCT);
			CHECK(folded.cp[i] <= 0x10FFFF);
		}
		while (start < folded.n)
		{
			size_t		end = start + 1;
			char	   *word;
			char	   *key;
			size_t		n;
			size_t		nkey;

			while (end < folded.n && folded.cls[end] == folded.cls[start])
				end++;
			status = fold_romanise(&arena, folded.cp + start, end - start, &word, &n);
			CHECK(status == NAME_OK || status == NAME_NO_MEMORY);
			if (status != NAME_OK)
				break;
			CHECK(n <= FOLD_ROMAN_MAX(end - start));
			key = malloc(n + 1);
			CHECK(key != NULL);
			nkey = fold_canonical(word, n, key);
			CHECK(nkey <= n && (nkey > 0) == (n > 0));
			free(key);
			start = end;
		}
	}
	free(arena.base);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *) data + 1;

	if (size == 0)
		return 0;
	size--;
	if (data[0] % 4 == 0)
	{
		static const char sample[] = "Тест Test ﬁ ab\xCC\x81 한국 カナ 字 shchx";
		int			line;
		const char *why;
		NameStatus	status = fold_init(text, size, &line, &why);

		CHECK(status == NAME_OK || (status == NAME_BAD_RULES && line > 0 && why != NULL));
		if (status == NAME_OK)
		{
			run_text(sample, sizeof(sample) - 1, 1 << 16);
			load_rules();
		}
	}
	else if (data[0] % 4 == 1)
		run_text(text, size, size * (data[0] / 4) / 2);
	else
		run_text(text, size, FOLD_ARENA_BYTES(size) * 2);
	return 0;
}
