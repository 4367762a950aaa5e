/*-------------------------------------------------------------------------
 *
 * accuracy.c
 *	  How accurate the name kernel is on labelled names.
 *
 * bench/kernel/run prepares the input files, tab-separated without headers,
 * and says how they are made.
 *
 *	accuracy RULES pairs FILE				label, peer's score, name, name
 *	accuracy RULES retrieval LIST ALIASES BACKGROUND [CANDIDATES]
 *											entity, name | entity, alias, class | name
 *	accuracy RULES cross FILE				script, name, name
 *	accuracy RULES legal FILE				form, script
 *	accuracy RULES score NAME NAME
 *
 * With -v as the first argument the errors are listed.  CANDIDATES is a file: where
 * it does not exist, the list names that each background name resembles at all
 * are written to it; where it does, only those are scored again, which is right
 * as long as a change raises no other name from nothing, and takes a second.
 *
 *-------------------------------------------------------------------------
 */
#include "../../src/name/test/kernel.h"

#include <pthread.h>

#define CANDIDATE_SCORE	3000	/* what is worth remembering */
#define MAX_FIELDS		4
#define NTHREADS		2

typedef struct Row
{
	char	   *field[MAX_FIELDS];
	NameCompiled *name;
	int			score;
	int			best;			/* index of the list name that scored best */
	int			ncandidates;
	int		   *candidates;
} Row;

typedef struct Table
{
	Row		   *rows;
	int			n;
} Table;

static bool verbose;

static void
fail(const char *what, const char *why)
{
	fprintf(stderr, "accuracy: %s: %s\n", what, why);
	exit(2);
}

static Table
read_table(const char *path, int nfields, int name_field)
{
	FILE	   *f = fopen(path, "r");
	char	   *line = NULL;
	size_t		size = 0;
	ssize_t		len;
	Table		t = {NULL, 0};

	if (f == NULL)
		fail(path, "cannot be read");
	while ((len = getline(&line, &size, f)) > 0)
	{
		char	   *p;
		Row		   *r;

		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		if ((t.n & (t.n - 1)) == 0)
			t.rows = realloc(t.rows, (t.n ? t.n * 2u : 1u) * sizeof(Row));
		r = &t.rows[t.n++];
		memset(r, 0, sizeof(*r));
		r->best = -1;
		p = strdup(line);
		for (int i = 0; i < nfields; i++)
		{
			r->field[i] = p;
			p = strchr(p, '\t');
			if (p == NULL && i + 1 < nfields)
				fail(path, "too few fields");
			if (p != NULL)
				*p++ = '\0';
		}
		if (name_field >= 0)
			r->name = compile_name(r->field[name_field], strlen(r->field[name_field]));
	}
	free(line);
	fclose(f);
	return t;
}

static int
score_texts(const char *a, const char *b)
{
	NameCompiled *x = compile_name(a, strlen(a));
	NameCompiled *y = compile_name(b, strlen(b));
	int			score = name_score_compiled(x, y, NULL);

	free(x);
	free(y);
	return score;
}

/* ---------- pairs ---------- */

static void
pairs(const char *path)
{
	Table		t = read_table(path, 4, -1);

	for (int i = 0; i < t.n; i++)
		t.rows[i].score = score_texts(t.rows[i].field[2], t.rows[i].field[3]);
	printf("threshold    tp    fp    fn     F1\n");
	for (int threshold = 6000; threshold <= 9500; threshold += 250)
	{
		int			tp = 0;
		int			fp = 0;
		int			fn = 0;

		for (int i = 0; i < t.n; i++)
		{
			bool		match = t.rows[i].field[0][0] == 't';

			tp += match && t.rows[i].score >= threshold;
			fp += !match && t.rows[i].score >= threshold;
			fn += match && t.rows[i].score < threshold;
		}
		printf("%9.3f %5d %5d %5d  %.3f\n", threshold / 1e4, tp, fp, fn, 2.0 * tp / (2 * tp + fp + fn));
	}
	if (verbose)
		for (int i = 0; i < t.n; i++)
			if ((t.rows[i].field[0][0] == 't') != (t.rows[i].score >= 8000))
				printf("%s %5d %s | %s | %s\n", t.rows[i].field[0][0] == 't' ? "MISS " : "FALSE",
					   t.rows[i].score, t.rows[i].field[1], t.rows[i].field[2], t.rows[i].field[3]);
}

/* ---------- retrieval ---------- */

typedef struct Share
{
	Table	   *list;
	Table	   *queries;
	int			from;
	bool		cached;
} Share;

