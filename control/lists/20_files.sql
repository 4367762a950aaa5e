-- Reading files

CREATE FUNCTION screening.refuse(argument text, place text, reason text, hint text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RAISE EXCEPTION USING
		ERRCODE = 'bad_copy_file_format',
		MESSAGE = CASE WHEN place IS NULL THEN format('%s: %s', argument, reason)
					   ELSE format('%s, %s: %s', argument, place, reason)
				  END,
		HINT = coalesce(hint, 'The file is damaged or is not in the published layout.') || ' Nothing was loaded.';
END
$$;

COMMENT ON FUNCTION screening.refuse(text, text, text, text) IS 'refuses a file: which, where and why';

CREATE FUNCTION screening.check_source(source text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF coalesce(check_source.source, '') = '' THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = 'source must not be empty';
	END IF;
	IF octet_length(check_source.source) > 200 THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = 'source must not be longer than 200 bytes',
			HINT = 'It is the short name of the list, such as OFAC-SDN, not the text of a file.';
	END IF;
END
$$;

COMMENT ON FUNCTION screening.check_source(text) IS 'refuses a name of a list that is none';

/*
 * A file that was read in an encoding that is not its own still is text.  What
 * such texts are full of: the replacement character, and UTF-8 taken byte by
 * byte for Latin-1, Windows-1252 or Windows-1251, which makes pairs of a
 * capital and a sign.  Publishers' own files have a few of these, so the file is
 * refused if one in twenty of the characters beyond ASCII is damaged.  They
 * also have single control characters that once were quotes.
 */
CREATE FUNCTION screening.check_text(argument text, content text, what text) RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	damage	CONSTANT text := '\uFFFD|[\u00C2-\u00F4][\u0080-\u009F]|\u00C3[\u00A0-\u00BF]|(?:[\u00C2-\u00DF][\u00A0-\u00BF]){2,}|\u00E2\u20AC'
		'|[\u0412-\u042F][\u201A\u201E\u2020\u2021\u20AC\u2030\u2039\u2122\u00A4\u00A6\u00A7\u00A9\u00AC\u00AE\u00B0\u00B1\u00B5\u00B6]|\u0432\u0402';
	controls CONSTANT text := '[\u0080-\u0084\u0086-\u009F]';
	first	text;
	line	text;
	whole	integer;
	bad		integer;
BEGIN
	IF content IS NULL THEN
		RAISE EXCEPTION USING
			ERRCODE = 'null_value_not_allowed',
			MESSAGE = format('%s must not be null', argument),
			HINT = format('Pass the text of %s.', what);
	END IF;
	IF getdatabaseencoding() = 'UTF8' THEN
		first := substring(content COLLATE "C" FROM damage || '|' || controls);
		IF first IS NOT NULL THEN
			line := 'line ' || 1 + length(regexp_replace(left(content, strpos(content, first) - 1), '[^\n]+', '', 'g'));
			whole := length(regexp_replace(content COLLATE "C", '[\u0001-\u007F]+', '', 'g'));
			bad := length(content) - length(regexp_replace(content COLLATE "C", damage, '', 'g'));
			IF bad > whole / 20 THEN
				PERFORM screening.refuse(argument, line,
					'characters were damaged when the file was read or saved in another encoding',
					'Read the file in the encoding in which it is published, normally UTF-8.');
			END IF;
			bad := length(content) - length(regexp_replace(content COLLATE "C", damage || '|' || controls, '', 'g'));
			RAISE NOTICE '%, %: damaged characters, % in the file; names that have them may not be found', argument, line, bad;
		END IF;
	END IF;
	RETURN content;
END
$$;

COMMENT ON FUNCTION screening.check_text(text, text, text) IS
	'the text of a file; a null is refused, and text that was read in a wrong encoding';

CREATE TYPE screening.csv_record AS (line integer, fields text[]);

COMMENT ON TYPE screening.csv_record IS 'a record of a CSV file: the line on which it begins, and its fields';

CREATE FUNCTION screening.csv_records(content text, delimiter text) RETURNS screening.csv_record[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT array_agg(ROW(r.line, r.fields)::screening.csv_record)
	FROM tradescreen_csv(csv_records.content, csv_records.delimiter, '"'::text) r;
END;

COMMENT ON FUNCTION screening.csv_records(text, text) IS 'all records of a CSV text';

CREATE FUNCTION screening.read_any_csv(argument text, content text, delimiter text DEFAULT ',')
RETURNS screening.csv_record[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	records	screening.csv_record[];
	reason	text;
BEGIN
	IF delimiter IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed', MESSAGE = 'delimiter must not be null';
	END IF;
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
	RETURN records;
END
$$;

COMMENT ON FUNCTION screening.read_any_csv(text, text, text) IS
	'all records of a CSV text, of whatever width; errors name the argument and the line';

CREATE FUNCTION screening.read_csv(argument text, content text, width integer, delimiter text DEFAULT ',')
RETURNS screening.csv_record[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	records	screening.csv_record[] := screening.read_any_csv(argument, content, delimiter);
	bad		screening.csv_record;
BEGIN
	SELECT r.line, r.fields INTO bad
	FROM unnest(records) r
	WHERE cardinality(r.fields) <> width
	ORDER BY r.line
	LIMIT 1;
	IF FOUND THEN
		PERFORM screening.refuse(argument, 'line ' || bad.line,
			format('%s fields expected, %s found', width, cardinality(bad.fields)),
			CASE WHEN left(content, 100) ~* '^\W*<(!doctype|html|\?xml)'
				 THEN 'This is an HTML or XML document, not the published CSV file.' END);
	END IF;

	RETURN records;
END
$$;

COMMENT ON FUNCTION screening.read_csv(text, text, integer, text) IS
	'all records of a CSV text; any that has not the given number of fields is an error, which names the argument and the line';

CREATE TYPE screening.named_record AS (line integer, field jsonb);

COMMENT ON TYPE screening.named_record IS 'a record of a CSV file with a header: the line on which it begins, and its fields by column; empty ones are left out';

CREATE FUNCTION screening.read_named_csv(argument text, content text, required text[], known text[] DEFAULT NULL,
	delimiter text DEFAULT ',', preamble text DEFAULT NULL)
RETURNS screening.named_record[]
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
	records	screening.csv_record[];
	header	text[];
	first	integer := 1;
	width	integer;
	bad		record;
	missing	text;
BEGIN
	records := screening.read_any_csv(argument, content, delimiter);

	-- some files have a line about themselves before the header
	IF preamble IS NOT NULL AND records[1].fields[1] ~ preamble THEN
		first := 2;
	END IF;
	SELECT array_agg(btrim(h.name) ORDER BY h.nth) INTO header
	FROM unnest(records[first].fields) WITH ORDINALITY h(name, nth);
	width := coalesce(cardinality(header), 0);

	SELECT string_agg(r.name, ', ' ORDER BY r.nth) INTO missing
	FROM unnest(required) WITH ORDINALITY r(name, nth)
	WHERE NOT coalesce(r.name = ANY (header), false);
	IF missing IS NOT NULL THEN
		PERFORM screening.refuse(argument, 'line ' || coalesce(records[first].line, 1),
			'the header lacks ' || CASE WHEN strpos(missing, ', ') > 0 THEN 'the columns ' ELSE 'the column ' END || missing,
			CASE WHEN left(content, 100) ~* '^\W*<(!doctype|html|\?xml)'
				 THEN 'This is an HTML or XML document, not the published CSV file.' END);
	END IF;
	SELECT h.name INTO bad FROM unnest(header) h(name) WHERE h.name <> '' GROUP BY h.name HAVING count(*) > 1 ORDER BY h.name LIMIT 1;
	IF FOUND THEN
		PERFORM screening.refuse(argument, 'line ' || records[first].line, format('the header has the column %s twice', bad.name));
	END IF;
	IF array_position(header, NULL) IS NOT NULL OR '' = ANY (header) THEN
		PERFORM screening.refuse(argument, 'line ' || records[first].line, 'the header has a column without a name');
	END IF;
	IF EXISTS (SELECT FROM unnest(header) h(name) WHERE known IS NOT NULL AND NOT h.name = ANY (required || known)) THEN
		RAISE WARNING USING
			MESSAGE = format('%s: columns that the loader does not know are left out: %s', argument,
							 (SELECT string_agg(h.name, ', ' ORDER BY h.nth) FROM unnest(header) WITH ORDINALITY h(name, nth)
							  WHERE NOT h.name = ANY (required || known))),
			HINT = 'The publisher has probably added them. See whether they matter to you.';
	END IF;

	SELECT r.line, cardinality(r.fields) AS found INTO bad
	FROM unnest(records) WITH ORDINALITY r(line, fields, nth)
	WHERE r.nth > first AND cardinality(r.fields) <> width
	ORDER BY r.nth
	LIMIT 1;
	IF FOUND THEN
		PERFORM screening.refuse(argument, 'line ' || bad.line, format('%s fields expected, %s found', width, bad.found));
	END IF;

	RETURN coalesce((SELECT array_agg(ROW(r.line, jsonb_strip_nulls(jsonb_object(header, r.fields)))::screening.named_record ORDER BY r.nth)
					 FROM unnest(records) WITH ORDINALITY r(line, fields, nth)
					 WHERE r.nth > first), '{}');
END
$$;

COMMENT ON FUNCTION screening.read_named_csv(text, text, text[], text[], text, text) IS
	'records of a CSV text with a header that must have certain columns; a record of another width is an error, unknown columns a warning';

-- one expression, so that it is inlined
CREATE FUNCTION screening.value(field jsonb, name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT nullif(btrim(regexp_replace(value.field ->> value.name, '[ \t\r\n]+'::text, ' '::text, 'g'::text)), ''::text);
END;

COMMENT ON FUNCTION screening.value(jsonb, text) IS
	'a field of a record, with its blanks put in order; null if it is empty';

CREATE FUNCTION screening.split_list(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT coalesce(array_agg(s.part ORDER BY s.nth), '{}'::text[])
	FROM (SELECT nullif(btrim(regexp_replace(coalesce(replace(m.groups[1], '""'::text, '"'::text), m.groups[2]), '[ \t\r\n]+'::text, ' '::text, 'g'::text)), ''::text), m.nth
		  FROM regexp_matches(split_list.value, '(?:^|;) *(?:"((?:[^"]|"")*)" *(?=;|$)|([^;]*))'::text, 'g'::text) WITH ORDINALITY m(groups, nth)) s(part, nth)
	WHERE s.part IS NOT NULL;
END;

COMMENT ON FUNCTION screening.split_list(text) IS
	'the parts of a field that holds several values, separated by semicolons; a part in quotes may hold one';
