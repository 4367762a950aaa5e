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
#include "kernel_fuzz.h"

#include "name/score.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *) data;
	const char *nl = size > 0 ? memchr(s, '\n', size) : NULL;
	size_t		slen = nl ? (size_t) (nl - s) : size;
	NameCompiled *a = compile_name(s, slen);
	NameCompiled *b = compile_name(nl ? nl + 1 : s, nl ? size - slen - 1 : size);
	NameCompiled *again = compile_name(s, slen);
	NameDetail	d;
	int			score = name_score_compiled(a, b, &d);
	bool		same = a->textlen == b->textlen &&
		memcmp(name_bytes(a, a->text), name_bytes(b, b->text), a->textlen) == 0;

	CHECK(a->size == again->size && memcmp(a, again, a->size) == 0);
	CHECK(a->nforms <= NAME_MAX_FORMS);
	CHECK(score >= 0 && score <= NAME_SCORE_MAX && score <= d.base && score == d.score);
	CHECK((score == NAME_SCORE_MAX) == same);
	CHECK(score == name_score_compiled(a, b, NULL));
	CHECK(score == name_score_compiled(b, a, NULL));
	CHECK(name_score_compiled(a, a, NULL) == NAME_SCORE_MAX);
	free(a);
	free(b);
	free(again);
	return 0;
}
