/*-------------------------------------------------------------------------
 *
 * csv.c
 *	  tradescreen_csv(): rows of a CSV text, by the server's own COPY parser.
 *
 * The list loaders are written in SQL and get the published files as text.
 * SQL cannot COPY from a text value, and a second CSV parser would disagree
 * with the first one sooner or later, so this function feeds the text to COPY
 * and returns the raw fields.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_am.h"
#include "catalog/pg_type.h"
#include "commands/copy.h"
#include "commands/copyfrom_internal.h"
#include "fmgr.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "compat.h"

/* MS-DOS end of file; some published files end in it */
#define CTRL_Z		'\032'

/*
 * A piece of text that COPY has yet to read.  COPY's data source callback has
 * no argument, so the piece being read is also in a static variable.  That is
 * safe: the whole text is parsed within one call of tradescreen_csv(), and
 * nothing that runs meanwhile can call it again.
 */
typedef struct CsvSource
{
	const char *next;
	const char *end;
} CsvSource;

static CsvSource *csv_source = NULL;

PG_FUNCTION_INFO_V1(tradescreen_csv);

/*
 * COPY's data source: up to maxread bytes.  COPY takes fewer than minread for
 * the end of the data, so only the last piece may be that short; it is.
 */
static int
csv_read(void *outbuf, int minread, int maxread)
{
	int			n = (int) Min((Size) maxread,
							  (Size) (csv_source->end - csv_source->next));

	(void) minread;
	memcpy(outbuf, csv_source->next, n);
	csv_source->next += n;
	return n;
}

/*
 * The number of line breaks (LF, CR LF or CR) in a piece of text.
 */
static int
count_line_breaks(const char *s, const char *end)
{
	int			n = 0;

	for (; s < end; s++)
	{
		if (*s == '\n' || (*s == '\r' && !(s + 1 < end && s[1] == '\n')))
			n++;
	}
	return n;
}

/*
 * Leave off what belongs to the file and not to its contents: a byte order
 * mark at the beginning, an end-of-file character at the end.
 */
static void
trim_file_marks(CsvSource *source)
{
	const char *p;

	if ((GetDatabaseEncoding() == PG_UTF8 || GetDatabaseEncoding() == PG_SQL_ASCII) &&
		source->end - source->next >= 3 &&
		memcmp(source->next, "\xEF\xBB\xBF", 3) == 0)
		source->next += 3;

	for (p = source->end; p > source->next; p--)
	{
		if (p[-1] == CTRL_Z)
			source->end = p - 1;
		else if (p[-1] != '\n' && p[-1] != '\r')
			break;
	}
}

/*
 * Before PostgreSQL 18, COPY in CSV mode takes a line that is just "\." for
 * the end of the data, even within quotes, and would drop the rest in silence.
 * No published list has such a line; refuse it in all versions alike.
 */
static void
refuse_end_marker(const CsvSource *source)
{
	const char *start = source->next;
	const char *end = source->end;
	const char *p = start;

	while ((p = memchr(p, '\\', end - p)) != NULL)
	{
		if ((p == start || p[-1] == '\n' || p[-1] == '\r') &&
			p + 1 < end && p[1] == '.' &&
			(p + 2 == end || p[2] == '\n' || p[2] == '\r'))
			ereport(ERROR,
					(errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
					 errmsg("line %d: end-of-data marker \"\\.\" in the CSV text",
							count_line_breaks(start, p) + 1),
					 errhint("COPY would stop reading here. Remove the line.")));
		p++;
	}
}

/*
 * The argument that says which character delimits or quotes: one single-byte
 * character that is not part of a line break.  "what" is for the message.
 */
static char *
separator_arg(text *arg, const char *what)
{
	char	   *s = text_to_cstring(arg);

	if (strlen(s) != 1 || IS_HIGHBIT_SET(s[0]) || s[0] == '\n' || s[0] == '\r')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("CSV %s must be one single-byte character other than a line break",
						what)));
	return s;
}

static DefElem *
copy_option(const char *name, const char *value)
{
	return makeDefElem(pstrdup(name), (Node *) makeString(pstrdup(value)), -1);
}

/*
 * Put one row into the result.  Everything allocated is in the current
 * context, which the caller resets.
 */
