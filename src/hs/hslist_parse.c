/*-------------------------------------------------------------------------
 *
 * hslist_parse.c
 *	  The forms in which a list of goods goes in and out: text, bytes, rows.
 *
 * The text form:
 *
 *		list	= "{}" | entry { separator entry }
 *		entry	= [ "!" ] item { "except" ( item | "(" list ")" ) }
 *		item	= [ "ex" ] code [ "-" code ]
 *
 * A separator is a comma, a semicolon or a line end.  "!" (not inside of
 * parentheses) takes the entry away from the whole list, wherever it stands;
 * "except" takes away from its own entry only.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "hs/hslist.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(hslist_in);
PG_FUNCTION_INFO_V1(hslist_out);
PG_FUNCTION_INFO_V1(hslist_from_text);
PG_FUNCTION_INFO_V1(hslist_recv);
PG_FUNCTION_INFO_V1(hslist_send);
PG_FUNCTION_INFO_V1(hslist_ranges);

/* ----------------------------------------------------------------
 * Reading text
 * ----------------------------------------------------------------
 */

/* How much of the text an error message shows, in bytes. */
#define SHOWN_TEXT		80
#define SHOWN_ENTRY		40

/* How deep parentheses may be nested: more than anybody means. */
#define MAX_NESTING		100

typedef struct Reader
{
	const char *text;
	const char *p;
	const char *entry;			/* where the current top-level entry begins */
	int			entry_number;
	HsSpans		minus;			/* what "!" takes away */
	struct Node *escontext;
} Reader;

/* At most limit bytes of s, which is len bytes, whole characters. */
static char *
clipped(const char *s, int len, int limit)
{
	if (len <= limit)
		return pnstrdup(s, len);
	return psprintf("%.*s...", pg_mbcliplen(s, len, limit), s);
}

#define HINT_FORM	"A list is written like this: 8471-8473, 8542 except 854290, ex 8517.62. The empty list is {}."
#define HINT_EXCEPT	"An exception belongs to its entry and names something under it. " \
	"To take something away from the whole list, write !, as in !8542.90."

/* Reports a syntax error with a hint; returns false where errors are soft. */
static bool
read_error_hint(Reader *r, const char *detail, const char *hint)
{
	int			entry_len = strcspn(r->entry, ",;\r\n");

	while (entry_len > 0 && r->entry[entry_len - 1] == ' ')
		entry_len--;
	ts_ereturn(r->escontext, false,
			   (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				errmsg("invalid input syntax for type %s: \"%s\"", "hslist",
					   clipped(r->text, strlen(r->text), SHOWN_TEXT)),
				errdetail("Entry %d, \"%s\": %s", r->entry_number,
						  clipped(r->entry, entry_len, SHOWN_ENTRY), detail),
				errhint("%s", hint)));
}

