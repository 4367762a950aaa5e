/*-------------------------------------------------------------------------
 *
 * score_test.c
 *	  Properties of the scorer that no SQL test can reach as cheaply.
 *
 * usage: score_test ROMANISATION_RULES RULES_DIRECTORY
 *
 *-------------------------------------------------------------------------
 */
#include "kernel.h"

static uint32_t seed = 20220224;

static uint32_t
next_random(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t) (((uint64_t) seed * below) >> 32);
}

/* The textbook matrix that name_distance() must agree with. */
static int
naive_distance(const char *a, int alen, const char *b, int blen)
{
	static int	d[WORD_MAX_KEY + 1][WORD_MAX_KEY + 1];

	for (int i = 0; i <= alen; i++)
		d[i][0] = i;
	for (int j = 0; j <= blen; j++)
		d[0][j] = j;
	for (int i = 1; i <= alen; i++)
	{
		for (int j = 1; j <= blen; j++)
		{
			int			best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);

			if (d[i - 1][j] + 1 < best)
				best = d[i - 1][j] + 1;
			if (d[i][j - 1] + 1 < best)
				best = d[i][j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
				d[i - 2][j - 2] + 1 < best)
				best = d[i - 2][j - 2] + 1;
			d[i][j] = best;
		}
	}
	return d[alen][blen];
}

static void
test_distance(void)
{
	int			wrong = 0;
	int			tried = 0;

	for (int round = 0; round < 200000; round++)
	{
		char		a[WORD_MAX_KEY];
		char		b[WORD_MAX_KEY];
		int			alphabet = 2 + (int) next_random(4);
		int			alen = 1 + (int) next_random(round % 10 == 0 ? WORD_MAX_KEY : 12);
		int			blen = alen + (int) next_random(5) - 2;
		int			limit = (int) next_random(4);
		int			want;
		int			edits;

		if (blen < 1 || blen > WORD_MAX_KEY)
			continue;
		for (int i = 0; i < alen; i++)
			a[i] = (char) ('a' + next_random((uint32_t) alphabet));
		for (int i = 0; i < blen; i++)
			b[i] = i < alen && next_random(4) != 0 ? a[i] : (char) ('a' + next_random((uint32_t) alphabet));
		want = naive_distance(a, alen, b, blen);
		if (want > limit)
			want = limit + 1;
		if (name_distance(a, alen, b, blen, limit) != want)
			wrong++;
		name_letters_sim(a, alen, b, blen, limit, &edits);
		if (limit > 0 && edits != want)
			wrong++;
		tried++;
	}
	ok(wrong == 0 && tried > 150000, "bit-parallel distance, and edits of a similarity, agree with the matrix");
}

static const char *const pieces[] = {
	"Kalashnikov", "Калашников", "OOO", "ООО", "Ltd", "GmbH", "Trading", "Group",
	"Moscow", "Moskovskiy", "завод", "plant", "12", "XII", "Forty", "Four", "of", "the",
	"(", ")", "«", "»", "f.k.a.", ";", ",", "&", ".", "-", "A", "B", "d.o.o.", "华为技术有限公司",
	"삼성전자주식회사", "株式会社日立製作所", "شرکت", "Siemens", "Siemensag", "AG", "MEHL",
	"Myanmar", "Economic", "Holdings", "Rosoboronexport", "Rosoboroneksport", "x", "\xff", "�"
};

#define NPIECES	(sizeof(pieces) / sizeof(pieces[0]))

static size_t
random_name(char *out, size_t size)
{
	size_t		len = 0;
	int			n = (int) next_random(9);

	out[0] = '\0';
	for (int i = 0; i < n; i++)
	{
		const char *p = pieces[next_random(NPIECES)];

		if (len + strlen(p) + 2 > size)
			break;
		memcpy(out + len, p, strlen(p));
		len += strlen(p);
		/* now and then a slip of the pen */
		if (next_random(6) == 0 && len > 2)
			out[len - 2] = (char) ('a' + next_random(26));
		if (next_random(5) != 0)
			out[len++] = ' ';
	}
	return len;
}

