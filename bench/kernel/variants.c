/*-------------------------------------------------------------------------
 *
 * variants.c
 *	  Recall of the manipulations that name_variants() makes.
 *
 *	variants RULES [NAMES]
 *
 * Scores each variant against its name and prints, for each manipulation and
 * length of the word whose letters were changed, the share of variants that
 * reach the default threshold, as a table in Markdown.  The names are made up
 * here; those of NAMES (an id, a tab and a name on each line) come in a second
 * table.  -v before RULES lists the "must" that are not found and the "not" that
 * are.
 *
 *-------------------------------------------------------------------------
 */
#include "../../src/name/test/kernel.h"

#include "name/score.h"
#include "name/variants.h"

#define THRESHOLD	8000		/* the default of tradescreen.threshold */
#define NLENGTHS	5
#define MAX_KINDS	100

static const int lengths[NLENGTHS] = {4, 5, 6, 8, 12};

/* Made-up words of 4, 5, 6, 8 and 12 letters. */
static const char *const words[NLENGTHS][12] = {
	{"Zorn", "Talu", "Mevo", "Kirt", "Boda", "Lenk", "Sarv", "Duma", "Fiol", "Pran", "Gest", "Vyum"},
	{"Zomak", "Talir", "Mevon", "Kirto", "Bodan", "Lenka", "Sarvo", "Dumel", "Fiola", "Prant", "Gesti", "Vyuma"},
	{"Zomakh", "Talirn", "Mevora", "Kirtov", "Bodana", "Lenkor", "Sarvol", "Dumela", "Fiolan", "Pranto", "Gestim", "Vyumar"},
	{"Zomakhin", "Talirnov", "Mevorata", "Kirtovia", "Bodanesh", "Lenkoran", "Sarvolin", "Dumelant", "Fiolante",
	"Prantour", "Gestimal", "Vyumarka"},
	{"Zomakhinsk", "Talirnovskiy", "Mevoratechno", "Kirtoviamash", "Bodaneshprom", "Lenkorantrak", "Sarvolinmash",
	"Dumelantomet", "Fiolantexpor", "Prantourline", "Gestimalneft", "Vyumarkastal"}
};

static const char *const cyrillic[NLENGTHS][4] = {
	{"Зорн", "Тало", "Мево", "Кирт"},
	{"Зомак", "Талир", "Мевон", "Кирто"},
	{"Зомахи", "Талирн", "Мевора", "Кыртов"},
	{"Зомахинс", "Талирнов", "Меворита", "Кыртовая"},
	{"Зомахинсксталь", "Талирновскмет", "Меворитахимик", "Кыртовиамашин"}
};

/* @ is the word, & another of the same length */
static const char *const patterns[] = {
	"@", "@ LLC", "@ Trading Co., Ltd.", "@ Group", "OOO @", "@ Shipping and Logistics GmbH",
	"@ & Sons International Inc.", "@ Metallurgical Plant No 12 JSC", "Bank @ of Iran", "@ Technologies (Cyprus) Limited",
	"Research Institute of & @", "# & Engineering Services SA", "@ 4 Defence Centre", "@-& Holdings PLC"
};

static const char *const cyrillic_patterns[] = {
	"@", "ООО «@»", "АО «Завод «@»", "Акционерное общество @", "@ групп", "НПО @-12", "ЗАО «Торговый дом @»"
};

typedef struct Kind
{
	const char *word;
	VariantExpect expect;		/* of the longest words */
	int			n[NLENGTHS];
	int			found[NLENGTHS];
} Kind;

static Kind kinds[MAX_KINDS];
static int	nkinds;
static bool verbose;

static Kind *
find_kind(const NameVariant *v)
{
	for (int i = 0; i < nkinds; i++)
	{
		if (strcmp(kinds[i].word, v->kind) != 0)
			continue;
		if (v->expect == VARIANT_MUST)
			kinds[i].expect = v->expect;
		return &kinds[i];
	}
	if (nkinds == MAX_KINDS)
		abort();
	kinds[nkinds].word = v->kind;
	kinds[nkinds].expect = v->expect;
	return &kinds[nkinds++];
}

