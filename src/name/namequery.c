/*-------------------------------------------------------------------------
 *
 * namequery.c
 *	  Input, output and comparison of namequery.
 *
 * As text it is the threshold, a colon, and the name: "0.85:Rosoboronexport".
 * The order of the B-tree operators is that of the stored bytes; it means
 * nothing but lets the type be sorted, grouped and hashed.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/float.h"

#include "name/name_pg.h"
#include "name/namequery.h"

PG_FUNCTION_INFO_V1(namequery_in);
PG_FUNCTION_INFO_V1(namequery_out);
PG_FUNCTION_INFO_V1(namequery_recv);
PG_FUNCTION_INFO_V1(namequery_send);
PG_FUNCTION_INFO_V1(namequery_make);
PG_FUNCTION_INFO_V1(namequery_name);
PG_FUNCTION_INFO_V1(namequery_threshold);
PG_FUNCTION_INFO_V1(namequery_eq);
PG_FUNCTION_INFO_V1(namequery_ne);
PG_FUNCTION_INFO_V1(namequery_lt);
PG_FUNCTION_INFO_V1(namequery_le);
PG_FUNCTION_INFO_V1(namequery_gt);
PG_FUNCTION_INFO_V1(namequery_ge);
PG_FUNCTION_INFO_V1(namequery_cmp);
PG_FUNCTION_INFO_V1(namequery_hash);
PG_FUNCTION_INFO_V1(namequery_hash_extended);

static NameQuery *
make_query(int steps, const char *name, int len)
{
	NameQuery  *q = palloc(VARHDRSZ + NAMEQUERY_HEADER + len);

	SET_VARSIZE(q, VARHDRSZ + NAMEQUERY_HEADER + len);
	VARDATA(q)[0] = (char) (steps >> 8);
	VARDATA(q)[1] = (char) (steps & 0xff);
	memcpy(VARDATA(q) + NAMEQUERY_HEADER, name, len);
	return q;
}

Datum
namequery_in(PG_FUNCTION_ARGS)
{
	char	   *s = PG_GETARG_CSTRING(0);
	struct Node *escontext = (struct Node *) ts_escontext(fcinfo);
	char	   *colon = strchr(s, ':');
	char	   *end;
	double		threshold;

	/* only plain decimals: strtod() alone would take hexadecimal and "inf" */
	if (colon == NULL || colon == s ||
		strspn(s, "0123456789.") != (size_t) (colon - s))
		ts_ereturn(escontext, (Datum) 0,
				   (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					errmsg("invalid input syntax for type %s: \"%s\"", "namequery", s),
					errhint("Write the threshold, a colon and the name, as in \"0.85:Acme Trading\", or call namequery(name, threshold).")));
	errno = 0;
	threshold = strtod(s, &end);
	if (end != colon || errno != 0 || !(threshold >= 0 && threshold <= 1))
		ts_ereturn(escontext, (Datum) 0,
				   (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					errmsg("invalid input syntax for type %s: \"%s\"", "namequery", s),
					errdetail("The threshold must be between 0 and 1."),
					errhint("Write the threshold, a colon and the name, as in \"0.85:Acme Trading\".")));
	PG_RETURN_POINTER(make_query(name_threshold_steps(threshold), colon + 1,
								 (int) strlen(colon + 1)));
}

Datum
namequery_out(PG_FUNCTION_ARGS)
{
	NameQuery  *q = PG_GETARG_NAMEQUERY_PP(0);
	int			steps = NAMEQUERY_THRESHOLD(q);
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf, "%d.%04d", steps / NAME_SCORE_MAX, steps % NAME_SCORE_MAX);
	while (buf.data[buf.len - 1] == '0')
		buf.data[--buf.len] = '\0';
	if (buf.data[buf.len - 1] == '.')
		buf.data[--buf.len] = '\0';
	appendStringInfoChar(&buf, ':');
	appendBinaryStringInfo(&buf, NAMEQUERY_NAME(q), NAMEQUERY_NAMELEN(q));
	PG_RETURN_CSTRING(buf.data);
}

Datum
namequery_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int			steps = pq_getmsgint(buf, 2);
	int			len;
	char	   *name;

	if (steps > NAME_SCORE_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid threshold in external \"namequery\" value")));
	name = pq_getmsgtext(buf, buf->len - buf->cursor, &len);
	PG_RETURN_POINTER(make_query(steps, name, len));
}

Datum
namequery_send(PG_FUNCTION_ARGS)
{
	NameQuery  *q = PG_GETARG_NAMEQUERY_PP(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint16(&buf, NAMEQUERY_THRESHOLD(q));
	pq_sendtext(&buf, NAMEQUERY_NAME(q), NAMEQUERY_NAMELEN(q));
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* namequery(text, real) returns namequery */
Datum
namequery_make(PG_FUNCTION_ARGS)
{
	text	   *name = PG_GETARG_TEXT_PP(0);
	float4		threshold = PG_GETARG_FLOAT4(1);

	if (isnan(threshold) || threshold < 0 || threshold > 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("threshold must be between 0 and 1")));
	PG_RETURN_POINTER(make_query(name_threshold_steps(threshold), VARDATA_ANY(name),
								 VARSIZE_ANY_EXHDR(name)));
}

Datum
namequery_name(PG_FUNCTION_ARGS)
{
	NameQuery  *q = PG_GETARG_NAMEQUERY_PP(0);

	PG_RETURN_TEXT_P(cstring_to_text_with_len(NAMEQUERY_NAME(q), NAMEQUERY_NAMELEN(q)));
}

Datum
namequery_threshold(PG_FUNCTION_ARGS)
{
	NameQuery  *q = PG_GETARG_NAMEQUERY_PP(0);

	PG_RETURN_FLOAT4((float4) (NAMEQUERY_THRESHOLD(q) / (double) NAME_SCORE_MAX));
}

static int
compare(FunctionCallInfo fcinfo)
{
	NameQuery  *a = PG_GETARG_NAMEQUERY_PP(0);
	NameQuery  *b = PG_GETARG_NAMEQUERY_PP(1);
	int			alen = VARSIZE_ANY_EXHDR(a);
	int			blen = VARSIZE_ANY_EXHDR(b);
	int			cmp = memcmp(VARDATA_ANY(a), VARDATA_ANY(b), Min(alen, blen));

	if (cmp == 0)
		cmp = (alen > blen) - (alen < blen);
	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return cmp;
}

Datum
namequery_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) == 0);
}

Datum
namequery_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) != 0);
}

Datum
namequery_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) < 0);
}

Datum
namequery_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) <= 0);
}

Datum
namequery_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) > 0);
}

Datum
namequery_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) >= 0);
}

Datum
namequery_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare(fcinfo));
}

Datum
namequery_hash(PG_FUNCTION_ARGS)
{
	NameQuery  *q = PG_GETARG_NAMEQUERY_PP(0);

	return hash_any((unsigned char *) VARDATA_ANY(q), VARSIZE_ANY_EXHDR(q));
}

Datum
namequery_hash_extended(PG_FUNCTION_ARGS)
{
	NameQuery  *q = PG_GETARG_NAMEQUERY_PP(0);

	return hash_any_extended((unsigned char *) VARDATA_ANY(q), VARSIZE_ANY_EXHDR(q),
							 PG_GETARG_INT64(1));
}
