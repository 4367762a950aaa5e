-- lists and B-tree indexes: what an index returns is what a scan of the table returns
\set ECHO none
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen;
RESET client_min_messages;
\set ECHO all

-- the same numbers each time
CREATE FUNCTION pick(n int, salt int, below int) RETURNS int LANGUAGE sql IMMUTABLE
RETURN (hashint8extended(n, salt) & 2147483647) % below;
-- codes of 1 to 16 digits, thick in some places
CREATE FUNCTION some_code(n int) RETURNS hscode LANGUAGE sql IMMUTABLE
RETURN left(lpad((CASE pick(n, 1, 3) WHEN 0 THEN 8500 + pick(n, 2, 50) ELSE pick(n, 3, 10000) END)::text, 4, '0')
			|| lpad(pick(n, 4, 1000)::text, 3, '0') || lpad(pick(n, 5, 1000000000)::text, 9, pick(n, 6, 10)::text),
			(ARRAY[1, 2, 3, 4, 4, 5, 6, 6, 6, 7, 8, 8, 9, 10, 10, 10, 10, 11, 12, 14, 16])[1 + pick(n, 7, 21)])::hscode;
CREATE TABLE hs_rows (id int, cc int, hs hscode);
INSERT INTO hs_rows SELECT n, pick(n, 8, 7), some_code(CASE WHEN n % 3 = 0 THEN n / 30 ELSE n END) FROM generate_series(1, 3000) n;
INSERT INTO hs_rows VALUES (0, 0, NULL), (-1, 1, '0'), (-2, 2, '9999999999999999'), (-3, 3, '9');
-- lists: codes, ranges, exceptions, parts; the first ones by hand
CREATE TABLE hs_lists (n int, list hslist);
INSERT INTO hs_lists VALUES (-1, '{}'), (-2, '0-9'), (-3, '85'), (-4, '85 except 8542'), (-5, '85 except 854231, ex 8542.31'), (-6, '8471-8473, 8542 except (8542.31 except 8542.31.11)'),
	(-7, '9999999999999999'), (-8, '0'), (-9, '0, 9'), (-10, 'ex 85'), (-11, '8542, ex 8543, 8544'), (-12, NULL);
INSERT INTO hs_lists
SELECT n, (SELECT coalesce(hslist_agg(CASE pick(n * 100 + k, 11, 4) WHEN 0 THEN hs_truncate(some_code(n * 7 + k), 1 + pick(k, 12, 6))::hslist
											 WHEN 1 THEN ('ex ' || some_code(n * 7 + k)::text)::hslist
											 ELSE some_code(n * 7 + k)::hslist END), '{}')
		   FROM generate_series(1, 1 + pick(n, 13, 30)) k)
		  - (SELECT coalesce(hslist_agg(some_code(n * 11 + k)), '{}') FROM generate_series(1, pick(n, 14, 10)) k)
FROM generate_series(1, 20) n;

-- every way to ask, once with the index and once without: the ids, in order of the codes where that is asked for
CREATE FUNCTION answer(query text, indexed boolean) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
	PERFORM set_config('enable_seqscan', (NOT indexed)::text, true), set_config('enable_indexscan', indexed::text, true),
			set_config('enable_indexonlyscan', indexed::text, true), set_config('enable_bitmapscan', indexed::text, true), set_config('enable_sort', (NOT indexed)::text, true);
	EXECUTE query INTO result;
	RETURN result;
END $$;
CREATE FUNCTION differences(every int, queries text[]) RETURNS TABLE (query text, differing bigint, answers bigint) LANGUAGE plpgsql AS $$
DECLARE l record; q text; a text; b text;
BEGIN
	FOREACH query IN ARRAY queries LOOP
		differing := 0; answers := 0;
		FOR l IN SELECT n, quote_nullable(list) || '::hslist' AS list, quote_literal(some_code(n * 13)) || '::hscode' AS code FROM hs_lists WHERE n % every = 0 LOOP
			q := replace(replace(query, '$L', l.list), '$C', l.code);
			a := answer(q, true); b := answer(q, false);
			differing := differing + (a IS DISTINCT FROM b)::int;
			answers := answers + coalesce(array_length(string_to_array(b, ' '), 1), 0);
		END LOOP;
		RETURN NEXT;
	END LOOP;
