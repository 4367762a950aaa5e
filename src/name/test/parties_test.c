/*-------------------------------------------------------------------------
 *
 * parties_test.c
 *	  Properties of the reading of party fields.
 *
 * usage: parties_test ROMANISATION_RULES RULES_DIRECTORY
 *
 *-------------------------------------------------------------------------
 */
#include "kernel.h"

#include "name/parties.h"
#include "name/score.h"

static uint32_t seed = 20220224;

static uint32_t
next_random(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t) (((uint64_t) seed * below) >> 32);
}

static const char *const pieces[] = {
	"Kalashnikov", "ООО", "Ltd", "GmbH", "«Ромашка»", "Moscow", "Россия", "12", "117997", "7707083893",
	"INN", "KPP 770101001", "tel", "+7", "(", ")", ",", ";", ":", "/", " - ", "\n", "c/o", "O/B", "M/S",
	"to the order of", "on behalf of", "notify", "ATTN", "Consignee:", "f.k.a.", "DBA", "same as consignee",
	"as above", "ул.", "Lenina", "str.", "Suite", "P.O. Box", "info@company.ru", "www.company.com",
	"http://a.b", "电话", "华为技术有限公司", "地址", "A", "B", "\xff", "\"", "'", "@", "#", "and", "of", "VAT", "DE"
};

#define NPIECES	(sizeof(pieces) / sizeof(pieces[0]))

static size_t
random_field(char *out, size_t size)
{
	size_t		len = 0;
	int			n = (int) next_random(16);

	for (int i = 0; i < n; i++)
	{
		const char *p = pieces[next_random(NPIECES)];

		if (len + strlen(p) + 2 > size)
			break;
		memcpy(out + len, p, strlen(p));
		len += strlen(p);
		if (next_random(4) != 0)
			out[len++] = ' ';
	}
	out[len] = '\0';
	return len;
}

static void
test_properties(NameArena *arena)
{
	int			bad_party = 0;
	int			bad_count = 0;
	int			bad_bytes = 0;
	int			bad_number = 0;
	int			bad_score = 0;
	int			several = 0;
	int			numbers = 0;

	for (int round = 0; round < 60000; round++)
	{
		char		s[600];
		size_t		len = random_field(s, sizeof(s));
		PartyText	t;
		NameCompiled *whole;
		int			last = 0;

		arena->used = 0;
		if (parties_read(arena, s, len, &t) != NAME_OK)
			abort();
		several += t.field.nparties > 1;
		numbers += t.field.nnumbers;
		for (int i = 0; i < t.nwords; i++)
		{
			const PartyWord *w = &t.field.words[i];

			bad_party += w->party < 0 || w->party >= t.field.nparties || w->part > PART_MARKER;
			bad_bytes += t.first[i] >= t.end[i] || t.end[i] > len;
			/* words stand in their order, but some may share bytes */
			bad_bytes += (int) t.first[i] < last;
			last = (int) t.first[i];
		}
		for (int p = 0; p < t.field.nparties; p++)
		{
			int			n = 0;

			for (int i = 0; i < t.nwords; i++)
				n += t.field.words[i].party == p && t.field.words[i].part == PART_NAME;
			bad_count += n != t.field.parties[p].nwords;
		}
		for (int i = 0; i < t.field.nnumbers; i++)
		{
			const PartyNumber *n = &t.field.numbers[i];

			bad_number += n->kind == NULL || n->first < 0 || n->first >= n->end || n->end > t.nwords ||
				n->party >= t.field.nparties;
		}

		/* each name that was found is a form of the field */
		whole = compile_name(s, len);
		for (int i = 0; i < t.nwords && t.field.nparties == 2 && !t.field.plain; i++)
		{
			int			from = i;
			NameCompiled *name;

			if (t.field.words[i].part != PART_NAME)
				continue;
			while (i + 1 < t.nwords && t.field.words[i + 1].part == PART_NAME &&
				   t.field.words[i + 1].party == t.field.words[from].party)
				i++;
			if (i - from + 1 != t.field.parties[t.field.words[from].party].nwords)
				break;
			name = compile_name(s + t.first[from], t.end[i] - t.first[from]);

			/*
			 * legal forms and brackets may read otherwise without what is
			 * around
			 */
			bad_score += name->nforms == 1 && name->forms[0].nunits < 5 && name->forms[0].weight > 0 &&
				!(whole->flags & NAME_TRUNCATED) && strchr(s, '(') == NULL &&
				name_score_compiled(whole, name, NULL) < 8000;
			free(name);
		}
		free(whole);
	}
	ok(bad_party == 0, "every word is in one party");
	ok(bad_count == 0, "a party has as many words as it says");
	ok(bad_bytes == 0, "words stand where they are said to stand");
	ok(bad_number == 0, "identifiers cover words");
	ok(bad_score == 0, "the names of a field score high against it");
	ok(several > 20000 && numbers > 10000, "the random fields hold parties and identifiers");
}

