-- The result as Markdown.  Each query has one form as the yardstick.
\pset format unaligned
\pset tuples_only on
\pset fieldsep ''
\set ON_ERROR_STOP on

SELECT '### Indexes';
SELECT '';
SELECT '| form | index | MB | x int8 | build, s | x int8 |';
SELECT '|---|---|--:|--:|--:|--:|';
SELECT format('| %s | %s | %s | %s | %s | %s |', b.form, b.what, round(b.bytes / 1e6, 1), round(b.bytes::numeric / i.bytes, 2), round(b.seconds::numeric, 2), round((b.seconds / i.seconds)::numeric, 2))
FROM built b, built i WHERE i.form = 'int8' ORDER BY b.seconds;
SELECT '';
SELECT '### Queries';
SELECT '';
SELECT '| query | form | ms | x hscode | planning, ms | rows estimated | rows | q-error | plan |';
SELECT '|---|---|--:|--:|--:|--:|--:|--:|---|';
SELECT format('| %s | %s | %s | %s | %s | %s | %s | %s | %s |', r.query, r.form, round(r.ms::numeric, 1), round((r.ms / h.ms)::numeric, 2), round(r.planning::numeric, 1),
			  r.estimated, r.actual, round((greatest(r.estimated, 1) / greatest(r.actual, 1))::numeric ^ CASE WHEN r.estimated >= r.actual THEN 1 ELSE -1 END, 2), r.plan)
FROM result r JOIN result h ON h.query = r.query AND h.form = 'hscode'
ORDER BY array_position(ARRAY['under 85', 'under 8542', 'under 854231', 'under 0106', 'under 8542, sequential', 'CHPL, indexed', 'CHPL, sequential', 'CHPL, the planner''s choice',
	'1,000 prefixes, indexed', '1,000 prefixes, sequential', '1,000 prefixes, the planner''s choice', 'CHPL, joined', '1,000 prefixes, joined', 'grouped by heading', 'grouped by heading, no statistics of it'], r.query), r.ms;
SELECT '';
SELECT '### Estimates';
SELECT '';
SELECT format('The q-errors of %s samples of ANALYZE.', max(n)) FROM (SELECT count(*) AS n FROM estimate GROUP BY query, form) c;
SELECT '';
SELECT '| query | form | rows | median | worst |';
SELECT '|---|---|--:|--:|--:|';
CREATE VIEW q_error AS
SELECT e.query, e.form, max(r.actual) AS actual, percentile_cont(0.5) WITHIN GROUP (ORDER BY q) AS median, max(q) AS worst
FROM estimate e JOIN result r USING (query, form),
	 LATERAL (SELECT greatest(greatest(e.estimated, 1) / greatest(r.actual, 1), greatest(r.actual, 1) / greatest(e.estimated, 1)) AS q) x
GROUP BY e.query, e.form;
SELECT format('| %s | %s | %s | %s | %s |', query, form, actual, round(median::numeric, 2), round(worst::numeric, 2))
FROM q_error ORDER BY query, form;
SELECT '';
SELECT '### Bars';
SELECT '';
SELECT '| bar | wanted | measured | |';
SELECT '|---|---|---|---|';
WITH bar(what, wanted, limit_is_upper, bound, measured) AS (
	SELECT 'index size against int8', 'within 5 %', true, 1.05, (SELECT a.bytes::float8 / b.bytes FROM built a, built b WHERE a.form = 'hscode' AND b.form = 'int8')
	UNION ALL SELECT 'build time against int8', 'at most 1.2x', true, 1.2, (SELECT a.seconds / b.seconds FROM built a, built b WHERE a.form = 'hscode' AND b.form = 'int8')
	UNION ALL SELECT v.query || ', speed against ' || v.peer, 'at least ' || v.bound || 'x', false, v.bound,
					 (SELECT p.ms / h.ms FROM result p, result h WHERE p.query = v.query AND p.form = v.peer AND h.query = v.query AND h.form = 'hscode')
			  FROM (VALUES ('CHPL, sequential', 'int8multirange', 1.7), ('CHPL, sequential', 'ltree', 10), ('1,000 prefixes, sequential', 'int8multirange', 2.3), ('grouped by heading', 'int8 ranges', 1.0)) v(query, peer, bound)
	UNION ALL SELECT v.query || ', time against ' || v.peer, 'at most ' || v.bound || 'x', true, v.bound,
					 (SELECT h.ms / p.ms FROM result p, result h WHERE p.query = v.query AND p.form = v.peer AND h.query = v.query AND h.form = 'hscode')
			  FROM (VALUES ('CHPL, indexed', 'int8 ranges', 1.2), ('1,000 prefixes, indexed', 'int8 ranges', 1.3)) v(query, peer, bound)
	UNION ALL SELECT '1,000 prefixes, planning in ms', 'at most 10', true, 10, (SELECT max(planning) FROM result WHERE query LIKE '1,000%' AND form = 'hscode')
	UNION ALL SELECT query || ', median q-error', 'at most ' || CASE WHEN query LIKE '%joined' THEN 3 ELSE 1.5 END, true, CASE WHEN query LIKE '%joined' THEN 3 ELSE 1.5 END, median
			  FROM q_error WHERE form = 'hscode' AND query NOT LIKE '%no statistics of it'
)
SELECT format('| %s | %s | %s | %s |', what, wanted, round(measured::numeric, 2), CASE WHEN CASE WHEN limit_is_upper THEN measured <= bound ELSE measured >= bound END THEN 'met' ELSE '**not met**' END) FROM bar;
