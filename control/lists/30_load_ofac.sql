-- OFAC

CREATE FUNCTION screening.read_ofac(argument text, content text, width integer, numbers integer)
RETURNS screening.csv_record[]
LANGUAGE plpgsql STABLE
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
		PERFORM screening.refuse(argument, 'line ' || bad.line, bad.reason);
	END IF;

	SELECT d.line, d.id INTO bad
	FROM (SELECT r.line, array_to_string(r.fields[1:numbers], ' with number ') AS id,
				 row_number() OVER (PARTITION BY r.fields[1:numbers] ORDER BY r.line) AS nth
		  FROM unnest(records) r) d
	WHERE numbers > 0 AND d.nth > 1
	ORDER BY d.line
	LIMIT 1;
	IF FOUND THEN
		PERFORM screening.refuse(argument, 'line ' || bad.line, format('entity number %s occurs a second time', bad.id));
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
			HINT = 'The files are probably not of the same date, or the list is not complete.';
	END IF;
	RETURN strays.n;
END
$$;

COMMENT ON FUNCTION screening.warn_of_strays(text, screening.csv_record[], text[]) IS
	'how many records belong to no known entity (first field); warns of them';

CREATE FUNCTION screening.load_ofac(sdn text, alt text DEFAULT NULL, add text DEFAULT NULL,
	comments text DEFAULT NULL, source text DEFAULT 'OFAC-SDN', max_removed real DEFAULT 0.25)
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
	bad				record;
BEGIN
	PERFORM screening.check_text('sdn', load_ofac.sdn, 'the file sdn.csv');
	PERFORM screening.check_text('alt', coalesce(load_ofac.alt, ''), 'the file alt.csv');
	PERFORM screening.check_text('add', coalesce(load_ofac.add, ''), 'the file add.csv');
	PERFORM screening.check_text('comments', coalesce(load_ofac.comments, ''), 'the file sdn_comments.csv');
	PERFORM screening.check_source(load_ofac.source);

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
		PERFORM screening.refuse(bad.argument, 'line ' || bad.line, bad.reason);
	END IF;

	-- OFAC ends each file with Ctrl-Z, which some ways of copying files drop; then from all of them
	SELECT string_agg(f.argument, ', ' ORDER BY f.nth) FILTER (WHERE NOT f.ended) AS arguments, bool_or(f.ended) AS some INTO bad
	FROM (SELECT u.argument, u.nth, rtrim(u.content, E' \t\r\n') LIKE E'%\x1A' AS ended
		  FROM (VALUES (1, 'sdn', load_ofac.sdn), (2, 'alt', load_ofac.alt), (3, 'add', load_ofac.add), (4, 'comments', load_ofac.comments))
			   u(nth, argument, content)
		  WHERE u.content IS NOT NULL) f;
	IF bad.some AND bad.arguments IS NOT NULL THEN
		RAISE WARNING USING
			MESSAGE = format('%s: the Ctrl-Z at the end is missing, which other files have', bad.arguments),
			HINT = 'A file of OFAC without it was cut short, or was saved again by another program.';
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
						r.remarks,
						'line ' || s.line)::screening.party_input)
			FROM unnest(sdn_records) s
				 JOIN remarks r ON r.entity_id = s.fields[1]
				 LEFT JOIN addresses a ON a.entity_id = s.fields[1]
				 LEFT JOIN countries c ON c.entity_id = s.fields[1]),
		   (SELECT array_agg(ROW(n.entity_id, n.name, n.name_type, n.relation, NULL)::screening.name_input)
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

	RETURN screening.finish_load('sdn', load_ofac.source,
		CASE load_ofac.source
			WHEN 'OFAC-SDN' THEN 'Specially Designated Nationals and Blocked Persons List'
			WHEN 'OFAC-CONS' THEN 'Consolidated Sanctions List (Non-SDN Lists)'
			ELSE load_ofac.source
		END,
		'Office of Foreign Assets Control, US Department of the Treasury',
		NULL, NULL, ARRAY[load_ofac.sdn, load_ofac.alt, load_ofac.add, load_ofac.comments],
		skipped, parties, names, load_ofac.max_removed);
END
$$;

COMMENT ON FUNCTION screening.load_ofac(text, text, text, text, text, real) IS
	'load a list as OFAC publishes it: the texts of sdn.csv, alt.csv, add.csv and sdn_comments.csv (or of the cons_ files, with another source)';

