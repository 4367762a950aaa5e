-- The index access method screen on names: it answers as a sequential scan does.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen;
RESET client_min_messages;
SET jit = off;

SELECT opcname, amvalidate(oid) FROM pg_opclass
WHERE opcmethod = (SELECT oid FROM pg_am WHERE amname = 'screen') ORDER BY opcname;

-- names from a few hundred words, some of them misspelt, joined, twice
CREATE FUNCTION test_name(i int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE i % 11
		WHEN 0 THEN w[1 + i * 7 % 40] || ' ' || w[1 + i * 13 % 40]
		WHEN 1 THEN w[1 + i * 7 % 40] || w[1 + i * 5 % 40] || ' LLC'
		WHEN 2 THEN replace(w[1 + i * 3 % 40], 'a', '') || ' Trading Co. Ltd'
		WHEN 3 THEN upper(w[1 + i * 17 % 40]) || ' (' || w[1 + i * 19 % 40] || ' GmbH)'
		WHEN 4 THEN 'ООО ' || w[1 + i * 7 % 40] || '-' || i % 23
		WHEN 5 THEN w[1 + i * 11 % 40] || ' ' || w[1 + i * 23 % 40] || ' ' || w[1 + i * 29 % 40] || ' Holding'
		WHEN 6 THEN left(w[1 + i * 7 % 40], 1) || left(w[1 + i * 13 % 40], 1) || left(w[1 + i * 31 % 40], 1)
		WHEN 7 THEN w[1 + i * 13 % 40] || 's ' || w[1 + i * 7 % 40] || ' Factory No ' || i % 7
		WHEN 8 THEN w[1 + i * 37 % 40] || ' f.k.a. ' || w[1 + i * 3 % 40] || ' Import Export'
		WHEN 9 THEN overlay(w[1 + i * 7 % 40] placing 'x' from 2 for 1) || ' ' || w[1 + i * 9 % 40]
		ELSE w[1 + i % 40] END
	FROM (SELECT '{Kalashnikov,Baltic,Shipping,Rosneft,Siberian,Machine,Tools,Orion,Delta,Meridian,
		Kamchatka,Instrument,Shenzhen,Electronics,Anatolia,Dynamics,Petrov,Nordwind,Alpha,Vector,
		Gulf,Marine,Karakum,Textile,Zenith,Optical,Uralmash,Bearing,Levant,Commodities,
		Tashkent,Aviation,Caspian,Drilling,Hansa,Logistik,Istanbul,Makina,Quantum,Sensors}'::text[] AS w) AS x
$$;

CREATE TABLE firm (id int, name text);
INSERT INTO firm SELECT i, test_name(i) FROM generate_series(1, 1500) AS i;
INSERT INTO firm VALUES (2001, NULL), (2002, ''), (2003, NULL), (2004, '...'), (2005, 'LLC'), (2006, 'a'),
	(2007, '深圳科技有限公司'), (2008, '12'), (2009, repeat('very long name of a house ', 300));
CREATE INDEX firm_screen ON firm USING screen (name);
ANALYZE firm;

CREATE TABLE ask (id int, name text);
INSERT INTO ask SELECT i, test_name(i * 97 + 5) FROM generate_series(1, 9) AS i;
INSERT INTO ask VALUES (101, ''), (102, 'LLC'), (103, 'Kalashnikow Baltik'), (104, 'QSA'), (105, 'sibirian masine tools'), (106, '12');

-- What the index finds that a sequential scan does not, and the reverse, for
-- several thresholds; and how many rows of an ordered scan are out of order.
-- Nothing here depends on what a score is.
CREATE FUNCTION compare(OUT many boolean, OUT wrong bigint, OUT out_of_order bigint) LANGUAGE plpgsql AS $$
DECLARE
	hits bigint := 0;
	t real;
	q text;
BEGIN
	PERFORM screen_check('firm_screen', true);
	wrong := 0;
	out_of_order := 0;
	FOREACH t IN ARRAY '{0.1,0.4,0.6,0.8,1.0}'::real[] LOOP
		SET LOCAL enable_seqscan = off;
		CREATE TEMP TABLE found ON COMMIT DROP AS
			SELECT a.id AS ask, f.id FROM ask a, LATERAL (SELECT id FROM firm WHERE name ~= namequery(a.name, t) OFFSET 0) f;
		SET LOCAL enable_seqscan = on;
		SET LOCAL enable_indexscan = off;
		SET LOCAL enable_bitmapscan = off;
		CREATE TEMP TABLE expected ON COMMIT DROP AS
			SELECT a.id AS ask, f.id FROM ask a, LATERAL (SELECT id FROM firm WHERE name ~= namequery(a.name, t) OFFSET 0) f;
		SET LOCAL enable_indexscan = on;
		SET LOCAL enable_bitmapscan = on;
		hits := hits + (SELECT count(*) FROM found);
		wrong := wrong + (SELECT count(*) FROM ((TABLE found EXCEPT ALL TABLE expected) UNION ALL (TABLE expected EXCEPT ALL TABLE found)) x);
		DROP TABLE found, expected;
	END LOOP;
	FOR q IN SELECT name FROM ask WHERE id % 3 = 0 LOOP
		SET LOCAL enable_seqscan = off;
		SET LOCAL enable_sort = off;
		CREATE TEMP TABLE found ON COMMIT DROP AS
			SELECT row_number() OVER () AS n, d FROM (SELECT name <~> q AS d FROM firm ORDER BY name <~> q) x;
		SET LOCAL enable_seqscan = on;
		SET LOCAL enable_sort = on;
		SET LOCAL enable_indexscan = off;
		CREATE TEMP TABLE expected ON COMMIT DROP AS
			SELECT row_number() OVER () AS n, d FROM (SELECT name <~> q AS d FROM firm ORDER BY name <~> q) x;
		SET LOCAL enable_indexscan = on;
		out_of_order := out_of_order + (SELECT count(*) FROM found f FULL JOIN expected e USING (n) WHERE f.d IS DISTINCT FROM e.d);
		DROP TABLE found, expected;
	END LOOP;
	many := hits > 150;
END $$;

SELECT * FROM compare();

-- plans
SET enable_seqscan = off;
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT id FROM firm WHERE name ~= 'Kalashnikov';
EXPLAIN (COSTS OFF) SELECT id FROM firm WHERE name ~= namequery('Kalashnikov', 0.9);
EXPLAIN (COSTS OFF) SELECT id FROM firm WHERE 'Kalashnikov' ~= name;
EXPLAIN (COSTS OFF) SELECT id FROM firm ORDER BY name <~> 'Kalashnikov' LIMIT 3;
EXPLAIN (COSTS OFF) SELECT id FROM firm WHERE name ~= namequery('Kalashnikov', 0.5) ORDER BY name <~> 'Baltic' LIMIT 3;
EXPLAIN (COSTS OFF) SELECT f.id FROM (VALUES ('Baltic'), ('Orion')) a(name) JOIN firm f ON f.name ~= a.name;

RESET enable_bitmapscan;

-- several keys, several orders, NULL for either
CREATE FUNCTION same(condition text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	by_index bigint;
	by_table bigint;
BEGIN
	SET LOCAL enable_seqscan = off;
	EXECUTE 'SELECT count(*) FROM firm WHERE ' || condition INTO by_index;
	SET LOCAL enable_seqscan = on;
	SET LOCAL enable_indexscan = off;
	SET LOCAL enable_bitmapscan = off;
	EXECUTE 'SELECT count(*) FROM firm WHERE ' || condition INTO by_table;
	SET LOCAL enable_indexscan = on;
	SET LOCAL enable_bitmapscan = on;
	RETURN CASE WHEN by_index <> by_table THEN by_index || ' instead of ' || by_table
		WHEN by_table = 0 THEN 'none' ELSE 'the same' END;
END $$;
SELECT same($$name ~= namequery('Baltic', 0.1) AND name ~= namequery('Kalashnikov', 0.1)$$);
SELECT same($$name ~= namequery('Baltic', 0.5) OR name ~= namequery('Kalashnikov', 0.5)$$);
SELECT same($$name ~= NULL$$);
SELECT same($$name ~= ANY (ARRAY['Baltic', 'Kalashnikov', NULL])$$);
SELECT same($$name ~= 'Baltic'$$);
SELECT count(*), count(name) FROM (SELECT name FROM firm ORDER BY name <~> 'Baltic' LIMIT 2000) x;
SELECT count(*), count(name) FROM (SELECT name FROM firm ORDER BY name <~> NULL LIMIT 2000) x;
SELECT count(*), bool_and(sorted) FROM (
	SELECT (a, b) >= (lag(a) OVER (), lag(b) OVER ()) OR lag(a) OVER () IS NULL AS sorted FROM (
		SELECT name <~> 'Baltic' AS a, name <~> 'Kalashnikov' AS b FROM firm WHERE name IS NOT NULL
		ORDER BY name <~> 'Baltic', name <~> 'Kalashnikov') x) y;
SELECT count(*), bool_and(sorted) FROM (
	SELECT d >= lag(d) OVER () OR lag(d) OVER () IS NULL AS sorted FROM (
		SELECT name <~> 'Baltic' AS d FROM firm WHERE name ~= namequery('Kalashnikov', 0.2)
		ORDER BY name <~> 'Baltic' LIMIT 10) x) y;
-- the setting, also 0 and also changed between executions
PREPARE by_setting(text) AS SELECT count(*) = count(*) FILTER (WHERE name_score(name, $1) >= current_setting('tradescreen.threshold')::real),
	count(*) > 100, count(*) > 1000 FROM firm WHERE name ~= $1;
SET plan_cache_mode = force_generic_plan;
EXECUTE by_setting('Kalashnikov Baltic');
SET tradescreen.threshold = 0.01;
EXECUTE by_setting('Kalashnikov Baltic');
SET tradescreen.threshold = 0;
EXECUTE by_setting('Kalashnikov Baltic');
RESET tradescreen.threshold;
RESET plan_cache_mode;
DEALLOCATE by_setting;

-- cursors: forward while the table changes; backward only over a materialized result
BEGIN;
DECLARE d NO SCROLL CURSOR FOR SELECT id < 5000 AS old FROM firm ORDER BY name <~> 'Kalashnikov';
FETCH 2 FROM d;
DELETE FROM firm WHERE id < 200;
INSERT INTO firm SELECT i, 'Kalashnikov' FROM generate_series(5001, 5200) i;
SET LOCAL tradescreen.pending_limit = 8;
INSERT INTO firm SELECT i, 'Kalashnikov' FROM generate_series(5201, 5600) i;
FETCH 2 FROM d;
MOVE FORWARD ALL FROM d;
FETCH BACKWARD 1 FROM d;
ROLLBACK;
BEGIN;
DECLARE e SCROLL CURSOR FOR SELECT id > 0 AS row FROM firm WHERE name ~= namequery('Baltic', 0.3);
MOVE FORWARD ALL FROM e;
FETCH BACKWARD 1 FROM e;
ROLLBACK;

-- life: pending, flushed, deleted, vacuumed, updated, merged, rolled back
SET tradescreen.pending_limit = 16;
INSERT INTO firm SELECT i, test_name(i) FROM generate_series(1, 40) AS i;
SELECT * FROM compare();
INSERT INTO firm SELECT i, test_name(i * 3) FROM generate_series(1501, 1900) AS i;
SELECT screen_stats('firm_screen')->>'pending_pages' < '4' AS flushed,
	jsonb_array_length(screen_stats('firm_screen')->'segments') > 1 AS segments;
SELECT * FROM compare();
DELETE FROM firm WHERE id % 3 = 0;
SELECT * FROM compare();
VACUUM firm;
SELECT * FROM compare();
UPDATE firm SET name = name || ' Ltd' WHERE id % 5 = 0;
UPDATE firm SET name = NULL WHERE id % 41 = 0;
VACUUM firm;
INSERT INTO firm SELECT i, test_name(i) FROM generate_series(1, 300) AS i;
SELECT * FROM compare();
BEGIN;
INSERT INTO firm SELECT i, test_name(i) FROM generate_series(3001, 3300) AS i;
ROLLBACK;
SELECT screen_merge('firm_screen');
SELECT jsonb_array_length(screen_stats('firm_screen')->'segments') AS segments;
SELECT * FROM compare();
VACUUM firm;
SELECT * FROM compare();
INSERT INTO firm VALUES (4001, repeat('another very long name of a house ', 290)), (4002, repeat('x y ', 2500));
SELECT * FROM compare();
REINDEX INDEX firm_screen;
SELECT * FROM compare();
REINDEX INDEX CONCURRENTLY firm_screen;
SELECT * FROM compare();
-- little memory: several sorted runs are merged
SET maintenance_work_mem = '1MB';
INSERT INTO firm SELECT i, test_name(i) || ' ' || md5(i::text) FROM generate_series(10001, 12000) AS i;
REINDEX INDEX firm_screen;
RESET maintenance_work_mem;
SELECT * FROM compare();
DELETE FROM firm;
VACUUM firm;
SELECT * FROM compare();
SELECT jsonb_array_length(screen_stats('firm_screen')->'segments') AS segments;
INSERT INTO firm SELECT i, test_name(i) FROM generate_series(1, 700) AS i;
SELECT * FROM compare();
TRUNCATE firm;
INSERT INTO firm SELECT i, test_name(i) FROM generate_series(1, 300) AS i;
SELECT * FROM compare();
DROP INDEX firm_screen;
CREATE INDEX CONCURRENTLY firm_screen ON firm USING screen (name);
SELECT * FROM compare();
RESET tradescreen.pending_limit;

-- expressions, partial indexes, other tables, other types
CREATE INDEX firm_lower ON firm USING screen (lower(name)) WHERE id % 2 = 0;
SELECT screen_check('firm_lower', true);
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT id FROM firm WHERE lower(name) ~= 'kalashnikov' AND id % 2 = 0;
RESET enable_bitmapscan;
SELECT same($$lower(name) ~= 'kalashnikov' AND id % 2 = 0$$);
CREATE UNLOGGED TABLE firm_unlogged AS TABLE firm;
CREATE INDEX ON firm_unlogged USING screen (name);
SELECT count(*) > 0 FROM firm_unlogged WHERE name ~= 'Baltic';
CREATE TEMP TABLE firm_temp (id int, name varchar(1000));
CREATE INDEX firm_temp_name ON firm_temp USING screen (name);
INSERT INTO firm_temp TABLE firm;
SELECT screen_check('firm_temp_name', true);
SELECT count(*) = (SELECT count(*) FROM firm_unlogged WHERE name ~= 'Baltic') AS same FROM firm_temp WHERE name ~= 'Baltic';
DELETE FROM firm_temp WHERE id < 100;
VACUUM firm_temp;
SELECT screen_check('firm_temp_name', true);
CREATE TABLE firm_part (id int, name text) PARTITION BY RANGE (id);
CREATE TABLE firm_part_1 PARTITION OF firm_part FOR VALUES FROM (0) TO (150);
CREATE TABLE firm_part_2 PARTITION OF firm_part FOR VALUES FROM (150) TO (1000);
CREATE INDEX ON firm_part USING screen (name);
INSERT INTO firm_part TABLE firm;
SELECT count(*) = (SELECT count(*) FROM firm_unlogged WHERE name ~= 'Baltic') AS same FROM firm_part WHERE name ~= 'Baltic';
EXPLAIN (COSTS OFF) SELECT id FROM firm_part ORDER BY name <~> 'Baltic' LIMIT 1;
CREATE INDEX ON firm USING screen (id);
CREATE INDEX ON firm USING screen (name, name);
CREATE UNIQUE INDEX ON firm USING screen (name);
CREATE INDEX ON firm USING screen (name) INCLUDE (id);
CREATE INDEX ON firm USING screen (name) WITH (fillfactor = 70);
CREATE INDEX ON firm USING screen (name DESC);
ALTER TABLE firm ADD EXCLUDE USING screen (name WITH ~=);
CLUSTER firm USING firm_screen;

-- properties
SELECT p, pg_indexam_has_property(a.oid, p) AS am, pg_index_has_property('firm_screen'::regclass, p) AS index,
	pg_index_column_has_property('firm_screen'::regclass, 1, p) AS col
FROM pg_am a, unnest('{can_order,can_unique,can_multi_col,can_exclude,can_include,clusterable,index_scan,bitmap_scan,
	backward_scan,orderable,distance_orderable,returnable,search_array,search_nulls}'::text[]) AS p
WHERE a.amname = 'screen';

-- the functions
SELECT screen_check('firm');
SELECT screen_stats('pg_class_oid_index');
SELECT screen_merge('firm_part_name_idx');
CREATE ROLE regress_screen_other;
SET ROLE regress_screen_other;
SELECT screen_check('firm_screen');
SELECT screen_stats('firm_screen');
SELECT screen_merge('firm_screen');
RESET ROLE;
DROP ROLE regress_screen_other;
SELECT screen_check(0);
SELECT string_agg(k, ' ' ORDER BY k COLLATE "C") FROM jsonb_object_keys(screen_stats('firm_screen')) AS k;

-- counting all rows wants no column, so that any index will do for it
CREATE TABLE firm_all (name text);
INSERT INTO firm_all SELECT nullif(i % 10, 0)::text FROM generate_series(1, 100) i;
CREATE INDEX firm_all_name ON firm_all USING screen (name);
VACUUM ANALYZE firm_all;
SET enable_bitmapscan = off;
EXPLAIN (COSTS off) SELECT count(*) FROM firm_all;
SELECT count(*) FROM firm_all;
RESET enable_bitmapscan;
DROP TABLE firm_all;
RESET enable_seqscan;
DROP TABLE firm, ask, firm_unlogged, firm_temp, firm_part;
DROP FUNCTION compare();
DROP FUNCTION same(text);
DROP FUNCTION test_name(int);
