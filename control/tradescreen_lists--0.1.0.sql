/* tradescreen_lists 0.1.0 */

-- complain if the script is sourced in psql rather than by CREATE EXTENSION
\echo Use "CREATE EXTENSION tradescreen_lists CASCADE" to load this file. \quit

/*
 * Where the engine is.  Its schema is not known here, and it may be moved
 * later.  So what calls the engine is a view or an SQL function with a parsed
 * body (BEGIN ATOMIC): names in it are resolved now, while the search path of
 * this script has the engine's schema in it, and are kept as references that
 * follow a move and that no later object of the same name can hijack.
 *
 * Everything in PL/pgSQL is resolved when it runs.  Such functions name their
 * objects in full, run with a search path that has only pg_catalog and
 * (last) pg_temp, and leave the engine to the functions with parsed bodies.
 *
 * All functions run with the rights of the caller.  Nothing is granted.
 *
 * The database may have any encoding that PostgreSQL knows, so no string here
 * has characters, or escapes of characters, that are not in ASCII.
 */

/*
 * What is deleted or renamed carries along what belongs to it.  Foreign keys
 * would do that too, but the tables of an extension have theirs while pg_dump's
 * output is restored, and pg_restore --jobs fills such tables in any order: it
 * would lose whole lists.  Nothing is hidden by a row without its parent.
 */
CREATE FUNCTION screening.carry_along() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	CASE TG_TABLE_NAME || ' ' || TG_OP
		WHEN 'source DELETE' THEN
			DELETE FROM screening.party p WHERE p.source = OLD.source;
			DELETE FROM screening.party_name n WHERE n.source = OLD.source;
		WHEN 'source UPDATE' THEN
			UPDATE screening.party p SET source = NEW.source WHERE p.source = OLD.source;
			UPDATE screening.party_name n SET source = NEW.source WHERE n.source = OLD.source;
		WHEN 'source TRUNCATE' THEN
			DELETE FROM screening.party_name;
			DELETE FROM screening.party;
		WHEN 'party DELETE' THEN
			DELETE FROM screening.party_name n WHERE n.source = OLD.source AND n.entity_id = OLD.entity_id;
		WHEN 'party UPDATE' THEN
			UPDATE screening.party_name n SET source = NEW.source, entity_id = NEW.entity_id
			WHERE n.source = OLD.source AND n.entity_id = OLD.entity_id;
		WHEN 'party TRUNCATE' THEN
			DELETE FROM screening.party_name;
		WHEN 'goods_list DELETE' THEN
			DELETE FROM screening.goods_item i WHERE i.list = OLD.list;
		WHEN 'goods_list UPDATE' THEN
			UPDATE screening.goods_item i SET list = NEW.list WHERE i.list = OLD.list;
	END CASE;
	RETURN NULL;
END
$$;

COMMENT ON FUNCTION screening.carry_along() IS 'trigger: deletes or renames what belongs to a row that is deleted or renamed';

-- Party lists: tables

/*
 * Screening for a name that has nothing to read would be screening for
 * nothing.  What counts must not depend on the locale or on the rules of the
 * scorer, or a dump could hold names that another database refuses.
 *
 * The regular expression's own escapes are numbers of characters in whatever
 * encoding the database has.  A no-break space is A0 in Unicode and in most
 * single-byte encodings; where A0 or AD is a letter, as in WIN866 or WIN874, a
 * name of that one letter is refused, which is no loss.
 */
CREATE FUNCTION screening.is_name(name text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT is_name.name COLLATE pg_catalog."C" ~
		'[^\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u007F\u00A0\u00AD\u1680\u180E\u2000-\u206F\u3000-\u3003\uFEFF]'::text;
END;

COMMENT ON FUNCTION screening.is_name(text) IS
	'whether a text has any letter or digit: anything but spaces, control characters, ASCII punctuation and general punctuation';

CREATE TABLE screening.source (
	source		text PRIMARY KEY CHECK (source <> '')
				CONSTRAINT source_length CHECK (octet_length(source) <= 200),
	title		text NOT NULL,
	publisher	text,
	version		text,
	checksum	text,
	loaded_at	timestamptz,
	parties		integer NOT NULL DEFAULT 0,
	names		integer NOT NULL DEFAULT 0,
	skipped		integer NOT NULL DEFAULT 0
);

CREATE TRIGGER carry_along AFTER DELETE OR UPDATE OF source ON screening.source
	FOR EACH ROW EXECUTE FUNCTION screening.carry_along();

CREATE TRIGGER carry_all_along AFTER TRUNCATE ON screening.source
	FOR EACH STATEMENT EXECUTE FUNCTION screening.carry_along();

COMMENT ON TRIGGER carry_along ON screening.source IS 'the parties go with their list';
COMMENT ON TRIGGER carry_all_along ON screening.source IS 'all parties go with all lists';
COMMENT ON TABLE screening.source IS 'party lists that are loaded, one row per list';
COMMENT ON COLUMN screening.source.source IS 'short name of the list, such as OFAC-SDN';
COMMENT ON COLUMN screening.source.title IS 'name of the list in full';
COMMENT ON COLUMN screening.source.publisher IS 'who publishes the list';
COMMENT ON COLUMN screening.source.version IS 'version loaded: the publisher''s date, or a short form of the checksum where the files carry no date';
COMMENT ON COLUMN screening.source.checksum IS 'SHA-256 of the files loaded';
COMMENT ON COLUMN screening.source.loaded_at IS 'when this version was first loaded';
COMMENT ON COLUMN screening.source.parties IS 'number of parties after the load';
COMMENT ON COLUMN screening.source.names IS 'number of names after the load';
COMMENT ON COLUMN screening.source.skipped IS 'records of the files that were left out, with a warning, because they belong to no party of the list';

CREATE TABLE screening.party (
	source		text NOT NULL,
	entity_id	text NOT NULL CHECK (entity_id <> '')
				CONSTRAINT party_entity_id_length CHECK (octet_length(entity_id) <= 200),
	kind		text NOT NULL CHECK (kind IN ('company', 'individual', 'vessel', 'aircraft', 'other')),
	program		text[] NOT NULL DEFAULT '{}',
	country		text,
	addresses	jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(addresses) = 'array'),
	details		jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(details) = 'object'),
	remarks		text,
	PRIMARY KEY (source, entity_id)
);

