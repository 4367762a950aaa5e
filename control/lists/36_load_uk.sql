-- United Kingdom

/*
 * Two layouts: the consolidated list of OFSI (ConList.csv) and the UK
 * Sanctions List that has succeeded it.  Both have one record for each name of
 * an entry, or for each pair of a name and an address, below a line with the
 * date of the file.
 */
CREATE FUNCTION screening.load_uk_csv(content text, source text DEFAULT 'UK-OFSI', max_removed real DEFAULT 0.25)
RETURNS screening.load_result
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	ofsi		boolean;
	dated		text;
	published	date;
	records		screening.named_record[];
	bad			record;
	parties		screening.party_input[];
	names		screening.name_input[];
BEGIN
	PERFORM screening.check_source(load_uk_csv.source);
	PERFORM screening.check_text('content', load_uk_csv.content, 'the file ConList.csv');

	-- "Last Updated,14/11/2023" or "Report Date: 23-Sep-2026"; the column Last Updated is the first of the newer layout
	dated := substring(load_uk_csv.content FROM '^[^\r\n]*');
	ofsi := dated ~ '^\W?"?Last Updated"?,"?[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"?';
	IF NOT ofsi AND dated !~ '^\W?"?Report Date' THEN
		PERFORM screening.refuse('content', 'line 1', 'the file does not begin with its date');
	END IF;
	IF ofsi THEN
		published := screening.british_date(substring(dated FROM '[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}'));
		records := screening.read_named_csv('content', load_uk_csv.content,
			'{"Name 6","Name 1","Name 2","Name 3","Name 4","Name 5","Group Type","Alias Type",Regime,"Group ID"}',
			'{Title,"Name Non-Latin Script","Non-Latin Script Type","Non-Latin Script Language",DOB,"Town of Birth","Country of Birth",
			  Nationality,"Passport Number","Passport Details","National Identification Number","National Identification Details","Position",
			  "Address 1","Address 2","Address 3","Address 4","Address 5","Address 6","Post/Zip Code",Country,"Other Information",
			  "Alias Quality","Listed On","UK Sanctions List Date Designated","Last Updated","Grp Status",DateListed}',
			',', '^\W?Last Updated$');
	ELSE
		published := screening.british_date(substring(dated FROM '[0-9]{1,2}[- /][A-Za-z0-9]{2,9}[- /][0-9]{4}'));
		records := screening.read_named_csv('content', load_uk_csv.content,
			'{"Unique ID","Name 6","Name 1","Name 2","Name 3","Name 4","Name 5","Name type","Regime Name"}',
			NULL, ',', '^\W?Report Date');
	END IF;

	SELECT b.line, b.reason INTO bad
	FROM (SELECT r.line,
				 CASE WHEN ofsi AND coalesce(r.field ->> 'Group ID', '') !~ '^[0-9]{1,18}$' THEN format('Group ID %L is not a number', r.field ->> 'Group ID')
					  WHEN NOT ofsi AND screening.value(r.field, 'Unique ID') IS NULL THEN 'the record has no Unique ID'
					  WHEN screening.uk_name(r.field) IS NULL AND coalesce(screening.value(r.field, 'Name Non-Latin Script'), screening.value(r.field, 'Name non-latin script')) IS NULL
					  THEN 'the record has no name'
					  WHEN coalesce(screening.uk_kind(r.field), '') = '' THEN 'the record is of no individual, entity or ship'
					  WHEN coalesce(screening.value(r.field, 'Alias Type'), screening.value(r.field, 'Name type'), '') !~* '^(primary name|primary name variation|a\.?k\.?a\.?|f\.?k\.?a\.?|alias)$'
					  THEN format('type of name %L is not known', coalesce(screening.value(r.field, 'Alias Type'), screening.value(r.field, 'Name type')))
				 END AS reason
		  FROM unnest(records) r) b
	WHERE b.reason IS NOT NULL
	ORDER BY b.line
	LIMIT 1;
	IF FOUND THEN
		PERFORM screening.refuse('content', 'line ' || bad.line, bad.reason);
	END IF;

	WITH record AS MATERIALIZED (
		SELECT r.line, r.field, CASE WHEN ofsi THEN r.field ->> 'Group ID' ELSE screening.value(r.field, 'Unique ID') END AS entity_id,
			   jsonb_strip_nulls(jsonb_build_object(
				   'address', nullif(concat_ws(', ',
						coalesce(screening.value(r.field, 'Address 1'), screening.value(r.field, 'Address Line 1')),
						coalesce(screening.value(r.field, 'Address 2'), screening.value(r.field, 'Address Line 2')),
						coalesce(screening.value(r.field, 'Address 3'), screening.value(r.field, 'Address Line 3')),
						coalesce(screening.value(r.field, 'Address 4'), screening.value(r.field, 'Address Line 4')),
						coalesce(screening.value(r.field, 'Address 5'), screening.value(r.field, 'Address Line 5')),
						coalesce(screening.value(r.field, 'Address 6'), screening.value(r.field, 'Address Line 6')),
						coalesce(screening.value(r.field, 'Post/Zip Code'), screening.value(r.field, 'Address Postal Code'))), ''),
				   'country', coalesce(screening.value(r.field, 'Country'), screening.value(r.field, 'Address Country')))) AS address,
			   coalesce(screening.value(r.field, 'Country'), screening.value(r.field, 'Address Country')) AS country,
			   coalesce(screening.value(r.field, 'Nationality'), screening.value(r.field, 'Nationality(/ies)'),
						screening.value(r.field, 'Current believed flag of ship')) AS nation
		FROM unnest(records) r
	)
	SELECT (SELECT array_agg(ROW(e.entity_id, e.kind, e.program, coalesce(e.country, e.nation), coalesce(e.addresses, '[]'), e.details, e.remarks,
								 'line ' || e.line)::screening.party_input)
			FROM (SELECT r.entity_id, min(r.line) AS line, min(screening.uk_kind(r.field)) AS kind,
						 coalesce(array_agg(DISTINCT coalesce(screening.value(r.field, 'Regime'), screening.value(r.field, 'Regime Name')))
								  FILTER (WHERE coalesce(screening.value(r.field, 'Regime'), screening.value(r.field, 'Regime Name')) IS NOT NULL), '{}') AS program,
						 string_agg(DISTINCT r.country, '; ' ORDER BY r.country) AS country,
						 string_agg(DISTINCT r.nation, '; ' ORDER BY r.nation) AS nation,
						 jsonb_agg(DISTINCT r.address) FILTER (WHERE r.address <> '{}') AS addresses,
						 jsonb_strip_nulls(jsonb_build_object(
							'ofsi_group', CASE WHEN NOT ofsi THEN min(screening.value(r.field, 'OFSI Group ID')) END,
							'listed_on', min(coalesce(screening.value(r.field, 'Listed On'), screening.value(r.field, 'Date Designated'))),
							'last_updated', min(screening.value(r.field, 'Last Updated')),
							'title', min(screening.value(r.field, 'Title')), 'position', min(screening.value(r.field, 'Position')),
							'birth', min(coalesce(screening.value(r.field, 'DOB'), screening.value(r.field, 'D.O.B'))),
							'passport', min(coalesce(screening.value(r.field, 'Passport Number'), screening.value(r.field, 'Passport number'))),
							'national_id', min(coalesce(screening.value(r.field, 'National Identification Number'), screening.value(r.field, 'National Identifier number'))),
							'imo', min(coalesce(substring(r.field ->> 'IMO number' FROM '[0-9]{7}'),
												substring(r.field ->> 'Other Information' FROM 'IMO(?: number)?\)?:? *([0-9]{7})(?![0-9])'))))) AS details,
						 string_agg(DISTINCT screening.value(r.field, 'Other Information'), ' ') AS remarks
				  FROM record r
				  GROUP BY r.entity_id) e),
		   (SELECT array_agg(ROW(r.entity_id, n.name, n.name_type, n.relation, 'line ' || r.line)::screening.name_input)
			FROM record r,
				 LATERAL (SELECT lower(coalesce(r.field ->> 'Alias Type', r.field ->> 'Name type')) AS type,
								 lower(coalesce(r.field ->> 'Alias Quality', r.field ->> 'Alias strength', '')) ~ 'low|weak' AS weak) t,
				 LATERAL (VALUES
					(screening.uk_name(r.field),
					 CASE WHEN t.type = 'primary name' THEN 'primary' WHEN t.weak THEN 'weak_alias' ELSE 'alias' END,
					 CASE WHEN t.type = 'primary name' THEN NULL WHEN t.type LIKE 'f%' THEN 'fka' ELSE 'aka' END),
					(coalesce(screening.value(r.field, 'Name Non-Latin Script'), screening.value(r.field, 'Name non-latin script')), 'alias', 'original script')
				 ) n(name, name_type, relation)
			WHERE n.name IS NOT NULL)
	INTO parties, names;

	RETURN screening.finish_load('content', load_uk_csv.source,
		CASE WHEN ofsi THEN 'Consolidated list of financial sanctions targets in the UK' ELSE 'UK Sanctions List' END,
		CASE WHEN ofsi THEN 'Office of Financial Sanctions Implementation, HM Treasury' ELSE 'Foreign, Commonwealth and Development Office' END,
		published::text, published, ARRAY[load_uk_csv.content], 0, parties, names, load_uk_csv.max_removed);
