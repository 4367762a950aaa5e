-- OpenSanctions

CREATE FUNCTION screening.load_opensanctions_csv(content text, source text DEFAULT 'OPENSANCTIONS', max_removed real DEFAULT 0.25)
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
	PERFORM screening.check_source(load_opensanctions_csv.source);
	records := screening.read_named_csv('content', screening.check_text('content', load_opensanctions_csv.content, 'the file targets.simple.csv'),
		'{id,schema,name,aliases,countries}',
		'{birth_date,addresses,identifiers,sanctions,phones,emails,program_ids,dataset,first_seen,last_seen,last_change}');

	SELECT b.line, b.reason INTO bad
	FROM (SELECT r.line,
				 CASE WHEN screening.value(r.field, 'id') IS NULL THEN 'the record has no id'
					  WHEN screening.value(r.field, 'schema') IS NULL THEN 'the record has no schema'
					  WHEN screening.value(r.field, 'name') IS NULL THEN 'the record has no name'
					  WHEN row_number() OVER (PARTITION BY r.field ->> 'id' ORDER BY r.line) > 1 THEN format('id %s occurs a second time', r.field ->> 'id')
				 END AS reason
		  FROM unnest(records) r) b
	WHERE b.reason IS NOT NULL
	ORDER BY b.line
	LIMIT 1;
	IF FOUND THEN
		PERFORM screening.refuse('content', 'line ' || bad.line, bad.reason);
	END IF;

	SELECT (SELECT array_agg(ROW(screening.value(r.field, 'id'),
						 CASE WHEN screening.value(r.field, 'schema') = 'Person' THEN 'individual'
							  WHEN screening.value(r.field, 'schema') IN ('Company', 'Organization', 'LegalEntity', 'PublicBody') THEN 'company'
							  WHEN screening.value(r.field, 'schema') = 'Vessel' THEN 'vessel'
							  WHEN screening.value(r.field, 'schema') = 'Airplane' THEN 'aircraft'
							  ELSE 'other' END,
						 CASE WHEN r.field ? 'program_ids' AND r.field ->> 'program_ids' <> '' THEN screening.split_list(r.field ->> 'program_ids')
							  ELSE screening.split_list(r.field ->> 'dataset') END,
						 nullif(array_to_string(screening.split_list(r.field ->> 'countries'), '; '), ''),
						 coalesce((SELECT jsonb_agg(jsonb_build_object('address', a.a)) FROM unnest(screening.split_list(r.field ->> 'addresses')) a(a)), '[]'),
						 jsonb_strip_nulls(jsonb_build_object('schema', screening.value(r.field, 'schema'), 'birth', screening.value(r.field, 'birth_date'),
															  'ids', screening.value(r.field, 'identifiers'), 'dataset', screening.value(r.field, 'dataset'),
															  'imo', substring(r.field ->> 'identifiers' FROM 'IMO ?([0-9]{7})(?![0-9])'),
															  'phones', screening.value(r.field, 'phones'), 'emails', screening.value(r.field, 'emails'))),
						 screening.value(r.field, 'sanctions'), 'line ' || r.line)::screening.party_input)
			FROM unnest(records) r),
		   (SELECT array_agg(ROW(screening.value(r.field, 'id'), screening.value(r.field, 'name'), 'primary', NULL, 'line ' || r.line)::screening.name_input)
			FROM unnest(records) r)
		   ||
		   (SELECT array_agg(ROW(screening.value(r.field, 'id'), a.name, 'alias', 'aka', 'line ' || r.line)::screening.name_input)
			FROM unnest(records) r, unnest(screening.split_list(r.field ->> 'aliases')) a(name)
			WHERE screening.is_name(a.name))
	INTO parties, names;

	RETURN screening.finish_load('content', load_opensanctions_csv.source, 'OpenSanctions: ' || load_opensanctions_csv.source,
		'OpenSanctions', NULL, NULL, ARRAY[load_opensanctions_csv.content], 0, parties, names, load_opensanctions_csv.max_removed);
END
$$;

COMMENT ON FUNCTION screening.load_opensanctions_csv(text, text, real) IS
	'load a list in the simplified format of OpenSanctions: the text of targets.simple.csv';
