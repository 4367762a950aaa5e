/*-------------------------------------------------------------------------
 *
 * variant_words.c
 *	  Words that are written in more than one way.
 *
 * Small on purpose: enough to try each manipulation on most names.  It does not
 * use the lexicon, so that a gap there shows.
 *
 *-------------------------------------------------------------------------
 */
#include "name/variants.h"

#include <stdio.h>
#include <string.h>

typedef struct WordPair
{
	const char *word;
	const char *other;
} WordPair;

static const WordPair legal_forms[] = {
	{"llc", "Limited Liability Company"},
	{"ltd", "Limited"},
	{"co ltd", "Company Limited"},
	{"jsc", "Joint Stock Company"},
	{"ojsc", "Open Joint Stock Company"},
	{"cjsc", "Closed Joint Stock Company"},
	{"pjsc", "Public Joint Stock Company"},
	{"inc", "Incorporated"},
	{"corp", "Corporation"},
	{"plc", "Public Limited Company"},
	{"llp", "Limited Liability Partnership"},
	{"lp", "Limited Partnership"},
	{"ag", "Aktiengesellschaft"},
	{"gmbh", "Gesellschaft mit beschränkter Haftung"},
	{"kg", "Kommanditgesellschaft"},
	{"sa", "Société Anonyme"},
	{"sarl", "Société à responsabilité limitée"},
	{"spa", "Società per azioni"},
	{"srl", "Società a responsabilità limitata"},
	{"sl", "Sociedad Limitada"},
	{"bv", "Besloten Vennootschap"},
	{"nv", "Naamloze Vennootschap"},
	{"doo", "društvo s ograničenom odgovornošću"},
	{"dd", "dioničko društvo"},
	{"sp z oo", "Spółka z ograniczoną odpowiedzialnością"},
	{"sro", "společnost s ručením omezeným"},
	{"oy", "Osakeyhtiö"},
	{"ab", "Aktiebolag"},
	{"as", "Aktieselskab"},
	{"kft", "Korlátolt felelősségű társaság"},
	{"pte ltd", "Private Limited"},
	{"pvt ltd", "Private Limited"},
	{"sdn bhd", "Sendirian Berhad"},
	{"fze", "Free Zone Establishment"},
	{"fzco", "Free Zone Company"},
	{"ooo", "Общество с ограниченной ответственностью"},
	{"ao", "Акционерное общество"},
	{"oao", "Открытое акционерное общество"},
	{"zao", "Закрытое акционерное общество"},
	{"pao", "Публичное акционерное общество"},
	{"too", "Товарищество с ограниченной ответственностью"},
	{"oy ab", "Osakeyhtiö"},
	{"pt", "Perseroan Terbatas"}
};

/* In lower case and ASCII, as folding gives them; what is written instead. */
static const WordPair legal_phrases[] = {
	{"limited liability company", "LLC"},
	{"limited", "Ltd"},
	{"company limited", "Co., Ltd."},
	{"joint stock company", "JSC"},
	{"open joint stock company", "OJSC"},
	{"closed joint stock company", "CJSC"},
	{"public joint stock company", "PJSC"},
	{"incorporated", "Inc."},
	{"corporation", "Corp."},
	{"public limited company", "PLC"},
	{"limited liability partnership", "LLP"},
	{"aktiengesellschaft", "AG"},
	{"gesellschaft mit beschrankter haftung", "GmbH"},
	{"kommanditgesellschaft", "KG"},
	{"societe anonyme", "S.A."},
	{"private limited", "Pvt. Ltd."},
	{"obshchestvo s ogranichennoy otvetstvennostyu", "ООО"},
	{"aktsionernoe obshchestvo", "АО"},
	{"otkrytoe aktsionernoe obshchestvo", "ОАО"},
	{"zakrytoe aktsionernoe obshchestvo", "ЗАО"},
	{"publichnoe aktsionernoe obshchestvo", "ПАО"}
};