END $$;
CREATE FUNCTION all_differences(every int) RETURNS TABLE (query text, differing bigint, answers bigint) LANGUAGE sql AS $$
	SELECT * FROM differences(every, ARRAY[
		$q$SELECT string_agg(id::text, ' ' ORDER BY id) FROM hs_rows WHERE hs <@ $L$q$,
		$q$SELECT string_agg(id::text, ' ' ORDER BY id) FROM hs_rows WHERE $L @> hs$q$,
		$q$SELECT string_agg(id::text, ' ' ORDER BY id) FROM hs_rows WHERE hs && $L$q$,
		$q$SELECT string_agg(id::text, ' ' ORDER BY id) FROM hs_rows WHERE hs_overlaps($L, hs)$q$,
		$q$SELECT string_agg(id::text, ' ' ORDER BY id) FROM hs_rows WHERE hs && $C$q$,
		$q$SELECT string_agg(id::text, ' ' ORDER BY id) FROM hs_rows WHERE hs @> $C$q$,
		$q$SELECT string_agg(id::text, ' ' ORDER BY id) FROM hs_rows WHERE hs <@ $C$q$,
		$q$SELECT string_agg(id::text, ' ' ORDER BY id) FROM hs_rows WHERE hs <@ $L AND cc = 3$q$,
		$q$SELECT string_agg(id::text, ' ' ORDER BY id) FROM hs_rows WHERE hs <@ $L AND cc IN (1, 3, 5)$q$,
		$q$SELECT string_agg(id::text, ' ' ORDER BY id) FROM hs_rows WHERE hs <@ $L AND cc > 3$q$,
		$q$SELECT string_agg(id::text, ' ' ORDER BY id) FROM hs_rows WHERE hs <@ $L AND id < 1500$q$,
		$q$SELECT string_agg(id::text, ' ' ORDER BY id) FROM hs_rows WHERE hs <@ $L AND hs >= '8480' AND hs < $C$q$,
		$q$SELECT string_agg(id::text, ' ' ORDER BY id) FROM hs_rows WHERE hs <@ $L AND hs <@ '85'$q$,
		$q$SELECT string_agg(id::text, ' ' ORDER BY id) FROM hs_rows WHERE hs <@ $L AND hs && '8500-8525, 90'::hslist$q$,
		$q$SELECT string_agg(id::text, ' ' ORDER BY id) FROM hs_rows WHERE hs <@ $L AND hs = ANY ((SELECT array_agg(r.hs) FROM hs_rows r WHERE r.id < 500)::hscode[])$q$,
		$q$SELECT string_agg(id::text, ' ' ORDER BY id) FROM hs_rows WHERE hs <@ $L AND hs IS NOT NULL$q$,
		$q$SELECT string_agg(id::text, ' ' ORDER BY id) FROM hs_rows WHERE hs <@ $L OR hs = $C$q$,
		$q$SELECT string_agg(id::text, ' ' ORDER BY id) FROM hs_rows WHERE (hs <@ $L AND cc = 2) OR (hs && $C AND cc = 3) OR (hs <@ $L AND hs <= $C)$q$,
		$q$SELECT string_agg(id::text, ' ' ORDER BY id) FROM hs_rows WHERE NOT hs <@ $L AND hs <@ '84'$q$,
		$q$SELECT string_agg(hs::text, ' ') FROM (SELECT hs FROM hs_rows WHERE hs <@ $L ORDER BY hs) s$q$,
		$q$SELECT string_agg(hs::text, ' ') FROM (SELECT hs FROM hs_rows WHERE hs <@ $L ORDER BY hs DESC) s$q$,
		$q$SELECT string_agg(hs::text, ' ') FROM (SELECT hs FROM hs_rows WHERE hs <@ $L AND cc = 4 ORDER BY cc DESC, hs DESC) s$q$,
		$q$SELECT string_agg(hs::text, ' ') FROM (SELECT hs FROM hs_rows WHERE hs <@ $L AND cc IN (2, 3) ORDER BY cc, hs) s$q$,
		$q$SELECT string_agg(hs::text, ' ') FROM (SELECT hs FROM hs_rows WHERE hs && $L ORDER BY hs DESC LIMIT 7) s$q$,
		$q$SELECT string_agg(a.id::text, ' ' ORDER BY a.id, b.id) FROM hs_rows a JOIN hs_rows b ON a.hs = b.hs WHERE a.hs <@ $L AND b.id < 100$q$,
		$q$SELECT string_agg(r.id::text, ' ' ORDER BY r.id, l.n) FROM hs_lists l JOIN hs_rows r ON r.hs <@ l.list WHERE l.list = $L$q$,
		$q$SELECT string_agg(r.id::text, ' ' ORDER BY r.id, l.n) FROM hs_lists l JOIN hs_rows r ON l.list && r.hs WHERE l.list = $L$q$,
		$q$SELECT string_agg(r.id::text, ' ' ORDER BY r.id) FROM hs_rows r WHERE r.hs <@ (SELECT list FROM hs_lists l WHERE l.list = $L LIMIT 1)$q$,
		$q$SELECT string_agg(r.id::text, ' ' ORDER BY r.id) FROM hs_rows r WHERE EXISTS (SELECT FROM hs_lists l WHERE r.hs <@ l.list AND l.list = $L)$q$]);
