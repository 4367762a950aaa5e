-- Screening a table

/*
 * How a run goes.  The procedures below only call functions and commit between
 * them; each function is one step that is done whole or not at all.
 *
 *	open_run		finds the unfinished run of the same call, or makes a new one
 *	prepare_run		reads the table: rows, names, batches
 *	do_batch		claims a batch that nobody else has, screens it, marks it as done
 *	finish_run		when no batch is left
 *
 * Sessions that work on one run share nothing but the locks on its batches.
 * Batches of one pass never concern the same pair of a name and a party.
 */

CREATE FUNCTION screening.column_of(relation regclass, name name, what text) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF name IS NULL THEN
		RETURN NULL;
	END IF;
	IF NOT EXISTS (SELECT FROM pg_attribute a
				   WHERE a.attrelid = relation AND a.attname = column_of.name AND a.attnum > 0 AND NOT a.attisdropped) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'undefined_column',
			MESSAGE = format('%s has no column %I for the %s', relation, name, what),
			HINT = (SELECT 'Columns: ' || string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) || '.'
					FROM pg_attribute a WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped);
	END IF;
	RETURN name;
END
$$;

COMMENT ON FUNCTION screening.column_of(regclass, name, text) IS 'a column of a table; an error that says which there are if it has none of that name';

CREATE FUNCTION screening.qualified_name(relation regclass) RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT quote_ident(n.nspname::text) || '.' || quote_ident(c.relname::text)
	FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE c.oid = qualified_name.relation;
END;

COMMENT ON FUNCTION screening.qualified_name(regclass) IS 'name of a table with its schema, whatever the search path is';

CREATE FUNCTION screening.read_hs(code text) RETURNS hscode
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT hs_parse(read_hs.code);
END;

COMMENT ON FUNCTION screening.read_hs(text) IS 'hs_parse(), wherever the engine is';

CREATE FUNCTION screening.check_keys(r screening.run) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	bad	text;
BEGIN
	-- what a constraint says need not be looked for
	IF EXISTS (SELECT FROM pg_class c
					JOIN pg_index i ON i.indrelid = c.oid
					JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
			   WHERE c.oid = r.relation::regclass AND (c.relkind = 'p' OR NOT c.relhassubclass) AND i.indisunique AND i.indimmediate AND i.indisvalid
					 AND i.indnkeyatts = 1 AND i.indpred IS NULL AND a.attname = r.key_column AND a.attnotnull
					 -- two values that the index tells apart are two texts
					 AND a.atttypid IN ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype, 'text'::regtype,
										'varchar'::regtype, 'uuid'::regtype)) THEN
		RETURN;
	END IF;
	EXECUTE format('SELECT CASE WHEN min(t.%1$I::text) IS NULL THEN ''null'' ELSE quote_literal(min(t.%1$I::text)) END '
				   'FROM %2$s t GROUP BY t.%1$I HAVING count(*) > 1 OR t.%1$I IS NULL LIMIT 1', r.key_column, r.relation) INTO bad;
	IF bad IS NOT NULL THEN
		RAISE EXCEPTION USING
			ERRCODE = CASE bad WHEN 'null' THEN 'null_value_not_allowed' ELSE 'unique_violation' END,
			MESSAGE = format('column %I of %s does not tell the rows apart: %s %s', r.key_column, r.relation, bad,
							 CASE bad WHEN 'null' THEN 'is among its values' ELSE 'occurs more than once' END),
			HINT = 'Use the primary key. For several columns, screen a view that joins them into one.';
	END IF;
END
$$;

COMMENT ON FUNCTION screening.check_keys(screening.run) IS 'refuses a key column that is not unique or has nulls';

CREATE FUNCTION screening.open_run(relation regclass, key_column name, name_column name, hs_column name, country_column name, date_column name,
	threshold real, sources text[], kinds text[], programs text[], weak text, batch_size integer)
RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	wanted	screening.run;
	result	bigint;
