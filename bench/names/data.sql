-- The tables of the benchmark.  psql variables: total, how many names the larger
-- table has; hz, ticks of processor time in a second.  Nothing is random: the same
-- rows come out each time.

\set ON_ERROR_STOP on
CREATE EXTENSION tradescreen_lists CASCADE;
CREATE EXTENSION pg_trgm;
SET work_mem = '256MB';
SET maintenance_work_mem = '512MB';

-- from 0 to 1, the same for the same arguments
CREATE FUNCTION chance(s text, salt bigint) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (hashtextextended(s, salt) & 9007199254740991) / 9007199254740992.0;
CREATE FUNCTION chance(n bigint, salt bigint) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (hashint8extended(n, salt) & 9007199254740991) / 9007199254740992.0;

-- processor time of this session in seconds, user and system; NULL where the system does not tell
CREATE FUNCTION core() RETURNS float8 LANGUAGE sql
RETURN (SELECT (split_part(s, ' ', 14)::float8 + split_part(s, ' ', 15)::float8) / :hz FROM pg_read_file('/proc/self/stat', 0, 10000, true) s);

-- one letter after the first is left out, doubled, swapped with the next or replaced
CREATE FUNCTION mistyped(s text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT left(s, at - 1) || CASE floor(chance(s, 11) * 4)
							  WHEN 0 THEN substr(s, at + 1)
							  WHEN 1 THEN substr(s, at, 1) || substr(s, at)
							  WHEN 2 THEN substr(s, at + 1, 1) || substr(s, at, 1) || substr(s, at + 2)
							  ELSE chr(97 + floor(chance(s, 12) * 26)::int) || substr(s, at + 1) END
	FROM (SELECT 2 + floor(chance(s, 13) * (length(s) - 2))::int AS at) p
$$;

-- few: the listed names.  many: those of all lists, other companies, and of what is missing the first words of one with the last words of another.
CREATE TABLE few AS
SELECT row_number() OVER (ORDER BY chance(name, 1)) AS id, name FROM (SELECT DISTINCT name FROM listed WHERE list <> 'EU-OJ') n;
CREATE TABLE found AS
SELECT row_number() OVER (ORDER BY chance(name, 2)) AS n, name, string_to_array(name, ' ') AS words
FROM (SELECT name FROM listed UNION SELECT name FROM other) n WHERE name <> '';
CREATE INDEX ON found (n);
ANALYZE found;
CREATE FUNCTION crossed(apart int) RETURNS SETOF text LANGUAGE sql STABLE AS $$
	SELECT array_to_string(a.words[1:(cardinality(a.words) + 1) / 2] || b.words[(cardinality(b.words) + 1) / 2 + 1:], ' ')
	FROM found a JOIN found b ON b.n = a.n + apart
	WHERE cardinality(a.words) + cardinality(b.words) > 2
$$;
CREATE TABLE pool AS
SELECT name, min(turn) AS turn
FROM (SELECT name, 0 AS turn FROM few UNION ALL SELECT name, 1 FROM found
	  UNION ALL SELECT crossed(1), 2 UNION ALL SELECT crossed(2), 3 UNION ALL SELECT crossed(3), 4) n(name, turn)
GROUP BY name;
CREATE TABLE many AS
SELECT row_number() OVER (ORDER BY chance(name, 3)) AS id, name
FROM (SELECT name FROM pool ORDER BY turn, chance(name, 4) LIMIT :total) n;
-- to be inserted
CREATE TABLE fresh AS
SELECT row_number() OVER (ORDER BY chance(name, 5)) AS id, name
FROM (SELECT DISTINCT mistyped(name) AS name FROM (SELECT name FROM many WHERE length(name) > 5 ORDER BY id LIMIT 85000) n) m
WHERE NOT EXISTS (SELECT FROM many WHERE many.name = m.name);

-- what is looked up: names that are there, and mistyped ones; in few, a quarter of names that are not
CREATE TABLE query (tab text, id int, kind text, name text, original text);
INSERT INTO query SELECT 'few', id, 'real', name, name FROM few WHERE id <= 250;
INSERT INTO query SELECT 'few', 250 + row_number() OVER (), 'real', name, NULL FROM (SELECT name FROM other ORDER BY chance(name, 6) LIMIT 250) n;
INSERT INTO query SELECT 'few', 500 + row_number() OVER (), 'mistyped', mistyped(name), name FROM (SELECT name FROM few WHERE id > 250 AND length(name) > 5 ORDER BY id LIMIT 500) n;
INSERT INTO query SELECT 'many', id, 'real', name, name FROM many WHERE id <= 500;
INSERT INTO query SELECT 'many', 500 + row_number() OVER (), 'mistyped', mistyped(name), name FROM (SELECT name FROM many WHERE id > 500 AND length(name) > 5 ORDER BY id LIMIT 500) n;
-- what finding is judged by: the mistyped names, and other names that listed companies are known by
CREATE TABLE meant AS
SELECT tab, kind, name, original FROM query WHERE kind = 'mistyped'
UNION ALL
SELECT tab, 'other name', name, original
FROM (SELECT DISTINCT o.name, p.name AS original
	  FROM listed o JOIN listed p USING (list, entity)
	  WHERE o.kind = 'company' AND o.type = 'alias' AND p.type = 'primary' AND lower(o.name) <> lower(p.name)
	  AND o.list <> 'EU-OJ') n, (VALUES ('few'), ('many')) t(tab);
DROP TABLE pool, found;
VACUUM ANALYZE few;
VACUUM ANALYZE many;
ANALYZE query;

-- what was measured
CREATE TABLE figure (name text PRIMARY KEY, value float8);
CREATE TABLE looked (tab text, peer text, turn int, id int, us float8, hits bigint);
CREATE PROCEDURE note(n text, v float8) LANGUAGE sql AS $$
	INSERT INTO figure VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value
$$;
INSERT INTO figure SELECT 'names of few', count(*) FROM few UNION ALL SELECT 'names of many', count(*) FROM many;