CREATE TRIGGER carry_along AFTER DELETE OR UPDATE OF source, entity_id ON screening.party
	FOR EACH ROW EXECUTE FUNCTION screening.carry_along();

CREATE TRIGGER carry_all_along AFTER TRUNCATE ON screening.party
	FOR EACH STATEMENT EXECUTE FUNCTION screening.carry_along();

COMMENT ON TRIGGER carry_along ON screening.party IS 'the names go with their party';
COMMENT ON TRIGGER carry_all_along ON screening.party IS 'all names go with all parties';
COMMENT ON TABLE screening.party IS 'listed parties, one row per entry of a list';
COMMENT ON COLUMN screening.party.source IS 'the list';
COMMENT ON COLUMN screening.party.entity_id IS 'the publisher''s number of the entry';
COMMENT ON COLUMN screening.party.kind IS 'company, individual, vessel, aircraft or other';
COMMENT ON COLUMN screening.party.program IS 'sanctions programmes under which the party is listed';
COMMENT ON COLUMN screening.party.country IS 'countries of the addresses, or a vessel''s flag, as published; several are separated by "; "';
COMMENT ON COLUMN screening.party.addresses IS 'array of objects with the keys address, city, country and remarks, where known';
COMMENT ON COLUMN screening.party.details IS 'what only some entries have: title, call_sign, vessel_type, tonnage, grt, flag, owner, imo';
COMMENT ON COLUMN screening.party.remarks IS 'the publisher''s remarks in full';

CREATE TABLE screening.party_name (
	source		text NOT NULL,
	entity_id	text NOT NULL,
	name		text NOT NULL CONSTRAINT party_name_length CHECK (octet_length(name) <= 2000)
				CONSTRAINT party_name_blank CHECK (screening.is_name(name)),
	name_type	text NOT NULL CHECK (name_type IN ('primary', 'alias', 'weak_alias')),
	relation	text,
	PRIMARY KEY (source, entity_id, name)
);

CREATE UNIQUE INDEX party_name_primary_key ON screening.party_name (source, entity_id)
	WHERE name_type = 'primary';

COMMENT ON TABLE screening.party_name IS 'names of listed parties, as published';
COMMENT ON COLUMN screening.party_name.source IS 'the list';
COMMENT ON COLUMN screening.party_name.entity_id IS 'the publisher''s number of the entry';
COMMENT ON COLUMN screening.party_name.name IS 'the name as published; persons as LAST, First where the publisher writes them so';
COMMENT ON COLUMN screening.party_name.name_type IS 'primary (one per party), alias, or weak_alias: one that the publisher holds to be too common to screen by alone';
COMMENT ON COLUMN screening.party_name.relation IS 'how the publisher relates an alias to the party: aka, fka (formerly), nka (now)';
COMMENT ON INDEX screening.party_name_primary_key IS 'a party has one primary name';

CREATE VIEW screening.watchlist AS
	SELECT n.source, n.entity_id, n.name, n.name_type, n.relation,
		   p.kind, p.program, p.country, m.name AS primary_name
	FROM screening.party_name n
		 LEFT JOIN screening.party p ON p.source = n.source AND p.entity_id = n.entity_id
		 LEFT JOIN screening.party_name m ON m.source = n.source AND m.entity_id = n.entity_id
											 AND m.name_type = 'primary';

COMMENT ON VIEW screening.watchlist IS 'every name of every listed party, with what is known of the party';
COMMENT ON COLUMN screening.watchlist.primary_name IS 'the primary name of the party that bears the name';

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

-- OFAC

