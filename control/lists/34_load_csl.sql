-- US Consolidated Screening List

/*
 * One file with the lists of three departments.  An entry is known by the
 * abbreviation of its list and its number; lists that have no numbers of their
 * own have one that the publisher of the file makes (_id), and where the file
 * comes without those, one that is made here of the list and the name.
 */
CREATE FUNCTION screening.load_csl_csv(content text, source text DEFAULT 'US-CSL', max_removed real DEFAULT 0.25)
RETURNS screening.load_result
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	records	screening.named_record[];
	bad		record;
	parties	screening.party_input[];
	names	screening.name_input[];
BEGIN
	PERFORM screening.check_source(load_csl_csv.source);
	records := screening.read_named_csv('content', screening.check_text('content', load_csl_csv.content, 'the file consolidated.csv'),
		'{source,entity_number,type,programs,name,addresses,alt_names}',
		'{_id,title,federal_register_notice,start_date,end_date,standard_order,license_requirement,license_policy,call_sign,
		  vessel_type,gross_tonnage,gross_registered_tonnage,vessel_flag,vessel_owner,remarks,source_list_url,citizenships,
		  dates_of_birth,nationalities,places_of_birth,source_information_url,ids}');

	SELECT b.line, b.reason INTO bad
	FROM (SELECT r.line,
				 CASE WHEN screening.value(r.field, 'name') IS NULL THEN 'the record has no name'
					  WHEN coalesce(screening.value(r.field, 'source'), '') !~ '\([A-Za-z-]+( List)?\)'
					  THEN format('source %L is not a list with its abbreviation in brackets', screening.value(r.field, 'source'))
					  WHEN screening.value(r.field, 'type') NOT IN ('Individual', 'Entity', 'Vessel', 'Aircraft')
					  THEN format('type %L is not Individual, Entity, Vessel or Aircraft', screening.value(r.field, 'type'))
				 END AS reason
		  FROM unnest(records) r) b
	WHERE b.reason IS NOT NULL
	ORDER BY b.line
	LIMIT 1;
	IF FOUND THEN
		PERFORM screening.refuse('content', 'line ' || bad.line, bad.reason);
	END IF;

	WITH record AS MATERIALIZED (
		SELECT r.line, r.field, screening.value(r.field, 'name') AS name,
			   substring(r.field ->> 'source' FROM '\(([A-Za-z-]+)( List)?\)') AS list,
			   coalesce(screening.value(r.field, 'entity_number'), screening.value(r.field, '_id'),
						md5(concat_ws('|', r.field ->> 'source', screening.value(r.field, 'name')))) AS number
		FROM unnest(records) r
	), address AS (
		SELECT r.list || ':' || r.number AS entity_id, a.address, substring(a.address FROM '(?:^|, )([A-Z]{2})$') AS country
		FROM record r, unnest(screening.split_list(r.field ->> 'addresses')) a(address)
	), place AS (
		SELECT a.entity_id, string_agg(DISTINCT a.country, '; ' ORDER BY a.country) AS country,
			   jsonb_agg(DISTINCT jsonb_strip_nulls(jsonb_build_object('address', a.address, 'country', a.country))) AS addresses
		FROM address a
		GROUP BY a.entity_id
	), entry AS (
		-- a few entries occur twice; of each field what is said first counts
		SELECT r.list || ':' || r.number AS entity_id, min(r.line) AS line, min(r.list) AS list,
			   min(screening.value(r.field, 'type')) AS type,
			   min(coalesce(screening.value(r.field, 'nationalities'), screening.value(r.field, 'citizenships'),
							screening.value(r.field, 'vessel_flag'))) AS nation,
			   string_agg(DISTINCT r.field ->> 'programs', ';') AS programs,
			   string_agg(DISTINCT screening.value(r.field, 'remarks'), '; ') AS remarks,
			   jsonb_strip_nulls(jsonb_build_object(
				   'list', min(r.list),
				   'title', min(screening.value(r.field, 'title')),
				   'federal_register_notice', min(screening.value(r.field, 'federal_register_notice')),
				   'start_date', min(screening.value(r.field, 'start_date')),
				   'end_date', min(screening.value(r.field, 'end_date')),
				   'standard_order', min(screening.value(r.field, 'standard_order')),
				   'license_requirement', min(screening.value(r.field, 'license_requirement')),
				   'license_policy', min(screening.value(r.field, 'license_policy')),
				   'call_sign', min(screening.value(r.field, 'call_sign')),
				   'vessel_type', min(screening.value(r.field, 'vessel_type')),
				   'tonnage', min(screening.value(r.field, 'gross_tonnage')),
				   'grt', min(screening.value(r.field, 'gross_registered_tonnage')),
				   'flag', min(screening.value(r.field, 'vessel_flag')),
				   'owner', min(screening.value(r.field, 'vessel_owner')),
				   'birth', min(screening.value(r.field, 'dates_of_birth')),
				   'birth_place', min(screening.value(r.field, 'places_of_birth')),
				   'nationality', min(screening.value(r.field, 'nationalities')),
				   'ids', min(screening.value(r.field, 'ids')),
				   'imo', min(substring(r.field ->> 'ids' FROM 'IMO ([0-9]{7})(?![0-9])')))) AS details
		FROM record r
		GROUP BY 1
	)
	SELECT (SELECT array_agg(ROW(e.entity_id,
								 CASE e.type WHEN 'Individual' THEN 'individual' WHEN 'Entity' THEN 'company' WHEN 'Vessel' THEN 'vessel'
											 WHEN 'Aircraft' THEN 'aircraft' ELSE 'other' END,
								 e.list || ARRAY(SELECT DISTINCT p.p FROM unnest(screening.split_list(e.programs)) p(p) WHERE p.p <> e.list ORDER BY 1),
								 coalesce(p.country, e.nation), coalesce(p.addresses, '[]'), e.details, e.remarks,
								 'line ' || e.line)::screening.party_input)
			FROM entry e
				 LEFT JOIN place p ON p.entity_id = e.entity_id),
		   (SELECT array_agg(ROW(r.list || ':' || r.number, r.name, 'primary', NULL, 'line ' || r.line)::screening.name_input) FROM record r)
		   ||
		   -- the last of several names may come with an "and"
		   (SELECT array_agg(ROW(r.list || ':' || r.number, a.name, 'alias', 'aka', 'line ' || r.line)::screening.name_input)
			FROM record r, unnest(screening.split_list(r.field ->> 'alt_names')) s(part),
				 LATERAL (SELECT regexp_replace(s.part, '^and ', '')) a(name)
			WHERE screening.is_name(a.name))
	INTO parties, names;

	RETURN screening.finish_load('content', load_csl_csv.source, 'Consolidated Screening List',
		'International Trade Administration, US Department of Commerce', NULL, NULL,
		ARRAY[load_csl_csv.content], 0, parties, names, load_csl_csv.max_removed);
END
$$;

COMMENT ON FUNCTION screening.load_csl_csv(text, text, real) IS
	'load the Consolidated Screening List of the United States: the text of consolidated.csv';
