/*-------------------------------------------------------------------------
 *
 * initials.h
 *	  Letters that stand for words.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_INITIALS_H
#define TRADESCREEN_NAME_INITIALS_H

#include "name/compile.h"

#define MAX_INITIALS	8

/*
 * Whether the units from units[j] on, two at least and not only light ones,
 * have the nletters initials; *set is those units, as bits.  Stop words may be
 * spelled ("HUJI") or not ("MOGE"); digits have no initials.
 */
extern bool initials_match(const NameCompiled *name, const NameUnit *units, int n, int j,
						   const char *letters, int nletters, uint32_t *set);

/*
 * Whether a form is nothing but the initials of another one of its field:
 * "XPCC" beside "Xinjiang Production and Construction Corps".  Its letters
 * then stand for those words and for no others.
 */
extern bool initials_explained(const NameCompiled *name, int form);

#endif							/* TRADESCREEN_NAME_INITIALS_H */
