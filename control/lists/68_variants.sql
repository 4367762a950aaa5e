-- Tuning: what is found of names that were changed on purpose

CREATE FUNCTION screening.variants_of(names text[])
RETURNS TABLE (name text, variant text, manipulation text, expectation text, score real)
LANGUAGE sql STABLE ROWS 6000
BEGIN ATOMIC
	SELECT n.name, v.variant, v.manipulation, v.expectation, name_score(n.name, v.variant)
	FROM unnest(variants_of.names) n(name), name_variants(n.name) v;
END;

COMMENT ON FUNCTION screening.variants_of(text[]) IS
	'manipulated spellings of some names, as name_variants() makes them, with their scores';

CREATE FUNCTION screening.listed_sample(size integer DEFAULT 100, sources text[] DEFAULT NULL, kinds text[] DEFAULT '{company}') RETURNS text[]
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT coalesce(array_agg(s.name), '{}'::text[])
	FROM (SELECT d.name
		  FROM (SELECT DISTINCT n.name
				FROM screening.party_name n
					 JOIN screening.party p ON p.source = n.source AND p.entity_id = n.entity_id
				WHERE n.name_type = 'primary' AND (listed_sample.kinds IS NULL OR p.kind = ANY (listed_sample.kinds))
					  AND (listed_sample.sources IS NULL OR n.source = ANY (listed_sample.sources))) d
		  ORDER BY screening.name_id(d.name)
		  LIMIT listed_sample.size) s;
END;

COMMENT ON FUNCTION screening.listed_sample(integer, text[], text[]) IS
	'a sample of the primary names of listed parties, always the same one';

CREATE FUNCTION screening.variant_recall(names text[], threshold real DEFAULT NULL)
RETURNS TABLE (expectation text, manipulation text, variants bigint, found bigint, share numeric, example text)
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT v.expectation, v.manipulation, count(*), count(*) FILTER (WHERE v.score >= t.at),
		   round(count(*) FILTER (WHERE v.score >= t.at)::numeric / count(*), 4),
		   -- of those that must be found the worst, of those that must not the best
		   (array_agg(format('%s / %s (%s)', v.name, v.variant, v.score)
					  ORDER BY CASE v.expectation WHEN 'not' THEN -v.score ELSE v.score END, v.name COLLATE pg_catalog."C", v.variant COLLATE pg_catalog."C"))[1]
	FROM (SELECT coalesce(variant_recall.threshold, screening.default_threshold())) t(at),
		 screening.variants_of(variant_recall.names) v
	GROUP BY v.expectation, v.manipulation
	ORDER BY array_position('{must,should,not}'::text[], v.expectation), 5, v.manipulation COLLATE pg_catalog."C";
END;

COMMENT ON FUNCTION screening.variant_recall(text[], real) IS
	'by kind of manipulation: how many of the variants of some names a threshold finds, with the worst case of each';
