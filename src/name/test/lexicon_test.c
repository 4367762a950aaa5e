/*-------------------------------------------------------------------------
 *
 * lexicon_test.c
 *	  Rules files of the test's own, and the legal forms of those shipped.
 *
 * usage: lexicon_test ROMANISATION_RULES RULES_DIRECTORY
 *
 *-------------------------------------------------------------------------
 */
#include "kernel.h"

static char *romanisation;
static size_t romanisation_len;
static RulesError error;

/* Loads these rules; site may be NULL. */
static NameStatus
load(const char *rules, const char *site)
{
	RulesFile	files[3];

	memset(files, 0, sizeof(files));
	files[0].name = "romanisation";
	files[0].text = romanisation;
	files[0].len = romanisation_len;
	files[0].romanisation = true;
	files[1].name = "rules";
	files[1].text = rules;
	files[1].len = strlen(rules);
	files[2].name = "site";
	files[2].text = site;
	files[2].len = site ? strlen(site) : 0;
	files[2].site = true;
	return lexicon_load(files, site ? 3 : 2, &error);
}

/* The units of a name: "acme:core llc:x.llc", an id or else the class behind each. */
static const char *
read_as(const char *text)
{
	static char out[2000];
	NameCompiled *name = compile_name(text, strlen(text));
	size_t		used = 0;

	out[0] = '\0';
	for (int i = 0; i < name->forms[0].nunits; i++)
	{
		const NameUnit *u = name_unit(name, name->forms[0].first + (uint32_t) i);

		used += (size_t) snprintf(out + used, sizeof(out) - used, "%s%.*s:%s", i ? "; " : "",
								  u->textlen, name_bytes(name, u->text),
								  u->id ? lexicon_id(u->id) : name_class_word[u->cls]);
	}
	free(name);
	return out;
}

static void
reads(const char *text, const char *expected)
{
	const char *got = read_as(text);
	bool		same = strcmp(got, expected) == 0;

	ok(same, text);
	if (!same)
		printf("# expected: %s\n#      got: %s\n", expected, got);
}

static void
test_spellings(void)
{
	ok(load("legal jsc = [open|closed] joint stock {company|society} |\n"
			"    {limited|unlimited} [liability] partnership | a.b. [c.d.]?\n"
			"legal tail = under the laws of ... # a comment\n"
			"legal fe =\n"
			"    {федеральн*|муниципальн*} [государственн*] унитарн* предприят*\n"
			"legal han = [股份|集团]有限公司 | 有限\n"
			"legal kr = {주식|유한}회사\n"
			"generic company = company\n", NULL) == NAME_OK, "spellings with alternatives load");
	reads("Acme joint stock company", "acme:core; joint stock company:jsc");
	reads("Acme Closed Joint-Stock Society", "acme:core; closed joint stock society:jsc");
	reads("Acme open closed joint stock company",
		  "acme:core; open:core; closed joint stock company:jsc");
	reads("Acme joint stock", "acme:core; joint:core; stock:core");
	reads("Acme unlimited partnership", "acme:core; unlimited partnership:jsc");
	reads("Acme A.B. C.D.", "acme:core; ab cd:jsc");
	reads("Acme AB C D", "acme:core; ab cd:jsc");
	reads("AB plus Acme", "ab:jsc; plus:core; acme:core");
	reads("Acme AB plus", "acme:core; ab:core; plus:core");

	/* stems, in both scripts */
	reads("Муниципальные унитарные предприятия Икс",
		  "munitsipalnye unitarnye predpriyatiya:fe; iks:core");
	reads("Federalnoye gosudarstvennoye unitarnoye predpriyatie Iks",
		  "federalnoye gosudarstvennoye unitarnoye predpriyatie:fe; iks:core");
	reads("унитарное предприятие", "unitarnoe:core; predpriyatie:core");

	/* scripts without spaces */
	reads("弗龋杯股份有限公司", "fuqubei:core; gufenyouxiangongsi:han");
	reads("弗龋杯有限公司", "fuqubei:core; youxiangongsi:han");
	reads("삼성주식회사", "samsung:core; jusikhoesa:kr");

	/* slips behind the first word of a legal form */
	reads("Acme closed joint stock compny", "acme:core; closed joint stock compny:jsc");
	reads("Acme limited liabilty partnership", "acme:core; limited liabilty partnership:jsc");
	reads("Acme limited liability prtnershpi", "acme:core; limited liability prtnershpi:jsc");
	reads("Acme limited liability artnership", "acme:core; limited liability artnership:jsc");
	reads("Acme closed joint stock ompany",
		  "acme:core; closed:core; joint:core; stock:core; ompany:core");
	reads("Acme limitd partnership", "acme:core; limitd:core; partnership:core");

	/* brackets */
	reads("Acme (closed) joint stock company", "acme:core; closed joint stock company:jsc");
	reads("Acme limited partnership (liability)",
		  "acme:core; limited partnership:jsc; liability:core");
	reads("Acme joint stock (company Delta)",
		  "acme:core; joint:core; stock:core; company:company; delta:core");
	reads("Acme joint; stock company", "acme:core; joint:core; stock:core; company:company");

	/* open ends */
	reads("Acme under the laws of Delaware", "acme:core; under the laws of delaware:tail");
	reads("Acme under the laws of Delaware and Ohio, Delta",
		  "acme:core; under the laws of delaware and ohio:tail; delta:core");
	reads("Acme (under the laws of Delaware) Delta",
		  "acme:core; under the laws of delaware:tail; delta:core");
}