BEGIN
	wanted.relation := screening.qualified_name(open_run.relation);
	IF wanted.relation IS NULL OR open_run.key_column IS NULL OR open_run.name_column IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed',
			MESSAGE = 'a table, its key column and its name column are needed';
	END IF;
	wanted.key_column := screening.column_of(open_run.relation, open_run.key_column, 'keys');
	wanted.name_column := screening.column_of(open_run.relation, open_run.name_column, 'names');
	wanted.hs_column := screening.column_of(open_run.relation, open_run.hs_column, 'customs codes');
	wanted.country_column := screening.column_of(open_run.relation, open_run.country_column, 'countries');
	wanted.date_column := screening.column_of(open_run.relation, open_run.date_column, 'dates');
	wanted.threshold := coalesce(open_run.threshold, screening.default_threshold());
	PERFORM screening.check_options(wanted.threshold, open_run.sources, open_run.kinds, open_run.weak, open_run.programs);
	IF open_run.batch_size IS NULL OR open_run.batch_size < 1 THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'batch_size must be at least 1';
	END IF;
	IF NOT EXISTS (SELECT FROM screening.party_name) THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'there is nothing to screen against: no list is loaded',
			HINT = 'Load a list first, for example with screening.load_ofac().';
	END IF;

	-- the same call twice is one run with two workers, also if both come at once
	PERFORM pg_advisory_xact_lock('screening.run'::regclass::oid::integer, 0);
	SELECT r.run INTO result
	FROM screening.run r
	WHERE r.state IN ('preparing', 'running') AND r.pass = 1
		  AND (r.relation, r.key_column, r.name_column, r.hs_column, r.country_column, r.date_column,
			   r.threshold, r.sources, r.kinds, r.programs, r.weak)
			  IS NOT DISTINCT FROM
			  (wanted.relation, wanted.key_column, wanted.name_column, wanted.hs_column, wanted.country_column, wanted.date_column,
			   wanted.threshold, open_run.sources, open_run.kinds, open_run.programs, open_run.weak)
	ORDER BY r.run DESC
	LIMIT 1;
	IF FOUND THEN
		RAISE NOTICE 'run % of the same screening is not finished: it is continued', result;
		RETURN result;
	END IF;

	PERFORM screening.check_keys(wanted);
	INSERT INTO screening.run (relation, key_column, name_column, hs_column, country_column, date_column,
							   threshold, sources, kinds, programs, weak, batch_size)
	VALUES (wanted.relation, wanted.key_column, wanted.name_column, wanted.hs_column, wanted.country_column, wanted.date_column,
			wanted.threshold, open_run.sources, open_run.kinds, open_run.programs, open_run.weak, open_run.batch_size)
	RETURNING run INTO result;
	RETURN result;
END
$$;

COMMENT ON FUNCTION screening.open_run(regclass, name, name, name, name, name, real, text[], text[], text[], text, integer) IS
	'number of the unfinished run with these parameters, or of a new one';

CREATE FUNCTION screening.lock_run(run bigint) RETURNS screening.run
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	result	screening.run;
BEGIN
	SELECT r.* INTO result FROM screening.run r WHERE r.run = lock_run.run FOR UPDATE;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('there is no run %s', coalesce(lock_run.run::text, 'null'));
	END IF;
	IF result.state = 'abandoned' THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = format('run %s was abandoned', lock_run.run);
	END IF;
	RETURN result;
END
$$;

COMMENT ON FUNCTION screening.lock_run(bigint) IS 'a run, locked; an error if there is none of that number or if it was abandoned';

-- The lists are looked at before anything else, so that a list that changes meanwhile is looked at again by the next pass.
CREATE FUNCTION screening.lists_now(sources text[]) RETURNS jsonb
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT coalesce(jsonb_object_agg(s.source, jsonb_build_object('version', s.version, 'changed_at', s.changed_at, 'rows', coalesce(r.rows, 0))), '{}'::jsonb)
	FROM screening.source s
		 LEFT JOIN (SELECT c.source, count(*) AS rows
					FROM (SELECT p.source, p.since FROM screening.party p
						  UNION ALL
						  SELECT n.source, n.since FROM screening.party_name n) x(source, since)
						 JOIN screening.source c ON c.source = x.source AND x.since <= c.changed_at
					GROUP BY c.source) r ON r.source = s.source
	WHERE lists_now.sources IS NULL OR s.source = ANY (lists_now.sources);
END;

COMMENT ON FUNCTION screening.lists_now(text[]) IS 'the lists as they are: version, time of the last change, and how many parties and names there were then';

/*
 * What a row is to the run: key, name, code, country and day.  The hash is of
 * what is in the table, before anything is made of it.  Names are compared
 * letter by letter, also where the column's collation does not.
 */
CREATE FUNCTION screening.row_hash(r screening.run) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT format('hash_record_extended(ROW(t.%I::text COLLATE "C", t.%I::text COLLATE "C", %s::text COLLATE "C", %s::text COLLATE "C", %s::date), %s)', r.key_column, r.name_column,
				  coalesce('t.' || quote_ident(r.hs_column), 'NULL'), coalesce('t.' || quote_ident(r.country_column), 'NULL'),
				  coalesce('t.' || quote_ident(r.date_column), 'NULL'), r.seed);
$$;

COMMENT ON FUNCTION screening.row_hash(screening.run) IS 'an expression: the hash of a row of the table that a run screens';

CREATE FUNCTION screening.rows_query(r screening.run) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT format('SELECT t.%I::text COLLATE "C" AS key, t.%I::text COLLATE "C" AS name, '
				  '%s AS hs, %s AS country, %s AS day, %s AS hash FROM %s t',
				  r.key_column, r.name_column,
				  'screening.read_hs(' || coalesce('t.' || quote_ident(r.hs_column), 'NULL') || '::text)',
				  coalesce('t.' || quote_ident(r.country_column), 'NULL') || '::text',
				  coalesce('t.' || quote_ident(r.date_column), 'NULL') || '::date',
				  screening.row_hash(r), r.relation);
