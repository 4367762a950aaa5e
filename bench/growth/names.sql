-- How building, size and look-ups of names grow with the table, beside what
-- else a database has for it.  psql variables: sizes, an array of numbers of rows;
-- similarity, whether pg_similarity is there.  Nothing is random: the same
-- names come out each time.

\set ON_ERROR_STOP on
CREATE EXTENSION tradescreen;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION fuzzystrmatch;
SET max_parallel_workers_per_gather = 0;
SET max_parallel_maintenance_workers = 0;
SET maintenance_work_mem = '256MB';
SET work_mem = '64MB';

-- from 0 to 1, the same for the same arguments
CREATE FUNCTION chance(n bigint, salt bigint) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (hashint8extended(n, salt) & 9007199254740991) / 9007199254740992.0;
-- a word that can be spoken; few are frequent and most are rare
CREATE FUNCTION word(n bigint, salt bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT initcap(s[1 + k % 40] || s[1 + k / 40 % 40] || CASE WHEN k % 3 > 0 THEN s[1 + k / 1600 % 40] ELSE '' END)
	FROM (SELECT '{ba,kor,li,sen,ta,mir,vo,del,na,gor,pe,lan,su,tro,fi,ram,ze,nik,do,ves,ka,ril,mo,shen,ga,tov,ne,bel,ro,stan,hu,dar,pi,kon,le,vit,so,mar,ju,tek}'::text[] AS s,
				 floor(64000 * chance(n, salt) ^ 3)::int AS k) x
$$;
CREATE FUNCTION company(n bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT word(n, 1) || ' ' || word(n, 2) || CASE WHEN n % 3 = 0 THEN ' ' || word(n, 3) ELSE '' END || ' ' ||
		   (ARRAY['Trading LLC', 'Ltd', 'JSC', 'GmbH', 'International Co., Ltd.', 'Shipping', 'Electronics Limited', 'Holding'])[1 + n % 8]
$$;
-- with one letter left out
CREATE FUNCTION mistyped(s text, n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT overlay(s PLACING '' FROM 2 + (chance(n, 9) * 6)::int FOR 1) $$;

CREATE TABLE figure (part text, form text, rows bigint, value float8);
-- The median time in microseconds of a query with $1, over so many names; and
-- the share of those for which it found the row that the name came from.
CREATE PROCEDURE look(title text, query text, n_rows bigint, times int) LANGUAGE plpgsql AS $$
DECLARE
	us float8[];
	found bigint := 0;
	row_id bigint;
	start timestamptz;
	hits bigint[];
BEGIN
	FOR i IN 0 .. times LOOP
		row_id := 1 + (chance(i, 17) * (n_rows - 1))::bigint;
		start := clock_timestamp();
		EXECUTE query INTO hits USING mistyped(company(row_id), row_id);
		-- the first one warms up
		IF i > 0 THEN
			us := us || extract(epoch FROM clock_timestamp() - start)::float8 * 1e6;
			found := found + (row_id = ANY (coalesce(hits, '{}')))::int;
		END IF;
	END LOOP;
	INSERT INTO figure SELECT 'look-up', title, n_rows, percentile_cont(0.5) WITHIN GROUP (ORDER BY u) FROM unnest(us) u;
	INSERT INTO figure VALUES ('found', title, n_rows, found / times::float8);
END $$;
CREATE PROCEDURE build(title text, command text, n_rows bigint) LANGUAGE plpgsql AS $$
DECLARE
	start timestamptz := clock_timestamp();
BEGIN
	EXECUTE command;
	INSERT INTO figure VALUES ('build', title, n_rows, extract(epoch FROM clock_timestamp() - start)),
							  ('size', title, n_rows, pg_relation_size('firm_index') / 1e6);
END $$;
CREATE PROCEDURE measure(n_rows bigint, with_similarity bool) LANGUAGE plpgsql AS $$
BEGIN
	CREATE TABLE firm AS SELECT n AS id, company(n) AS name FROM generate_series(1, n_rows) n;
	ANALYZE firm;
	SET LOCAL enable_seqscan = off;
	CALL build('screen', 'CREATE INDEX firm_index ON firm USING screen (name)', n_rows);
	CALL look('screen, ~= at 0.8', 'SELECT array_agg(id) FROM firm WHERE name ~= $1', n_rows, 100);
	SET LOCAL enable_sort = off;
	CALL look('screen, nearest 5', 'SELECT array_agg(id) FROM (SELECT id FROM firm ORDER BY name <~> $1 LIMIT 5) x', n_rows, 50);
	SET LOCAL enable_sort = on;
	DROP INDEX firm_index;
	CALL build('pg_trgm GIN', 'CREATE INDEX firm_index ON firm USING gin (name gin_trgm_ops)', n_rows);
	SET LOCAL pg_trgm.similarity_threshold = 0.6;
	CALL look('pg_trgm GIN, % at 0.6', 'SELECT array_agg(id) FROM firm WHERE name % $1', n_rows, 50);
	DROP INDEX firm_index;
	CALL build('pg_trgm GiST', 'CREATE INDEX firm_index ON firm USING gist (name gist_trgm_ops)', n_rows);
	CALL look('pg_trgm GiST, nearest 5', 'SELECT array_agg(id) FROM (SELECT id FROM firm ORDER BY name <-> $1 LIMIT 5) x', n_rows, 20);
	DROP INDEX firm_index;
	CALL build('fuzzystrmatch, B-tree', 'CREATE INDEX firm_index ON firm (dmetaphone(name))', n_rows);
	CALL look('fuzzystrmatch, dmetaphone in a B-tree', 'SELECT array_agg(id) FROM firm WHERE dmetaphone(name) = dmetaphone($1)', n_rows, 50);
	DROP INDEX firm_index;
	CALL build('B-tree', 'CREATE INDEX firm_index ON firm (name)', n_rows);
	CALL look('B-tree, = of the mistyped name', 'SELECT array_agg(id) FROM firm WHERE name = $1', n_rows, 100);
	DROP INDEX firm_index;
	SET LOCAL enable_seqscan = on;
	-- one after the other, up to where it takes too long
	IF n_rows <= 100000 THEN
		CALL look('name_score, no index', 'SELECT array_agg(id) FROM firm WHERE name ~= $1', n_rows, 5);
		CALL look('fuzzystrmatch, levenshtein_less_equal, no index', 'SELECT array_agg(id) FROM firm WHERE levenshtein_less_equal(name, $1, 2) <= 2', n_rows, 5);
		IF with_similarity THEN
			CALL look('pg_similarity, jarowinkler, no index', 'SELECT array_agg(id) FROM firm WHERE jarowinkler(name, $1) >= 0.95', n_rows, 3);
		END IF;
	END IF;
	DROP TABLE firm;
END $$;
SELECT format('CALL measure(%s, %L)', n, :'similarity') FROM unnest(:'sizes'::bigint[]) n
\gexec