static bool
read_error(Reader *r, const char *detail)
{
	return read_error_hint(r, detail, HINT_FORM);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

static void
skip_blanks(Reader *r)
{
	while (is_blank(*r->p))
		r->p++;
}

static void
skip_white(Reader *r)
{
	while (is_blank(*r->p) || is_line_end(*r->p))
		r->p++;
}

/* Reads the word w, in any case, if it stands here and does not go on. */
static bool
read_word(Reader *r, const char *w)
{
	size_t		len = strlen(w);
	char		next;

	if (pg_strncasecmp(r->p, w, len) != 0)
		return false;
	next = r->p[len];
	if ((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || IS_HIGHBIT_SET(next))
		return false;
	r->p += len;
	return true;
}

/*
 * Reads a code.  Single dots may stand between its digits, and single spaces
 * before groups of one or two digits: a longer group after a space looks like
 * another code whose comma is missing.
 */
static bool
read_code(Reader *r, hscode *code)
{
	hscode		c = 0;
	int			n = 0;

	if (!is_digit(*r->p))
		return read_error(r, *r->p == '\0' ? "A code is missing at the end." : "A code is expected.");
	for (;;)
	{
		while (is_digit(*r->p))
		{
			if (n == HS_MAX_DIGITS)
				return read_error(r, "A code has at most 16 digits.");
			c |= hs_nibble(n++, *r->p++ - '0');
		}
		if (*r->p == '.')
		{
			if (!is_digit(r->p[1]))
				return read_error(r, "A dot must stand between two digits.");
			r->p++;
		}
		else if (*r->p == ' ' && is_digit(r->p[1]))
		{
			if (is_digit(r->p[2]) && is_digit(r->p[3]))
				return read_error(r, "A comma seems to be missing between two codes.");
			r->p++;
		}
		else
			break;
	}
	*code = c;
	return true;
}

/* Reads an item and adds it to the set. */
static bool
read_item(Reader *r, HsSpans *set)
{
	HsValue		value = HS_FULL;
	hscode		a;
	hscode		b;

	if (read_word(r, "ex"))
	{
		value = HS_PART;
		if (*r->p == '.')
			r->p++;
		skip_white(r);
	}
	if (!read_code(r, &a))
		return false;
	b = a;
	skip_blanks(r);
	if (*r->p == '-')
	{
		r->p++;
		skip_white(r);
		if (!read_code(r, &b))
			return false;
		if (hs_digits(a) != hs_digits(b))
			return read_error(r, "The codes of a range must have the same number of digits.");
		if (a > b)
			return read_error(r, "The first code of a range must not be greater than the second.");
	}
	return hs_spans_add_range(set, a, b, value);
}

/*
 * Has the exception anything in common with what it is taken from?  One that
 * has not is a mistake, and would pass in silence.
 */
static bool
check_exception(Reader *r, const HsSpan *except, int n, const HsSpans *from)
{
	for (int i = 0; i < n; i++)
		for (int j = 0; j < from->n; j++)
			if (except[i].lo < from->span[j].end && from->span[j].lo < except[i].end)
				return true;
	return read_error_hint(r, "An exception takes nothing away.", HINT_EXCEPT);
}

static bool read_list(Reader *r, HsSpans *set, const HsSpans *from, int nesting);

/*
 * Reads an entry and adds it to the set, or to what is taken away.  In
 * parentheses, it is an exception from the item 'from'.
 */
static bool
read_entry(Reader *r, HsSpans *set, const HsSpans *from, int nesting)
{
	HsSpans    *target = set;
	HsSpans		item;
	HsSpans		except;
	HsSpans		rest;
	bool		excepted = false;

	if (*r->p == '!' && nesting == 0)
	{
		target = &r->minus;
		r->p++;
		skip_blanks(r);
	}
	hs_spans_init(&item, r->escontext);
	if (!read_item(r, &item))
		return false;
	for (skip_blanks(r); read_word(r, "except"); skip_blanks(r))
	{
		if (!excepted)
			hs_spans_init(&except, r->escontext);
		excepted = true;
		skip_white(r);
		if (*r->p != '(')
		{
			int			n = except.n;

			if (!read_item(r, &except) ||
				!check_exception(r, except.span + n, except.n - n, &item))
				return false;
			continue;
		}
		r->p++;
		if (nesting == MAX_NESTING)
			return read_error(r, "Parentheses are nested too deeply.");
		if (!read_list(r, &except, &item, nesting + 1))
			return false;
		if (*r->p != ')')
			return read_error(r, "A closing parenthesis is missing.");
		r->p++;
	}
	rest = item;
	if (excepted)
	{
		if (!hs_spans_normalize(&item) || !hs_spans_normalize(&except) ||
			!hs_spans_combine(&rest, &item, &except, HS_MINUS))
			return false;
		pfree(item.span);
		pfree(except.span);
	}
	if (from != NULL && !check_exception(r, rest.span, rest.n, from))
		return false;
	for (int i = 0; i < rest.n; i++)
		if (!hs_spans_add(target, rest.span[i].lo, rest.span[i].end, rest.span[i].value))
			return false;
	pfree(rest.span);
	return true;
}

/*
 * Reads entries up to the end, or up to a parenthesis that it leaves.  In
 * parentheses, they are exceptions from the item 'from'.
 */
static bool
read_list(Reader *r, HsSpans *set, const HsSpans *from, int nesting)
{
	bool		due = true;		/* is another entry? */

	for (;;)
	{
		CHECK_FOR_INTERRUPTS();
		skip_white(r);
		if (nesting == 0)
		{
			r->entry = r->p;
			if (due || *r->p != '\0')
				r->entry_number++;
		}
		if (*r->p == '\0' || (nesting > 0 && *r->p == ')'))
			return due ? read_error(r, "An entry is missing.") : true;
		if (!read_entry(r, set, from, nesting))
			return false;

		due = *r->p == ',' || *r->p == ';';
		if (due)
			r->p++;
		else if (*r->p != '\0' && !is_line_end(*r->p) && !(nesting > 0 && *r->p == ')'))
			return read_error(r, "Something else than a code, a range, \"ex\" or \"except\" stands here.");
	}
}

/* Reads the whole text; NULL where an error is soft. */
static hslist *
read_text(const char *text, struct Node *escontext)
{
	Reader		r = {0};
	HsSpans		set;
	HsSpans		rest;
	const char *end;

	r.text = r.p = r.entry = text;
	r.escontext = escontext;
	hs_spans_init(&set, escontext);
	hs_spans_init(&r.minus, escontext);

	skip_white(&r);
	if (strncmp(r.p, "{}", 2) == 0)
	{
		for (end = r.p + 2; is_blank(*end) || is_line_end(*end); end++)
			;
		if (*end == '\0')
			return hslist_build(&set);
	}

	if (!read_list(&r, &set, NULL, 0) || !hs_spans_normalize(&set))
		return NULL;
	if (r.minus.n == 0)
		return hslist_build(&set);
	if (set.n == 0)
	{
		r.entry = text;
		r.entry_number = 1;
		read_error(&r, "There is nothing to take this away from.");
		return NULL;
	}
	if (!hs_spans_normalize(&r.minus) ||
		!hs_spans_combine(&rest, &set, &r.minus, HS_MINUS))
		return NULL;
	return hslist_build(&rest);
}

Datum
hslist_in(PG_FUNCTION_ARGS)
{
	hslist	   *list = read_text(PG_GETARG_CSTRING(0), (struct Node *) ts_escontext(fcinfo));

	if (list == NULL)
		PG_RETURN_NULL();
	PG_RETURN_HSLIST(list);
}

Datum
hslist_from_text(PG_FUNCTION_ARGS)
{
	PG_RETURN_HSLIST(read_text(text_to_cstring(PG_GETARG_TEXT_PP(0)), NULL));
}

/* ----------------------------------------------------------------
 * Writing text
 *
 * A list is written as two layers: what is listed in full, and what is listed
 * in part ("ex"); where the two overlap, full prevails on reading.  So the
 * second layer must take in what has the value HS_PART and may take in what
 * has HS_FULL.
 *
 * A layer is written by walking down the tree.  At each code the walker knows
 * whether the entries written so far cover it.  A subtree that is all right
 * as it is, is passed over; one that is all wrong becomes an entry, or an
 * exception of the entry that covers it; else the code itself decides, and
 * the walker goes on below.
 * ----------------------------------------------------------------
 */

/* A code or a range; one that is followed by others of its kind. */
typedef struct Token
{
	hscode		a;
	hscode		b;
	HsValue		value;			/* of an entry */
	bool		open;			/* an entry that the walker is inside of */
	int			first;			/* of an entry: its exceptions, -1 if none */
	int			last;
	int			next;			/* of an exception: the next one, -1 if none */
} Token;

typedef struct Tokens
{
	Token	   *token;
	int			n;
	int			size;
} Tokens;

typedef struct Writer
{
	HsSpans		must;			/* what this layer must take in */
	HsSpans		may;			/* what it may take in */
	int			imust;			/* first span that is not behind the walker */
	int			imay;
	HsValue		value;
	Tokens		entries;
	Tokens		exceptions;
} Writer;

static Token *
add_token(Tokens *t, hscode c)
{
	Token	   *token;

	if (t->n == t->size)
	{
		t->size = t->size == 0 ? 64 : 2 * t->size;
		t->token = t->token == NULL ? palloc(t->size * sizeof(Token))
			: repalloc_huge(t->token, t->size * sizeof(Token));
	}
	token = &t->token[t->n++];
	memset(token, 0, sizeof(Token));
	token->a = token->b = c;
	token->first = token->last = token->next = -1;
	return token;
}

/*
 * Extends the range by the code c, which comes after it, if that is the same
 * set as the two apart.  See hs_spans_add_range() for what a range leaves out.
 */
static bool
extend_range(Token *t, hscode c)
{
	hscode		last = hs_last(c);
	int			n = hs_digits(t->a);
	hscode		at = hs_succ(hs_last(t->b));

	if (n < hs_digits(c))
		return false;

	/* codes that the range leaves out must still be left out */
	for (int i = 1; i < hs_digits(t->b); i++)
	{
		hscode		p = hs_prefix(t->b, i);

		if (p > t->a && hs_last(p) > hs_last(t->b) && hs_last(p) <= last)
			return false;
	}

	/* and so must codes between the range and c */
	while (at != c)
	{
		if (at > c || hs_last(at) <= last)
			return false;
		at = hs_succ(at);
	}
	t->b = hs_prefix(last, n);
	return true;
}

/* Adds an entry; open if the walker is going to add exceptions to it. */
static int
add_entry(Writer *w, hscode c, bool open)
{
	Token	   *t = w->entries.n > 0 ? &w->entries.token[w->entries.n - 1] : NULL;

	if (t == NULL || t->open || open || !extend_range(t, c))
	{
		t = add_token(&w->entries, c);
		t->value = w->value;
		t->open = open;
	}
	return w->entries.n - 1;
}

static void
add_exception(Writer *w, int entry, hscode c)
{
	Token	   *owner = &w->entries.token[entry];

	if (owner->last >= 0 && extend_range(&w->exceptions.token[owner->last], c))
		return;
	add_token(&w->exceptions, c);
	if (owner->last >= 0)
		w->exceptions.token[owner->last].next = w->exceptions.n - 1;
	else
		owner->first = w->exceptions.n - 1;
	owner->last = w->exceptions.n - 1;
}

/*
 * Walks the children of x, a code of n digits, or the root.  Entry is the one
 * that covers x, -1 if none does.
 */
static void
walk(Writer *w, hscode x, int n, int entry)
{
	for (int d = 0; d <= 9; d++)
	{
		hscode		c = x | hs_nibble(n, d);
		hscode		end = hs_succ(hs_last(c));
		const HsSpan *must;
		const HsSpan *may;
		bool		none_must;
		bool		all_may;

		while (w->imust < w->must.n && w->must.span[w->imust].end <= c)
			w->imust++;
		while (w->imay < w->may.n && w->may.span[w->imay].end <= c)
			w->imay++;
		must = w->imust < w->must.n ? &w->must.span[w->imust] : NULL;
		may = w->imay < w->may.n ? &w->may.span[w->imay] : NULL;
		none_must = must == NULL || must->lo >= end;
		all_may = may != NULL && may->lo <= c && may->end >= end;

		if (entry < 0)
		{
			if (none_must)
				continue;
			if (must->lo > c)
				walk(w, c, n + 1, -1);
			else if (all_may)
				add_entry(w, c, false);
			else
				walk(w, c, n + 1, add_entry(w, c, true));
		}
		else
		{
			if (all_may)
				continue;
			if (none_must || may == NULL || may->lo > c)
			{
				add_exception(w, entry, c);
				if (!none_must)
					walk(w, c, n + 1, -1);
			}
			else
				walk(w, c, n + 1, entry);
		}
		CHECK_FOR_INTERRUPTS();
	}
}

/* Writes the layer of the given value to w->entries. */
static void
write_layer(Writer *w, const hslist *list, HsValue value)
{
	hs_spans_init(&w->must, NULL);
	hs_spans_init(&w->may, NULL);
	for (uint32 i = 0; i < list->nranges; i++)
	{
		HsValue		v = HSLIST_VALUE(list, i);
		hscode		lo = HSLIST_LO(list)[i];
		hscode		end = hs_succ(HSLIST_HI(list)[i]);

		if (v == value)
			hs_spans_add(&w->must, lo, end, HS_FULL);
		if (v >= value)
			hs_spans_add(&w->may, lo, end, HS_FULL);
	}
	hs_spans_normalize(&w->may);	/* ranges of different values may touch */
	w->imust = w->imay = 0;
	w->value = value;

	/* the first entry must not extend the last one of the other layer */
	if (w->entries.n > 0)
		w->entries.token[w->entries.n - 1].open = true;
	walk(w, 0, 0, -1);
	pfree(w->must.span);
	pfree(w->may.span);
}

/* Code order; of one code, what is listed in full first. */
static int
token_cmp(const void *pa, const void *pb)
{
	const Token *a = pa;
	const Token *b = pb;

	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	return (int) b->value - (int) a->value;
}

static void
append_token(StringInfo buf, const Token *t)
{
	char		digits[HS_MAX_DIGITS + 1];

	hs_print(t->a, digits);
	appendStringInfoString(buf, digits);
	if (t->b != t->a)
	{
		hs_print(t->b, digits);
		appendStringInfo(buf, "-%s", digits);
	}
}

char *
hslist_print(const hslist *list)
{
	StringInfoData buf;
	Writer		w = {0};

	initStringInfo(&buf);
	if (list->nranges == 0)
	{
		appendStringInfoString(&buf, "{}");
		return buf.data;
	}
	write_layer(&w, list, HS_FULL);
	write_layer(&w, list, HS_PART);
	qsort(w.entries.token, w.entries.n, sizeof(Token), token_cmp);
	for (int i = 0; i < w.entries.n; i++)
	{
		const Token *entry = &w.entries.token[i];

		if (i > 0)
			appendStringInfoString(&buf, ", ");
		if (entry->value == HS_PART)
			appendStringInfoString(&buf, "ex ");
		append_token(&buf, entry);
		if (entry->first < 0)
			continue;
		appendStringInfoString(&buf, entry->first == entry->last ? " except " : " except (");
		for (int k = entry->first; k >= 0; k = w.exceptions.token[k].next)
		{
			if (k != entry->first)
				appendStringInfoString(&buf, ", ");
			append_token(&buf, &w.exceptions.token[k]);
		}
		if (entry->first != entry->last)
			appendStringInfoChar(&buf, ')');
	}
	return buf.data;
}

Datum
hslist_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(hslist_print(PG_GETARG_HSLIST(0)));
}

/* ----------------------------------------------------------------
 * Binary
 * ----------------------------------------------------------------
 */

#define HSLIST_SEND_VERSION		1
#define HSLIST_SEND_RANGE		17	/* bytes for one range */

static void
bad_binary(const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid binary representation of type %s", "hslist"),
			 errdetail("%s", detail),
			 errhint("The binary form is what the type's send function writes; the text form is the one to make by hand.")));
}

