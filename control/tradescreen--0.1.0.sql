/* tradescreen--0.1.0.sql */

-- complain if the script is run by hand instead of by CREATE EXTENSION
\echo Use "CREATE EXTENSION tradescreen" to load this file. \quit

-- ---------------------------------------------------------------------------
-- hscode: a customs code of 1 to 16 digits
-- ---------------------------------------------------------------------------

CREATE TYPE hscode;

CREATE FUNCTION hscode_in(cstring) RETURNS hscode
AS 'MODULE_PATHNAME', 'hscode_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hscode_in(cstring) IS
'reads a customs code, strictly';

CREATE FUNCTION hscode_out(hscode) RETURNS cstring
AS 'MODULE_PATHNAME', 'hscode_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hscode_out(hscode) IS
'writes a customs code as plain digits';

CREATE FUNCTION hscode_recv(internal) RETURNS hscode
AS 'MODULE_PATHNAME', 'hscode_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hscode_recv(internal) IS
'reads a customs code in binary form';

CREATE FUNCTION hscode_send(hscode) RETURNS bytea
AS 'MODULE_PATHNAME', 'hscode_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hscode_send(hscode) IS
'writes a customs code in binary form';

CREATE FUNCTION hscode_typanalyze(internal) RETURNS boolean
AS 'MODULE_PATHNAME', 'hscode_typanalyze' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hscode_typanalyze(internal) IS
'statistics of a column of customs codes';

CREATE TYPE hscode (
	INPUT = hscode_in,
	OUTPUT = hscode_out,
	RECEIVE = hscode_recv,
	SEND = hscode_send,
	ANALYZE = hscode_typanalyze,
	INTERNALLENGTH = 8,
	PASSEDBYVALUE,
	ALIGNMENT = double
);
COMMENT ON TYPE hscode IS 'customs code (Harmonized System and its national extensions), 1 to 16 digits; ordered by hierarchy';

CREATE FUNCTION hscode(text) RETURNS hscode
AS 'MODULE_PATHNAME', 'hscode_from_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hscode(text) IS
'reads a customs code from text, strictly';

CREATE FUNCTION hscode(bpchar) RETURNS hscode
AS 'MODULE_PATHNAME', 'hscode_from_bpchar' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hscode(bpchar) IS
'reads a customs code from blank-padded text, strictly';

CREATE FUNCTION hscode_text(hscode) RETURNS text
AS 'MODULE_PATHNAME', 'hscode_to_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hscode_text(hscode) IS
'the digits of a customs code';

CREATE CAST (text AS hscode) WITH FUNCTION hscode(text);
COMMENT ON CAST (text AS hscode) IS 'strict: hs_parse() is the lenient way';
CREATE CAST (varchar AS hscode) WITH FUNCTION hscode(text);
COMMENT ON CAST (varchar AS hscode) IS 'strict: hs_parse() is the lenient way';
CREATE CAST (bpchar AS hscode) WITH FUNCTION hscode(bpchar);
COMMENT ON CAST (bpchar AS hscode) IS 'strict, but for the blanks at the end: hs_parse() is the lenient way';
CREATE CAST (hscode AS text) WITH FUNCTION hscode_text(hscode) AS ASSIGNMENT;
COMMENT ON CAST (hscode AS text) IS 'plain digits';

-- comparison: the order of the hierarchy, a code before everything under it

CREATE FUNCTION hscode_eq(hscode, hscode) RETURNS boolean
AS 'MODULE_PATHNAME', 'hscode_eq' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION hscode_eq(hscode, hscode) IS
'are the codes the same';

CREATE FUNCTION hscode_ne(hscode, hscode) RETURNS boolean
AS 'MODULE_PATHNAME', 'hscode_ne' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION hscode_ne(hscode, hscode) IS
'do the codes differ';

CREATE FUNCTION hscode_lt(hscode, hscode) RETURNS boolean
AS 'MODULE_PATHNAME', 'hscode_lt' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION hscode_lt(hscode, hscode) IS
'does the first code come before the second';

CREATE FUNCTION hscode_le(hscode, hscode) RETURNS boolean
AS 'MODULE_PATHNAME', 'hscode_le' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION hscode_le(hscode, hscode) IS
'does the first code come before the second, or is it the same';

CREATE FUNCTION hscode_gt(hscode, hscode) RETURNS boolean
AS 'MODULE_PATHNAME', 'hscode_gt' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION hscode_gt(hscode, hscode) IS
'does the first code come after the second';

CREATE FUNCTION hscode_ge(hscode, hscode) RETURNS boolean
AS 'MODULE_PATHNAME', 'hscode_ge' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION hscode_ge(hscode, hscode) IS
'does the first code come after the second, or is it the same';

CREATE FUNCTION hscode_cmp(hscode, hscode) RETURNS integer
AS 'MODULE_PATHNAME', 'hscode_cmp' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION hscode_cmp(hscode, hscode) IS
'less than, equal to or greater than 0, as the first code comes before, is, or comes after the second';

CREATE FUNCTION hscode_sortsupport(internal) RETURNS void
AS 'MODULE_PATHNAME', 'hscode_sortsupport' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hscode_sortsupport(internal) IS
'sort support of hscode';

CREATE FUNCTION hscode_hash(hscode) RETURNS integer
AS 'MODULE_PATHNAME', 'hscode_hash' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION hscode_hash(hscode) IS
'hash of a customs code';

CREATE FUNCTION hscode_hash_extended(hscode, bigint) RETURNS bigint
AS 'MODULE_PATHNAME', 'hscode_hash_extended' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION hscode_hash_extended(hscode, bigint) IS
'64-bit hash of a customs code';

CREATE FUNCTION hscode_distance(internal, internal) RETURNS double precision
AS 'MODULE_PATHNAME', 'hscode_distance' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hscode_distance(internal, internal) IS
'distance of two customs codes, for BRIN';

CREATE OPERATOR = (
	LEFTARG = hscode, RIGHTARG = hscode,
	FUNCTION = hscode_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel, JOIN = eqjoinsel,
	HASHES, MERGES
);
COMMENT ON OPERATOR = (hscode, hscode) IS 'equal';

