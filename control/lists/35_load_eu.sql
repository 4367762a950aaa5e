-- European Union

/*
 * The CSV and the XML file say the same in two ways, so both loaders end in
 * the same function and give the same list.  The CSV has several records for
 * each entry: for each name, address, date of birth and document one, beside
 * one another or one below the other.  Of names that are equally good the one
 * with the lowest number is primary.
 */
CREATE TYPE screening.eu_entry AS (entity_id text, place text, reference text, un_id text, kind text, listed_on text, remarks text, program text);
CREATE TYPE screening.eu_item AS (entity_id text, what text, number text, weak boolean, value text, country text, more jsonb);

COMMENT ON TYPE screening.eu_entry IS 'what a record of the EU list says of an entry';
COMMENT ON TYPE screening.eu_item IS 'a name, an address or another repeated thing of an entry of the EU list, with the publisher''s number of it';

CREATE FUNCTION screening.finish_eu(source text, generated text, published date, content text,
	entries screening.eu_entry[], items screening.eu_item[], max_removed real)
RETURNS screening.load_result
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	parties	screening.party_input[];
	names	screening.name_input[];
BEGIN
	WITH entry AS (
		SELECT e.entity_id, (array_agg(e.place))[1] AS place, min(e.reference) AS reference, min(e.un_id) AS un_id, min(e.kind) AS kind,
			   min(e.listed_on) AS listed_on, string_agg(DISTINCT e.remarks, ' ') AS remarks,
			   coalesce(array_agg(DISTINCT e.program) FILTER (WHERE e.program IS NOT NULL), '{}') AS program
		FROM unnest(entries) e
		GROUP BY e.entity_id
	), item AS MATERIALIZED (
		SELECT DISTINCT i.entity_id, i.what, coalesce(i.number, '') AS number, i.weak, i.value, i.country, i.more
		FROM unnest(items) i
	), address AS (
		SELECT i.entity_id, jsonb_agg(i.more ORDER BY lpad(i.number, 20, '0'), i.more) AS addresses,
			   string_agg(DISTINCT i.country, '; ' ORDER BY i.country) AS country
		FROM item i
		WHERE i.what = 'address'
		GROUP BY i.entity_id
	), citizen AS (
		SELECT i.entity_id, string_agg(DISTINCT i.country, '; ' ORDER BY i.country) AS country
		FROM item i
		WHERE i.what = 'citizenship' AND i.country IS NOT NULL
		GROUP BY i.entity_id
	), other AS (
		SELECT o.entity_id, jsonb_object_agg(o.what, o.vals) AS details
		FROM (SELECT i.entity_id, i.what, jsonb_agg(i.value ORDER BY lpad(i.number, 20, '0'), i.value) AS vals
			  FROM item i
			  WHERE i.what IN ('birth', 'document', 'function', 'title') AND i.value IS NOT NULL
			  GROUP BY i.entity_id, i.what) o
		GROUP BY o.entity_id
	), ranked AS (
		SELECT i.*, row_number() OVER (PARTITION BY i.entity_id ORDER BY i.weak, lpad(i.number, 20, '0'), i.value COLLATE pg_catalog."C") AS nth
		FROM item i
		WHERE i.what = 'name' AND screening.is_name(i.value)
	)
	SELECT (SELECT array_agg(ROW(e.entity_id, e.kind, e.program, coalesce(a.country, c.country), coalesce(a.addresses, '[]'),
								 jsonb_strip_nulls(jsonb_build_object('reference', e.reference, 'un_id', e.un_id, 'listed_on', e.listed_on))
								 || coalesce(o.details, '{}'),
								 e.remarks, e.place)::screening.party_input)
			FROM entry e
				 LEFT JOIN address a ON a.entity_id = e.entity_id
				 LEFT JOIN citizen c ON c.entity_id = e.entity_id
				 LEFT JOIN other o ON o.entity_id = e.entity_id),
		   (SELECT array_agg(ROW(r.entity_id, r.value, CASE WHEN r.nth = 1 THEN 'primary' WHEN r.weak THEN 'weak_alias' ELSE 'alias' END,
								 CASE WHEN r.nth > 1 THEN 'aka' END, 'entry ' || r.entity_id)::screening.name_input)
			FROM ranked r)
	INTO parties, names;

	RETURN screening.finish_load('content', finish_eu.source, 'EU consolidated list of persons, groups and entities subject to financial sanctions',
		'European Commission', generated, published, ARRAY[content], 0, parties, names, finish_eu.max_removed);
