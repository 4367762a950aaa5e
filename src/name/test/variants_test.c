/*-------------------------------------------------------------------------
 *
 * variants_test.c
 *	  Properties of the manipulations of names.
 *
 * usage: variants_test ROMANISATION_RULES RULES_DIRECTORY
 *
 *-------------------------------------------------------------------------
 */
#include "kernel.h"

#include "name/score.h"
#include "name/variants.h"

static const char *const names[] = {
	"Rosoboronexport Trading Group No 12 LLC", "АО «Концерн Калашников»", "Société Générale d'Énergie Iran & Sons S.A.",
	"华为技术有限公司", "삼성전자주식회사", "BP", "A", "", "...", "12", "III", "Ltd", "of the", "(X) Y; Z", "Emma LLC",
	"Шереметьево «Завод «Звезда» № 5", "شرکت ملی نفت ایران", "ΑΕ Ελλάδα", "\xff\xfe x", "a\xCC\x81\xCC\x81lpha",
	"x&y", "D2 3A 5th", "Forty Four Brothers Limited Liability Company", "\xEF\xB7\xBA\xEF\xB7\xBA"
};

#define NNAMES	(sizeof(names) / sizeof(names[0]))

static bool
is_utf8(const char *s, size_t len)
{
	for (size_t i = 0; i < len;)
	{
		unsigned char c = (unsigned char) s[i];
		size_t		n = c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;

		if (n == 0 || i + n > len)
			return false;
		for (size_t k = 1; k < n; k++)
			if (((unsigned char) s[i + k] & 0xC0) != 0x80)
				return false;
		i += n;
	}
	return true;
}

static void
try_name(NameArena *arena, const char *s, size_t len, bool valid, int *bad, int *total)
{
	NameVariant *v;
	NameVariant *again;
	int			n;
	int			m;
	int			letters;

	arena->used = 0;
	if (variants_find(arena, s, len, &v, &n, &letters) != NAME_OK)
	{
		(*bad)++;
		return;
	}
	*bad += arena->used > variants_arena_bytes(len) || n > VARIANT_MAX || letters < 0;
	for (int i = 0; i < n; i++)
	{
		*bad += v[i].kind == NULL || v[i].expect > VARIANT_NOT || v[i].len > 4 * len + 256;
		*bad += valid && !is_utf8(v[i].text, v[i].len);
		*bad += i > 0 && v[i].len == len && memcmp(v[i].text, s, len) == 0;
	}
	*total += n;

	/* the same again */
	if (variants_find(arena, s, len, &again, &m, &letters) != NAME_OK || m != n)
		(*bad)++;
	else
		for (int i = 0; i < n; i++)
			*bad += again[i].kind != v[i].kind || again[i].len != v[i].len ||
				memcmp(again[i].text, v[i].text, v[i].len) != 0;
}

static void
test_names(NameArena *arena)
{
	int			bad = 0;
	int			total = 0;
	char	   *s = malloc(3 * FOLD_MAX_INPUT);

	for (size_t i = 0; i < NNAMES; i++)
		try_name(arena, names[i], strlen(names[i]), is_utf8(names[i], strlen(names[i])), &bad, &total);
	ok(bad == 0 && total > 500, "variants are well-formed, deterministic, and never the name itself");

	bad = 0;
	for (size_t i = 0; i < NNAMES; i++)
	{
		size_t		len = strlen(names[i]);

		for (size_t k = 0; len > 0 && k < 3 * FOLD_MAX_INPUT; k++)
			s[k] = names[i][k % len];
		if (len > 0)
			try_name(arena, s, 3 * FOLD_MAX_INPUT, is_utf8(names[i], len), &bad, &total);
	}
	ok(bad == 0, "long names have variants, too");
	free(s);
}

static void
test_arena(void)
{
	size_t		len = strlen(names[0]);
	size_t		enough = variants_arena_bytes(len);
	char	   *base = malloc(enough);
	int			failures = 0;
	int			successes = 0;

	for (size_t size = 0; size < enough; size += 997)
	{
		NameArena	arena = {base, size, 0};
		NameVariant *v;
		int			n;
		int			letters;
		NameStatus	status = variants_find(&arena, names[0], len, &v, &n, &letters);

		failures += status == NAME_NO_MEMORY;
		successes += status == NAME_OK;
		if (status != NAME_OK && status != NAME_NO_MEMORY)
			abort();
	}
	ok(failures > 0 && successes > 0, "an arena that is too small is reported, at any size");
	free(base);
}

int
main(int argc, char **argv)
{
	NameArena	arena = {NULL, 2 * variants_arena_bytes(3 * FOLD_MAX_INPUT), 0};

	if (argc < 3)
	{
		fprintf(stderr, "usage: variants_test ROMANISATION_RULES RULES_DIRECTORY\n");
		return 2;
	}
	load_rules(argv[2]);
	arena.base = malloc(arena.size);
	if (arena.base == NULL)
		return 2;
	test_names(&arena);
	test_arena();
	free(arena.base);
	printf("1..%d\n", tap_count);
	return tap_failed > 0;
}
