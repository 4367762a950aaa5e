-- Party lists: what all loaders share

CREATE TYPE screening.load_result AS (
	source		text,
	version		text,
	parties		integer,
	names		integer,
	added		integer,
	changed		integer,
	removed		integer
);

COMMENT ON TYPE screening.load_result IS
	'what a load did: the list and its version, its parties and names now, and how many parties were added, changed and removed';

CREATE TYPE screening.party_input AS (
	entity_id	text,
	kind		text,
	program		text[],
	country		text,
	addresses	jsonb,
	details		jsonb,
	remarks		text,
	place		text
);

COMMENT ON TYPE screening.party_input IS 'a party as a loader has read it; place is where in the file, for messages';

CREATE TYPE screening.name_input AS (
	entity_id	text,
	name		text,
	name_type	text,
	relation	text,
	place		text
);

COMMENT ON TYPE screening.name_input IS 'a name of a party as a loader has read it; place is where in the file, for messages';

/*
 * Plans are bad without statistics, and autovacuum is late after a load.  They
 * are only an aid, so this neither waits for somebody who has the tables
 * locked in the same way, nor says that it could not do it.
 */
CREATE FUNCTION screening.analyze_tables(VARIADIC tables regclass[]) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET client_min_messages = error
AS $$
BEGIN
	-- only the owner may
	IF (SELECT bool_and(pg_has_role(c.relowner, 'USAGE')) FROM pg_class c WHERE c.oid = ANY (tables)) THEN
		EXECUTE (SELECT 'ANALYZE (SKIP_LOCKED) ' || string_agg(t::text, ', ') FROM unnest(tables) t);
	END IF;
END
$$;

COMMENT ON FUNCTION screening.analyze_tables(regclass[]) IS
	'bring the statistics of tables up to date, if the caller owns them and nobody else is doing it';

/*
 * Files whose publisher gives no date are versions by what they say, in any
 * order: the same entries are the same version.
 */
CREATE FUNCTION screening.content_version(parties screening.party_input[], names screening.name_input[]) RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT 'sha256:' || left(encode(sha256(convert_to(
		coalesce((SELECT string_agg(jsonb_build_array(p.entity_id, p.kind, p.program, p.country, p.addresses, p.details, p.remarks)::text,
									E'\n' ORDER BY p.entity_id COLLATE pg_catalog."C")
				  FROM unnest(content_version.parties) p), '') || E'\n' ||
		coalesce((SELECT string_agg(jsonb_build_array(n.entity_id, n.name, n.name_type, n.relation)::text,
									E'\n' ORDER BY n.entity_id COLLATE pg_catalog."C", n.name COLLATE pg_catalog."C")
				  FROM unnest(content_version.names) n), ''), getdatabaseencoding())), 'hex'), 16);
END;

COMMENT ON FUNCTION screening.content_version(screening.party_input[], screening.name_input[]) IS
	'version of a list whose files carry no date: a hash of its entries, in whatever order they are';

/*
 * How files end depends on how they were read, so the end does not count.  The
 * bytes are taken as the database has them: not every text can be converted.
 */
CREATE FUNCTION screening.files_checksum(files text[]) RETURNS text
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT encode(CASE WHEN count(*) = 1 THEN sha256(string_agg(f.content, ''::bytea))
					   ELSE sha256(string_agg(sha256(f.content), ''::bytea ORDER BY f.nth))
				  END, 'hex')
	FROM (SELECT convert_to(coalesce(rtrim(u.content, E'\r\n\x1A'), ''), getdatabaseencoding()), u.nth
		  FROM unnest(files_checksum.files) WITH ORDINALITY u(content, nth)) f(content, nth);
END;

COMMENT ON FUNCTION screening.files_checksum(text[]) IS
	'SHA-256 of a file without the line breaks at its end; of several files, that of their sums';

CREATE FUNCTION screening.merge_source(source text, title text, publisher text, version text, published date,
	checksum text, skipped integer, parties screening.party_input[], names screening.name_input[], max_removed real)