END
$$;

COMMENT ON FUNCTION screening.finish_eu(text, text, date, text, screening.eu_entry[], screening.eu_item[], real) IS
	'loads what was read from the EU''s CSV or XML file';

CREATE FUNCTION screening.load_eu_csv(content text, source text DEFAULT 'EU-FSF', max_removed real DEFAULT 0.25)
RETURNS screening.load_result
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	records		screening.named_record[];
	bad			record;
	generated	text;
	entries		screening.eu_entry[];
	items		screening.eu_item[];
BEGIN
	PERFORM screening.check_source(load_eu_csv.source);
	records := screening.read_named_csv('content', screening.check_text('content', load_eu_csv.content, 'the CSV file of the EU''s list, version 1.1'),
		'{fileGenerationDate,Entity_LogicalId,Entity_SubjectType,NameAlias_WholeName}', NULL, ';');

	SELECT b.line, b.reason INTO bad
	FROM (SELECT r.line,
				 CASE WHEN coalesce(r.field ->> 'Entity_LogicalId', '') !~ '^[0-9]{1,18}$'
					  THEN format('Entity_LogicalId %L is not a number', r.field ->> 'Entity_LogicalId')
					  WHEN coalesce(r.field ->> 'fileGenerationDate', '') !~ '^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$|^[0-9]{4}-[0-9]{2}-[0-9]{2}'
					  THEN format('fileGenerationDate %L is not a date', r.field ->> 'fileGenerationDate')
					  WHEN r.field ->> 'fileGenerationDate' <> first_value(r.field ->> 'fileGenerationDate') OVER (ORDER BY r.line)
					  THEN 'fileGenerationDate is not that of the other records'
					  WHEN coalesce(r.field ->> 'Entity_SubjectType', r.field ->> 'Entity_SubjectType_ClassificationCode', '') NOT IN ('P', 'E', 'person', 'enterprise')
					  THEN format('Entity_SubjectType %L is neither P nor E', r.field ->> 'Entity_SubjectType')
				 END AS reason
		  FROM unnest(records) r) b
	WHERE b.reason IS NOT NULL
	ORDER BY b.line
	LIMIT 1;
	IF FOUND THEN
		PERFORM screening.refuse('content', 'line ' || bad.line, bad.reason);
	END IF;
	generated := (records[1]).field ->> 'fileGenerationDate';
	IF generated LIKE '%/%' THEN
		generated := concat_ws('-', split_part(generated, '/', 3), lpad(split_part(generated, '/', 2), 2, '0'), lpad(split_part(generated, '/', 1), 2, '0'));
	END IF;

	SELECT array_agg(DISTINCT ROW(r.field ->> 'Entity_LogicalId', 'entry ' || (r.field ->> 'Entity_LogicalId'),
						 screening.value(r.field, 'Entity_EU_ReferenceNumber'), screening.value(r.field, 'Entity_UnitedNationId'),
						 CASE WHEN coalesce(r.field ->> 'Entity_SubjectType', r.field ->> 'Entity_SubjectType_ClassificationCode') IN ('P', 'person')
							  THEN 'individual' ELSE 'company' END,
						 screening.value(r.field, 'Entity_DesignationDate'), screening.value(r.field, 'Entity_Remark'),
						 screening.value(r.field, 'Entity_Regulation_Programme'))::screening.eu_entry)
	INTO entries
	FROM unnest(records) r;

	SELECT array_agg(ROW(r.field ->> 'Entity_LogicalId', i.what, i.number, i.weak, i.value, i.country, i.more)::screening.eu_item)
	INTO items
	FROM unnest(records) r,
		 LATERAL (VALUES
			('name', r.field ->> 'NameAlias_LogicalId', lower(coalesce(r.field ->> 'NameAlias_Strong', '')) = 'false',
			 coalesce(screening.value(r.field, 'NameAlias_WholeName'),
					  nullif(concat_ws(' ', screening.value(r.field, 'NameAlias_FirstName'), screening.value(r.field, 'NameAlias_MiddleName'),
									   screening.value(r.field, 'NameAlias_LastName')), '')), NULL, NULL::jsonb),
			('function', r.field ->> 'NameAlias_LogicalId', false, screening.value(r.field, 'NameAlias_Function'), NULL, NULL),
			('title', r.field ->> 'NameAlias_LogicalId', false, screening.value(r.field, 'NameAlias_Title'), NULL, NULL),
			('address', r.field ->> 'Address_LogicalId', false, NULL, screening.value(r.field, 'Address_CountryDescription'),
			 jsonb_strip_nulls(jsonb_build_object(
				'address', nullif(concat_ws(', ', screening.value(r.field, 'Address_Street'), screening.value(r.field, 'Address_PoBox')), ''),
				'city', nullif(concat_ws(', ', screening.value(r.field, 'Address_City'), screening.value(r.field, 'Address_Region'),
										 screening.value(r.field, 'Address_ZipCode')), ''),
				'country', screening.value(r.field, 'Address_CountryDescription'), 'remarks', screening.value(r.field, 'Address_Remark')))),
			('citizenship', r.field ->> 'Citizenship_LogicalId', false, NULL, screening.value(r.field, 'Citizenship_CountryDescription'), NULL),
			('birth', r.field ->> 'BirthDate_LogicalId', false,
			 coalesce(screening.value(r.field, 'BirthDate_BirthDate'), screening.value(r.field, 'BirthDate_Year')), NULL, NULL),
			('document', r.field ->> 'Identification_LogicalId', false,
			 nullif(concat_ws(' ', screening.value(r.field, 'Identification_TypeDescription'), screening.value(r.field, 'Identification_Number')), ''), NULL, NULL)
		 ) i(what, number, weak, value, country, more)
	WHERE i.value IS NOT NULL OR i.country IS NOT NULL OR i.more <> '{}';

	RETURN screening.finish_eu(load_eu_csv.source, generated, generated::date, load_eu_csv.content, entries, items, load_eu_csv.max_removed);
