-- Screening: what is kept of it

/*
 * A run screens the names of one table of the user against the party lists.
 * It is kept for good: which rows were screened, under which name, against
 * which version of which list, by which rules, and what came of it.  A run
 * grows by passes: the first screens everything, later ones what has changed.
 *
 * The work of a pass is cut into batches.  A batch is done in one transaction,
 * which also marks it as done, so that a crash neither loses nor repeats any.
 * Names are kept once for all runs and known by a hash, so that the same name
 * is the same everywhere.
 */

CREATE FUNCTION screening.rules_version() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT concat(i.info ->> 'rules', ' icu ', i.info ->> 'icu') FROM tradescreen_info() i(info);
END;

COMMENT ON FUNCTION screening.rules_version() IS 'what scores depend on beside the names: the version of the rules and of ICU';

CREATE FUNCTION screening.default_threshold() RETURNS real
LANGUAGE sql STABLE
BEGIN ATOMIC
	-- the library is loaded first, since the setting is its
	SELECT CASE WHEN tradescreen_info() IS NOT NULL THEN current_setting('tradescreen.threshold')::real END;
END;

COMMENT ON FUNCTION screening.default_threshold() IS 'the setting tradescreen.threshold';

CREATE FUNCTION screening.name_id(name text) RETURNS uuid
LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT encode(substring(sha256(convert_to(name_id.name, getdatabaseencoding())) FROM 1 FOR 16), 'hex'::text)::uuid;
END;

COMMENT ON FUNCTION screening.name_id(text) IS 'the number of a name, letter by letter: half of its SHA-256';

CREATE TABLE screening.screened_name (
	name_id		uuid PRIMARY KEY,
	name		text NOT NULL
);

COMMENT ON TABLE screening.screened_name IS 'every name that was ever screened, once';
COMMENT ON COLUMN screening.screened_name.name_id IS 'name_id() of the name';
COMMENT ON COLUMN screening.screened_name.name IS 'the name as it is in the user''s table';

CREATE SEQUENCE screening.run_number;
COMMENT ON SEQUENCE screening.run_number IS 'numbers of runs';

CREATE TABLE screening.run (
	run				bigint PRIMARY KEY DEFAULT nextval('screening.run_number'),
	relation		text NOT NULL,
	key_column		text NOT NULL,
	name_column		text NOT NULL,
	hs_column		text,
	country_column	text,
	date_column		text,
	threshold		real NOT NULL CHECK (threshold BETWEEN 0 AND 1),
	sources			text[],
	kinds			text[],
	programs		text[],
	weak			text NOT NULL CHECK (weak IN ('corroborate', 'alert', 'ignore')),
	batch_size		integer NOT NULL CHECK (batch_size > 0),
	state			text NOT NULL DEFAULT 'preparing' CHECK (state IN ('preparing', 'running', 'finished', 'abandoned')),
	pass			integer NOT NULL DEFAULT 1,
	rules_version	text,
	lists			jsonb NOT NULL DEFAULT '{}',
	rows			bigint NOT NULL DEFAULT 0,
	nameless		bigint NOT NULL DEFAULT 0,
	names			bigint NOT NULL DEFAULT 0,
	seed			bigint NOT NULL DEFAULT (random() * 9e18)::bigint,
	fingerprint		numeric,
	started_at		timestamptz NOT NULL DEFAULT clock_timestamp(),
	started_by		text NOT NULL DEFAULT screening.whoami(),
	pass_at			timestamptz NOT NULL DEFAULT clock_timestamp(),
	finished_at		timestamptz
);