CREATE FUNCTION screening.read_ofac(argument text, content text, width integer, numbers integer)
RETURNS screening.csv_record[]
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	records	screening.csv_record[] := screening.read_csv(argument, content, width);
	bad		record;
BEGIN
	/*
	 * OFAC writes "-0- " for no value, and never an empty field: one is a sign
	 * of a file that was cut short or saved again by another program.  So is
	 * a last field that is only the beginning of "-0-".
	 */
	SELECT r.line,
		   CASE WHEN array_position(r.fields, NULL) IS NOT NULL
				THEN format('field %s is empty', array_position(r.fields, NULL))
				WHEN r.fields[1] !~ '^[1-9][0-9]{0,17}$'
				THEN format('entity number %L is not a number', r.fields[1])
				WHEN numbers > 1 AND r.fields[2] !~ '^[1-9][0-9]{0,17}$'
				THEN format('number %L in field 2 is not a number', r.fields[2])
				WHEN r.fields[width] IN ('-', '-0')
				THEN 'the record is cut short'
		   END AS reason
	INTO bad
	FROM unnest(records) r
	WHERE array_position(r.fields, NULL) IS NOT NULL
		  OR r.fields[1] !~ '^[1-9][0-9]{0,17}$'
		  OR (numbers > 1 AND r.fields[2] !~ '^[1-9][0-9]{0,17}$')
		  OR r.fields[width] IN ('-', '-0')
	ORDER BY r.line
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION USING
			ERRCODE = 'bad_copy_file_format',
			MESSAGE = format('%s, line %s: %s', argument, bad.line, bad.reason),
			HINT = 'The file is damaged or is not in the published layout. Nothing was loaded.';
	END IF;

	SELECT d.line, d.id INTO bad
	FROM (SELECT r.line, array_to_string(r.fields[1:numbers], ' with number ') AS id,
				 row_number() OVER (PARTITION BY r.fields[1:numbers] ORDER BY r.line) AS nth
		  FROM unnest(records) r) d
	WHERE numbers > 0 AND d.nth > 1
	ORDER BY d.line
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION USING
			ERRCODE = 'bad_copy_file_format',
			MESSAGE = format('%s, line %s: entity number %s occurs a second time', argument, bad.line, bad.id),
			HINT = 'The file is damaged or is not in the published layout. Nothing was loaded.';
	END IF;

	-- other spaces are left alone: text that is continued in comments may be cut beside one
	RETURN (SELECT array_agg(ROW(r.line, ARRAY(SELECT CASE WHEN rtrim(f.v) <> '-0-' THEN f.v END
											   FROM unnest(r.fields) WITH ORDINALITY f(v, i)
											   ORDER BY f.i))::screening.csv_record
							 ORDER BY r.line)
			FROM unnest(records) r);
END
$$;

COMMENT ON FUNCTION screening.read_ofac(text, text, integer, integer) IS
	'records of a file in OFAC''s layout, with nulls; the first so many fields are numbers that together are unique (0: the first is a number, and may repeat)';

CREATE FUNCTION screening.warn_of_strays(argument text, records screening.csv_record[], known text[])
RETURNS integer
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
	strays	record;
BEGIN
	SELECT count(*)::integer AS n, count(DISTINCT r.fields[1]) AS entities,
		   array_agg(r.line ORDER BY r.line) AS lines
	INTO strays
	FROM unnest(records) r
	WHERE NOT EXISTS (SELECT FROM unnest(known) k WHERE k = r.fields[1]);

	IF strays.n > 0 THEN
		RAISE WARNING USING
			MESSAGE = format('%s: %s of %s records were left out: they belong to %s entities that the list does not have',
							 argument, strays.n, cardinality(records), strays.entities),
			DETAIL = format('Lines: %s%s.', array_to_string(strays.lines[1:10], ', '),
							CASE WHEN strays.n > 10 THEN format(' and %s more', strays.n - 10) ELSE '' END),
			HINT = 'The files are probably not of the same date.';
	END IF;
	RETURN strays.n;
END
$$;

COMMENT ON FUNCTION screening.warn_of_strays(text, screening.csv_record[], text[]) IS
	'how many records belong to no known entity (first field); warns of them';

CREATE FUNCTION screening.load_ofac(sdn text, alt text DEFAULT NULL, add text DEFAULT NULL,
	comments text DEFAULT NULL, source text DEFAULT 'OFAC-SDN')
RETURNS screening.load_result
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan		-- plans must know how long the arrays are
AS $$
#variable_conflict use_column
DECLARE
	sdn_records		screening.csv_record[];
	alt_records		screening.csv_record[] := '{}';
	add_records		screening.csv_record[] := '{}';
	comment_records	screening.csv_record[] := '{}';
	ids				text[];
	skipped			integer;
	parties			screening.party_input[];
	names			screening.name_input[];
	checksum		text;
	bad				record;
