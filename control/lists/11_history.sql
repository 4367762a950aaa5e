-- Party lists: history

/*
 * What a list said at any time is answerable: a row says since when it has
 * been as it is, and what it was before goes to a table of the past.  Triggers
 * see to it, so that it holds for changes by hand as well as for loads.
 *
 * All changes of one list have different times, in the order in which they
 * are committed, because the row of the list is locked first.  Rescreening
 * depends on it: whoever has seen the list as of a time has seen every change
 * with that time or an earlier one.
 */

CREATE FUNCTION screening.whoami() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT coalesce(nullif(current_setting('role', true), 'none'), session_user::text);
END;

COMMENT ON FUNCTION screening.whoami() IS
	'the role that acts: that of SET ROLE or of the session, also within functions that run with the rights of their owner';

CREATE FUNCTION screening.touch(source text) RETURNS timestamptz
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	stamp	timestamptz;
	before	timestamptz;
BEGIN
	-- a load has locked the list and knows the time already; what is no time of this transaction comes from somebody else
	stamp := nullif(current_setting('screening.load_at', true), '')::timestamptz;
	IF stamp IS NOT NULL THEN
		SELECT s.changed_at INTO before FROM screening.source s WHERE s.source = touch.source;
		IF stamp >= now() AND (before IS NULL OR stamp > before) AND stamp <= greatest(clock_timestamp(), before + interval '1 microsecond') THEN
			RETURN stamp;
		END IF;
	END IF;
	UPDATE screening.source s
	SET changed_at = greatest(clock_timestamp(), s.changed_at + interval '1 microsecond')
	WHERE s.source = touch.source
	RETURNING s.changed_at INTO stamp;
	RETURN coalesce(stamp, clock_timestamp());
END
$$;

COMMENT ON FUNCTION screening.touch(text) IS 'locks a list that is being changed, and returns the time of the change';

CREATE FUNCTION screening.stamp_row() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	-- a dump that is restored says since when; whoever may do that owns the table
	IF TG_OP = 'INSERT' AND NEW.since IS NOT NULL
	   AND pg_has_role(current_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID), 'USAGE') THEN
		RETURN NEW;
	END IF;
	NEW.since := screening.touch(NEW.source);
	RETURN NEW;
END
$$;

COMMENT ON FUNCTION screening.stamp_row() IS 'trigger: sets since when a row has been as it is';

-- a load gives a time after its transaction began, and there is nothing to do then
CREATE TRIGGER stamp_new BEFORE INSERT ON screening.party
	FOR EACH ROW WHEN (NEW.since IS NULL OR NEW.since < now() OR NEW.since > clock_timestamp()) EXECUTE FUNCTION screening.stamp_row();
CREATE TRIGGER stamp_new BEFORE INSERT ON screening.party_name
	FOR EACH ROW WHEN (NEW.since IS NULL OR NEW.since < now() OR NEW.since > clock_timestamp()) EXECUTE FUNCTION screening.stamp_row();
CREATE TRIGGER stamp_changed BEFORE UPDATE ON screening.party
	FOR EACH ROW WHEN (NEW.since IS NOT DISTINCT FROM OLD.since OR NEW.since < now() OR NEW.since > clock_timestamp()) EXECUTE FUNCTION screening.stamp_row();
CREATE TRIGGER stamp_changed BEFORE UPDATE ON screening.party_name
	FOR EACH ROW WHEN (NEW.since IS NOT DISTINCT FROM OLD.since OR NEW.since < now() OR NEW.since > clock_timestamp()) EXECUTE FUNCTION screening.stamp_row();

COMMENT ON TRIGGER stamp_new ON screening.party IS 'a new row is stamped, unless a load or a restored dump gives the time';
COMMENT ON TRIGGER stamp_new ON screening.party_name IS 'a new row is stamped, unless a load or a restored dump gives the time';
COMMENT ON TRIGGER stamp_changed ON screening.party IS 'a changed row is stamped';
COMMENT ON TRIGGER stamp_changed ON screening.party_name IS 'a changed row is stamped';

