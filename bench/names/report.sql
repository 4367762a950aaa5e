-- The result as one Markdown table.
\pset format unaligned
\pset tuples_only on
\set ON_ERROR_STOP on

CREATE FUNCTION v(n text) RETURNS float8 LANGUAGE sql STABLE RETURN (SELECT value FROM figure WHERE name = n);
-- three digits
CREATE FUNCTION short(x float8) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN x = 0 THEN '0' ELSE trim_scale(round(x::numeric, greatest(0, 2 - floor(log(abs(x)::numeric))::int)))::text END
$$;
CREATE VIEW look AS
SELECT tab, peer, percentile_cont(0.5) WITHIN GROUP (ORDER BY us) AS p50, percentile_cont(0.99) WITHIN GROUP (ORDER BY us) AS p99,
	   avg(us) AS mean, avg(hits) AS hits
FROM looked GROUP BY tab, peer;
CREATE VIEW building AS
SELECT tab, peer, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS s, percentile_cont(0.5) WITHIN GROUP (ORDER BY core) AS core, max(bytes) AS bytes FROM built GROUP BY tab, peer;
CREATE VIEW inserting AS
SELECT peer, 1000 / avg(seconds) AS rate,
	   (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY us) FROM inserted i WHERE i.peer = b.peer) AS p50,
	   (SELECT 1e6 / avg(us) FROM inserted i WHERE i.peer = b.peer) AS single_rate,
	   (SELECT max(us) FROM inserted i WHERE i.peer = b.peer) / 1000 AS worst,
	   (sum(wal) - (SELECT sum(wal) FROM bulk WHERE peer = 'none')) / count(*) / 1000 AS wal
FROM bulk b GROUP BY peer;