static void *
scan(void *arg)
{
	Share	   *s = arg;

	for (int i = s->from; i < s->queries->n; i += NTHREADS)
	{
		Row		   *q = &s->queries->rows[i];
		int			n = s->cached ? q->ncandidates : s->list->n;

		q->score = 0;
		for (int k = 0; k < n; k++)
		{
			int			j = s->cached ? q->candidates[k] : k;
			int			score = name_score_compiled(q->name, s->list->rows[j].name, NULL);

			if (score > q->score)
			{
				q->score = score;
				q->best = j;
			}
			if (!s->cached && score >= CANDIDATE_SCORE)
			{
				if ((q->ncandidates & (q->ncandidates - 1)) == 0)
					q->candidates = realloc(q->candidates,
											(q->ncandidates ? q->ncandidates * 2u : 1u) * sizeof(int));
				q->candidates[q->ncandidates++] = j;
			}
		}
	}
	return NULL;
}

static bool
load_candidates(const char *path, Table *queries)
{
	FILE	   *f = path ? fopen(path, "r") : NULL;

	if (f == NULL)
		return false;
	for (int i = 0; i < queries->n; i++)
	{
		Row		   *q = &queries->rows[i];

		if (fscanf(f, "%d", &q->ncandidates) != 1)
			fail(path, "is not for this background");
		q->candidates = malloc(((size_t) q->ncandidates + 1) * sizeof(int));
		for (int k = 0; k < q->ncandidates; k++)
			if (fscanf(f, "%d", &q->candidates[k]) != 1)
				fail(path, "is cut short");
	}
	fclose(f);
	return true;
}

static void
save_candidates(const char *path, const Table *queries)
{
	FILE	   *f = fopen(path, "w");

	if (f == NULL)
		fail(path, "cannot be written");
	for (int i = 0; i < queries->n; i++)
	{
		fprintf(f, "%d", queries->rows[i].ncandidates);
		for (int k = 0; k < queries->rows[i].ncandidates; k++)
			fprintf(f, " %d", queries->rows[i].candidates[k]);
		fputc('\n', f);
	}
	fclose(f);
}

static int
by_score(const void *a, const void *b)
{
	return ((const Row *) b)->score - ((const Row *) a)->score;
}

static void
scan_all(Table *list, Table *queries, bool cached)
{
	pthread_t	thread[NTHREADS];
	Share		share[NTHREADS];

	for (int i = 0; i < NTHREADS; i++)
	{
		share[i] = (Share) {list, queries, i, cached};
		pthread_create(&thread[i], NULL, scan, &share[i]);
	}
	for (int i = 0; i < NTHREADS; i++)
		pthread_join(thread[i], NULL);
}

static int
by_entity(const void *a, const void *b)
{
	return strcmp(((const Row *) a)->field[0], ((const Row *) b)->field[0]);
}

/* Scores each alias against the names of its own entity. */
static void
score_aliases(Table *list, Table *aliases)
{
	for (int i = 0; i < aliases->n; i++)
	{
		Row		   *q = &aliases->rows[i];
		Row		   *r = bsearch(q, list->rows, (size_t) list->n, sizeof(Row), by_entity);

		if (r == NULL)
			fail(q->field[0], "has no name in the list");
		while (r > list->rows && by_entity(r - 1, q) == 0)
			r--;
		for (; r < list->rows + list->n && by_entity(r, q) == 0; r++)
		{
			int			score = name_score_compiled(q->name, r->name, NULL);

			if (score > q->score || q->best < 0)
			{
				q->score = score;
				q->best = (int) (r - list->rows);
			}
		}
	}
}

