/*-------------------------------------------------------------------------
 *
 * name_variants_sql.c
 *	  name_variants(): manipulated spellings of a name.
 *
 *-------------------------------------------------------------------------
 */
#include "tradescreen.h"

#include "funcapi.h"
#include "miscadmin.h"

#include "name/name_pg.h"
#include "name/variants.h"

PG_FUNCTION_INFO_V1(name_variants);

/*
 * name_variants(text) returns table (variant text, manipulation text, expectation text)
 *
 * Variants that the server's encoding cannot hold are left out.
 */
Datum
name_variants(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	text	   *name = PG_GETARG_TEXT_PP(0);
	const char *s = VARDATA_ANY(name);
	int			len;
	const char *utf8 = ts_to_utf8(s, name_clip(s, VARSIZE_ANY_EXHDR(name)), &len);
	NameArena	arena;
	NameVariant *variants;
	int			n;
	int			letters;

	name_load_rules();
	arena.size = variants_arena_bytes(len);
	arena.base = palloc(arena.size);
	arena.used = 0;
	name_raise_status(variants_find(&arena, utf8, len, &variants, &n, &letters));

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < n; i++)
	{
		Datum		values[3];
		bool		nulls[3] = {false, false, false};
		bool		lossless;
		char	   *variant = ts_from_utf8(variants[i].text, (int) variants[i].len, &lossless);

		CHECK_FOR_INTERRUPTS();
		if (!lossless)
			continue;
		values[0] = CStringGetTextDatum(variant);
		values[1] = CStringGetTextDatum(variants[i].kind);
		values[2] = CStringGetTextDatum(variant_expect_word[variants[i].expect]);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}
