-- What bench/hs/run measures.  Prints nothing; fills the table result.

\set ON_ERROR_STOP on
SET client_min_messages = warning;
SET max_parallel_workers_per_gather = 0;
SET work_mem = '256MB';
SET random_page_cost = 1.1;

CREATE TABLE built (form text, what text, seconds float8, bytes bigint);
CREATE TABLE result (query text, form text, ms float8, planning float8, estimated float8, actual float8, plan text);

-- one index of each form; those to be compared are built in turn, and the median of each is kept
CREATE TABLE building (form text, what text, command text);
INSERT INTO building VALUES
	('int8', 'B-tree', 'CREATE INDEX $I ON t_int8 (hs)'),
	('hscode', 'B-tree', 'CREATE INDEX $I ON t_hscode (hs)'),
	('text', 'B-tree, text_pattern_ops', 'CREATE INDEX $I ON t_text (hs text_pattern_ops)'),
	('ltree', 'GiST', 'CREATE INDEX $I ON t_ltree USING gist (hs)'),
	('prefix', 'GiST', 'CREATE INDEX $I ON t_prefix USING gist (hs)');
DELETE FROM building WHERE to_regclass('t_' || form) IS NULL;
CREATE TABLE build_time (form text, seconds float8);
CREATE PROCEDURE build_all(rounds int) LANGUAGE plpgsql AS $$
DECLARE b building; t timestamptz;
BEGIN
	FOR i IN 1 .. rounds LOOP
		FOR b IN SELECT * FROM building WHERE i = 1 OR what LIKE 'B-tree%' LOOP
			EXECUTE format('DROP INDEX IF EXISTS %I', b.form || '_index');
			t := clock_timestamp();
			EXECUTE replace(b.command, '$I', b.form || '_index');
			INSERT INTO build_time VALUES (b.form, extract(epoch FROM clock_timestamp() - t));
		END LOOP;
	END LOOP;
	INSERT INTO built SELECT form, what, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds), pg_relation_size((form || '_index')::regclass)
		FROM building JOIN build_time USING (form) GROUP BY form, what;
END $$;
SET maintenance_work_mem = '512MB';
CALL build_all(5);
SELECT to_regclass('t_prefix') IS NOT NULL AS has_prefix \gset
\if :has_prefix
VACUUM ANALYZE t_prefix;
\endif
VACUUM ANALYZE t_text, t_ltree, t_int8, t_hscode;

-- The queries: measure() takes one down, with the kind of scan, and run_all() runs them.  The forms of a query take turns, once to warm
-- up and then seven times, so what else the machine does hits all of them, and each finds the caches of the processor as another one left
-- them.  The best time counts.  What takes more than five seconds runs once.
CREATE TABLE wanted (id int GENERATED ALWAYS AS IDENTITY, query text, form text, kind text, command text, slow bool DEFAULT false);
CREATE TABLE run (id int, turn int, plan json);

CREATE PROCEDURE measure(name text, form text, kind text, query text) LANGUAGE sql
AS $$ INSERT INTO wanted (query, form, kind, command) VALUES ($1, $2, $3, $4) $$;

CREATE PROCEDURE scans(kind text) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('enable_seqscan', (kind IN ('any', 'sequential'))::text, false), set_config('enable_indexscan', (kind = 'any')::text, false),
			set_config('enable_bitmapscan', (kind <> 'sequential')::text, false), set_config('enable_indexonlyscan', 'off', false);
END $$;

CREATE FUNCTION milliseconds(plan json) RETURNS float8 LANGUAGE sql RETURN (plan->0->>'Execution Time')::float8;

-- the node below the aggregate; a subquery that is computed once comes first
CREATE FUNCTION below(plan json) RETURNS json LANGUAGE sql
RETURN plan->0->'Plan'->'Plans'->CASE plan->0->'Plan'->'Plans'->0->>'Parent Relationship' WHEN 'InitPlan' THEN 1 ELSE 0 END;

CREATE PROCEDURE run_all() LANGUAGE plpgsql AS $$
DECLARE name text; w wanted; explained json;
BEGIN
	FOR name IN SELECT query FROM wanted GROUP BY query ORDER BY min(id) LOOP
		FOR i IN 0 .. 7 LOOP
			FOR w IN SELECT * FROM wanted WHERE query = name AND NOT slow ORDER BY id LOOP
				CALL scans(w.kind);
				EXECUTE 'EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ' || w.command INTO explained;
				INSERT INTO run VALUES (w.id, i, explained);
				UPDATE wanted SET slow = true WHERE id = w.id AND milliseconds(explained) > 5000;
			END LOOP;
		END LOOP;
	END LOOP;
	INSERT INTO result
		SELECT query, form, min(milliseconds(plan)), min((plan->0->>'Planning Time')::float8), max((below(plan)->>'Plan Rows')::float8),
			   max((below(plan)->>'Actual Rows')::float8), max(below(plan)->>'Node Type')
		FROM wanted JOIN run USING (id) WHERE turn > 0 OR slow GROUP BY id, query, form;
	TRUNCATE wanted, run;
END $$;