$$;
CREATE INDEX hs_rows_hs ON hs_rows (hs);
VACUUM ANALYZE hs_rows;
SELECT * FROM all_differences(1);
-- other indexes: descending, behind another column, in front of others, an expression, a partial one
CREATE FUNCTION bad_differences() RETURNS bigint LANGUAGE sql AS 'SELECT sum(differing) FROM all_differences(4)';
DROP INDEX hs_rows_hs; CREATE INDEX ON hs_rows (hs DESC NULLS LAST) INCLUDE (id);
SELECT bad_differences();
DROP INDEX hs_rows_hs_id_idx; CREATE INDEX ON hs_rows (cc, hs);
SELECT bad_differences();
DROP INDEX hs_rows_cc_hs_idx; CREATE INDEX ON hs_rows (cc DESC, hs DESC, id);
SELECT bad_differences();
DROP INDEX hs_rows_cc_hs_id_idx; CREATE INDEX ON hs_rows (hs, id);
SELECT bad_differences();
DROP INDEX hs_rows_hs_id_idx; CREATE INDEX ON hs_rows (hs, cc) WHERE id % 2 = 0; CREATE INDEX ON hs_rows (hs) WHERE hs = '8542' OR id % 2 = 1;
SELECT bad_differences();
DROP INDEX hs_rows_hs_cc_idx, hs_rows_hs_idx; CREATE INDEX hs_rows_brin ON hs_rows USING brin (hs) WITH (pages_per_range = 2);
SELECT bad_differences();
DROP INDEX hs_rows_brin; CREATE INDEX hs_rows_hash ON hs_rows USING hash (hs);
SELECT bad_differences();
DROP INDEX hs_rows_hash; CREATE INDEX hs_rows_hs ON hs_rows (hs);

