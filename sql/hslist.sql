-- hslist: sets of customs codes
\set ECHO none
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen;
RESET client_min_messages;
\set ECHO all

-- text in and out
SELECT s, s::hslist FROM unnest(ARRAY['8542', '8542.31', '8471-8473, 8542 except 854290', '8471-8473,8542;8517', E'8471\n8542\n\n8517.62\n', E'\n8471,\n8542',
	'8471 30', '8471 30 00-8471 50 00', '8471.30-8471.50', '8471 - 8473', '8473, 8471, 8472', '8471, 8471', '847130, 8471', '84-85, 8542', '8471-8471',
	'ex 8542', 'ex8542.31', 'EX 8471-8473', 'ex. 8542', 'ex 8542, 854231', '854231, ex 8542', 'ex 8542, ex 8543', 'ex 8541, 8542, ex 8543', 'ex 8542, 8542',
	'8542 except 854231', '8542 EXCEPT 854231-854233', '8542 except (854231, 854239)', '8542 except 854231 except 854239', E'8542 except\n(854231\n854239)',
	'8542 except ex 854231', 'ex 8542 except 854231', 'ex 8542 except ex 854231', '8471-8473 except 8472', '8542 except 854290, 85429011', '8542 except (8542.9 except 8542.90.11)',
	'8542 except 8542', '8542 except 85', '8542 except 854231, 854231', '8471-8473, !8472', '!8472, 8471-8473', '!ex 8472, 8471-8473', '!8472 except 847290, 8471-8473', '8542, ! 8542',
	'{}', ' {} ', '8500-8599', '85', '8499-8501', '7208-7212', '7199-7210', '01-97', '0101-9701', '1-9', '0-9', '9999999999999998-9999999999999999', '9999999999999999', '0000000000000000',
	'8501, 8502, 8503, 8504, 8505, 8506, 8507, 8508, 8509', '85010, 85011, 85012, 85013, 85014, 85015, 85016, 85017, 85018, 85019', '8501 except (85010-85019)', '8479, 8480', '85010-85019, 8501 except 85010-85019']) s;

-- what is the same set is equal, whatever way it was written
SELECT '8471, 8472'::hslist = '8471-8472' AS neighbours, '8542 except 854290, 854290'::hslist = '8542' AS mended, '8479, 8480'::hslist = '8479-8480' AS crossing,
       '8500-8599'::hslist = '85' AS chapter_itself, 'ex 8542, 8542'::hslist = '8542' AS full_prevails, '8542 except 8542'::hslist = '{}' AS nothing;

-- what is refused
SELECT ''::hslist;
SELECT '  '::hslist;
SELECT '8542,'::hslist;
SELECT '8542,,8543'::hslist;
SELECT ', 8542'::hslist;
SELECT '8542 8543'::hslist;
SELECT '8471-84'::hslist;
SELECT '8473-8471'::hslist;
SELECT '8471-'::hslist;
SELECT '8542.'::hslist;
SELECT '8542 except'::hslist;
SELECT '8542 except ()'::hslist;
SELECT '8542 except (854231'::hslist;
SELECT '8542 except (854231, !854239)'::hslist;
-- an exception that takes nothing away is one
SELECT '85 except 86'::hslist;
SELECT '8471, 8542 except 854231 except 8541'::hslist;
SELECT '8542 except (854231, 8541)'::hslist;
SELECT '8542 except (85429 except 85421)'::hslist;
SELECT '8542 except (8542 except 8542)'::hslist;
SELECT '8471, 8472, 8542 expect 854290, 8517'::hslist;
SELECT 'ex'::hslist;
SELECT '!8542'::hslist;
SELECT '8471, abc'::hslist;
SELECT '{8471}'::hslist;
SELECT '{} , 8471'::hslist;
SELECT '85420000000000000'::hslist;
SELECT repeat('8471, ', 30) || 'x' AS long \gset
SELECT :'long'::hslist;
SELECT '8542)'::text::hslist;
SELECT ('8542 except ' || repeat('(85 except ', 101))::hslist;