static void
test_precedence(void)
{
	static const char *const rules =
	"legal one = alpha {beta|gamma} | 有{限|限公}司\n"
	"legal two = alpha {beta|delta} | alpha [epsilon] zeta | 有{限|责}司\n"
	"legal three = alpha zeta | 有责司\n"
	"legal four = sigm* beta\n";

	ok(load(rules, NULL) == NAME_OK, "alternatives may meet");
	reads("Acme alpha beta", "acme:core; alpha beta:one");
	reads("Acme alpha delta", "acme:core; alpha delta:two");
	reads("Acme alpha zeta", "acme:core; alpha zeta:three");
	reads("Acme sigmas beta", "acme:core; sigmas beta:four");
	reads("弗有限司", "fu:core; youxiansi:one");
	reads("弗有责司", "fu:core; youzesi:three");
	ok(load("legal one = alpha beta\nlegal two = Alpha-Beta\n", NULL) == NAME_BAD_RULES &&
	   error.file == 1 && error.line == 2, "a plain spelling has one entry");
	ok(load(rules, "legal ours = [big] alpha beta | alpha zeta | 有限司\n") == NAME_OK,
	   "the site file may say otherwise");
	reads("Acme alpha beta", "acme:core; alpha beta:ours");
	reads("Acme big alpha beta", "acme:core; big alpha beta:ours");
	reads("Acme alpha zeta", "acme:core; alpha zeta:ours");
	reads("Acme alpha epsilon zeta", "acme:core; alpha epsilon zeta:two");
	reads("弗有限司", "fu:core; youxiansi:ours");
}

static void
test_bad_rules(void)
{
	static const char *const bad[] = {
		"legal x = ", "legal x = a | | b", "legal x = [a|b", "legal x = a|b]", "legal x = [a [b]]",
		"legal x = {a|[b]}", "legal x = [a}", "legal x = [a] [b|c]", "legal x = [a|] b", "legal x = {}",
		"legal x = [] a", "legal x = abc*", "legal x = abcd*e", "legal x = * abcd", "legal x = 公司*",
		"legal x = {abcd|公司} a", "legal x = 公司 公司", "legal x = 公司 ...", "legal x = ...", "legal x = ?",
		"legal x y = a", "legal = a", "x", "nothing x = a", "legal x @0 = a", "legal X = a",
		"legal x = ab ab ab ab ab ab ab ab ab ab ab ab "
		"ab ab ab ab ab ab ab ab ab ab ab ab ab",
		"legal x = {ab ab ab ab ab ab ab ab ab ab ab ab|b} "
		"{ab ab ab ab ab ab ab ab ab ab ab ab|b} c",
		"legal x = {公|司|有}{公|司|有}{公|司|有}{公|司|有}"
		"{公|司|有}{公|司|有}{公|司|有}{公|司|有}",
		"number x = a"
	};
	static const char *const deep =
	"legal x = a{b|c}a{b|c}a{b|c}a{b|c}a{b|c}a{b|c}a{b|c}a{b|c}a{b|c}a{b|c}a{b|c}a{b|c}a{b|c}";

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
	{
		char		rules[400];

		snprintf(rules, sizeof(rules), "# first\n%s\n", bad[i]);
		ok(load(rules, NULL) == NAME_BAD_RULES && error.file == 1 && error.line >= 2 &&
		   error.why[0] != '\0' && !lexicon_ready(), bad[i]);
	}
	ok(load("legal x = a\ngeneric x = b", NULL) == NAME_BAD_RULES && error.line == 2,
	   "an id has one class");
	ok(load(deep, NULL) == NAME_BAD_RULES, "too many brackets");
	ok(load("legal x = ab ab ab ab ab ab ab ab ab ab ab ab "
			"ab ab ab ab ab ab ab ab ab ab ab ab", NULL) == NAME_OK,
	   "24 words are a spelling");
}