/* What a clean name is read as must not depend on its being read. */
static void
test_plain(NameArena *arena)
{
	static const char *const names[] = {
		"Rosoboronexport OJSC", "Bank of China", "Tel Aviv Holdings", "华为技术有限公司",
		"АО «Концерн Калашников»", "Wall Street 12", "Plant No. 5", "A/S Norske Shell"
	};
	int			split = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
	{
		PartyText	t;

		arena->used = 0;
		if (parties_read(arena, names[i], strlen(names[i]), &t) != NAME_OK)
			abort();
		split += !t.field.plain;
		if (!t.field.plain)
			printf("# %s\n", names[i]);
	}
	ok(split == 0, "clean names are left alone");
}

static void
test_arena(void)
{
	static const char field[] = "TO THE ORDER OF «Ромашка» ООО c/o A\xCC\x81lpha, 12 Lenina str., tel. 1234567";
	size_t		enough = NAME_ARENA_BYTES(sizeof(field) - 1);
	char	   *base = malloc(enough);
	int			failures = 0;
	int			successes = 0;

	for (size_t size = 0; size < enough; size += 61)
	{
		NameArena	arena = {base, size, 0};
		PartyText	t;
		NameStatus	status = parties_read(&arena, field, sizeof(field) - 1, &t);

		failures += status == NAME_NO_MEMORY;
		successes += status == NAME_OK;
		if (status != NAME_OK && status != NAME_NO_MEMORY)
			abort();
	}
	ok(failures > 0 && successes > 0, "an arena that is too small is reported, at any size");
	free(base);
}

static void
test_long_fields(NameArena *arena)
{
	static const char *const repeated[] = {
		"a1", "c/o ", "Ltd, ", "12 str ", "(\"", "tel 12345 ", "a@b ", "1 ", ", ", "http://a.", "\xEF\xB7\xBA", "路"
	};
	size_t		len = 3 * FOLD_MAX_INPUT;
	char	   *s = malloc(len);
	int			bad = 0;

	for (size_t i = 0; i < sizeof(repeated) / sizeof(repeated[0]); i++)
	{
		PartyText	t;

		for (size_t k = 0; k < len; k++)
			s[k] = repeated[i][k % strlen(repeated[i])];
		arena->used = 0;
		bad += parties_read(arena, s, len, &t) != NAME_OK;
		free(compile_name(s, len));
	}
	ok(bad == 0, "the longest fields are read");
	free(s);
}

int
main(int argc, char **argv)
{
	NameArena	arena = {NULL, NAME_ARENA_BYTES(3 * FOLD_MAX_INPUT), 0};

	if (argc < 3)
	{
		fprintf(stderr, "usage: parties_test ROMANISATION_RULES RULES_DIRECTORY\n");
		return 2;
	}
	load_rules(argv[2]);
	arena.base = malloc(arena.size);
	if (arena.base == NULL)
		return 2;
	test_properties(&arena);
	test_plain(&arena);
	test_arena();
	test_long_fields(&arena);
	free(arena.base);
	printf("1..%d\n", tap_count);
	return tap_failed > 0;
}
