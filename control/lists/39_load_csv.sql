-- Any list: id, name, and what else there is

CREATE FUNCTION screening.load_csv(content text, source text DEFAULT 'OWN', title text DEFAULT NULL, publisher text DEFAULT NULL,
	version text DEFAULT NULL, delimiter text DEFAULT ',', kind text DEFAULT 'company', max_removed real DEFAULT 0.25)
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
	PERFORM screening.check_source(load_csv.source);
	records := screening.read_named_csv('content', screening.check_text('content', load_csv.content, 'a CSV file with the columns id and name'),
		'{id,name}', '{name_type,relation,aliases,weak_aliases,kind,program,programs,country,countries,address,city,remarks}', delimiter);

	SELECT b.line, b.reason INTO bad
	FROM (SELECT r.line,
				 CASE WHEN screening.value(r.field, 'id') IS NULL THEN 'the record has no id'
					  WHEN screening.value(r.field, 'name') IS NULL THEN 'the record has no name'
					  WHEN screening.value(r.field, 'name_type') NOT IN ('primary', 'alias', 'weak_alias')
					  THEN format('name_type %L is not primary, alias or weak_alias', screening.value(r.field, 'name_type'))
					  WHEN coalesce(screening.value(r.field, 'kind'), load_csv.kind, '') NOT IN ('company', 'individual', 'vessel', 'aircraft', 'other')
					  THEN format('kind %L is not company, individual, vessel, aircraft or other', coalesce(screening.value(r.field, 'kind'), load_csv.kind))
				 END AS reason
		  FROM unnest(records) r) b
	WHERE b.reason IS NOT NULL
	ORDER BY b.line
	LIMIT 1;
	IF FOUND THEN
		PERFORM screening.refuse('content', 'line ' || bad.line, bad.reason);
	END IF;

	-- an id may have several records: more names, more addresses
	WITH record AS MATERIALIZED (
		SELECT r.line, r.field, screening.value(r.field, 'id') AS entity_id,
			   jsonb_strip_nulls(jsonb_build_object('address', screening.value(r.field, 'address'), 'city', screening.value(r.field, 'city'))) AS address
		FROM unnest(records) r
	)
	SELECT (SELECT array_agg(ROW(e.entity_id, e.kind,
								 ARRAY(SELECT DISTINCT p.p FROM unnest(screening.split_list(e.programs)) p(p) ORDER BY 1),
								 nullif(array_to_string(ARRAY(SELECT DISTINCT c.c FROM unnest(screening.split_list(e.countries)) c(c) ORDER BY 1), '; '), ''),
								 coalesce(e.addresses, '[]'), '{}', e.remarks, 'line ' || e.line)::screening.party_input)
			FROM (SELECT r.entity_id, min(r.line) AS line, coalesce(min(screening.value(r.field, 'kind')), load_csv.kind) AS kind,
						 string_agg(coalesce(r.field ->> 'programs', r.field ->> 'program'), ';') AS programs,
						 string_agg(coalesce(r.field ->> 'countries', r.field ->> 'country'), ';') AS countries,
						 jsonb_agg(DISTINCT r.address) FILTER (WHERE r.address <> '{}') AS addresses,
						 string_agg(DISTINCT screening.value(r.field, 'remarks'), '; ') AS remarks
				  FROM record r
				  GROUP BY r.entity_id) e),
		   (SELECT array_agg(ROW(n.entity_id, n.name, n.name_type, n.relation, 'line ' || n.line)::screening.name_input)
			FROM (SELECT r.entity_id, screening.value(r.field, 'name') AS name, coalesce(screening.value(r.field, 'name_type'), 'primary') AS name_type,
						 screening.value(r.field, 'relation') AS relation, r.line
				  FROM record r
				  UNION ALL
				  SELECT r.entity_id, a.name, 'alias', 'aka', r.line FROM record r, unnest(screening.split_list(r.field ->> 'aliases')) a(name)
				  UNION ALL
				  SELECT r.entity_id, a.name, 'weak_alias', 'aka', r.line FROM record r, unnest(screening.split_list(r.field ->> 'weak_aliases')) a(name)) n)
	INTO parties, names;

	RETURN screening.finish_load('content', load_csv.source, coalesce(load_csv.title, load_csv.source), load_csv.publisher,
		load_csv.version, NULL, ARRAY[load_csv.content], 0, parties, names, load_csv.max_removed);
END
$$;

COMMENT ON FUNCTION screening.load_csv(text, text, text, text, text, text, text, real) IS
	'load a list of one''s own: a CSV text with the columns id and name, and others that may be there';