CREATE TABLE screening.party_past (
	source		text NOT NULL,
	entity_id	text NOT NULL,
	kind		text NOT NULL,
	program		text[] NOT NULL,
	country		text,
	addresses	jsonb NOT NULL,
	details		jsonb NOT NULL,
	remarks		text,
	since		timestamptz NOT NULL,
	until		timestamptz NOT NULL
);

CREATE INDEX party_past_entity ON screening.party_past (source, entity_id);

COMMENT ON TABLE screening.party_past IS 'what rows of screening.party were before they were changed or removed';
COMMENT ON COLUMN screening.party_past.source IS 'the list';
COMMENT ON COLUMN screening.party_past.entity_id IS 'the publisher''s number of the entry';
COMMENT ON COLUMN screening.party_past.kind IS 'as in screening.party';
COMMENT ON COLUMN screening.party_past.program IS 'as in screening.party';
COMMENT ON COLUMN screening.party_past.country IS 'as in screening.party';
COMMENT ON COLUMN screening.party_past.addresses IS 'as in screening.party';
COMMENT ON COLUMN screening.party_past.details IS 'as in screening.party';
COMMENT ON COLUMN screening.party_past.remarks IS 'as in screening.party';
COMMENT ON COLUMN screening.party_past.since IS 'since when the row was like this';
COMMENT ON COLUMN screening.party_past.until IS 'when it was changed or removed';
COMMENT ON INDEX screening.party_past_entity IS 'the past of one entry';

CREATE TABLE screening.party_name_past (
	source		text NOT NULL,
	entity_id	text NOT NULL,
	name		text NOT NULL,
	name_type	text NOT NULL,
	relation	text,
	since		timestamptz NOT NULL,
	until		timestamptz NOT NULL
);

CREATE INDEX party_name_past_entity ON screening.party_name_past (source, entity_id);

COMMENT ON TABLE screening.party_name_past IS 'what rows of screening.party_name were before they were changed or removed';
COMMENT ON COLUMN screening.party_name_past.source IS 'the list';
COMMENT ON COLUMN screening.party_name_past.entity_id IS 'the publisher''s number of the entry';
COMMENT ON COLUMN screening.party_name_past.name IS 'as in screening.party_name';
COMMENT ON COLUMN screening.party_name_past.name_type IS 'as in screening.party_name';
COMMENT ON COLUMN screening.party_name_past.relation IS 'as in screening.party_name';
COMMENT ON COLUMN screening.party_name_past.since IS 'since when the row was like this';
COMMENT ON COLUMN screening.party_name_past.until IS 'when it was changed or removed';
COMMENT ON INDEX screening.party_name_past_entity IS 'the past names of one entry';

/*
 * These run with the rights of the owner, so that nobody else needs the right
 * to write to the past.  No one may make a trigger of them elsewhere.
 */
CREATE FUNCTION screening.keep_past() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF TG_TABLE_NAME = 'party' THEN
		INSERT INTO screening.party_past
		SELECT g.source, g.entity_id, g.kind, g.program, g.country, g.addresses, g.details, g.remarks, g.since, t.stamp
		FROM (SELECT d.source, screening.touch(d.source) AS stamp
			  FROM (SELECT DISTINCT g.source FROM gone g ORDER BY 1) d) t
			 JOIN gone g ON g.source = t.source;
	ELSE
		INSERT INTO screening.party_name_past
		SELECT g.source, g.entity_id, g.name, g.name_type, g.relation, g.since, t.stamp
		FROM (SELECT d.source, screening.touch(d.source) AS stamp
			  FROM (SELECT DISTINCT g.source FROM gone g ORDER BY 1) d) t
			 JOIN gone g ON g.source = t.source;
	END IF;
	RETURN NULL;
END
$$;

COMMENT ON FUNCTION screening.keep_past() IS 'trigger: keeps what rows were before they are changed or removed';
REVOKE ALL ON FUNCTION screening.keep_past() FROM PUBLIC;