COMMENT ON TABLE screening.run IS 'screenings of tables, one row for each';
COMMENT ON COLUMN screening.run.run IS 'number of the run';
COMMENT ON COLUMN screening.run.relation IS 'table or view that is screened';
COMMENT ON COLUMN screening.run.key_column IS 'its column that tells the rows apart';
COMMENT ON COLUMN screening.run.name_column IS 'its column with the names to screen';
COMMENT ON COLUMN screening.run.hs_column IS 'its column with customs codes, if any';
COMMENT ON COLUMN screening.run.country_column IS 'its column with countries, normally of destination, if any';
COMMENT ON COLUMN screening.run.date_column IS 'its column with dates, if any';
COMMENT ON COLUMN screening.run.threshold IS 'score from which a pair of names is a hit';
COMMENT ON COLUMN screening.run.sources IS 'lists screened against; null for all';
COMMENT ON COLUMN screening.run.kinds IS 'kinds of party screened against; null for all';
COMMENT ON COLUMN screening.run.programs IS 'programmes screened against; null for all';
COMMENT ON COLUMN screening.run.weak IS 'what weak aliases do: corroborate hits by other names, alert by themselves, or nothing (ignore)';
COMMENT ON COLUMN screening.run.batch_size IS 'names in a batch';
COMMENT ON COLUMN screening.run.state IS 'preparing, running, finished, or abandoned';
COMMENT ON COLUMN screening.run.pass IS '1 for the first screening, one more for each rescreening';
COMMENT ON COLUMN screening.run.rules_version IS 'rules_version() at the beginning of the pass';
COMMENT ON COLUMN screening.run.lists IS 'by list: version and time of the last change that the pass is sure to have seen, and the parties and names that there were then';
COMMENT ON COLUMN screening.run.rows IS 'rows of the table at the beginning of the pass';
COMMENT ON COLUMN screening.run.nameless IS 'those among them that cannot be screened, because their name is null or has no letter or digit';
COMMENT ON COLUMN screening.run.names IS 'distinct names in the rows';
COMMENT ON COLUMN screening.run.seed IS 'a number that nobody chose, for the fingerprint';
COMMENT ON COLUMN screening.run.fingerprint IS 'sum of a hash of each row that was read: if it and the number of rows are the same, no row has changed';
COMMENT ON COLUMN screening.run.started_at IS 'when the run was started';
COMMENT ON COLUMN screening.run.started_by IS 'the role that started it';
COMMENT ON COLUMN screening.run.pass_at IS 'when the pass was started';
COMMENT ON COLUMN screening.run.finished_at IS 'when the pass was finished';

CREATE TABLE screening.run_row (
	run			bigint NOT NULL,
	key			text COLLATE "C" NOT NULL,
	name_id		uuid,
	hs			hscode,
	country		text,
	day			date,
	was			uuid,
	gone		integer,
	PRIMARY KEY (run, key)
);

CREATE INDEX run_row_name ON screening.run_row (run, name_id);

COMMENT ON TABLE screening.run_row IS 'rows of the screened tables, as they were when they were last screened';
COMMENT ON COLUMN screening.run_row.run IS 'the run';
COMMENT ON COLUMN screening.run_row.key IS 'key of the row, as text';
COMMENT ON COLUMN screening.run_row.name_id IS 'the name that was screened; null if there is none to screen';
COMMENT ON COLUMN screening.run_row.hs IS 'customs code';
COMMENT ON COLUMN screening.run_row.country IS 'country';
COMMENT ON COLUMN screening.run_row.day IS 'date';
COMMENT ON COLUMN screening.run_row.was IS 'the name that the row had before, if it was changed between passes';
COMMENT ON COLUMN screening.run_row.gone IS 'the pass at which the row was no longer there; null as long as it is';
COMMENT ON INDEX screening.run_row_name IS 'rows with a name';

CREATE TABLE screening.run_name (
	run			bigint NOT NULL,
	name_id		uuid NOT NULL,
	batch		integer NOT NULL,
	pass		integer NOT NULL,
	gone		integer,
	PRIMARY KEY (run, name_id)
);

CREATE INDEX run_name_batch ON screening.run_name (run, batch);

COMMENT ON TABLE screening.run_name IS 'names that a run screens';
COMMENT ON COLUMN screening.run_name.run IS 'the run';
COMMENT ON COLUMN screening.run_name.name_id IS 'the name';
COMMENT ON COLUMN screening.run_name.batch IS 'the batch in which it was last screened against all listed names';
COMMENT ON COLUMN screening.run_name.pass IS 'the pass of that batch';
COMMENT ON COLUMN screening.run_name.gone IS 'the pass at which no row had the name any more; null as long as one has';
COMMENT ON INDEX screening.run_name_batch IS 'names of a batch';

CREATE TABLE screening.run_batch (
	run			bigint NOT NULL,
	batch		integer NOT NULL,
	pass		integer NOT NULL,
	scope		text NOT NULL CHECK (scope IN ('names', 'parties')),
	size		integer NOT NULL,
	done_at		timestamptz,
	done_by		text,
	found		integer,
	PRIMARY KEY (run, batch)
);

