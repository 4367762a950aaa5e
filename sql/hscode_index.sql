-- indexes on hscode: B-tree, hash and BRIN; containment as a range
\set ECHO none
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen;
RESET client_min_messages;
\set ECHO all

CREATE TABLE hs_goods (id int, hs hscode);
INSERT INTO hs_goods
SELECT n, (lpad((1 + n % 97)::text, 2, '0') || lpad((1 + n / 97 % 90)::text, 2, '0') || lpad((n / 7 % 100)::text, 2, '0') || lpad((n * 37 % 10000)::text, 4, '0'))::hscode
FROM generate_series(1, 40000) n;
INSERT INTO hs_goods SELECT 40000 + n, hs_truncate(hs, 2 * n % 10 + 2) FROM hs_goods, generate_series(1, 3) n WHERE id % 10 = 0;
INSERT INTO hs_goods VALUES (0, NULL);
CREATE TABLE hs_watched (hs hscode);
INSERT INTO hs_watched VALUES ('8412'), ('8517.62'), ('3004'), (NULL);

-- what the plans below must return
CREATE TEMP TABLE expected AS
SELECT w.hs AS prefix, g.id FROM hs_goods g, hs_watched w WHERE starts_with(g.hs::text, w.hs::text);
SELECT prefix, count(*) FROM expected GROUP BY prefix ORDER BY prefix;

CREATE INDEX hs_goods_btree ON hs_goods (hs);
ANALYZE hs_goods;
ANALYZE hs_watched;
VACUUM hs_goods;
SET enable_bitmapscan = off;
SET max_parallel_workers_per_gather = 0;

-- B-tree: both operators, both forms
EXPLAIN (COSTS OFF) SELECT id FROM hs_goods WHERE hs <@ '8412';
EXPLAIN (COSTS OFF) SELECT id FROM hs_goods WHERE '8412' @> hs;
EXPLAIN (COSTS OFF) SELECT id FROM hs_goods WHERE hs_contained(hs, '8412');
EXPLAIN (COSTS OFF) SELECT id FROM hs_goods WHERE hs_contains('8412', hs);
SELECT count(*) FROM hs_goods WHERE hs <@ '8412';
SELECT count(*) FROM hs_goods WHERE '8412' @> hs;
SELECT count(*) FROM hs_goods WHERE hs <@ '8517.62';
-- a code of 16 digits has nothing under it
EXPLAIN (COSTS OFF) SELECT id FROM hs_goods WHERE hs <@ '8412000000000000';

-- the other way round is a few codes
EXPLAIN (COSTS OFF) SELECT id FROM hs_goods WHERE hs @> '8412';
EXPLAIN (COSTS OFF) SELECT id FROM hs_goods WHERE '8412' <@ hs;
-- NULL is nothing, nor is an expression of the same row, nor a volatile one
EXPLAIN (COSTS OFF) SELECT id FROM hs_goods WHERE hs <@ NULL::hscode;
EXPLAIN (COSTS OFF) SELECT id FROM hs_goods WHERE hs <@ hs_heading(hs);
EXPLAIN (COSTS OFF) SELECT id FROM hs_goods WHERE hs_contained(hs, hs_heading(hs));
EXPLAIN (COSTS OFF) SELECT id FROM hs_goods WHERE hs <@ (random()::text)::hscode;
EXPLAIN (COSTS OFF) SELECT id FROM hs_goods WHERE hs_contained(hs, (random()::text)::hscode);

-- order comes with it
EXPLAIN (COSTS OFF) SELECT hs FROM hs_goods WHERE hs <@ '84' ORDER BY hs LIMIT 3;
SELECT hs FROM hs_goods WHERE hs <@ '84' ORDER BY hs LIMIT 3;
SELECT min(hs), max(hs) FROM hs_goods;