END
$$;

COMMENT ON FUNCTION screening.load_eu_csv(text, text, real) IS
	'load the EU''s list of financial sanctions: the text of its CSV file (version 1.1, separated by semicolons)';

CREATE FUNCTION screening.load_eu_xml(content text, source text DEFAULT 'EU-FSF', max_removed real DEFAULT 0.25)
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
	entries		screening.eu_entry[];
	items		screening.eu_item[];
BEGIN
	PERFORM screening.check_source(load_eu_xml.source);
	doc := screening.read_xml('content', screening.check_text('content', load_eu_xml.content, 'the XML file of the EU''s list, version 1.1'));

	SELECT x.root, x.generated INTO root, generated
	FROM XMLTABLE('/*' PASSING doc COLUMNS root text PATH 'concat(local-name(.), " of ", namespace-uri(.))', generated text PATH '@generationDate') x;
	IF root <> 'export of http://eu.europa.ec/fpi/fsd/export' THEN
		PERFORM screening.refuse('content', 'line 1', format('the document is a %s, not an export of http://eu.europa.ec/fpi/fsd/export', root));
	END IF;
	IF generated IS NULL OR generated !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}' THEN
		PERFORM screening.refuse('content', 'line 1', 'the list has no generationDate');
	END IF;

	SELECT e.nth, e.reason INTO bad
	FROM (SELECT x.nth,
				 CASE WHEN x.tag <> 'sanctionEntity' THEN format('element %s is not a sanctionEntity', x.tag)
					  WHEN coalesce(x.id, '') !~ '^[0-9]{1,18}$' THEN format('logicalId %L is not a number', x.id)
					  WHEN row_number() OVER (PARTITION BY x.id ORDER BY x.nth) > 1 THEN format('entry %s occurs a second time', x.id)
					  WHEN coalesce(x.kind, '') NOT IN ('person', 'enterprise') THEN format('subjectType of entry %s is neither person nor enterprise', x.id)
				 END AS reason
		  FROM XMLTABLE(XMLNAMESPACES('http://eu.europa.ec/fpi/fsd/export' AS e), '/e:export/e:sanctionEntity' PASSING doc
						COLUMNS nth FOR ORDINALITY, tag text PATH 'local-name(.)', id text PATH '@logicalId', kind text PATH 'e:subjectType/@code') x) e
	WHERE e.reason IS NOT NULL
	ORDER BY e.nth
	LIMIT 1;
	IF FOUND THEN
		PERFORM screening.refuse('content', 'entry ' || bad.nth, bad.reason);
	END IF;

	SELECT array_agg(ROW(x.id, 'entry ' || x.id, nullif(x.reference, ''), nullif(x.un_id, ''),
						 CASE x.kind WHEN 'person' THEN 'individual' ELSE 'company' END, nullif(x.listed_on, ''), nullif(x.remark, ''), NULL)::screening.eu_entry)
	INTO entries
	FROM XMLTABLE(XMLNAMESPACES('http://eu.europa.ec/fpi/fsd/export' AS e), '/e:export/e:sanctionEntity' PASSING doc
				  COLUMNS id text PATH '@logicalId', reference text PATH 'string(@euReferenceNumber)', un_id text PATH 'string(@unitedNationId)',
						  kind text PATH 'e:subjectType/@code', listed_on text PATH 'string(@designationDate)', remark text PATH 'normalize-space(e:remark[1])') x;
	SELECT entries || array_agg(ROW(x.id, 'entry ' || x.id, NULL, NULL, NULL, NULL, NULL, nullif(x.program, ''))::screening.eu_entry)
	INTO entries
	FROM XMLTABLE(XMLNAMESPACES('http://eu.europa.ec/fpi/fsd/export' AS e), '/e:export/e:sanctionEntity/e:regulation' PASSING doc
				  COLUMNS id text PATH '../@logicalId', program text PATH 'string(@programme)') x;

	SELECT array_agg(ROW(x.id, i.what, x.number, i.weak, i.value, i.country, i.more)::screening.eu_item)
	INTO items
	FROM XMLTABLE(XMLNAMESPACES('http://eu.europa.ec/fpi/fsd/export' AS e),
				  '/e:export/e:sanctionEntity/*[self::e:nameAlias or self::e:address or self::e:citizenship or self::e:birthdate or self::e:identification]' PASSING doc
				  COLUMNS id text PATH '../@logicalId', tag text PATH 'local-name(.)', number text PATH '@logicalId', strong text PATH '@strong',
						  whole text PATH 'normalize-space(@wholeName)',
						  parts text PATH 'normalize-space(concat(@firstName, " ", @middleName, " ", @lastName))',
						  func text PATH 'normalize-space(@function)', title text PATH 'normalize-space(@title)',
						  street text PATH 'normalize-space(@street)', pobox text PATH 'normalize-space(@poBox)', city text PATH 'normalize-space(@city)',
						  region text PATH 'normalize-space(@region)', zip text PATH 'normalize-space(@zipCode)',
						  country text PATH 'normalize-space(@countryDescription)', remark text PATH 'normalize-space(e:remark[1])',
						  birth text PATH 'normalize-space(@birthdate)', year text PATH 'normalize-space(@year)',
						  doctype text PATH 'normalize-space(@identificationTypeDescription)', docnumber text PATH 'normalize-space(@number)') x,
		 LATERAL (VALUES
			('name', x.tag = 'nameAlias', x.strong = 'false', coalesce(nullif(x.whole, ''), nullif(x.parts, '')), NULL, NULL::jsonb),
			('function', x.tag = 'nameAlias', false, nullif(x.func, ''), NULL, NULL),
			('title', x.tag = 'nameAlias', false, nullif(x.title, ''), NULL, NULL),
			('address', x.tag = 'address', false, NULL, nullif(x.country, ''),
			 jsonb_strip_nulls(jsonb_build_object('address', nullif(concat_ws(', ', nullif(x.street, ''), nullif(x.pobox, '')), ''),
												  'city', nullif(concat_ws(', ', nullif(x.city, ''), nullif(x.region, ''), nullif(x.zip, '')), ''),
												  'country', nullif(x.country, ''), 'remarks', nullif(x.remark, '')))),
			('citizenship', x.tag = 'citizenship', false, NULL, nullif(x.country, ''), NULL),
			('birth', x.tag = 'birthdate', false, coalesce(nullif(x.birth, ''), nullif(x.year, '')), NULL, NULL),
			('document', x.tag = 'identification', false, nullif(concat_ws(' ', nullif(x.doctype, ''), nullif(x.docnumber, '')), ''), NULL, NULL)
		 ) i(what, meant, weak, value, country, more)
	WHERE i.meant AND (i.value IS NOT NULL OR i.country IS NOT NULL OR i.more <> '{}');

	RETURN screening.finish_eu(load_eu_xml.source, left(generated, 10), left(generated, 10)::date, load_eu_xml.content, entries, items, load_eu_xml.max_removed);
END
$$;

COMMENT ON FUNCTION screening.load_eu_xml(text, text, real) IS
	'load the EU''s list of financial sanctions: the text of its XML file (version 1.1)';