$$;

COMMENT ON FUNCTION screening.rows_query(screening.run) IS 'a query that reads the rows of the table that a run screens';

/*
 * What is inserted is in parts of the index of its own at first, and each
 * look-up goes through all parts.  Before many names are looked up they are
 * made one, which takes a second, not the time of the screening.  It is only
 * an aid: whoever has the table locked is not waited for, and only as much as
 * is needed for it is done with the rights of the owner.
 */
CREATE FUNCTION screening.merge_index(index regclass, segments integer) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
	SELECT screen_merge(merge_index.index)
	FROM (SELECT screen_stats(merge_index.index)) i(stats)
	WHERE (i.stats -> 'rules_current')::boolean
		  AND (jsonb_array_length(i.stats -> 'segments') > merge_index.segments
			   OR (merge_index.segments = 1 AND (i.stats ->> 'pending_pages')::bigint > 0));
END;

COMMENT ON FUNCTION screening.merge_index(regclass, integer) IS 'makes an index one segment, if it has more than so many; with 1, also if anything is pending';

CREATE FUNCTION screening.merge_names(relation name, segments integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	index	regclass := to_regclass(format('screening.%I', relation || '_screen'));
BEGIN
	IF index IS NULL OR NOT has_table_privilege(screening.whoami(), 'screening.run', 'INSERT') THEN
		RETURN;
	END IF;
	EXECUTE format('LOCK TABLE screening.%I IN SHARE UPDATE EXCLUSIVE MODE NOWAIT', relation);
	PERFORM screening.merge_index(index, segments);
EXCEPTION WHEN lock_not_available THEN
	NULL;
END
$$;

COMMENT ON FUNCTION screening.merge_names(name, integer) IS
	'makes the index of listed or of screened names one segment, if it has more than so many, so that names can be looked up fast';

CREATE FUNCTION screening.begin_work(run bigint) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	IF EXISTS (SELECT FROM screening.run r WHERE r.run = begin_work.run AND r.state = 'preparing')
	   OR (SELECT sum(b.size) FROM screening.run_batch b
		   WHERE b.run = begin_work.run AND b.done_at IS NULL AND b.scope = 'names') >= 10000 THEN
		PERFORM screening.merge_names('party_name', 1);
	END IF;
END
$$;

COMMENT ON FUNCTION screening.begin_work(bigint) IS 'makes the index of listed names ready, if a run will look up many';

/*
 * What a run reads is written in a table that others than the caller may
 * change, so it is not taken for SQL: the table and its columns are looked up.
 */
CREATE FUNCTION screening.relation_of(r screening.run) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	relation	regclass := to_regclass(r.relation);
BEGIN
	IF relation IS NULL THEN
		RAISE EXCEPTION USING
			ERRCODE = 'undefined_table',
			MESSAGE = format('there is no table %s, which the run screens', r.relation),
			HINT = 'If it was renamed, change column relation of screening.run, too.';
	END IF;
	PERFORM screening.column_of(relation, r.key_column::name, 'keys'), screening.column_of(relation, r.name_column::name, 'names'),
			screening.column_of(relation, r.hs_column::name, 'customs codes'), screening.column_of(relation, r.country_column::name, 'countries'),
			screening.column_of(relation, r.date_column::name, 'dates');
	RETURN screening.qualified_name(relation);
END
$$;

COMMENT ON FUNCTION screening.relation_of(screening.run) IS
	'the table that a run screens, as SQL; an error if it or one of its columns is not there any more';

CREATE FUNCTION screening.prepare_run(run bigint) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	r		screening.run := screening.lock_run(run);
	rows	text;
BEGIN
	-- somebody else has, meanwhile
	IF r.state <> 'preparing' THEN
		RETURN;
	END IF;

	r.relation := screening.relation_of(r);
	r.lists := screening.lists_now(r.sources);
	rows := screening.rows_query(r);
	-- each name is hashed once, and put in in the order of its number, lest two runs wait for each other
	EXECUTE format('WITH x AS MATERIALIZED (%s), '
				   'd AS MATERIALIZED (SELECT n.name, screening.name_id(n.name) AS name_id '
				   'FROM (SELECT DISTINCT x.name FROM x) n WHERE screening.is_name(n.name)), '
				   'w AS (INSERT INTO screening.screened_name (name_id, name) '
				   'SELECT d.name_id, d.name FROM d ORDER BY d.name_id ON CONFLICT DO NOTHING), '
				   'i AS (INSERT INTO screening.run_row (run, key, name_id, hs, country, day) '
				   'SELECT $1, x.key, d.name_id, x.hs, x.country, x.day FROM x LEFT JOIN d ON d.name = x.name) '
				   'SELECT count(*), sum(x.hash) FROM x', rows)
	INTO r.rows, r.fingerprint
	USING r.run;
	-- or the index of names would not be used for what follows
	PERFORM screening.analyze_tables('screening.screened_name', 'screening.run_row');
	r.nameless := (SELECT count(*) FROM screening.run_row w WHERE w.run = r.run AND w.name_id IS NULL);

	INSERT INTO screening.run_name (run, name_id, batch, pass)
	SELECT r.run, d.name_id, 1 + (row_number() OVER (ORDER BY d.name_id) - 1) / r.batch_size, 1
	FROM (SELECT DISTINCT w.name_id FROM screening.run_row w WHERE w.run = r.run AND w.name_id IS NOT NULL) d;
	GET DIAGNOSTICS r.names = ROW_COUNT;
	INSERT INTO screening.run_batch (run, batch, pass, scope, size)
	SELECT n.run, n.batch, 1, 'names', count(*) FROM screening.run_name n WHERE n.run = r.run GROUP BY n.run, n.batch;

	UPDATE screening.run u
	SET state = 'running', rows = r.rows, names = r.names, nameless = r.nameless, fingerprint = r.fingerprint, lists = r.lists,
		rules_version = screening.rules_version(), pass_at = clock_timestamp()
	WHERE u.run = r.run;
	PERFORM screening.analyze_tables('screening.run_name', 'screening.run_batch');
END
$$;

COMMENT ON FUNCTION screening.prepare_run(bigint) IS 'reads the table of a new run: its rows, its names, and the batches to do';

CREATE FUNCTION screening.merge_hits(r screening.run, batch integer, scope text) RETURNS integer
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
SET random_page_cost = 1.0		-- the names of a batch are neighbours: all names need not be read for it
AS $$
#variable_conflict use_column
DECLARE
	pairs	screening.name_pair[];
	found	screening.found_pair[];
	missing	bigint[];
	rules	text := screening.rules_version();
BEGIN
	IF scope = 'names' THEN
		pairs := ARRAY(SELECT p FROM screening.pairs_of_names(r.run, merge_hits.batch, r.threshold, r.sources, r.kinds, r.programs, r.weak) p);
	ELSE
		pairs := ARRAY(SELECT p FROM screening.pairs_of_parties(r.run, merge_hits.batch, r.pass, r.threshold, r.sources, r.kinds, r.programs, r.weak) p);
	END IF;
	found := ARRAY(SELECT f FROM screening.best_pairs(pairs, r.weak) f);

	-- what was found before is looked at again; before the first pass nothing was
	IF r.pass > 1 THEN
		UPDATE screening.hit h
		SET listed_name = f.name, name_type = f.name_type, score = f.score, other_names = f.other_names,
			reason = x.explanation ->> 'reason', explanation = x.explanation,
			primary_name = m.name, kind = p.kind, program = p.program, listed_country = p.country,
			rules_version = rules, list_version = s.version, pass = r.pass,
			state = CASE WHEN h.state = 'confirmed' THEN 'confirmed' WHEN j.in_force THEN 'cleared' ELSE 'open' END,
			state_reason = CASE WHEN h.state = 'confirmed' THEN h.state_reason WHEN j.in_force THEN j.note END,
			returned = CASE WHEN h.state = 'confirmed' THEN h.returned
							WHEN j.in_force THEN NULL
							WHEN h.state = 'cleared' THEN j.note
							WHEN h.state = 'closed' THEN coalesce(j.note, 'found again; it was closed because ' || h.state_reason)
							ELSE h.returned
					   END,
			cleared = coalesce(j.cleared, h.cleared)
		FROM unnest(found) f
			 LEFT JOIN screening.party p ON p.source = f.source AND p.entity_id = f.entity_id
			 LEFT JOIN screening.party_name m ON m.source = f.source AND m.entity_id = f.entity_id AND m.name_type = 'primary'
			 LEFT JOIN screening.source s ON s.source = f.source
			 LEFT JOIN screening.screened_name d ON d.name_id = f.name_id
			 LEFT JOIN LATERAL screening.judge(f.name_id, f.source, f.entity_id) j ON true
			 CROSS JOIN LATERAL (SELECT screening.explain_pair(d.name, f.name)) x(explanation)
		WHERE h.run = r.run AND h.name_id = f.name_id AND h.source = f.source AND h.entity_id = f.entity_id;
	END IF;

	INSERT INTO screening.hit (run, name_id, name, source, entity_id, listed_name, name_type, score, other_names, reason, explanation,
							   primary_name, kind, program, listed_country, rules_version, list_version,
							   state, state_reason, returned, cleared, pass)
	SELECT r.run, f.name_id, d.name, f.source, f.entity_id, f.name, f.name_type, f.score, f.other_names,
		   x.explanation ->> 'reason', x.explanation, m.name, p.kind, p.program, p.country, rules, s.version,
		   CASE WHEN j.in_force THEN 'cleared' ELSE 'open' END,
		   CASE WHEN j.in_force THEN j.note END,
		   CASE WHEN NOT j.in_force THEN j.note ELSE w.note END,
		   j.cleared, r.pass
	FROM unnest(found) f
		 JOIN screening.screened_name d ON d.name_id = f.name_id
		 LEFT JOIN screening.party p ON p.source = f.source AND p.entity_id = f.entity_id
		 LEFT JOIN screening.party_name m ON m.source = f.source AND m.entity_id = f.entity_id AND m.name_type = 'primary'
		 LEFT JOIN screening.source s ON s.source = f.source
		 LEFT JOIN LATERAL screening.judge(f.name_id, f.source, f.entity_id) j ON true
		 -- a row that had another name, which was cleared
		 LEFT JOIN LATERAL (SELECT format('the name has changed since %L was cleared', c.name) AS note
							FROM screening.run_row o JOIN screening.cleared c ON c.name_id = o.was
							WHERE o.run = r.run AND o.name_id = f.name_id AND o.gone IS NULL
								  AND c.source = f.source AND c.entity_id = f.entity_id
							ORDER BY c.cleared DESC
							LIMIT 1) w ON j.cleared IS NULL
		 CROSS JOIN LATERAL (SELECT screening.explain_pair(d.name, f.name)) x(explanation)
	WHERE NOT EXISTS (SELECT FROM screening.hit h
					  WHERE h.run = r.run AND h.name_id = f.name_id AND h.source = f.source AND h.entity_id = f.entity_id)
	ORDER BY f.score DESC, d.name COLLATE "C", f.source COLLATE "C", f.entity_id COLLATE "C";

	-- what was not found again is closed; the first pass has nothing to close
	IF r.pass > 1 THEN
		IF scope = 'names' THEN
			missing := ARRAY(SELECT o.hit
							 FROM screening.run_name b JOIN screening.hit o ON o.run = b.run AND o.name_id = b.name_id
							 WHERE b.run = r.run AND b.batch = merge_hits.batch AND o.state <> 'closed'
								   AND NOT EXISTS (SELECT FROM unnest(found) f
												   WHERE f.name_id = o.name_id AND f.source = o.source AND f.entity_id = o.entity_id));
		ELSE
			missing := ARRAY(SELECT o.hit
							 FROM screening.run_party b
								  JOIN screening.hit o ON o.run = b.run AND o.source = b.source AND o.entity_id = b.entity_id
								  LEFT JOIN screening.run_name n ON n.run = o.run AND n.name_id = o.name_id
							 WHERE b.run = r.run AND b.batch = merge_hits.batch AND o.state <> 'closed'
								   -- names of this pass have batches of their own
								   AND n.pass IS DISTINCT FROM r.pass
								   AND NOT EXISTS (SELECT FROM unnest(found) f
												   WHERE f.name_id = o.name_id AND f.source = o.source AND f.entity_id = o.entity_id));
		END IF;
		UPDATE screening.hit h
		SET state = 'closed', returned = NULL, pass = r.pass,
			state_reason = CASE WHEN p.entity_id IS NULL THEN 'the party is no longer on the list'
								WHEN h.rules_version <> rules THEN 'the names are not similar enough under the rules as they are now'
								WHEN n.name IS NULL THEN format('the party no longer has the name %L', h.listed_name)
								WHEN n.name_type = 'weak_alias' AND h.name_type <> 'weak_alias' AND r.weak <> 'alert'
								THEN format('%L is only a weak alias now', h.listed_name)
								ELSE 'the entry is no longer one that the run screens against'
						   END
		FROM screening.hit o
			 LEFT JOIN screening.party p ON p.source = o.source AND p.entity_id = o.entity_id
			 LEFT JOIN screening.party_name n ON n.source = o.source AND n.entity_id = o.entity_id AND n.name = o.listed_name
		WHERE h.hit = o.hit AND o.hit = ANY (missing);
	END IF;

	RETURN cardinality(found);
END
$$;

COMMENT ON FUNCTION screening.merge_hits(screening.run, integer, text) IS
	'screens one batch and brings the hits that it concerns up to date; returns how many pairs it found';

CREATE FUNCTION screening.do_batch(run bigint) RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	r		screening.run;
	claimed	screening.run_batch;
	pairs	integer;
BEGIN
	SELECT u.* INTO r FROM screening.run u WHERE u.run = do_batch.run;
	IF r.state IS DISTINCT FROM 'running' THEN
		RETURN false;
	END IF;

	SELECT b.* INTO claimed
	FROM screening.run_batch b
	WHERE b.run = do_batch.run AND b.done_at IS NULL
	ORDER BY b.batch
	LIMIT 1
	FOR UPDATE SKIP LOCKED;
	IF NOT FOUND THEN
		-- wait for those who have the rest, and take over what they do not finish
		SELECT b.* INTO claimed
		FROM screening.run_batch b
		WHERE b.run = do_batch.run AND b.done_at IS NULL
		ORDER BY b.batch
		LIMIT 1
		FOR UPDATE;
		IF NOT FOUND THEN
			RETURN false;
		END IF;
	END IF;

	-- room for compiled names, where there is no index; until the end of the batch
	IF pg_size_bytes(current_setting('work_mem')) < 64 * 1024 * 1024 THEN
		PERFORM set_config('work_mem', '64MB', true);
	END IF;
	pairs := screening.merge_hits(r, claimed.batch, claimed.scope);
	UPDATE screening.run_batch b
	SET done_at = clock_timestamp(), done_by = screening.whoami(), found = pairs
	WHERE b.run = do_batch.run AND b.batch = claimed.batch;
	RETURN true;
END
$$;

COMMENT ON FUNCTION screening.do_batch(bigint) IS 'does one batch of a run that nobody else does; false if there is none left';

CREATE FUNCTION screening.finish_run(run bigint) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	r	screening.run := screening.lock_run(run);
BEGIN
	IF r.state <> 'running' OR
	   EXISTS (SELECT FROM screening.run_batch b WHERE b.run = r.run AND b.done_at IS NULL) THEN
		RETURN;
	END IF;
	PERFORM screening.apply_decisions(r.run);
	UPDATE screening.run u SET state = 'finished', finished_at = clock_timestamp() WHERE u.run = r.run;
	-- to read a sample of all hits takes longer than a small rescreening
	IF (SELECT sum(b.found) FROM screening.run_batch b WHERE b.run = r.run AND b.pass = r.pass)
	   > (SELECT greatest(c.reltuples, 0) / 10 FROM pg_class c WHERE c.oid = 'screening.hit'::regclass) THEN
		PERFORM screening.analyze_tables('screening.hit');
	END IF;
END
$$;

COMMENT ON FUNCTION screening.finish_run(bigint) IS 'marks a run as finished, if no batch is left to do';

/*
 * Procedures that commit cannot have a search path of their own, so nothing
 * below depends on one: no operator, and every name in full.  After each
 * commit the isolation is set, because claiming batches and waiting for rows
 * needs READ COMMITTED, whatever the default is.
 */
CREATE PROCEDURE screening.work(run bigint)
LANGUAGE plpgsql
AS $$
DECLARE
	more	boolean;
BEGIN
	COMMIT;
	SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	PERFORM screening.begin_work(run);
	COMMIT;
	SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	PERFORM screening.prepare_run(run);
	COMMIT;
	SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	-- for rescreening; one session does it while others begin with the batches
	PERFORM screening.merge_names('screened_name', 4);
	LOOP
		COMMIT;
		SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
		more := screening.do_batch(run);
		EXIT WHEN NOT more;
	END LOOP;
	PERFORM screening.finish_run(run);
	COMMIT;
END
$$;

COMMENT ON PROCEDURE screening.work(bigint) IS
	'works on an unfinished run, alone or with others, until it is finished';

CREATE PROCEDURE screening.screen_table(relation regclass, key_column name, name_column name, hs_column name DEFAULT NULL,
	country_column name DEFAULT NULL, date_column name DEFAULT NULL, threshold real DEFAULT NULL, sources text[] DEFAULT NULL,
	kinds text[] DEFAULT NULL, programs text[] DEFAULT NULL, weak text DEFAULT 'corroborate', batch_size integer DEFAULT 1000,
	INOUT run bigint DEFAULT NULL)
LANGUAGE plpgsql
AS $$
BEGIN
	COMMIT;
	SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	run := screening.open_run(relation, key_column, name_column, hs_column, country_column, date_column,
							  threshold, sources, kinds, programs, weak, batch_size);
	CALL screening.work(run);
END
$$;

COMMENT ON PROCEDURE screening.screen_table(regclass, name, name, name, name, name, real, text[], text[], text[], text, integer, bigint) IS
	'screens the names of a table against the lists; continues an unfinished run of the same call; returns the number of the run';

-- Rescreening: only what can have changed

CREATE FUNCTION screening.prepare_rescreen(run bigint) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	r			screening.run := screening.lock_run(run);
	seen		jsonb := r.lists;
	rules		text := screening.rules_version();
	rows		text;
	last_batch	integer;
	party_batch	integer := greatest(r.batch_size / 16, 1);
	row_count	bigint;
	sum_now		numeric;
	rows_differ	boolean;
BEGIN
	-- somebody else has begun a pass meanwhile: it is this one
	IF r.state <> 'finished' THEN
		RETURN;
	END IF;
	r.relation := screening.relation_of(r);
	r.pass := r.pass + 1;
	r.lists := screening.lists_now(r.sources);

	-- rows: new, changed, gone; or none, which is seen at a glance
	EXECUTE format('SELECT count(*), sum(%s) FROM %s t', screening.row_hash(r), r.relation) INTO row_count, sum_now;
	rows_differ := (row_count, sum_now) IS DISTINCT FROM (r.rows, r.fingerprint);
	IF rows_differ THEN
		PERFORM screening.check_keys(r);
		rows := screening.rows_query(r);
		EXECUTE format('WITH x AS MATERIALIZED (%s), '
					   'd AS MATERIALIZED (SELECT n.name, coalesce(o.name_id, screening.name_id(n.name)) AS name_id, o.name_id IS NULL AS new '
					   'FROM (SELECT DISTINCT x.name FROM x) n '
					   'LEFT JOIN (SELECT o.name, o.name_id FROM screening.run_name r JOIN screening.screened_name o ON o.name_id = r.name_id WHERE r.run = $1) o '
					   'ON o.name = n.name WHERE o.name_id IS NOT NULL OR screening.is_name(n.name)), '
					   'y AS MATERIALIZED (SELECT x.key, d.name_id, x.hs, x.country, x.day FROM x LEFT JOIN d ON d.name = x.name), '
					   'names AS (INSERT INTO screening.screened_name (name_id, name) '
					   'SELECT d.name_id, d.name FROM d WHERE d.new ORDER BY d.name_id ON CONFLICT DO NOTHING), '
					   'gone AS (UPDATE screening.run_row o SET gone = $2 WHERE o.run = $1 AND o.gone IS NULL '
					   'AND NOT EXISTS (SELECT FROM y WHERE y.key = o.key)), '
					   'changed AS (UPDATE screening.run_row o SET name_id = y.name_id, hs = y.hs, country = y.country, day = y.day, gone = NULL, '
					   'was = CASE WHEN y.name_id IS DISTINCT FROM o.name_id THEN o.name_id ELSE o.was END '
					   'FROM y WHERE o.run = $1 AND o.key = y.key AND (y.name_id, y.hs::text, y.country, y.day, NULL::integer) '
					   'IS DISTINCT FROM (o.name_id, o.hs::text, o.country, o.day, o.gone)), '
					   'added AS (INSERT INTO screening.run_row (run, key, name_id, hs, country, day) '
					   'SELECT $1, y.key, y.name_id, y.hs, y.country, y.day FROM y '
					   'WHERE NOT EXISTS (SELECT FROM screening.run_row o WHERE o.run = $1 AND o.key = y.key)) '
					   'SELECT count(*), sum(x.hash), (SELECT count(*) FROM d) FROM x', rows)
		INTO r.rows, r.fingerprint, r.names
		USING r.run, r.pass;
		r.nameless := (SELECT count(*) FROM screening.run_row w WHERE w.run = r.run AND w.name_id IS NULL AND w.gone IS NULL);

		-- names that no row has any more
		UPDATE screening.run_name n
		SET gone = r.pass
		WHERE n.run = r.run AND n.gone IS NULL
			  AND NOT EXISTS (SELECT FROM screening.run_row w WHERE w.run = r.run AND w.name_id = n.name_id AND w.gone IS NULL);
		UPDATE screening.hit h
		SET state = 'closed', state_reason = 'no row has the name any more', returned = NULL, pass = r.pass
		FROM screening.run_name n
		WHERE n.run = r.run AND n.gone = r.pass AND h.run = r.run AND h.name_id = n.name_id AND h.state <> 'closed';

		-- names that are new, or that come back
		SELECT coalesce(max(b.batch), 0) INTO last_batch FROM screening.run_batch b WHERE b.run = r.run;
		INSERT INTO screening.run_name AS n (run, name_id, batch, pass)
		SELECT r.run, d.name_id, last_batch + 1 + (row_number() OVER (ORDER BY d.name_id) - 1) / r.batch_size, r.pass
		FROM (SELECT DISTINCT w.name_id
			  FROM screening.run_row w
				   LEFT JOIN screening.run_name o ON o.run = w.run AND o.name_id = w.name_id AND o.gone IS NULL
			  WHERE w.run = r.run AND w.gone IS NULL AND w.name_id IS NOT NULL AND o.name_id IS NULL) d
		ON CONFLICT (run, name_id) DO UPDATE SET batch = excluded.batch, pass = excluded.pass, gone = NULL;
	END IF;

	-- these meet all listed names; if the rules have changed, all names do
	IF r.rules_version <> rules THEN
		SELECT coalesce(max(b.batch), 0) INTO last_batch FROM screening.run_batch b WHERE b.run = r.run;
		UPDATE screening.run_name n
		SET batch = last_batch + 1 + d.nth / r.batch_size, pass = r.pass
		FROM (SELECT o.name_id, row_number() OVER (ORDER BY o.name_id) - 1 AS nth
			  FROM screening.run_name o
			  WHERE o.run = r.run AND o.gone IS NULL) d
		WHERE n.run = r.run AND n.name_id = d.name_id;
	END IF;
	IF rows_differ OR r.rules_version <> rules THEN
		INSERT INTO screening.run_batch (run, batch, pass, scope, size)
		SELECT n.run, n.batch, r.pass, 'names', count(*)
		FROM screening.run_name n
		WHERE n.run = r.run AND n.pass = r.pass
		GROUP BY n.run, n.batch;
	END IF;

	/*
	 * Parties to screen against all names of earlier passes: those of which
	 * anything has changed since, also what is no longer said; and those that
	 * have hits but are not on the list.  What was there at the time of the last
	 * change that was seen is still there or in the past.  If these are not as
	 * many as were counted then, rows have come in that say they are older: the
	 * whole list is looked at again.
	 */
	SELECT coalesce(max(b.batch), 0) INTO last_batch FROM screening.run_batch b WHERE b.run = r.run;
	WITH list AS MATERIALIZED (
		SELECT k.source, (seen -> k.source ->> 'changed_at')::timestamptz AS at, (seen -> k.source ->> 'rows')::bigint AS rows
		FROM jsonb_object_keys(seen) k(source)
	), before AS MATERIALIZED (
		SELECT l.source, CASE WHEN l.rows = coalesce(x.rows, 0) THEN l.at END AS at
		FROM list l
			 LEFT JOIN (SELECT t.source, count(*) AS rows
						FROM (SELECT p.source, p.since, 'infinity'::timestamptz FROM screening.party p
							  UNION ALL
							  SELECT n.source, n.since, 'infinity' FROM screening.party_name n
							  UNION ALL
							  SELECT o.source, o.since, o.until FROM screening.party_past o
							  UNION ALL
							  SELECT o.source, o.since, o.until FROM screening.party_name_past o) e(source, since, until)
							 JOIN list t ON t.source = e.source AND e.since <= t.at AND t.at < e.until
						GROUP BY t.source) x ON x.source = l.source
	)
	INSERT INTO screening.run_party (run, batch, source, entity_id)
	SELECT r.run, last_batch + 1 + (row_number() OVER (ORDER BY c.source, c.entity_id) - 1) / party_batch, c.source, c.entity_id
	FROM (SELECT p.source, p.entity_id, p.since AS at FROM screening.party p
		  UNION ALL
		  SELECT n.source, n.entity_id, n.since FROM screening.party_name n
		  UNION ALL
		  -- the past of a list that the pass before did not see is of no concern
		  SELECT o.source, o.entity_id, o.until FROM screening.party_past o JOIN before b ON b.source = o.source
		  UNION ALL
		  SELECT o.source, o.entity_id, o.until FROM screening.party_name_past o JOIN before b ON b.source = o.source
		  UNION ALL
		  SELECT h.source, h.entity_id, 'infinity' FROM screening.hit h
		  WHERE h.run = r.run AND h.state <> 'closed'
				AND NOT EXISTS (SELECT FROM screening.party p WHERE p.source = h.source AND p.entity_id = h.entity_id)) c
		 LEFT JOIN before b ON b.source = c.source
	WHERE c.at > coalesce(b.at, '-infinity')
		  AND (r.sources IS NULL OR c.source = ANY (r.sources))
	GROUP BY c.source, c.entity_id;
	INSERT INTO screening.run_batch (run, batch, pass, scope, size)
	SELECT p.run, p.batch, r.pass, 'parties', count(*)
	FROM screening.run_party p
	WHERE p.run = r.run AND p.batch > last_batch
	GROUP BY p.run, p.batch;

	UPDATE screening.run u
	SET state = 'running', pass = r.pass, pass_at = clock_timestamp(), finished_at = NULL, lists = r.lists,
		rules_version = rules, rows = r.rows, nameless = r.nameless, names = r.names, fingerprint = r.fingerprint
	WHERE u.run = r.run;
	IF rows_differ THEN
		PERFORM screening.analyze_tables('screening.screened_name', 'screening.run_row', 'screening.run_name');
	END IF;
	PERFORM screening.analyze_tables('screening.run_batch', 'screening.run_party');
END
$$;

COMMENT ON FUNCTION screening.prepare_rescreen(bigint) IS
	'begins another pass of a finished run: finds the rows and the listed parties that have changed, and makes batches of them';

CREATE PROCEDURE screening.rescreen(run bigint)
LANGUAGE plpgsql
AS $$
BEGIN
	-- what an earlier pass has left undone comes first
	CALL screening.work(run);
	SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	PERFORM screening.prepare_rescreen(run);
	CALL screening.work(run);
END
$$;

COMMENT ON PROCEDURE screening.rescreen(bigint) IS
	'brings a run up to date: screens only what new rows, changed lists or changed rules can change';

CREATE FUNCTION screening.abandon_run(run bigint) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	r	screening.run := screening.lock_run(run);
BEGIN
	IF r.state = 'finished' THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = format('run %s is finished', r.run);
	END IF;
	UPDATE screening.run u SET state = 'abandoned' WHERE u.run = r.run;
END
$$;

COMMENT ON FUNCTION screening.abandon_run(bigint) IS 'gives up a run that is not finished; what it has found stays';
