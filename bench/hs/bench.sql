-- What bench/hs/run measures.  Prints nothing; fills the table result.

\set ON_ERROR_STOP on
SET client_min_messages = warning;
SET max_parallel_workers_per_gather = 0;
SET work_mem = '256MB';
SET random_page_cost = 1.1;

CREATE TABLE built (form text, what text, seconds float8, bytes bigint);
CREATE TABLE result (query text, form text, ms float8, planning float8, estimated float8, actual float8, plan text);

-- one index of each form, built three times, the median kept
CREATE PROCEDURE build(form text, what text, command text) LANGUAGE plpgsql AS $$
DECLARE t timestamptz; times float8[] := '{}';
BEGIN
	FOR i IN 1 .. CASE WHEN what LIKE '%GiST%' THEN 1 ELSE 3 END LOOP
		EXECUTE 'DROP INDEX IF EXISTS ' || form || '_index';
		t := clock_timestamp();
		EXECUTE replace(command, '$I', form || '_index');
		times := times || extract(epoch FROM clock_timestamp() - t)::float8;
	END LOOP;
	INSERT INTO built SELECT form, what, percentile_cont(0.5) WITHIN GROUP (ORDER BY x), pg_relation_size((form || '_index')::regclass) FROM unnest(times) x;
END $$;
SET maintenance_work_mem = '512MB';
CALL build('int8', 'B-tree', 'CREATE INDEX $I ON t_int8 (hs)');
CALL build('hscode', 'B-tree', 'CREATE INDEX $I ON t_hscode (hs)');
CALL build('text', 'B-tree, text_pattern_ops', 'CREATE INDEX $I ON t_text (hs text_pattern_ops)');
CALL build('ltree', 'GiST', 'CREATE INDEX $I ON t_ltree USING gist (hs)');
SELECT to_regclass('t_prefix') IS NOT NULL AS has_prefix \gset
\if :has_prefix
CALL build('prefix', 'GiST', 'CREATE INDEX $I ON t_prefix USING gist (hs)');
VACUUM ANALYZE t_prefix;
\endif
VACUUM ANALYZE t_text, t_ltree, t_int8, t_hscode;

-- the kind of scan, as settings; then the query, once to warm up and five times for the median; slow ones once
CREATE PROCEDURE measure(name text, form text, kind text, query text) LANGUAGE plpgsql AS $$
DECLARE plan json; times float8[] := '{}'; planning float8[] := '{}'; rel json; n int := 0;
BEGIN
	PERFORM set_config('enable_seqscan', (kind <> 'indexed')::text, false), set_config('enable_indexscan', (kind <> 'sequential')::text, false),
			set_config('enable_bitmapscan', (kind <> 'sequential')::text, false), set_config('enable_indexonlyscan', 'off', false);
	IF kind = 'bitmap' THEN
		PERFORM set_config('enable_seqscan', 'off', false), set_config('enable_indexscan', 'off', false);
	END IF;
	LOOP
		EXECUTE 'EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ' || query INTO plan;
		n := n + 1;
		IF n > 1 OR (plan->0->>'Execution Time')::float8 > 5000 THEN
			times := times || (plan->0->>'Execution Time')::float8;
			planning := planning || (plan->0->>'Planning Time')::float8;
		END IF;
		EXIT WHEN n > 5 OR (plan->0->>'Execution Time')::float8 > 5000;
	END LOOP;
	rel := plan->0->'Plan'->'Plans'->0;
	-- a subquery that is computed once comes first
	IF rel->>'Parent Relationship' = 'InitPlan' THEN
		rel := plan->0->'Plan'->'Plans'->1;
	END IF;
	INSERT INTO result SELECT name, form, percentile_cont(0.5) WITHIN GROUP (ORDER BY x), (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY y) FROM unnest(planning) y),
			(rel->>'Plan Rows')::float8, (rel->>'Actual Rows')::float8, rel->>'Node Type' FROM unnest(times) x;
END $$;

