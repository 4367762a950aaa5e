-- US Bureau of Industry and Security

/*
 * The file has one line for each address of a person and no numbers, so an
 * entry is known by its name.  It does not say who is a company either.
 */
CREATE FUNCTION screening.load_bis_dpl(content text, source text DEFAULT 'BIS-DPL', max_removed real DEFAULT 0.25)
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
	PERFORM screening.check_source(load_bis_dpl.source);
	records := screening.read_named_csv('content', screening.check_text('content', load_bis_dpl.content, 'the file dpl.txt'),
		'{Name,Street_Address,City,State,Country,Postal_Code,Effective_Date,Expiration_Date,Standard_Order,Last_Update,Action,FR_Citation}',
		'{}', E'\t');

	SELECT b.line, b.reason INTO bad
	FROM (SELECT r.line,
				 CASE WHEN EXISTS (SELECT FROM jsonb_each_text(r.field) f WHERE f.value ~ '[\t\r\n]')
					  THEN 'a field goes over a separator: a quote is missing'
					  WHEN screening.value(r.field, 'Name') IS NULL THEN 'the record has no name'
					  WHEN coalesce(screening.value(r.field, 'Effective_Date'), '') !~ '^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$'
					  THEN format('effective date %L is not of the form MM/DD/YYYY', screening.value(r.field, 'Effective_Date'))
					  WHEN screening.value(r.field, 'Standard_Order') NOT IN ('Y', 'N')
					  THEN format('standard order %L is neither Y nor N', screening.value(r.field, 'Standard_Order'))
				 END AS reason
		  FROM unnest(records) r) b
	WHERE b.reason IS NOT NULL
	ORDER BY b.line
	LIMIT 1;
	IF FOUND THEN
		PERFORM screening.refuse('content', 'line ' || bad.line, bad.reason);
	END IF;

	WITH record AS MATERIALIZED (
		SELECT r.line, screening.value(r.field, 'Name') AS name,
			   jsonb_strip_nulls(jsonb_build_object(
				   'address', screening.value(r.field, 'Street_Address'),
				   'city', nullif(concat_ws(', ', screening.value(r.field, 'City'), screening.value(r.field, 'State'),
											screening.value(r.field, 'Postal_Code')), ''),
				   'country', screening.value(r.field, 'Country'))) AS address,
			   screening.value(r.field, 'Country') AS country,
			   jsonb_strip_nulls(jsonb_build_object(
				   'effective', screening.value(r.field, 'Effective_Date'), 'expiration', screening.value(r.field, 'Expiration_Date'),
				   'standard_order', screening.value(r.field, 'Standard_Order'), 'last_update', screening.value(r.field, 'Last_Update'),
				   'action', screening.value(r.field, 'Action'), 'citation', screening.value(r.field, 'FR_Citation'))) AS "order"
		FROM unnest(records) r
	), entry AS (
		SELECT r.name, CASE WHEN octet_length(r.name) <= 200 THEN r.name ELSE md5(r.name) END AS entity_id, min(r.line) AS line,
			   coalesce(jsonb_agg(DISTINCT r.address) FILTER (WHERE r.address <> '{}'), '[]') AS addresses,
			   jsonb_agg(DISTINCT r."order") AS orders,
			   string_agg(DISTINCT r.country, '; ' ORDER BY r.country) AS country
		FROM record r
		GROUP BY r.name
	)
	SELECT array_agg(ROW(e.entity_id, 'other', '{DPL}', e.country, e.addresses, jsonb_build_object('orders', e.orders), NULL,
						 'line ' || e.line)::screening.party_input),
		   array_agg(ROW(e.entity_id, e.name, 'primary', NULL, 'line ' || e.line)::screening.name_input)
	INTO parties, names
	FROM entry e;

	RETURN screening.finish_load('content', load_bis_dpl.source, 'Denied Persons List',
		'Bureau of Industry and Security, US Department of Commerce', NULL, NULL,
		ARRAY[load_bis_dpl.content], 0, parties, names, load_bis_dpl.max_removed);
END
$$;

COMMENT ON FUNCTION screening.load_bis_dpl(text, text, real) IS
	'load the Denied Persons List of the US Bureau of Industry and Security: the text of dpl.txt';
