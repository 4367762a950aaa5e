/*-------------------------------------------------------------------------
 *
 * search_sort.c
 *	  Sorting what a search has found.
 *
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "screen/search_internal.h"

#define ST_SORT sort_few
#define ST_ELEMENT_TYPE Lead
#define ST_COMPARE(a, b) ((a)->id < (b)->id ? -1 : (a)->id > (b)->id)
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

#define MAX_DIGIT_BITS	10
#define FEW_LEADS		32
#define MANY_LEADS		1500	/* from so many on, wider digits pay */

/*
 * Digit by digit, because comparing that many would be guesswork for the
 * processor.
 */
Lead *
search_sort_leads(Lead *list, size_t n, uint32 nids)
{
	const int	bits = n < MANY_LEADS ? 7 : MAX_DIGIT_BITS;
	const uint32 digit = (1U << bits) - 1;
	Lead	   *other;

	if (n <= FEW_LEADS)
	{
		if (n > 1)
			sort_few(list, n);
		return list;
	}
	other = palloc_extended(n * sizeof(Lead), MCXT_ALLOC_HUGE);
	for (int shift = 0; shift < 32 && nids >> shift != 0; shift += bits)
	{
		size_t		begin[1 << MAX_DIGIT_BITS];
		size_t		at = 0;
		Lead	   *sorted = other;

		memset(begin, 0, ((size_t) digit + 1) * sizeof(size_t));
		for (size_t i = 0; i < n; i++)
			begin[list[i].id >> shift & digit]++;
		for (uint32 d = 0; d <= digit; d++)
		{
			size_t		count = begin[d];

			begin[d] = at;
			at += count;
		}
		for (size_t i = 0; i < n; i++)
			sorted[begin[list[i].id >> shift & digit]++] = list[i];
		other = list;
		list = sorted;
	}
	pfree(other);
	return list;
}