CREATE OPERATOR <> (
	LEFTARG = hscode, RIGHTARG = hscode,
	FUNCTION = hscode_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (hscode, hscode) IS 'not equal';

CREATE OPERATOR < (
	LEFTARG = hscode, RIGHTARG = hscode,
	FUNCTION = hscode_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (hscode, hscode) IS 'before';

CREATE OPERATOR <= (
	LEFTARG = hscode, RIGHTARG = hscode,
	FUNCTION = hscode_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (hscode, hscode) IS 'before or equal';

CREATE OPERATOR > (
	LEFTARG = hscode, RIGHTARG = hscode,
	FUNCTION = hscode_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (hscode, hscode) IS 'after';

CREATE OPERATOR >= (
	LEFTARG = hscode, RIGHTARG = hscode,
	FUNCTION = hscode_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (hscode, hscode) IS 'after or equal';

CREATE OPERATOR CLASS hscode_ops DEFAULT FOR TYPE hscode USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 hscode_cmp(hscode, hscode),
	FUNCTION 2 hscode_sortsupport(internal),
	FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS hscode_ops USING btree IS 'customs codes by hierarchy; serves <@ and @> between codes too';

CREATE OPERATOR CLASS hscode_ops DEFAULT FOR TYPE hscode USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 hscode_hash(hscode),
	FUNCTION 2 hscode_hash_extended(hscode, bigint);
COMMENT ON OPERATOR CLASS hscode_ops USING hash IS 'customs codes by equality';

CREATE OPERATOR CLASS hscode_minmax_ops DEFAULT FOR TYPE hscode USING brin AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 brin_minmax_opcinfo(internal),
	FUNCTION 2 brin_minmax_add_value(internal, internal, internal, internal),
	FUNCTION 3 brin_minmax_consistent(internal, internal, internal),
	FUNCTION 4 brin_minmax_union(internal, internal, internal),
	STORAGE hscode;
COMMENT ON OPERATOR CLASS hscode_minmax_ops USING brin IS 'the first and last customs code of a block range; serves <@ and @> between codes too';

CREATE OPERATOR CLASS hscode_minmax_multi_ops FOR TYPE hscode USING brin AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 brin_minmax_multi_opcinfo(internal),
	FUNCTION 2 brin_minmax_multi_add_value(internal, internal, internal, internal),
	FUNCTION 3 brin_minmax_multi_consistent(internal, internal, internal, integer),
	FUNCTION 4 brin_minmax_multi_union(internal, internal, internal),
	FUNCTION 5 brin_minmax_multi_options(internal),
	FUNCTION 11 hscode_distance(internal, internal),
	STORAGE hscode;
COMMENT ON OPERATOR CLASS hscode_minmax_multi_ops USING brin IS 'several intervals of customs codes for a block range; serves <@ and @> between codes too';

CREATE FUNCTION hscode_smaller(hscode, hscode) RETURNS hscode
AS 'MODULE_PATHNAME', 'hscode_smaller' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hscode_smaller(hscode, hscode) IS
'the code that comes first';

CREATE FUNCTION hscode_larger(hscode, hscode) RETURNS hscode
AS 'MODULE_PATHNAME', 'hscode_larger' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hscode_larger(hscode, hscode) IS
'the code that comes last';

CREATE AGGREGATE min(hscode) (
	SFUNC = hscode_smaller,
	STYPE = hscode,
	COMBINEFUNC = hscode_smaller,
	SORTOP = <,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE min(hscode) IS 'the first customs code in the order of the hierarchy';

CREATE AGGREGATE max(hscode) (
	SFUNC = hscode_larger,
	STYPE = hscode,
	COMBINEFUNC = hscode_larger,
	SORTOP = >,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE max(hscode) IS 'the last customs code in the order of the hierarchy';

-- levels

CREATE FUNCTION hs_upper(hscode) RETURNS hscode
AS 'MODULE_PATHNAME', 'hscode_upper' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION hs_upper(hscode) IS
'the last code under a code: the code filled up with nines to 16 digits';

CREATE FUNCTION hs_level(hscode) RETURNS integer
AS 'MODULE_PATHNAME', 'hscode_level' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_level(hscode) IS
'number of digits';

CREATE FUNCTION hs_truncate(hscode, integer) RETURNS hscode
AS 'MODULE_PATHNAME', 'hscode_truncate' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_truncate(hscode, integer) IS
'the first n digits; the code itself if it has no more';

CREATE FUNCTION hs_chapter(hscode) RETURNS hscode
AS 'MODULE_PATHNAME', 'hscode_chapter' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_chapter(hscode) IS
'the first two digits';

CREATE FUNCTION hs_heading(hscode) RETURNS hscode
AS 'MODULE_PATHNAME', 'hscode_heading' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_heading(hscode) IS
'the first four digits';

CREATE FUNCTION hs_subheading(hscode) RETURNS hscode
AS 'MODULE_PATHNAME', 'hscode_subheading' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_subheading(hscode) IS
'the first six digits';

CREATE FUNCTION hs_parent(hscode) RETURNS hscode
AS 'MODULE_PATHNAME', 'hscode_parent' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_parent(hscode) IS
'the next coarser code with an even number of digits; NULL for a chapter';

CREATE FUNCTION hs_ancestors(hscode) RETURNS hscode[]
AS 'MODULE_PATHNAME', 'hscode_ancestors' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_ancestors(hscode) IS
'all beginnings of the code, shortest first, and the code itself';

CREATE FUNCTION hs_section(hscode) RETURNS integer
AS 'MODULE_PATHNAME', 'hscode_section' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_section(hscode) IS
'section of the Harmonized System, 1 to 21; NULL for national chapters and where there is none';

CREATE FUNCTION hs_format(hscode) RETURNS text
AS 'MODULE_PATHNAME', 'hscode_format' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_format(hscode) IS
'the code with dots, like 8542.31.00.01';

CREATE FUNCTION hs_valid(hscode) RETURNS boolean
AS 'MODULE_PATHNAME', 'hscode_valid' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_valid(hscode) IS
'does the structure of the Harmonized System allow this code';

-- reading what is in the field

CREATE FUNCTION hs_clean(text, digits integer DEFAULT NULL, OUT code hscode, OUT status text, OUT note text) RETURNS record
AS 'MODULE_PATHNAME', 'hscode_clean' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION hs_clean(text, integer) IS
'reads a customs code from a dirty field: the code or NULL, status (ok, repaired, ambiguous, invalid, empty) and what was done; digits is the expected length';

CREATE FUNCTION hs_parse(text, digits integer DEFAULT NULL) RETURNS hscode
AS 'MODULE_PATHNAME', 'hscode_parse' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION hs_parse(text, integer) IS
'reads a customs code from a dirty field; NULL unless hs_clean() finds exactly one';

-- planner

CREATE FUNCTION hs_contained_support(internal) RETURNS internal
AS 'MODULE_PATHNAME', 'hscode_contained_support' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_contained_support(internal) IS
'planner support of <@ for customs codes';

CREATE FUNCTION hs_contains_support(internal) RETURNS internal
AS 'MODULE_PATHNAME', 'hscode_contains_support' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_contains_support(internal) IS
'planner support of @> for customs codes';

CREATE FUNCTION hs_overlaps_support(internal) RETURNS internal
AS 'MODULE_PATHNAME', 'hscode_overlaps_support' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_overlaps_support(internal) IS
'planner support of && for customs codes';

CREATE FUNCTION hs_match_support(internal) RETURNS internal
AS 'MODULE_PATHNAME', 'hscode_match_support' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_match_support(internal) IS
'planner support of hs_match()';

CREATE FUNCTION hs_contained_sel(internal, oid, internal, integer) RETURNS double precision
AS 'MODULE_PATHNAME', 'hscode_contained_sel' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_contained_sel(internal, oid, internal, integer) IS
'restriction selectivity of <@ for customs codes';

CREATE FUNCTION hs_contained_joinsel(internal, oid, internal, smallint, internal) RETURNS double precision
AS 'MODULE_PATHNAME', 'hscode_contained_joinsel' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_contained_joinsel(internal, oid, internal, smallint, internal) IS
'join selectivity of <@ for customs codes';

CREATE FUNCTION hs_contains_sel(internal, oid, internal, integer) RETURNS double precision
AS 'MODULE_PATHNAME', 'hscode_contains_sel' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_contains_sel(internal, oid, internal, integer) IS
'restriction selectivity of @> for customs codes';

CREATE FUNCTION hs_contains_joinsel(internal, oid, internal, smallint, internal) RETURNS double precision
AS 'MODULE_PATHNAME', 'hscode_contains_joinsel' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_contains_joinsel(internal, oid, internal, smallint, internal) IS
'join selectivity of @> for customs codes';

CREATE FUNCTION hs_overlaps_sel(internal, oid, internal, integer) RETURNS double precision
AS 'MODULE_PATHNAME', 'hscode_overlaps_sel' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_overlaps_sel(internal, oid, internal, integer) IS
'restriction selectivity of && for customs codes';

CREATE FUNCTION hs_overlaps_joinsel(internal, oid, internal, smallint, internal) RETURNS double precision
AS 'MODULE_PATHNAME', 'hscode_overlaps_joinsel' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_overlaps_joinsel(internal, oid, internal, smallint, internal) IS
'join selectivity of && for customs codes';

-- containment between codes

CREATE FUNCTION hs_contained(hscode, hscode) RETURNS boolean
AS 'MODULE_PATHNAME', 'hscode_contained' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE SUPPORT hs_contained_support;
COMMENT ON FUNCTION hs_contained(hscode, hscode) IS
'is the first code the second one or under it';

CREATE FUNCTION hs_contains(hscode, hscode) RETURNS boolean
AS 'MODULE_PATHNAME', 'hscode_contains' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE SUPPORT hs_contains_support;
COMMENT ON FUNCTION hs_contains(hscode, hscode) IS
'is the second code the first one or under it';

CREATE FUNCTION hs_overlaps(hscode, hscode) RETURNS boolean
AS 'MODULE_PATHNAME', 'hscode_overlaps' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE SUPPORT hs_overlaps_support;
COMMENT ON FUNCTION hs_overlaps(hscode, hscode) IS
'is one of the codes the other one or under it';

CREATE OPERATOR <@ (
	LEFTARG = hscode, RIGHTARG = hscode,
	FUNCTION = hs_contained,
	COMMUTATOR = @>,
	RESTRICT = hs_contained_sel, JOIN = hs_contained_joinsel
);
COMMENT ON OPERATOR <@ (hscode, hscode) IS 'is the left code the right one or under it';

CREATE OPERATOR @> (
	LEFTARG = hscode, RIGHTARG = hscode,
	FUNCTION = hs_contains,
	COMMUTATOR = <@,
	RESTRICT = hs_contains_sel, JOIN = hs_contains_joinsel
);
COMMENT ON OPERATOR @> (hscode, hscode) IS 'is the right code the left one or under it';

CREATE OPERATOR && (
	LEFTARG = hscode, RIGHTARG = hscode,
	FUNCTION = hs_overlaps,
	COMMUTATOR = &&,
	RESTRICT = hs_overlaps_sel, JOIN = hs_overlaps_joinsel
);
COMMENT ON OPERATOR && (hscode, hscode) IS 'is one of the codes the other one or under it';

-- ---------------------------------------------------------------------------
-- hslist: a set of customs codes
-- ---------------------------------------------------------------------------

CREATE TYPE hslist;

CREATE FUNCTION hslist_in(cstring) RETURNS hslist
AS 'MODULE_PATHNAME', 'hslist_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION hslist_in(cstring) IS
'reads a list of customs codes';

CREATE FUNCTION hslist_out(hslist) RETURNS cstring
AS 'MODULE_PATHNAME', 'hslist_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION hslist_out(hslist) IS
'writes a list of customs codes';

CREATE FUNCTION hslist_recv(internal) RETURNS hslist
AS 'MODULE_PATHNAME', 'hslist_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hslist_recv(internal) IS
'reads a list of customs codes in binary form';

CREATE FUNCTION hslist_send(hslist) RETURNS bytea
AS 'MODULE_PATHNAME', 'hslist_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hslist_send(hslist) IS
'writes a list of customs codes in binary form';

CREATE FUNCTION hslist_typanalyze(internal) RETURNS boolean
AS 'MODULE_PATHNAME', 'hslist_typanalyze' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hslist_typanalyze(internal) IS
'statistics of a column of lists of customs codes';

CREATE TYPE hslist (
	INPUT = hslist_in,
	OUTPUT = hslist_out,
	RECEIVE = hslist_recv,
	SEND = hslist_send,
	ANALYZE = hslist_typanalyze,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE hslist IS 'set of customs codes, each listed in full or in part (ex), such as ''8471-8473, 8542 except 854290''';

CREATE FUNCTION hslist(text) RETURNS hslist
AS 'MODULE_PATHNAME', 'hslist_from_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION hslist(text) IS
'reads a list of customs codes from text';

CREATE FUNCTION hslist(hscode) RETURNS hslist
AS 'MODULE_PATHNAME', 'hslist_from_code' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hslist(hscode) IS
'the list of one code and everything under it';

CREATE FUNCTION hslist(hscode[]) RETURNS hslist
AS 'MODULE_PATHNAME', 'hslist_from_codes' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION hslist(hscode[]) IS
'the list of these codes and everything under them; NULLs are passed over';

CREATE CAST (text AS hslist) WITH FUNCTION hslist(text);
COMMENT ON CAST (text AS hslist) IS 'reads the text form of a list';
CREATE CAST (hscode AS hslist) WITH FUNCTION hslist(hscode) AS ASSIGNMENT;
COMMENT ON CAST (hscode AS hslist) IS 'the code and everything under it';
CREATE CAST (hscode[] AS hslist) WITH FUNCTION hslist(hscode[]);
COMMENT ON CAST (hscode[] AS hslist) IS 'the codes and everything under them';

-- comparison: equality of sets; the order serves sorting and grouping only

CREATE FUNCTION hslist_eq(hslist, hslist) RETURNS boolean
AS 'MODULE_PATHNAME', 'hslist_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hslist_eq(hslist, hslist) IS
'are the lists the same';

CREATE FUNCTION hslist_ne(hslist, hslist) RETURNS boolean
AS 'MODULE_PATHNAME', 'hslist_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hslist_ne(hslist, hslist) IS
'do the lists differ';

CREATE FUNCTION hslist_lt(hslist, hslist) RETURNS boolean
AS 'MODULE_PATHNAME', 'hslist_lt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hslist_lt(hslist, hslist) IS
'first in an order without further meaning';

CREATE FUNCTION hslist_le(hslist, hslist) RETURNS boolean
AS 'MODULE_PATHNAME', 'hslist_le' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hslist_le(hslist, hslist) IS
'first or equal in an order without further meaning';

CREATE FUNCTION hslist_gt(hslist, hslist) RETURNS boolean
AS 'MODULE_PATHNAME', 'hslist_gt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hslist_gt(hslist, hslist) IS
'last in an order without further meaning';

CREATE FUNCTION hslist_ge(hslist, hslist) RETURNS boolean
AS 'MODULE_PATHNAME', 'hslist_ge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hslist_ge(hslist, hslist) IS
'last or equal in an order without further meaning';

CREATE FUNCTION hslist_cmp(hslist, hslist) RETURNS integer
AS 'MODULE_PATHNAME', 'hslist_cmp' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hslist_cmp(hslist, hslist) IS
'less than, equal to or greater than 0, in an order without further meaning';

CREATE FUNCTION hslist_hash(hslist) RETURNS integer
AS 'MODULE_PATHNAME', 'hslist_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hslist_hash(hslist) IS
'hash of a list of customs codes';

CREATE FUNCTION hslist_hash_extended(hslist, bigint) RETURNS bigint
AS 'MODULE_PATHNAME', 'hslist_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hslist_hash_extended(hslist, bigint) IS
'64-bit hash of a list of customs codes';

CREATE OPERATOR = (
	LEFTARG = hslist, RIGHTARG = hslist,
	FUNCTION = hslist_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel, JOIN = eqjoinsel,
	HASHES, MERGES
);
COMMENT ON OPERATOR = (hslist, hslist) IS 'equal';

CREATE OPERATOR <> (
	LEFTARG = hslist, RIGHTARG = hslist,
	FUNCTION = hslist_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (hslist, hslist) IS 'not equal';

CREATE OPERATOR < (
	LEFTARG = hslist, RIGHTARG = hslist,
	FUNCTION = hslist_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (hslist, hslist) IS 'before';

CREATE OPERATOR <= (
	LEFTARG = hslist, RIGHTARG = hslist,
	FUNCTION = hslist_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (hslist, hslist) IS 'before or equal';

CREATE OPERATOR > (
	LEFTARG = hslist, RIGHTARG = hslist,
	FUNCTION = hslist_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (hslist, hslist) IS 'after';

CREATE OPERATOR >= (
	LEFTARG = hslist, RIGHTARG = hslist,
	FUNCTION = hslist_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (hslist, hslist) IS 'after or equal';

CREATE OPERATOR CLASS hslist_ops DEFAULT FOR TYPE hslist USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 hslist_cmp(hslist, hslist),
	FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS hslist_ops USING btree IS 'lists of customs codes by equality, in an order without further meaning';

CREATE OPERATOR CLASS hslist_ops DEFAULT FOR TYPE hslist USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 hslist_hash(hslist),
	FUNCTION 2 hslist_hash_extended(hslist, bigint);
COMMENT ON OPERATOR CLASS hslist_ops USING hash IS 'lists of customs codes by equality';

-- containment between codes and lists, as sets: listed in part counts

CREATE FUNCTION hs_contained(hscode, hslist) RETURNS boolean
AS 'MODULE_PATHNAME', 'hscode_in_list' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT hs_contained_support;
COMMENT ON FUNCTION hs_contained(hscode, hslist) IS
'is the code, with everything under it, in the list';

CREATE FUNCTION hs_contains(hslist, hscode) RETURNS boolean
AS 'MODULE_PATHNAME', 'hslist_has_code' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT hs_contains_support;
COMMENT ON FUNCTION hs_contains(hslist, hscode) IS
'is the code, with everything under it, in the list';

CREATE FUNCTION hs_contained(hslist, hscode) RETURNS boolean
AS 'MODULE_PATHNAME', 'hslist_in_code' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT hs_contained_support;
COMMENT ON FUNCTION hs_contained(hslist, hscode) IS
'is everything in the list the code or under it';

CREATE FUNCTION hs_contains(hscode, hslist) RETURNS boolean
AS 'MODULE_PATHNAME', 'hscode_has_list' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT hs_contains_support;
COMMENT ON FUNCTION hs_contains(hscode, hslist) IS
'is everything in the list the code or under it';

CREATE FUNCTION hs_contained(hslist, hslist) RETURNS boolean
AS 'MODULE_PATHNAME', 'hslist_in_list' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT hs_contained_support;
COMMENT ON FUNCTION hs_contained(hslist, hslist) IS
'is everything in the first list in the second one';

CREATE FUNCTION hs_contains(hslist, hslist) RETURNS boolean
AS 'MODULE_PATHNAME', 'hslist_has_list' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT hs_contains_support;
COMMENT ON FUNCTION hs_contains(hslist, hslist) IS
'is everything in the second list in the first one';

CREATE FUNCTION hs_overlaps(hscode, hslist) RETURNS boolean
AS 'MODULE_PATHNAME', 'hscode_overlaps_list' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT hs_overlaps_support;
COMMENT ON FUNCTION hs_overlaps(hscode, hslist) IS
'is the code or something under it in the list';

CREATE FUNCTION hs_overlaps(hslist, hscode) RETURNS boolean
AS 'MODULE_PATHNAME', 'hslist_overlaps_code' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT hs_overlaps_support;
COMMENT ON FUNCTION hs_overlaps(hslist, hscode) IS
'is the code or something under it in the list';

CREATE FUNCTION hs_overlaps(hslist, hslist) RETURNS boolean
AS 'MODULE_PATHNAME', 'hslist_overlaps_list' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT hs_overlaps_support;
COMMENT ON FUNCTION hs_overlaps(hslist, hslist) IS
'do the lists have anything in common';

CREATE OPERATOR <@ (
	LEFTARG = hscode, RIGHTARG = hslist,
	FUNCTION = hs_contained,
	COMMUTATOR = @>,
	RESTRICT = hs_contained_sel, JOIN = hs_contained_joinsel
);
COMMENT ON OPERATOR <@ (hscode, hslist) IS 'is the code, with everything under it, in the list';

CREATE OPERATOR <@ (
	LEFTARG = hslist, RIGHTARG = hscode,
	FUNCTION = hs_contained,
	COMMUTATOR = @>,
	RESTRICT = hs_contained_sel, JOIN = hs_contained_joinsel
);
COMMENT ON OPERATOR <@ (hslist, hscode) IS 'is everything in the list the code or under it';

CREATE OPERATOR <@ (
	LEFTARG = hslist, RIGHTARG = hslist,
	FUNCTION = hs_contained,
	COMMUTATOR = @>,
	RESTRICT = hs_contained_sel, JOIN = hs_contained_joinsel
);
COMMENT ON OPERATOR <@ (hslist, hslist) IS 'is everything in the left list in the right one';

CREATE OPERATOR @> (
	LEFTARG = hslist, RIGHTARG = hscode,
	FUNCTION = hs_contains,
	COMMUTATOR = <@,
	RESTRICT = hs_contains_sel, JOIN = hs_contains_joinsel
);
COMMENT ON OPERATOR @> (hslist, hscode) IS 'is the code, with everything under it, in the list';

CREATE OPERATOR @> (
	LEFTARG = hscode, RIGHTARG = hslist,
	FUNCTION = hs_contains,
	COMMUTATOR = <@,
	RESTRICT = hs_contains_sel, JOIN = hs_contains_joinsel
);
COMMENT ON OPERATOR @> (hscode, hslist) IS 'is everything in the list the code or under it';

CREATE OPERATOR @> (
	LEFTARG = hslist, RIGHTARG = hslist,
	FUNCTION = hs_contains,
	COMMUTATOR = <@,
	RESTRICT = hs_contains_sel, JOIN = hs_contains_joinsel
);
COMMENT ON OPERATOR @> (hslist, hslist) IS 'is everything in the right list in the left one';

CREATE OPERATOR && (
	LEFTARG = hscode, RIGHTARG = hslist,
	FUNCTION = hs_overlaps,
	COMMUTATOR = &&,
	RESTRICT = hs_overlaps_sel, JOIN = hs_overlaps_joinsel
);
COMMENT ON OPERATOR && (hscode, hslist) IS 'is the code or something under it in the list';

CREATE OPERATOR && (
	LEFTARG = hslist, RIGHTARG = hscode,
	FUNCTION = hs_overlaps,
	COMMUTATOR = &&,
	RESTRICT = hs_overlaps_sel, JOIN = hs_overlaps_joinsel
);
COMMENT ON OPERATOR && (hslist, hscode) IS 'is the code or something under it in the list';

CREATE OPERATOR && (
	LEFTARG = hslist, RIGHTARG = hslist,
	FUNCTION = hs_overlaps,
	COMMUTATOR = &&,
	RESTRICT = hs_overlaps_sel, JOIN = hs_overlaps_joinsel
);
COMMENT ON OPERATOR && (hslist, hslist) IS 'do the lists have anything in common';

CREATE FUNCTION hs_match(hscode, hslist) RETURNS text
AS 'MODULE_PATHNAME', 'hslist_match' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT hs_match_support;
COMMENT ON FUNCTION hs_match(hscode, hslist) IS
'how a code stands to a list: full, partial (ex, or with exceptions under it), wider (only something under it is listed) or none';

-- algebra

CREATE FUNCTION hs_plus(hslist, hslist) RETURNS hslist
AS 'MODULE_PATHNAME', 'hslist_plus' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_plus(hslist, hslist) IS
'what is in either list; in full, if it is in one of them';

CREATE FUNCTION hs_plus(hslist, hscode) RETURNS hslist
AS 'MODULE_PATHNAME', 'hslist_plus_code' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_plus(hslist, hscode) IS
'the list and the code with everything under it';

CREATE FUNCTION hs_minus(hslist, hslist) RETURNS hslist
AS 'MODULE_PATHNAME', 'hslist_minus' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_minus(hslist, hslist) IS
'the first list without the second; what the second has in part remains in part';

CREATE FUNCTION hs_minus(hslist, hscode) RETURNS hslist
AS 'MODULE_PATHNAME', 'hslist_minus_code' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_minus(hslist, hscode) IS
'the list without the code and everything under it';

CREATE FUNCTION hs_times(hslist, hslist) RETURNS hslist
AS 'MODULE_PATHNAME', 'hslist_times' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_times(hslist, hslist) IS
'what is in both lists; in full, if it is in both of them';

CREATE OPERATOR + (
	LEFTARG = hslist, RIGHTARG = hslist,
	FUNCTION = hs_plus,
	COMMUTATOR = +
);
COMMENT ON OPERATOR + (hslist, hslist) IS 'what is in either list';

CREATE OPERATOR + (
	LEFTARG = hslist, RIGHTARG = hscode,
	FUNCTION = hs_plus
);
COMMENT ON OPERATOR + (hslist, hscode) IS 'the list and the code with everything under it';

CREATE OPERATOR - (
	LEFTARG = hslist, RIGHTARG = hslist,
	FUNCTION = hs_minus
);
COMMENT ON OPERATOR - (hslist, hslist) IS 'the left list without the right one';

CREATE OPERATOR - (
	LEFTARG = hslist, RIGHTARG = hscode,
	FUNCTION = hs_minus
);
COMMENT ON OPERATOR - (hslist, hscode) IS 'the list without the code and everything under it';

CREATE OPERATOR * (
	LEFTARG = hslist, RIGHTARG = hslist,
	FUNCTION = hs_times,
	COMMUTATOR = *
);
COMMENT ON OPERATOR * (hslist, hslist) IS 'what is in both lists';

CREATE FUNCTION hslist_agg_code(internal, hscode) RETURNS internal
AS 'MODULE_PATHNAME', 'hslist_agg_code' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hslist_agg_code(internal, hscode) IS
'transition of hslist_agg(hscode)';

CREATE FUNCTION hslist_agg_list(internal, hslist) RETURNS internal
AS 'MODULE_PATHNAME', 'hslist_agg_list' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hslist_agg_list(internal, hslist) IS
'transition of hslist_agg(hslist)';

CREATE FUNCTION hslist_agg_combine(internal, internal) RETURNS internal
AS 'MODULE_PATHNAME', 'hslist_agg_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hslist_agg_combine(internal, internal) IS
'combination of hslist_agg()';

CREATE FUNCTION hslist_agg_serial(internal) RETURNS bytea
AS 'MODULE_PATHNAME', 'hslist_agg_serial' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hslist_agg_serial(internal) IS
'serialization of hslist_agg()';

CREATE FUNCTION hslist_agg_deserial(bytea, internal) RETURNS internal
AS 'MODULE_PATHNAME', 'hslist_agg_deserial' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hslist_agg_deserial(bytea, internal) IS
'deserialization of hslist_agg()';

CREATE FUNCTION hslist_agg_final(internal) RETURNS hslist
AS 'MODULE_PATHNAME', 'hslist_agg_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION hslist_agg_final(internal) IS
'result of hslist_agg()';

CREATE AGGREGATE hslist_agg(hscode) (
	SFUNC = hslist_agg_code,
	STYPE = internal,
	FINALFUNC = hslist_agg_final,
	COMBINEFUNC = hslist_agg_combine,
	SERIALFUNC = hslist_agg_serial,
	DESERIALFUNC = hslist_agg_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE hslist_agg(hscode) IS 'the list of these codes and everything under them; NULL of no codes';

CREATE AGGREGATE hslist_agg(hslist) (
	SFUNC = hslist_agg_list,
	STYPE = internal,
	FINALFUNC = hslist_agg_final,
	COMBINEFUNC = hslist_agg_combine,
	SERIALFUNC = hslist_agg_serial,
	DESERIALFUNC = hslist_agg_deserial,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE hslist_agg(hslist) IS 'the union of lists; NULL of no lists';

CREATE FUNCTION hs_ranges(hslist, OUT lo hscode, OUT hi hscode, OUT part boolean, OUT whole boolean) RETURNS SETOF record
AS 'MODULE_PATHNAME', 'hslist_ranges' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 100;
COMMENT ON FUNCTION hs_ranges(hslist) IS
'the ranges of a list in order: all codes from lo to hi, with everything under hi; where whole is false, lo alone without what is under it';

-- ---------------------------------------------------------------------------
-- hsrange: what a list is to a B-tree of codes.  For the planner alone: there is
-- no way to make a value of it by hand.
-- ---------------------------------------------------------------------------

CREATE TYPE hsrange;

CREATE FUNCTION hsrange_in(cstring) RETURNS hsrange
AS 'MODULE_PATHNAME', 'hsrange_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_in(cstring) IS
'refuses everything';

CREATE FUNCTION hsrange_out(hsrange) RETURNS cstring
AS 'MODULE_PATHNAME', 'hsrange_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_out(hsrange) IS
'writes a range of customs codes, for EXPLAIN';

CREATE TYPE hsrange (
	INPUT = hsrange_in,
	OUTPUT = hsrange_out,
	INTERNALLENGTH = 24,
	ALIGNMENT = double
);
COMMENT ON TYPE hsrange IS 'range of customs codes in conditions that the planner makes for an index; not for tables';

CREATE FUNCTION hs_index_contained(internal, descending boolean) RETURNS hsrange[]
AS 'MODULE_PATHNAME', 'hslist_index_contained' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_index_contained(internal, boolean) IS
'the ranges of codes that are in a list, for an index';

CREATE FUNCTION hs_index_overlaps(internal, descending boolean) RETURNS hsrange[]
AS 'MODULE_PATHNAME', 'hslist_index_overlaps' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hs_index_overlaps(internal, boolean) IS
'the ranges of codes that have something in common with a list, for an index';

-- STABLE on purpose: to the B-tree family below <@ is an equality, and from an
-- immutable one the planner would conclude what is only true of single codes.

CREATE FUNCTION hsrange_code_before(hscode, hsrange) RETURNS boolean
AS 'MODULE_PATHNAME', 'hsrange_code_before' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_code_before(hscode, hsrange) IS
'is the code before the range';

CREATE FUNCTION hsrange_code_not_after(hscode, hsrange) RETURNS boolean
AS 'MODULE_PATHNAME', 'hsrange_code_not_after' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_code_not_after(hscode, hsrange) IS
'is the code before the range or in it';

CREATE FUNCTION hsrange_code_in(hscode, hsrange) RETURNS boolean
AS 'MODULE_PATHNAME', 'hsrange_code_in' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_code_in(hscode, hsrange) IS
'is the code in the range';

CREATE FUNCTION hsrange_code_not_before(hscode, hsrange) RETURNS boolean
AS 'MODULE_PATHNAME', 'hsrange_code_not_before' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_code_not_before(hscode, hsrange) IS
'is the code in the range or after it';

CREATE FUNCTION hsrange_code_after(hscode, hsrange) RETURNS boolean
AS 'MODULE_PATHNAME', 'hsrange_code_after' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_code_after(hscode, hsrange) IS
'is the code after the range';

CREATE FUNCTION hsrange_code_cmp(hscode, hsrange) RETURNS integer
AS 'MODULE_PATHNAME', 'hsrange_code_cmp' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_code_cmp(hscode, hsrange) IS
'less than 0 before the range, 0 in it, greater than 0 after it';

CREATE FUNCTION hsrange_before_code(hsrange, hscode) RETURNS boolean
AS 'MODULE_PATHNAME', 'hsrange_before_code' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_before_code(hsrange, hscode) IS
'is the range before the code';

CREATE FUNCTION hsrange_not_after_code(hsrange, hscode) RETURNS boolean
AS 'MODULE_PATHNAME', 'hsrange_not_after_code' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_not_after_code(hsrange, hscode) IS
'is the range before the code, or the code in it';

CREATE FUNCTION hsrange_has_code(hsrange, hscode) RETURNS boolean
AS 'MODULE_PATHNAME', 'hsrange_has_code' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_has_code(hsrange, hscode) IS
'is the code in the range';

CREATE FUNCTION hsrange_not_before_code(hsrange, hscode) RETURNS boolean
AS 'MODULE_PATHNAME', 'hsrange_not_before_code' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_not_before_code(hsrange, hscode) IS
'is the code in the range, or the range after it';

CREATE FUNCTION hsrange_after_code(hsrange, hscode) RETURNS boolean
AS 'MODULE_PATHNAME', 'hsrange_after_code' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_after_code(hsrange, hscode) IS
'is the range after the code';

CREATE FUNCTION hsrange_cmp_code(hsrange, hscode) RETURNS integer
AS 'MODULE_PATHNAME', 'hsrange_cmp_code' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_cmp_code(hsrange, hscode) IS
'less than 0 before the code, 0 if the code is in it, greater than 0 after it';

CREATE FUNCTION hsrange_lt(hsrange, hsrange) RETURNS boolean
AS 'MODULE_PATHNAME', 'hsrange_lt' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_lt(hsrange, hsrange) IS
'first in an order by the first code';

CREATE FUNCTION hsrange_le(hsrange, hsrange) RETURNS boolean
AS 'MODULE_PATHNAME', 'hsrange_le' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_le(hsrange, hsrange) IS
'first in an order by the first code, or equal';

CREATE FUNCTION hsrange_eq(hsrange, hsrange) RETURNS boolean
AS 'MODULE_PATHNAME', 'hsrange_eq' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_eq(hsrange, hsrange) IS
'are the ranges the same';

CREATE FUNCTION hsrange_ge(hsrange, hsrange) RETURNS boolean
AS 'MODULE_PATHNAME', 'hsrange_ge' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_ge(hsrange, hsrange) IS
'last in an order by the first code, or equal';

CREATE FUNCTION hsrange_gt(hsrange, hsrange) RETURNS boolean
AS 'MODULE_PATHNAME', 'hsrange_gt' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_gt(hsrange, hsrange) IS
'last in an order by the first code';

CREATE FUNCTION hsrange_cmp(hsrange, hsrange) RETURNS integer
AS 'MODULE_PATHNAME', 'hsrange_cmp' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION hsrange_cmp(hsrange, hsrange) IS
'less than, equal to or greater than 0, in an order by the first code';

CREATE OPERATOR << (
	LEFTARG = hscode, RIGHTARG = hsrange,
	FUNCTION = hsrange_code_before
);
COMMENT ON OPERATOR << (hscode, hsrange) IS 'is the code before the range';

CREATE OPERATOR &< (
	LEFTARG = hscode, RIGHTARG = hsrange,
	FUNCTION = hsrange_code_not_after
);
COMMENT ON OPERATOR &< (hscode, hsrange) IS 'is the code before the range or in it';

CREATE OPERATOR <@ (
	LEFTARG = hscode, RIGHTARG = hsrange,
	FUNCTION = hsrange_code_in,
	RESTRICT = hs_contained_sel, JOIN = hs_contained_joinsel
);
COMMENT ON OPERATOR <@ (hscode, hsrange) IS 'is the code in the range';

CREATE OPERATOR &> (
	LEFTARG = hscode, RIGHTARG = hsrange,
	FUNCTION = hsrange_code_not_before
);
COMMENT ON OPERATOR &> (hscode, hsrange) IS 'is the code in the range or after it';

CREATE OPERATOR >> (
	LEFTARG = hscode, RIGHTARG = hsrange,
	FUNCTION = hsrange_code_after
);
COMMENT ON OPERATOR >> (hscode, hsrange) IS 'is the code after the range';

CREATE OPERATOR << (
	LEFTARG = hsrange, RIGHTARG = hscode,
	FUNCTION = hsrange_before_code
);
COMMENT ON OPERATOR << (hsrange, hscode) IS 'is the range before the code';

CREATE OPERATOR &< (
	LEFTARG = hsrange, RIGHTARG = hscode,
	FUNCTION = hsrange_not_after_code
);
COMMENT ON OPERATOR &< (hsrange, hscode) IS 'is the range before the code, or the code in it';

CREATE OPERATOR @> (
	LEFTARG = hsrange, RIGHTARG = hscode,
	FUNCTION = hsrange_has_code
);
COMMENT ON OPERATOR @> (hsrange, hscode) IS 'is the code in the range';

CREATE OPERATOR &> (
	LEFTARG = hsrange, RIGHTARG = hscode,
	FUNCTION = hsrange_not_before_code
);
COMMENT ON OPERATOR &> (hsrange, hscode) IS 'is the code in the range, or the range after it';

CREATE OPERATOR >> (
	LEFTARG = hsrange, RIGHTARG = hscode,
	FUNCTION = hsrange_after_code
);
COMMENT ON OPERATOR >> (hsrange, hscode) IS 'is the range after the code';

CREATE OPERATOR < (
	LEFTARG = hsrange, RIGHTARG = hsrange,
	FUNCTION = hsrange_lt
);
COMMENT ON OPERATOR < (hsrange, hsrange) IS 'first in an order by the first code';

CREATE OPERATOR <= (
	LEFTARG = hsrange, RIGHTARG = hsrange,
	FUNCTION = hsrange_le
);
COMMENT ON OPERATOR <= (hsrange, hsrange) IS 'first in an order by the first code, or equal';

CREATE OPERATOR = (
	LEFTARG = hsrange, RIGHTARG = hsrange,
	FUNCTION = hsrange_eq
);
COMMENT ON OPERATOR = (hsrange, hsrange) IS 'are the ranges the same';

CREATE OPERATOR >= (
	LEFTARG = hsrange, RIGHTARG = hsrange,
	FUNCTION = hsrange_ge
);
COMMENT ON OPERATOR >= (hsrange, hsrange) IS 'last in an order by the first code, or equal';

CREATE OPERATOR > (
	LEFTARG = hsrange, RIGHTARG = hsrange,
	FUNCTION = hsrange_gt
);
COMMENT ON OPERATOR > (hsrange, hsrange) IS 'last in an order by the first code';

ALTER OPERATOR FAMILY hscode_ops USING btree ADD
	OPERATOR 1 << (hscode, hsrange),
	OPERATOR 2 &< (hscode, hsrange),
	OPERATOR 3 <@ (hscode, hsrange),
	OPERATOR 4 &> (hscode, hsrange),
	OPERATOR 5 >> (hscode, hsrange),
	FUNCTION 1 (hscode, hsrange) hsrange_code_cmp(hscode, hsrange),
	OPERATOR 1 << (hsrange, hscode),
	OPERATOR 2 &< (hsrange, hscode),
	OPERATOR 3 @> (hsrange, hscode),
	OPERATOR 4 &> (hsrange, hscode),
	OPERATOR 5 >> (hsrange, hscode),
	FUNCTION 1 (hsrange, hscode) hsrange_cmp_code(hsrange, hscode),
	OPERATOR 1 < (hsrange, hsrange),
	OPERATOR 2 <= (hsrange, hsrange),
	OPERATOR 3 = (hsrange, hsrange),
	OPERATOR 4 >= (hsrange, hsrange),
	OPERATOR 5 > (hsrange, hsrange),
	FUNCTION 1 (hsrange, hsrange) hsrange_cmp(hsrange, hsrange);


-- Company names ------------------------------------------------------------

CREATE FUNCTION tradescreen_info() RETURNS jsonb
AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tradescreen_info() IS
'versions of all that a score depends on: extension, rules, ICU, Unicode';

CREATE FUNCTION name_score(text, text) RETURNS real
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION name_score(text, text) IS
'how alike two company names are: 0 to 1, symmetric; 1 only for names that fold to the same text';

CREATE FUNCTION name_distance(text, text) RETURNS float8
AS 'MODULE_PATHNAME', 'name_distance_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION name_distance(text, text) IS
'1 - name_score: 0 for the same name, 1 for names with nothing in common';

CREATE FUNCTION name_normalize(text) RETURNS text
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION name_normalize(text) IS
'a company name as the scorer reads it: lower-case words in Latin letters and digits';

CREATE FUNCTION name_parse(text, OUT unit text, OUT class text, OUT canonical text, OUT weight real)
RETURNS SETOF record
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 ROWS 5;
COMMENT ON FUNCTION name_parse(text) IS
'the units of a company name in their order: text, class, canonical id or key, and weight (1 for a core word)';

CREATE FUNCTION name_keys(text, OUT unit text, OUT kind text, OUT letters text, OUT key bigint)
RETURNS SETOF record
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 ROWS 50;
COMMENT ON FUNCTION name_keys(text) IS
'the keys under which an index finds a name: those of its units, then those of the name as a whole';

CREATE FUNCTION name_parties(text, OUT party text, OUT role text, OUT address text,
							 OUT identifiers jsonb, OUT note text)
RETURNS SETOF record
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 40 ROWS 2;
COMMENT ON FUNCTION name_parties(text) IS
'who is named in a party field of a trade document: the name as written, its role, the address and the identifiers behind it, and what stands in place of a name';

CREATE FUNCTION name_variants(text, OUT variant text, OUT manipulation text, OUT expectation text)
RETURNS SETOF record
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 200 ROWS 60;
COMMENT ON FUNCTION name_variants(text) IS
'manipulated spellings of a company name, to test a screening with: the variant, the kind of manipulation, and whether it must, should or must not be found';

CREATE FUNCTION name_explain(text, text) RETURNS jsonb
AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION name_explain(text, text) IS
'how name_score() of two names comes about: score, pairs, leftovers, penalties, reason, versions';

CREATE FUNCTION name_match(text, text) RETURNS boolean
AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION name_match(text, text) IS
'whether name_score() of two names reaches the setting tradescreen.threshold';

-- namequery

CREATE TYPE namequery;

CREATE FUNCTION namequery_in(cstring) RETURNS namequery
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION namequery_in(cstring) IS 'I/O';
CREATE FUNCTION namequery_out(namequery) RETURNS cstring
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION namequery_out(namequery) IS 'I/O';
CREATE FUNCTION namequery_recv(internal) RETURNS namequery
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION namequery_recv(internal) IS 'I/O';
CREATE FUNCTION namequery_send(namequery) RETURNS bytea
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION namequery_send(namequery) IS 'I/O';

CREATE TYPE namequery (
	INPUT = namequery_in, OUTPUT = namequery_out,
	RECEIVE = namequery_recv, SEND = namequery_send,
	STORAGE = extended
);
COMMENT ON TYPE namequery IS
'a company name and the score that a match must reach, written 0.85:name';

CREATE FUNCTION namequery(name text, threshold real) RETURNS namequery
AS 'MODULE_PATHNAME', 'namequery_make' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION namequery(text, real) IS
'a name to be searched with a threshold of its own, from 0 to 1';

CREATE FUNCTION namequery_name(namequery) RETURNS text
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION namequery_name(namequery) IS 'the name of a namequery';

CREATE FUNCTION namequery_threshold(namequery) RETURNS real
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION namequery_threshold(namequery) IS 'the threshold of a namequery, in steps of 0.0001';

CREATE FUNCTION name_match(text, namequery) RETURNS boolean
AS 'MODULE_PATHNAME', 'name_match_query' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION name_match(text, namequery) IS
'whether name_score() of a name and the query''s name reaches the query''s threshold';

CREATE FUNCTION namequery_eq(namequery, namequery) RETURNS boolean
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
CREATE FUNCTION namequery_ne(namequery, namequery) RETURNS boolean
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
CREATE FUNCTION namequery_lt(namequery, namequery) RETURNS boolean
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
CREATE FUNCTION namequery_le(namequery, namequery) RETURNS boolean
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
CREATE FUNCTION namequery_gt(namequery, namequery) RETURNS boolean
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
CREATE FUNCTION namequery_ge(namequery, namequery) RETURNS boolean
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
CREATE FUNCTION namequery_cmp(namequery, namequery) RETURNS integer
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
CREATE FUNCTION namequery_hash(namequery) RETURNS integer
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
CREATE FUNCTION namequery_hash_extended(namequery, bigint) RETURNS bigint
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION namequery_eq(namequery, namequery) IS 'implementation of = operator';
COMMENT ON FUNCTION namequery_ne(namequery, namequery) IS 'implementation of <> operator';
COMMENT ON FUNCTION namequery_lt(namequery, namequery) IS 'implementation of < operator';
COMMENT ON FUNCTION namequery_le(namequery, namequery) IS 'implementation of <= operator';
COMMENT ON FUNCTION namequery_gt(namequery, namequery) IS 'implementation of > operator';
COMMENT ON FUNCTION namequery_ge(namequery, namequery) IS 'implementation of >= operator';
COMMENT ON FUNCTION namequery_cmp(namequery, namequery) IS 'less-equal-greater, for B-tree';
COMMENT ON FUNCTION namequery_hash(namequery) IS 'hash';
COMMENT ON FUNCTION namequery_hash_extended(namequery, bigint) IS 'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = namequery, RIGHTARG = namequery, FUNCTION = namequery_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
CREATE OPERATOR <> (
	LEFTARG = namequery, RIGHTARG = namequery, FUNCTION = namequery_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
CREATE OPERATOR < (
	LEFTARG = namequery, RIGHTARG = namequery, FUNCTION = namequery_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
CREATE OPERATOR <= (
	LEFTARG = namequery, RIGHTARG = namequery, FUNCTION = namequery_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
CREATE OPERATOR > (
	LEFTARG = namequery, RIGHTARG = namequery, FUNCTION = namequery_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
CREATE OPERATOR >= (
	LEFTARG = namequery, RIGHTARG = namequery, FUNCTION = namequery_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR = (namequery, namequery) IS 'the same name and threshold';
COMMENT ON OPERATOR <> (namequery, namequery) IS 'another name or threshold';
COMMENT ON OPERATOR < (namequery, namequery) IS 'sorts before';
COMMENT ON OPERATOR <= (namequery, namequery) IS 'sorts before or is equal';
COMMENT ON OPERATOR > (namequery, namequery) IS 'sorts after';
COMMENT ON OPERATOR >= (namequery, namequery) IS 'sorts after or is equal';

CREATE OPERATOR CLASS namequery_ops DEFAULT FOR TYPE namequery USING btree AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
	FUNCTION 1 namequery_cmp(namequery, namequery);
COMMENT ON OPERATOR CLASS namequery_ops USING btree IS 'B-tree operators of namequery';
COMMENT ON OPERATOR FAMILY namequery_ops USING btree IS 'B-tree operators of namequery';

CREATE OPERATOR CLASS namequery_ops DEFAULT FOR TYPE namequery USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 namequery_hash(namequery),
	FUNCTION 2 namequery_hash_extended(namequery, bigint);
COMMENT ON OPERATOR CLASS namequery_ops USING hash IS 'hash operators of namequery';
COMMENT ON OPERATOR FAMILY namequery_ops USING hash IS 'hash operators of namequery';

-- screening operators

CREATE FUNCTION name_match_sel(internal, oid, internal, integer) RETURNS double precision
AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION name_match_sel(internal, oid, internal, integer) IS
'restriction selectivity of ~=';

CREATE FUNCTION name_match_joinsel(internal, oid, internal, smallint, internal) RETURNS double precision
AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION name_match_joinsel(internal, oid, internal, smallint, internal) IS
'join selectivity of ~=';

CREATE OPERATOR ~= (
	LEFTARG = text, RIGHTARG = text, FUNCTION = name_match,
	COMMUTATOR = ~=, RESTRICT = name_match_sel, JOIN = name_match_joinsel
);
COMMENT ON OPERATOR ~= (text, text) IS
'may name the same company: name_score() is at least tradescreen.threshold';

CREATE OPERATOR ~= (
	LEFTARG = text, RIGHTARG = namequery, FUNCTION = name_match,
	RESTRICT = name_match_sel, JOIN = name_match_joinsel
);
COMMENT ON OPERATOR ~= (text, namequery) IS
'may name the same company: name_score() is at least the threshold of the query';

CREATE OPERATOR <~> (
	LEFTARG = text, RIGHTARG = text, FUNCTION = name_distance,
	COMMUTATOR = <~>
);
COMMENT ON OPERATOR <~> (text, text) IS
'distance between company names, 1 - name_score(): for ORDER BY';

-- ---------------------------------------------------------------------------
-- screen: the index access method
-- ---------------------------------------------------------------------------

CREATE FUNCTION screen_handler(internal) RETURNS index_am_handler
AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION screen_handler(internal) IS 'handler of the index access method screen';

CREATE ACCESS METHOD screen TYPE INDEX HANDLER screen_handler;
COMMENT ON ACCESS METHOD screen IS
'finds company names by score, and customs codes by hierarchy, exactly as a sequential scan does';

CREATE FUNCTION screen_names(internal) RETURNS integer
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION screen_names(internal) IS 'support function of operator classes of screen for names';

CREATE FUNCTION screen_codes(internal) RETURNS integer
AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION screen_codes(internal) IS 'support function of operator classes of screen for customs codes';

CREATE OPERATOR CLASS name_screen_ops DEFAULT FOR TYPE text USING screen AS
	OPERATOR 1 ~= (text, text),
	OPERATOR 2 ~= (text, namequery),
	OPERATOR 3 <~> (text, text) FOR ORDER BY pg_catalog.float_ops,
	FUNCTION 1 screen_names(internal);
COMMENT ON OPERATOR CLASS name_screen_ops USING screen IS 'company names by score';
COMMENT ON OPERATOR FAMILY name_screen_ops USING screen IS 'company names by score';

CREATE OPERATOR CLASS hscode_screen_ops DEFAULT FOR TYPE hscode USING screen AS
	OPERATOR 1 <@ (hscode, hscode),
	OPERATOR 2 && (hscode, hscode),
	OPERATOR 3 <@ (hscode, hslist),
	OPERATOR 4 && (hscode, hslist),
	OPERATOR 5 = (hscode, hscode),
	FUNCTION 1 screen_codes(internal);
COMMENT ON OPERATOR CLASS hscode_screen_ops USING screen IS 'customs codes by hierarchy';
COMMENT ON OPERATOR FAMILY hscode_screen_ops USING screen IS 'customs codes by hierarchy';

CREATE FUNCTION screen_check(index regclass, heapallindexed boolean DEFAULT false) RETURNS void
AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION screen_check(regclass, boolean) IS
'verifies a screen index, and on demand that every row of the table is in it; raises an error if not';

CREATE FUNCTION screen_stats(index regclass) RETURNS jsonb
AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION screen_stats(regclass) IS
'pages, segments, pending area and versions of a screen index';

CREATE FUNCTION screen_merge(index regclass) RETURNS void
AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION screen_merge(regclass) IS
'flushes the pending area of a screen index and merges its segments to one';

-- CSV

CREATE FUNCTION tradescreen_csv(content text, delimiter text DEFAULT ',', quote text DEFAULT '"',
	OUT line int, OUT fields text[])
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'tradescreen_csv'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 1000;

COMMENT ON FUNCTION tradescreen_csv(text, text, text) IS
	'records of a CSV text: the line on which each begins, and its fields; an empty field without quotes is NULL';