BEGIN
	IF load_ofac.sdn IS NULL THEN
		RAISE EXCEPTION USING
			ERRCODE = 'null_value_not_allowed',
			MESSAGE = 'sdn must not be null',
			HINT = 'Pass the text of the file sdn.csv.';
	END IF;
	IF coalesce(load_ofac.source, '') = '' THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = 'source must not be empty';
	END IF;
	IF octet_length(load_ofac.source) > 200 THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = 'source must not be longer than 200 bytes',
			HINT = 'It is the short name of the list, such as OFAC-SDN, not the text of a file.';
	END IF;

	sdn_records := screening.read_ofac('sdn', load_ofac.sdn, 12, 1);
	IF load_ofac.alt IS NOT NULL THEN
		alt_records := screening.read_ofac('alt', load_ofac.alt, 5, 2);
	END IF;
	IF load_ofac.add IS NOT NULL THEN
		add_records := screening.read_ofac('add', load_ofac.add, 6, 2);
	END IF;
	IF load_ofac.comments IS NOT NULL THEN
		comment_records := screening.read_ofac('comments', load_ofac.comments, 2, 0);
	END IF;

	SELECT b.argument, b.line, b.reason INTO bad
	FROM (SELECT 1 AS nth, 'sdn' AS argument, r.line,
				 CASE WHEN NOT screening.is_name(coalesce(r.fields[2], '')) THEN 'the entry has no name'
					  WHEN octet_length(r.fields[2]) > 2000 THEN 'the name is longer than 2000 bytes'
					  WHEN r.fields[3] NOT IN ('individual', 'vessel', 'aircraft')
					  THEN format('type %L is not individual, vessel, aircraft or "-0-"', r.fields[3])
				 END AS reason
		  FROM unnest(sdn_records) r
		  UNION ALL
		  SELECT 2, 'alt', r.line,
				 CASE WHEN NOT screening.is_name(coalesce(r.fields[4], '')) THEN 'the record has no name'
					  WHEN octet_length(r.fields[4]) > 2000 THEN 'the name is longer than 2000 bytes'
					  WHEN coalesce(r.fields[3], '') NOT IN ('aka', 'fka', 'nka')
					  THEN format('type %L is not aka, fka or nka', r.fields[3])
				 END
		  FROM unnest(alt_records) r) b
	WHERE b.reason IS NOT NULL
	ORDER BY b.nth, b.line
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION USING
			ERRCODE = 'bad_copy_file_format',
			MESSAGE = format('%s, line %s: %s', bad.argument, bad.line, bad.reason),
			HINT = 'The file is damaged or is not in the published layout. Nothing was loaded.';
	END IF;

	SELECT array_agg(r.fields[1]) INTO ids FROM unnest(sdn_records) r;
	skipped := screening.warn_of_strays('alt', alt_records, ids)
			   + screening.warn_of_strays('add', add_records, ids)
			   + screening.warn_of_strays('comments', comment_records, ids);

	-- comments continue remarks that are too long for sdn, in the middle of a word
	WITH remarks AS (
		SELECT s.fields[1] AS entity_id, nullif(concat(s.fields[12], c.more), '') AS remarks
		FROM unnest(sdn_records) s
			 LEFT JOIN (SELECT r.fields[1] AS entity_id, string_agg(r.fields[2], '' ORDER BY r.line) AS more
						FROM unnest(comment_records) r
						GROUP BY 1) c ON c.entity_id = s.fields[1]
	), address AS (
		SELECT r.fields[1] AS entity_id, r.fields[2]::bigint AS nth, r.fields[5] AS country,
			   jsonb_strip_nulls(jsonb_build_object('address', r.fields[3], 'city', r.fields[4],
													'country', r.fields[5], 'remarks', r.fields[6])) AS address
		FROM unnest(add_records) r
	), addresses AS (
		SELECT a.entity_id, jsonb_agg(a.address ORDER BY a.nth) AS addresses
		FROM address a
		WHERE a.address <> '{}'
		GROUP BY a.entity_id
	), countries AS (
		SELECT c.entity_id, string_agg(c.country, '; ' ORDER BY c.nth) AS country
		FROM (SELECT a.entity_id, a.country, min(a.nth) AS nth
			  FROM address a
			  WHERE a.country IS NOT NULL
			  GROUP BY a.entity_id, a.country) c
		GROUP BY c.entity_id
	), name AS (
		SELECT s.fields[1] AS entity_id, btrim(s.fields[2]) AS name, 'primary' AS name_type, NULL AS relation, 1 AS strength
		FROM unnest(sdn_records) s
		UNION ALL
		SELECT a.fields[1], btrim(a.fields[4]), 'alias', a.fields[3], 2
		FROM unnest(alt_records) a
		WHERE EXISTS (SELECT FROM unnest(ids) k WHERE k = a.fields[1])
		UNION ALL
		-- a name in quotes among the remarks is one that OFAC calls a weak alias
		SELECT r.entity_id, btrim(m.groups[2]), 'weak_alias', m.groups[1] || 'ka', 3
		FROM remarks r,
			 regexp_matches(r.remarks, '(?:^|; ?)([afn])\.k\.a\. ''([^;]+)''\.?(?=;|$)', 'g') AS m(groups)
		WHERE screening.is_name(m.groups[2])
	), unique_name AS (
		SELECT DISTINCT ON (n.entity_id, n.name) n.entity_id, n.name, n.name_type, n.relation
		FROM name n
		ORDER BY n.entity_id, n.name, n.strength, n.relation
	)
	SELECT (SELECT array_agg(ROW(
						s.fields[1],
						coalesce(s.fields[3], 'company'),
						coalesce(string_to_array(btrim(s.fields[4], '[]'), '] ['), '{}'),
						coalesce(c.country, s.fields[10]),
						coalesce(a.addresses, '[]'),
						jsonb_strip_nulls(jsonb_build_object(
							'title', s.fields[5], 'call_sign', s.fields[6], 'vessel_type', s.fields[7],
							'tonnage', s.fields[8], 'grt', s.fields[9], 'flag', s.fields[10], 'owner', s.fields[11],
							'imo', substring(r.remarks FROM 'IMO ([0-9]{7})(?![0-9])'))),
						r.remarks)::screening.party_input)
			FROM unnest(sdn_records) s
				 JOIN remarks r ON r.entity_id = s.fields[1]
				 LEFT JOIN addresses a ON a.entity_id = s.fields[1]
				 LEFT JOIN countries c ON c.entity_id = s.fields[1]),
		   (SELECT array_agg(ROW(n.entity_id, n.name, n.name_type, n.relation)::screening.name_input)
			FROM unique_name n)
	INTO parties, names;

	-- names of the two files have been looked at; what is quoted in remarks is known only now
	SELECT min(s.line) AS line INTO bad
	FROM unnest(names) n
		 JOIN unnest(sdn_records) s ON s.fields[1] = n.entity_id
	WHERE n.name_type = 'weak_alias' AND octet_length(n.name) > 2000;
	IF bad.line IS NOT NULL THEN
		RAISE EXCEPTION USING
			ERRCODE = 'bad_copy_file_format',
			MESSAGE = format('sdn, line %s: an alias in the remarks of the entry is longer than 2000 bytes', bad.line),
			DETAIL = CASE WHEN comment_records <> '{}' THEN 'The remarks of an entry go on in comments.' END,
			HINT = 'The file is damaged or is not in the published layout. Nothing was loaded.';
	END IF;

	/*
	 * The files carry no date, so their contents are their version.  How they
	 * end depends on how they were read, so the end does not count.  The bytes
	 * are taken as the database has them: not every text can be converted.
	 */
	SELECT encode(sha256(string_agg(sha256(convert_to(coalesce(rtrim(f.content, E'\r\n\x1A'), ''),
													  getdatabaseencoding())),
									'' ORDER BY f.nth)), 'hex')
	INTO checksum
	FROM unnest(ARRAY[load_ofac.sdn, load_ofac.alt, load_ofac.add, load_ofac.comments])
		 WITH ORDINALITY f(content, nth);

	RETURN screening.merge_source(load_ofac.source,
		CASE load_ofac.source
			WHEN 'OFAC-SDN' THEN 'Specially Designated Nationals and Blocked Persons List'
			WHEN 'OFAC-CONS' THEN 'Consolidated Sanctions List (Non-SDN Lists)'
			ELSE load_ofac.source
		END,
		'Office of Foreign Assets Control, US Department of the Treasury',
		'sha256:' || left(checksum, 16), checksum, skipped, parties, names);
