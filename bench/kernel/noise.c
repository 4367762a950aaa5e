/*-------------------------------------------------------------------------
 *
 * noise.c
 *	  What the noise of trade documents around a name costs in recall.
 *
 *	noise RULES LIST ALIASES BACKGROUND [CANDIDATES]
 *
 * The files are those of "accuracy RULES retrieval".  The threshold is that at
 * which one per cent of the clean background names alert; each alias is then
 * scored against its own entity, clean and with noise of each kind around it.
 * Prints the recall of each kind and what it loses; -v before RULES lists the
 * aliases that are lost.
 *
 *-------------------------------------------------------------------------
 */
#define main accuracy_main
#include "accuracy.c"
#undef main

typedef struct Noise
{
	const char *kind;
	const char *text;			/* @ is the name, # a number of seven digits,
								 * % another party */
} Noise;

static const Noise noises[] = {
	{"to the order of", "TO THE ORDER OF @"},
	{"to order", "To order of: @"},
	{"notify", "NOTIFY PARTY: @"},
	{"consignee label", "CONSIGNEE: @"},
	{"buyer label, Russian", "Покупатель: @"},
	{"messrs", "M/S. @"},
	{"attention", "ATTN: @"},
	{"further credit", "FFC @"},
	{"account", "FOR ACCOUNT OF @"},
	{"favour", "IN FAVOUR OF @"},
	{"another party for it", "% O/B @"},
	{"another party on behalf", "% on behalf of @"},
	{"on behalf, Russian", "% по поручению @"},
	{"care of it", "% c/o @"},
	{"care of another", "@ C/O %"},
	{"doing business as", "@ DBA %"},
	{"formerly", "@ (f.k.a. %)"},
	{"two parties, semicolon", "@; %"},
	{"two parties, slash", "% / @"},
	{"notify another", "@, NOTIFY: %"},
	{"contact person", "@, ATTN: MR. SERGEY PETROV"},
	{"country", "@, RUSSIA"},
	{"city and country", "@, MOSCOW, RUSSIA"},
	{"city and country, no comma", "@ MOSCOW RUSSIA"},
	{"postcode and city", "@, 123#, Moscow, Russian Federation"},
	{"address, English", "@, 12 LENINA STR., OFFICE 5, MOSCOW 117997, RUSSIA"},
	{"address, no comma", "@ 26/1 SOFIYSKAYA EMB MOSCOW 117997 RUSSIA"},
	{"address, Russian in Latin", "@, ul. Lenina, d. 5, kv. 12, g. Moskva, 125040, Rossiya"},
	{"address, Russian", "@, 125040, г. Москва, ул. Ленина, д. 5, оф. 12"},
	{"address, Turkish", "@, Atatürk Mah. Cumhuriyet Cad. No: 5 Kat: 2, 34758 Ataşehir, İstanbul, Türkiye"},
	{"address, Gulf", "@, P.O. BOX 61234, JEBEL ALI FREE ZONE, DUBAI, U.A.E."},
	{"address, Chinese in Latin", "@, Room 1203, Building A, No. 88 Keji Road, Nanshan District, Shenzhen, China"},
	{"address, German", "@, Werner-von-Siemens-Straße 1, 80333 München, Germany"},
	{"address, Hong Kong", "@, UNIT 1205, 12/F, TAI YAU BUILDING, 181 JOHNSTON ROAD, WANCHAI, HONG KONG"},
	{"address, American", "@, 1209 Orange Street, Suite 200, Wilmington, DE 19801, USA"},
	{"address, on lines", "@\n12 Abay Avenue\nAlmaty 050000\nKazakhstan"},
	{"telephone", "@ TEL +7 495 123-45-67"},
	{"telephone and fax", "@, Tel: 007495#, Fax: 007495#"},
	{"telephone, Russian", "@, тел. 8 (495) 123-45-67"},
	{"e-mail", "@, e-mail: info@company.ru"},
	{"e-mail alone", "@ sales.office@company.com.tr"},
	{"web", "@, www.company.com"},
	{"INN", "@ INN 770#"},
	{"INN and KPP, Russian", "@, ИНН 770#, КПП 770101001"},
	{"INN and KPP, glued", "@ ИНН/КПП 770#/770101001"},
	{"INN without a label", "@, 7707083893"},
	{"OGRN", "@ OGRN 1027700132195"},
	{"BIN", "@, БИН 05014000#"},
	{"VAT", "@ VAT DE12#"},
	{"EORI", "@, EORI: GB123#000"},
	{"EIN", "@ EIN 12-#"},
	{"USCC", "@ USCC 91440300708461136T"},
	{"IMO", "@, IMO 9074729"},
	{"registration", "@, Reg. No. #"},
	{"passport", "@, passport 4509 123456"},
	{"account", "@ A/C NO. 40702810#"},
	{"block", "@, 12 LENINA STR., MOSCOW, RUSSIA, INN 770#, TEL. +7 495 123-45-67, E-MAIL: INFO@COMPANY.RU"},
	{"block with roles", "TO THE ORDER OF @ C/O %, P.O. BOX 1234, DUBAI, UAE, TEL 97144#"}
};