COMMENT ON TABLE screening.run_batch IS 'batches of work of the runs';
COMMENT ON COLUMN screening.run_batch.run IS 'the run';
COMMENT ON COLUMN screening.run_batch.batch IS 'number of the batch within the run';
COMMENT ON COLUMN screening.run_batch.pass IS 'the pass to which it belongs';
COMMENT ON COLUMN screening.run_batch.scope IS 'names: some names of the table against all listed names; parties: the names of some listed parties against all names of the table';
COMMENT ON COLUMN screening.run_batch.size IS 'how many names or parties';
COMMENT ON COLUMN screening.run_batch.done_at IS 'when it was done; null until then';
COMMENT ON COLUMN screening.run_batch.done_by IS 'the role that did it';
COMMENT ON COLUMN screening.run_batch.found IS 'pairs that it found';

CREATE TABLE screening.run_party (
	run			bigint NOT NULL,
	batch		integer NOT NULL,
	source		text NOT NULL,
	entity_id	text NOT NULL,
	PRIMARY KEY (run, batch, source, entity_id)
);

COMMENT ON TABLE screening.run_party IS 'parties of the batches whose scope is parties: those that were changed since the pass before';
COMMENT ON COLUMN screening.run_party.run IS 'the run';
COMMENT ON COLUMN screening.run_party.batch IS 'the batch';
COMMENT ON COLUMN screening.run_party.source IS 'the list';
COMMENT ON COLUMN screening.run_party.entity_id IS 'the entry';

CREATE SEQUENCE screening.hit_number;
COMMENT ON SEQUENCE screening.hit_number IS 'numbers of hits';

CREATE TABLE screening.hit (
	hit				bigint PRIMARY KEY DEFAULT nextval('screening.hit_number'),
	run				bigint NOT NULL,
	name_id			uuid NOT NULL,
	name			text NOT NULL,
	source			text NOT NULL,
	entity_id		text NOT NULL,
	listed_name		text NOT NULL,
	name_type		text NOT NULL,
	score			real NOT NULL,
	other_names		jsonb NOT NULL DEFAULT '[]',
	reason			text,
	explanation		jsonb,
	primary_name	text,
	kind			text,
	program			text[],
	listed_country	text,
	rules_version	text NOT NULL,
	list_version	text,
	state			text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'cleared', 'confirmed', 'closed')),
	state_reason	text,
	returned		text,
	cleared			bigint,
	pass			integer NOT NULL,
	found_at		timestamptz NOT NULL DEFAULT clock_timestamp(),
	found_by		text NOT NULL DEFAULT screening.whoami(),
	state_at		timestamptz NOT NULL DEFAULT clock_timestamp(),
	UNIQUE (run, name_id, source, entity_id)
);

-- nobody searches by these, and to sample them takes longer than all else that the statistics need
ALTER TABLE screening.hit ALTER other_names SET STATISTICS 0, ALTER reason SET STATISTICS 0, ALTER explanation SET STATISTICS 0;

CREATE INDEX hit_party ON screening.hit (source, entity_id, name_id);
CREATE INDEX hit_open ON screening.hit (run) WHERE state = 'open';
CREATE INDEX hit_name ON screening.hit (name_id);