RETURNS screening.load_result
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan		-- plans must know how long the arrays are
AS $$
#variable_conflict use_column
DECLARE
	result		screening.load_result;
	list		screening.source;
	stamp		timestamptz;
	loss		record;
	before_names bigint;
	new_ids		text[];
	party_ids	text[];
	old_names	text[];
	new_names	text[];
BEGIN
	/*
	 * The row of the list is also its lock: a second load of the same list
	 * waits here, and then sees what the first has done.
	 */
	INSERT INTO screening.source AS s (source, title, publisher)
	VALUES (merge_source.source, merge_source.title, merge_source.publisher)
	ON CONFLICT (source) DO NOTHING;
	SELECT s.* INTO list FROM screening.source s WHERE s.source = merge_source.source FOR UPDATE;
	stamp := greatest(clock_timestamp(), list.changed_at + interval '1 microsecond');
	PERFORM set_config('screening.load_at', stamp::text, true);

	/*
	 * A publisher never takes many off a list at once; half a file does, or one
	 * of several files that is missing or cut at the end of a record.
	 */
	SELECT b.what, b.before, b.going INTO loss
	FROM (SELECT 1 AS nth, 'parties' AS what, count(*) AS before, count(*) FILTER (WHERE n.entity_id IS NULL) AS going
		  FROM screening.party p
			   LEFT JOIN unnest(merge_source.parties) n ON n.entity_id = p.entity_id
		  WHERE p.source = merge_source.source
		  UNION ALL
		  SELECT 2, 'names', count(*), count(*) - cardinality(merge_source.names)
		  FROM screening.party_name o
		  WHERE o.source = merge_source.source
		  UNION ALL
		  SELECT 3, 'addresses', coalesce(sum(jsonb_array_length(p.addresses)), 0),
				 coalesce(sum(jsonb_array_length(p.addresses)), 0)
				 - (SELECT coalesce(sum(jsonb_array_length(n.addresses)), 0) FROM unnest(merge_source.parties) n)
		  FROM screening.party p
		  WHERE p.source = merge_source.source) b
	WHERE b.before >= 100 AND b.going > b.before * coalesce(merge_source.max_removed, 1)
	ORDER BY b.nth
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION USING
			ERRCODE = 'bad_copy_file_format',
			MESSAGE = format('list "%s": %s of its %s %s are missing', merge_source.source, loss.going, loss.before, loss.what),
			HINT = 'If the files are those of another list, load them with another source. If they are not complete, load the complete ones. '
				   'If the publisher did remove that many, load them with max_removed => 1. Nothing was loaded.';
	END IF;

	SELECT count(*) INTO before_names FROM screening.party_name o WHERE o.source = merge_source.source;

	-- names go with their party
	DELETE FROM screening.party p
	WHERE p.source = merge_source.source
		  AND NOT EXISTS (SELECT FROM unnest(merge_source.parties) n WHERE n.entity_id = p.entity_id);
	GET DIAGNOSTICS result.removed = ROW_COUNT;

	WITH w AS (
		UPDATE screening.party p
		SET kind = n.kind, program = n.program, country = n.country,
			addresses = n.addresses, details = n.details, remarks = n.remarks, since = stamp
		FROM unnest(merge_source.parties) n
		WHERE p.source = merge_source.source AND p.entity_id = n.entity_id
			  AND (p.kind, p.program, p.country, p.addresses, p.details, p.remarks)
				  IS DISTINCT FROM (n.kind, n.program, n.country, n.addresses, n.details, n.remarks)
		RETURNING p.entity_id)
	SELECT array_agg(w.entity_id) INTO party_ids FROM w;

	WITH w AS (
		INSERT INTO screening.party AS p (source, entity_id, kind, program, country, addresses, details, remarks, since)
		SELECT merge_source.source, n.entity_id, n.kind, n.program, n.country, n.addresses, n.details, n.remarks, stamp
		FROM unnest(merge_source.parties) n
		WHERE NOT EXISTS (SELECT FROM screening.party o
						  WHERE o.source = merge_source.source AND o.entity_id = n.entity_id)
		RETURNING p.entity_id)
	SELECT array_agg(w.entity_id) INTO new_ids FROM w;

	-- all that is no longer said goes first, lest a party have two primary names in between
	WITH w AS (
		DELETE FROM screening.party_name o
		WHERE o.source = merge_source.source
			  AND NOT EXISTS (SELECT FROM unnest(merge_source.names) n
							  WHERE n.entity_id = o.entity_id AND n.name = o.name AND n.name_type = o.name_type
									AND coalesce(n.relation, '') = coalesce(o.relation, ''))
		RETURNING o.entity_id)
	SELECT array_agg(w.entity_id) INTO old_names FROM w;

	WITH w AS (
		INSERT INTO screening.party_name AS o (source, entity_id, name, name_type, relation, since)
		SELECT merge_source.source, n.entity_id, n.name, n.name_type, n.relation, stamp
		FROM unnest(merge_source.names) n
		WHERE NOT EXISTS (SELECT FROM screening.party_name x
						  WHERE x.source = merge_source.source AND x.entity_id = n.entity_id AND x.name = n.name)
		RETURNING o.entity_id)
	SELECT array_agg(w.entity_id) INTO new_names FROM w;

	result.source := merge_source.source;
	result.version := merge_source.version;
	result.parties := cardinality(merge_source.parties);
	result.names := cardinality(merge_source.names);
	result.added := coalesce(cardinality(new_ids), 0);
	SELECT count(*) INTO result.changed
	FROM (SELECT unnest(party_ids || old_names || new_names) EXCEPT SELECT unnest(new_ids)) c;

	IF result.added > 0 OR result.changed > 0 OR result.removed > 0 THEN
		UPDATE screening.source s SET changed_at = stamp WHERE s.source = merge_source.source;
		PERFORM screening.analyze_tables('screening.party', 'screening.party_name');
	END IF;

	-- the same entries in another order are the same version of the list
	UPDATE screening.source s
	SET version = merge_source.version, published = merge_source.published, checksum = merge_source.checksum,
		loaded_at = stamp, parties = result.parties, names = result.names, skipped = merge_source.skipped
	WHERE s.source = merge_source.source
		  AND (s.version, s.published, s.parties, s.names, s.skipped)
			  IS DISTINCT FROM (merge_source.version, merge_source.published, result.parties, result.names,
								merge_source.skipped);

	PERFORM screening.log_load(merge_source.source, stamp, merge_source.version, merge_source.published,
		merge_source.checksum, result.parties, result.names, merge_source.skipped, result.added, result.changed,
		result.removed, coalesce(cardinality(new_names), 0),
		(before_names + coalesce(cardinality(new_names), 0) - result.names)::integer);
	PERFORM set_config('screening.load_at', '', true);

	RAISE NOTICE 'list "%": % parties and % names; % parties added, % changed, % removed',
		result.source, result.parties, result.names, result.added, result.changed, result.removed;
	RETURN result;
