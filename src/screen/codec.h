/*-------------------------------------------------------------------------
 *
 * codec.h
 *	  How numbers, TIDs, keys and packed names become bytes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef TRADESCREEN_SCREEN_CODEC_H
#define TRADESCREEN_SCREEN_CODEC_H

#include "compat.h"

#include "access/htup_details.h"
#include "port/pg_bswap.h"
#include "storage/itemptr.h"

#include "screen/screen.h"

/* A number in groups of 7 bits, lowest first; the top bit says that more follow. */
#define VARINT_MAX_BYTES	10

static inline uint8 *
varint_put(uint8 *p, uint64 v)
{
	while (v >= 0x80)
	{
		*p++ = (uint8) (v | 0x80);
		v >>= 7;
	}
	*p++ = (uint8) v;
	return p;
}

/* Reads a number before end, or returns NULL. */
static inline const uint8 *
varint_get(const uint8 *p, const uint8 *end, uint64 *v)
{
	uint64		value = 0;

	for (int shift = 0; shift < 64; shift += 7)
	{
		uint8		b;

		if (p >= end)
			return NULL;
		b = *p++;
		value |= (uint64) (b & 0x7F) << shift;
		if (b < 0x80)
		{
			*v = value;
			return p;
		}
	}
	return NULL;
}

/*
 * A TID as a number, in the order of TIDs: 11 bits of offset, as in GIN.
 */
#define SCREEN_OFFSET_BITS	11

static inline uint64
tid_pack(const ItemPointerData *tid)
{
	return (uint64) ItemPointerGetBlockNumberNoCheck(tid) << SCREEN_OFFSET_BITS |
		ItemPointerGetOffsetNumberNoCheck(tid);
}

static inline void
tid_unpack(uint64 v, ItemPointerData *tid)
{
	ItemPointerSet(tid, (BlockNumber) (v >> SCREEN_OFFSET_BITS),
				   (OffsetNumber) (v & ((1 << SCREEN_OFFSET_BITS) - 1)));
}

/* Complains about a TID that cannot be packed; heaps have none. */
static inline void
screen_check_tid(ItemPointer tid)
{
	if (unlikely(ItemPointerGetOffsetNumber(tid) > MaxHeapTuplesPerPage))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("access method \"%s\" does not support the table's access method", "screen")));
}

StaticAssertDecl(MaxHeapTuplesPerPage < 1 << SCREEN_OFFSET_BITS, "an offset fits its bits");

/* Can v have come from a TID?  Bitmaps do not take larger offsets either. */
static inline bool
tid_is_valid(uint64 v)
{
	uint64		offset = v & ((1 << SCREEN_OFFSET_BITS) - 1);

	return offset != 0 && offset <= MaxHeapTuplesPerPage &&
		(v >> SCREEN_OFFSET_BITS) <= MaxBlockNumber;
}

/*
 * What is kept of a key: its first bits.  The kernel has mixed it well, and its
 * order is kept.
 */
static inline uint32
key_bits(uint64 key)
{
	return (uint32) (key >> (64 - SCREEN_KEY_BITS));
}

/* What a table keeps of that: the place, and fewer of the other bits. */
static inline uint32
key_cut(uint32 hash, int bits)
{
	int			cut = SCREEN_KEY_BITS - bits;

	return hash >> (cut + NAME_PLACE_BITS) << NAME_PLACE_BITS |
		(hash & ((1 << NAME_PLACE_BITS) - 1));
}

/* In a signature, keys of names and of terms are told apart, but no places. */
static inline uint16
signature_hash(uint32 hash, bool whole)
{
	hash >>= NAME_PLACE_BITS;
	return (uint16) ((hash >> (SCREEN_KEY_BITS - NAME_PLACE_BITS - 16)) ^ (whole ? 0x5A5A : 0) ^ (hash << 3));
}

/* 64 bits at any address, lowest byte first. */
static inline uint64
load64(const uint8 *p)
{
	uint64		v;

	memcpy(&v, p, 8);
#ifdef WORDS_BIGENDIAN
	v = pg_bswap64(v);
#endif
	return v;
}

static inline void
store64(uint8 *p, uint64 v)
{
#ifdef WORDS_BIGENDIAN
	v = pg_bswap64(v);
#endif
	memcpy(p, &v, 8);
}

static inline uint16
load16(const uint8 *p)
{
	return (uint16) (p[0] | p[1] << 8);
}

static inline void
store16(uint8 *p, uint16 v)
{
	p[0] = (uint8) v;
	p[1] = (uint8) (v >> 8);
}

static inline uint32
load32(const uint8 *p)
{
	uint32		v;

	memcpy(&v, p, 4);
#ifdef WORDS_BIGENDIAN
	v = pg_bswap32(v);
#endif
	return v;
}

static inline void
store32(uint8 *p, uint32 v)
{
#ifdef WORDS_BIGENDIAN
	v = pg_bswap32(v);
#endif
	memcpy(p, &v, 4);
}

/* Bits needed for numbers below n. */
static inline int
bits_for(uint64 n)
{
	int			bits = 0;

	while (bits < 64 && (n > 0 ? n - 1 : 0) >> bits != 0)
		bits++;
	return bits;
}

#endif							/* TRADESCREEN_SCREEN_CODEC_H */