Datum
hslist_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	hslist	   *list;
	int32		n;

	if (pq_getmsgbyte(buf) != HSLIST_SEND_VERSION)
		bad_binary("The version is unknown.");
	n = (int32) pq_getmsgint(buf, 4);
	if (n < 0 || n > HSLIST_MAX_RANGES || buf->len - buf->cursor != n * HSLIST_SEND_RANGE)
		bad_binary("The number of ranges does not agree with the length.");
	list = hslist_alloc(n);
	for (int i = 0; i < n; i++)
	{
		hscode		lo = (hscode) pq_getmsgint64(buf);
		hscode		hi = (hscode) pq_getmsgint64(buf);
		int			part = pq_getmsgbyte(buf);

		if (!hs_is_code(lo) || !hs_is_code(hi) || lo > hi || part > 1)
			bad_binary("A range is malformed.");
		if (i > 0)
		{
			hscode		last = HSLIST_HI(list)[i - 1];

			if (lo <= last)
				bad_binary("The ranges are not in order.");
			if (lo == hs_succ(last) && (bool) part == (bool) HSLIST_IS_PART(list, i - 1))
				bad_binary("Two neighbouring ranges are not merged.");
		}
		hslist_set(list, i, lo, hi, part != 0);
	}
	PG_RETURN_HSLIST(list);
}

