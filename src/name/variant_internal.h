/*-------------------------------------------------------------------------
 *
 * variant_internal.h
 *	  What variants.c, which says what is changed, shares with variant_write.c,
 *	  which writes it, and with variant_characters.c.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_NAME_VARIANT_INTERNAL_H
#define TRADESCREEN_NAME_VARIANT_INTERNAL_H

#include "name/parties.h"
#include "name/variants.h"

#define VARIANT_MAX_PARTS	40	/* units of a name that are manipulated */

/* A unit of the name as it is written. */
typedef struct VariantPart
{
	const char *s;
	uint32_t	len;
	const char *gap;			/* what stands before it */
	uint32_t	gaplen;
	const Draft *unit;
} VariantPart;

typedef struct VariantName
{
	NameArena  *arena;
	const char *text;
	uint32_t	len;
	VariantPart parts[VARIANT_MAX_PARTS];
	int			n;
	const char *tail;			/* what stands behind the last part */
	uint32_t	taillen;
	int			core;			/* the part whose letters are changed, or -1 */
	int			ncore;
	int			legal;			/* the last legal form, or -1 */
	int			place;			/* the only place, or -1 */
	int			number;			/* the only number, or -1 */
	bool		several;		/* holds more than one name, or one in
								 * brackets */
	bool		brackets;
	Letters		letters;		/* of the core */
	uint32_t	hash;			/* of the core */
	NameVariant *out;
	int			nout;
	bool		failed;			/* out of memory */
} VariantName;

/* A text that is being written. */
typedef struct VariantOut
{
	char	   *s;
	size_t		len;
	size_t		size;
} VariantOut;

static inline bool
variant_is_light(const VariantPart *p)
{
	return draft_is_light(p->unit);
}

/* Room for any variant of the name; what does not fit spoils the variant. */
extern VariantOut variant_begin(VariantName *name);

/* Hands the variant in, unless it is the name itself or came before. */
extern void variant_end(VariantName *name, VariantOut *o, const char *kind, VariantExpect expect);

/* Append to what is written. */
extern void variant_put(VariantOut *o, const char *s, size_t len);
extern void variant_put_string(VariantOut *o, const char *s);
extern void variant_put_cp(VariantOut *o, uint32_t c);
extern void variant_put_letters(VariantOut *o, const Letters *w);
extern void variant_put_gap(VariantOut *o, const VariantPart *p);

/* A word in the style of another: capitals where that has only capitals. */
extern void variant_put_styled(VariantOut *o, const char *word, const VariantPart *like);

/* Whether nothing but spaces stands before a part. */
extern bool variant_only_spaces(const VariantPart *p);

/*
 * Each makes one variant of the whole name and hands it in.  variant_replace()
 * writes part i otherwise, or leaves it out where s is NULL; a word of NULL makes
 * no variant.
 */
extern void variant_replace(VariantName *name, int i, const char *s, size_t len,
							const char *kind, VariantExpect expect);
extern void variant_replace_word(VariantName *name, int i, const char *word,
								 const char *kind, VariantExpect expect);
extern void variant_replace_letters(VariantName *name, int i, const Letters *w,
									const char *kind, VariantExpect expect);

/* The parts in another order; what stands between them stays. */
extern void variant_reorder(VariantName *name, const int *order, const char *kind,
							VariantExpect expect);

/* One part to the front or to the end, with spaces between all. */
extern void variant_move(VariantName *name, int part, bool front, const char *kind,
						 VariantExpect expect);
extern void variant_affix(VariantName *name, const char *before, const char *after,
						  const char *kind, VariantExpect expect);

/* Reads the letters of a part; false when it has anything else, or too many. */
extern bool variant_read_letters(const VariantPart *p, Letters *w);

/* All variants of characters: variant_characters.c. */
extern void variant_characters(VariantName *name);

#endif							/* TRADESCREEN_NAME_VARIANT_INTERNAL_H */