static const WordPair abbreviations[] = {
	{"international", "Intl"},
	{"technology", "Tech"},
	{"technologies", "Tech"},
	{"services", "Srvcs"},
	{"service", "Svc"},
	{"communications", "Comm"},
	{"communication", "Comm"},
	{"manufacturing", "Mfg"},
	{"industries", "Ind"},
	{"industrial", "Indl"},
	{"engineering", "Engg"},
	{"development", "Dev"},
	{"management", "Mgmt"},
	{"group", "Grp"},
	{"company", "Co"},
	{"trading", "Trdg"},
	{"electronics", "Elec"},
	{"electronic", "Elec"},
	{"equipment", "Eqpt"},
	{"national", "Natl"},
	{"transport", "Transp"},
	{"investment", "Inv"},
	{"research", "Res"},
	{"institute", "Inst"},
	{"university", "Univ"},
	{"department", "Dept"},
	{"systems", "Sys"},
	{"enterprise", "Ent"},
	{"enterprises", "Ent"},
	{"association", "Assn"},
	{"holdings", "Hldgs"},
	{"holding", "Hldg"},
	{"shipping", "Shpg"}
};

static const WordPair translations[] = {
	{"plant", "завод"},
	{"factory", "фабрика"},
	{"bank", "banque"},
	{"company", "компания"},
	{"group", "группа"},
	{"trading", "торговый"},
	{"shipping", "судоходная"},
	{"technology", "технология"},
	{"technologies", "технологии"},
	{"institute", "институт"},
	{"industry", "промышленность"},
	{"industries", "industrie"},
	{"university", "университет"},
	{"insurance", "страхование"},
	{"transport", "транспорт"},
	{"construction", "строительство"},
	{"services", "услуги"},
	{"international", "internationale"},
	{"holding", "холдинг"},
	{"center", "центр"},
	{"centre", "центр"},
	{"zavod", "plant"},
	{"fabrika", "factory"},
	{"kompaniya", "company"},
	{"gruppa", "group"},
	{"institut", "institute"},
	{"tekhnologii", "technologies"},
	{"tsentr", "center"}
};

static const WordPair demonyms[] = {
	{"russia", "Russian"}, {"russian", "Russia"},
	{"iran", "Iranian"}, {"iranian", "Iran"},
	{"china", "Chinese"}, {"chinese", "China"},
	{"belarus", "Belarusian"}, {"belarusian", "Belarus"},
	{"syria", "Syrian"}, {"syrian", "Syria"},
	{"korea", "Korean"}, {"korean", "Korea"},
	{"turkey", "Turkish"}, {"turkish", "Turkey"},
	{"ukraine", "Ukrainian"}, {"ukrainian", "Ukraine"},
	{"kazakhstan", "Kazakhstani"}, {"germany", "German"}, {"german", "Germany"},
	{"armenia", "Armenian"}, {"armenian", "Armenia"},
	{"georgia", "Georgian"}, {"georgian", "Georgia"},
	{"iraq", "Iraqi"}, {"iraqi", "Iraq"},
	{"cuba", "Cuban"}, {"cuban", "Cuba"},
	{"pakistan", "Pakistani"}, {"pakistani", "Pakistan"},
	{"india", "Indian"}, {"indian", "India"},
	{"niger", "Nigerien"}, {"nigeria", "Nigerian"}, {"austria", "Austrian"}, {"australia", "Australian"},
	{"libya", "Libyan"}, {"libyan", "Libya"},
	{"sudan", "Sudanese"}, {"sudanese", "Sudan"},
	{"venezuela", "Venezuelan"}, {"venezuelan", "Venezuela"},
	{"siberia", "Siberian"}, {"siberian", "Siberia"}, {"moscow", "Moskovskiy"}
};

static const WordPair near_countries[] = {
	{"niger", "Nigeria"}, {"nigeria", "Niger"},
	{"austria", "Australia"}, {"australia", "Austria"},
	{"iran", "Iraq"}, {"iraq", "Iran"},
	{"iranian", "Iraqi"}, {"iraqi", "Iranian"},
	{"slovakia", "Slovenia"}, {"slovenia", "Slovakia"},
	{"mali", "Malta"}, {"malta", "Mali"},
	{"guinea", "Guyana"}, {"guyana", "Guinea"},
	{"india", "Indonesia"}, {"indonesia", "India"},
	{"armenia", "Romania"}, {"romania", "Armenia"},
	{"gambia", "Zambia"}, {"zambia", "Gambia"},
	{"uruguay", "Paraguay"}, {"paraguay", "Uruguay"},
	{"latvia", "Lithuania"}, {"lithuania", "Latvia"},
	{"north korea", "South Korea"}, {"south korea", "North Korea"}
};