Datum
hslist_send(PG_FUNCTION_ARGS)
{
	hslist	   *list = PG_GETARG_HSLIST(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, HSLIST_SEND_VERSION);
	pq_sendint32(&buf, list->nranges);
	for (uint32 i = 0; i < list->nranges; i++)
	{
		pq_sendint64(&buf, HSLIST_LO(list)[i]);
		pq_sendint64(&buf, HSLIST_HI(list)[i]);
		pq_sendbyte(&buf, HSLIST_IS_PART(list, i));
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* ----------------------------------------------------------------
 * Rows: hs_ranges()
 * ----------------------------------------------------------------
 */

/* Where hs_ranges() is: in range i, with everything before code 'at' told. */
typedef struct RangesState
{
	hslist	   *list;
	uint32		i;
	hscode		at;				/* 0: at the beginning of the range */
} RangesState;

/*
 * The shortest code, not before lo, whose last descendant is the code last,
 * itself a code of 16 digits.
 */
static hscode
shortest_with_last(hscode lo, hscode last)
{
	for (int n = 1; n < HS_MAX_DIGITS; n++)
	{
		hscode		p = hs_prefix(last, n);

		if (p >= lo && hs_last(p) == last)
			return p;
	}
	return last;
}

/*
 * A stored range as rows: codes that are listed with everything under them,
 * and between them single codes that are not.  The latter are those from which
 * the range's end is reached downwards, so they begin the end's digits.
 */
static void
next_range(RangesState *st, hscode *lo, hscode *hi, bool *whole)
{
	hscode		at = st->at != 0 ? st->at : HSLIST_LO(st->list)[st->i];
	hscode		end = hs_succ(HSLIST_HI(st->list)[st->i]);
	hscode		stop = end;		/* the next code that is not whole, or end */

	if (end != HS_END)
	{
		for (int n = 1; n < hs_digits(end); n++)
		{
			hscode		p = hs_prefix(end, n);

			if (p >= at)
			{
				stop = p;
				break;
			}
		}
	}

	*lo = at;
	*whole = stop > at;
	if (*whole)
	{
		*hi = shortest_with_last(at, hs_pred(stop));
		at = stop;
	}
	else
	{
		*hi = at;
		at = hs_succ(at);
	}
	st->at = at;
	if (at == end)
	{
		st->at = 0;
		st->i++;
	}
}

Datum
hslist_ranges(PG_FUNCTION_ARGS)
{
	FuncCallContext *funcctx;
	RangesState *st;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext old;
		TupleDesc	tupdesc;

		funcctx = SRF_FIRSTCALL_INIT();
		old = MemoryContextSwitchTo(funcctx->multi_call_memory_ctx);
		if (get_call_result_type(fcinfo, NULL, &tupdesc) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		funcctx->tuple_desc = BlessTupleDesc(CreateTupleDescCopy(tupdesc));
		st = palloc0(sizeof(RangesState));
		st->list = (hslist *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));
		funcctx->user_fctx = st;
		MemoryContextSwitchTo(old);
	}

	funcctx = SRF_PERCALL_SETUP();
	st = funcctx->user_fctx;
	if (st->i < st->list->nranges)
	{
		bool		part = HSLIST_IS_PART(st->list, st->i);
		bool		whole;
		hscode		lo;
		hscode		hi;
		Datum		values[4];
		bool		nulls[4] = {0};

		next_range(st, &lo, &hi, &whole);
		values[0] = HscodeGetDatum(lo);
		values[1] = HscodeGetDatum(hi);
		values[2] = BoolGetDatum(part);
		values[3] = BoolGetDatum(whole);
		SRF_RETURN_NEXT(funcctx, HeapTupleGetDatum(heap_form_tuple(funcctx->tuple_desc, values, nulls)));
	}
	SRF_RETURN_DONE(funcctx);
}
