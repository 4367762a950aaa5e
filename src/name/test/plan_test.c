/*-------------------------------------------------------------------------
 *
 * plan_test.c
 *	  Every name that reaches a threshold is found by the plan for it.
 *
 * usage: plan_test ROMANISATION_RULES RULES_DIRECTORY [ROUNDS [NAMES]]
 *
 * Names are made of random words, words of the lexicon and legal forms, and
 * changed in every way that the scorer forgives.  NAMES is a file with a name
 * on each line; its names are then changed and compared as well.
 *
 *-------------------------------------------------------------------------
 */
#include "kernel.h"

#include "one_name_index.h"

#define MAX_NAME	400
#define ARENA_SIZE	(4 * 1024 * 1024)

static uint64_t seed = 20220224;

static uint32_t
next_random(uint32_t below)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t) (((seed >> 33) * below) >> 31);
}

static bool
chance(uint32_t percent)
{
	return next_random(100) < percent;
}

/* ---------- made-up names ---------- */

static const char *const known[] = {
	"trading", "shipping", "technology", "group", "holding", "company", "bank", "plant", "factory",
	"invest", "energy", "oil", "gas", "electronics", "international", "general", "star", "delta", "orient",
	"Moscow", "Russian", "Iran", "Iranian", "China", "Ukraine", "of", "and", "the", "de", "for", "new",
	"scientific production association", "information technology", "joint stock bank",
	"import export", "research institute", "machine building plant",
	"завод", "торговый дом", "группа", "банк", "технология", "МОСКВА", "электроника",
	"有限公司", "科技", "北京", "株式会社", "1", "2", "12", "514", "II", "IV", "forty", "four", "first", "7", "A", "B"
};

static const char *const legal[] = {
	"LLC", "Ltd", "JSC", "OOO", "ООО", "АО", "GmbH", "AG", "S.A.", "SA", "Co.", "Inc", "PJSC", "Limited Liability Company",
	"d.o.o.", "Sp. z o.o.", "AS", "L.L.C."
};

#define LENGTH(x)	(sizeof(x) / sizeof((x)[0]))

static char *
put(char *p, const char *end, const char *s)
{
	while (*s && p < end)
		*p++ = *s++;
	*p = '\0';
	return p;
}

/* A word of syllables; few of them, so that words resemble each other. */
static char *
put_word(char *p, const char *end)
{
	static const char *const syllable[] = {
		"ka", "lo", "mi", "ros", "tek", "shi", "an", "ver", "do", "bu", "zh", "ya", "x", "qu", "th", "oo", "nn", "e", "gl", "sk"
	};
	static const char *const cyrillic[] = {
		"ка", "ло", "ми", "рос", "тех", "ши", "ан", "вер", "до", "бу", "ж", "я", "кс", "ю", "щ", "оо", "нн", "е", "гл", "ск"
	};
	bool		russian = chance(10);
	int			n = 1 + (int) next_random(5);

	while (n-- > 0)
		p = put(p, end, (russian ? cyrillic : syllable)[next_random(LENGTH(syllable))]);
	return p;
}

static void
make_name(char *name)
{
	char	   *p = name;
	const char *end = name + 150;
	int			n = 1 + (int) next_random(4);

	*p = '\0';
	for (int i = 0; i < n; i++)
	{
		if (i > 0)
			p = put(p, end, " ");
		if (chance(60))
			p = put_word(p, end);
		else
			p = put(p, end, known[next_random(LENGTH(known))]);
	}
	if (chance(50))
	{
		p = put(p, end, " ");
		p = put(p, end, legal[next_random(LENGTH(legal))]);
	}
	if (chance(5))
	{
		p = put(p, end, " (");
		p = put_word(p, end);
		p = put(p, end, ")");
	}
}

/* ---------- changes ---------- */

/* Begins of words of a name; returns how many. */
static int
word_starts(const char *name, int *start, int max)
{
	int			n = 0;

	for (int i = 0; name[i] && n < max; i++)
		if (name[i] != ' ' && (i == 0 || name[i - 1] == ' '))
			start[n++] = i;
	return n;
}

