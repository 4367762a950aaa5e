/*-------------------------------------------------------------------------
 *
 * rules_fuzz.c
 *	  libFuzzer target for the rules parser: reads a rules file, and compiles
 *	  a name with what was read.
 *
 *	clang -g -O1 -fsanitize=fuzzer,address,undefined -Isrc fuzz/rules_fuzz.c \
 *		$(grep -LE '"(postgres|compat|tradescreen|name/name_pg)\.h"' src/name/X.c) \
 *		-licui18n -licuuc			(X.c: all of them)
 *
 * Run from the root of the sources, or with TRADESCREEN_RULES set to the
 * directory of the rules files.  A byte 0 divides the input into the rules,
 * the site file, and the name; without any, all of it is rules and the name.
 *
 *-------------------------------------------------------------------------
 */
#include "kernel_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *) data;
	const char *end = s + size;
	const char *site = size > 0 ? memchr(s, '\0', size) : NULL;
	const char *name = site ? memchr(site + 1, '\0', (size_t) (end - site - 1)) : NULL;
	RulesFile	files[2];
	RulesError	error;
	NameStatus	status;

	memset(files, 0, sizeof(files));
	files[0].name = "rules";
	files[0].text = s;
	files[0].len = (size_t) ((site ? site : end) - s);
	files[1].name = "site";
	files[1].text = site ? site + 1 : "";
	files[1].len = site ? (size_t) ((name ? name : end) - site - 1) : 0;
	files[1].site = true;
	status = lexicon_load(files, 2, &error);
	CHECK(status == NAME_OK || status == NAME_BAD_RULES);
	CHECK(lexicon_ready() == (status == NAME_OK));
	if (status == NAME_BAD_RULES)
	{
		CHECK(error.file == 0 || error.file == 1);
		CHECK(error.line > 0);
		CHECK(memchr(error.why, '\0', sizeof(error.why)) != NULL && error.why[0] != '\0');
	}
	else
	{
		const char *text = name ? name + 1 : s;
		NameCompiled *a = compile_name(text, (size_t) (end - text));

		CHECK(a->nforms <= NAME_MAX_FORMS);
		CHECK(name_score_compiled(a, a, NULL) == NAME_SCORE_MAX);
		free(a);
	}
	return 0;
}
