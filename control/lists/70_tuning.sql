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

CREATE FUNCTION screening.threshold_report(sample text[], thresholds real[] DEFAULT '{0.95,0.9,0.85,0.8,0.75,0.7,0.65,0.6}', sources text[] DEFAULT NULL, listed integer DEFAULT 100)
RETURNS TABLE (threshold real, hits bigint, names bigint, share numeric, added bigint, added_names bigint, example text,
			   variants bigint, must_recall numeric, should_recall numeric, not_found numeric)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	lowest	real := (SELECT min(t) FROM unnest(threshold_report.thresholds) t);
	total	bigint := (SELECT count(*) FROM unnest(threshold_report.sample) s WHERE screening.is_name(s));
BEGIN
	PERFORM screening.check_options(lowest, threshold_report.sources, NULL, 'ignore');
	PERFORM screening.check_options((SELECT max(t) FROM unnest(threshold_report.thresholds) t), NULL, NULL, 'ignore');
	RETURN QUERY
	WITH pair AS MATERIALIZED (
		SELECT DISTINCT ON (p.name, p.source, p.entity_id) p.name, p.source, p.entity_id, p.listed_name, p.score
		FROM screening.pairs_of_sample(threshold_report.sample, lowest, threshold_report.sources) p
		ORDER BY p.name, p.source, p.entity_id, p.score DESC, p.listed_name COLLATE "C"
	), best AS (
		SELECT p.name, max(p.score) AS score FROM pair p GROUP BY p.name
	), variant AS MATERIALIZED (
		SELECT v.expectation, v.score
		FROM screening.variants_of(screening.listed_sample(threshold_report.listed, threshold_report.sources)) v
	), line AS (
		SELECT t.at, lag(t.at) OVER (ORDER BY t.at DESC) AS above
		FROM (SELECT DISTINCT u AS at FROM unnest(threshold_report.thresholds) u WHERE u IS NOT NULL) t
	)
	SELECT l.at,
		   (SELECT count(*) FROM pair p WHERE p.score >= l.at),
		   (SELECT count(*) FROM best b WHERE b.score >= l.at),
		   round((SELECT count(*) FROM best b WHERE b.score >= l.at)::numeric / nullif(total, 0), 4),
		   (SELECT count(*) FROM pair p WHERE p.score >= l.at AND p.score < coalesce(l.above, 2)),
		   (SELECT count(*) FROM best b WHERE b.score >= l.at AND b.score < coalesce(l.above, 2)),
		   -- of the band, what is nearest to its lower end: the weakest that this threshold lets in
		   (SELECT format('%s = %s (%s)', p.name, p.listed_name, p.score)
			FROM pair p
			WHERE p.score >= l.at AND p.score < coalesce(l.above, 2)
			ORDER BY p.score, p.name COLLATE "C", p.source COLLATE "C", p.entity_id COLLATE "C"
			LIMIT 1),
		   v.variants, v.must_recall, v.should_recall, v.not_found
	FROM line l
		 CROSS JOIN LATERAL (SELECT count(*) AS variants,
									round(avg((w.score >= l.at)::integer) FILTER (WHERE w.expectation = 'must'), 4) AS must_recall,
									round(avg((w.score >= l.at)::integer) FILTER (WHERE w.expectation = 'should'), 4) AS should_recall,
									round(1 - avg((w.score >= l.at)::integer) FILTER (WHERE w.expectation = 'not'), 4) AS not_found
							 FROM variant w) v
	ORDER BY l.at DESC;
END
$$;

COMMENT ON FUNCTION screening.threshold_report(text[], real[], text[], integer) IS
	'for some names, what each threshold would find: hits and names that have any, what it adds to the next higher one, the weakest pair that it lets in, and how much it finds of manipulated listed names';