-- cursors that go back and forth over the edges of ranges
CREATE FUNCTION walk(indexed boolean) RETURNS text LANGUAGE plpgsql AS $$
DECLARE l record; c refcursor; got hscode; result text := ''; forward boolean;
BEGIN
	PERFORM set_config('enable_seqscan', (NOT indexed)::text, true), set_config('enable_bitmapscan', 'off', true), set_config('enable_indexscan', indexed::text, true),
			set_config('enable_indexonlyscan', indexed::text, true), set_config('enable_sort', (NOT indexed)::text, true);
	FOR l IN SELECT n, list FROM hs_lists WHERE n BETWEEN 1 AND 15 LOOP
		OPEN c SCROLL FOR EXECUTE format('SELECT hs FROM hs_rows WHERE hs <@ %L::hslist ORDER BY hs', l.list);
		FOR i IN 1 .. 120 LOOP
			forward := pick(l.n * 1000 + i, 21, 100) < CASE WHEN i / 20 % 2 = 0 THEN 75 ELSE 25 END;
			IF forward THEN FETCH NEXT FROM c INTO got; ELSE FETCH PRIOR FROM c INTO got; END IF;
			result := result || coalesce(got::text, '-') || ' ';
		END LOOP;
		CLOSE c;
	END LOOP;
	RETURN result;
END $$;
SELECT walk(true) = walk(false) AS same_walk, length(walk(true)) > 5000 AS far;

-- plans
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SET max_parallel_workers_per_gather = 0;
EXPLAIN (COSTS OFF) SELECT id FROM hs_rows WHERE hs <@ '8471-8473, 8542 except 854290'::hslist;
EXPLAIN (COSTS OFF) SELECT id FROM hs_rows WHERE hs && '8471-8473, 8542 except 854290'::hslist;
EXPLAIN (COSTS OFF) SELECT id FROM hs_rows WHERE hs && '8542';
EXPLAIN (COSTS OFF) SELECT id FROM hs_rows WHERE hs @> '8542';
-- one range needs no array
EXPLAIN (COSTS OFF) SELECT id FROM hs_rows WHERE hs <@ '8471-8473'::hslist;
-- backward and sorted, without a sort
EXPLAIN (COSTS OFF) SELECT hs FROM hs_rows WHERE hs <@ '8471, 8542'::hslist ORDER BY hs DESC;
-- a bitmap: the recheck is the search in the list
SET enable_bitmapscan = on;
SET enable_indexscan = off;
EXPLAIN (COSTS OFF) SELECT id FROM hs_rows WHERE hs <@ '8471, 8542'::hslist;
RESET enable_indexscan;
SET enable_bitmapscan = off;
-- beside another condition on the same column: from the first code to the last, and a filter
EXPLAIN (COSTS OFF) SELECT id FROM hs_rows WHERE hs <@ '8471, 8542'::hslist AND hs <> '8542';
EXPLAIN (COSTS OFF) SELECT id FROM hs_rows WHERE hs <@ '8471, 8542'::hslist AND hs >= '8542';
EXPLAIN (COSTS OFF) SELECT id FROM hs_rows WHERE hs <@ '8471, 8542'::hslist AND hs <@ '8471-8499, 90'::hslist;
-- a later column of the index has a condition: the same
CREATE INDEX hs_rows_hs_cc ON hs_rows (hs, cc);
DROP INDEX hs_rows_hs;
EXPLAIN (COSTS OFF) SELECT id FROM hs_rows WHERE hs <@ '8471, 8542'::hslist AND cc = 3;
EXPLAIN (COSTS OFF) SELECT id FROM hs_rows WHERE hs <@ '8471, 8542'::hslist;
-- an earlier column
CREATE INDEX hs_rows_cc_hs ON hs_rows (cc, hs);
DROP INDEX hs_rows_hs_cc;
EXPLAIN (COSTS OFF) SELECT id FROM hs_rows WHERE hs <@ '8471, 8542'::hslist AND cc = 3;
DROP INDEX hs_rows_cc_hs;
CREATE INDEX hs_rows_hs ON hs_rows (hs);

-- parameters: a generic plan, and a list that is joined
PREPARE listed(hslist) AS SELECT count(*) FROM hs_rows WHERE hs <@ $1;
SET plan_cache_mode = force_generic_plan;
EXPLAIN (COSTS OFF) EXECUTE listed('8471, 8542');
EXECUTE listed('8471, 8542');
EXECUTE listed('85');
EXECUTE listed('{}');
EXECUTE listed(NULL);
RESET plan_cache_mode;
EXPLAIN (COSTS OFF) SELECT r.id FROM hs_lists l JOIN hs_rows r ON r.hs <@ l.list WHERE l.n = 3;