CREATE TEMP TABLE line (ord int GENERATED ALWAYS AS IDENTITY, what text, ours float8, peer text, theirs float8, ratio float8, bound float8, upper bool, unit text DEFAULT 'x');
CREATE PROCEDURE of_table(tab text, names text, btree float8, gin float8, gist float8) LANGUAGE sql AS $$
	INSERT INTO line (what, ours, peer, theirs, ratio, bound, upper)
	SELECT names || ': build, s', a.s, 'GIN', b.s, a.s / b.s, 0.8, true FROM building a, building b WHERE a.tab = $1 AND b.tab = $1 AND a.peer = 'screen' AND b.peer = 'gin'
	UNION ALL SELECT names || ': build, s of processor time', a.core, 'GIN', b.core, a.core / b.core, NULL, true FROM building a, building b WHERE a.tab = $1 AND b.tab = $1 AND a.peer = 'screen' AND b.peer = 'gin' AND a.core IS NOT NULL
	UNION ALL SELECT names || ': build, s', a.s, 'GiST', b.s, a.s / b.s, NULL, true FROM building a, building b WHERE a.tab = $1 AND b.tab = $1 AND a.peer = 'screen' AND b.peer = 'gist'
	UNION ALL SELECT names || ': size, MB', a.bytes / 1e6, 'GIN', b.bytes / 1e6, a.bytes::float8 / b.bytes, 1.0, true FROM building a, building b WHERE a.tab = $1 AND b.tab = $1 AND a.peer = 'screen' AND b.peer = 'gin'
	UNION ALL SELECT names || ': size, MB', a.bytes / 1e6, 'GiST', b.bytes / 1e6, a.bytes::float8 / b.bytes, NULL, true FROM building a, building b WHERE a.tab = $1 AND b.tab = $1 AND a.peer = 'screen' AND b.peer = 'gist'
	UNION ALL SELECT names || ': size, MB', a.bytes / 1e6, 'B-tree', b.bytes / 1e6, a.bytes::float8 / b.bytes, NULL, true FROM building a, building b WHERE a.tab = $1 AND b.tab = $1 AND a.peer = 'screen' AND b.peer = 'btree'
	UNION ALL SELECT names || ': look-up, p50, us', a.p50, 'B-tree, timed likewise, mean', b.mean, a.p50 / b.mean, $3, true FROM look a, look b WHERE a.tab = $1 AND b.tab = $1 AND a.peer = 'screen' AND b.peer = 'btree'
	UNION ALL SELECT names || ': look-up, p50, us', a.p50, 'B-tree, mean of a nested loop', v('btree loop ' || $1), a.p50 / v('btree loop ' || $1), NULL, true FROM look a WHERE a.tab = $1 AND a.peer = 'screen'
	UNION ALL SELECT names || ': look-up, p50, us', b.p50, 'GIN that finds as many mistyped names, p50', a.p50, a.p50 / b.p50, $4, false FROM look a, look b WHERE a.tab = $1 AND b.tab = $1 AND a.peer = 'gin' AND b.peer = 'screen'
	UNION ALL SELECT names || ': look-up, p50, us', b.p50, 'GIN that finds as many other names, p50', a.p50, a.p50 / b.p50, $4, false FROM look a, look b WHERE a.tab = $1 AND b.tab = $1 AND a.peer = 'gin, other names' AND b.peer = 'screen'
	UNION ALL SELECT names || ': look-up, p50, us', b.p50, 'GiST, p50', a.p50, a.p50 / b.p50, NULL, false FROM look a, look b WHERE a.tab = $1 AND b.tab = $1 AND a.peer = 'gist' AND b.peer = 'screen'
	UNION ALL SELECT names || ': look-up, p99, us', p99, 'its p50', p50, p99 / p50, 10, true FROM look WHERE tab = $1 AND peer = 'screen'
	UNION ALL SELECT names || ': look-up, p99, us', b.p99, 'GIN, p99', a.p99, a.p99 / b.p99, NULL, false FROM look a, look b WHERE a.tab = $1 AND b.tab = $1 AND a.peer = 'gin' AND b.peer = 'screen'
	UNION ALL SELECT names || ': look-up, mean of a nested loop, us', v('screen loop ' || $1), 'B-tree', v('btree loop ' || $1), v('screen loop ' || $1) / v('btree loop ' || $1), NULL, true
	UNION ALL SELECT names || ': hits a look-up', b.hits, 'GIN that finds as many mistyped names', a.hits, NULL, NULL, true FROM look a, look b WHERE a.tab = $1 AND b.tab = $1 AND a.peer = 'gin' AND b.peer = 'screen'
	UNION ALL SELECT names || ': hits a look-up', b.hits, 'GIN that finds as many other names', a.hits, NULL, NULL, true FROM look a, look b WHERE a.tab = $1 AND b.tab = $1 AND a.peer = 'gin, other names' AND b.peer = 'screen'
	UNION ALL SELECT names || ': ' || word || 's found, %', 100 * v('recall ' || $1 || ', ' || k), 'pg_trgm at ' || v('threshold ' || $1 || ', ' || k), 100 * v('recall trgm ' || $1 || ', ' || k), NULL, NULL, true FROM (VALUES ('mistyped name', 'mistyped'), ('other name', 'other name')) x(word, k)
	UNION ALL SELECT names || ': nearest five, p50, us', b.p50, 'GiST, p50', a.p50, a.p50 / b.p50, $5, false FROM look a, look b WHERE a.tab = $1 AND b.tab = $1 AND a.peer = 'gist nearest' AND b.peer = 'screen nearest'