-- One sample of ANALYZE may be lucky, so several are drawn for the estimates.
CREATE TABLE estimate (query text, form text, estimated float8);
CREATE PROCEDURE estimate_all(samples int) LANGUAGE plpgsql AS $$
DECLARE w wanted; plan json;
BEGIN
	FOR i IN 1 .. samples LOOP
		ANALYZE t_int8, t_hscode, list_chpl, list_1000;
		FOR w IN SELECT * FROM wanted WHERE form IN ('int8 ranges', 'hscode') AND query NOT LIKE '%sequential' AND query NOT LIKE '%choice' LOOP
			CALL scans(w.kind);
			EXECUTE 'EXPLAIN (FORMAT JSON) ' || w.command INTO plan;
			INSERT INTO estimate VALUES (w.query, w.form, (below(plan)->>'Plan Rows')::float8);
		END LOOP;
	END LOOP;
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
SET plan_cache_mode = force_generic_plan;
PREPARE chpl_indexed(hslist) AS SELECT count(*), sum(val) FROM t_hscode WHERE hs <@ $1;
PREPARE chpl_sequential(hslist) AS SELECT count(*), sum(val) FROM t_hscode WHERE hs <@ $1;
CALL measure('CHPL, indexed', 'int8 ranges', 'bitmap', :'q' || 't_int8 WHERE ' || :'int_chpl');
CALL measure('CHPL, indexed', 'hscode', 'bitmap', :'q' || 't_hscode WHERE hs <@ screening.goods(''chpl'')');
CALL measure('CHPL, indexed', 'hscode, constant', 'bitmap', :'q' || 't_hscode WHERE hs <@ ' || quote_literal(screening.goods('chpl')) || '::hslist');
CALL measure('CHPL, indexed', 'hscode, parameter', 'bitmap', 'EXECUTE chpl_indexed(' || quote_literal(screening.goods('chpl')) || ')');
CALL measure('CHPL, indexed', 'text', 'bitmap', :'q' || 't_text WHERE ' || :'text_chpl');
CALL measure('CHPL, indexed', 'ltree', 'bitmap', :'q' || 't_ltree WHERE hs <@ ANY (' || :'ltree_chpl' || '::ltree[])');
CALL measure('CHPL, sequential', 'int8multirange', 'sequential', :'q' || 't_int8 WHERE hs <@ ' || :'multi_chpl' || '::int8multirange');
CALL measure('CHPL, sequential', 'hscode', 'sequential', :'q' || 't_hscode WHERE hs <@ screening.goods(''chpl'')');
CALL measure('CHPL, sequential', 'hscode, constant', 'sequential', :'q' || 't_hscode WHERE hs <@ ' || quote_literal(screening.goods('chpl')) || '::hslist');
CALL measure('CHPL, sequential', 'hscode, parameter', 'sequential', 'EXECUTE chpl_sequential(' || quote_literal(screening.goods('chpl')) || ')');
CALL measure('CHPL, sequential', 'int8 ranges', 'sequential', :'q' || 't_int8 WHERE ' || :'int_chpl');
CALL measure('CHPL, sequential', 'text', 'sequential', :'q' || 't_text WHERE ' || :'text_chpl');
CALL measure('CHPL, sequential', 'ltree', 'sequential', :'q' || 't_ltree WHERE hs <@ ANY (' || :'ltree_chpl' || '::ltree[])');
CALL measure('1,000 prefixes, indexed', 'int8 ranges', 'bitmap', :'q' || 't_int8 WHERE ' || :'int_1000');
CALL measure('1,000 prefixes, indexed', 'hscode', 'bitmap', :'q' || 't_hscode WHERE hs <@ ' || :'hs_1000' || '::hslist');
CALL measure('1,000 prefixes, indexed', 'ltree', 'bitmap', :'q' || 't_ltree WHERE hs <@ ANY (' || :'ltree_1000' || '::ltree[])');
CALL measure('1,000 prefixes, sequential', 'int8multirange', 'sequential', :'q' || 't_int8 WHERE hs <@ ' || :'multi_1000' || '::int8multirange');
CALL measure('1,000 prefixes, sequential', 'hscode', 'sequential', :'q' || 't_hscode WHERE hs <@ ' || :'hs_1000' || '::hslist');
CALL measure('CHPL, the planner''s choice', 'int8 ranges', 'any', :'q' || 't_int8 WHERE ' || :'int_chpl');
CALL measure('CHPL, the planner''s choice', 'hscode', 'any', :'q' || 't_hscode WHERE hs <@ screening.goods(''chpl'')');
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

-- the groups are what is counted here; the estimates of them want statistics of the expression
CALL measure('grouped by heading, no statistics of it', 'int8 ranges', 'sequential', 'SELECT count(*) FROM (SELECT hs / 1000000, count(*), sum(val) FROM t_int8 GROUP BY 1) g');
CALL measure('grouped by heading, no statistics of it', 'hscode', 'sequential', 'SELECT count(*) FROM (SELECT hs_heading(hs), count(*), sum(val) FROM t_hscode GROUP BY 1) g');
CALL estimate_all(15);
CALL run_all();
CREATE STATISTICS hscode_headings ON (hs_heading(hs)) FROM t_hscode;
CREATE STATISTICS int8_headings ON (hs / 1000000) FROM t_int8;
CREATE STATISTICS text_headings ON (left(hs, 4)) FROM t_text;
CREATE STATISTICS ltree_headings ON (subltree(hs, 0, 2)) FROM t_ltree;
ANALYZE t_hscode, t_int8, t_text, t_ltree;
CALL measure('grouped by heading', 'int8 ranges', 'sequential', 'SELECT count(*) FROM (SELECT hs / 1000000, count(*), sum(val) FROM t_int8 GROUP BY 1) g');
CALL measure('grouped by heading', 'hscode', 'sequential', 'SELECT count(*) FROM (SELECT hs_heading(hs), count(*), sum(val) FROM t_hscode GROUP BY 1) g');
CALL measure('grouped by heading', 'text', 'sequential', 'SELECT count(*) FROM (SELECT left(hs, 4), count(*), sum(val) FROM t_text GROUP BY 1) g');
CALL measure('grouped by heading', 'ltree', 'sequential', 'SELECT count(*) FROM (SELECT subltree(hs, 0, 2), count(*), sum(val) FROM t_ltree GROUP BY 1) g');
CALL estimate_all(15);
CALL run_all();