static void
retrieval(const char *list_path, const char *alias_path, const char *background_path,
		  const char *candidates)
{
	static const char *const classes[] = {
		"spelling", "legal_form", "subset", "word_order", "acronym", "cross_script"
	};
	static const double budgets[] = {0.2, 0.5, 1.0, 2.0};
	Table		list = read_table(list_path, 2, 1);
	Table		aliases = read_table(alias_path, 3, 1);
	Table		background = read_table(background_path, 1, 0);
	bool		cached;

	qsort(list.rows, (size_t) list.n, sizeof(Row), by_entity);
	score_aliases(&list, &aliases);
	cached = load_candidates(candidates, &background);
	scan_all(&list, &background, cached);
	if (candidates && !cached)
		save_candidates(candidates, &background);
	qsort(background.rows, (size_t) background.n, sizeof(Row), by_score);

	printf("%d list names, %d aliases, %d background names%s\n", list.n, aliases.n, background.n,
		   cached ? ", remembered candidates only" : "");
	printf("alerts  above   all");
	for (size_t c = 0; c < sizeof(classes) / sizeof(classes[0]); c++)
		printf(" %12s", classes[c]);
	printf("\n");
	for (size_t b = 0; b < sizeof(budgets) / sizeof(budgets[0]); b++)
	{
		int			above = background.rows[(int) (background.n * budgets[b] / 100)].score;
		int			hits = 0;

		for (int i = 0; i < aliases.n; i++)
			hits += aliases.rows[i].score > above;
		printf("%5.1f%%  %.3f  %5.1f", budgets[b], above / 1e4, 100.0 * hits / aliases.n);
		for (size_t c = 0; c < sizeof(classes) / sizeof(classes[0]); c++)
		{
			int			n = 0;
			int			h = 0;

			for (int i = 0; i < aliases.n; i++)
			{
				if (strcmp(aliases.rows[i].field[2], classes[c]) != 0)
					continue;
				n++;
				h += aliases.rows[i].score > above;
			}
			printf(" %5.1f of %4d", 100.0 * h / (n ? n : 1), n);
		}
		printf("\n");
	}
	if (verbose)
	{
		int			above = background.rows[background.n / 100].score;

		for (int i = 0; i < aliases.n; i++)
			if (aliases.rows[i].score <= above)
				printf("MISS %5d %s | %s | %s\n", aliases.rows[i].score, aliases.rows[i].field[2],
					   aliases.rows[i].field[1], list.rows[aliases.rows[i].best].field[1]);
		for (int i = 0; i < background.n / 25; i++)
			printf("ALERT %5d %s | %s\n", background.rows[i].score, background.rows[i].field[0],
				   background.rows[i].best < 0 ? "" : list.rows[background.rows[i].best].field[1]);
	}
}

/* ---------- legal forms ---------- */

static bool
says(const char *script, const char *name)
{
	return strcmp(script, name) == 0;
}

/*
 * Appends each form to a made-up name: it is recognised when some legal form
 * is found and nothing but light words is left beside the name, known in part
 * when some legal form is found, and harmless when nothing but light and generic
 * words is left: "Company" alone is to stay a generic word, and is no miss.
 */
static void
legal(const char *path)
{
	static const char *const scripts[] = {"latin", "cyrillic", "han", "other"};
	Table		t = read_table(path, 2, -1);
	int			n[4] = {0};
	int			part[4] = {0};
	int			whole[4] = {0};
	int			harmless[4] = {0};

	for (int i = 0; i < t.n; i++)
	{
		const char *form = t.rows[i].field[0];
		char		field[2000];
		NameCompiled *name;
		int			s = 3;
		bool		found = false;
		bool		rest = false;
		bool		names = false;

		for (int k = 0; k < 3; k++)
			if (says(t.rows[i].field[1], scripts[k]))
				s = k;
		snprintf(field, sizeof(field), "%s%s%s",
				 s == 1 ? "Вутелиман" : s == 2 ? "弗龋陂" : "Vuteliman", s == 2 ? "" : " ", form);
		name = compile_name(field, strlen(field));
		for (int k = 0; k < name->forms[0].nunits; k++)
		{
			const NameUnit *u = name_unit(name, name->forms[0].first + (uint32_t) k);

			found = found || u->cls == NAME_LEGAL;
			rest = rest || (k > 0 && !(u->flags & UNIT_LIGHT));
			names = names || (k > 0 && !(u->flags & UNIT_LIGHT) && u->cls != NAME_GENERIC);
		}
		n[s]++;
		part[s] += found;
		whole[s] += found && !rest;
		harmless[s] += !names;
		if (verbose && !(found && !rest))
			printf("%s %s %s\n", found ? "PART" : "MISS", t.rows[i].field[1], form);
		free(name);
	}
	for (int s = 0; s < 4; s++)
		if (n[s] > 0)
			printf("%-9s %5d forms, recognised %5.1f %%, in part or whole %5.1f %%, harmless %5.1f %%\n",
				   scripts[s], n[s], 100.0 * whole[s] / n[s], 100.0 * part[s] / n[s],
				   100.0 * harmless[s] / n[s]);
	printf("latin, cyrillic and han: recognised %.1f %%, in part or whole %.1f %%, harmless %.1f %%\n",
		   100.0 * (whole[0] + whole[1] + whole[2]) / (n[0] + n[1] + n[2]),
		   100.0 * (part[0] + part[1] + part[2]) / (n[0] + n[1] + n[2]),
		   100.0 * (harmless[0] + harmless[1] + harmless[2]) / (n[0] + n[1] + n[2]));
}