-- casts
SELECT '8542'::hscode::hslist, '{8472, 8471, NULL, 8542, 854231}'::hscode[]::hslist, '8471-8473'::text::hslist, '{}'::hscode[]::hslist, '8471'::hslist::text;
CREATE TEMP TABLE t (n int, list hslist);
INSERT INTO t VALUES (1, '8542'::hscode), (2, '8471-8473, ex 8517'), (3, '{}'), (4, NULL), (5, '8471, 8472, 8473, ex 8517');

-- equality, grouping, order, hash
SELECT list, count(*) FROM t GROUP BY list ORDER BY list;
SELECT a.n, b.n FROM t a JOIN t b ON a.list = b.list AND a.n < b.n;
SELECT count(DISTINCT list) FROM t;
CREATE INDEX ON t (list);
CREATE INDEX ON t USING hash (list);
SELECT '8471'::hslist < '8472' AS lt, '8471'::hslist <> 'ex 8471' AS ne, '8471'::hslist <= '8471' AS le, '8471'::hslist > 'ex 8471' AS gt, '8471'::hslist >= '8471, 8472' AS ge, hslist_cmp('8471', '8471, 8517') AS cmp;

-- membership: the whole of what is under the code
SELECT c, c <@ l AS "<@", l @> c AS "@>", c && l AS "&&", l && c AS "&& again", hs_match(c, l)
FROM unnest('{8471, 847130, 847, 84, 8470, 8474, 8542, 85429, 854290, 8542901, 854231, 8542310001, 8517, 851762, 85176299, 851761, 01, 8, 9}'::hscode[]) c,
     (VALUES ('8471-8473, 8542 except 854290, ex 8517.62'::hslist)) v (l);
-- full and part side by side still cover
SELECT c, c <@ l AS "<@", hs_match(c, l) FROM unnest('{8542, 854231, 854232, 85423, 85}'::hscode[]) c, (VALUES ('ex 8542, 854231'::hslist)) v (l);
SELECT c, c <@ l AS "<@", hs_match(c, l) FROM unnest('{8471, 8472}'::hscode[]) c, (VALUES ('8471 except ex 8471.30'::hslist)) v (l);
SELECT '8542'::hscode <@ '{}'::hslist AS "<@", '8542'::hscode && '{}'::hslist AS "&&", hs_match('8542', '{}');
SELECT hs_match('8542', NULL), hs_match(NULL, '8542');
-- a string constant next to a code is a code
SELECT '854231'::hscode <@ '8542' AS code, pg_typeof('8542'::hslist + '8543');
SELECT '854231'::hscode <@ '8471-8542';

-- lists in lists and in codes
SELECT a, b, a <@ b AS "<@", a @> b AS "@>", a && b AS "&&"
FROM (VALUES ('8471'::hslist, '8471-8473'::hslist), ('8471-8473', '8472'), ('8471, 8542', '8471-8473'), ('ex 8471', '8471'), ('8471', 'ex 8471'), ('{}', '8471'), ('{}', '{}'), ('8471', '8542'),
             ('8541-8543', 'ex 8541, 8542, ex 8543'), ('8542', '8542 except 854290')) v (a, b);
SELECT l, c, l <@ c AS "<@", c @> l AS "@>" FROM (VALUES ('8471-8473'::hslist), ('854231, 8517'), ('{}')) v (l), unnest('{84, 85, 8}'::hscode[]) c;

-- algebra
SELECT a, b, a + b AS "+", a - b AS "-", a * b AS "*"
FROM (VALUES ('8471-8473'::hslist, '8473-8475'::hslist), ('8542', '854290'), ('8542', 'ex 854290'), ('ex 8542', '854290'), ('ex 8542', 'ex 854290'), ('854290', 'ex 8542'), ('8471', '{}'), ('{}', '8471'), ('84', '85')) v (a, b);
SELECT '8471'::hslist + '8472'::hscode AS plus, '8542'::hslist - '854290'::hscode AS minus, '8542'::hslist - '85'::hscode AS all_gone;

