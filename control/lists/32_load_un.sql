-- United Nations

CREATE FUNCTION screening.load_un_xml(content text, source text DEFAULT 'UN-SC', max_removed real DEFAULT 0.25)
RETURNS screening.load_result
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	doc			xml;
	root		text;
	generated	text;
	bad			record;
	parties		screening.party_input[];
	names		screening.name_input[];
BEGIN
	PERFORM screening.check_source(load_un_xml.source);
	doc := screening.read_xml('content', screening.check_text('content', load_un_xml.content, 'the file consolidated.xml'));

	SELECT x.root, x.generated INTO root, generated
	FROM XMLTABLE('/*' PASSING doc COLUMNS root text PATH 'name(.)', generated text PATH '@dateGenerated') x;
	IF root <> 'CONSOLIDATED_LIST' THEN
		PERFORM screening.refuse('content', 'line 1', format('the document is a %s, not a CONSOLIDATED_LIST', root));
	END IF;
	IF generated IS NULL OR generated !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}' THEN
		PERFORM screening.refuse('content', 'line 1', 'the list has no dateGenerated');
	END IF;

	SELECT e.nth, e.reason INTO bad
	FROM (SELECT x.nth,
				 CASE WHEN x.tag NOT IN ('INDIVIDUAL', 'ENTITY') THEN format('element %s is neither INDIVIDUAL nor ENTITY', x.tag)
					  WHEN coalesce(x.ref, '') = '' THEN 'the entry has no REFERENCE_NUMBER'
					  WHEN row_number() OVER (PARTITION BY x.ref ORDER BY x.nth) > 1 THEN format('entry %s occurs a second time', x.ref)
					  WHEN coalesce(x.first_name, '') = '' THEN format('entry %s has no FIRST_NAME', x.ref)
				 END AS reason
		  FROM XMLTABLE('/CONSOLIDATED_LIST/*/*' PASSING doc
						COLUMNS nth FOR ORDINALITY, tag text PATH 'name(.)', ref text PATH 'normalize-space(REFERENCE_NUMBER)',
								first_name text PATH 'normalize-space(FIRST_NAME)') x) e
	WHERE e.reason IS NOT NULL
	ORDER BY e.nth
	LIMIT 1;
	IF FOUND THEN
		PERFORM screening.refuse('content', 'entry ' || bad.nth, bad.reason);
	END IF;

	WITH entry AS MATERIALIZED (
		SELECT x.nth, x.ref, x.kind, x.list_type, x.remarks,
			   regexp_replace(x.name, '^ +| +$', '', 'g') AS name, nullif(x.original, '') AS original,
			   jsonb_strip_nulls(jsonb_build_object('dataid', nullif(x.dataid, ''), 'listed_on', nullif(x.listed_on, ''),
													'gender', nullif(x.gender, ''))) AS details
		FROM XMLTABLE('/CONSOLIDATED_LIST/*/*' PASSING doc
					  COLUMNS nth FOR ORDINALITY,
							  ref text PATH 'normalize-space(REFERENCE_NUMBER)',
							  kind text PATH 'name(.)',
							  list_type text PATH 'normalize-space(UN_LIST_TYPE)',
							  name text PATH 'normalize-space(concat(FIRST_NAME, " ", SECOND_NAME, " ", THIRD_NAME, " ", FOURTH_NAME))',
							  original text PATH 'normalize-space(NAME_ORIGINAL_SCRIPT)',
							  remarks text PATH 'normalize-space(COMMENTS1)',
							  dataid text PATH 'normalize-space(DATAID)',
							  listed_on text PATH 'normalize-space(LISTED_ON)',
							  gender text PATH 'normalize-space(GENDER)') x
	), alias AS (
		SELECT x.ref, x.name, lower(x.quality) AS quality
		FROM XMLTABLE('/CONSOLIDATED_LIST/*/*/*[self::INDIVIDUAL_ALIAS or self::ENTITY_ALIAS]' PASSING doc
					  COLUMNS ref text PATH 'normalize-space(../REFERENCE_NUMBER)', name text PATH 'normalize-space(ALIAS_NAME)',
							  quality text PATH 'normalize-space(QUALITY)') x
		WHERE x.name <> ''
	), address AS (
		SELECT x.ref, x.nth, nullif(x.country, '') AS country,
			   jsonb_strip_nulls(jsonb_build_object('address', nullif(x.street, ''), 'city', nullif(concat_ws(', ', nullif(x.city, ''), nullif(x.state, ''), nullif(x.zip, '')), ''),
													'country', nullif(x.country, ''), 'remarks', nullif(x.note, ''))) AS address
		FROM XMLTABLE('/CONSOLIDATED_LIST/*/*/*[self::INDIVIDUAL_ADDRESS or self::ENTITY_ADDRESS]' PASSING doc
					  COLUMNS nth FOR ORDINALITY, ref text PATH 'normalize-space(../REFERENCE_NUMBER)',
							  street text PATH 'normalize-space(STREET)', city text PATH 'normalize-space(CITY)',
							  state text PATH 'normalize-space(STATE_PROVINCE)', zip text PATH 'normalize-space(ZIP_CODE)',
							  country text PATH 'normalize-space(COUNTRY)', note text PATH 'normalize-space(NOTE)') x
	), several AS (
		-- repeated things that are values
		SELECT x.ref, CASE x.tag WHEN 'NATIONALITY' THEN 'nationality' WHEN 'DESIGNATION' THEN 'designation' WHEN 'TITLE' THEN 'title'
								 WHEN 'LAST_DAY_UPDATED' THEN 'last_updated' END AS key,
			   x.nth, x.val
		FROM XMLTABLE('/CONSOLIDATED_LIST/*/*/*[self::NATIONALITY or self::DESIGNATION or self::TITLE or self::LAST_DAY_UPDATED]/VALUE' PASSING doc
					  COLUMNS nth FOR ORDINALITY, ref text PATH 'normalize-space(../../REFERENCE_NUMBER)', tag text PATH 'name(..)',
							  val text PATH 'normalize-space(.)') x
		WHERE x.val <> ''
		UNION ALL
		SELECT x.ref, 'birth', x.nth, concat_ws(' ', nullif(x.d, ''), nullif(x.y, ''), nullif(concat_ws('-', nullif(x.f, ''), nullif(x.t, '')), ''))
		FROM XMLTABLE('/CONSOLIDATED_LIST/*/*/INDIVIDUAL_DATE_OF_BIRTH[DATE or YEAR or FROM_YEAR]' PASSING doc
					  COLUMNS nth FOR ORDINALITY, ref text PATH 'normalize-space(../REFERENCE_NUMBER)', d text PATH 'normalize-space(DATE)',
							  y text PATH 'normalize-space(YEAR)', f text PATH 'normalize-space(FROM_YEAR)', t text PATH 'normalize-space(TO_YEAR)') x
		UNION ALL
		SELECT x.ref, 'document', x.nth, concat_ws(' ', nullif(x.kind, ''), nullif(x.number, ''), nullif(x.country, ''))
		FROM XMLTABLE('/CONSOLIDATED_LIST/*/*/INDIVIDUAL_DOCUMENT[NUMBER]' PASSING doc
					  COLUMNS nth FOR ORDINALITY, ref text PATH 'normalize-space(../REFERENCE_NUMBER)', kind text PATH 'normalize-space(TYPE_OF_DOCUMENT)',
							  number text PATH 'normalize-space(NUMBER)', country text PATH 'normalize-space(ISSUING_COUNTRY)') x
	), more AS (
		SELECT k.ref, jsonb_object_agg(k.key, k.vals) AS details, max(k.nation) AS nation
		FROM (SELECT s.ref, s.key, jsonb_agg(s.val ORDER BY s.nth) AS vals,
					 string_agg(s.val, '; ' ORDER BY s.nth) FILTER (WHERE s.key = 'nationality') AS nation
			  FROM several s GROUP BY s.ref, s.key) k
		GROUP BY k.ref
	), addresses AS (
		SELECT a.ref, jsonb_agg(a.address ORDER BY a.nth) FILTER (WHERE a.address <> '{}') AS addresses FROM address a GROUP BY a.ref
	), countries AS (
		SELECT c.ref, string_agg(c.country, '; ' ORDER BY c.nth) AS country
		FROM (SELECT a.ref, a.country, min(a.nth) AS nth FROM address a WHERE a.country IS NOT NULL GROUP BY a.ref, a.country) c
		GROUP BY c.ref
	)
	SELECT (SELECT array_agg(ROW(e.ref, CASE e.kind WHEN 'ENTITY' THEN 'company' ELSE 'individual' END,
								 CASE WHEN e.list_type <> '' THEN ARRAY[e.list_type] ELSE '{}' END,
								 coalesce(c.country, m.nation), coalesce(a.addresses, '[]'), e.details || coalesce(m.details, '{}'),
								 nullif(e.remarks, ''), 'entry ' || e.nth)::screening.party_input)
			FROM entry e
				 LEFT JOIN addresses a ON a.ref = e.ref
				 LEFT JOIN countries c ON c.ref = e.ref
				 LEFT JOIN more m ON m.ref = e.ref),
		   (SELECT array_agg(ROW(n.ref, n.name, n.name_type, n.relation, 'entry ' || n.ref)::screening.name_input)
			FROM (SELECT e.ref, e.name, 'primary' AS name_type, NULL AS relation FROM entry e
				  UNION ALL
				  SELECT e.ref, e.original, 'alias', 'original script' FROM entry e WHERE e.original IS NOT NULL
				  UNION ALL
				  SELECT a.ref, a.name, CASE a.quality WHEN 'low' THEN 'weak_alias' ELSE 'alias' END,
						 CASE a.quality WHEN 'f.k.a.' THEN 'fka' ELSE 'aka' END
				  FROM alias a) n
			WHERE screening.is_name(n.name))
	INTO parties, names;

	RETURN screening.finish_load('content', load_un_xml.source, 'United Nations Security Council Consolidated List',
		'United Nations Security Council', generated, left(generated, 10)::date,
		ARRAY[load_un_xml.content], 0, parties, names, load_un_xml.max_removed);
END
$$;

COMMENT ON FUNCTION screening.load_un_xml(text, text, real) IS
	'load the consolidated list of the UN Security Council: the text of its XML file';