CREATE FUNCTION screening.keep_all_past() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF TG_TABLE_NAME = 'party' THEN
		INSERT INTO screening.party_past
		SELECT g.source, g.entity_id, g.kind, g.program, g.country, g.addresses, g.details, g.remarks, g.since, t.stamp
		FROM (SELECT d.source, screening.touch(d.source) AS stamp
			  FROM (SELECT DISTINCT p.source FROM screening.party p ORDER BY 1) d) t
			 JOIN screening.party g ON g.source = t.source;
	ELSE
		INSERT INTO screening.party_name_past
		SELECT g.source, g.entity_id, g.name, g.name_type, g.relation, g.since, t.stamp
		FROM (SELECT d.source, screening.touch(d.source) AS stamp
			  FROM (SELECT DISTINCT n.source FROM screening.party_name n ORDER BY 1) d) t
			 JOIN screening.party_name g ON g.source = t.source;
	END IF;
	RETURN NULL;
END
$$;

COMMENT ON FUNCTION screening.keep_all_past() IS 'trigger: keeps what rows were before a table is truncated';
REVOKE ALL ON FUNCTION screening.keep_all_past() FROM PUBLIC;

CREATE TRIGGER keep_changed AFTER UPDATE ON screening.party
	REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION screening.keep_past();
CREATE TRIGGER keep_removed AFTER DELETE ON screening.party
	REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION screening.keep_past();
CREATE TRIGGER keep_truncated BEFORE TRUNCATE ON screening.party
	FOR EACH STATEMENT EXECUTE FUNCTION screening.keep_all_past();
CREATE TRIGGER keep_changed AFTER UPDATE ON screening.party_name
	REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION screening.keep_past();
CREATE TRIGGER keep_removed AFTER DELETE ON screening.party_name
	REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION screening.keep_past();
CREATE TRIGGER keep_truncated BEFORE TRUNCATE ON screening.party_name
	FOR EACH STATEMENT EXECUTE FUNCTION screening.keep_all_past();

COMMENT ON TRIGGER keep_changed ON screening.party IS 'what was changed is kept in screening.party_past';
COMMENT ON TRIGGER keep_removed ON screening.party IS 'what was removed is kept in screening.party_past';
COMMENT ON TRIGGER keep_truncated ON screening.party IS 'what was removed is kept in screening.party_past';
COMMENT ON TRIGGER keep_changed ON screening.party_name IS 'what was changed is kept in screening.party_name_past';
COMMENT ON TRIGGER keep_removed ON screening.party_name IS 'what was removed is kept in screening.party_name_past';
COMMENT ON TRIGGER keep_truncated ON screening.party_name IS 'what was removed is kept in screening.party_name_past';

-- The log of loads, and of all else that is only ever added to

CREATE FUNCTION screening.refuse_rewriting() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RAISE EXCEPTION USING
		ERRCODE = 'object_not_in_prerequisite_state',
		MESSAGE = format(CASE TG_NAME WHEN 'kept' THEN 'table "%s.%s" is part of the audit trail: its rows are never deleted'
										 ELSE 'table "%s.%s" is part of the audit trail: rows are added to it, never changed or deleted' END,
						 TG_TABLE_SCHEMA, TG_TABLE_NAME);
END
$$;

COMMENT ON FUNCTION screening.refuse_rewriting() IS 'trigger: keeps the audit trail from being changed';

CREATE TABLE screening.load (
	source			text NOT NULL,
	loaded_at		timestamptz NOT NULL,
	loaded_by		text NOT NULL,
	version			text NOT NULL,
	published		date,
	checksum		text NOT NULL,
	parties			integer NOT NULL,
	names			integer NOT NULL,
	skipped			integer NOT NULL,
	added			integer NOT NULL,
	changed			integer NOT NULL,
	removed			integer NOT NULL,
	names_added		integer NOT NULL,
	names_removed	integer NOT NULL,
	PRIMARY KEY (source, loaded_at)
);