END
$$;

COMMENT ON FUNCTION screening.load_ofac(text, text, text, text, text) IS
	'load a list as OFAC publishes it: the texts of sdn.csv, alt.csv, add.csv and sdn_comments.csv (or of the cons_ files, with another source)';

-- Goods lists: tables

CREATE TABLE screening.goods_list (
	list		text PRIMARY KEY CHECK (list <> ''),
	title		text NOT NULL,
	publisher	text,
	edition		text,
	hs_edition	integer CHECK (hs_edition IN (1992, 1996, 2002, 2007, 2012, 2017, 2022, 2028)),
	note		text,
	origin		text NOT NULL DEFAULT 'own' CHECK (origin IN ('built-in', 'own'))
);

CREATE TRIGGER carry_along AFTER DELETE OR UPDATE OF list ON screening.goods_list
	FOR EACH ROW EXECUTE FUNCTION screening.carry_along();

COMMENT ON TRIGGER carry_along ON screening.goods_list IS 'the entries go with their list';
COMMENT ON TABLE screening.goods_list IS 'lists of goods, one row per list';
COMMENT ON COLUMN screening.goods_list.list IS 'short name of the list, such as chpl';
COMMENT ON COLUMN screening.goods_list.title IS 'name of the list in full';
COMMENT ON COLUMN screening.goods_list.publisher IS 'who publishes the list';
COMMENT ON COLUMN screening.goods_list.edition IS 'which edition of the list this is';
COMMENT ON COLUMN screening.goods_list.hs_edition IS 'edition of the Harmonized System in which the codes are meant';
COMMENT ON COLUMN screening.goods_list.note IS 'anything a reader should know of the list';
COMMENT ON COLUMN screening.goods_list.origin IS 'built-in: came with the extension; own: yours';

