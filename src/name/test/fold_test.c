/*-------------------------------------------------------------------------
 *
 * fold_test.c
 *	  Stand-alone test of the first step of the name kernel.
 *
 *	fold_test path/to/tradescreen_romanisation.rules
 *
 * Prints TAP.  Built from this file, fold.c, romanise.c, romanise_rules.c, arena.c and ICU.
 *
 *-------------------------------------------------------------------------
 */
#include "name/fold.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES		((size_t) 4 << 20)

static int	tests;
static int	failures;
static NameArena arena;
static NameArena other;

static void
ok(bool good, const char *fmt,...)
{
	va_list		args;

	tests++;
	failures += !good;
	printf("%s %d - ", good ? "ok" : "not ok", tests);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf("\n");
}

/* ---- helpers ---- */

static size_t
encode(uint32_t c, char *s)
{
	unsigned char *u = (unsigned char *) s;

	if (c < 0x80)
	{
		u[0] = (unsigned char) c;
		return 1;
	}
	if (c < 0x800)
	{
		u[0] = (unsigned char) (0xC0 | c >> 6);
		u[1] = (unsigned char) (0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000)
	{
		u[0] = (unsigned char) (0xE0 | c >> 12);
		u[1] = (unsigned char) (0x80 | (c >> 6 & 0x3F));
		u[2] = (unsigned char) (0x80 | (c & 0x3F));
		return 3;
	}
	u[0] = (unsigned char) (0xF0 | c >> 18);
	u[1] = (unsigned char) (0x80 | (c >> 12 & 0x3F));
	u[2] = (unsigned char) (0x80 | (c >> 6 & 0x3F));
	u[3] = (unsigned char) (0x80 | (c & 0x3F));
	return 4;
}

/* Folds into the arena, which is emptied before. */
static FoldedText
fold(const char *text)
{
	FoldedText	t;

	arena.used = 0;
	if (fold_text(&arena, text, strlen(text), &t) != NAME_OK)
		memset(&t, 0, sizeof(t));
	return t;
}

/* The folded text as UTF-8. */
static const char *
folded(const char *text)
{
	static char buf[4096];
	FoldedText	t = fold(text);
	size_t		n = 0;

	for (size_t i = 0; i < t.n && n < sizeof(buf) - 8; i++)
		n += encode(t.cp[i], buf + n);
	buf[n] = '\0';
	return buf;
}

/* Its classes, a letter each. */
static const char *
classes(const char *text)
{
	static const char code[] = {' ', 'a', 'd', 'H', 'K', 'G', 'T', '.', '\'', '"', '(', ')', '&', '-', ','};
	static char buf[256];
	FoldedText	t = fold(text);
	size_t		n = 0;

	for (; n < t.n && n < sizeof(buf) - 1; n++)
		buf[n] = t.cls[n] < sizeof(code) ? code[t.cls[n]] : '?';
	buf[n] = '\0';
	return buf;
}

/* The romanisation of a text without its separators. */
static const char *
roman(const char *text)
{
	static char buf[4096];
	FoldedText	t = fold(text);
	char	   *out;
	size_t		len;

	if (fold_romanise(&arena, t.cp, t.n, &out, &len) != NAME_OK || len >= sizeof(buf))
		return "(failed)";
	memcpy(buf, out, len);
	buf[len] = '\0';
	return buf;
}

static const char *
canonical(const char *text)
{
	static char buf[4][256];
	static int	next;
	const char *word = roman(text);
	char	   *to = buf[next++ & 3];
	size_t		len = strlen(word);

	if (len >= sizeof(buf[0]))
		return "(too long)";
	to[len == 0 ? 0 : fold_canonical(word, len, to)] = '\0';
	return to;
}

static void
is(const char *got, const char *expected, const char *name)
{
	bool		good = strcmp(got, expected) == 0;

	ok(good, "%s", name);
	if (!good)
		printf("#      got: %s\n# expected: %s\n", got, expected);
}

/* All words of a NULL-terminated list have one canonical key. */
static void
meet(const char *first,...)
{
	char		key[256];
	const char *word;
	va_list		args;

	snprintf(key, sizeof(key), "%s", canonical(first));
	va_start(args, first);
	while ((word = va_arg(args, const char *)) != NULL)
	{
		const char *got = canonical(word);
		bool		good = strcmp(got, key) == 0;

		ok(good, "%s meets %s", first, word);
		if (!good)
			printf("# %s and %s\n", key, got);
	}
	va_end(args);
}

static void
apart(const char *a, const char *b)
{
	ok(strcmp(canonical(a), canonical(b)) != 0, "%s and %s stay apart", a, b);
}

static uint32_t
next_random(void)
{
	static uint64_t state = 20261123;

	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t) (state >> 33);
}

