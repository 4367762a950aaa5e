-- The index access method screen on customs codes.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen;
RESET client_min_messages;
SET jit = off;

CREATE TABLE good (id int, hs hscode);
INSERT INTO good SELECT i, lpad((i::bigint * 7919 * (1 + i % 13) % 100000000)::text, 8, '0')::hscode FROM generate_series(1, 6000) AS i;
UPDATE good SET hs = hs_truncate(hs, 1 + id % 8) WHERE id % 5 = 0;
INSERT INTO good SELECT i, NULL FROM generate_series(6001, 6010) AS i;
INSERT INTO good VALUES (6011, '0'), (6012, '9999999999999999'), (6013, '85'), (6014, '8542'), (6015, '854290');
CREATE INDEX good_screen ON good USING screen (hs);
ANALYZE good;

CREATE TABLE code (id int, hs hscode);
INSERT INTO code SELECT id, hs_truncate(hs, 1 + id % 7) FROM good WHERE id % 211 = 0;
INSERT INTO code VALUES (1, '0'), (2, '9'), (3, '9999999999999999'), (4, '85'), (5, '8542901'), (6, NULL);
CREATE TABLE list (id int, goods hslist);
INSERT INTO list SELECT k, (SELECT hslist_agg(hs_truncate(hs, 2 + id % 5)) FROM good WHERE id % 401 = k) FROM generate_series(0, 9) AS k;
INSERT INTO list VALUES (11, '8471-8473, 8542 except 854290'), (12, '01 except 0101'), (13, '85 except 8542, ex 854231'), (14, NULL);

CREATE FUNCTION compare(operator text, source text, argument text, OUT hits bigint, OUT wrong bigint) LANGUAGE plpgsql AS $$
DECLARE
	query text := format('SELECT s.id AS s, g.id FROM %I s, LATERAL (SELECT id FROM good WHERE hs %s s.%I OFFSET 0) g', source, operator, argument);
BEGIN
	SET LOCAL enable_seqscan = off;
	EXECUTE 'CREATE TEMP TABLE found ON COMMIT DROP AS ' || query;
	SET LOCAL enable_seqscan = on;
	SET LOCAL enable_indexscan = off;
	SET LOCAL enable_bitmapscan = off;
	EXECUTE 'CREATE TEMP TABLE expected ON COMMIT DROP AS ' || query;
	SET LOCAL enable_indexscan = on;
	SET LOCAL enable_bitmapscan = on;
	hits := (SELECT count(*) FROM found);
	wrong := (SELECT count(*) FROM ((TABLE found EXCEPT ALL TABLE expected) UNION ALL (TABLE expected EXCEPT ALL TABLE found)) x);
	DROP TABLE found, expected;
END $$;
CREATE VIEW compare_all AS
	SELECT o, source, (compare(o, source, argument)).*
	FROM (VALUES ('<@', 'code', 'hs'), ('&&', 'code', 'hs'), ('=', 'code', 'hs'), ('<@', 'list', 'goods'), ('&&', 'list', 'goods')) AS v (o, source, argument);

SELECT screen_check('good_screen', true);
TABLE compare_all;

SET enable_seqscan = off;
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT id FROM good WHERE hs <@ '8542';
EXPLAIN (COSTS OFF) SELECT id FROM good WHERE hs && '8542';
EXPLAIN (COSTS OFF) SELECT id FROM good WHERE hs <@ '8471-8473, 8542 except 854290'::hslist;
EXPLAIN (COSTS OFF) SELECT id FROM good WHERE '8542'::hscode @> hs;
EXPLAIN (COSTS OFF) SELECT id FROM good WHERE hs = '8542';
SELECT count(*) FROM good WHERE hs <@ '8'::hscode AND hs && '85';
SELECT count(*) FROM good WHERE hs <@ NULL::hscode;
RESET enable_seqscan;
RESET enable_bitmapscan;

SET tradescreen.pending_limit = 16;
INSERT INTO good SELECT i, lpad((i::bigint * 104729 % 1000000)::text, 6, '0')::hscode FROM generate_series(7001, 9000) AS i;
SELECT jsonb_array_length(screen_stats('good_screen')->'segments') > 1 AS segments;
TABLE compare_all;
DELETE FROM good WHERE id % 4 = 0;
VACUUM good;
SELECT screen_check('good_screen', true);
TABLE compare_all;
INSERT INTO good SELECT i, '8542' FROM generate_series(10001, 13000) AS i;
SELECT screen_merge('good_screen');
SELECT screen_check('good_screen', true);
TABLE compare_all;
DELETE FROM good WHERE id > 10500;
VACUUM good;
SELECT screen_check('good_screen', true);
TABLE compare_all;
RESET tradescreen.pending_limit;

DROP VIEW compare_all;
DROP FUNCTION compare(text, text, text);
DROP TABLE good, code, list;