CREATE TABLE screening.goods_item (
	list		text NOT NULL,
	tier		text NOT NULL DEFAULT '',
	hs			hscode NOT NULL,
	ex			boolean NOT NULL DEFAULT false,
	description	text,
	valid_from	date NOT NULL DEFAULT '-infinity',
	valid_to	date NOT NULL DEFAULT 'infinity',
	note		text,
	origin		text NOT NULL DEFAULT 'own' CHECK (origin IN ('built-in', 'amended', 'own')),
	PRIMARY KEY (list, tier, hs, valid_from),
	CHECK (valid_from <= valid_to)
);

COMMENT ON TABLE screening.goods_item IS 'entries of the goods lists; a code stands for itself and everything below it';
COMMENT ON COLUMN screening.goods_item.list IS 'the list';
COMMENT ON COLUMN screening.goods_item.tier IS 'tier of the entry, such as 1 or 3.A; empty where the list has no tiers';
COMMENT ON COLUMN screening.goods_item.hs IS 'the code listed: a chapter, heading, subheading or national line';
COMMENT ON COLUMN screening.goods_item.ex IS 'true for an "ex" entry: only part of what the code covers is listed';
COMMENT ON COLUMN screening.goods_item.description IS 'what the entry covers';
COMMENT ON COLUMN screening.goods_item.valid_from IS 'first day on which the entry is in force';
COMMENT ON COLUMN screening.goods_item.valid_to IS 'last day on which the entry is in force';
COMMENT ON COLUMN screening.goods_item.note IS 'anything a reader should know of the entry';
COMMENT ON COLUMN screening.goods_item.origin IS 'built-in: came with the extension; amended: a built-in entry that you have changed; own: yours';

-- Goods lists: the Common High Priority List

INSERT INTO screening.goods_list (list, title, publisher, edition, hs_edition, note, origin) VALUES
	('chpl', 'Common High Priority List',
	 'Bureau of Industry and Security (US Department of Commerce), with the EU, Japan and the United Kingdom',
	 '2024-02-23', 2022,
	 'Valid from: 2023-05-19 for tiers 1 and 2, whose nine codes were named in the joint FinCEN and BIS alert of that day; '
	 'the date of this edition for all others, though many of them were in earlier editions.',
	 'built-in');

INSERT INTO screening.goods_item (list, tier, hs, description, valid_from, origin)
SELECT 'chpl', v.tier, v.hs::hscode, v.description,
	   CASE WHEN v.tier IN ('1', '2') THEN date '2023-05-19' ELSE date '2024-02-23' END, 'built-in'
FROM (VALUES
	('1', '854231', 'Processors and controllers (integrated circuits)'),
	('1', '854232', 'Memories (integrated circuits)'),
	('1', '854233', 'Amplifiers (integrated circuits)'),
	('1', '854239', 'Other integrated circuits'),

	('2', '851762', 'Equipment that receives, converts or sends voice, images or data, such as routers and switches'),
	('2', '852691', 'Radio navigation equipment'),
	('2', '853221', 'Tantalum capacitors'),
	('2', '853224', 'Multilayer ceramic capacitors'),
	('2', '854800', 'Electrical parts of machines, not covered elsewhere'),

	('3.A', '847150', 'Processing units of computers'),
	('3.A', '850440', 'Static converters, such as power supplies and inverters'),
	('3.A', '851769', 'Other equipment for sending or receiving voice, images or data'),
	('3.A', '852589', 'Television, digital and video cameras, other than those for special conditions'),
	('3.A', '852910', 'Antennas and their reflectors, and parts of them'),
	('3.A', '852990', 'Other parts of transmitters, receivers, radar, cameras and displays'),
	('3.A', '853669', 'Plugs and sockets up to 1,000 V'),
	('3.A', '853690', 'Other apparatus for connecting circuits up to 1,000 V'),
	('3.A', '854110', 'Diodes, other than photosensitive and light-emitting ones'),
	('3.A', '854121', 'Transistors below 1 W, other than photosensitive ones'),
	('3.A', '854129', 'Transistors of 1 W or more, other than photosensitive ones'),
	('3.A', '854130', 'Thyristors, diacs and triacs'),
	('3.A', '854149', 'Photosensitive semiconductor devices, other than photovoltaic cells and LEDs'),
	('3.A', '854151', 'Semiconductor-based transducers'),
	('3.A', '854159', 'Other semiconductor devices'),
	('3.A', '854160', 'Mounted piezoelectric crystals'),

	('3.B', '848210', 'Ball bearings'),
	('3.B', '848220', 'Tapered roller bearings'),
	('3.B', '848230', 'Spherical roller bearings'),
	('3.B', '848250', 'Other cylindrical roller bearings'),
	('3.B', '880730', 'Other parts of aeroplanes, helicopters and unmanned aircraft'),
	('3.B', '901310', 'Telescopic sights, periscopes and telescopes for machines and instruments'),
	('3.B', '901380', 'Other optical devices and instruments'),
	('3.B', '901420', 'Instruments for air and space navigation, other than compasses'),
	('3.B', '901480', 'Other navigational instruments'),

	('4.A', '847180', 'Other units of computers, such as graphics and sound cards'),
	('4.A', '848610', 'Machines for making semiconductor boules and wafers'),
	('4.A', '848620', 'Machines for making semiconductor devices and integrated circuits'),
	('4.A', '848640', 'Machines for making masks, and for assembling and handling semiconductors'),
	('4.A', '853400', 'Printed circuits'),
	('4.A', '854320', 'Signal generators'),
	('4.A', '902750', 'Other instruments that use ultraviolet, visible or infrared light'),
	('4.A', '903020', 'Oscilloscopes and oscillographs'),
	('4.A', '903032', 'Multimeters with a recording device'),
	('4.A', '903039', 'Other meters for voltage, current, resistance or power, with a recording device'),
	('4.A', '903082', 'Instruments for testing semiconductor wafers and devices'),

	('4.B', '845710', 'Machining centres for metal'),
	('4.B', '845811', 'Horizontal lathes for metal, numerically controlled'),
	('4.B', '845891', 'Other lathes for metal, numerically controlled'),
	('4.B', '845961', 'Other milling machines for metal, numerically controlled'),
	('4.B', '846693', 'Parts and accessories of machine tools for metal')
) v(tier, hs, description);