static void
change(char *name)
{
	char		old[MAX_NAME];
	int			start[32];
	int			nwords = word_starts(name, start, 32);
	int			len = (int) strlen(name);
	int			at;
	int			w;

	if (len == 0 || len > 250)
		return;
	memcpy(old, name, (size_t) len + 1);
	at = (int) next_random((uint32_t) len);
	w = (int) next_random((uint32_t) nwords);
	switch (next_random(14))
	{
		case 0:					/* a letter is lost */
			memmove(name + at, old + at + 1, (size_t) (len - at));
			break;
		case 1:					/* one comes in */
			name[at] = (char) ('a' + next_random(26));
			memcpy(name + at + 1, old + at, (size_t) (len - at + 1));
			break;
		case 2:					/* one is another */
			name[at] = (char) ('a' + next_random(26));
			break;
		case 3:					/* two change places */
			if (at + 1 < len)
			{
				name[at] = old[at + 1];
				name[at + 1] = old[at];
			}
			break;
		case 4:					/* a space is lost */
			{
				char	   *space = strchr(name + at, ' ');

				if (space)
					memmove(space, space + 1, strlen(space));
				break;
			}
		case 5:					/* all of them are */
			{
				char	   *out = name;

				for (const char *p = old; *p; p++)
					if (*p != ' ')
						*out++ = *p;
				*out = '\0';
				break;
			}
		case 6:					/* a space comes in */
			name[at] = ' ';
			memcpy(name + at + 1, old + at, (size_t) (len - at + 1));
			break;
		case 7:					/* a word is lost */
			{
				int			next = w + 1 < nwords ? start[w + 1] : len;

				if (nwords > 1)
					memmove(name + start[w], old + next, (size_t) (len - next + 1));
				break;
			}
		case 8:					/* one comes in */
			snprintf(name + len, 100, " %s", known[next_random(LENGTH(known))]);
			break;
		case 9:					/* the last word goes first */
			if (nwords > 1)
				snprintf(name, MAX_NAME, "%s %.*s", old + start[nwords - 1], start[nwords - 1], old);
			break;
		case 10:				/* initials */
			{
				char	   *out = name;

				for (int i = 0; i < nwords; i++)
					*out++ = old[start[i]];
				*out = '\0';
				break;
			}
		case 11:				/* a legal form */
			snprintf(name + len, 100, " %s", legal[next_random(LENGTH(legal))]);
			break;
		case 12:				/* another ending */
			snprintf(name + len, 100, "%s", chance(50) ? "iy" : "s");
			break;
		case 13:				/* a second form */
			snprintf(name + len, 100, chance(50) ? " (KLM)" : " f.k.a. Alrosa Trade");
			break;
	}
}

/* ---------- pairs ---------- */

static int	lost;
static int	tried;
static int	reached;
static int	by_keys;
static int	badly_packed;

static NameArena arena;

static void
try_pair(const char *x, const char *y)
{
	static const int level[] = {500, 2000, 3500, 5000, 6000, 7000, 8000, 8500, 9000, 9500, 10000};
	NameCompiled *query = compile_name(x, strlen(x));
	NameCompiled *name = compile_name(y, strlen(y));
	int			score = name_score_compiled(query, name, NULL);
	const NameCompiled *again;
	NamePacked	packed;

	tried++;
	arena.used = 0;
	if (name_pack(&arena, name, &packed) != NAME_OK ||
		name_unpack(&arena, &packed, &again) != NAME_OK ||
		name_score_compiled(query, again, NULL) != score ||
		name_score_compiled(name, again, NULL) != NAME_SCORE_MAX)
	{
		if (badly_packed++ < 5)
			printf("# packed: \"%s\" \"%s\"\n", x, y);
	}
	/* at the score itself, where a bound is tightest, and at some below */
	for (size_t i = 0; i <= LENGTH(level); i++)
	{
		int			t = i == LENGTH(level) ? score : level[i];
		NamePlan	plan;

		if (t > score || t <= 0)
			continue;
		arena.used = 0;
		if (name_plan(&arena, query, t, (t / 100) % 2 == 1, &plan) != NAME_OK)
			abort();
		reached++;
		by_keys += plan.mode == PLAN_KEYS;
		if (!index_finds(&plan, &arena, name, next_random(UINT32_MAX)) && lost++ < 20)
			printf("# lost at %d: \"%s\" \"%s\" scores %d\n", t, x, y, score);
	}
	free(query);
	free(name);
}

static void
test_made_up(int rounds)
{
	for (int i = 0; i < rounds; i++)
	{
		char		x[MAX_NAME];
		char		y[MAX_NAME];

		make_name(x);
		if (chance(90))
		{
			memcpy(y, x, sizeof(x));
			for (int n = 1 + (int) next_random(3); n > 0; n--)
				change(y);
		}
		else
			make_name(y);
		if (chance(10))
			change(x);
		if (chance(50))
			try_pair(x, y);
		else
			try_pair(y, x);
	}
}

/*
 * Single words, one or two edits apart, most of them swaps: the borders of the
 * parts by which long words are found.
 */
static void
test_letters(int rounds)
{
	for (int i = 0; i < rounds; i++)
	{
		static const char letters[] = "bdfglmnprt";
		char		x[32];
		char		y[32];
		int			len = 3 + (int) next_random(14);

		for (int k = 0; k < len; k++)
			x[k] = letters[next_random(10)];
		x[len] = '\0';
		memcpy(y, x, sizeof(x));
		for (int edits = 1 + (int) next_random(2); edits > 0; edits--)
		{
			int			at = (int) next_random((uint32_t) len);
			int			kind = (int) next_random(6);

			if (kind == 0)
				y[at] = letters[next_random(10)];
			else if (kind == 1 && len > 3)
				memmove(y + at, y + at + 1, (size_t) (len-- - at));
			else if (kind == 2)
			{
				memmove(y + at + 1, y + at, (size_t) (++len - at));
				y[at] = letters[next_random(10)];
			}
			else if (at + 1 < len)
			{
				char		c = y[at];

				y[at] = y[at + 1];
				y[at + 1] = c;
			}
		}
		try_pair(x, y);
	}
}