/* ---- tests ---- */

static void
test_fold(void)
{
	is(folded("Siemens AG"), "siemens ag", "case, ASCII");
	is(folded("ГАЗПРОМ"), "газпром", "case, Cyrillic");
	is(folded("ΕΛΛΆΣ ελλάς"), "ελλασ ελλασ", "Greek accents and the final sigma");
	is(folded("Société Générale Škoda Žilina"), "societe generale skoda zilina", "accents");
	is(folded("Socie\xCC\x81te\xCC\x81"), "societe", "accents as separate marks");
	is(folded("Công ty cổ phần Việt Nữ"), "cong ty co phan viet nu", "Vietnamese");
	is(folded("İŞ BANKASI Iğdır"), "is bankasi igdır", "Turkish letters");
	is(folded("Straße Øresund Łódź"), "strasse øresund łodz", "letters that are not marked ones stay");
	is(folded("Новый Ёлка Київ ґанок Ўзбекистон"), "новый ёлка київ ґанок ўзбекистон",
	   "Cyrillic letters that are not marked ones stay");
	is(folded("и\xCC\x86"), "й", "and are composed");
	is(folded("Росси́я"), "россия", "a stress mark goes");
	is(folded("ＳＩＥＭＥＮＳ　ｶﾞｽ ﬁne"), "siemens ガス fine", "full and half width, ligatures");
	is(folded("شَرِكَة ــ مؤسسة أحمد"), "شركة  مؤسسة احمد", "Arabic points and tatweel");
	is(folded("שָׁלוֹם"), "שלום", "Hebrew points");
	is(folded("भारत कंपनी"), "भारत कंपनी", "Indic vowel signs are letters");
	is(folded("ปูนซิเมนต์"), "ปูนซิเมนต์", "Thai vowels and tones are letters");
	is(folded("が ガ 한국"), "が ガ 한국", "kana and Hangul do not fall apart");
	is(folded("a\xC2\xAD" "b\xE2\x80\x8B" "c\xE2\x80\x8E" "d\xEF\xBB\xBF" "e\xE2\x81\xA0" "f"), "abcdef",
	   "soft hyphen, zero width, direction and byte order marks vanish");
	is(folded("x\xE2\x80\xAE" "y\xE2\x81\xA6" "z\xEF\xB8\x8F"), "xyz", "bidi controls and variation selectors vanish");
	is(folded("٢٠٢٦ २४ ５１４ ²"), "2026 24 514 2", "digits of all scripts");
	is(folded("㈱ ㍿ Ⅷ № ①"), "(株) 株式会社 viii no 1", "compatibility characters");
	is(folded("a\xC2\xA0" "b\xE3\x80\x80" "c\td\ne\xE2\x80\xA8" "f"), "a b c d\ne f", "all white space but a line end is a space");
	is(folded("«A» „B“ “C” ‹D›"), "\"a\" \"b\" \"c\" \"d\"", "quotation marks");
	is(folded("O’Neil O‘Neil Oʼneil O`Neil O´Neil Oʻneil Oʹneil"),
	   "o'neil o'neil o'neil o`neil o'neil o'neil o'neil", "apostrophes");
	is(folded("A–B—C‑D−E‐F"), "a-b-c-d-e-f", "dashes");
	is(folded(""), "", "nothing");
	is(folded("\xCC\x81\xE2\x80\x8B"), "", "only marks");
	is(folded("a\xFF" "b\xC3" "c\xE2\x82" "d\xC0\x80" "e\xED\xA0\x80" "f\xF5\x80\x80\x80"),
	   "a\xEF\xBF\xBD" "b\xEF\xBF\xBD" "c\xEF\xBF\xBD\xEF\xBF\xBD" "d\xEF\xBF\xBD\xEF\xBF\xBD"
	   "e\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" "f\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
	   "bytes that are not UTF-8");

	is(classes("Aa 9.'\"&-,(]"), "aa d.'\"&-,()", "ASCII classes");
	is(classes("\x01\x7F`_/+@"), ",,',,,,", "more of them");
	is(classes("«»„“”‹›「」『』《》〈〉"), "\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"", "quotes of all scripts");
	is(classes("【】（）〔〕［］｛｝"), "()()()()()", "brackets of all scripts");
	is(classes("‘’‚ʼ´ʹ′״"), "''\"'''''", "apostrophes");
	is(classes("–—−‐־"), "-----", "dashes");
	is(classes("·・•…，。、；：™®"), ",,,...,,,,,,,", "other punctuation separates; an ellipsis is three dots");
	is(classes("＆．"), "&.", "full-width ampersand and stop");
	is(classes("漢字々〇"), "HHHH", "Han");
	is(classes("かなカナー"), "KKKKK", "kana");
	is(classes("한국"), "GG", "Hangul");
	is(classes("ไทยລາວខមမ"), "TTTTTTTTT", "Thai, Lao, Khmer, Myanmar");
	is(classes("яλبשাआა"), "aaaaaaa", "letters");
	is(classes("\xF0\x9F\x9A\xA2\xEE\x80\x80"), ",,", "emoji and private use separate");
}

static void
test_lookalikes(void)
{
	is(folded("Gаzprоm"), "gazprom", "Cyrillic letters in a Latin word");
	is(folded("ГAЗПPOM"), "газпром", "Latin letters in a Cyrillic word");
	is(folded("Мiнскi"), "мінскі", "Latin i in a Belarusian word");
	is(folded("SIЕМЕNS"), "siemens", "a word of look-alikes with one Latin letter of its own");
	is(folded("ΒΑΝΚ of Αthens"), "βανκ of athens", "Greek, inside words only");
	is(folded("smartфон"), "smartфон", "a word of two scripts is no imitation");
	is(folded("АO"), "ao", "a tie is Latin");
	is(folded("ООО"), "ооо", "one script alone stays");
	is(folded("ООО-OOO"), "ооо-ooo", "a hyphen ends the run");
}

static void
test_romanise(void)
{
	is(roman("Технология"), "tekhnologiya", "Russian");
	is(roman("Московский"), "moskovsky", "Russian adjective");
	is(roman("Южмаш"), "yuzhmash", "yu, zh, sh");
	is(roman("Щёлково"), "shchelkovo", "shch");
	is(roman("объект"), "obyekt", "hard sign before a vowel");
	is(roman("Газпромъ"), "gazprom", "hard sign at the end");
	is(roman("Търговище"), "targovishche", "hard sign as a vowel");
	is(roman("Київенерго"), "kiyivenergo", "Ukrainian");
	is(roman("Љубљана Џеп"), "ljubljanadzhep", "Serbian");
	is(roman("Қазақстан Өзен Үміт"), "kazakstanozenumit", "Kazakh");
	is(roman("Μπούτάρης"), "boutaris", "Greek mp at the start");
	is(roman("Ολυμπιακός"), "olympiakos", "Greek mp inside");
	is(roman("Երևան"), "yerevan", "Armenian");
	is(roman("საქართველო"), "sakartvelo", "Georgian");
	is(roman("שלום"), "shlom", "Hebrew");
	is(roman("ایران"), "iran", "Persian");
	is(roman("شركة النفط"), "shrkaalnft", "Arabic");
	is(roman("پژو گروه"), "pzhugrueh", "Persian letters");
	is(roman("华为"), "huawei", "Han");
	is(roman("トヨタ"), "toyota", "katakana");
	is(roman("とうきょう"), "tokyo", "hiragana with long vowels");
	is(roman("ソニー ファナック"), "sonifanaku", "long mark, small vowels, doubled consonant");
	is(roman("삼성"), "samsung", "Hangul");
	is(roman("테크"), "tek", "Hangul with a carrying vowel");
	is(roman("भारत"), "bharata", "Devanagari by ICU");
	ok(strlen(roman("บริษัท")) > 3, "Thai by ICU");
	ok(strlen(roman("ກຂ")) == 4, "letters that nobody reads are spelled out");
	apart("ກຂຄງ", "ກຂຄຈ");
	is(roman("Øresund Æther Łódź Đakovo Þór"), "oresundaetherlodzdakovothor", "Latin letters");
	is(roman("O’Neil & Söhne 24"), "oneilsohne24", "ASCII letters and digits stay, the rest goes");
	is(roman("«»…"), "", "nothing to read");
}

static void
test_canonical(void)
{
	meet("Технология", "Tekhnologiya", "Technologia", "Tehnologija", "Technologiya", NULL);
	meet("Южмаш", "Yuzhmash", "Iuzhmash", "Južmaš", "JUZMAS", NULL);
	meet("Химпром", "Khimprom", "Himprom", "Chimprom", NULL);
	meet("Роснефть", "Rosneft", "Rosnieft", NULL);
	meet("Щёлково", "Shchelkovo", "Schelkovo", "Shelkovo", NULL);
	meet("Александр", "Aleksandr", "Alexandr", "Alexander", NULL);
	meet("Вагнер", "Wagner", "Vagner", NULL);
	meet("Алексеев", "Alekseyev", "Alekseev", "Aleksejev", NULL);
	meet("Московский", "Moskovskiy", "Moskovsky", "Moskovskii", "Moskovskij", "Московская", NULL);
	meet("Центр", "Tsentr", "Centr", "Center", "Centre", NULL);
	meet("Жданов", "Zhdanov", "Jdanov", "Ždanov", NULL);
	meet("Михаил", "Mikhail", "Mihail", NULL);
	meet("Ghadir", "Qadir", "Kadir", NULL);
	meet("Ghodss", "Qods", NULL);
	meet("Sepah", "Sepāh", NULL);
	meet("Евро", "Evro", "Yevro", NULL);
	meet("Иванов", "Ivanoff", NULL);
	meet("Банк", "Bank", "Banque", "Banc", NULL);
	meet("Defence", "Defense", NULL);
	meet("Colour", "Color", NULL);
	meet("Бах", "Bakh", "Bach", NULL);
	meet("Омская", "Omskaya", "Omskiy", "Omskoe", "Omskogo", NULL);
	meet("Biotech", "Biotec", "Biotek", "Биотех", NULL);
	meet("Quadrat", "Kvadrat", NULL);
	meet("Islamiyah", "Islamiya", NULL);

	apart("BP", "BD");
	apart("CB", "KB");
	apart("AA", "A");
	apart("BEE", "BE");
	apart("Jon", "Ion");
	apart("Bath", "Bat");
	apart("Chill", "Hill");
	apart("Ship", "Sip");
	apart("Shell", "Sell");
	apart("Zhang", "Zang");
	apart("Quick", "Kick");
	apart("Young", "Jung");
	apart("Mice", "Mike");
	apart("Ichi", "IHI");
	apart("Beijing", "Being");
	apart("Shanxi", "Shaanxi");
	apart("XVII", "XVI");
	apart("XVIII", "XVI");
	apart("XXVI", "XVI");
	apart("K100", "K10");
	is(canonical("1100"), "1100", "doubled digits stay");
	is(canonical("10000"), "10000", "in long words, too");
}

/*
 * Every code point, and random text: the paths agree, the result is well
 * formed, and folding again changes nothing.
 */
static void
test_everything(void)
{
	int			bad_class = 0;
	int			bad_again = 0;
	int			bad_path = 0;
	int			bad_roman = 0;
	int			bad_key = 0;

	for (uint32_t c = 1; c < 0x110000; c++)
	{
		char		text[8];
		char		again[256];
		FoldedText	t;
		FoldedText	u;
		size_t		n = 0;
		char	   *word;
		size_t		len;

		if ((c >= 0xD800 && c < 0xE000) || (c > 0x30000 && c < 0xE0000))
			continue;
		text[encode(c, text)] = '\0';
		t = fold(text);
		for (size_t i = 0; i < t.n; i++)
		{
			bad_class += t.cls[i] > FOLD_PUNCT;
			n += encode(t.cp[i], again + n);
		}
		other.used = 0;
		if (fold_text(&other, again, n, &u) != NAME_OK || u.n != t.n ||
			memcmp(u.cp, t.cp, t.n * sizeof(uint32_t)) != 0 ||
			memcmp(u.cls, t.cls, t.n) != 0)
		{
			if (bad_again++ < 5)
				printf("# U+%04X folds on\n", c);
		}
		/* Romanising what ICU knows takes its time: every 16th. */
		if (c > 0x600 && c % 16 != 0)
			continue;
		if (fold_romanise(&arena, t.cp, t.n, &word, &len) != NAME_OK ||
			len > FOLD_ROMAN_MAX(t.n))
			bad_roman++;
		else
			for (size_t i = 0; i < len; i++)
				bad_roman += !((word[i] >= 'a' && word[i] <= 'z') ||
							   (word[i] >= '0' && word[i] <= '9'));
	}
	ok(bad_class == 0, "every code point has a class");
	ok(bad_again == 0, "folding twice is folding once");
	ok(bad_roman == 0, "every code point is read in a-z and 0-9");

	for (int round = 0; round < 20000; round++)
	{
		static const uint32_t blocks[] = {0x20, 0x60, 0xC0, 0x100, 0x300, 0x370, 0x400, 0x480, 0x5D0,
		0x620, 0x64B, 0x900, 0xE00, 0x1E00, 0x1F00, 0x2000, 0x3040, 0x30A0, 0x4E00, 0xAC00, 0x1100, 0xFF00};
		char		text[256];
		size_t		prefix;
		size_t		n;
		FoldedText	t;
		FoldedText	u;

		/* A mathematical letter forces the general path. */
		n = encode(0x1D400, text);
		text[n++] = ' ';
		prefix = n;
		for (int i = 0; i < 12; i++)
			n += encode(blocks[next_random() % (sizeof(blocks) / sizeof(blocks[0]))] +
						next_random() % 64, text + n);
		text[n] = '\0';
		t = fold(text);
		other.used = 0;
		if (fold_text(&other, text + prefix, n - prefix, &u) != NAME_OK || t.n != u.n + 2 ||
			memcmp(u.cp, t.cp + 2, u.n * sizeof(uint32_t)) != 0 ||
			memcmp(u.cls, t.cls + 2, u.n) != 0)
		{
			if (bad_path++ < 5)
				printf("# paths differ: %s\n", text + prefix);
		}
	}
	ok(bad_path == 0, "the paths agree on random text");

	for (int round = 0; round < 200000; round++)
	{
		char		word[24];
		char		key[24];
		char		key2[24];
		size_t		len = 1 + next_random() % 20;
		size_t		n;

		for (size_t i = 0; i < len; i++)
			word[i] = "aeiouyhsctkzjgqwxvrd012"[next_random() % 23];
		memset(key, '!', sizeof(key));
		n = fold_canonical(word, len, key);
		bad_key += n == 0 || n > len || key[len] != '!';
		bad_key += len <= 2 && n != len;
		for (size_t i = 0; i < n; i++)
			bad_key += !((key[i] >= 'a' && key[i] <= 'z') || (key[i] >= 'A' && key[i] <= 'Z') ||
						 (key[i] >= '0' && key[i] <= '9'));
		bad_key += fold_canonical(word, len, key2) != n || memcmp(key, key2, n) != 0;
	}
	ok(bad_key == 0, "keys are well formed and never longer than the word");
}

static void
test_limits(void)
{
	static char text[3 * FOLD_MAX_INPUT];
	static const char *const fill[] = {"x", "я", "字", "\xF0\x9D\x90\x80", "\xEF\xB7\xBA", "e\xCC\x81",
	"\xCC\x81\xCD\x8F", "a\xD0\xB0", "\xE0\xA4\x95\xE0\xA5\x8D", "\xFF"};

	for (size_t k = 0; k < sizeof(fill) / sizeof(fill[0]); k++)
	{
		size_t		unit = strlen(fill[k]);
		size_t		n = 0;
		FoldedText	t;
		char	   *word;
		size_t		len = 0;
		NameStatus	status;
		bool		clean = true;

		while (n + unit <= sizeof(text))
		{
			memcpy(text + n, fill[k], unit);
			n += unit;
		}
		arena.used = 0;
		status = fold_text(&arena, text, n, &t);
		ok(status == NAME_OK && arena.used <= FOLD_ARENA_BYTES(FOLD_MAX_INPUT),
		   "a long input of kind %zu stays in its arena", k);
		for (size_t i = 0; i < t.n; i++)
			clean = clean && (t.cp[i] != 0xFFFD || (unsigned char) fill[k][0] == 0xFF);
		ok(clean, "and is cut between characters");
		ok(fold_romanise(&arena, t.cp, t.n, &word, &len) == NAME_OK && len <= FOLD_ROMAN_MAX(t.n),
		   "and can be romanised");
	}

	/* Every arena that is too small is found out, at every allocation. */
	for (size_t k = 0; k < 3; k++)
	{
		static const char *const sample[] = {"Plain ASCII", "Газпром 華為 삼성", "e\xCC\x81 \xEF\xB7\xBA \xEF\xB7\xBA"};
		size_t		size = 0;
		bool		good = false;

		for (; size < 4096 && !good; size += 8)
		{
			NameArena	small = {arena.base, size, 0};
			FoldedText	t;
			char	   *word;
			size_t		len;
			NameStatus	status = fold_text(&small, sample[k], strlen(sample[k]), &t);

			if (status == NAME_OK)
				status = fold_romanise(&small, t.cp, t.n, &word, &len);
			if (status != NAME_OK && status != NAME_NO_MEMORY)
				break;
			good = (status == NAME_OK);
		}
		ok(good && size > 16, "small arenas are reported (%zu)", k);
	}
}

static void
bad_rules(const char *text, int expected, const char *name)
{
	int			line = -1;
	const char *why = NULL;
	NameStatus	status = fold_init(text, strlen(text), &line, &why);
	bool		good = (status == NAME_BAD_RULES && line == expected && why != NULL);

	ok(good, "refused: %s", name);
	if (!good)
		printf("# status %d, line %d, %s\n", (int) status, line, why != NULL ? why : "-");
}

static void
test_rules(const char *rules, size_t len)
{
	static const char small[] = "\xEF\xBB\xBF# comment\r\n[romanise]\r\nü=ue я=q # tail\r\n[canonical]\nab@4=C **=*";
	int			line;
	const char *why;

	bad_rules("[romanise]\nа=a\n[other]\n", 3, "unknown section");
	bad_rules("а=a\n", 1, "rule outside a section");
	bad_rules("[romanise]\n\nа = a\n", 3, "spaces in a rule");
	bad_rules("[romanise]\nа=A\n", 2, "capital in a romanisation");
	bad_rules("[romanise]\nа=ä\n", 2, "romanisation that is not ASCII");
	bad_rules("[romanise]\nа=abcde\n", 2, "long romanisation");
	bad_rules("[romanise]\nabc=d\n", 2, "ASCII source");
	bad_rules("[romanise]\n=d\n", 2, "empty source");
	bad_rules("[romanise]\n^$=d\n", 2, "source of anchors");
	bad_rules("[romanise]\nабвгдежз=d\n", 2, "long source");
	bad_rules("[romanise]\n\xFF=d\n", 2, "source that is not UTF-8");
	bad_rules("[romanise]\n\xF0\x9D\x90\x80\xF0\xA0\x80\x80=d\n", 2, "source beyond the basic plane");
	bad_rules("[romanise]\nа=a\nб=b\nа=c\n", 4, "second rule for a letter");
	bad_rules("[romanise]\nа=a\n^а=c\n", 3, "rule that can never apply");
	bad_rules("[canonical]\nsh=s\nsh@5=z\n", 3, "canonical rule that can never apply");
	bad_rules("[canonical]\ns=sh\n", 2, "rule that lengthens");
	bad_rules("[canonical]\nSH=s\n", 2, "capital source");
	bad_rules("[canonical]\nsh@=s\n", 2, "no length");
	bad_rules("[canonical]\nsh@999=s\n", 2, "large length");
	bad_rules("[canonical]\nc(=s\n", 2, "open bracket");
	bad_rules("[canonical]\nc()=s\n", 2, "empty bracket");
	bad_rules("[canonical]\nabcdefghi=s\n", 2, "long canonical source");
	bad_rules("[canonical]\nsh=s!\n", 2, "sign in a key");
	bad_rules("[canonical]\n**=s\n", 2, "odd rule for doubles");
	bad_rules("[canonical]\n**=*\n**@5=*\n", 3, "two rules for doubles");
	bad_rules("[look-alike]\na\n", 2, "look-alike of nothing");
	bad_rules("[look-alike]\naא\n", 2, "look-alike of a third script");
	bad_rules("[look-alike]\naа\naα\n", 3, "letter in two groups");
	is(roman("Технология"), "tekhnologiya", "refused rules leave the old ones in force");

	ok(fold_init(small, sizeof(small) - 1, &line, &why) == NAME_OK, "rules can be replaced");
	is(folded("Ü Й"), "ü и", "the new ones say which letters keep their marks");
	is(roman("Üя"), "ueq", "and how they are read");
	is(canonical("abba"), "Cba", "and what the keys are");
	ok(fold_init("", 0, &line, &why) == NAME_OK, "no rules at all are rules");
	is(roman("Дом Aa"), "domaa", "ICU reads what has no rule");
	ok(fold_init(rules, len, &line, &why) == NAME_OK, "and back");
	is(roman("Я"), "ya", "the first rules are in force again");
}

int
main(int argc, char **argv)
{
	static char rules[1 << 20];
	size_t		len;
	FILE	   *f;
	int			line = 0;
	const char *why = NULL;
	NameStatus	status;

	f = argc >= 2 ? fopen(argv[1], "rb") : NULL;
	if (f == NULL)
	{
		printf("Bail out! usage: fold_test rules-file\n");
		return 2;
	}
	len = fread(rules, 1, sizeof(rules), f);
	fclose(f);

	arena.base = aligned_alloc(16, ARENA_BYTES);
	arena.size = ARENA_BYTES;
	other.base = aligned_alloc(16, ARENA_BYTES);
	other.size = ARENA_BYTES;
	status = arena.base != NULL && other.base != NULL ?
		fold_init(rules, len, &line, &why) : NAME_NO_MEMORY;
	if (status != NAME_OK)
	{
		printf("Bail out! rules: status %d, line %d: %s\n", (int) status, line,
			   why != NULL ? why : "");
		return 2;
	}

	ok(strchr(fold_icu_version(), '.') != NULL && strchr(fold_unicode_version(), '.') != NULL,
	   "versions");
	test_fold();
	test_lookalikes();
	test_romanise();
	test_canonical();
	test_everything();
	test_limits();
	test_rules(rules, len);

	printf("1..%d\n", tests);
	free(arena.base);
	free(other.base);
	return failures == 0 ? 0 : 1;
}
