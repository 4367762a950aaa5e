-- A batch; and, in a full run, tables of many rows: of trade, and of customs
-- codes.  psql variables: full, rows, batch.

\set ON_ERROR_STOP on
SET maintenance_work_mem = '512MB';
SET work_mem = '256MB';
SET max_parallel_maintenance_workers = 0;
SET max_parallel_workers_per_gather = 0;
SET jit = off;

-- ---- consignees against the lists
CREATE TABLE consignee AS SELECT id, name FROM many WHERE id <= :batch;
ANALYZE consignee;
SELECT clock_timestamp() AS t, coalesce(core(), 0) AS core \gset
SELECT count(*) AS hits FROM consignee c JOIN few ON few.name ~= c.name \gset
CALL note('batch', :batch / extract(epoch FROM clock_timestamp() - :'t')::float8);
INSERT INTO figure SELECT 'batch core', :batch / nullif(core() - :core, 0) WHERE core() IS NOT NULL;
CALL note('batch names', :batch);
CALL note('batch hits', :hits);

\if :full
-- ---- trade
CREATE TABLE trade AS
SELECT n AS id, c.name
FROM (SELECT n, CASE WHEN n <= 200000 THEN n ELSE 1 + floor(power(chance(n, 31), 3) * 200000)::bigint END AS consignee FROM generate_series(1, :rows::bigint) n OFFSET 0) t
JOIN consignee c ON c.id = t.consignee ORDER BY chance(n, 32);
SELECT clock_timestamp() AS t \gset
CREATE INDEX trade_gin ON trade USING gin (name gin_trgm_ops);
CALL note('trade gin, s', extract(epoch FROM clock_timestamp() - :'t')::float8);
CALL note('trade gin', pg_relation_size('trade_gin')::float8);
DROP INDEX trade_gin;
SELECT clock_timestamp() AS t \gset
CREATE INDEX trade_screen ON trade USING screen (name);
CALL note('trade screen, s', extract(epoch FROM clock_timestamp() - :'t')::float8);
CALL note('trade screen', pg_relation_size('trade_screen')::float8);
DROP TABLE trade;

-- ---- customs codes: how often one occurs follows Zipf's law
CREATE TABLE slot AS
WITH ranked AS (SELECT code, power(row_number() OVER (ORDER BY chance(code, 33)), -0.95) AS weight FROM hs6 WHERE length(code) = 6),
wheel AS (SELECT code, sum(weight) OVER (ORDER BY code) / sum(weight) OVER () AS up, weight / sum(weight) OVER () AS part FROM ranked)
SELECT slot, code FROM wheel, LATERAL generate_series(floor((up - part) * 100000)::int, floor(up * 100000)::int - 1) slot;
ANALYZE slot;
CREATE TABLE codes_btree AS
SELECT n AS id, (code || lpad(floor(chance(hashtext(code)::bigint * 100 + floor(chance(n, 35) * 8)::bigint, 36) * 10000)::text, 4, '0'))::hscode AS hs, chance(n, 37) * 1000 AS val
FROM (SELECT n, floor(chance(n, 34) * 100000)::int AS slot FROM generate_series(1, :rows::bigint) n OFFSET 0) t JOIN slot USING (slot)
ORDER BY n;
CREATE TABLE codes_screen AS TABLE codes_btree;
SELECT clock_timestamp() AS t \gset
CREATE INDEX codes_btree_hs ON codes_btree (hs);
CALL note('codes btree, s', extract(epoch FROM clock_timestamp() - :'t')::float8);
SELECT clock_timestamp() AS t \gset
CREATE INDEX codes_screen_hs ON codes_screen USING screen (hs);
CALL note('codes screen, s', extract(epoch FROM clock_timestamp() - :'t')::float8);
-- hscode is an int8 inside
CALL note('codes btree', pg_relation_size('codes_btree_hs')::float8);
CALL note('codes screen', pg_relation_size('codes_screen_hs')::float8);
VACUUM ANALYZE codes_btree, codes_screen;
CREATE TABLE chpl (form text, plan text, ms float8);
CREATE PROCEDURE chpl(form text, plan text) LANGUAGE plpgsql AS $$
DECLARE j json;
BEGIN
	PERFORM set_config('enable_seqscan', 'off', false), set_config('enable_indexscan', (plan = 'index')::text, false), set_config('enable_bitmapscan', (plan = 'bitmap')::text, false);
	EXECUTE format('EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) SELECT sum(val) FROM codes_%s WHERE hs <@ screening.goods(''chpl'')', form) INTO j;
	INSERT INTO chpl VALUES (form, plan, (j->0->>'Execution Time')::float8);
END $$;
CREATE PROCEDURE chpl_all() LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 0 .. 7 LOOP
		CALL chpl('btree', 'bitmap');
		CALL chpl('screen', 'bitmap');
		CALL chpl('btree', 'index');
		CALL chpl('screen', 'index');
	END LOOP;
END $$;
CALL chpl_all();
INSERT INTO figure SELECT 'chpl ' || form, min(ms) FROM (SELECT form, plan, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS ms FROM chpl GROUP BY form, plan) c GROUP BY form;
\endif
