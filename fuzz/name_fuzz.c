/*-------------------------------------------------------------------------
 *
 * name_fuzz.c
 *	  libFuzzer target: compiles two fields and scores them both ways.
 *
 * The first byte that is a newline divides the input.  TRADESCREEN_RULES names
 * the directory of the rules files (default: rules).
 *
 *-------------------------------------------------------------------------
 */
#include "../src/name/test/kernel.h"

int			LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *) data;
	const char *nl;
	size_t		slen;
	NameCompiled *a;
	NameCompiled *b;
	NameDetail	d;
	int			score;

	if (!lexicon_ready())
	{
		const char *dir = getenv("TRADESCREEN_RULES");

		load_rules(dir ? dir : "rules");
	}
	nl = size > 0 ? memchr(s, '\n', size) : NULL;
	slen = nl ? (size_t) (nl - s) : size;
	a = compile_name(s, slen);
	b = compile_name(nl ? nl + 1 : s, nl ? size - slen - 1 : size);
	score = name_score_compiled(a, b, &d);
	if (score < 0 || score > NAME_SCORE_MAX || score > d.base ||
		score != name_score_compiled(b, a, NULL) ||
		name_score_compiled(a, a, NULL) != NAME_SCORE_MAX)
		abort();
	free(a);
	free(b);
	return 0;
}
