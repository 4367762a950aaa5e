-- Tuning: where to put the threshold

/*
 * Deterministic, so that a report can be made again: names in the order of
 * their hash are as good as drawn at random.
 */
CREATE FUNCTION screening.sample_names(relation regclass, name_column name, size integer DEFAULT 1000) RETURNS text[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	result	text[];
BEGIN
	PERFORM screening.column_of(relation, name_column, 'names');
	EXECUTE format('SELECT array_agg(s.name) FROM (SELECT d.name FROM (SELECT DISTINCT t.%I::text AS name FROM %s t) d '
				   'WHERE screening.is_name(d.name) ORDER BY screening.name_id(d.name) LIMIT $1) s',
				   name_column, screening.qualified_name(relation)) INTO result USING size;
	RETURN coalesce(result, '{}');
END
$$;

COMMENT ON FUNCTION screening.sample_names(regclass, name, integer) IS 'a sample of the names in a column, always the same one';

CREATE FUNCTION screening.pairs_of_sample(sample text[], threshold real, sources text[])
RETURNS TABLE (name text, source text, entity_id text, listed_name text, name_type text, score real)
LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
	SELECT d.name, w.source, w.entity_id, w.name, w.name_type, name_score(d.name, w.name)
	FROM unnest(pairs_of_sample.sample) d(name)
		 JOIN screening.party_name w ON w.name ~= namequery(d.name, pairs_of_sample.threshold)
	WHERE screening.is_name(d.name)
		  AND (pairs_of_sample.sources IS NULL OR w.source = ANY (pairs_of_sample.sources))
		  AND w.name_type <> 'weak_alias';
END;

COMMENT ON FUNCTION screening.pairs_of_sample(text[], real, text[]) IS 'sampled names against all listed names that are no weak aliases';

CREATE FUNCTION screening.below_the_line(sample text[], threshold real DEFAULT NULL, depth real DEFAULT 0.1, sources text[] DEFAULT NULL)
RETURNS TABLE (name text, source text, entity_id text, listed_name text, score real, reason text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	line	real := coalesce(below_the_line.threshold, screening.default_threshold());
BEGIN
	PERFORM screening.check_options(line, below_the_line.sources, NULL, 'ignore');
	RETURN QUERY
	SELECT b.name, b.source, b.entity_id, b.listed_name, b.score, screening.explain_pair(b.name, b.listed_name) ->> 'reason'
	FROM (SELECT DISTINCT ON (p.name, p.source, p.entity_id) p.*
		  FROM screening.pairs_of_sample(below_the_line.sample, greatest(line - below_the_line.depth, 0.01::real), below_the_line.sources) p
		  ORDER BY p.name, p.source, p.entity_id, p.score DESC, p.listed_name COLLATE "C") b
	WHERE b.score < line
	ORDER BY b.score DESC, b.name COLLATE "C", b.source COLLATE "C", b.entity_id COLLATE "C";
END
$$;

COMMENT ON FUNCTION screening.below_the_line(text[], real, real, text[]) IS
	'what a lower threshold would add for some names: the pairs just below it, for somebody to look at';