-- the lists as each form writes them
SELECT string_agg(format('hs LIKE %L', p || '%'), ' OR ' ORDER BY p) AS text_chpl, string_agg(format('hs BETWEEN %s AND %s', lo, hi), ' OR ' ORDER BY p) AS int_chpl,
	   quote_literal(array_agg(lt ORDER BY p)) AS ltree_chpl, quote_literal(array_agg(p ORDER BY p)) AS prefix_chpl, quote_literal(range_agg(int8range(lo, hi, '[]'))) AS multi_chpl FROM list_chpl \gset
SELECT string_agg(format('hs BETWEEN %s AND %s', lo, hi), ' OR ' ORDER BY p) AS int_1000,
	   quote_literal(array_agg(lt ORDER BY p)) AS ltree_1000, quote_literal(array_agg(p ORDER BY p)) AS prefix_1000,
	   quote_literal(range_agg(int8range(lo, hi, '[]'))) AS multi_1000, quote_literal(hslist_agg(hs)) AS hs_1000 FROM list_1000 \gset

CREATE PROCEDURE selections(form text, t text, condition text) LANGUAGE plpgsql AS $$
DECLARE p text;
BEGIN
	FOREACH p IN ARRAY '{85, 8542, 854231, 0106}'::text[] LOOP
		CALL measure('under ' || p, form, 'any', format('SELECT count(*), sum(val) FROM %I WHERE ', t) || format(condition, p, rpad(p, 10, '0')::bigint, rpad(p, 10, '9')::bigint, path(p)));
	END LOOP;
	CALL measure('under 8542, sequential', form, 'sequential', format('SELECT count(*), sum(val) FROM %I WHERE ', t) || format(condition, '8542', 8542000000, 8542999999, '85.42'));
END $$;
CALL selections('int8 ranges', 't_int8', 'hs BETWEEN %2$s AND %3$s');
CALL selections('hscode', 't_hscode', 'hs <@ %1$L');
CALL selections('text', 't_text', 'hs LIKE ''%1$s%%''');
CALL selections('ltree', 't_ltree', 'hs <@ %4$L');

