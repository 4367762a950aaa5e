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

CREATE TYPE screening.csv_record AS (line integer, fields text[]);

COMMENT ON TYPE screening.csv_record IS 'a record of a CSV file: the line on which it begins, and its fields';

CREATE TYPE screening.party_input AS (
	entity_id	text,
	kind		text,
	program		text[],
	country		text,
	addresses	jsonb,
	details		jsonb,
	remarks		text
);

COMMENT ON TYPE screening.party_input IS 'a party as a loader has read it';

CREATE TYPE screening.name_input AS (
	entity_id	text,
	name		text,
	name_type	text,
	relation	text
);

COMMENT ON TYPE screening.name_input IS 'a name of a party as a loader has read it';

CREATE FUNCTION screening.csv_records(content text, delimiter text) RETURNS screening.csv_record[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT array_agg(ROW(r.line, r.fields)::screening.csv_record)
	FROM tradescreen_csv(csv_records.content, csv_records.delimiter, '"'::text) r;
END;

COMMENT ON FUNCTION screening.csv_records(text, text) IS 'all records of a CSV text';

CREATE FUNCTION screening.read_csv(argument text, content text, width integer, delimiter text DEFAULT ',')
RETURNS screening.csv_record[]
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	records	screening.csv_record[];
	bad		screening.csv_record;
	reason	text;
BEGIN
	BEGIN
		-- the end of the file is not the end of a record: blank lines there mean nothing
		records := screening.csv_records(rtrim(content, E'\r\n\x1A'), delimiter);
	EXCEPTION WHEN bad_copy_file_format THEN
		GET STACKED DIAGNOSTICS reason = MESSAGE_TEXT;
		RAISE EXCEPTION USING
			ERRCODE = 'bad_copy_file_format',
			MESSAGE = format('%s, %s', argument, reason),
			HINT = 'The file is damaged or is not in the published layout. Nothing was loaded.';
	END;

	IF records IS NULL THEN
		RAISE EXCEPTION USING
			ERRCODE = 'bad_copy_file_format',
			MESSAGE = format('%s: the file is empty', argument),
			HINT = 'Nothing was loaded.';
	END IF;

	SELECT r.line, r.fields INTO bad
	FROM unnest(records) r
	WHERE cardinality(r.fields) <> width
	ORDER BY r.line
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION USING
			ERRCODE = 'bad_copy_file_format',
			MESSAGE = format('%s, line %s: %s fields expected, %s found',
							 argument, bad.line, width, cardinality(bad.fields)),
			HINT = CASE WHEN left(content, 100) ~* '^\W*<(!doctype|html|\?xml)'
						THEN 'This is an HTML or XML document, not the published CSV file. Nothing was loaded.'
						ELSE 'The file is damaged or is not in the published layout. Nothing was loaded.'
				   END;
	END IF;

	RETURN records;
END
$$;

COMMENT ON FUNCTION screening.read_csv(text, text, integer, text) IS
	'all records of a CSV text; any that has not the given number of fields is an error, which names the argument and the line';

/*
 * Plans are bad without statistics, and autovacuum is late after a load.  They
 * are only an aid, so this neither waits for a load of another list, which has
 * the tables locked in the same way, nor says that it could not do it.
 */
CREATE FUNCTION screening.analyze_parties() RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET client_min_messages = error
AS $$
BEGIN
	-- only the owner may
	IF (SELECT bool_and(pg_has_role(c.relowner, 'USAGE'))
		FROM pg_class c
		WHERE c.oid IN ('screening.party'::regclass, 'screening.party_name'::regclass)) THEN
		ANALYZE (SKIP_LOCKED) screening.party, screening.party_name;
	END IF;
END
$$;

COMMENT ON FUNCTION screening.analyze_parties() IS
	'bring the statistics of the party tables up to date, if the caller owns the tables and nobody else is doing it';

CREATE FUNCTION screening.merge_source(source text, title text, publisher text, version text, checksum text,
	skipped integer, parties screening.party_input[], names screening.name_input[])
RETURNS screening.load_result
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan		-- plans must know how long the arrays are
AS $$
#variable_conflict use_column
DECLARE
	result		screening.load_result;
	before		bigint;
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
	PERFORM FROM screening.source s WHERE s.source = merge_source.source FOR UPDATE;

	SELECT count(*) INTO before FROM screening.party p WHERE p.source = merge_source.source;

	-- names go with their party
	DELETE FROM screening.party p
	WHERE p.source = merge_source.source
		  AND NOT EXISTS (SELECT FROM unnest(merge_source.parties) n WHERE n.entity_id = p.entity_id);
	GET DIAGNOSTICS result.removed = ROW_COUNT;

	-- a publisher never takes that many off a list at once
	IF before >= 100 AND result.removed > before / 2 THEN
		RAISE WARNING USING
			MESSAGE = format('list "%s": %s of its %s parties were removed',
							 merge_source.source, result.removed, before),
			HINT = 'If the files are those of another list, load them with another source, and then load the right files for this one. '
				   'If they are not complete, load the complete ones.';
	END IF;

	WITH w AS (
		UPDATE screening.party p
		SET kind = n.kind, program = n.program, country = n.country,
			addresses = n.addresses, details = n.details, remarks = n.remarks
		FROM unnest(merge_source.parties) n
		WHERE p.source = merge_source.source AND p.entity_id = n.entity_id
			  AND (p.kind, p.program, p.country, p.addresses, p.details, p.remarks)
				  IS DISTINCT FROM (n.kind, n.program, n.country, n.addresses, n.details, n.remarks)
		RETURNING p.entity_id)
	SELECT array_agg(w.entity_id) INTO party_ids FROM w;

	WITH w AS (
		INSERT INTO screening.party AS p (source, entity_id, kind, program, country, addresses, details, remarks)
		SELECT merge_source.source, n.entity_id, n.kind, n.program, n.country, n.addresses, n.details, n.remarks
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
		INSERT INTO screening.party_name AS o (source, entity_id, name, name_type, relation)
		SELECT merge_source.source, n.entity_id, n.name, n.name_type, n.relation
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

	UPDATE screening.source s
	SET version = merge_source.version, checksum = merge_source.checksum, loaded_at = now(),
		parties = result.parties, names = result.names, skipped = merge_source.skipped
	WHERE s.source = merge_source.source
		  AND (s.version, s.checksum, s.parties, s.names, s.skipped)
			  IS DISTINCT FROM (merge_source.version, merge_source.checksum, result.parties, result.names,
								merge_source.skipped);

	IF result.added > 0 OR result.changed > 0 OR result.removed > 0 THEN
		PERFORM screening.analyze_parties();
	END IF;

	RETURN result;
END
$$;

COMMENT ON FUNCTION screening.merge_source(text, text, text, text, text, integer, screening.party_input[], screening.name_input[]) IS
	'make a list be what a loader has read, writing only what differs; loads of one list wait for each other';