-- a list that is written as an array or as text
PREPARE listed_array(hscode[]) AS SELECT count(*) FROM hs_rows WHERE hs <@ $1::hslist;
PREPARE listed_text(text) AS SELECT count(*) FROM hs_rows WHERE hs <@ $1::hslist;
EXPLAIN (COSTS OFF) SELECT id FROM hs_rows WHERE hs <@ '{8542, 8471}'::hscode[]::hslist;
SET plan_cache_mode = force_generic_plan;
EXPLAIN (COSTS OFF) EXECUTE listed_array('{8542, 8471}');
EXPLAIN (COSTS OFF) EXECUTE listed_text('8542, 8471');
EXECUTE listed_array('{8542, 8471, NULL}'); EXECUTE listed_text('8542, 8471');
EXECUTE listed_array('{}');
RESET plan_cache_mode;
-- a table of codes as a list: one search, where EXISTS is a comparison of each row with each code
CREATE TABLE hs_items AS SELECT hs FROM unnest('{8542, 8471, 9013, 854231, 85, NULL}'::hscode[]) hs;
ANALYZE hs_items;
EXPLAIN (COSTS OFF) SELECT id FROM hs_rows WHERE hs <@ (SELECT hslist_agg(hs) FROM hs_items);
SELECT count(*) FILTER (WHERE (hs <@ (SELECT hslist_agg(hs) FROM hs_items)) <> EXISTS (SELECT FROM hs_items i WHERE r.hs <@ i.hs)) AS differing,
	   count(*) FILTER (WHERE hs <@ (SELECT hslist_agg(hs) FROM hs_items)) > 100 AS many FROM hs_rows r;

-- partitions: each by its own index, whatever they are made by; pruned by their own key
SET enable_memoize = off;
CREATE TABLE hs_parts (id int, cc int, hs hscode) PARTITION BY LIST (cc);
CREATE TABLE hs_part_3 PARTITION OF hs_parts FOR VALUES IN (3);
CREATE TABLE hs_part_other PARTITION OF hs_parts DEFAULT PARTITION BY HASH (hs);
CREATE TABLE hs_part_0 PARTITION OF hs_part_other FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE hs_part_1 PARTITION OF hs_part_other FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE INDEX hs_parts_hs ON hs_parts (hs);
INSERT INTO hs_parts SELECT id, cc, hs FROM hs_rows;
ANALYZE hs_parts;
EXPLAIN (COSTS OFF) SELECT id FROM hs_parts WHERE hs <@ '8471, 8542'::hslist;
EXPLAIN (COSTS OFF) SELECT id FROM hs_parts WHERE hs <@ '8471, 8542'::hslist AND cc = 3;
EXPLAIN (COSTS OFF) SELECT p.id FROM hs_items i JOIN hs_parts p ON p.hs <@ i.hs;
SELECT l.n FROM hs_lists l
WHERE (SELECT array_agg(id ORDER BY id) FROM hs_parts p WHERE p.hs <@ l.list) IS DISTINCT FROM (SELECT array_agg(id ORDER BY id) FROM hs_rows r WHERE r.hs <@ l.list OFFSET 0)
   OR (SELECT array_agg(id ORDER BY id) FROM hs_parts p WHERE p.hs && l.list AND cc = 3) IS DISTINCT FROM (SELECT array_agg(id ORDER BY id) FROM hs_rows r WHERE r.hs && l.list AND cc = 3 OFFSET 0);
RESET enable_memoize;

