-- How building, size and look-ups of customs codes grow with the table, beside
-- int8, ltree and prefix.  psql variables: sizes; prefix, whether that is there.

\set ON_ERROR_STOP on
CREATE EXTENSION IF NOT EXISTS tradescreen;
CREATE EXTENSION ltree;
SET max_parallel_workers_per_gather = 0;
SET max_parallel_maintenance_workers = 0;
SET maintenance_work_mem = '256MB';
SET enable_seqscan = off;
SET enable_indexscan = off;
SET enable_indexonlyscan = off;

CREATE TABLE code_figure (part text, form text, rows bigint, value float8);
-- 5,000 subheadings, few of them frequent, with four digits of their own
CREATE FUNCTION code(n bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT lpad((10100 + 197 * floor(5000 * c ^ 3)::int)::text, 6, '0') || lpad((n % 7 * 10)::text, 4, '0')
	FROM (SELECT (hashint8extended(n, 5) & 9007199254740991) / 9007199254740992.0 AS c) x
$$;
CREATE PROCEDURE one(title text, type text, expression text, index text, condition text, n_rows bigint) LANGUAGE plpgsql AS $$
DECLARE
	start timestamptz;
	us float8[];
	seen bigint;
	code6 text;
BEGIN
	EXECUTE format('CREATE TABLE goods AS SELECT id, (%s)::%s AS hs, value FROM base', expression, type);
	ANALYZE goods;
	start := clock_timestamp();
	EXECUTE 'CREATE INDEX goods_index ON goods USING ' || index;
	INSERT INTO code_figure VALUES ('build', title, n_rows, extract(epoch FROM clock_timestamp() - start)),
								   ('size', title, n_rows, pg_relation_size('goods_index') / 1e6);
	FOR i IN 0 .. 30 LOOP
		code6 := left(code(n_rows / 2 + i * 101), 6);
		start := clock_timestamp();
		EXECUTE format('SELECT sum(value) FROM goods WHERE ' || condition, code6) INTO seen;
		IF i > 0 THEN
			us := us || extract(epoch FROM clock_timestamp() - start)::float8 * 1e6;
		END IF;
	END LOOP;
	INSERT INTO code_figure SELECT 'look-up', title, n_rows, percentile_cont(0.5) WITHIN GROUP (ORDER BY u) FROM unnest(us) u;
	DROP TABLE goods;
END $$;
CREATE PROCEDURE measure_codes(n_rows bigint, with_prefix bool) LANGUAGE plpgsql AS $$
BEGIN
	CREATE TABLE base AS SELECT n AS id, code(n) AS code, n % 1000 AS value FROM generate_series(1, n_rows) n;
	CALL one('hscode, B-tree', 'hscode', 'code', 'btree (hs)', 'hs <@ %1$L', n_rows);
	CALL one('hscode, screen', 'hscode', 'code', 'screen (hs)', 'hs <@ %1$L', n_rows);
	CALL one('int8, B-tree', 'int8', 'code', 'btree (hs)', 'hs BETWEEN %1$s0000 AND %1$s9999', n_rows);
	CALL one('text, B-tree', 'text', 'code', 'btree (hs text_pattern_ops)', 'hs LIKE ''%1$s%%''', n_rows);
	CALL one('ltree, GiST', 'ltree', 'left(code, 2) || ''.'' || left(code, 4) || ''.'' || left(code, 6) || ''.'' || code', 'gist (hs)',
			 'hs <@ (left(%1$L, 2) || ''.'' || left(%1$L, 4) || ''.'' || %1$L)::ltree', n_rows);
	IF with_prefix THEN
		CALL one('prefix, GiST', 'prefix_range', 'code', 'gist (hs)', '%1$L::prefix_range @> hs', n_rows);
	END IF;
	DROP TABLE base;
END $$;
SELECT format('CALL measure_codes(%s, %L)', n, :'prefix') FROM unnest(:'sizes'::bigint[]) n
\gexec