$$;
CALL of_table('few', v('names of few') || ' names', 25, 30, NULL);
-- these targets are for 800 thousand names
SELECT v('names of many') >= 700000 AS large \gset
\if :large
CALL of_table('many', v('names of many') || ' names', 60, 100, 100);
\else
CALL of_table('many', v('names of many') || ' names', NULL, NULL, NULL);
\endif
INSERT INTO line (what, ours, peer, theirs, ratio, bound, upper)
SELECT v('names of many') || ' names: rows inserted a second, a thousand to a statement, table and index', a.rate, 'B-tree', b.rate, a.rate / b.rate, 0.5, false FROM inserting a, inserting b WHERE a.peer = 'screen' AND b.peer = 'btree'
UNION ALL SELECT 'the same', a.rate, 'GIN', b.rate, a.rate / b.rate, NULL, false FROM inserting a, inserting b WHERE a.peer = 'screen' AND b.peer = 'gin'
UNION ALL SELECT 'the same', a.rate, 'no index', b.rate, a.rate / b.rate, NULL, false FROM inserting a, inserting b WHERE a.peer = 'screen' AND b.peer = 'none'
UNION ALL SELECT 'the same, one row to a statement', a.single_rate, 'B-tree', b.single_rate, a.single_rate / b.single_rate, 0.5, false FROM inserting a, inserting b WHERE a.peer = 'screen' AND b.peer = 'btree'
UNION ALL SELECT 'a single insert, p50, us', a.p50, 'B-tree', b.p50, a.p50 / b.p50, NULL, true FROM inserting a, inserting b WHERE a.peer = 'screen' AND b.peer = 'btree';
INSERT INTO line (what, ours, peer, theirs, ratio, bound, upper, unit)
SELECT 'the worst of ' || (SELECT count(*) FROM inserted WHERE peer = 'screen') || ' single inserts, ms', a.worst, 'GIN', b.worst, a.worst, 100, true, ' ms' FROM inserting a, inserting b WHERE a.peer = 'screen' AND b.peer = 'gin';
INSERT INTO line (what, ours, peer, theirs, ratio, bound, upper)
SELECT 'WAL of an insert into the index, bytes', a.wal, p, b.wal, a.wal / b.wal, NULL::float8, true FROM inserting a, inserting b, (VALUES ('btree', 'B-tree'), ('gin', 'GIN')) x(peer, p) WHERE a.peer = 'screen' AND b.peer = x.peer
UNION ALL SELECT 'VACUUM after 10 % are deleted, s, table and index', v('vacuum screen'), p, v('vacuum ' || x.peer), v('vacuum screen') / v('vacuum ' || x.peer), NULL::float8, true FROM (VALUES ('btree', 'B-tree'), ('gin', 'GIN'), ('none', 'no index')) x(peer, p);
INSERT INTO line (what, ours, peer, ratio, bound, upper, unit)
SELECT 'batch: ' || v('batch names') || ' names against ' || v('names of few') || ', names a second', v('batch'), 'none; ' || v('batch hits') || ' hits', v('batch'), CASE WHEN v('batch core') IS NULL THEN 10000 END, false, '/s'
UNION ALL SELECT 'the same, by processor time', v('batch core'), 'none', v('batch core'), 10000, false, '/s' WHERE v('batch core') IS NOT NULL;
INSERT INTO line (what, ours, peer, theirs, ratio, bound, upper)
SELECT * FROM (
	SELECT '5,000,000 rows of trade, 200,000 names: size, MB', v('trade screen') / 1e6, 'GIN', v('trade gin') / 1e6, v('trade screen') / v('trade gin'), 0.25, true
	UNION ALL SELECT 'the same: build, s', v('trade screen, s'), 'GIN', v('trade gin, s'), v('trade screen, s') / v('trade gin, s'), NULL, true
	UNION ALL SELECT '5,000,000 hscodes: CHPL, ms', v('chpl screen'), 'B-tree, its best plan', v('chpl btree'), v('chpl screen') / v('chpl btree'), 1.2, true
	UNION ALL SELECT 'the same: size, MB', v('codes screen') / 1e6, 'B-tree', v('codes btree') / 1e6, v('codes screen') / v('codes btree'), 0.6, true
	UNION ALL SELECT 'the same: build, s', v('codes screen, s'), 'B-tree', v('codes btree, s'), v('codes screen, s') / v('codes btree, s'), NULL, true
) x(a, b, c, d, e, f, g) WHERE b IS NOT NULL;

SELECT '| | screen | peer | its figure | ratio | wanted | |';
SELECT '|---|--:|---|--:|--:|---|---|';
SELECT format('| %s | %s | %s | %s | %s | %s | %s |', what, short(ours), peer, short(theirs),
			  CASE WHEN unit = 'x' THEN short(ratio) END,
			  CASE WHEN bound IS NOT NULL THEN CASE WHEN upper THEN 'at most ' ELSE 'at least ' END || bound || CASE unit WHEN 'x' THEN '' ELSE unit END END,
			  CASE WHEN bound IS NOT NULL THEN CASE WHEN CASE WHEN upper THEN ratio <= bound ELSE ratio >= bound END THEN 'yes' ELSE '**no**' END END)
FROM line ORDER BY ord;
SELECT '';
SELECT format('Of a look-up that is timed alone, the clock takes %s us. A B-tree look-up so timed: p50 %s us of %s names, %s us of %s.',
			  short((SELECT p50 FROM look WHERE tab = 'few' AND peer = 'clock')), short((SELECT p50 FROM look WHERE tab = 'few' AND peer = 'btree')), v('names of few'),
			  short((SELECT p50 FROM look WHERE tab = 'many' AND peer = 'btree')), v('names of many'));
