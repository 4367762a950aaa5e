/*-------------------------------------------------------------------------
 *
 * name_parties_sql.c
 *	  name_parties(): who is named in a party field.
 *
 *-------------------------------------------------------------------------
 */
#include "tradescreen.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/json.h"

#include "name/name_pg.h"

PG_FUNCTION_INFO_V1(name_parties);

/* More marks in a row than this are no quotation. */
#define MAX_MARKS	8

/* UTF-8 that came out of the field, in the server's encoding. */
static char *
to_server(const char *s, int len)
{
	bool		lossless;

	return ts_from_utf8(s, len, &lossless);
}

/*
 * Takes opening and closing marks at the ends into a stretch of the field, as
 * far as the other one is in it, and the dot of an abbreviation.
 */
static void
widen(const char *s, uint32 limit_first, uint32 limit_end, uint32 *first, uint32 *end)
{
	static const char *const pairs[][2] = {
		{"\"", "\""}, {"\xC2\xAB", "\xC2\xBB"}, {"(", ")"}, {"[", "]"},
		{"\xE2\x80\x9C", "\xE2\x80\x9D"}, {"\xE2\x80\x9E", "\xE2\x80\x9C"},
		{"\xE2\x80\x9E", "\xE2\x80\x9D"}, {"'", "'"}
	};
	bool		more = true;

	for (int round = 0; more && round < MAX_MARKS; round++)
	{
		more = false;
		if (*end < limit_end && s[*end] == '.')
		{
			(*end)++;
			more = true;
		}
		for (int i = 0; i < (int) lengthof(pairs); i++)
		{
			uint32		open = strlen(pairs[i][0]);
			uint32		close = strlen(pairs[i][1]);
			bool		opens = *first >= limit_first + open &&
				memcmp(s + *first - open, pairs[i][0], open) == 0;
			bool		ends = *end + close <= limit_end &&
				memcmp(s + *end, pairs[i][1], close) == 0;
			int			depth = 0;

			if (!opens && !ends)
				continue;
			/* how many are open inside */
			for (uint32 k = *first; k < *end; k++)
			{
				if (k + open <= *end && memcmp(s + k, pairs[i][0], open) == 0 &&
					(depth == 0 || strcmp(pairs[i][0], pairs[i][1]) != 0))
					depth++;
				else if (k + close <= *end && memcmp(s + k, pairs[i][1], close) == 0)
					depth--;
			}
			if (opens && depth < 0)
				*first -= open;
			else if (ends && depth > 0)
				*end += close;
			else if (opens && ends && depth == 0)
			{
				*first -= open;
				*end += close;
			}
			else
				continue;
			more = true;
		}
	}
}

/* Words of one part of a party, as written; stretches are joined by sep. */
static text *
part_text(const char *s, uint32 len, const PartyText *t, int party, PartyPart part, const char *sep)
{
	StringInfoData buf;
	int			i = 0;

	initStringInfo(&buf);
	while (i < t->nwords)
	{
		const PartyWord *w = &t->field.words[i];
		uint32		first = t->first[i];
		uint32		end = t->end[i];
		int			from = i;

		CHECK_FOR_INTERRUPTS();
		i++;
		if (w->party != party || w->part != part)
			continue;
		for (; i < t->nwords && t->field.words[i].party == party && t->field.words[i].part == part; i++)
			end = Max(end, t->end[i]);
		widen(s, from > 0 ? t->end[from - 1] : 0, i < t->nwords ? t->first[i] : len, &first, &end);
		if (buf.len > 0)
			appendStringInfoString(&buf, sep);
		appendBinaryStringInfo(&buf, s + first, (int) (end - first));
	}
	for (int k = 0; k < buf.len; k++)
		if (buf.data[k] == '\n' || buf.data[k] == '\r')
			buf.data[k] = ' ';
	if (buf.len == 0)
		return NULL;
	return cstring_to_text(to_server(buf.data, buf.len));
}

/* {"inn": ["7701234567"], "phone": ["+7 495 1234567"]}, kinds in order of appearance */
static Datum
identifiers(const char *s, const PartyText *t, int party)
{
	StringInfoData buf;
	const char *sep = "";

	initStringInfo(&buf);
	appendStringInfoChar(&buf, '{');
	for (int i = 0; i < t->field.nnumbers; i++)
	{
		const PartyNumber *n = &t->field.numbers[i];
		const char *inner = "";
		bool		seen = false;

		if (n->party != party)
			continue;
		for (int j = 0; j < i && !seen; j++)
			seen = t->field.numbers[j].party == party && strcmp(t->field.numbers[j].kind, n->kind) == 0;
		if (seen)
			continue;
		appendStringInfo(&buf, "%s\"%s\": [", sep, n->kind);
		for (int j = i; j < t->field.nnumbers; j++)
		{
			const PartyNumber *m = &t->field.numbers[j];
			uint32		first = t->first[m->first];

			CHECK_FOR_INTERRUPTS();
			if (m->party != party || strcmp(m->kind, n->kind) != 0)
				continue;
			/* "+7", "(495)" */
			while (first > 0 && (s[first - 1] == '+' || s[first - 1] == '('))
				first--;
			appendStringInfoString(&buf, inner);
			escape_json(&buf, to_server(s + first, (int) (t->end[m->end - 1] - first)));
			inner = ", ";
		}
		appendStringInfoChar(&buf, ']');
		sep = ", ";
	}
	appendStringInfoChar(&buf, '}');
	return name_jsonb(buf.data);
}

/* "same_as_consignee" in words */
static text *
in_words(const char *id)
{
	char	   *s = pstrdup(id);

	for (char *p = s; *p; p++)
		if (*p == '_')
			*p = ' ';
	return cstring_to_text(s);
}

/*
 * name_parties(text) returns table (party text, role text, address text,
 * identifiers jsonb, note text)
 */
Datum
name_parties(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	text	   *field = PG_GETARG_TEXT_PP(0);
	const char *s;
	int			len;
	PartyText	t;

	InitMaterializedSRF(fcinfo, 0);
	name_read_parties(VARDATA_ANY(field), VARSIZE_ANY_EXHDR(field), &s, &len, &t);
	for (int i = 0; i < t.field.nparties; i++)
	{
		const Party *p = &t.field.parties[i];
		text	   *parts[2];
		Datum		values[5];
		bool		nulls[5] = {false, false, false, false, false};
		bool		numbers = false;

		CHECK_FOR_INTERRUPTS();
		for (int j = 0; j < t.field.nnumbers && !numbers; j++)
			numbers = t.field.numbers[j].party == i;
		parts[0] = part_text(s, (uint32) len, &t, i, PART_NAME, " ");
		parts[1] = part_text(s, (uint32) len, &t, i, PART_ADDRESS, ", ");
		if (parts[0] == NULL && parts[1] == NULL && p->none == NULL && !numbers)
			continue;
		nulls[0] = parts[0] == NULL;
		values[0] = PointerGetDatum(parts[0]);
		nulls[1] = p->role == NULL;
		values[1] = p->role ? CStringGetTextDatum(p->role) : (Datum) 0;
		nulls[2] = parts[1] == NULL;
		values[2] = PointerGetDatum(parts[1]);
		values[3] = identifiers(s, &t, i);
		nulls[4] = p->none == NULL;
		values[4] = p->none ? PointerGetDatum(in_words(p->none)) : (Datum) 0;
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}
