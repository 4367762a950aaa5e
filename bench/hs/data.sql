-- The tables of the benchmark: trade rows under a nomenclature that is made up,
-- but has the shape of a real one.  psql variable: rows.
--
-- 1,200-odd headings of 96 chapters, 5,600-odd subheadings, 1 to 13 national
-- lines of ten digits under each.  How often a subheading occurs follows Zipf's
-- law (exponent 0.95), chapters 84, 85, 87 and 90 three times as much.  Nothing
-- is random: the same rows come out each time, in an order that has nothing to
-- do with the codes.

\set ON_ERROR_STOP on
SET client_min_messages = warning;

CREATE EXTENSION tradescreen_lists CASCADE;
CREATE EXTENSION ltree;
CREATE EXTENSION btree_gist;

-- from 0 to 1, the same for the same numbers
CREATE FUNCTION chance(n bigint, salt bigint) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (hashint8extended(n, salt) & 9007199254740991) / 9007199254740992.0;

CREATE TABLE subheading AS
WITH heading AS (
	SELECT c * 100 + h AS heading
	FROM generate_series(1, 97) c,
		 LATERAL generate_series(1, CASE c WHEN 84 THEN 87 WHEN 85 THEN 48 WHEN 90 THEN 33 WHEN 29 THEN 42 WHEN 77 THEN 0
								 ELSE 4 + floor(chance(c, 1) * 16)::int END) h
), code AS (
	SELECT heading * 100 + s * 10 + floor(chance(heading * 100 + s, 2) * 2)::int AS hs6
	FROM heading, LATERAL generate_series(1, 1 + floor(chance(heading, 3) * 8)::int) s
	UNION
	SELECT hs::text::int FROM screening.goods_item WHERE list = 'chpl'
	UNION
	SELECT unnest('{10611, 10612, 10619, 854231, 854232, 854239}'::int[])
), ranked AS (
	SELECT hs6, row_number() OVER (ORDER BY chance(hs6, 4)) AS rank FROM code
)
SELECT hs6, 1 + floor(chance(hs6, 5) * 13)::int AS lines,
	   power(rank, -0.95) * CASE WHEN hs6 / 10000 IN (84, 85, 87, 90) THEN 3 ELSE 1 END AS weight
FROM ranked;

-- a wheel of as many equal slots as are needed to give each its weight
CREATE TABLE wheel AS
SELECT slot, hs6, lines
FROM (SELECT hs6, lines,
			 floor((sum(weight) OVER (ORDER BY hs6) - weight) / sum(weight) OVER () * 300000)::int AS first,
			 floor(sum(weight) OVER (ORDER BY hs6) / sum(weight) OVER () * 300000)::int - 1 AS last
	  FROM subheading) s, LATERAL generate_series(first, last) slot;
ANALYZE wheel;

CREATE TABLE base AS
SELECT n AS id,
	   lpad((hs6::bigint * 10000 + floor(chance(hs6 * 100 + 1 + floor(chance(n, 9) * lines)::int, 10) * 10000)::bigint)::text, 10, '0') AS code,
	   floor(chance(n, 6) * 200)::int2 AS cc, chance(n, 7) * 1000 AS val
FROM (SELECT n, floor(chance(n, 8) * 300000)::int AS slot FROM generate_series(1, :rows::bigint) n OFFSET 0) turn
JOIN wheel USING (slot)
ORDER BY n;

-- the lists: CHPL, and a thousand beginnings of two, four, six and ten digits
CREATE TABLE prefix_1000 AS
SELECT p FROM (
	(SELECT DISTINCT left(lpad(hs6::text, 6, '0'), 2) AS p, chance(hs6 / 10000, 11) AS o FROM subheading ORDER BY o LIMIT 3)
	UNION ALL
	(SELECT DISTINCT left(lpad(hs6::text, 6, '0'), 4), chance(hs6 / 100, 12) AS o FROM subheading ORDER BY o LIMIT 127)
	UNION ALL
	(SELECT lpad(hs6::text, 6, '0'), chance(hs6, 13) AS o FROM subheading ORDER BY o LIMIT 670)
	UNION ALL
	(SELECT code, chance(code::bigint, 14) AS o FROM (SELECT DISTINCT code FROM base WHERE id <= 100000) d ORDER BY o LIMIT 200)) all_of_them;
CREATE TABLE prefix_chpl AS
SELECT hs::text AS p FROM screening.goods_item WHERE list = 'chpl';

-- without those that are under another one; with their first and last code
CREATE FUNCTION reduced(list text) RETURNS TABLE (p text) LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format('SELECT a.p FROM %I a WHERE NOT EXISTS (SELECT FROM %1$I b WHERE starts_with(a.p, b.p) AND a.p <> b.p)', list);
END $$;
CREATE TABLE list_chpl AS SELECT p, rpad(p, 10, '0')::bigint AS lo, rpad(p, 10, '9')::bigint AS hi FROM reduced('prefix_chpl') ORDER BY p;
CREATE TABLE list_1000 AS SELECT p, rpad(p, 10, '0')::bigint AS lo, rpad(p, 10, '9')::bigint AS hi FROM reduced('prefix_1000') ORDER BY p;
ALTER TABLE list_chpl ADD hs hscode, ADD lt ltree;
ALTER TABLE list_1000 ADD hs hscode, ADD lt ltree;

-- 85423100.01 as 85.42.31.0001
CREATE FUNCTION path(code text) RETURNS ltree LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN rtrim(substr(code, 1, 2) || '.' || substr(code, 3, 2) || '.' || substr(code, 5, 2) || '.' || substr(code, 7, 4), '.')::ltree;
UPDATE list_chpl SET hs = p::hscode, lt = path(p);
UPDATE list_1000 SET hs = p::hscode, lt = path(p);
VACUUM ANALYZE list_chpl, list_1000;

CREATE TABLE t_text AS SELECT id, code AS hs, cc, val FROM base;
CREATE TABLE t_ltree AS SELECT id, path(code) AS hs, cc, val FROM base;
CREATE TABLE t_int8 AS SELECT id, code::bigint AS hs, cc, val FROM base;
CREATE TABLE t_hscode AS SELECT id, code::hscode AS hs, cc, val FROM base;