-- aggregates
SELECT hslist_agg(c) FROM unnest('{8473, 8471, NULL, 8472, 854231, 8542, 8471}'::hscode[]) c;
SELECT hslist_agg(c) FROM unnest('{}'::hscode[]) c;
SELECT hslist_agg(c) FROM unnest('{NULL}'::hscode[]) c;
SELECT hslist_agg(list) FROM t;
SELECT hslist_agg(list) FILTER (WHERE n = 3) FROM t;
SELECT n, hslist_agg(list) OVER (ORDER BY n) FROM t ORDER BY n;

-- ranges
SELECT l, r.* FROM unnest('{"8471-8473", "8542 except 854290", "ex 8517.62, 8542", "7208-7212", "8542 except 854200", "ex 8542, 854230", "0-9", "9999999999999999", "{}"}'::hslist[]) WITH ORDINALITY u (l, o), hs_ranges(l) r
ORDER BY o, lo;
SELECT count(*) FROM hs_ranges(NULL);

-- large lists are compressed and stored out of line, and come back
DROP INDEX t_list_idx, t_list_idx1;
INSERT INTO t SELECT 10, hslist_agg((lpad((i::bigint * 7919 % 1000000)::text, 6, '0'))::hscode) FROM generate_series(1, 20000) i;
SELECT pg_column_size(list) > 8000 AS large, list::text::hslist = list AS reads_back, (SELECT count(*) FROM hs_ranges(list)) > 10000 AS ranges FROM t WHERE n = 10;
SELECT count(*) FROM t, generate_series(1, 20000) i WHERE n = 10 AND NOT lpad((i::bigint * 7919 % 1000000)::text, 6, '0')::hscode <@ list;
DELETE FROM t WHERE n = 10;

-- A function keeps a list that it has detoasted, but never for another one: lists that come in turn, in every way a list may be stored
CREATE TABLE hs_lists (n int, list hslist);
INSERT INTO hs_lists VALUES (1, '84'), (2, '85'), (3, '8501'), (4, '{}');
INSERT INTO hs_lists SELECT 10 + k, hslist_agg(lpad((2 * i + k)::text, 4, '0')::hscode) FROM generate_series(0, 1) k, generate_series(0, 4999) i WHERE 2 * i + k < 10000 GROUP BY k;
INSERT INTO hs_lists SELECT 20 + k, hslist_agg(lpad((i::bigint * 7919 % 500000 * 2 + k)::text, 6, '0')::hscode) FROM generate_series(0, 1) k, generate_series(1, 20000) i GROUP BY k;
INSERT INTO hs_lists SELECT 30 + k, hslist_agg(lpad((2 * i + k)::text, 4, '0')::hscode) FROM generate_series(0, 1) k, generate_series(0, 199) i GROUP BY k;
CREATE TABLE hs_coded (n int, code hscode);
INSERT INTO hs_coded SELECT i, lpad((i * 131 % 10000)::text, 4, '0')::hscode FROM generate_series(1, 300) i;
ANALYZE hs_lists;
ANALYZE hs_coded;
-- what is read anew from text is not toasted: it tells what must come
CREATE TABLE hs_pairs AS
WITH x AS MATERIALIZED (SELECT n, list::text::hslist AS list FROM hs_lists)
SELECT x.n AS l, c.n AS c, hs_match(c.code, x.list) AS m, c.code <@ x.list AS i FROM x, hs_coded c;
SELECT count(*) FILTER (WHERE pg_column_size(list) > 8000) > 0 AS out_of_line, count(*) FILTER (WHERE pg_column_compression(list) IS NOT NULL AND pg_column_size(list) < 2000) > 0 AS inline_compressed,
       count(*) FILTER (WHERE pg_column_size(list) < 100) > 0 AS short FROM hs_lists;
