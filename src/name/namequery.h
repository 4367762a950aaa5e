/*-------------------------------------------------------------------------
 *
 * namequery.h
 *	  The type namequery: a name together with the threshold it asks for.
 *
 * Unlike a plain text, it makes ~= independent of settings, hence immutable:
 * usable in indexes and shipped to remote servers.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAMEQUERY_H
#define TRADESCREEN_NAMEQUERY_H

#include "compat.h"

/* What is stored; may have a short varlena header, so bytes, not ints. */
typedef struct varlena NameQuery;

/* Two bytes of threshold in steps of 1/NAME_SCORE_MAX, then the name. */
#define NAMEQUERY_HEADER		2

#define PG_GETARG_NAMEQUERY_PP(n)	((NameQuery *) PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(n)))
#define NAMEQUERY_THRESHOLD(q) \
	(((uint8 *) VARDATA_ANY(q))[0] << 8 | ((uint8 *) VARDATA_ANY(q))[1])
#define NAMEQUERY_NAME(q)		(VARDATA_ANY(q) + NAMEQUERY_HEADER)
#define NAMEQUERY_NAMELEN(q)	((int) VARSIZE_ANY_EXHDR(q) - NAMEQUERY_HEADER)

#endif							/* TRADESCREEN_NAMEQUERY_H */
