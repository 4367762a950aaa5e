/*-------------------------------------------------------------------------
 *
 * speed.c
 *	  What compiling a name and scoring a pair costs on one core.
 *
 *	speed RULES [NAMES]
 *
 * The names are made up here, or the plain lines of NAMES, of which the ASCII,
 * the Cyrillic and the Han ones are told apart.  Each figure is the median of
 * several rounds.  The peer in the same run is a bit-parallel edit distance of
 * two words, so that figures from different machines can be compared as ratios.
 *
 *-------------------------------------------------------------------------
 */
#include "../../src/name/test/kernel.h"

#include <time.h>

#include "name/score.h"

#define ROUNDS		9
#define MAX_NAMES	4000

typedef struct Set
{
	const char *title;
	char	   *names[MAX_NAMES];
	size_t		lens[MAX_NAMES];
	NameCompiled *compiled[MAX_NAMES];
	int			n;
} Set;

static Set	ascii = {.title = "ASCII"};
static Set	cyrillic = {.title = "Cyrillic"};
static Set	han = {.title = "Han"};

static volatile long sink;

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double) t.tv_sec + (double) t.tv_nsec * 1e-9;
}

static int
compare_doubles(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

static double
median(double *x, int n)
{
	qsort(x, (size_t) n, sizeof(double), compare_doubles);
	return x[n / 2];
}

static void
add(Set *set, const char *name)
{
	if (set->n == MAX_NAMES)
		return;
	set->names[set->n] = strdup(name);
	set->lens[set->n] = strlen(name);
	set->compiled[set->n] = compile_name(name, strlen(name));
	set->n++;
}

static void
make_names(void)
{
	static const char *const words[] = {
		"Zomakhinsk", "Talirn", "Mevora", "Kirtov", "Bodanesh", "Lenkoran", "Sarvo", "Dumelant", "Fiola", "Pranto",
		"Gestim", "Vyumar", "Ostrik", "Belmont", "Harwest", "Norvik", "Calder", "Ruvenko", "Tessaly", "Arkom"
	};
	static const char *const patterns[] = {
		"%s Trading Co., Ltd.", "%s International LLC", "OOO %s", "%s Shipping and Logistics GmbH", "%s Group",
		"%s Metallurgical Plant JSC", "Bank %s", "%s & Sons Inc.", "Institute of %s Technologies", "%s Electronics (Hong Kong) Limited"
	};
	static const char *const russian_words[] = {
		"Зомахинск", "Талирн", "Мевора", "Киртов", "Боданеш", "Ленкоран", "Сарво", "Дюмелант", "Фиола", "Прантов"
	};
	static const char *const russian[] = {
		"ООО «%s»", "АО «Завод «%s»", "Торговый дом %s", "%s групп", "ЗАО Научно-производственное объединение %s"
	};
	static const char *const chinese_words[] = {"弗龋陂", "佐马", "塔里恩", "梅沃拉", "基托夫", "博达", "兰科", "萨沃", "杜梅", "菲奥拉"};
	static const char *const chinese[] = {"%s有限公司", "深圳市%s科技有限公司", "%s集团", "上海%s电子技术股份有限公司", "%s贸易公司"};
	char		name[300];

	for (int p = 0; p < 10; p++)
		for (int w = 0; w < 20; w++)
		{
			snprintf(name, sizeof(name), patterns[p], words[w]);
			add(&ascii, name);
		}
	for (int p = 0; p < 5; p++)
		for (int w = 0; w < 10; w++)
		{
			snprintf(name, sizeof(name), russian[p], russian_words[w]);
			add(&cyrillic, name);
			snprintf(name, sizeof(name), chinese[p], chinese_words[w]);
			add(&han, name);
		}
}

static void
read_names(const char *path)
{
	FILE	   *f = fopen(path, "r");
	char	   *line = NULL;
	size_t		size = 0;
	ssize_t		len;

	if (f == NULL)
	{
		fprintf(stderr, "speed: cannot read %s\n", path);
		exit(2);
	}
	while ((len = getline(&line, &size, f)) > 0)
	{
		bool		has_cyrillic = false;
		bool		has_han = false;
		bool		is_ascii = true;

		if (line[len - 1] == '\n')
			line[--len] = '\0';
		for (ssize_t i = 0; i < len; i++)
		{
			unsigned char c = (unsigned char) line[i];

			is_ascii = is_ascii && c < 0x80;
			has_cyrillic = has_cyrillic || c == 0xD0 || c == 0xD1;
			has_han = has_han || (c >= 0xE4 && c <= 0xE9);
		}
		if (len > 0 && (is_ascii || has_cyrillic || has_han))
			add(is_ascii ? &ascii : has_cyrillic ? &cyrillic : &han, line);
	}
	free(line);
	fclose(f);
}

/* Microseconds to compile a name of the set. */
static double
time_compile(const Set *set)
{
	double		rounds[ROUNDS];
	NameArena	arena;
	int			repeat = 1 + 20000 / (set->n + 1);

	arena.size = NAME_ARENA_BYTES(1000);
	arena.base = malloc(arena.size);
	if (arena.base == NULL)
		exit(2);
	for (int r = 0; r < ROUNDS; r++)
	{
		double		start = now();

		for (int k = 0; k < repeat; k++)
		{
			for (int i = 0; i < set->n; i++)
			{
				const NameCompiled *name;

				arena.used = 0;
				if (set->lens[i] > 1000 ||
					name_compile(&arena, set->names[i], set->lens[i], &name) != NAME_OK)
					exit(2);
				sink += name->nforms;
			}
		}
		rounds[r] = (now() - start) * 1e6 / ((double) repeat * set->n);
	}
	free(arena.base);
	return median(rounds, ROUNDS);
}

/* Nanoseconds to score a pair: of names at a distance in the set, or of near-duplicates. */
static double
time_score(const Set *set, NameCompiled *const *other, int step)
{
	double		rounds[ROUNDS];
	int			repeat = 1 + 200000 / (set->n + 1);

	for (int r = 0; r < ROUNDS; r++)
	{
		double		start = now();

		for (int k = 0; k < repeat; k++)
			for (int i = 0; i < set->n; i++)
				sink += name_score_compiled(set->compiled[i],
											other[(i + step * (k % 50 + 1)) % set->n], NULL);
		rounds[r] = (now() - start) * 1e9 / ((double) repeat * set->n);
	}
	return median(rounds, ROUNDS);
}

/* The peer: nanoseconds for an edit distance of two words of ten letters. */
static double
time_distance(void)
{
	static const char *const words[] = {"zomakhinsk", "talirnovsk", "mevoratech", "kirtovmash"};
	double		rounds[ROUNDS];

	for (int r = 0; r < ROUNDS; r++)
	{
		double		start = now();

		for (int k = 0; k < 400000; k++)
			sink += name_distance(words[k & 3], 10, words[(k >> 2) & 3], 10, 2);
		rounds[r] = (now() - start) * 1e9 / 400000;
	}
	return median(rounds, ROUNDS);
}

int
main(int argc, char **argv)
{
	static NameCompiled *near[MAX_NAMES];
	double		peer;
	const Set  *sets[] = {&ascii, &cyrillic, &han};
	static const double targets[] = {2, 15, 15};

	if (argc < 2)
	{
		fprintf(stderr, "usage: speed RULES [NAMES]\n");
		return 2;
	}
	load_rules(argv[1]);
	if (argc > 2)
		read_names(argv[2]);
	else
		make_names();

	/* one letter inside of each name is another */
	for (int i = 0; i < ascii.n; i++)
	{
		char	   *s = strdup(ascii.names[i]);
		size_t		at = ascii.lens[i] / 3;

		s[at] = s[at] == 'e' ? 'a' : 'e';
		near[i] = compile_name(s, ascii.lens[i]);
		free(s);
	}
	peer = time_distance();
	printf("%d ASCII, %d Cyrillic, %d Han names; peer: edit distance of two words %.1f ns\n",
		   ascii.n, cyrillic.n, han.n, peer);
	for (int i = 0; i < 3; i++)
	{
		double		us = sets[i]->n > 0 ? time_compile(sets[i]) : 0;

		printf("compile, %-9s %8.2f us   target %5.1f   %6.0f peers\n", sets[i]->title, us, targets[i], us * 1000 / peer);
	}
	if (ascii.n > 0)
	{
		double		ns = time_score(&ascii, ascii.compiled, 7);

		printf("score, random pair  %8.0f ns   target  1000   %6.1f peers\n", ns, ns / peer);
		ns = time_score(&ascii, near, 0);
		printf("score, near pair    %8.0f ns   target  1000   %6.1f peers\n", ns, ns / peer);
	}
	return 0;
}
