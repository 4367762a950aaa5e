/*-------------------------------------------------------------------------
 *
 * pg_stub.c
 *	  Stand-ins for the functions of the server that are called while customs
 *	  codes are read and written.
 *
 * Includes none of the server's headers, so that it serves every version of
 * them.  Memory comes from malloc(), one block each, for the sanitizers to watch;
 * an error is a long jump.
 *
 *-------------------------------------------------------------------------
 */
#include "pg_stub.h"

#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

jmp_buf		stub_error;

volatile sig_atomic_t InterruptPending;

void
stub_failed(const char *condition)
{
	fprintf(stderr, "failed: %s\n", condition);
	abort();
}

/* ---------- memory ---------- */

#define MAX_BLOCKS	100000

static void *blocks[MAX_BLOCKS];
static int	nblocks;

void
stub_free_all(void)
{
	while (nblocks > 0)
		free(blocks[--nblocks]);
}

void *
palloc(size_t size)
{
	void	   *p = malloc(size > 0 ? size : 1);

	CHECK(p != NULL && nblocks < MAX_BLOCKS);
	memset(p, 0x7F, size);
	blocks[nblocks++] = p;
	return p;
}

void *
palloc0(size_t size)
{
	return memset(palloc(size), 0, size);
}

void *
palloc_extended(size_t size, int flags)
{
	(void) flags;
	return palloc(size);
}

static int
find_block(const void *p)
{
	int			i = nblocks;

	while (i > 0 && blocks[i - 1] != p)
		i--;
	CHECK(i > 0);
	return i - 1;
}

void
pfree(void *p)
{
	int			i = find_block(p);

	free(p);
	blocks[i] = blocks[--nblocks];
}

void *
repalloc(void *p, size_t size)
{
	int			i = find_block(p);

	blocks[i] = realloc(p, size);
	CHECK(blocks[i] != NULL);
	return blocks[i];
}

void *
repalloc_huge(void *p, size_t size)
{
	return repalloc(p, size);
}

char *
pnstrdup(const char *s, size_t len)
{
	size_t		n = strnlen(s, len);
	char	   *out = palloc(n + 1);

	memcpy(out, s, n);
	out[n] = '\0';
	return out;
}

char *
pstrdup(const char *s)
{
	return pnstrdup(s, strlen(s));
}

static char *
print(const char *format, va_list args)
{
	char	   *out;
	char	   *copy;

	CHECK(vasprintf(&out, format, args) >= 0);
	copy = pstrdup(out);
	free(out);
	return copy;
}

char *
psprintf(const char *format,...)
{
	va_list		args;
	char	   *out;

	va_start(args, format);
	out = print(format, args);
	va_end(args);
	return out;
}

/* ---------- strings ---------- */

typedef struct StringInfoData
{
	char	   *data;
	int			len;
	int			maxlen;
	int			cursor;
} StringInfoData;

void
initStringInfo(StringInfoData *s)
{
	s->data = palloc(1);
	s->data[0] = '\0';
	s->len = s->cursor = 0;
	s->maxlen = 1;
}

void
resetStringInfo(StringInfoData *s)
{
	s->data[0] = '\0';
	s->len = s->cursor = 0;
}

void
appendBinaryStringInfo(StringInfoData *s, const char *data, int len)
{
	s->maxlen = s->len + len + 1;
	s->data = repalloc(s->data, (size_t) s->maxlen);
	memcpy(s->data + s->len, data, (size_t) len);
	s->len += len;
	s->data[s->len] = '\0';
}

void
appendStringInfoString(StringInfoData *s, const char *text)
{
	appendBinaryStringInfo(s, text, (int) strlen(text));
}

void
appendStringInfoChar(StringInfoData *s, char c)
{
	appendBinaryStringInfo(s, &c, 1);
}

void
appendStringInfo(StringInfoData *s, const char *format,...)
{
	va_list		args;

	va_start(args, format);
	appendStringInfoString(s, print(format, args));
	va_end(args);
}

int
pg_snprintf(char *out, size_t size, const char *format,...)
{
	va_list		args;
	int			n;

	va_start(args, format);
	n = vsnprintf(out, size, format, args);
	va_end(args);
	return n;
}

unsigned char
pg_toupper(unsigned char c)
{
	return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
}

void
pg_qsort(void *base, size_t n, size_t size, int (*compare) (const void *, const void *))
{
	qsort(base, n, size, compare);
}

int
pg_strncasecmp(const char *a, const char *b, size_t n)
{
	return strncasecmp(a, b, n);
}

/* ---------- UTF-8 ---------- */

int
pg_utf_mblen(const unsigned char *s)
{
	return *s < 0x80 ? 1 : (*s & 0xE0) == 0xC0 ? 2 : (*s & 0xF0) == 0xE0 ? 3 : (*s & 0xF8) == 0xF0 ? 4 : 1;
}

bool
pg_utf8_islegal(const unsigned char *s, int n)
{
	uint32_t	c;

	if (n == 1)
		return *s < 0x80;
	c = *s & (0x7Fu >> n);
	for (int i = 1; i < n; i++)
	{
		if ((s[i] & 0xC0) != 0x80)
			return false;
		c = c << 6 | (s[i] & 0x3F);
	}
	return c >= (n == 2 ? 0x80u : n == 3 ? 0x800u : 0x10000u) && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
}

uint32_t
utf8_to_unicode(const unsigned char *s)
{
	int			n = pg_utf_mblen(s);
	uint32_t	c = n == 1 ? *s : *s & (0x7Fu >> n);

	for (int i = 1; i < n; i++)
		c = c << 6 | (s[i] & 0x3F);
	return c;
}

int
pg_mbcliplen(const char *s, int len, int limit)
{
	int			n = 0;

	while (n < len && s[n] != '\0')
	{
		int			l = pg_utf_mblen((const unsigned char *) s + n);

		if (n + l > limit)
			break;
		n += l;
	}
	return n < len ? n : len;
}

const char *
ts_to_utf8(const char *s, int n, int *len)
{
	*len = n;
	return s;
}

/* ---------- errors ---------- */

bool
errstart(int level, const char *domain)
{
	(void) level;
	(void) domain;
	return true;
}

bool
errstart_cold(int level, const char *domain)
{
	return errstart(level, domain);
}

void
errfinish(const char *file, int line, const char *function)
{
	(void) file;
	(void) line;
	(void) function;
	longjmp(stub_error, 1);
}

int
errcode(int code)
{
	return code & 0;
}

/* An internal error is a finding: nothing that is read may lead to one. */
int
errmsg_internal(const char *format,...)
{
	fprintf(stderr, "internal error: %s\n", format);
	abort();
}

/* The texts are made, for the sanitizers to see that they can be. */
#define DEFINE_MESSAGE(name) \
int \
name(const char *format,...) \
{ \
	va_list		args; \
	va_start(args, format); \
	print(format, args); \
	va_end(args); \
	return 0; \
}

DEFINE_MESSAGE(errmsg)
DEFINE_MESSAGE(errdetail)
DEFINE_MESSAGE(errhint)

void
ExceptionalCondition(const char *condition, const char *file, int line)
{
	fprintf(stderr, "%s:%d: assertion %s\n", file, line, condition);
	abort();
}