-- a parameter: a generic plan
PREPARE under(hscode) AS SELECT count(*) FROM hs_goods WHERE hs <@ $1;
SET plan_cache_mode = force_generic_plan;
EXPLAIN (COSTS OFF) EXECUTE under('8412');
EXECUTE under('8412');
EXECUTE under('3004');
EXECUTE under(NULL);
RESET plan_cache_mode;

-- a nested loop, either way round
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SET enable_material = off;
SET enable_memoize = off;
EXPLAIN (COSTS OFF) SELECT w.hs, g.id FROM hs_watched w JOIN hs_goods g ON g.hs <@ w.hs;
EXPLAIN (COSTS OFF) SELECT w.hs, g.id FROM hs_watched w JOIN hs_goods g ON w.hs @> g.hs;
SELECT count(*) FROM ((SELECT w.hs, g.id FROM hs_watched w JOIN hs_goods g ON g.hs <@ w.hs) EXCEPT TABLE expected) d;
SELECT count(*) FROM (TABLE expected EXCEPT (SELECT w.hs, g.id FROM hs_watched w JOIN hs_goods g ON g.hs <@ w.hs)) d;
EXPLAIN (COSTS OFF) SELECT * FROM hs_watched w WHERE EXISTS (SELECT FROM hs_goods g WHERE g.hs <@ w.hs);

-- a domain, an expression, a partial and a multicolumn index
CREATE DOMAIN hs_national AS hscode CHECK (hs_level(VALUE) <= 10);
CREATE TABLE hs_domain (hs hs_national, id int);
INSERT INTO hs_domain SELECT hs, id FROM hs_goods;
CREATE INDEX ON hs_domain (hs, id);
CREATE INDEX hs_goods_text ON hs_goods (hs_parse(hs::text)) WHERE id < 1000;
ANALYZE hs_domain;
EXPLAIN (COSTS OFF) SELECT id FROM hs_domain WHERE hs <@ '8412' AND id = 7;
EXPLAIN (COSTS OFF) SELECT id FROM hs_goods WHERE hs_parse(hs::text) <@ '8412' AND id < 1000;
DROP INDEX hs_goods_text;

-- a descending index
CREATE INDEX hs_domain_desc ON hs_domain (id, hs DESC NULLS LAST);
EXPLAIN (COSTS OFF) SELECT id FROM hs_domain WHERE id = 7 AND hs <@ '84' ORDER BY hs DESC NULLS LAST;

-- a list: see hscode_list_index
EXPLAIN (COSTS OFF) SELECT id FROM hs_goods WHERE hs <@ '8412, 8517'::hslist;
SELECT count(*) FROM hs_goods WHERE hs <@ '8412, 8517.62, 3004'::hslist;
SELECT count(*) FROM expected;

-- an array is a filter; and <@ does not choose partitions, while its range does
EXPLAIN (COSTS OFF) SELECT id FROM hs_goods WHERE hs <@ ANY ('{8412, 8517}');
CREATE TABLE hs_parts (hs hscode) PARTITION BY RANGE (hs);
CREATE TABLE hs_part_low PARTITION OF hs_parts FOR VALUES FROM (MINVALUE) TO ('50');
CREATE TABLE hs_part_high PARTITION OF hs_parts FOR VALUES FROM ('50') TO (MAXVALUE);
EXPLAIN (COSTS OFF) SELECT FROM hs_parts WHERE hs <@ '8412';
EXPLAIN (COSTS OFF) SELECT FROM hs_parts WHERE hs BETWEEN '8412' AND hs_upper('8412');
DROP TABLE hs_parts;

-- equality in a hash index; containment cannot use it
DROP INDEX hs_goods_btree;
CREATE INDEX hs_goods_hash ON hs_goods USING hash (hs);
EXPLAIN (COSTS OFF) SELECT id FROM hs_goods WHERE hs = '8412';
SELECT count(*) > 0 FROM hs_goods WHERE hs = '8412';
EXPLAIN (COSTS OFF) SELECT id FROM hs_goods WHERE hs <@ '8412';
DROP INDEX hs_goods_hash;

