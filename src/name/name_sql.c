/*-------------------------------------------------------------------------
 *
 * name_sql.c
 *	  The SQL functions over names.
 *
 * All of them compile with the same kernel and score with the same scorer;
 * nothing here decides anything about a name.
 *
 *-------------------------------------------------------------------------
 */
#include "tradescreen.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/json.h"

#include "name/name_pg.h"
#include "name/namequery.h"

PG_FUNCTION_INFO_V1(name_score);
PG_FUNCTION_INFO_V1(name_match);
PG_FUNCTION_INFO_V1(name_match_query);
PG_FUNCTION_INFO_V1(name_distance_sql);
PG_FUNCTION_INFO_V1(name_normalize);
PG_FUNCTION_INFO_V1(name_parse);
PG_FUNCTION_INFO_V1(name_explain);

/* ---------- scores ---------- */

static int
score_bytes(FunctionCallInfo fcinfo, const char *a, int alen, const char *b, int blen)
{
	const NameCompiled *x = name_compile_cached(fcinfo, a, alen);
	const NameCompiled *y = name_compile_cached(fcinfo, b, blen);

	return name_score_compiled(x, y, NULL);
}

static int
score_args(FunctionCallInfo fcinfo)
{
	text	   *a = PG_GETARG_TEXT_PP(0);
	text	   *b = PG_GETARG_TEXT_PP(1);

	return score_bytes(fcinfo, VARDATA_ANY(a), VARSIZE_ANY_EXHDR(a),
					   VARDATA_ANY(b), VARSIZE_ANY_EXHDR(b));
}

/* name_score(text, text) returns real: 0 to 1, symmetric */
Datum
name_score(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT4((float4) (score_args(fcinfo) / (double) NAME_SCORE_MAX));
}

/* text ~= text: score >= tradescreen.threshold */
Datum
name_match(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(score_args(fcinfo) >= name_threshold_steps(tradescreen_threshold));
}

/* text ~= namequery: score >= the query's threshold */
Datum
name_match_query(PG_FUNCTION_ARGS)
{
	text	   *a = PG_GETARG_TEXT_PP(0);
	NameQuery  *q = PG_GETARG_NAMEQUERY_PP(1);

	PG_RETURN_BOOL(score_bytes(fcinfo, VARDATA_ANY(a), VARSIZE_ANY_EXHDR(a),
							   NAMEQUERY_NAME(q), NAMEQUERY_NAMELEN(q))
				   >= NAMEQUERY_THRESHOLD(q));
}

/* text <~> text returns float8: 1 - score */
Datum
name_distance_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8((NAME_SCORE_MAX - score_args(fcinfo)) / (double) NAME_SCORE_MAX);
}

/* ---------- normalised text, units ---------- */

/* name_normalize(text) returns text: lower-case ASCII words */
Datum
name_normalize(PG_FUNCTION_ARGS)
{
	text	   *t = PG_GETARG_TEXT_PP(0);
	const NameCompiled *name = name_compile_once(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t));

	PG_RETURN_TEXT_P(cstring_to_text_with_len(name_bytes(name, name->text),
											  (int) name->textlen));
}

/* The lexicon's id of a unit, or its canonical key. */
static text *
unit_canonical(const NameUnit *u, const char *base)
{
	const char *id = u->id ? lexicon_id(u->id) : NULL;

	if (id != NULL)
		return cstring_to_text(id);
	return cstring_to_text_with_len(base + u->key, u->keylen);
}