COMMENT ON TABLE screening.hit IS 'names of screened tables that resemble a listed party: one row for a name and a party';
COMMENT ON COLUMN screening.hit.hit IS 'number of the hit';
COMMENT ON COLUMN screening.hit.run IS 'the run that found it';
COMMENT ON COLUMN screening.hit.name_id IS 'the screened name';
COMMENT ON COLUMN screening.hit.name IS 'the screened name';
COMMENT ON COLUMN screening.hit.source IS 'the list';
COMMENT ON COLUMN screening.hit.entity_id IS 'the listed party';
COMMENT ON COLUMN screening.hit.listed_name IS 'the name of the party that is most similar';
COMMENT ON COLUMN screening.hit.name_type IS 'primary, alias or weak_alias';
COMMENT ON COLUMN screening.hit.score IS 'name_score() of the two';
COMMENT ON COLUMN screening.hit.other_names IS 'other names of the party that are similar too: name, type, score';
COMMENT ON COLUMN screening.hit.reason IS 'what met what, in words';
COMMENT ON COLUMN screening.hit.explanation IS 'name_explain() of the two';
COMMENT ON COLUMN screening.hit.primary_name IS 'primary name of the party';
COMMENT ON COLUMN screening.hit.kind IS 'kind of the party';
COMMENT ON COLUMN screening.hit.program IS 'programmes under which the party is listed';
COMMENT ON COLUMN screening.hit.listed_country IS 'countries of the party';
COMMENT ON COLUMN screening.hit.rules_version IS 'rules_version() under which the score was made';
COMMENT ON COLUMN screening.hit.list_version IS 'version of the list when the pair was last looked at';
COMMENT ON COLUMN screening.hit.state IS 'open; cleared: known to be another party; confirmed: known to be that party; closed: a later pass did not find it';
COMMENT ON COLUMN screening.hit.state_reason IS 'why the hit is in this state';
COMMENT ON COLUMN screening.hit.returned IS 'for a hit that was silent and came back: why';
COMMENT ON COLUMN screening.hit.cleared IS 'the decision by which it is or was cleared';
COMMENT ON COLUMN screening.hit.pass IS 'pass of the run that last looked at the pair';
COMMENT ON COLUMN screening.hit.found_at IS 'when the pair was first found';
COMMENT ON COLUMN screening.hit.found_by IS 'the role whose session found it';
COMMENT ON COLUMN screening.hit.state_at IS 'since when the hit is in this state';
COMMENT ON INDEX screening.hit_party IS 'hits of a party, and of a pair in all runs';
COMMENT ON INDEX screening.hit_open IS 'open hits of a run';
COMMENT ON INDEX screening.hit_name IS 'hits of a name';

CREATE TABLE screening.hit_event (
	hit				bigint NOT NULL,
	at				timestamptz NOT NULL,
	by				text NOT NULL,
	event			text NOT NULL,
	note			text,
	before			jsonb,
	after			jsonb,
	rules_version	text,
	list_version	text
);

CREATE INDEX hit_event_hit ON screening.hit_event (hit, at);

COMMENT ON TABLE screening.hit_event IS 'what happened to hits after they were found; append-only';
COMMENT ON COLUMN screening.hit_event.hit IS 'the hit';
COMMENT ON COLUMN screening.hit_event.at IS 'when';
COMMENT ON COLUMN screening.hit_event.by IS 'the role that did it';
COMMENT ON COLUMN screening.hit_event.event IS 'opened, cleared, confirmed, closed: the new state; changed: something else; note';
COMMENT ON COLUMN screening.hit_event.note IS 'why';
COMMENT ON COLUMN screening.hit_event.before IS 'the columns that changed, as they were';
COMMENT ON COLUMN screening.hit_event.after IS 'the same, as they are now';
COMMENT ON COLUMN screening.hit_event.rules_version IS 'rules under which the hit stands now';
COMMENT ON COLUMN screening.hit_event.list_version IS 'version of the list under which it stands now';
COMMENT ON INDEX screening.hit_event_hit IS 'the story of a hit';

CREATE TABLE screening.run_event (
	run				bigint NOT NULL,
	at				timestamptz NOT NULL,
	by				text NOT NULL,
	event			text NOT NULL,
	details			jsonb NOT NULL
);

CREATE INDEX run_event_run ON screening.run_event (run, at);

COMMENT ON TABLE screening.run_event IS 'what happened to runs; append-only';
COMMENT ON COLUMN screening.run_event.run IS 'the run';
COMMENT ON COLUMN screening.run_event.at IS 'when';
COMMENT ON COLUMN screening.run_event.by IS 'the role that did it';
COMMENT ON COLUMN screening.run_event.event IS 'started: a pass; finished: a pass; abandoned: the run; renamed: its table or columns';
COMMENT ON COLUMN screening.run_event.details IS 'the run''s versions and numbers then';
COMMENT ON INDEX screening.run_event_run IS 'the story of a run';

-- The audit trail is written by triggers, with the rights of the owner.

CREATE FUNCTION screening.log_hit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	old_row	jsonb := to_jsonb(OLD);
	new_row	jsonb := to_jsonb(NEW);