static void
put_row(ReturnSetInfo *rsinfo, int line, char **fields, int nfields)
{
	Datum	   *elems = palloc(sizeof(Datum) * Max(nfields, 1));
	bool	   *nulls = palloc(sizeof(bool) * Max(nfields, 1));
	int			lbound = 1;
	Datum		values[2];
	bool		isnull[2] = {false, false};

	for (int i = 0; i < nfields; i++)
	{
		nulls[i] = (fields[i] == NULL);
		elems[i] = nulls[i] ? (Datum) 0 : CStringGetTextDatum(fields[i]);
	}
	values[0] = Int32GetDatum(line);
	values[1] = PointerGetDatum(construct_md_array(elems, nulls, 1, &nfields,
												   &lbound, TEXTOID, -1, false,
												   TYPALIGN_INT));
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, isnull);
}

/*
 * tradescreen_csv(content text, delimiter text, quote text)
 *		returns table (line int, fields text[])
 */
Datum
tradescreen_csv(PG_FUNCTION_ARGS)
{
	text	   *content = PG_GETARG_TEXT_PP(0);
	char	   *delimiter = separator_arg(PG_GETARG_TEXT_PP(1), "delimiter");
	char	   *quote = separator_arg(PG_GETARG_TEXT_PP(2), "quote");
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	CsvSource	source;
	List	   *options;
	Relation	rel;
	CopyFromState cstate;
	MemoryContext row_context;
	MemoryContext caller_context;
	volatile int line = 1;

	if (delimiter[0] == quote[0])
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("CSV delimiter and quote must be different")));

	InitMaterializedSRF(fcinfo, 0);

	source.next = VARDATA_ANY(content);
	source.end = source.next + VARSIZE_ANY_EXHDR(content);
	trim_file_marks(&source);
	refuse_end_marker(&source);

	/*
	 * A text value is in the server's encoding already.  Say so, or COPY
	 * would expect the client's.
	 */
	options = list_make4(copy_option("format", "csv"),
						 copy_option("delimiter", delimiter),
						 copy_option("quote", quote),
						 copy_option("encoding", GetDatabaseEncodingName()));

	/*
	 * COPY wants to know the table that it is to fill, though the raw fields
	 * do not depend on it: it looks up the columns' input functions, which
	 * are never called.  Show it a small catalog that every backend can open.
	 * Nothing is read from it or written to it.
	 */
	rel = table_open(AccessMethodRelationId, AccessShareLock);
	cstate = BeginCopyFrom(NULL, rel, NULL, NULL, false, csv_read, NIL, options);

	row_context = AllocSetContextCreate(CurrentMemoryContext,
										"tradescreen_csv row",
										ALLOCSET_DEFAULT_SIZES);
	caller_context = MemoryContextSwitchTo(row_context);
	csv_source = &source;

	PG_TRY();
	{
		char	  **fields;
		int			nfields;

		while (NextCopyFromRawFields(cstate, &fields, &nfields))
		{
			put_row(rsinfo, line, fields, nfields);

			/*
			 * COPY's own line number is that of the record's last line, and
			 * misses line breaks within quotes before the first end of a
			 * record, so count here.
			 */
			line += 1 + count_line_breaks(cstate->line_buf.data,
										  cstate->line_buf.data + cstate->line_buf.len);
			MemoryContextReset(row_context);
			CHECK_FOR_INTERRUPTS();
		}
	}
	PG_CATCH();
	{
		ErrorData  *edata;

		csv_source = NULL;
		MemoryContextSwitchTo(caller_context);
		edata = CopyErrorData();

		/*
		 * tell the reader where; a cancel or a lack of memory is no line's
		 * fault
		 */
		if (edata->sqlerrcode == ERRCODE_BAD_COPY_FILE_FORMAT)
		{
			FlushErrorState();
			edata->message = psprintf("line %d: %s", line, edata->message);
			ReThrowError(edata);
		}
		PG_RE_THROW();
	}
	PG_END_TRY();

	csv_source = NULL;
	MemoryContextSwitchTo(caller_context);
	EndCopyFrom(cstate);
	MemoryContextDelete(row_context);
	table_close(rel, AccessShareLock);

	return (Datum) 0;
}