-- a stable function is called once, not for each row
CREATE FUNCTION slow_list(what text DEFAULT '8471, 8542') RETURNS hslist LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN RAISE NOTICE 'called'; RETURN what; END $$;
CREATE FUNCTION any_list() RETURNS hslist LANGUAGE plpgsql VOLATILE AS $$ BEGIN RAISE NOTICE 'called'; RETURN '8471'; END $$;
SET client_min_messages = warning;
EXPLAIN (COSTS OFF) SELECT id FROM hs_rows WHERE hs <@ slow_list();
EXPLAIN (COSTS OFF) SELECT id FROM hs_rows WHERE slow_list(left('8471' || now()::text, 4)) && hs OR cc = 1;
EXPLAIN (COSTS OFF) SELECT id, hs_match(hs, slow_list()) FROM hs_rows;
EXPLAIN (COSTS OFF) SELECT hs <@ slow_list() AS listed, count(*) FROM hs_rows GROUP BY 1;
-- grouped by it and used again: left alone, because the two must stay the same
EXPLAIN (COSTS OFF) SELECT hs <@ slow_list() AS listed, count(*) FROM hs_rows GROUP BY 1 HAVING hs <@ slow_list();
SELECT hs <@ slow_list() AS listed, count(*) FROM hs_rows GROUP BY 1 HAVING hs <@ slow_list();
-- and so are a volatile function, one of a column, and one without a row
EXPLAIN (COSTS OFF) SELECT id FROM hs_rows WHERE hs <@ any_list();
EXPLAIN (COSTS OFF) SELECT id FROM hs_rows WHERE hs <@ slow_list(cc::text);
EXPLAIN (COSTS OFF) SELECT '8542'::hscode <@ slow_list();
RESET client_min_messages;
SET enable_indexscan = off;
SET enable_seqscan = on;
-- once for the estimate, once for the answer
SELECT count(*) FROM hs_rows WHERE hs <@ slow_list();
SELECT count(*) FROM hs_rows WHERE hs <@ slow_list() AND hs IS NULL;
RESET enable_indexscan;
RESET enable_bitmapscan;
RESET enable_seqscan;
-- in views, subqueries, functions, DML and prepared statements
CREATE VIEW hs_listed AS SELECT id FROM hs_rows WHERE hs <@ slow_list();
CREATE FUNCTION listed_ids() RETURNS SETOF int LANGUAGE sql STABLE AS 'SELECT id FROM hs_rows WHERE hs <@ slow_list()';
CREATE TABLE hs_copy AS TABLE hs_rows;
ALTER TABLE hs_copy ADD CHECK (hs IS NULL OR id > -100 OR hs <@ slow_list());
SET client_min_messages = warning;
SELECT (SELECT count(*) FROM hs_listed) AS view, (SELECT count(*) FROM listed_ids()) AS function, (SELECT count(*) FROM (SELECT hs FROM hs_rows OFFSET 0) s WHERE hs <@ slow_list()) AS subquery,
	   (SELECT count(*) FROM hs_rows a LEFT JOIN hs_rows b ON a.id = b.id AND b.hs <@ slow_list() WHERE b.id IS NOT NULL) AS outer_join;
UPDATE hs_copy SET cc = 9 WHERE hs <@ slow_list();
SELECT count(*) FROM hs_copy WHERE cc = 9;
DELETE FROM hs_copy WHERE hs <@ slow_list();
SELECT count(*) FROM hs_copy WHERE cc = 9;
PREPARE once(text) AS SELECT count(*) FROM hs_rows WHERE hs <@ slow_list($1);
EXECUTE once('8471'); EXECUTE once('85');
SET plan_cache_mode = force_generic_plan;
EXECUTE once('8471'); EXECUTE once('85');
RESET plan_cache_mode;
RESET client_min_messages;

-- nobody makes an hsrange by hand
SELECT '8542'::hsrange;
SELECT hs_index_contained('8542'::hslist, false);

DROP VIEW hs_listed;
DROP TABLE hs_rows, hs_lists, hs_items, hs_parts, hs_copy;
DROP FUNCTION pick, some_code, answer, differences, all_differences, bad_differences, walk, slow_list, any_list, listed_ids;