static const WordPair spellings[] = {
	{"centre", "Center"}, {"center", "Centre"},
	{"organisation", "Organization"}, {"organization", "Organisation"},
	{"defence", "Defense"}, {"defense", "Defence"},
	{"aluminium", "Aluminum"}, {"aluminum", "Aluminium"},
	{"colour", "Color"}, {"color", "Colour"},
	{"fibre", "Fiber"}, {"fiber", "Fibre"},
	{"fibres", "Fibers"}, {"fibers", "Fibres"},
	{"labour", "Labor"}, {"labor", "Labour"},
	{"harbour", "Harbor"}, {"harbor", "Harbour"},
	{"theatre", "Theater"}, {"tyre", "Tire"}, {"tyres", "Tires"},
	{"metre", "Meter"}, {"grey", "Gray"}, {"jewellery", "Jewelry"}
};

static const struct
{
	const WordPair *pairs;
	int			n;
}			tables[] = {
	[SWAP_LEGAL_LONG] = {legal_forms, sizeof(legal_forms) / sizeof(WordPair)},
	[SWAP_LEGAL_SHORT] = {legal_phrases, sizeof(legal_phrases) / sizeof(WordPair)},
	[SWAP_ABBREVIATION] = {abbreviations, sizeof(abbreviations) / sizeof(WordPair)},
	[SWAP_EXPANSION] = {NULL, 0},
	[SWAP_TRANSLATION] = {translations, sizeof(translations) / sizeof(WordPair)},
	[SWAP_DEMONYM] = {demonyms, sizeof(demonyms) / sizeof(WordPair)},
	[SWAP_NEAR_COUNTRY] = {near_countries, sizeof(near_countries) / sizeof(WordPair)},
	[SWAP_OTHER_COUNTRY] = {NULL, 0},
	[SWAP_SPELLING] = {spellings, sizeof(spellings) / sizeof(WordPair)}
};

static bool
is_word(const char *s, const char *word, size_t len)
{
	return strlen(s) == len && memcmp(s, word, len) == 0;
}

const char *
swap_word(WordSwap swap, const char *word, size_t len)
{
	if (swap == SWAP_EXPANSION)
	{
		/*
		 * abbreviations are written with a capital; folding has lowered the
		 * word
		 */
		for (size_t i = 0; i < sizeof(abbreviations) / sizeof(WordPair); i++)
		{
			const char *p = abbreviations[i].other;

			if (strlen(p) == len && len > 2 && (p[0] | 0x20) == word[0] &&
				memcmp(p + 1, word + 1, len - 1) == 0)
				return abbreviations[i].word;
		}
		return NULL;
	}
	if (swap == SWAP_OTHER_COUNTRY)
		return is_word("brazil", word, len) || is_word("brazilian", word, len) ? "Norway" : "Brazil";
	for (int i = 0; i < tables[swap].n; i++)
		if (is_word(tables[swap].pairs[i].word, word, len))
			return tables[swap].pairs[i].other;
	return NULL;
}

const char *
number_word(int value, char *buf, size_t size)
{
	static const char *const ones[] = {
		"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
		"twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"
	};
	static const char *const tens[] = {
		"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"
	};

	if (value < 1 || value > 99)
		return NULL;
	if (value < 20)
		return ones[value];
	snprintf(buf, size, "%s%s%s", tens[value / 10], value % 10 ? " " : "", ones[value % 10]);
	return buf;
}

const char *
number_roman(int value, char *buf, size_t size)
{
	static const char *const ones[] = {"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"};
	static const char *const tens[] = {"", "X", "XX", "XXX"};

	if (value < 1 || value > 39)
		return NULL;
	snprintf(buf, size, "%s%s", tens[value / 10], ones[value % 10]);
	return buf;
}