SELECT count(*), count(DISTINCT m), count(DISTINCT i) FROM hs_pairs;
-- PL/pgSQL keeps an expression while its variables change
DO $$ DECLARE l hslist; BEGIN FOREACH l IN ARRAY ARRAY['85', '84', '{}']::hslist[] LOOP RAISE NOTICE '% % %', l, '8501'::hscode <@ l, hs_match('8501', l); END LOOP; END $$;
CREATE FUNCTION match_in(c hscode, l hslist) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN hs_match(c, l); END';
SELECT match_in('8501', x) FROM (VALUES ('84'::hslist), ('85'), ('8501')) v (x);
SELECT count(*) FROM hs_lists l, hs_coded c JOIN hs_pairs p ON p.c = c.n WHERE p.l = l.n AND match_in(c.code, l.list) <> p.m;
-- a join, either way round
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SELECT count(*) FROM (SELECT l.n AS l, c.n AS c, hs_match(c.code, l.list) AS m, c.code <@ l.list AS i FROM hs_lists l, hs_coded c OFFSET 0) x JOIN hs_pairs p USING (l, c) WHERE (x.m, x.i) <> (p.m, p.i);
SELECT count(*) FROM (SELECT l.n AS l, c.n AS c, hs_match(c.code, l.list) AS m, l.list @> c.code AS i FROM hs_coded c CROSS JOIN LATERAL (SELECT * FROM hs_lists ORDER BY c.n, n OFFSET 0) l OFFSET 0) x JOIN hs_pairs p USING (l, c) WHERE (x.m, x.i) <> (p.m, p.i);
RESET enable_hashjoin;
RESET enable_mergejoin;
-- a subquery, correlated and not
SELECT count(*) FROM hs_pairs p JOIN hs_coded c ON c.n = p.c WHERE hs_match(c.code, (SELECT list FROM hs_lists WHERE n = p.l)) <> p.m OR (c.code <@ (SELECT list FROM hs_lists WHERE n = p.l)) <> p.i;
SELECT (SELECT count(*) FROM hs_coded WHERE code <@ (SELECT list FROM hs_lists WHERE n = 20)) - (SELECT count(*) FROM hs_pairs WHERE l = 20 AND i) AS out_of_line,
       (SELECT count(*) FROM hs_coded WHERE code <@ (SELECT list FROM hs_lists WHERE n = 30)) - (SELECT count(*) FROM hs_pairs WHERE l = 30 AND i) AS inline,
       (SELECT count(*) FROM hs_coded WHERE code <@ (SELECT hslist_agg(list) FROM hs_lists WHERE n = 2)) - (SELECT count(*) FROM hs_pairs WHERE l = 2 AND i) AS computed;
-- a prepared statement, planned for its list and for any
PREPARE listed(hslist) AS SELECT count(*) FROM hs_coded WHERE code <@ $1;
SET plan_cache_mode = force_generic_plan;
EXECUTE listed('84');
EXECUTE listed('85');
EXECUTE listed('{}');
SET plan_cache_mode = force_custom_plan;
EXECUTE listed('84');
EXECUTE listed('85');
EXECUTE listed('{}');
RESET plan_cache_mode;
DEALLOCATE listed;
-- any of several
SELECT code FROM hs_coded WHERE code <@ ANY (ARRAY['8400-8429', '8450-8479']::hslist[]) ORDER BY code;
SELECT count(*) FROM hs_coded WHERE (code <@ ANY (SELECT list FROM hs_lists WHERE n IN (1, 2, 30, 31))) <> EXISTS (SELECT FROM hs_pairs p WHERE p.c = hs_coded.n AND p.l IN (1, 2, 30, 31) AND i);
DROP TABLE hs_lists, hs_coded, hs_pairs;
DROP FUNCTION match_in;

-- the limit of ranges
SELECT hslist_agg(lpad((2 * i)::text, 8, '0')::hscode) FROM generate_series(1, 1000001) i;

-- text COPY
COPY t TO STDOUT;
COPY t FROM STDIN;
6	8471-8473, 8542 except (854231, 854290)
7	\N
\.
COPY t FROM STDIN;
8	8471 8472
\.
SELECT * FROM t WHERE n > 5 ORDER BY n;

