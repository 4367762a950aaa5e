/*-------------------------------------------------------------------------
 *
 * name_keys.c
 *	  The SQL function that shows the keys of a name.
 *
 *-------------------------------------------------------------------------
 */
#include "tradescreen.h"

#include "funcapi.h"
#include "miscadmin.h"

#include "name/keys.h"
#include "name/name_pg.h"

PG_FUNCTION_INFO_V1(name_keys);

static void
put_row(ReturnSetInfo *rsinfo, const NameCompiled *name, const NameUnit *unit,
		const NameKeyFact *fact)
{
	Datum		values[4];
	bool		nulls[4] = {unit == NULL, false, false, false};
	const char *id = fact->kind == KEY_ID ? lexicon_id(fact->number) : NULL;

	CHECK_FOR_INTERRUPTS();
	if (unit != NULL)
		values[0] = PointerGetDatum(cstring_to_text_with_len(name_bytes(name, unit->text),
															 unit->textlen));
	values[1] = CStringGetTextDatum(name_key_word[fact->kind]);
	values[2] = PointerGetDatum(id != NULL ? cstring_to_text(id) :
								cstring_to_text_with_len(fact->letters, fact->len));
	values[3] = Int64GetDatum((int64) fact->key);
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/*
 * name_keys(text) returns table (unit text, kind text, letters text, key bigint)
 *
 * What an index stores of a name: the keys of its terms, and those of the name
 * as a whole, which have no unit.
 */
Datum
name_keys(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	text	   *t = PG_GETARG_TEXT_PP(0);
	const NameCompiled *name;
	NameKeyFact *facts;
	NameArena	arena;
	NamePacked	packed;
	int			n;

	InitMaterializedSRF(fcinfo, 0);
	name = name_compile_once(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t));
	arena.size = NAME_PACK_BYTES(name);
	arena.base = palloc(arena.size);
	arena.used = 0;
	if (name_pack(&arena, name, &packed) != NAME_OK)
		elog(ERROR, "arena of a packed name is too small");

	facts = palloc(sizeof(NameKeyFact) * NAME_MAX_NAME_KEYS);
	for (int i = 0; i < packed.nterms; i++)
	{
		n = name_term_facts(&packed.terms[i], facts);
		for (int k = 0; k < n; k++)
			put_row(rsinfo, name, name_unit(name, i), &facts[k]);
	}
	n = name_whole_facts(name, facts);
	for (int k = 0; k < n; k++)
		put_row(rsinfo, name, NULL, &facts[k]);
	return (Datum) 0;
}
