/*-------------------------------------------------------------------------
 *
 * search_docs.c
 *	  Which documents have the terms that a search has found, and may be hits.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/search_internal.h"

#include "miscadmin.h"

#define WHOLE		PG_UINT32_MAX	/* where a key of names has found a
									 * document */

/* The next document of a term, of which there may be millions. */
static inline bool
next_posting(ScreenScan *scan, ScreenPostings *p, uint32 *doc)
{
	if (unlikely(p->left % 4096 == 0))
	{
		CHECK_FOR_INTERRUPTS();
		if (scan_trim(scan))
			postings_refresh(p);
	}
	return postings_next(p, doc);
}

static inline void
add_meeting(Meeting *m, const FoundTerm *found, uint64 read)
{
	m->met |= found->meet.units & read;
	m->gain.met += found->gain.met;
	m->gain.spare += found->gain.spare;
}

/* Notes in meetings, which are in the order of documents, what a term meets. */
static void
note_term(ScreenScan *scan, Meeting *meetings, size_t n, ScreenReader *r, const FoundTerm *found,
		  uint64 read)
{
	ScreenPostings p;
	uint32		doc;
	size_t		at = 0;
	bool		few = found->ndocs < n / 16;

	postings_begin(&p, r, found->ndocs, found->where);
	while (at < n && next_posting(scan, &p, &doc))
	{
		if (few)
		{
			size_t		end = n;

			while (at < end)
			{
				size_t		mid = at + (end - at) / 2;

				if (meetings[mid].doc < doc)
					at = mid + 1;
				else
					end = mid;
			}
		}
		else
			while (at < n && meetings[at].doc < doc)
				at++;
		if (at < n && meetings[at].doc == doc)
			add_meeting(&meetings[at], found, read);
	}
}

/* All documents that the leading terms are in, in order; *n is their number. */
static Meeting *
read_leads(const Round *round, ScreenReader *r, const FoundTerm *found, size_t nfound,
		   const Numbers *whole, uint64 leading, uint64 read, uint64 total, size_t *n)
{
	ScreenScan *scan = round->scan;
	Lead	   *leads = palloc_extended(Max(total, 1) * sizeof(Lead), MCXT_ALLOC_HUGE);
	Meeting    *meetings;
	size_t		nleads = 0;
	size_t		kept = 0;

	for (size_t i = 0; i < nfound; i++)
	{
		ScreenPostings p;
		uint32		doc;

		if (!(found[i].meet.units & leading))
			continue;
		CHECK_FOR_INTERRUPTS();
		scan_trim(scan);
		postings_begin(&p, r, found[i].ndocs, found[i].where);
		while (next_posting(scan, &p, &doc))
		{
			leads[nleads].id = doc;
			leads[nleads++].from = (uint32) i;
		}
	}
	for (size_t i = 0; i < whole->n; i++)
	{
		leads[nleads].id = whole->v[i];
		leads[nleads++].from = WHOLE;
	}
	leads = search_sort_leads(leads, nleads, r->seg.ndocs);
	meetings = palloc_extended(Max(nleads, 1) * sizeof(Meeting), MCXT_ALLOC_HUGE);
	for (size_t i = 0; i < nleads;)
	{
		Meeting    *m = &meetings[kept++];

		m->doc = leads[i].id;
		m->sure = false;
		m->met = 0;
		m->gain.met = m->gain.spare = 0;
		for (; i < nleads && leads[i].id == m->doc; i++)
		{
			if (leads[i].from == WHOLE)
				m->sure = true;
			else
				add_meeting(m, &found[leads[i].from], read);
		}
	}
	pfree(leads);
	*n = kept;
	return meetings;
}

Meeting *
search_find_docs(Round *round, int segment, const FoundTerm *found, size_t nfound,
				 const Numbers *whole, uint64 leading, uint64 read, uint64 total, size_t *n)
{
	ScreenScan *scan = round->scan;
	ScreenReader *r = &scan->readers[segment];
	size_t		nmeetings;
	Meeting    *meetings = read_leads(round, r, found, nfound, whole, leading, read, total, &nmeetings);
	size_t		kept = 0;

	if (read != leading)
		for (size_t i = 0; i < nfound; i++)
		{
			if ((found[i].meet.units & leading) || !(found[i].meet.units & read))
				continue;
			CHECK_FOR_INTERRUPTS();
			scan_trim(scan);
			note_term(scan, meetings, nmeetings, r, &found[i], read);
		}

	/* what meets too little is dropped */
	forget_rooms(&round->by_read, read);
	for (size_t i = 0; i < nmeetings; i++)
	{
		const Meeting *m = &meetings[i];

		if (i % AHEAD == 0)
		{
			CHECK_FOR_INTERRUPTS();
			scan_trim(scan);
		}
		if (m->doc >= r->seg.ndocs - r->seg.has_null)
			reader_corrupt(r, SECTION_NKEYS, 0, "a key leads to nothing");
		if (!m->sure && has_no_room(round, &round->by_read, r, m->doc, m->met, m->gain))
			continue;
		meetings[kept++] = *m;
	}
	*n = kept;
	return meetings;
}