static void
try_name(const char *name, size_t len)
{
	static NameArena arena;
	NameVariant *v;
	NameCompiled *whole = compile_name(name, len);
	int			n;
	int			letters;
	int			length = 0;

	if (arena.size < variants_arena_bytes(len))
	{
		free(arena.base);
		arena.size = variants_arena_bytes(len);
		arena.base = malloc(arena.size);
	}
	arena.used = 0;
	if (arena.base == NULL || variants_find(&arena, name, len, &v, &n, &letters) != NAME_OK)
		abort();
	while (length + 1 < NLENGTHS && letters >= lengths[length + 1])
		length++;
	for (int i = 0; i < n; i++)
	{
		NameCompiled *variant = compile_name(v[i].text, v[i].len);
		int			score = name_score_compiled(whole, variant, NULL);
		Kind	   *kind = find_kind(&v[i]);

		kind->n[length]++;
		kind->found[length] += score >= THRESHOLD;
		if (verbose && (v[i].expect == VARIANT_MUST ? score < THRESHOLD && letters >= 6 :
						v[i].expect == VARIANT_NOT && score >= THRESHOLD))
			printf("%s %4d %s | %.*s | %.*s\n", v[i].expect == VARIANT_NOT ? "FALSE" : "MISS", score, v[i].kind,
				   (int) len, name, (int) v[i].len, v[i].text);
		free(variant);
	}
	free(whole);
}

static void
fill(char *out, size_t size, const char *pattern, const char *word, const char *other)
{
	size_t		used = 0;

	for (const char *p = pattern; *p; p++)
	{
		if (*p == '@' || *p == '#')
			used += (size_t) snprintf(out + used, size - used, "%s", word);
		else if (*p == '&' && !(p[1] == ' ' && p[2] == 'S'))
			used += (size_t) snprintf(out + used, size - used, "%s", other);
		else
			used += (size_t) snprintf(out + used, size - used, "%c", *p);
	}
}

static void
made_up(void)
{
	char		name[300];

	for (int l = 0; l < NLENGTHS; l++)
	{
		for (size_t p = 0; p < sizeof(patterns) / sizeof(patterns[0]); p++)
		{
			for (int w = 0; w < 12; w++)
			{
				fill(name, sizeof(name), patterns[p], words[l][w], words[l][(w + 5) % 12]);
				try_name(name, strlen(name));
			}
		}
		for (size_t p = 0; p < sizeof(cyrillic_patterns) / sizeof(cyrillic_patterns[0]); p++)
		{
			for (int w = 0; w < 4; w++)
			{
				fill(name, sizeof(name), cyrillic_patterns[p], cyrillic[l][w], "");
				try_name(name, strlen(name));
			}
		}
	}
}

static void
listed(const char *path)
{
	FILE	   *f = fopen(path, "r");
	char	   *line = NULL;
	size_t		size = 0;
	ssize_t		len;

	if (f == NULL)
	{
		fprintf(stderr, "variants: cannot read %s\n", path);
		exit(2);
	}
	while ((len = getline(&line, &size, f)) > 0)
	{
		const char *tab = strchr(line, '\t');

		if (line[len - 1] == '\n')
			line[--len] = '\0';
		if (tab)
			try_name(tab + 1, strlen(tab + 1));
	}
	free(line);
	fclose(f);
}

static void
show(const char *title)
{
	int			below = 0;

	printf("\n%s\n\n| manipulation | expected |", title);
	for (int l = 0; l < NLENGTHS; l++)
	{
		if (l + 1 < NLENGTHS && lengths[l + 1] > lengths[l] + 1)
			printf(" %d-%d |", lengths[l], lengths[l + 1] - 1);
		else
			printf(" %d%s |", lengths[l], l + 1 < NLENGTHS ? "" : "+");
	}
	printf(" 6 and more | variants |\n|---|---|---|---|---|---|---|---|---|\n");
	for (int i = 0; i < nkinds; i++)
	{
		Kind	   *k = &kinds[i];
		int			n = 0;
		int			found = 0;
		int			all = 0;

		printf("| `%s` | %s |", k->word, variant_expect_word[k->expect]);
		for (int l = 0; l < NLENGTHS; l++)
		{
			if (k->n[l] > 0)
				printf(" %.3f |", (double) k->found[l] / k->n[l]);
			else
				printf(" |");
			all += k->n[l];
			n += l >= 2 ? k->n[l] : 0;
			found += l >= 2 ? k->found[l] : 0;
		}
		if (n > 0)
			printf(" %s%.3f%s |", k->expect == VARIANT_MUST && found < 0.98 * n ? "**" : "", (double) found / n,
				   k->expect == VARIANT_MUST && found < 0.98 * n ? "**" : "");
		else
			printf(" |");
		printf(" %d |\n", all);
		below += n > 0 && k->expect == VARIANT_MUST && found < 0.98 * n;
	}
	printf("\n\"must\" below 0.98 with words of 6 letters and more: %d\n", below);
	memset(kinds, 0, sizeof(kinds));
	nkinds = 0;
}

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "-v") == 0)
	{
		verbose = true;
		argv++;
		argc--;
	}
	if (argc < 2)
	{
		fprintf(stderr, "usage: variants [-v] RULES [NAMES]\n");
		return 2;
	}
	load_rules(argv[1]);
	made_up();
	show("Made-up names");
	if (argc > 2)
	{
		listed(argv[2]);
		show("Listed names");
	}
	return 0;
}
