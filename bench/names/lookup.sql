-- Building, and looking up.  psql variable: full.

\set ON_ERROR_STOP on
SET max_parallel_workers_per_gather = 0;
SET enable_seqscan = off;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SET enable_memoize = off;
SET enable_material = off;
SET jit = off;
SET work_mem = '64MB';
SET maintenance_work_mem = '512MB';

-- ---- building: in turn, the median counts

CREATE TABLE built (tab text, peer text, seconds float8, core float8, bytes bigint);
SET max_parallel_maintenance_workers = 0;
CREATE PROCEDURE build(tab text, peer text) LANGUAGE plpgsql AS $$
DECLARE t timestamptz; c float8; i text := tab || '_' || peer;
BEGIN
	EXECUTE format('DROP INDEX IF EXISTS %I', i);
	c := core();
	t := clock_timestamp();
	EXECUTE format('CREATE INDEX %I ON %I USING %s', i, tab,
		CASE peer WHEN 'screen' THEN 'screen (name)' WHEN 'gin' THEN 'gin (name gin_trgm_ops)'
				  WHEN 'gist' THEN 'gist (name gist_trgm_ops (siglen = 64))' ELSE 'btree (name)' END);
	INSERT INTO built VALUES (tab, peer, extract(epoch FROM clock_timestamp() - t), core() - c, pg_relation_size(i));
END $$;
CREATE PROCEDURE build_all(tab text, rounds int) LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 1 .. rounds LOOP
		CALL build(tab, 'gin');
		CALL build(tab, 'screen');
	END LOOP;
	CALL build(tab, 'btree');
	EXECUTE format('DROP INDEX %I', tab || '_gin');
END $$;

-- ---- looking up: the clock is read before and after each

CREATE PROCEDURE look(tab text, peer text, turns int, queries int, hits text) LANGUAGE plpgsql AS $$
BEGIN
	-- the first turn warms up
	FOR i IN 0 .. turns LOOP
		EXECUTE format('INSERT INTO looked SELECT %1$L, %2$L, %3$s, q.id, extract(epoch FROM clock_timestamp() - a.t) * 1e6, b.n '
			'FROM (SELECT * FROM query WHERE tab = %1$L ORDER BY chance(id::bigint, 21) LIMIT %4$s) q, LATERAL (SELECT clock_timestamp() AS t, q.id OFFSET 0) a, '
			'LATERAL (SELECT count(*) AS n FROM (%5$s) h WHERE a.id IS NOT NULL OFFSET 0) b', tab, peer, i, queries,
			replace(hits, '$T', quote_ident(tab)));
	END LOOP;
	DELETE FROM looked l WHERE l.tab = look.tab AND l.peer = look.peer AND turn = 0;
END $$;
-- a plain nested loop: microseconds for each look-up, and the whole again
CREATE PROCEDURE loop(tab text, peer text, turns int, condition text) LANGUAGE plpgsql AS $$
DECLARE t timestamptz; times float8[]; n bigint; median float8;
BEGIN
	FOR i IN 0 .. turns LOOP
		t := clock_timestamp();
		EXECUTE format('SELECT count(*) FROM query q JOIN %I t ON %s WHERE q.tab = %L', tab, condition, tab) INTO n;
		IF i > 0 THEN times := times || extract(epoch FROM clock_timestamp() - t)::float8; END IF;
	END LOOP;
	SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x) * 1e6 / (SELECT count(*) FROM query q WHERE q.tab = loop.tab) INTO median FROM unnest(times) x;
	CALL note(peer || ' loop ' || tab, median);
END $$;

-- What share of the names that are meant ~= finds, and the threshold at which pg_trgm finds as many.
CREATE PROCEDURE recalls(tab text, kind text) LANGUAGE plpgsql AS $$
DECLARE n int; found int; least float4; theirs float8; what text := tab || ', ' || kind;
BEGIN
	SELECT count(*), count(*) FILTER (WHERE original ~= name) INTO n, found FROM meant m WHERE m.tab = recalls.tab AND m.kind = recalls.kind;
	SELECT s INTO least FROM (SELECT similarity(original, name) AS s FROM meant m WHERE m.tab = recalls.tab AND m.kind = recalls.kind) x ORDER BY s DESC OFFSET greatest(found - 1, 0) LIMIT 1;
	-- rounded down, so that it is not lost in printing
	least := greatest(0.01, floor(least * 1000) / 1000);
	PERFORM set_config('pg_trgm.similarity_threshold', least::text, false);
	CALL note('recall ' || what, found::float8 / n);
	CALL note('threshold ' || what, round(least::numeric, 3)::float8);
	SELECT avg((similarity(original, name) >= least)::int) INTO theirs FROM meant m WHERE m.tab = recalls.tab AND m.kind = recalls.kind;
	CALL note('recall trgm ' || what, theirs);
END $$;

CREATE PROCEDURE lookups(tab text, full_run bool) LANGUAGE plpgsql AS $$
DECLARE slow int := CASE WHEN tab = 'few' THEN 1000 WHEN full_run THEN 200 ELSE 300 END;
BEGIN
	-- in turn, because a machine is not always as fast
	FOR i IN 1 .. 5 LOOP
		CALL look(tab, 'btree', 2, 1000, 'SELECT FROM $T t WHERE t.name = q.name');
		CALL look(tab, 'screen', 1, 1000, 'SELECT FROM $T t WHERE t.name ~= q.name');
	END LOOP;
	CALL loop(tab, 'btree', 21, 't.name = q.name');
	CALL loop(tab, 'screen', 3, 't.name ~= q.name');
	CALL look(tab, 'screen nearest', 1, 100, 'SELECT FROM $T t ORDER BY t.name <~> q.name LIMIT 5');
	CALL recalls(tab, 'mistyped');
	CALL build(tab, 'gin');
	CALL look(tab, 'gin', 1, slow, 'SELECT FROM $T t WHERE t.name % q.name');
	EXECUTE format('DROP INDEX %I', tab || '_gin');
	CALL build(tab, 'gist');
	CALL look(tab, 'gist', 1, slow / 10, 'SELECT FROM $T t WHERE t.name % q.name');
	CALL look(tab, 'gist nearest', 1, slow / 10, 'SELECT FROM $T t ORDER BY t.name <-> q.name LIMIT 5');
	EXECUTE format('DROP INDEX %I', tab || '_gist');
	CALL recalls(tab, 'other name');
	CALL build(tab, 'gin');
	CALL look(tab, 'gin, other names', 1, slow / 2, 'SELECT FROM $T t WHERE t.name % q.name');
	EXECUTE format('DROP INDEX %I', tab || '_gin');
	-- what the clock itself takes
	CALL look(tab, 'clock', 1, 1000, 'SELECT');
END $$;

CALL build_all('few', 5);
CALL lookups('few', :full);
CALL build_all('many', 3);
CALL lookups('many', :full);