/* ---------- cross-script ---------- */

/* Recall of true pairs at thresholds, by script. */
static void
cross(const char *path)
{
	static const int thresholds[] = {6000, 7000, 7500, 8000, 9000};
	Table		t = read_table(path, 3, -1);

	for (int i = 0; i < t.n; i++)
		t.rows[i].score = score_texts(t.rows[i].field[1], t.rows[i].field[2]);
	printf("script      pairs");
	for (int k = 0; k < 5; k++)
		printf("  >=%.2f", thresholds[k] / 1e4);
	printf("\n");
	for (int i = 0; i < t.n; i++)
	{
		int			n = 0;
		int			hits[5] = {0};
		bool		seen = false;

		for (int j = 0; j < i && !seen; j++)
			seen = says(t.rows[i].field[0], t.rows[j].field[0]);
		if (seen)
			continue;
		for (int j = i; j < t.n; j++)
		{
			if (!says(t.rows[i].field[0], t.rows[j].field[0]))
				continue;
			n++;
			for (int k = 0; k < 5; k++)
				hits[k] += t.rows[j].score >= thresholds[k];
		}
		printf("%-10s %6d", t.rows[i].field[0], n);
		for (int k = 0; k < 5; k++)
			printf("  %5.1f%%", 100.0 * hits[k] / n);
		printf("\n");
	}
	if (verbose)
		for (int i = 0; i < t.n; i++)
			if (t.rows[i].score < 7500)
				printf("MISS %5d %s | %s | %s\n", t.rows[i].score,
					   t.rows[i].field[0], t.rows[i].field[1], t.rows[i].field[2]);
}

/* ---------- one pair ---------- */

static void
show(const char *text)
{
	NameCompiled *name = compile_name(text, strlen(text));

	printf("%s\n", text);
	for (int f = 0; f < name->nforms; f++)
	{
		printf("  form %d:", f);
		for (int i = 0; i < name->forms[f].nunits; i++)
		{
			const NameUnit *u = name_unit(name, name->forms[f].first + (uint32_t) i);

			printf(" [%.*s|%.*s %s %d%s%s%s%s]", u->textlen, name_bytes(name, u->text),
				   u->keylen, name_bytes(name, u->key), name_class_word[u->cls], u->weight,
				   u->flags & UNIT_LIGHT ? " light" : "", u->flags & UNIT_IDENTITY ? " identity" : "",
				   u->id ? " " : "", u->id ? lexicon_id(u->id) : "");
		}
		printf("\n");
	}
	free(name);
}

static void
explain(const char *a, const char *b)
{
	NameCompiled *x = compile_name(a, strlen(a));
	NameCompiled *y = compile_name(b, strlen(b));
	NameDetail	d;

	show(a);
	show(b);
	name_score_compiled(x, y, &d);
	printf("score %d: forms %d and %d, coverage %d and %d, base %d\n", d.score, d.form_a, d.form_b,
		   d.coverage_a, d.coverage_b, d.base);
	for (int i = 0; i < d.npairs; i++)
		printf("  %x = %x, %s %d\n", d.pairs[i].a, d.pairs[i].b,
			   name_pair_word[d.pairs[i].kind], d.pairs[i].sim);
	for (int i = 0; i < NAME_NPENALTIES; i++)
		if (d.factor[i] != NAME_SCORE_MAX)
			printf("  %s %d\n", name_penalty_word[i], d.factor[i]);
	free(x);
	free(y);
}

int
main(int argc, char **argv)
{
	if (argc > 1 && says(argv[1], "-v"))
	{
		verbose = true;
		argv++;
		argc--;
	}
	if (argc < 4)
		fail("usage", "see the head of accuracy.c");
	load_rules(argv[1]);
	if (says(argv[2], "pairs"))
		pairs(argv[3]);
	else if (says(argv[2], "retrieval") && argc >= 6)
		retrieval(argv[3], argv[4], argv[5], argc > 6 ? argv[6] : NULL);
	else if (says(argv[2], "legal"))
		legal(argv[3]);
	else if (says(argv[2], "cross"))
		cross(argv[3]);
	else if (says(argv[2], "score") && argc == 5)
		explain(argv[3], argv[4]);
	else
		fail(argv[2], "no such command");
	return 0;
}