END
$$;

COMMENT ON FUNCTION screening.load_uk_csv(text, text, real) IS
	'load the United Kingdom''s sanctions list: the text of OFSI''s ConList.csv, or of the UK Sanctions List';

CREATE FUNCTION screening.british_date(value text) RETURNS date
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET datestyle = 'ISO, DMY'
AS $$
BEGIN
	RETURN value::date;
EXCEPTION WHEN datetime_field_overflow OR invalid_datetime_format THEN
	PERFORM screening.refuse('content', 'line 1', format('%L is not a date', value));
END
$$;

COMMENT ON FUNCTION screening.british_date(text) IS 'a date in the order of day, month and year; if it is none, the file is refused';

-- first names come first, as people write them
CREATE FUNCTION screening.uk_name(field jsonb) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT nullif(concat_ws(' '::text, screening.value(uk_name.field, 'Name 1'::text), screening.value(uk_name.field, 'Name 2'::text),
							screening.value(uk_name.field, 'Name 3'::text), screening.value(uk_name.field, 'Name 4'::text),
							screening.value(uk_name.field, 'Name 5'::text), screening.value(uk_name.field, 'Name 6'::text)), ''::text);
END;

COMMENT ON FUNCTION screening.uk_name(jsonb) IS 'the name in a record of the UK list';

CREATE FUNCTION screening.uk_kind(field jsonb) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE lower(coalesce(screening.value(uk_kind.field, 'Group Type'::text), screening.value(uk_kind.field, 'Designation Type'::text),
							   screening.value(uk_kind.field, 'Individual, Entity, Ship'::text)))
				WHEN 'individual' THEN 'individual' WHEN 'entity' THEN 'company' WHEN 'ship' THEN 'vessel'
		   END;
END;

COMMENT ON FUNCTION screening.uk_kind(jsonb) IS 'the kind of party in a record of the UK list; null if it is none that is known';