-- BRIN
RESET enable_bitmapscan;
CREATE TABLE hs_sorted AS SELECT id, hs FROM hs_goods ORDER BY hs;
CREATE INDEX hs_sorted_brin ON hs_sorted USING brin (hs) WITH (pages_per_range = 4);
ANALYZE hs_sorted;
EXPLAIN (COSTS OFF) SELECT id FROM hs_sorted WHERE hs <@ '8412';
EXPLAIN (COSTS OFF) SELECT g.id FROM hs_watched w JOIN hs_sorted g ON g.hs <@ w.hs;
SELECT w.hs, count(*) FROM hs_watched w JOIN hs_sorted g ON g.hs <@ w.hs GROUP BY w.hs ORDER BY w.hs;
DROP INDEX hs_sorted_brin;
CREATE INDEX hs_sorted_multi ON hs_sorted USING brin (hs hscode_minmax_multi_ops(values_per_range = 16)) WITH (pages_per_range = 4);
EXPLAIN (COSTS OFF) SELECT id FROM hs_sorted WHERE hs <@ '8412';
SELECT w.hs, count(*) FROM hs_watched w JOIN hs_sorted g ON g.hs <@ w.hs GROUP BY w.hs ORDER BY w.hs;
INSERT INTO hs_sorted SELECT 30000 + n, lpad(n::text, 4, '0')::hscode FROM generate_series(101, 9900, 11) n;
SELECT brin_summarize_new_values('hs_sorted_multi') >= 0 AS summarized;
SELECT count(*) FROM hs_sorted WHERE hs <@ '84';
SET enable_bitmapscan = off;
SELECT count(*) FROM hs_sorted WHERE hs <@ '84';
RESET enable_bitmapscan;
DROP INDEX hs_sorted_multi;
-- many equal keys: deduplication must leave the index much smaller than one of distinct keys
CREATE TABLE hs_repeated AS SELECT hs_heading(hs) AS few, hs AS many FROM hs_goods;
CREATE INDEX hs_repeated_few ON hs_repeated (few);
CREATE INDEX hs_repeated_plain ON hs_repeated (few) WITH (deduplicate_items = off);
SELECT pg_relation_size('hs_repeated_few') < 0.6 * pg_relation_size('hs_repeated_plain') AS deduplicated;

-- the operator classes are complete
SELECT amname, opcname, amvalidate(c.oid) FROM pg_opclass c JOIN pg_am a ON a.oid = opcmethod
WHERE opcintype IN ('hscode'::regtype, 'hslist'::regtype) ORDER BY amname, opcname;

-- estimates: near the truth, and no constant
ANALYZE hs_goods;
CREATE FUNCTION estimate(query text, OUT rows float8) LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
	rows := plan->0->'Plan'->>'Plan Rows';
END $$;
CREATE FUNCTION q_error(query text) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE actual float8;
BEGIN
	EXECUTE 'SELECT count(*) FROM (' || query || ') q' INTO actual;
	RETURN greatest(estimate(query) / greatest(actual, 1), greatest(actual, 1) / estimate(query));
END $$;
CREATE TABLE hs_chapters AS SELECT n::text::hscode AS hs FROM generate_series(10, 90, 20) n;
ANALYZE hs_chapters;
SELECT q_error('SELECT FROM hs_goods WHERE hs <@ ''84''') < 2 AS chapter,
       q_error('SELECT FROM hs_goods WHERE ''84'' @> hs') < 2 AS commuted,
       q_error('SELECT FROM hs_goods WHERE hs <@ ''8''') < 2 AS tenth,
       q_error('SELECT FROM hs_goods WHERE hs <@ ''8410-8439''::hslist') < 2.5 AS headings,
       q_error('SELECT FROM hs_goods WHERE hs <@ ''01-49''::hslist') < 1.5 AS half,
       q_error('SELECT FROM hs_goods WHERE hs <@ ''8412, 30, 85-90, 0101''::hslist') < 2 AS list,
       q_error('SELECT FROM hs_goods WHERE hs && ''84''') < 2 AS overlap,
       q_error('SELECT FROM hs_goods WHERE hs && ''30, 85-90''::hslist') < 2 AS list_overlap,
       q_error('SELECT FROM hs_goods g, hs_chapters w WHERE g.hs <@ w.hs') < 2 AS "join",
       q_error('SELECT FROM hs_goods g, hs_chapters w WHERE w.hs @> g.hs') < 2 AS join_commuted;
