/*-------------------------------------------------------------------------
 *
 * search_internal.h
 *	  What the parts of a search for names share.
 *
 * search_terms.c finds the terms under the keys of the plan, and reads as many of
 * them as are needed; search_docs.c finds the documents that have them and may
 * be hits; search.c compares what is left, with the pending area, in rounds.
 * search_sort.c sorts what they find.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_SCREEN_SEARCH_INTERNAL_H
#define TRADESCREEN_SCREEN_SEARCH_INTERNAL_H

#include "screen/scan.h"

#include "name/plan.h"

/* How far a search looks ahead for what it will read. */
#define AHEAD		16

typedef struct FoundTerm
{
	NameMeet	meet;
	NameGain	gain;
	uint64		ndocs;			/* as in ScreenTerm */
	uint64		where;
} FoundTerm;

/* A document, or a term, and what has led to it. */
typedef struct Lead
{
	uint32		id;
	uint32		from;
} Lead;

/* A growing list of numbers. */
typedef struct Numbers
{
	uint32	   *v;
	size_t		n;
	size_t		room;
} Numbers;

/* A term that probes have found. */
typedef struct Candidate
{
	uint32		id;
	uint32		found;			/* which of the terms found, or one of these: */
	uint64		units;			/* of the query, that the probes are for */
} Candidate;

#define UNREAD		PG_UINT32_MAX
#define NOTHING		(PG_UINT32_MAX - 1) /* found by chance */

typedef struct Candidates
{
	Candidate  *v;
	size_t		n;
	size_t		unread;
} Candidates;

/* What is known of a document by the terms that were found in it. */
typedef struct Meeting
{
	uint32		doc;
	bool		sure;			/* to be scored whatever it meets */
	NameGain	gain;
	uint64		met;
} Meeting;

/*
 * What name_plan_room() said, because documents that meet the same are many;
 * met is never 0.
 */
#define ROOM_BITS	6

typedef struct KnownRooms
{
	uint64		looked;
	struct
	{
		uint64		met;
		NameRoom	room;
	}			of[1 << ROOM_BITS];
} KnownRooms;

typedef struct Round
{
	ScreenScan *scan;
	const NameCompiled *query;
	NamePlan   *plan;
	/* in the segment at hand */
	NameBest	best[NAME_PLAN_UNITS];	/* of the terms that were found */
	KnownRooms	by_read;		/* of what was found by the terms that were
								 * read, */
	KnownRooms	by_all;			/* and by all terms of a document */
	const FoundTerm *found;
	const Candidate *candidates;
	uint32	   *slots;			/* a table of them by id: number + 1, or 0 */
	uint32		mask;
} Round;

static inline void
forget_rooms(KnownRooms *rooms, uint64 looked)
{
	memset(rooms, 0, sizeof(*rooms));
	rooms->looked = looked;
}

/* Whether there is more in a document than there may be, by the terms that were found in it. */
static inline bool
has_no_room(const Round *round, KnownRooms *rooms, ScreenReader *r, uint32 doc, uint64 met, NameGain gain)
{
	const NamePlan *plan = round->plan;
	int			at = (met * UINT64CONST(0x9E3779B97F4A7C15)) >> (64 - ROOM_BITS);
	NameRoom   *room = &rooms->of[at].room;
	int			most;

	if (unlikely(rooms->of[at].met != met))
	{
		rooms->of[at].met = met;
		room->cover = 0;
		if (name_plan_reaches(plan, rooms->looked, met))
			*room = name_plan_room(plan, rooms->looked, met, round->best);
	}
	most = name_room_for(room, gain.met, gain.spare);
	return most < PG_UINT8_MAX && (most < 0 || reader_doc_gist(r, doc) > most);
}

/* ---- search_sort.c ---- */

/*
 * Sorts by id; ids are less than nids.  Returns the list, or another one in its
 * place: list is freed then.
 */
extern Lead *search_sort_leads(Lead *list, size_t n, uint32 nids);

/* ---- search_terms.c ---- */

/*
 * The terms under the keys of terms, none of them read, and the documents under
 * those of names.  cost[] is a guess of how many documents the terms of each
 * unit lead to.
 */
extern void search_find_terms(const Round *round, int segment, Candidates *terms, uint64 *cost,
							  Numbers *whole);

/*
 * Reads the terms of as few units as find all documents, to judge by the guess;
 * of all, if the documents are many.  found has room for all terms.
 *
 * Returns which units' postings are to be read: those that lead to all documents
 * there may be (*leading, to at most *ndocs), and those that then say which of
 * these cannot be hits, as far as that is cheaper than to look at them.
 */
extern uint64 search_read_terms(Round *round, int segment, Candidates *list, const uint64 *guess,
								FoundTerm *found, size_t *nfound, size_t nwhole,
								uint64 *leading, uint64 *ndocs);

/* ---- search_docs.c ---- */

/* The documents that may be hits, in order; *n is their number. */
extern Meeting *search_find_docs(Round *round, int segment, const FoundTerm *found, size_t nfound,
								 const Numbers *whole, uint64 leading, uint64 read, uint64 total,
								 size_t *n);

#endif							/* TRADESCREEN_SCREEN_SEARCH_INTERNAL_H */