static void
test_properties(void)
{
	int			asymmetric = 0;
	int			out_of_range = 0;
	int			not_one = 0;
	int			false_one = 0;
	int			over_base = 0;
	int			detail_differs = 0;
	int			positive = 0;

	for (int round = 0; round < 100000; round++)
	{
		char		s[512];
		char		t[512];
		size_t		slen = random_name(s, sizeof(s));
		size_t		tlen = random_name(t, sizeof(t));
		NameCompiled *a = compile_name(s, slen);
		NameCompiled *b = compile_name(t, tlen);
		NameDetail	d;
		int			score = name_score_compiled(a, b, &d);
		bool		same_text = a->textlen == b->textlen &&
			memcmp(name_bytes(a, a->text), name_bytes(b, b->text), a->textlen) == 0;

		asymmetric += score != name_score_compiled(b, a, NULL);
		out_of_range += score < 0 || score > NAME_SCORE_MAX;
		not_one += name_score_compiled(a, a, NULL) != NAME_SCORE_MAX;
		false_one += (score == NAME_SCORE_MAX) != same_text;
		over_base += score > d.base;
		detail_differs += score != d.score;
		positive += score > 0;
		free(a);
		free(b);
	}
	ok(asymmetric == 0, "scores are symmetric");
	ok(out_of_range == 0, "scores are in range");
	ok(not_one == 0, "a name scores full marks against itself");
	ok(false_one == 0, "full marks are for equal normalised texts only");
	ok(over_base == 0, "no score exceeds its base");
	ok(detail_differs == 0, "the detail tells the same score");
	ok(positive > 10000, "the random names have something in common");
}

static int
score_texts(const char *s, const char *t)
{
	NameCompiled *a = compile_name(s, strlen(s));
	NameCompiled *b = compile_name(t, strlen(t));
	int			score = name_score_compiled(a, b, NULL);

	free(a);
	free(b);
	return score;
}

/* Each name is further from the first than the one before it. */
static void
test_order(void)
{
	static const char *const chain[][6] = {
		{"Kalashnikov Concern JSC", "Kalashnikov Concern", "Kalashnikof Concern",
		"Kalashnikof Foods", "Kalash Foods", "Baltic Foods"},
		{"Novatek Shipping", "Novatek Marine Shipping", "Novatek Marine", "Novat Marine",
		"Novat Bakery", "Delta Bakery"},
		{"Plant 514 LLC", "Plant No 514", "Plant 514 Moscow", "Plant", "Plant 415 LLC", "Shop 415"}
	};
	int			wrong = 0;

	for (size_t c = 0; c < sizeof(chain) / sizeof(chain[0]); c++)
	{
		int			before = NAME_SCORE_MAX + 1;

		for (int i = 0; i < 6; i++)
		{
			int			score = score_texts(chain[c][0], chain[c][i]);

			if (score >= before && score > 0)
				printf("# %s, %s: %d after %d\n", chain[c][0], chain[c][i], score, before), wrong++;
			before = score;
		}
	}
	ok(wrong == 0, "the further a name, the lower its score");
}