/* Names of nothing but small words, some of them said twice. */
static void
test_small_words(int rounds)
{
	static const char *const small[] = {"of", "de", "la", "al", "the", "and", "und", "y", "for", "i"};

	for (int i = 0; i < rounds; i++)
	{
		char		name[2][MAX_NAME];

		for (int side = 0; side < 2; side++)
		{
			char	   *p = name[side];
			const char *end = p + 100;

			p = put(p, end, small[next_random(LENGTH(small))]);
			for (int n = (int) next_random(3); n > 0; n--)
			{
				p = put(p, end, " ");
				p = put(p, end, small[next_random(LENGTH(small))]);
			}
		}
		try_pair(name[0], name[1]);
	}
}

/* What else is found for a unit never makes less room for a name. */
static int
count_less_room(int rounds)
{
	int			less = 0;

	for (int i = 0; i < rounds; i++)
	{
		char		x[MAX_NAME];
		NameCompiled *query;
		NamePlan	plan;
		NameBest	one[NAME_PLAN_UNITS] = {{0, 0, 0, 0}};
		NameBest	both[NAME_PLAN_UNITS];
		NameRoom	less_found;
		NameRoom	more_found;
		uint64_t	looked = 0;
		uint64_t	met = 0;

		make_name(x);
		query = compile_name(x, strlen(x));
		arena.used = 0;
		if (name_plan(&arena, query, 1 + (int) next_random(9999), false, &plan) != NAME_OK)
			abort();
		for (int u = 0; u < plan.nunits; u++)
		{
			NameMeet	meet = {.times = 1};

			for (int n = 0; n < 2; n++)
			{
				meet.sim = 4000 + (int) next_random(6001);
				meet.weight = (uint8_t) (10 + next_random(150));
				meet.lack = (uint8_t) (meet.weight * (chance(30) ? 19 : 75 + (int) next_random(26)) / 100);
				if (n == 0)
				{
					name_best_add(&one[u], &meet);
					both[u] = one[u];
				}
				else if (chance(50))
					name_best_add(&both[u], &meet);
			}

			/*
			 * the greatest similarity lets more units meet, which is another
			 * matter
			 */
			one[u].sim = both[u].sim;
			if (chance(70))
				met |= UINT64_C(1) << u;
			if (chance(70))
				looked |= UINT64_C(1) << u;
		}
		if (plan.mode == PLAN_KEYS)
		{
			more_found = name_plan_room(&plan, looked, met, both);
			less_found = name_plan_room(&plan, looked, met, one);
			if (name_room_for(&more_found, 1000000, 0) < name_room_for(&less_found, 1000000, 0))
				less++;
		}
		free(query);
	}
	return less;
}

static void
test_real(const char *path, int rounds)
{
	size_t		len;
	char	   *text = read_file(path, &len);
	int			n = 0;
	char	  **line;

	text[len] = '\0';
	for (size_t i = 0; i < len; i++)
		n += text[i] == '\n';
	line = malloc(((size_t) n + 1) * sizeof(char *));
	n = 0;
	for (char *p = strtok(text, "\n"); p; p = strtok(NULL, "\n"))
		line[n++] = p;
	for (int i = 0; i < rounds && n > 0; i++)
	{
		char		x[MAX_NAME];
		char		y[MAX_NAME];

		snprintf(x, sizeof(x), "%s", line[next_random((uint32_t) n)]);
		if (chance(70))
		{
			snprintf(y, sizeof(y), "%s", x);
			for (int k = 1 + (int) next_random(3); k > 0; k--)
				change(y);
		}
		else
			/* neighbours in a sorted list resemble each other */
			snprintf(y, sizeof(y), "%s", line[next_random((uint32_t) n)]);
		try_pair(x, y);
	}
	free(line);
	free(text);
}

int
main(int argc, char **argv)
{
	int			rounds = argc > 3 ? atoi(argv[3]) : 60000;

	if (argc < 3)
		return 2;
	load_rules(argv[2]);
	arena.size = ARENA_SIZE;
	arena.base = malloc(ARENA_SIZE);
	if (arena.base == NULL)
		return 2;
	test_made_up(rounds);
	test_letters(rounds);
	test_small_words(rounds / 4);
	if (argc > 4)
		test_real(argv[4], rounds);
	printf("# %d pairs; %d thresholds reached, %d of them with a plan of keys\n", tried, reached, by_keys);
	ok(reached > tried && by_keys > tried / 2, "the pairs are such that plans are put to the test");
	ok(lost == 0, "every name that reaches a threshold is found by the plan for it");
	ok(count_less_room(rounds / 4) == 0, "what else is found never makes less room for a name");
	ok(badly_packed == 0, "a name scores the same when it has been packed and unpacked");
	printf("1..%d\n", tap_count);
	free(arena.base);
	return tap_failed != 0;
}