BEGIN
	INSERT INTO screening.hit_event (hit, at, by, event, note, before, after, rules_version, list_version)
	SELECT NEW.hit, clock_timestamp(), screening.whoami(),
		   CASE WHEN NEW.state = OLD.state THEN 'changed' WHEN NEW.state = 'open' THEN 'opened' ELSE NEW.state END,
		   coalesce(CASE WHEN NEW.state = 'open' THEN NEW.returned END, NEW.state_reason),
		   jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, new_row -> o.key),
		   NEW.rules_version, NEW.list_version
	FROM jsonb_each(old_row) o
	WHERE o.value IS DISTINCT FROM new_row -> o.key AND o.key NOT IN ('pass', 'state_at')
	HAVING count(*) > 0;
	RETURN NULL;
END
$$;

COMMENT ON FUNCTION screening.log_hit() IS 'trigger: writes what changes in hits to the audit trail';
REVOKE ALL ON FUNCTION screening.log_hit() FROM PUBLIC;

CREATE TRIGGER log AFTER UPDATE ON screening.hit FOR EACH ROW EXECUTE FUNCTION screening.log_hit();
COMMENT ON TRIGGER log ON screening.hit IS 'changes are written to screening.hit_event';

CREATE FUNCTION screening.log_run() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	-- or a rescreening would no longer equal a screening
	IF (NEW.run, NEW.threshold, NEW.sources, NEW.kinds, NEW.programs, NEW.weak, NEW.started_at, NEW.started_by)
	   IS DISTINCT FROM (OLD.run, OLD.threshold, OLD.sources, OLD.kinds, OLD.programs, OLD.weak, OLD.started_at, OLD.started_by) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'what a run screens against cannot be changed',
			HINT = 'Screen the table anew.';
	END IF;
	IF (NEW.relation, NEW.key_column, NEW.name_column, NEW.hs_column, NEW.country_column, NEW.date_column)
	   IS DISTINCT FROM (OLD.relation, OLD.key_column, OLD.name_column, OLD.hs_column, OLD.country_column, OLD.date_column) THEN
		INSERT INTO screening.run_event (run, at, by, event, details)
		VALUES (NEW.run, clock_timestamp(), screening.whoami(), 'renamed', to_jsonb(NEW) || jsonb_build_object('before', to_jsonb(OLD)));
	END IF;
	IF (NEW.state, NEW.pass) IS DISTINCT FROM (OLD.state, OLD.pass) AND NEW.state <> 'preparing' THEN
		INSERT INTO screening.run_event (run, at, by, event, details)
		VALUES (NEW.run, clock_timestamp(), screening.whoami(),
				CASE NEW.state WHEN 'running' THEN 'started' ELSE NEW.state END, to_jsonb(NEW));
	END IF;
	RETURN NULL;
END
$$;

COMMENT ON FUNCTION screening.log_run() IS 'trigger: writes what happens to runs to the audit trail, and refuses what must not';
REVOKE ALL ON FUNCTION screening.log_run() FROM PUBLIC;

CREATE TRIGGER log AFTER UPDATE ON screening.run FOR EACH ROW EXECUTE FUNCTION screening.log_run();
COMMENT ON TRIGGER log ON screening.run IS 'passes are written to screening.run_event';

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON screening.hit_event
	FOR EACH STATEMENT EXECUTE FUNCTION screening.refuse_rewriting();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON screening.run_event
	FOR EACH STATEMENT EXECUTE FUNCTION screening.refuse_rewriting();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON screening.screened_name
	FOR EACH STATEMENT EXECUTE FUNCTION screening.refuse_rewriting();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON screening.hit
	FOR EACH STATEMENT EXECUTE FUNCTION screening.refuse_rewriting();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON screening.run
	FOR EACH STATEMENT EXECUTE FUNCTION screening.refuse_rewriting();

COMMENT ON TRIGGER append_only ON screening.hit_event IS 'rows are added, never changed';
COMMENT ON TRIGGER append_only ON screening.run_event IS 'rows are added, never changed';
COMMENT ON TRIGGER append_only ON screening.screened_name IS 'rows are added, never changed';
COMMENT ON TRIGGER kept ON screening.hit IS 'hits change their state, but are never deleted';
COMMENT ON TRIGGER kept ON screening.run IS 'runs are never deleted';
