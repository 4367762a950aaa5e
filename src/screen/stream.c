/*-------------------------------------------------------------------------
 *
 * stream.c
 *	  Sections of a segment while they are written, in memory or in a file.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/segment.h"

void
stream_init(ScreenStream *s)
{
	memset(s, 0, sizeof(*s));
	s->context = CurrentMemoryContext;
}

/* Begins a page. */
static char *
add_page(ScreenStream *s)
{
	MemoryContext old = MemoryContextSwitchTo(s->context);

	if (s->npages == s->room)
	{
		s->room = s->room ? s->room * 2 : 4;
		if (s->page)
			s->page = repalloc_huge(s->page, s->room * sizeof(char *));
		else
			s->page = palloc(s->room * sizeof(char *));
	}
	s->page[s->npages] = palloc0(BLCKSZ);
	MemoryContextSwitchTo(old);
	return s->page[s->npages++];
}

void
stream_append(ScreenStream *s, const void *data, size_t n)
{
	const char *from = data;

	while (n > 0)
	{
		size_t		used = s->bytes % SCREEN_PAYLOAD;
		char	   *page = used == 0 ? add_page(s) : s->page[s->npages - 1];
		size_t		part = Min(n, SCREEN_PAYLOAD - used);

		memcpy(page + used, from, part);
		from += part;
		n -= part;
		s->bytes += part;
	}
}

void
stream_varint(ScreenStream *s, uint64 v)
{
	uint8		buf[VARINT_MAX_BYTES];

	stream_append(s, buf, varint_put(buf, v) - buf);
}

/* How many pages are full. */
static uint32
full_pages(const ScreenStream *s)
{
	return (uint32) (s->bytes / SCREEN_PAYLOAD);
}

void
stream_spill(ScreenStream *s)
{
	uint32		n = full_pages(s);

	if (s->nspilled >= n)
		return;
	if (s->file == NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(s->context);

		s->file = BufFileCreateTemp(false);
		MemoryContextSwitchTo(old);
	}
	if (BufFileSeekBlock(s->file, s->nspilled) != 0)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not seek in a temporary file")));
	for (; s->nspilled < n; s->nspilled++)
	{
		BufFileWrite(s->file, s->page[s->nspilled], BLCKSZ);
		pfree(s->page[s->nspilled]);
		s->page[s->nspilled] = NULL;
	}
}

size_t
stream_memory(const ScreenStream *s)
{
	return (size_t) (s->npages - s->nspilled) * BLCKSZ;
}

const char *
stream_page(ScreenStream *s, uint32 n, char *buf)
{
	Assert(n < s->npages);
	if (n >= s->nspilled)
		return s->page[n];
	if (BufFileSeekBlock(s->file, n) != 0)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not seek in a temporary file")));
	ts_buffile_read(s->file, buf, BLCKSZ);
	return buf;
}

void
stream_free(ScreenStream *s)
{
	for (uint32 i = s->nspilled; i < s->npages; i++)
		pfree(s->page[i]);
	if (s->page)
		pfree(s->page);
	if (s->file)
		BufFileClose(s->file);
	memset(s, 0, sizeof(*s));
}

void
draft_free(ScreenDraft *draft)
{
	for (int i = 0; i < SCREEN_NSECTIONS; i++)
		stream_free(&draft->streams[i]);
}
