-- Goods lists: from text

CREATE TYPE screening.goods_result AS (
	list		text,
	items		integer,
	added		integer,
	changed		integer,
	removed		integer
);

COMMENT ON TYPE screening.goods_result IS
	'what a load of goods did: the list, its entries now, and how many were added, changed and removed';

CREATE TYPE screening.goods_input AS (tier text, hs hscode, ex boolean, description text, valid_from date, valid_to date, note text);

COMMENT ON TYPE screening.goods_input IS 'an entry of a goods list as a loader has read it';

CREATE FUNCTION screening.clean_hs(code text, OUT code_read hscode, OUT status text) RETURNS record
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT c.code, c.status FROM hs_clean(clean_hs.code) c;
END;

COMMENT ON FUNCTION screening.clean_hs(text) IS 'hs_clean(), wherever the engine is';

CREATE FUNCTION screening.read_date(place text, value text, otherwise date) RETURNS date
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF value IS NULL THEN
		RETURN otherwise;
	END IF;
	IF value !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN
		PERFORM screening.refuse('content', place, format('%L is not a date of the form YYYY-MM-DD', value));
	END IF;
	RETURN value::date;
EXCEPTION WHEN datetime_field_overflow THEN
	PERFORM screening.refuse('content', place, format('%L is not a date', value));
END
$$;

COMMENT ON FUNCTION screening.read_date(text, text, date) IS 'a date in a file; if it is none, the file is refused';

/*
 * The list is what the text says: entries that it does not have are deleted.
 * Codes are taken as they are, with or without dots; what would have to be
 * guessed is refused.
 */
CREATE FUNCTION screening.load_goods_csv(content text, list text, title text DEFAULT NULL, publisher text DEFAULT NULL,
	edition text DEFAULT NULL, hs_edition integer DEFAULT NULL, delimiter text DEFAULT ',')
RETURNS screening.goods_result
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	records	screening.named_record[];
	items	screening.goods_input[];
	bad		record;
	result	screening.goods_result;
BEGIN
	IF coalesce(load_goods_csv.list, '') = '' THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'list must not be empty';
	END IF;
	records := screening.read_named_csv('content', screening.check_text('content', load_goods_csv.content, 'a CSV file with the column hs'),
		'{hs}', '{tier,ex,description,valid_from,valid_to,note}', load_goods_csv.delimiter);

	SELECT b.line, b.reason INTO bad
	FROM (SELECT r.line,
				 CASE WHEN screening.value(r.field, 'hs') IS NULL THEN 'the record has no code'
					  WHEN c.status <> 'ok' THEN format('%L is not a code of 2 to 16 digits', screening.value(r.field, 'hs'))
					  WHEN lower(screening.value(r.field, 'ex')) NOT IN ('true', 'false', 't', 'f', 'yes', 'no', 'ex', '1', '0')
					  THEN format('ex %L is neither true nor false', screening.value(r.field, 'ex'))
					  WHEN row_number() OVER (PARTITION BY screening.value(r.field, 'tier'), c.code_read::text, screening.value(r.field, 'valid_from')
											  ORDER BY r.line) > 1
					  THEN format('code %s occurs a second time', screening.value(r.field, 'hs'))
				 END AS reason
		  FROM unnest(records) r,
			   LATERAL screening.clean_hs(regexp_replace(screening.value(r.field, 'hs'), '^ex ', '', 'i')) c) b
	WHERE b.reason IS NOT NULL
	ORDER BY b.line
	LIMIT 1;
	IF FOUND THEN
		PERFORM screening.refuse('content', 'line ' || bad.line, bad.reason);
	END IF;
	IF cardinality(records) = 0 THEN
		PERFORM screening.refuse('content', NULL, 'the file has no entries');
	END IF;

	-- the row of the list is its lock
	INSERT INTO screening.goods_list AS l (list, title, publisher, edition, hs_edition)
	VALUES (load_goods_csv.list, coalesce(load_goods_csv.title, load_goods_csv.list), load_goods_csv.publisher, load_goods_csv.edition, load_goods_csv.hs_edition)
	ON CONFLICT (list) DO NOTHING;
	-- a built-in list is refused here, by its trigger
	UPDATE screening.goods_list l
	SET title = coalesce(load_goods_csv.title, l.title), publisher = coalesce(load_goods_csv.publisher, l.publisher),
		edition = coalesce(load_goods_csv.edition, l.edition), hs_edition = coalesce(load_goods_csv.hs_edition, l.hs_edition)
	WHERE l.list = load_goods_csv.list;

	items := ARRAY(SELECT ROW(coalesce(screening.value(r.field, 'tier'), ''), c.code_read,
							  coalesce(lower(screening.value(r.field, 'ex')) IN ('true', 't', 'yes', 'ex', '1'), false) OR screening.value(r.field, 'hs') ~* '^ex ',
							  screening.value(r.field, 'description'),
							  screening.read_date('line ' || r.line, screening.value(r.field, 'valid_from'), '-infinity'),
							  screening.read_date('line ' || r.line, screening.value(r.field, 'valid_to'), 'infinity'),
							  screening.value(r.field, 'note'))::screening.goods_input
				   FROM unnest(records) r,
						LATERAL screening.clean_hs(regexp_replace(screening.value(r.field, 'hs'), '^ex ', '', 'i')) c);
	SELECT i.hs INTO bad FROM unnest(items) i WHERE i.valid_from > i.valid_to LIMIT 1;
	IF FOUND THEN
		PERFORM screening.refuse('content', 'code ' || bad.hs::text, 'the entry ends before it begins');
	END IF;

	DELETE FROM screening.goods_item g
	WHERE g.list = load_goods_csv.list
		  AND NOT EXISTS (SELECT FROM unnest(items) i WHERE i.tier = g.tier AND i.hs::text = g.hs::text AND i.valid_from = g.valid_from);
	GET DIAGNOSTICS result.removed = ROW_COUNT;
	UPDATE screening.goods_item g
	SET ex = i.ex, description = i.description, valid_to = i.valid_to, note = i.note
	FROM unnest(items) i
	WHERE g.list = load_goods_csv.list AND i.tier = g.tier AND i.hs::text = g.hs::text AND i.valid_from = g.valid_from
		  AND (g.ex, g.description, g.valid_to, g.note) IS DISTINCT FROM (i.ex, i.description, i.valid_to, i.note);
	GET DIAGNOSTICS result.changed = ROW_COUNT;
	INSERT INTO screening.goods_item (list, tier, hs, ex, description, valid_from, valid_to, note)
	SELECT load_goods_csv.list, i.tier, i.hs, i.ex, i.description, i.valid_from, i.valid_to, i.note
	FROM unnest(items) i
	WHERE NOT EXISTS (SELECT FROM screening.goods_item g
					  WHERE g.list = load_goods_csv.list AND i.tier = g.tier AND i.hs::text = g.hs::text AND i.valid_from = g.valid_from);
	GET DIAGNOSTICS result.added = ROW_COUNT;
	result.list := load_goods_csv.list;
	result.items := cardinality(items);
	RETURN result;
END
$$;

COMMENT ON FUNCTION screening.load_goods_csv(text, text, text, text, text, integer, text) IS
	'load a goods list of one''s own: a CSV text with the column hs, and tier, ex, description, valid_from, valid_to, note where it has them';