-- Properties, against a naive model.  It knows a list as entries with their exceptions and asks of each code of a small universe what its value is:
-- 2 in full, 1 in part, 0 not at all.  A code is in the range a-b when it comes no sooner than a, and its last descendant no later than that of b.
-- The universe is all codes of a stem and up to three more digits; entries have up to two, so that the third is uniform.
CREATE FUNCTION pick(seed text, n int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT ('x' || left(md5(seed), 7))::bit(28)::int % n $$;
CREATE TEMP TABLE universe AS
SELECT stem, stem || tail AS code, (stem || tail)::hscode AS hs, length(tail) AS depth
FROM unnest(ARRAY['', '85', '8542319', '9999999999999', '0000000000000']) stem,
     (SELECT lpad(n::text, digits, '0') AS tail FROM generate_series(1, 3) digits, generate_series(0, (10 ^ digits)::int - 1) n) t;
-- items: ranges or single codes, in full or in part, as entries (exception = 0) or as exceptions of entry e
CREATE TEMP TABLE item AS
SELECT list, e, x, pick(list || 'p' || e || x, 4) = 0 AS part, least(a, b) AS a, greatest(a, b) AS b, stem
FROM (SELECT list, e, x, stem, stem || substr(lpad(r.a::text, 2, '0'), 1, r.len) AS a, stem || substr(lpad(CASE WHEN r.kind = 0 THEN r.a WHEN r.kind = 1 THEN r.b ELSE (r.a + r.b % 4) % 100 END::text, 2, '0'), 1, r.len) AS b
      FROM generate_series(1, 120) list, generate_series(1, 4) e, generate_series(0, 2) x,
           LATERAL (SELECT (ARRAY['', '85', '8542319', '9999999999999', '0000000000000'])[1 + list % 5]) s (stem),
           LATERAL (SELECT CASE x WHEN 0 THEN 0 ELSE pick(list || 'a' || e || 0, 100) / 10 * 10 END + pick(list || 'a' || e || x, CASE x WHEN 0 THEN 100 ELSE 10 END) AS a,
                           pick(list || 'b' || e || x, 100) AS b, CASE x WHEN 0 THEN pick(list || 'k' || e, 4) ELSE pick(list || 'k' || e || x, 2) * 2 END AS kind, CASE x WHEN 0 THEN 1 + pick(list || 'l' || e, 2) ELSE 2 END AS len) r
      WHERE e <= 1 + pick(list || 'n', 4) AND (x = 0 OR x <= pick(list || 'x' || e, 4) - 1)) g;
-- exceptions that take nothing away are refused
DELETE FROM item i USING item entry
WHERE i.x > 0 AND entry.x = 0 AND entry.list = i.list AND entry.e = i.e
  AND (i.a COLLATE "C" > rpad(entry.b, 17, '9') OR rpad(i.b, 17, '9') COLLATE "C" < entry.a);
SELECT count(*) > 50 AS exceptions FROM item WHERE x > 0;
CREATE TEMP TABLE lists AS
SELECT list, stem, string_agg(entry, ', ' ORDER BY e) AS source, string_agg(entry, ', ' ORDER BY e)::hslist AS hsl
FROM (SELECT list, stem, e, string_agg(CASE x WHEN 0 THEN '' ELSE ' except ' END || CASE WHEN part THEN 'ex ' ELSE '' END || a || CASE WHEN a <> b THEN '-' || b ELSE '' END, '' ORDER BY x) AS entry
      FROM item GROUP BY list, stem, e) entries
GROUP BY list, stem;
-- the naive value of each code
CREATE TEMP TABLE model AS
SELECT list, stem, code, hs, depth, coalesce(max(value), 0) AS v
FROM (SELECT l.list, u.stem, u.code, u.hs, u.depth, i.e,
             least(max(CASE WHEN i.part THEN 1 ELSE 2 END) FILTER (WHERE x = 0), min(CASE WHEN i.part THEN 1 ELSE 0 END) FILTER (WHERE x > 0)) * (bool_or(x = 0))::int AS value
      FROM lists l JOIN universe u USING (stem)
      LEFT JOIN item i ON i.list = l.list AND u.code COLLATE "C" >= i.a AND rpad(u.code, 17, '9') COLLATE "C" <= rpad(i.b, 17, '9')
      GROUP BY 1, 2, 3, 4, 5, 6) per_entry
GROUP BY 1, 2, 3, 4, 5;
CREATE INDEX ON model (list, hs);
ANALYZE model;
-- what hs_match, <@ and && must say of values lo and hi among all that is under a code, its own value v
CREATE FUNCTION naive_match(v int, lo int, hi int) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN lo = 2 THEN 'full' WHEN v > 0 THEN 'partial' WHEN hi > 0 THEN 'wider' ELSE 'none' END $$;
CREATE TEMP TABLE under AS SELECT u.hs, d.hs AS below FROM universe u JOIN universe d ON d.stem = u.stem AND starts_with(d.code, u.code);
CREATE TEMP TABLE modelled AS
SELECT m.list, m.hs, m.v, min(d.v) AS lo, max(d.v) AS hi FROM model m JOIN under USING (hs) JOIN model d ON d.list = m.list AND d.hs = under.below GROUP BY m.list, m.hs, m.v;
SELECT count(*), count(*) FILTER (WHERE lo = 2) > 5000 AS "full", count(*) FILTER (WHERE v = 1) > 5000 AS part, count(*) FILTER (WHERE v > 0 AND lo < v) > 50 AS excepted,
       count(*) FILTER (WHERE v = 0 AND hi > 0) > 100 AS wider FROM modelled;
SELECT count(*) FROM modelled JOIN lists USING (list)
WHERE hs_match(hs, hsl) <> naive_match(v, lo, hi) OR (hs <@ hsl) <> (lo > 0) OR (hsl @> hs) <> (lo > 0) OR (hs && hsl) <> (hi > 0) OR (hsl && hs) <> (hi > 0);
-- the text reads back to an equal list, and is its own canonical form
SELECT count(*) FROM lists WHERE hsl::text::hslist <> hsl OR hsl::text::hslist::text <> hsl::text;
-- equal values and only these are equal lists
CREATE TEMP TABLE signature AS SELECT list, string_agg(v::text, '' ORDER BY hs) AS s FROM model GROUP BY list;
SELECT count(*) FROM signature x JOIN lists xl USING (list), signature y JOIN lists yl USING (list)
WHERE xl.stem = yl.stem AND ((x.s = y.s) <> (xl.hsl = yl.hsl) OR (x.s = y.s) <> (hslist_cmp(xl.hsl, yl.hsl) = 0) OR sign(hslist_cmp(xl.hsl, yl.hsl)) <> -sign(hslist_cmp(yl.hsl, xl.hsl)) OR (x.s = y.s AND hslist_hash(xl.hsl) <> hslist_hash(yl.hsl)));
-- the algebra, on pairs of lists of one stem
CREATE TEMP TABLE combined AS
SELECT op, a.list AS la, b.list AS lb, CASE op WHEN '+' THEN a.hsl + b.hsl WHEN '-' THEN a.hsl - b.hsl ELSE a.hsl * b.hsl END AS hsl
FROM lists a JOIN lists b ON b.list = a.list + 5, unnest('{+, -, *}'::text[]) op;
CREATE TEMP TABLE expected AS
SELECT op, a.list AS la, a.hs, CASE op WHEN '+' THEN greatest(a.v, b.v) WHEN '*' THEN least(a.v, b.v) ELSE CASE b.v WHEN 2 THEN 0 WHEN 1 THEN least(a.v, 1) ELSE a.v END END AS v
FROM model a JOIN model b ON b.list = a.list + 5 AND b.hs = a.hs, unnest('{+, -, *}'::text[]) op
WHERE a.list % 3 = 0;
CREATE INDEX ON expected (la, op, hs);
ANALYZE expected;
CREATE TEMP TABLE expected_match AS
SELECT e.op, e.la, e.hs, naive_match(e.v, min(d.v), max(d.v)) AS m FROM expected e JOIN under USING (hs) JOIN expected d ON d.op = e.op AND d.la = e.la AND d.hs = under.below GROUP BY e.op, e.la, e.hs, e.v;
SELECT count(*) > 50000 AS many, count(*) FILTER (WHERE hs_match(hs, hsl) <> m) AS wrong FROM expected_match JOIN combined USING (op, la);
SELECT count(*) FROM combined WHERE hsl::text::hslist <> hsl;
-- lists in lists and overlaps: of two lists, and of what the algebra makes with what it was made of
CREATE TEMP TABLE related AS
SELECT a.list AS la, b.list AS lb, a.hsl AS a, b.hsl AS b FROM lists a JOIN lists b ON b.list = a.list + 5
UNION ALL SELECT b.list, a.list, b.hsl, a.hsl FROM lists a JOIN lists b ON b.list = a.list + 5
UNION ALL SELECT list, list, hsl, hsl FROM lists;
CREATE TEMP TABLE related_model AS
SELECT r.la, r.lb, bool_and(ma.v = 0 OR mb.v > 0) AS naive_in, bool_or(ma.v > 0 AND mb.v > 0) AS naive_overlap
FROM related r JOIN model ma ON ma.list = r.la JOIN model mb ON mb.list = r.lb AND mb.hs = ma.hs GROUP BY r.la, r.lb;
SELECT count(*) FILTER (WHERE naive_in AND la <> lb) > 5 AS some_in, count(*) FILTER (WHERE naive_overlap) > 200 AS some_overlap,
       count(*) FILTER (WHERE NOT naive_overlap) > 50 AS some_apart,
       count(*) FILTER (WHERE (a <@ b) <> naive_in OR (b @> a) <> naive_in OR (a && b) <> naive_overlap) AS wrong
FROM related JOIN related_model USING (la, lb);
SELECT count(*) FROM combined c JOIN lists a ON a.list = la JOIN lists b ON b.list = lb
WHERE CASE op WHEN '+' THEN NOT (a.hsl <@ c.hsl AND b.hsl <@ c.hsl) WHEN '*' THEN NOT (c.hsl <@ a.hsl AND c.hsl <@ b.hsl) ELSE NOT c.hsl <@ a.hsl END;
-- hs_ranges: each code that is listed is in one row, and in none otherwise
SELECT count(*) FROM (
	SELECT m.list, m.hs, m.v, m.lo, count(r.lo) AS rows, bool_or(r.whole) AS whole, bool_or(r.part) AS part
	FROM modelled m JOIN lists l USING (list) LEFT JOIN LATERAL (SELECT * FROM hs_ranges(l.hsl) r WHERE m.hs BETWEEN r.lo AND CASE WHEN r.whole THEN hs_upper(r.hi) ELSE r.hi END) r ON true
	WHERE list % 4 = 0
	GROUP BY m.list, m.hs, m.v, m.lo, m.hi) x
WHERE rows <> (v > 0)::int OR part <> (v = 1) OR (lo = 2 AND NOT whole);
-- hslist_agg against the union of one-code lists; in parallel too
CREATE TABLE hs_many AS SELECT u.hs, l.hsl FROM universe u JOIN lists l ON l.stem = u.stem WHERE pick(u.code || l.list, 40) = 0;
CREATE TEMP TABLE covered AS
SELECT DISTINCT u.hs FROM universe u CROSS JOIN generate_series(1, 16) n JOIN hs_many m ON m.hs = hs_truncate(u.hs, n) WHERE u.depth = 3;
SELECT count(*) FROM (SELECT hslist_agg(hs) AS list FROM hs_many) a, universe u WHERE u.depth = 3 AND (u.hs <@ a.list) <> EXISTS (SELECT FROM covered c WHERE c.hs = u.hs);
CREATE TEMP TABLE serial AS SELECT hslist_agg(hs) AS codes, hslist_agg(hsl) AS lists FROM hs_many;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT hslist_agg(hs), hslist_agg(hsl) FROM hs_many;
SELECT codes = (SELECT hslist_agg(hs) FROM hs_many) AS codes, lists = (SELECT hslist_agg(hsl) FROM hs_many) AS lists FROM serial;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
DROP TABLE hs_many;
DROP FUNCTION pick, naive_match;
