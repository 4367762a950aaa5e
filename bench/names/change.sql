-- Inserting into the larger table with one index, and vacuuming.

\set ON_ERROR_STOP on
SET maintenance_work_mem = '512MB';
SET max_parallel_maintenance_workers = 0;
SET synchronous_commit = off;

CREATE TABLE inserted (peer text, id int, us float8);
CREATE PROCEDURE prepare(peer text, index text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE TABLE t_%s (id bigint, name text)', peer);
	EXECUTE format('INSERT INTO t_%s SELECT id, name FROM many', peer);
	IF index <> '' THEN
		EXECUTE format('CREATE INDEX ON t_%s USING %s', peer, index);
	END IF;
	-- one by one, each timed, a hundred to a transaction
	EXECUTE format($f$
		CREATE PROCEDURE insert_%1$s() LANGUAGE plpgsql AS $p$
		DECLARE f fresh; t timestamptz; us float8[];
		BEGIN
			FOR f IN SELECT * FROM fresh WHERE id > 40000 AND id <= 80000 ORDER BY id LOOP
				t := clock_timestamp();
				INSERT INTO t_%1$s VALUES (1000000000 + f.id, f.name);
				us := us || (extract(epoch FROM clock_timestamp() - t) * 1e6)::float8;
				IF f.id %% 100 = 0 THEN
					INSERT INTO inserted SELECT %1$L, f.id, u FROM unnest(us) u;
					us := NULL;
					COMMIT;
				END IF;
			END LOOP;
		END $p$ $f$, peer);
END $$;
CALL prepare('none', '');
CALL prepare('btree', 'btree (name)');
CALL prepare('gin', 'gin (name gin_trgm_ops)');
CALL prepare('screen', 'screen (name)');
VACUUM ANALYZE t_none, t_btree, t_gin, t_screen;

-- forty statements of a thousand rows each, taking turns; and their WAL
CREATE TABLE bulk (peer text, seconds float8, wal float8);
CREATE PROCEDURE insert_bulk() LANGUAGE plpgsql AS $$
DECLARE peer text; t timestamptz; lsn pg_lsn; s float8;
BEGIN
	FOR i IN 0 .. 39 LOOP
		FOREACH peer IN ARRAY '{none,btree,screen,gin}'::text[] LOOP
			lsn := pg_current_wal_insert_lsn();
			t := clock_timestamp();
			EXECUTE format('INSERT INTO t_%s SELECT 1000000000 + id, name FROM fresh WHERE id > %s AND id <= %s', peer, i * 1000, i * 1000 + 1000);
			s := extract(epoch FROM clock_timestamp() - t);
			INSERT INTO bulk VALUES (peer, s, pg_current_wal_insert_lsn() - lsn);
			COMMIT;
		END LOOP;
	END LOOP;
END $$;
CREATE INDEX ON fresh (id);
ANALYZE fresh;
CHECKPOINT;
CALL insert_bulk();
CALL insert_none();
CALL insert_btree();
CALL insert_screen();
CALL insert_gin();

DELETE FROM t_none WHERE id % 10 = 3;
DELETE FROM t_btree WHERE id % 10 = 3;
DELETE FROM t_gin WHERE id % 10 = 3;
DELETE FROM t_screen WHERE id % 10 = 3;
SELECT clock_timestamp() AS t \gset
VACUUM t_none;
CALL note('vacuum none', extract(epoch FROM clock_timestamp() - :'t')::float8);
SELECT clock_timestamp() AS t \gset
VACUUM t_btree;
CALL note('vacuum btree', extract(epoch FROM clock_timestamp() - :'t')::float8);
SELECT clock_timestamp() AS t \gset
VACUUM t_gin;
CALL note('vacuum gin', extract(epoch FROM clock_timestamp() - :'t')::float8);
SELECT clock_timestamp() AS t \gset
VACUUM t_screen;
CALL note('vacuum screen', extract(epoch FROM clock_timestamp() - :'t')::float8);
DROP TABLE t_none, t_btree, t_gin, t_screen;