\set q 'SELECT count(*), sum(val) FROM '
CALL measure('CHPL, indexed', 'int8 ranges', 'bitmap', :'q' || 't_int8 WHERE ' || :'int_chpl');
CALL measure('CHPL, indexed', 'hscode', 'bitmap', :'q' || 't_hscode WHERE hs <@ screening.goods(''chpl'')');
CALL measure('CHPL, indexed', 'hscode, constant', 'bitmap', :'q' || 't_hscode WHERE hs <@ ' || quote_literal(screening.goods('chpl')) || '::hslist');
CALL measure('CHPL, indexed', 'text', 'bitmap', :'q' || 't_text WHERE ' || :'text_chpl');
CALL measure('CHPL, indexed', 'ltree', 'bitmap', :'q' || 't_ltree WHERE hs <@ ANY (' || :'ltree_chpl' || '::ltree[])');
CALL measure('CHPL, sequential', 'int8multirange', 'sequential', :'q' || 't_int8 WHERE hs <@ ' || :'multi_chpl' || '::int8multirange');
CALL measure('CHPL, sequential', 'hscode', 'sequential', :'q' || 't_hscode WHERE hs <@ screening.goods(''chpl'')');
CALL measure('CHPL, sequential', 'hscode, constant', 'sequential', :'q' || 't_hscode WHERE hs <@ ' || quote_literal(screening.goods('chpl')) || '::hslist');
CALL measure('CHPL, sequential', 'int8 ranges', 'sequential', :'q' || 't_int8 WHERE ' || :'int_chpl');
CALL measure('CHPL, sequential', 'text', 'sequential', :'q' || 't_text WHERE ' || :'text_chpl');
CALL measure('CHPL, sequential', 'ltree', 'sequential', :'q' || 't_ltree WHERE hs <@ ANY (' || :'ltree_chpl' || '::ltree[])');
CALL measure('1,000 prefixes, indexed', 'int8 ranges', 'bitmap', :'q' || 't_int8 WHERE ' || :'int_1000');
CALL measure('1,000 prefixes, indexed', 'hscode', 'bitmap', :'q' || 't_hscode WHERE hs <@ ' || :'hs_1000' || '::hslist');
CALL measure('1,000 prefixes, indexed', 'ltree', 'bitmap', :'q' || 't_ltree WHERE hs <@ ANY (' || :'ltree_1000' || '::ltree[])');
CALL measure('1,000 prefixes, sequential', 'int8multirange', 'sequential', :'q' || 't_int8 WHERE hs <@ ' || :'multi_1000' || '::int8multirange');
CALL measure('1,000 prefixes, sequential', 'hscode', 'sequential', :'q' || 't_hscode WHERE hs <@ ' || :'hs_1000' || '::hslist');
CALL measure('1,000 prefixes, the planner''s choice', 'int8 ranges', 'any', :'q' || 't_int8 WHERE ' || :'int_1000');
CALL measure('1,000 prefixes, the planner''s choice', 'hscode', 'any', :'q' || 't_hscode WHERE hs <@ ' || :'hs_1000' || '::hslist');
CALL measure('CHPL, joined', 'int8 ranges', 'any', :'q' || 't_int8 t JOIN list_chpl l ON t.hs BETWEEN l.lo AND l.hi');
CALL measure('CHPL, joined', 'hscode', 'any', :'q' || 't_hscode t JOIN list_chpl l ON t.hs <@ l.hs');
CALL measure('CHPL, joined', 'ltree', 'any', :'q' || 't_ltree t JOIN list_chpl l ON t.hs <@ l.lt');
CALL measure('1,000 prefixes, joined', 'int8 ranges', 'any', :'q' || 't_int8 t JOIN list_1000 l ON t.hs BETWEEN l.lo AND l.hi');
CALL measure('1,000 prefixes, joined', 'hscode', 'any', :'q' || 't_hscode t JOIN list_1000 l ON t.hs <@ l.hs');
CALL measure('1,000 prefixes, joined', 'ltree', 'any', :'q' || 't_ltree t JOIN list_1000 l ON t.hs <@ l.lt');
\if :has_prefix
CALL selections('prefix', 't_prefix', 'hs <@ %1$L');
CALL measure('CHPL, indexed', 'prefix', 'bitmap', :'q' || 't_prefix WHERE hs <@ ANY (' || :'prefix_chpl' || '::prefix_range[])');
CALL measure('CHPL, sequential', 'prefix', 'sequential', :'q' || 't_prefix WHERE hs <@ ANY (' || :'prefix_chpl' || '::prefix_range[])');
CALL measure('1,000 prefixes, indexed', 'prefix', 'bitmap', :'q' || 't_prefix WHERE hs <@ ANY (' || :'prefix_1000' || '::prefix_range[])');
CALL measure('CHPL, joined', 'prefix', 'any', :'q' || 't_prefix t JOIN list_chpl l ON t.hs <@ l.p::prefix_range');
\endif

-- the groups are what is counted here
CREATE STATISTICS hscode_headings ON (hs_heading(hs)) FROM t_hscode;
CREATE STATISTICS int8_headings ON (hs / 1000000) FROM t_int8;
ANALYZE t_hscode, t_int8;
CALL measure('grouped by heading', 'int8 ranges', 'sequential', 'SELECT count(*) FROM (SELECT hs / 1000000, count(*), sum(val) FROM t_int8 GROUP BY 1) g');
CALL measure('grouped by heading', 'hscode', 'sequential', 'SELECT count(*) FROM (SELECT hs_heading(hs), count(*), sum(val) FROM t_hscode GROUP BY 1) g');
CALL measure('grouped by heading', 'text', 'sequential', 'SELECT count(*) FROM (SELECT left(hs, 4), count(*), sum(val) FROM t_text GROUP BY 1) g');
CALL measure('grouped by heading', 'ltree', 'sequential', 'SELECT count(*) FROM (SELECT subltree(hs, 0, 2), count(*), sum(val) FROM t_ltree GROUP BY 1) g');