#define NNOISES	((int) (sizeof(noises) / sizeof(noises[0])))

static const char *const others[] = {
	"DHL LOGISTICS GMBH", "Brightwater Forwarding Ltd", "KASPIY TRANS TERMINAL LLP",
	"Nordkap Spedition AG", "Anadolu Antrepo A.S.", "Pearl Gate Shipping LLC"
};

/* Writes a name with noise around it. */
static void
write_noise(char *out, size_t size, const char *pattern, const char *name, unsigned seed)
{
	size_t		used = 0;

	for (const char *p = pattern; *p && used + 1 < size; p++)
	{
		char		digits[16];
		const char *put = digits;

		/* an at sign stands for the name only where a word could begin */
		if (*p == '@' && (p == pattern || p[-1] == ' ') && (p[1] == '\0' || strchr(" ,;\n", p[1])))
			put = name;
		else if (*p == '#')
			snprintf(digits, sizeof(digits), "%07u", (seed = seed * 1664525u + 1013904223u) % 10000000u);
		else if (*p == '%')
			put = others[seed % (sizeof(others) / sizeof(others[0]))];
		else
			snprintf(digits, sizeof(digits), "%c", *p);
		used += (size_t) snprintf(out + used, size - used, "%s", put);
	}
}

/* Recall of the aliases with one kind of noise, in per cent. */
static double
recall(Table *list, const Table *aliases, const Noise *noise, int above)
{
	Table		t = {calloc((size_t) aliases->n, sizeof(Row)), aliases->n};
	int			hits = 0;

	for (int i = 0; i < t.n; i++)
	{
		char		field[4000];

		write_noise(field, sizeof(field), noise ? noise->text : "@", aliases->rows[i].field[1],
					(unsigned) i);
		t.rows[i] = aliases->rows[i];
		t.rows[i].score = 0;
		t.rows[i].best = -1;
		t.rows[i].name = compile_name(field, strlen(field));
	}
	score_aliases(list, &t);
	for (int i = 0; i < t.n; i++)
	{
		hits += t.rows[i].score > above;
		if (verbose && noise && t.rows[i].score <= above && aliases->rows[i].score > above)
			printf("LOST %5d %s | %s | %s\n", t.rows[i].score, noise->kind,
				   aliases->rows[i].field[1], list->rows[t.rows[i].best].field[1]);
		free(t.rows[i].name);
	}
	free(t.rows);
	return 100.0 * hits / t.n;
}

int
main(int argc, char **argv)
{
	Table		list;
	Table		aliases;
	Table		background;
	bool		cached;
	int			above;
	double		clean;
	double		sum = 0;

	if (argc > 1 && says(argv[1], "-v"))
	{
		verbose = true;
		argv++;
		argc--;
	}
	if (argc < 5)
		fail("usage", "see the head of noise.c");
	load_rules(argv[1]);
	list = read_table(argv[2], 2, 1);
	aliases = read_table(argv[3], 3, 1);
	background = read_table(argv[4], 1, 0);
	qsort(list.rows, (size_t) list.n, sizeof(Row), by_entity);
	cached = load_candidates(argc > 5 ? argv[5] : NULL, &background);
	scan_all(&list, &background, cached);
	if (argc > 5 && !cached)
		save_candidates(argv[5], &background);
	qsort(background.rows, (size_t) background.n, sizeof(Row), by_score);
	above = background.rows[background.n / 100].score;
	score_aliases(&list, &aliases);
	clean = recall(&list, &aliases, NULL, above);
	printf("clean names: recall %.1f %% above %.4f (1 %% of %d background names alert)\n",
		   clean, above / 1e4, background.n);
	for (int i = 0; i < NNOISES; i++)
	{
		double		r = recall(&list, &aliases, &noises[i], above);

		sum += r;
		printf("%-28s recall %5.1f %%, loses %5.1f\n", noises[i].kind, r, clean - r);
	}
	printf("all kinds: recall %.1f %%, loses %.1f\n", sum / NNOISES, clean - sum / NNOISES);
	return 0;
}