END
$$;

COMMENT ON FUNCTION screening.merge_source(text, text, text, text, date, text, integer, screening.party_input[], screening.name_input[], real) IS
	'make a list be what a loader has read, writing only what differs; loads of one list wait for each other';

/*
 * The last step of every loader: what holds for every list is checked here.
 * Names that occur twice for a party are kept once, as the strongest of what
 * they are said to be.  A party has one primary name; where its list gives
 * several, or none, it is the first of the strongest, by name, so that it does
 * not depend on the order of the records.
 */
CREATE FUNCTION screening.finish_load(argument text, source text, title text, publisher text, version text, published date,
	files text[], skipped integer, parties screening.party_input[], names screening.name_input[], max_removed real)
RETURNS screening.load_result
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	bad		record;
	kept	screening.name_input[];
BEGIN
	PERFORM screening.check_source(finish_load.source);
	IF coalesce(cardinality(finish_load.parties), 0) = 0 THEN
		PERFORM screening.refuse(argument, NULL, 'the file has no entries');
	END IF;
	RAISE NOTICE 'list "%": % parties and % names read', finish_load.source,
		cardinality(finish_load.parties), cardinality(finish_load.names);

	SELECT b.place, b.reason INTO bad
	FROM (SELECT p.place, p.nth,
				 CASE WHEN coalesce(p.entity_id, '') = '' THEN 'the entry has no number'
					  WHEN octet_length(p.entity_id) > 200 THEN 'the number of the entry is longer than 200 bytes'
					  WHEN row_number() OVER (PARTITION BY p.entity_id ORDER BY p.nth) > 1 THEN format('entry %s occurs a second time', p.entity_id)
				 END AS reason
		  FROM unnest(finish_load.parties) WITH ORDINALITY AS p(entity_id, kind, program, country, addresses, details, remarks, place, nth)
		  UNION ALL
		  SELECT n.place, n.nth,
				 CASE WHEN NOT screening.is_name(coalesce(n.name, '')) THEN 'the name has no letter or digit'
					  WHEN octet_length(n.name) > 2000 THEN 'the name is longer than 2000 bytes'
				 END
		  FROM unnest(finish_load.names) WITH ORDINALITY AS n(entity_id, name, name_type, relation, place, nth)) b
	WHERE b.reason IS NOT NULL
	ORDER BY b.nth
	LIMIT 1;
	IF FOUND THEN
		PERFORM screening.refuse(argument, bad.place, bad.reason);
	END IF;

	-- all of them, not the first: a LIMIT would make the planner compare each with each
	SELECT (array_agg(p.place))[1] AS place INTO bad
	FROM unnest(finish_load.parties) p
	WHERE NOT EXISTS (SELECT FROM unnest(finish_load.names) n WHERE n.entity_id = p.entity_id);
	IF bad.place IS NOT NULL THEN
		PERFORM screening.refuse(argument, bad.place, 'the entry has no name');
	END IF;

	WITH one AS (
		SELECT DISTINCT ON (n.entity_id, n.name) n.entity_id, n.name, n.name_type, n.relation,
			   array_position('{primary,alias,weak_alias}', n.name_type) AS strength
		FROM (SELECT u.entity_id, btrim(u.name, E' \t\r\n') AS name, u.name_type, u.relation
			  FROM unnest(finish_load.names) u) n
		ORDER BY n.entity_id, n.name, array_position('{primary,alias,weak_alias}', n.name_type), n.relation
	), ranked AS (
		SELECT o.*, row_number() OVER (PARTITION BY o.entity_id ORDER BY o.strength, o.name COLLATE pg_catalog."C") AS nth
		FROM one o
	)
	SELECT array_agg(ROW(r.entity_id, r.name,
						 CASE WHEN r.nth = 1 THEN 'primary' WHEN r.name_type = 'primary' THEN 'alias' ELSE r.name_type END,
						 CASE WHEN r.nth = 1 THEN NULL WHEN r.name_type = 'primary' THEN 'aka' ELSE r.relation END,
						 NULL)::screening.name_input)
	INTO kept
	FROM ranked r;

	RETURN screening.merge_source(finish_load.source, finish_load.title, finish_load.publisher,
		coalesce(finish_load.version, screening.content_version(finish_load.parties, kept)), finish_load.published,
		screening.files_checksum(finish_load.files), finish_load.skipped, finish_load.parties, kept, finish_load.max_removed);
END
$$;

COMMENT ON FUNCTION screening.finish_load(text, text, text, text, text, date, text[], integer, screening.party_input[], screening.name_input[], real) IS
	'checks what a loader has read, settles which names are primary, and merges it';