-- never an error, whatever is not known
CREATE TABLE hs_blank (hs hscode, list hslist);
SELECT estimate(format('SELECT FROM hs_blank WHERE %s', clause)) > 0 AS ok, clause
FROM unnest(ARRAY['hs <@ ''8''', 'hs <@ ''85''', 'hs <@ ''8542''', 'hs <@ ''854231''', 'hs @> ''8542''', 'hs && ''8542''', 'hs <@ ''85-86''::hslist', 'hs <@ ''{}''::hslist',
                  'hs @> ''85-86''::hslist', 'hs && ''85-86''::hslist', 'list <@ ''85''::hscode', 'list @> ''85''::hscode', 'list && ''85''::hscode', 'list <@ ''85''', 'hs <@ list', 'list && list', 'hs <@ hs']) clause;
SELECT estimate('SELECT FROM hs_blank a, hs_blank b WHERE a.hs <@ b.hs') > 0, estimate('SELECT FROM hs_blank a, hs_goods b WHERE a.hs @> b.hs') > 0,
       estimate('SELECT FROM hs_goods a, hs_blank b WHERE a.hs <@ b.list') > 0, estimate('SELECT FROM hs_goods a WHERE NOT EXISTS (SELECT FROM hs_watched b WHERE a.hs <@ b.hs)') > 0;
-- nor when others name the estimators in operators of their own, on other types
CREATE FUNCTION other_right(hscode, text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN true; END';
CREATE FUNCTION other_left(text, hscode) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN true; END';
CREATE FUNCTION other_both(text, text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN true; END';
CREATE OPERATOR <<<< (LEFTARG = hscode, RIGHTARG = text, FUNCTION = other_right, RESTRICT = hs_contained_sel, JOIN = hs_contained_joinsel);
CREATE OPERATOR <<<< (LEFTARG = text, RIGHTARG = hscode, FUNCTION = other_left, RESTRICT = hs_overlaps_sel, JOIN = hs_overlaps_joinsel);
CREATE OPERATOR <<<< (LEFTARG = text, RIGHTARG = text, FUNCTION = other_both, RESTRICT = hs_contains_sel, JOIN = hs_contains_joinsel);
CREATE TABLE hs_unknown (hs hscode, t text);
CREATE TABLE hs_text AS SELECT hs, repeat('z', id % 40) AS t FROM hs_goods WHERE id % 20 = 0;
ANALYZE hs_text;
SELECT estimate(format('SELECT FROM %s a, %1$s b WHERE a.%s', t, clause)) > 0 AS ok, t, clause
FROM unnest('{hs_text, hs_unknown}'::text[]) t, unnest(ARRAY['hs <<<< repeat(''z'', 32)', 't <<<< ''8542''::hscode', 't <<<< repeat(''z'', 32)', 'hs <<<< b.t', 't <<<< b.hs', 't <<<< b.t']) clause;
DROP OPERATOR <<<< (hscode, text), <<<< (text, hscode), <<<< (text, text);
DROP FUNCTION other_right, other_left, other_both;

DROP TABLE hs_text, hs_unknown, hs_goods, hs_watched, hs_domain, hs_sorted, hs_repeated, hs_blank, hs_chapters;
DROP DOMAIN hs_national;
DROP FUNCTION estimate, q_error;