COMMENT ON TABLE screening.load IS 'every load of a list, also those that found nothing new; append-only';
COMMENT ON COLUMN screening.load.source IS 'the list';
COMMENT ON COLUMN screening.load.loaded_at IS 'when; the rows that the load wrote have it as their since';
COMMENT ON COLUMN screening.load.loaded_by IS 'the role that loaded';
COMMENT ON COLUMN screening.load.version IS 'version of the list, as in screening.source';
COMMENT ON COLUMN screening.load.published IS 'date that the publisher gives the version; null where the files carry none';
COMMENT ON COLUMN screening.load.checksum IS 'SHA-256 of the files';
COMMENT ON COLUMN screening.load.parties IS 'number of parties after the load';
COMMENT ON COLUMN screening.load.names IS 'number of names after the load';
COMMENT ON COLUMN screening.load.skipped IS 'records of the files that were left out';
COMMENT ON COLUMN screening.load.added IS 'parties added';
COMMENT ON COLUMN screening.load.changed IS 'parties changed, in what is said of them or in their names';
COMMENT ON COLUMN screening.load.removed IS 'parties removed';
COMMENT ON COLUMN screening.load.names_added IS 'names added, or given another type';
COMMENT ON COLUMN screening.load.names_removed IS 'names removed, or given another type';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON screening.load
	FOR EACH STATEMENT EXECUTE FUNCTION screening.refuse_rewriting();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON screening.party_past
	FOR EACH STATEMENT EXECUTE FUNCTION screening.refuse_rewriting();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON screening.party_name_past
	FOR EACH STATEMENT EXECUTE FUNCTION screening.refuse_rewriting();

COMMENT ON TRIGGER append_only ON screening.load IS 'rows are added, never changed';
COMMENT ON TRIGGER append_only ON screening.party_past IS 'rows are added, never changed';
COMMENT ON TRIGGER append_only ON screening.party_name_past IS 'rows are added, never changed';

-- With the rights of the owner, so that the log can be written only here.
CREATE FUNCTION screening.log_load(source text, loaded_at timestamptz, version text, published date, checksum text,
	parties integer, names integer, skipped integer, added integer, changed integer, removed integer,
	names_added integer, names_removed integer)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF NOT has_table_privilege(screening.whoami(), 'screening.party', 'INSERT') THEN
		RAISE EXCEPTION USING
			ERRCODE = 'insufficient_privilege',
			MESSAGE = 'only who may load lists may log a load';
	END IF;
	-- of the past nothing is written afterwards
	IF log_load.loaded_at < now() OR log_load.loaded_at > greatest(clock_timestamp(), (SELECT s.changed_at FROM screening.source s WHERE s.source = log_load.source)) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'a load is logged in the transaction that makes it';
	END IF;
	INSERT INTO screening.load
	VALUES (log_load.source, log_load.loaded_at, screening.whoami(), log_load.version, log_load.published,
			log_load.checksum, log_load.parties, log_load.names, log_load.skipped, log_load.added, log_load.changed,
			log_load.removed, log_load.names_added, log_load.names_removed);
END
$$;

COMMENT ON FUNCTION screening.log_load(text, timestamptz, text, date, text, integer, integer, integer, integer, integer, integer, integer, integer) IS
	'adds a row to screening.load';

-- What a list said