/* name_parse(text) returns table (unit text, class text, canonical text, weight real) */
Datum
name_parse(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	text	   *t = PG_GETARG_TEXT_PP(0);
	const NameUnit *units;
	const char *base;
	int			n;

	InitMaterializedSRF(fcinfo, 0);
	name_parse_once(VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t), &units, &n, &base);
	for (int i = 0; i < n; i++)
	{
		Datum		values[4];
		bool		nulls[4] = {false, false, false, false};

		CHECK_FOR_INTERRUPTS();
		values[0] = PointerGetDatum(cstring_to_text_with_len(base + units[i].text,
															 units[i].textlen));
		values[1] = CStringGetTextDatum(name_class_word[units[i].cls]);
		values[2] = PointerGetDatum(unit_canonical(&units[i], base));
		values[3] = Float4GetDatum((float4) (units[i].weight / 100.0));
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/* ---------- explanations ---------- */

static void
append_fraction(StringInfo buf, int steps)
{
	if (steps >= NAME_SCORE_MAX)
		appendStringInfoString(buf, "1.0000");
	else
		appendStringInfo(buf, "0.%04d", steps);
}

static void
append_json(StringInfo buf, const char *s, int len)
{
	escape_json(buf, pnstrdup(s, len));
}

/* The units of a set, as normalised text, joined by spaces. */
static void
append_units(StringInfo buf, const NameCompiled *name, int form, uint32 set)
{
	bool		first = true;

	for (int i = 0; i < name->forms[form].nunits; i++)
	{
		const NameUnit *u;

		if (!(set >> i & 1))
			continue;
		u = name_unit(name, name->forms[form].first + i);
		if (!first)
			appendStringInfoChar(buf, ' ');
		first = false;
		appendBinaryStringInfo(buf, name_bytes(name, u->text), u->textlen);
	}
}

static char *
units_text(const NameCompiled *name, int form, uint32 set)
{
	StringInfoData buf;

	initStringInfo(&buf);
	append_units(&buf, name, form, set);
	return buf.data;
}

static int
units_weight(const NameCompiled *name, int form, uint32 set)
{
	int			weight = 0;

	for (int i = 0; i < name->forms[form].nunits; i++)
		if (set >> i & 1)
			weight += name_unit(name, name->forms[form].first + i)->weight;
	return weight;
}

static uint32
all_units(const NameCompiled *name, int form)
{
	return (UINT32_C(1) << name->forms[form].nunits) - 1;
}

/* Pairs in the order of the first name. */
static int
compare_pairs(const void *x, const void *y)
{
	uint32		a = ((const NamePair *) x)->a;
	uint32		b = ((const NamePair *) y)->a;

	return (pg_rightmost_one_pos32(a) > pg_rightmost_one_pos32(b)) -
		(pg_rightmost_one_pos32(a) < pg_rightmost_one_pos32(b));
}

static void
append_leftovers(StringInfo buf, const NameCompiled *name, int form, uint32 used)
{
	const char *sep = "";

	appendStringInfoChar(buf, '[');
	for (int i = 0; i < name->forms[form].nunits; i++)
	{
		const NameUnit *u = name_unit(name, name->forms[form].first + i);

		if (used >> i & 1)
			continue;
		appendStringInfo(buf, "%s{\"unit\": ", sep);
		append_json(buf, name_bytes(name, u->text), u->textlen);
		appendStringInfo(buf, ", \"class\": \"%s\", \"weight\": %d.%02d}",
						 name_class_word[u->cls], u->weight / 100, u->weight % 100);
		sep = ", ";
	}
	appendStringInfoChar(buf, ']');
}

/* Whether a form has letters where the field has digits. */
static bool
is_reread(const NameCompiled *name, int form)
{
	return name->nforms > 0 && (name->forms[form].flags & FORM_REREAD);
}

static void
append_name(StringInfo buf, text *given, const NameCompiled *name, int form)
{
	appendStringInfoString(buf, "{\"given\": ");
	append_json(buf, VARDATA_ANY(given), name_clip(VARDATA_ANY(given), VARSIZE_ANY_EXHDR(given)));
	appendStringInfoString(buf, ", \"normalized\": ");
	append_json(buf, name_bytes(name, name->text), name->textlen);
	appendStringInfoString(buf, ", \"form\": ");
	escape_json(buf, name->nforms > 0 ? units_text(name, form, all_units(name, form)) : pstrdup(""));
	appendStringInfo(buf, ", \"digits_as_letters\": %s, \"truncated\": %s}",
					 is_reread(name, form) ? "true" : "false",
					 name->flags & NAME_TRUNCATED ? "true" : "false");
}

/* One pair in words: "kalashnikov = kalashnkov (1 edit)" */
static void
append_reason(StringInfo buf, const NamePair *pair, const char *a, const char *b)
{
	appendStringInfo(buf, "%s = %s", a, b);
	switch ((PairKind) pair->kind)
	{
		case PAIR_SAME:
			break;
		case PAIR_SPELLING:
			appendStringInfoString(buf, " (same spelling in another romanisation)");
			break;
		case PAIR_MEANING:
			appendStringInfoString(buf, " (same meaning)");
			break;
		case PAIR_GENERIC:
			appendStringInfoString(buf, " (another generic word)");
			break;
		case PAIR_PART:
			appendStringInfoString(buf, " (a word of the phrase)");
			break;
		case PAIR_STEM:
			appendStringInfoString(buf, " (the same word with another ending)");
			break;
		case PAIR_EDIT:
			appendStringInfo(buf, " (%d %s)", pair->edits, pair->edits == 1 ? "edit" : "edits");
			break;
		case PAIR_JOINED:
			appendStringInfoString(buf, " (spaces differ");
			if (pair->edits > 0)
				appendStringInfo(buf, ", %d %s", pair->edits, pair->edits == 1 ? "edit" : "edits");
			appendStringInfoChar(buf, ')');
			break;
		case PAIR_INITIALS:
			appendStringInfoString(buf, " (initials)");
			break;
	}
}

/*
 * name_explain(text, text) returns jsonb
 *
 * How the score of the two names comes about; docs/reference-names.md
 * lists the members.
 */
Datum
name_explain(PG_FUNCTION_ARGS)
{
	text	   *ta = PG_GETARG_TEXT_PP(0);
	text	   *tb = PG_GETARG_TEXT_PP(1);
	const NameCompiled *a = name_compile_once(VARDATA_ANY(ta), VARSIZE_ANY_EXHDR(ta));
	const NameCompiled *b = name_compile_once(VARDATA_ANY(tb), VARSIZE_ANY_EXHDR(tb));
	NameDetail	d;
	StringInfoData buf;
	StringInfoData reason;
	uint32		used_a = 0;
	uint32		used_b = 0;
	const char *sep = "";

	name_score_compiled(a, b, &d);
	initStringInfo(&buf);
	initStringInfo(&reason);

	appendStringInfoString(&buf, "{\"score\": ");
	append_fraction(&buf, d.score);
	appendStringInfo(&buf, ", \"identical\": %s, \"a\": ", d.identical ? "true" : "false");
	append_name(&buf, ta, a, d.form_a);
	appendStringInfoString(&buf, ", \"b\": ");
	append_name(&buf, tb, b, d.form_b);

	appendStringInfoString(&buf, ", \"pairs\": [");
	qsort(d.pairs, d.npairs, sizeof(NamePair), compare_pairs);
	for (int i = 0; i < d.npairs; i++)
	{
		const NamePair *p = &d.pairs[i];
		char	   *x = units_text(a, d.form_a, p->a);
		char	   *y = units_text(b, d.form_b, p->b);

		used_a |= p->a;
		used_b |= p->b;
		appendStringInfo(&buf, "%s{\"a\": ", sep);
		escape_json(&buf, x);
		appendStringInfoString(&buf, ", \"b\": ");
		escape_json(&buf, y);
		appendStringInfo(&buf, ", \"why\": \"%s\", \"edits\": %d, \"similarity\": ",
						 name_pair_word[p->kind], p->edits);
		append_fraction(&buf, p->sim);
		appendStringInfo(&buf, ", \"weight_a\": %d.%02d, \"weight_b\": %d.%02d}",
						 units_weight(a, d.form_a, p->a) / 100,
						 units_weight(a, d.form_a, p->a) % 100,
						 units_weight(b, d.form_b, p->b) / 100,
						 units_weight(b, d.form_b, p->b) % 100);
		if (reason.len > 0)
			appendStringInfoString(&reason, "; ");
		append_reason(&reason, p, x, y);
		sep = ", ";
	}
	if (reason.len > 0 && !d.identical && (is_reread(a, d.form_a) || is_reread(b, d.form_b)))
		appendStringInfoString(&reason, "; digits read as letters");
	appendStringInfoString(&buf, "], \"leftovers\": {\"a\": ");
	if (!d.identical && a->nforms > 0)
		append_leftovers(&buf, a, d.form_a, used_a);
	else
		appendStringInfoString(&buf, "[]");
	appendStringInfoString(&buf, ", \"b\": ");
	if (!d.identical && b->nforms > 0)
		append_leftovers(&buf, b, d.form_b, used_b);
	else
		appendStringInfoString(&buf, "[]");

	appendStringInfoString(&buf, "}, \"coverage\": {\"a\": ");
	append_fraction(&buf, d.coverage_a);
	appendStringInfoString(&buf, ", \"b\": ");
	append_fraction(&buf, d.coverage_b);
	appendStringInfoString(&buf, "}, \"base\": ");
	append_fraction(&buf, d.base);

	appendStringInfoString(&buf, ", \"penalties\": [");
	sep = "";
	for (int i = 0; i < NAME_NPENALTIES; i++)
	{
		if (d.factor[i] >= NAME_SCORE_MAX)
			continue;
		appendStringInfo(&buf, "%s{\"penalty\": \"%s\", \"factor\": ", sep, name_penalty_word[i]);
		append_fraction(&buf, d.factor[i]);
		appendStringInfoChar(&buf, '}');
		sep = ", ";
	}
	appendStringInfoString(&buf, "], \"reason\": ");
	escape_json(&buf, d.identical ? "the same name" : reason.len > 0 ? reason.data : "nothing in common");
	appendStringInfoString(&buf, ", \"versions\": {");
	name_append_versions(&buf);
	appendStringInfoString(&buf, "}}");
	return name_jsonb(buf.data);
}