/*
 * pg_dump saves the rows that did not come with the extension.  On restore
 * CREATE EXTENSION puts the built-in rows back first, so what was changed in
 * them comes as rows that exist already; these triggers merge them.  For the
 * same reason a built-in row keeps its key and cannot be deleted: it would
 * come back.
 */

CREATE FUNCTION screening.guard_goods_list() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF TG_OP <> 'INSERT' AND OLD.origin = 'built-in' THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = format('goods list "%s" is built in and cannot be changed or deleted', OLD.list),
			HINT = 'Make a list of your own, and copy into it the entries you want.';
	END IF;
	IF TG_OP = 'DELETE' THEN
		RETURN OLD;
	END IF;
	NEW.origin := 'own';
	RETURN NEW;
END
$$;

COMMENT ON FUNCTION screening.guard_goods_list() IS 'trigger: keeps built-in goods lists as they are';

CREATE FUNCTION screening.guard_goods_item() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.origin = 'amended' THEN
			UPDATE screening.goods_item i
			SET ex = NEW.ex, description = NEW.description, valid_to = NEW.valid_to, note = NEW.note
			WHERE i.list = NEW.list AND i.tier = NEW.tier AND i.hs::text = NEW.hs::text
				  AND i.valid_from = NEW.valid_from AND i.origin <> 'own';
			IF FOUND THEN
				RETURN NULL;
			END IF;
		END IF;
		NEW.origin := 'own';
		RETURN NEW;
	END IF;

	IF OLD.origin = 'own' THEN
		IF TG_OP = 'DELETE' THEN
			RETURN OLD;
		END IF;
		NEW.origin := 'own';
		RETURN NEW;
	END IF;

	IF TG_OP = 'DELETE' OR
	   (NEW.list, NEW.tier, NEW.hs::text, NEW.valid_from) IS DISTINCT FROM (OLD.list, OLD.tier, OLD.hs::text, OLD.valid_from) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = format('entry %s of goods list "%s" is built in: it cannot be deleted, and its list, tier, code and first day cannot be changed',
							 OLD.hs::text, OLD.list),
			HINT = 'To end it, set valid_to. For a different selection, make a list of your own.';
	END IF;
	NEW.origin := 'amended';
	RETURN NEW;
END
$$;

COMMENT ON FUNCTION screening.guard_goods_item() IS 'trigger: marks built-in goods entries that are changed, and lets a restored dump change them again';

CREATE FUNCTION screening.refuse_truncate() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RAISE EXCEPTION USING
		ERRCODE = 'object_not_in_prerequisite_state',
		MESSAGE = format('table "%s.%s" cannot be truncated, since it holds what is built in',
						 TG_TABLE_SCHEMA, TG_TABLE_NAME),
		HINT = format('To delete all that is yours: DELETE FROM %I.%I WHERE origin = ''own''',
					  TG_TABLE_SCHEMA, TG_TABLE_NAME);
END
$$;

COMMENT ON FUNCTION screening.refuse_truncate() IS 'trigger: keeps built-in goods lists from being emptied';

CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON screening.goods_list
	FOR EACH ROW EXECUTE FUNCTION screening.guard_goods_list();
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON screening.goods_item
	FOR EACH ROW EXECUTE FUNCTION screening.guard_goods_item();