CREATE FUNCTION screening.watchlist_at(at timestamptz, source text DEFAULT NULL)
RETURNS TABLE (source text, entity_id text, name text, name_type text, relation text,
			   kind text, program text[], country text, primary_name text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	WITH p AS (
		SELECT c.source, c.entity_id, c.kind, c.program, c.country
		FROM screening.party c
		WHERE c.since <= watchlist_at.at AND (watchlist_at.source IS NULL OR c.source = watchlist_at.source)
		UNION ALL
		SELECT o.source, o.entity_id, o.kind, o.program, o.country
		FROM screening.party_past o
		WHERE o.since <= watchlist_at.at AND watchlist_at.at < o.until
			  AND (watchlist_at.source IS NULL OR o.source = watchlist_at.source)
	), n AS (
		SELECT c.source, c.entity_id, c.name, c.name_type, c.relation
		FROM screening.party_name c
		WHERE c.since <= watchlist_at.at AND (watchlist_at.source IS NULL OR c.source = watchlist_at.source)
		UNION ALL
		SELECT o.source, o.entity_id, o.name, o.name_type, o.relation
		FROM screening.party_name_past o
		WHERE o.since <= watchlist_at.at AND watchlist_at.at < o.until
			  AND (watchlist_at.source IS NULL OR o.source = watchlist_at.source)
	)
	SELECT n.source, n.entity_id, n.name, n.name_type, n.relation, p.kind, p.program, p.country, m.name
	FROM n
		 LEFT JOIN p ON p.source = n.source AND p.entity_id = n.entity_id
		 LEFT JOIN n m ON m.source = n.source AND m.entity_id = n.entity_id AND m.name_type = 'primary';
END;

COMMENT ON FUNCTION screening.watchlist_at(timestamptz, text) IS
	'screening.watchlist as it was at a time, for one list or all';

CREATE FUNCTION screening.list_changes(source text, after timestamptz, until timestamptz DEFAULT 'infinity')
RETURNS TABLE (entity_id text, change text, name text, name_type text, primary_name text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH rows AS (
		SELECT c.entity_id, c.since, 'infinity'::timestamptz AS until,
			   jsonb_build_array(c.kind, c.program, c.country, c.addresses, c.details, c.remarks) AS said
		FROM screening.party c
		WHERE c.source = list_changes.source
		UNION ALL
		SELECT o.entity_id, o.since, o.until,
			   jsonb_build_array(o.kind, o.program, o.country, o.addresses, o.details, o.remarks)
		FROM screening.party_past o
		WHERE o.source = list_changes.source AND o.until > list_changes.after
	), party_before AS (
		SELECT r.entity_id, r.said FROM rows r WHERE r.since <= list_changes.after AND list_changes.after < r.until
	), party_after AS (
		SELECT r.entity_id, r.said FROM rows r
		WHERE r.since <= list_changes.until AND (list_changes.until < r.until OR r.until = 'infinity')
	), before AS (
		SELECT w.* FROM screening.watchlist_at(list_changes.after, list_changes.source) w
	), now AS (
		SELECT w.* FROM screening.watchlist_at(list_changes.until, list_changes.source) w
	)
	SELECT coalesce(a.entity_id, b.entity_id),
		   CASE WHEN b.entity_id IS NULL THEN 'party added'
				WHEN a.entity_id IS NULL THEN 'party removed'
				ELSE 'party changed'
		   END,
		   NULL::text, NULL::text,
		   coalesce((SELECT n.name FROM now n WHERE n.entity_id = a.entity_id AND n.name_type = 'primary'),
					(SELECT n.name FROM before n WHERE n.entity_id = b.entity_id AND n.name_type = 'primary'))
	FROM party_before b FULL JOIN party_after a ON a.entity_id = b.entity_id
	WHERE a.said IS DISTINCT FROM b.said
	UNION ALL
	SELECT coalesce(a.entity_id, b.entity_id),
		   CASE WHEN b.entity_id IS NULL THEN 'name added'
				WHEN a.entity_id IS NULL THEN 'name removed'
				ELSE 'name changed'
		   END,
		   coalesce(a.name, b.name), coalesce(a.name_type, b.name_type), coalesce(a.primary_name, b.primary_name)
	FROM before b FULL JOIN now a ON a.entity_id = b.entity_id AND a.name = b.name
	WHERE (a.name_type, a.relation) IS DISTINCT FROM (b.name_type, b.relation);
END;

COMMENT ON FUNCTION screening.list_changes(text, timestamptz, timestamptz) IS
	'what has changed in a list after one time and until another: parties and names added, changed and removed';
