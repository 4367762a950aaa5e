-- Operators on names, namequery, and the threshold setting.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen;
RESET client_min_messages;

CREATE TEMP TABLE company (id int PRIMARY KEY, name text);
INSERT INTO company VALUES
	(1, 'Rosoboronexport OJSC'), (2, 'ROSOBORONEXPRT'), (3, 'Рособоронэкспорт'),
	(4, 'Acme Trading LLC'), (5, 'Akme Trading'), (6, 'Baltic Shipping'), (7, NULL), (8, '');

-- settings are known once the library is loaded, which the first call does
SELECT name_score('a', 'a');
SHOW tradescreen.threshold;
SELECT id FROM company WHERE name ~= 'Rosoboronexport' ORDER BY id;
SELECT id FROM company WHERE 'Rosoboronexport' ~= name ORDER BY id;
SELECT id FROM company WHERE name ~= namequery('Rosoboronexport', 0.94) ORDER BY id;
SELECT id FROM company ORDER BY name <~> 'Rosoboronexport' NULLS LAST, id;

-- the operators are the score
SELECT count(*) AS wrong
FROM company a, company b, generate_series(0, 100, 5) AS t
WHERE (a.name ~= namequery(b.name, (t / 100.0)::real)) IS DISTINCT FROM
      (round(name_score(a.name, b.name)::numeric, 4) >= t / 100.0)
   OR round((a.name <~> b.name)::numeric, 4) IS DISTINCT FROM 1 - round(name_score(a.name, b.name)::numeric, 4);

-- the setting
SET tradescreen.threshold = 0.94;
SELECT id FROM company WHERE name ~= 'Rosoboronexport' ORDER BY id;
SET tradescreen.threshold = 0;
SELECT count(*) FROM company WHERE name ~= 'Rosoboronexport';
SET tradescreen.threshold = 1.5;
SET tradescreen.threshold = 'NaN';
SET tradescreen.threshold = 'high';
RESET tradescreen.threshold;

-- namequery
SELECT namequery('Acme', 0.85), '0.85:Acme: Trading'::namequery, '1:x'::namequery, '.5:'::namequery;
SELECT namequery_name(q), namequery_threshold(q) FROM namequery('Acme', 0.85) AS q;
SELECT namequery('Acme', 0.85) = '0.85:Acme' AS same, namequery('Acme', 0.8) = '0.85:Acme' AS other;
SELECT q FROM unnest('{0.9:b,0.8:a,0.9:a}'::namequery[]) AS q ORDER BY q;
SELECT q, count(*) FROM unnest('{0.9:b,0.8:a,0.9:b}'::namequery[]) AS q GROUP BY q ORDER BY q;
SELECT namequery('Acme', 1.01);
SELECT namequery('Acme', -0.1);
SELECT namequery('Acme', 'NaN');
SELECT 'Acme'::namequery;
SELECT ':Acme'::namequery;
SELECT '2:Acme'::namequery;
SELECT '0x1p-1:Acme'::namequery;
SELECT '-0.5:Acme'::namequery;
SELECT '1e-1:Acme'::namequery;
SELECT '0.5.5:Acme'::namequery;
SELECT ''::namequery;

-- text and back
SELECT count(*) AS wrong FROM generate_series(0, 10000) AS t
WHERE namequery('x', (t / 10000.0)::real)::text::namequery <> namequery('x', (t / 10000.0)::real)
   OR namequery_threshold(namequery('x', (t / 10000.0)::real)) <> (t / 10000.0)::real;

-- a long join goes through the cache of compiled names, also when it overflows
SET work_mem = '64kB';
SELECT count(*) FROM generate_series(1, 400) AS a, generate_series(1, 400) AS b
WHERE ('Company ' || a) ~= ('Company ' || b);
RESET work_mem;
SELECT count(*) FROM generate_series(1, 400) AS a, generate_series(1, 400) AS b
WHERE ('Company ' || a) ~= ('Company ' || b);

-- labels
SELECT p.proname, p.provolatile, p.proparallel, p.proisstrict
FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
     JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'tradescreen'
WHERE p.proname LIKE 'name\_%' OR p.proname = 'tradescreen_info'
ORDER BY p.proname COLLATE "C", p.provolatile;
