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

CREATE OPERATOR ~= (
	LEFTARG = text, RIGHTARG = text, FUNCTION = name_match,
	COMMUTATOR = ~=, RESTRICT = matchingsel, JOIN = matchingjoinsel
);
COMMENT ON OPERATOR ~= (text, text) IS
'may name the same company: name_score() is at least tradescreen.threshold';

CREATE OPERATOR ~= (
	LEFTARG = text, RIGHTARG = namequery, FUNCTION = name_match,
	RESTRICT = matchingsel, JOIN = matchingjoinsel
);
COMMENT ON OPERATOR ~= (text, namequery) IS
'may name the same company: name_score() is at least the threshold of the query';

CREATE OPERATOR <~> (
	LEFTARG = text, RIGHTARG = text, FUNCTION = name_distance,
	COMMUTATOR = <~>
);
COMMENT ON OPERATOR <~> (text, text) IS
'distance between company names, 1 - name_score(): for ORDER BY';