/* What the documentation promises about single words. */
static void
test_words(void)
{
	ok(score_texts("Novatek", "Novotek") >= 8000 && score_texts("Novatek", "Kovatek") >= 8000,
	   "one edit in six letters and more, the first too");
	ok(score_texts("Uralvagonzavod", "Urlvagonzavot") >= 8000, "two edits in a long word");
	ok(score_texts("Novatek", "Novotak") < 8000, "not in a short one");
	ok(score_texts("BP", "BD") < 8000 && score_texts("Sina", "Siza") < 8000, "short names fail safe");
	ok(score_texts("Bid Boland", "Bidboland") >= 8000 && score_texts("Interaliment", "Inter Aliment") >= 8000,
	   "joined words");
	ok(score_texts("Cybernet Systems Ltd", "CYBERNETSYSTEMSLTD") >= 8000, "all spaces gone");
	ok(score_texts("Vutelimansk Scientific Research Institute of Precision Instruments and Measuring Equipment",
				   "VutelimanskScientificResearchInstituteofPrecisionInstrumentsandMeasuringEquipment") >= 8000 &&
	   score_texts("Vutelimansk Scientific Research Institute of Precision Instruments and Measuring Equipment",
				   "VutelimanskScientificResearchInstituteofPrecisionInstrumentsandMeasuringOmission") < 8000,
	   "of a long name too");
	ok(score_texts("Merideis d.o.o.", "MERIDEISD.O.O.") >= 9000, "a glued legal form that reads as another is the same");
	ok(score_texts("Asia Bridge 1", "Asia Bridge I LLC") >= 9000 && score_texts("Bridge VIII", "VIII Bridge") >= 9000 &&
	   score_texts("Perez y Hijos", "Perez i Hijos") >= 9000, "Roman numerals by their place");
	ok(score_texts("Plant named after V.I. Lenin", "Plant named after Lenin") >= 8000, "dotted letters are no number");
	ok(score_texts("Myanmar Economic Holdings", "MEH") >= 8000 &&
	   score_texts("The Myanmar Economic Holdings Limited", "MEHL") >= 8000 &&
	   score_texts("Harakat ul-Jihad Islami", "HUJI") >= 8000, "acronyms from the first word");
	ok(score_texts("Great Myanmar Economic Holdings", "MEH") < 8000, "and from no other");
	ok(score_texts("Myanmar Economic Holdings LLC", "MEH JSC") < 8000,
	   "three letters need legal forms that agree");
	ok(score_texts("Health Partners Omsk", "Wealth Partners Omsk") > score_texts("Health Partners Omsk", "Shipping Partners Omsk"),
	   "a slip may turn one description into another");
	ok(score_texts("Kronshtadt LLC (Kronshtadt)", "Kronshtadt LLC") >= 9500, "what is said twice counts once");
	ok(score_texts("Niger Metals", "Nigeria Metals") < 8000 && score_texts("Austria Metals", "Australia Metals") < 8000,
	   "countries are no typing errors of each other");
}

static void
test_arena(void)
{
	static const char name[] = "Акционерное Общество «514 АРЗ» (AO \"514 ARZ\")";
	size_t		enough = NAME_ARENA_BYTES(sizeof(name) - 1);
	char	   *base = malloc(enough);
	int			failures = 0;
	int			successes = 0;

	for (size_t size = 0; size < enough; size += 61)
	{
		NameArena	arena = {base, size, 0};
		const NameCompiled *out;
		NameStatus	status = name_compile(&arena, name, sizeof(name) - 1, &out);

		failures += status == NAME_NO_MEMORY;
		successes += status == NAME_OK;
		if (status != NAME_OK && status != NAME_NO_MEMORY)
			abort();
	}
	ok(failures > 0 && successes > 0, "an arena that is too small is reported, at any size");
	free(base);
}

static void
test_long_input(void)
{
	size_t		len = 200000;
	char	   *s = malloc(len);
	NameCompiled *a;

	for (size_t i = 0; i < len; i++)
		s[i] = i % 7 == 6 ? ' ' : (char) ('a' + next_random(26));
	a = compile_name(s, len);
	ok(a->flags & NAME_TRUNCATED, "a very long field is truncated, not refused");
	ok(name_score_compiled(a, a, NULL) == NAME_SCORE_MAX, "and still is itself");
	free(a);

	for (size_t i = 0; i < len; i++)
		s[i] = "(;)a"[i % 4];
	a = compile_name(s, len);
	ok(a->nforms <= NAME_MAX_FORMS, "the number of forms is bounded");
	free(a);

	for (size_t i = 0; i < len; i++)
		s[i] = "a1"[i % 2];
	a = compile_name(s, len);
	ok(a->flags & NAME_TRUNCATED, "a field of the most words is compiled");
	free(a);
	free(s);
}

int
main(int argc, char **argv)
{
	if (argc < 3)
	{
		fprintf(stderr, "usage: score_test ROMANISATION_RULES RULES_DIRECTORY\n");
		return 2;
	}
	load_rules(argv[2]);
	test_distance();
	test_properties();
	test_order();
	test_words();
	test_arena();
	test_long_input();
	printf("1..%d\n", tap_count);
	return tap_failed > 0;
}