/*
 * A made-up name stands before or after a form: all that is left of the form
 * must be light, and one legal form at least be seen.
 */
static void
recognises(const char *form)
{
	static const char *const fields[] = {"Vuteliman %s", "%s «Vuteliman»"};
	bool		han = (unsigned char) form[0] >= 0xE3;

	for (int i = 0; i < 2; i++)
	{
		char		text[1000];
		NameCompiled *name;
		bool		legal = false;
		bool		rest = false;

		snprintf(text, sizeof(text), han ? (i ? "弗龋杯（%s）" : "弗龋杯%s") : fields[i], form);
		name = compile_name(text, strlen(text));
		for (int k = 0; k < name->forms[0].nunits; k++)
		{
			const NameUnit *u = name_unit(name, name->forms[0].first + (uint32_t) k);

			legal = legal || u->cls == NAME_LEGAL;
			rest = rest || (!(u->flags & UNIT_LIGHT) &&
							!(u->cls == NAME_CORE && (han || u->textlen == 9)));
		}
		ok(legal && !rest, text);
		if (!legal || rest)
			printf("# %s\n", read_as(text));
		free(name);
	}
}

static void
test_legal_forms(const char *dir)
{
	static const char *const forms[] = {
		"Limited Liability Company", "Domestic Professional Limited Liability Company",
		"Foreign Nonprofit Corporation", "Private Company Limited by Shares",
		"Open Joint-Stock Company", "Public Joint Stock Company",
		"Общество с ограниченной ответственностью", "Общества с ограниченной ответственностью",
		"Федеральное государственное унитарное предприятие", "Муниципальные унитарные предприятия",
		"Областное государственное бюджетное учреждение", "Публичного акционерного общества",
		"Gosudarstvennoe unitarnoe predpriyatie", "Державне комунальне підприємство",
		"Товариство з обмеженою відповідальністю", "Жауапкершілігі шектеулі серіктестігі",
		"Mas'uliyati cheklangan jamiyati", "Société à responsabilité limitée",
		"Société anonyme à conseil d'administration", "Gesellschaft mit beschränkter Haftung",
		"gemeinnützige GmbH", "GmbH & Co. KG", "UG (haftungsbeschränkt)",
		"Besloten vennootschap met beperkte aansprakelijkheid", "Sociedad anónima de capital variable",
		"S.A.P.I. de C.V.", "Sociedade por quotas de responsabilidade limitada",
		"Società a responsabilità limitata semplificata", "Societate cu răspundere limitată",
		"Spółka z ograniczoną odpowiedzialnością", "společnost s ručením omezeným",
		"spoločnosť s ručením obmedzeným", "Korlátolt felelősségű társaság",
		"Društvo s ograničenom odgovornošću", "Друштво са ограниченом одговорношћу",
		"Дружество с ограничена отговорност", "Shoqëri me përgjegjësi të kufizuar",
		"Εταιρεία Περιορισμένης Ευθύνης", "Uždaroji akcinė bendrovė",
		"Sabiedrība ar ierobežotu atbildību", "Osaühing", "Julkinen osakeyhtiö", "Aktiebolag (publ)",
		"Aktieselskab", "Einkahlutafélag", "Limited Şirketi", "شركة ذات مسؤولية محدودة",
		"Məhdud Məsuliyyətli Cəmiyyəti", "Công ty trách nhiệm hữu hạn", "Perseroan Terbatas",
		"Sdn. Bhd.", "(Pty) Ltd", "Kabushiki Kaisha", "有限责任公司", "股份有限公司",
		"有限责任公司(自然人独资)", "株式会社", "GmbH organised under the laws of Germany"
	};
	static const char *const not_legal[] = {
		"Insurance Company", "International", "Trading", "Bank", "Shipping Company"
	};

	load_rules(dir);
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		recognises(forms[i]);
	for (size_t i = 0; i < sizeof(not_legal) / sizeof(not_legal[0]); i++)
	{
		char		text[100];

		snprintf(text, sizeof(text), "Vuteliman %s", not_legal[i]);
		ok(strstr(read_as(text), ":llc") == NULL && strstr(read_as(text), ":jsc") == NULL, text);
	}
}

int
main(int argc, char **argv)
{
	if (argc < 3)
	{
		fprintf(stderr, "usage: lexicon_test ROMANISATION_RULES RULES_DIRECTORY\n");
		return 2;
	}
	romanisation = read_file(argv[1], &romanisation_len);
	test_spellings();
	test_precedence();
	test_bad_rules();
	test_legal_forms(argv[2]);
	free(romanisation);
	printf("1..%d\n", tap_count);
	return tap_failed > 0;
}
