/*-------------------------------------------------------------------------
 *
 * hscode_fuzz.c
 *	  libFuzzer target: the strict and the lenient reader of customs codes.
 *
 * The first byte of an input is the expected number of digits, the rest the
 * field.  Needs the server's headers; pg_stub.c stands for the server.
 *
 *-------------------------------------------------------------------------
 */
#include "hs/hscode_clean.c"

#include "pg_stub.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold of every code. */
static void
check_code(hscode c)
{
	char		digits[HS_MAX_DIGITS + 1];
	hscode		again;
	int			n = hs_print(c, digits);

	CHECK(hs_is_code(c) && n == hs_digits(c) && digits[n] == '\0');
	CHECK(hs_scan(digits, n, &again) && again == c);
	CHECK(hs_last(c) >= c && hs_is_under(hs_last(c), c));
	CHECK(hs_succ(c) > c && (hs_succ(c) == HS_END || hs_pred(hs_succ(c)) == c));
	for (int i = 1; i <= n; i++)
		CHECK(hs_is_under(c, hs_prefix(c, i)));
	CHECK(hs_position(c) >= 0 && hs_position(c) <= 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Clean		f;
	text	   *t;
	hscode		c;
	int			digits;

	if (size == 0)
		return 0;
	digits = data[0] % 18 < 2 ? 0 : data[0] % 18 - 1;
	digits = digits < 2 ? 0 : digits;
	t = palloc(VARHDRSZ + size - 1);
	SET_VARSIZE(t, VARHDRSZ + size - 1);
	memcpy(VARDATA(t), data + 1, size - 1);

	if (hs_scan(VARDATA(t), size - 1, &c))
		check_code(c);
	clean_field(&f, t, digits);
	CHECK((f.code != 0) == (f.status == CLEAN_OK || f.status == CLEAN_REPAIRED));
	CHECK(f.status <= CLEAN_EMPTY && f.note.data[f.note.len] == '\0');
	if (f.code != 0)
	{
		char		plain[HS_MAX_DIGITS + 1];
		Clean		again;
		text	   *p;
		int			n = hs_print(f.code, plain);

		check_code(f.code);
		/* what was read is clean, and reads the same */
		p = palloc(VARHDRSZ + n);
		SET_VARSIZE(p, VARHDRSZ + n);
		memcpy(VARDATA(p), plain, n);
		clean_field(&again, p, 0);
		CHECK(again.code == f.code && again.status == CLEAN_OK);
	}
	stub_free_all();
	return 0;
}