CREATE TRIGGER guard_all BEFORE TRUNCATE ON screening.goods_list
	FOR EACH STATEMENT EXECUTE FUNCTION screening.refuse_truncate();
CREATE TRIGGER guard_all BEFORE TRUNCATE ON screening.goods_item
	FOR EACH STATEMENT EXECUTE FUNCTION screening.refuse_truncate();

COMMENT ON TRIGGER guard_all ON screening.goods_list IS 'keeps built-in goods lists from being emptied';
COMMENT ON TRIGGER guard_all ON screening.goods_item IS 'keeps built-in goods lists from being emptied';
COMMENT ON TRIGGER guard ON screening.goods_list IS 'keeps built-in goods lists as they are';
COMMENT ON TRIGGER guard ON screening.goods_item IS 'marks built-in goods entries that are changed';

-- Goods lists: queries

-- An entry cannot be refused for having no list: see carry_along().
CREATE VIEW screening.goods_orphan AS
	SELECT i.list, i.tier, i.hs, i.ex, i.description, i.valid_from, i.valid_to, i.note
	FROM screening.goods_item i
	WHERE NOT EXISTS (SELECT FROM screening.goods_list l WHERE l.list = i.list);

COMMENT ON VIEW screening.goods_orphan IS
	'entries whose list does not exist, such as a mistyped one: nothing is screened by them';

CREATE FUNCTION screening.goods_in_force(list text, tier text, as_of date) RETURNS hslist
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT coalesce(hslist_agg(CASE WHEN i.ex THEN ('ex ' || i.hs::text)::hslist ELSE i.hs::hslist END), '{}'::hslist)
	FROM screening.goods_item i
	WHERE i.list = goods_in_force.list
		  AND (goods_in_force.tier IS NULL OR i.tier = goods_in_force.tier
			   OR starts_with(i.tier, goods_in_force.tier || '.'))
		  AND (goods_in_force.as_of IS NULL OR goods_in_force.as_of BETWEEN i.valid_from AND i.valid_to);
END;

COMMENT ON FUNCTION screening.goods_in_force(text, text, date) IS 'the codes of a goods list, without any check that there is such a list; use goods()';

CREATE FUNCTION screening.goods(list text, tier text DEFAULT NULL, as_of date DEFAULT current_date) RETURNS hslist
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	IF NOT EXISTS (SELECT FROM screening.goods_list l WHERE l.list = goods.list) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'undefined_object',
			MESSAGE = format('there is no goods list %L', goods.list),
			HINT = coalesce('Goods lists: ' || (SELECT string_agg(l.list, ', ' ORDER BY l.list)
												FROM screening.goods_list l) || '.',
							'There are no goods lists.');
	END IF;
	IF goods.tier IS NOT NULL AND
	   NOT EXISTS (SELECT FROM screening.goods_item i
				   WHERE i.list = goods.list
						 AND (i.tier = goods.tier OR starts_with(i.tier, goods.tier || '.'))) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'undefined_object',
			MESSAGE = format('goods list "%s" has no tier %L', goods.list, goods.tier),
			HINT = coalesce('Tiers: ' || (SELECT string_agg(DISTINCT i.tier, ', ' ORDER BY i.tier)
										  FROM screening.goods_item i
										  WHERE i.list = goods.list AND i.tier <> '') || '.',
							'The list has no tiers.');
	END IF;
	RETURN screening.goods_in_force(goods.list, goods.tier, goods.as_of);
END
$$;

COMMENT ON FUNCTION screening.goods(text, text, date) IS
	'the codes of a goods list that are in force on a date (null: ever), of one tier or of all; tier 3 includes 3.A and 3.B';

CREATE FUNCTION screening.goods_match(list text, code hscode, as_of date DEFAULT current_date)
RETURNS TABLE (tier text, item hscode, match text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT i.tier, i.hs,
		   CASE WHEN NOT goods_match.code <@ i.hs THEN 'wider'
				WHEN i.ex THEN 'partial'
				ELSE 'full'
		   END
	FROM screening.goods_item i
	WHERE i.list = goods_match.list AND i.hs && goods_match.code
		  AND (goods_match.as_of IS NULL OR goods_match.as_of BETWEEN i.valid_from AND i.valid_to);
END;

COMMENT ON FUNCTION screening.goods_match(text, hscode, date) IS
	'entries of a goods list that a code meets: full, partial ("ex" entry) or wider (the code is coarser than the entry)';

-- What pg_dump saves

SELECT pg_catalog.pg_extension_config_dump('screening.source', '');
SELECT pg_catalog.pg_extension_config_dump('screening.party', '');
SELECT pg_catalog.pg_extension_config_dump('screening.party_name', '');
SELECT pg_catalog.pg_extension_config_dump('screening.goods_list', 'WHERE origin <> ''built-in''');
SELECT pg_catalog.pg_extension_config_dump('screening.goods_item', 'WHERE origin <> ''built-in''');

-- A new table has no statistics, and autovacuum leaves small ones alone.
ANALYZE screening.goods_list, screening.goods_item;
