-- Screening: which names meet which

/*
 * All that compares names is here, in functions whose bodies are parsed when
 * they are made, and always in the same two forms, so that an index on the
 * column can be used where there is one:
 *
 *		listed name   ~= namequery(screened name, threshold)
 *		screened name ~= namequery(listed name, threshold)
 *
 * Scores are symmetric, so both find the same pairs.
 */

CREATE TYPE screening.name_pair AS (name_id uuid, source text, entity_id text, name text, name_type text, score real);
CREATE TYPE screening.found_pair AS (name_id uuid, source text, entity_id text, name text, name_type text, score real, other_names jsonb);

COMMENT ON TYPE screening.name_pair IS 'a screened name and one name of a listed party that resembles it';
COMMENT ON TYPE screening.found_pair IS 'a screened name and a listed party that resembles it: by which of its names most, and by which others';

CREATE FUNCTION screening.pairs_of_names(run bigint, batch integer, threshold real, sources text[], kinds text[], programs text[], weak text)
RETURNS SETOF screening.name_pair
LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
	SELECT d.name_id, w.source, w.entity_id, w.name, w.name_type, name_score(d.name, w.name)
	FROM screening.run_name n
		 JOIN screening.screened_name d ON d.name_id = n.name_id
		 JOIN screening.party_name w ON w.name ~= namequery(d.name, pairs_of_names.threshold)
		 LEFT JOIN screening.party p ON p.source = w.source AND p.entity_id = w.entity_id
	WHERE n.run = pairs_of_names.run AND n.batch = pairs_of_names.batch
		  AND (pairs_of_names.sources IS NULL OR w.source = ANY (pairs_of_names.sources))
		  AND (pairs_of_names.kinds IS NULL OR p.kind = ANY (pairs_of_names.kinds))
		  AND (pairs_of_names.programs IS NULL OR p.program && pairs_of_names.programs)
		  AND (pairs_of_names.weak <> 'ignore' OR w.name_type <> 'weak_alias');
END;

COMMENT ON FUNCTION screening.pairs_of_names(bigint, integer, real, text[], text[], text[], text) IS
	'the names of a batch against all listed names';

CREATE FUNCTION screening.pairs_of_parties(run bigint, batch integer, pass integer, threshold real, sources text[], kinds text[], programs text[], weak text)
RETURNS SETOF screening.name_pair
LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
	SELECT d.name_id, w.source, w.entity_id, w.name, w.name_type, name_score(d.name, w.name)
	FROM screening.run_party b
		 JOIN screening.party_name w ON w.source = b.source AND w.entity_id = b.entity_id
		 JOIN screening.screened_name d ON d.name ~= namequery(w.name, pairs_of_parties.threshold)
		 JOIN screening.run_name n ON n.run = b.run AND n.name_id = d.name_id
		 LEFT JOIN screening.party p ON p.source = w.source AND p.entity_id = w.entity_id
	WHERE b.run = pairs_of_parties.run AND b.batch = pairs_of_parties.batch
		  -- names of this pass meet all listed names in batches of their own
		  AND n.gone IS NULL AND n.pass < pairs_of_parties.pass
		  AND (pairs_of_parties.sources IS NULL OR w.source = ANY (pairs_of_parties.sources))
		  AND (pairs_of_parties.kinds IS NULL OR p.kind = ANY (pairs_of_parties.kinds))
		  AND (pairs_of_parties.programs IS NULL OR p.program && pairs_of_parties.programs)
		  AND (pairs_of_parties.weak <> 'ignore' OR w.name_type <> 'weak_alias');
END;

COMMENT ON FUNCTION screening.pairs_of_parties(bigint, integer, integer, real, text[], text[], text[], text) IS
	'the names of a batch of changed parties against all names of the run that were screened in earlier passes';

CREATE FUNCTION screening.pairs_of_name(name text, threshold real, sources text[], kinds text[], programs text[], weak text)
RETURNS SETOF screening.name_pair
LANGUAGE sql STABLE ROWS 10
BEGIN ATOMIC
	SELECT NULL::uuid, w.source, w.entity_id, w.name, w.name_type, name_score(pairs_of_name.name, w.name)
	FROM screening.party_name w
		 LEFT JOIN screening.party p ON p.source = w.source AND p.entity_id = w.entity_id
	WHERE w.name ~= namequery(pairs_of_name.name, pairs_of_name.threshold)
		  AND screening.is_name(pairs_of_name.name)
		  AND (pairs_of_name.sources IS NULL OR w.source = ANY (pairs_of_name.sources))
		  AND (pairs_of_name.kinds IS NULL OR p.kind = ANY (pairs_of_name.kinds))
		  AND (pairs_of_name.programs IS NULL OR p.program && pairs_of_name.programs)
		  AND (pairs_of_name.weak <> 'ignore' OR w.name_type <> 'weak_alias');
END;

COMMENT ON FUNCTION screening.pairs_of_name(text, real, text[], text[], text[], text) IS 'one name against all listed names';

CREATE FUNCTION screening.explain_pair(a text, b text) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT name_explain(explain_pair.a, explain_pair.b);
END;

COMMENT ON FUNCTION screening.explain_pair(text, text) IS 'name_explain(), wherever the engine is';

/*
 * All names of one party are one hit, with the name that fits best.  A weak
 * alias alone is no hit, unless it is said to alert; beside another name it is
 * kept as corroboration.
 */
CREATE FUNCTION screening.best_pairs(pairs screening.name_pair[], weak text) RETURNS SETOF screening.found_pair
LANGUAGE sql STABLE ROWS 1000
BEGIN ATOMIC
	WITH ranked AS (
		SELECT p.*, p.name_type = 'weak_alias' AND best_pairs.weak <> 'alert' AS corroborates,
			   row_number() OVER (PARTITION BY p.name_id, p.source, p.entity_id
								  ORDER BY p.name_type = 'weak_alias' AND best_pairs.weak <> 'alert', p.score DESC,
										   array_position('{primary,alias,weak_alias}'::text[], p.name_type),
										   p.name COLLATE pg_catalog."C") AS nth
		FROM unnest(best_pairs.pairs) p
	)
	SELECT r.name_id, r.source, r.entity_id, min(r.name) FILTER (WHERE r.nth = 1), min(r.name_type) FILTER (WHERE r.nth = 1),
		   min(r.score) FILTER (WHERE r.nth = 1),
		   coalesce(jsonb_agg(jsonb_build_object('name', r.name, 'type', r.name_type, 'score', r.score) ORDER BY r.nth)
					FILTER (WHERE r.nth > 1), '[]'::jsonb)
	FROM ranked r
	GROUP BY r.name_id, r.source, r.entity_id
	HAVING bool_or(r.nth = 1 AND NOT r.corroborates);
END;

COMMENT ON FUNCTION screening.best_pairs(screening.name_pair[], text) IS 'of pairs of names, one for each screened name and party';

-- Countries: evidence beside the name

/*
 * The lexicon of the name kernel knows countries and their cities in many
 * languages, by ISO code.  "Korea, North" is read as "North Korea".
 */
CREATE FUNCTION screening.country_codes(countries text) RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE COST 1000
BEGIN ATOMIC
	SELECT coalesce(array_agg(DISTINCT c.code) FILTER (WHERE c.code IS NOT NULL), '{}'::text[])
	FROM unnest(string_to_array(country_codes.countries, ';'::text)) u(part),
		 LATERAL (SELECT btrim(u.part)) t(country),
		 LATERAL (SELECT CASE WHEN upper(t.country) = 'UK' THEN 'GB'
							  WHEN upper(t.country) = 'EL' THEN 'GR'
							  WHEN t.country ~ '^[A-Za-z]{2}$'::text THEN upper(t.country)
							  ELSE (SELECT upper(split_part(p.canonical, '.'::text, 1))
									FROM name_parse(regexp_replace(t.country, '^([^,]+), *([^,]+)$'::text, '\2 \1'::text)) p
									WHERE p.class = 'place' AND p.canonical ~ '^[a-z]{2}(\.|$)'::text
									LIMIT 1)
						 END) c(code);
END;

COMMENT ON FUNCTION screening.country_codes(text) IS
	'ISO 3166 codes of countries, given as codes or names in any language, separated by semicolons; what is not known is left out';

CREATE FUNCTION screening.country_evidence(listed text, given text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE COST 2000
BEGIN ATOMIC
	SELECT CASE WHEN cardinality(l.codes) = 0 OR cardinality(g.codes) = 0 THEN 'unknown'
				WHEN l.codes && g.codes THEN 'same'
				ELSE 'different'
		   END
	FROM (SELECT screening.country_codes(country_evidence.listed)) l(codes),
		 (SELECT screening.country_codes(country_evidence.given)) g(codes);
END;

COMMENT ON FUNCTION screening.country_evidence(text, text) IS
	'whether two sets of countries have one in common: same, different, or unknown';

CREATE FUNCTION screening.priority(score real, evidence text) RETURNS real
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT (CASE priority.evidence WHEN 'same' THEN priority.score + (1 - priority.score) / 2
								   WHEN 'different' THEN priority.score * 0.95
								   ELSE priority.score
			END)::real;
END;

COMMENT ON FUNCTION screening.priority(real, text) IS
	'order in which hits should be looked at: the score, raised half way to 1 where the country is the same, lowered by a twentieth where it is another';

-- One name

CREATE FUNCTION screening.screen_name(name text, threshold real DEFAULT NULL, sources text[] DEFAULT NULL, kinds text[] DEFAULT NULL,
	programs text[] DEFAULT NULL, country text DEFAULT NULL, weak text DEFAULT 'corroborate')
RETURNS TABLE (rank bigint, source text, entity_id text, primary_name text, listed_name text, name_type text, score real, priority real,
			   country_evidence text, kind text, program text[], listed_country text, other_names jsonb, cleared bigint, note text,
			   reason text, explanation jsonb, rules_version text, list_version text)
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	at_least	real := coalesce(screen_name.threshold, screening.default_threshold());
	pairs		screening.name_pair[];
BEGIN
	PERFORM screening.check_options(at_least, screen_name.sources, screen_name.kinds, screen_name.weak, screen_name.programs);
	pairs := ARRAY(SELECT p FROM screening.pairs_of_name(screen_name.name, at_least, screen_name.sources, screen_name.kinds,
														 screen_name.programs, screen_name.weak) p);
	RETURN QUERY
	SELECT row_number() OVER (ORDER BY o.priority DESC, f.score DESC, f.source COLLATE "C", f.entity_id COLLATE "C"),
		   f.source, f.entity_id, m.name, f.name, f.name_type, f.score, o.priority, v.evidence, p.kind, p.program, p.country, f.other_names,
		   j.cleared, CASE WHEN j.in_force THEN 'cleared: ' || j.note ELSE j.note END,
		   x.explanation ->> 'reason', x.explanation, screening.rules_version(), s.version
	FROM screening.best_pairs(pairs, screen_name.weak) f
		 LEFT JOIN screening.party p ON p.source = f.source AND p.entity_id = f.entity_id
		 LEFT JOIN screening.party_name m ON m.source = f.source AND m.entity_id = f.entity_id AND m.name_type = 'primary'
		 LEFT JOIN screening.source s ON s.source = f.source
		 LEFT JOIN LATERAL screening.judge(screening.name_id(screen_name.name), f.source, f.entity_id) j ON true
		 CROSS JOIN LATERAL (SELECT screening.explain_pair(screen_name.name, f.name)) x(explanation)
		 CROSS JOIN LATERAL (SELECT CASE WHEN screen_name.country IS NOT NULL
										 THEN screening.country_evidence(p.country, screen_name.country) ELSE 'unknown' END) v(evidence)
		 CROSS JOIN LATERAL (SELECT screening.priority(f.score, v.evidence)) o(priority)
	ORDER BY 1;
END
$$;

COMMENT ON FUNCTION screening.screen_name(text, real, text[], text[], text[], text, text) IS
	'the listed parties that a name resembles, those first that should be looked at first';

CREATE FUNCTION screening.check_options(threshold real, sources text[], kinds text[], weak text, programs text[] DEFAULT NULL) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	bad	text;
BEGIN
	IF threshold IS NULL OR NOT threshold BETWEEN 0.01 AND 1 THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('threshold %s is not between 0.01 and 1', coalesce(threshold::text, 'null'));
	END IF;
	IF weak IS NULL OR weak NOT IN ('corroborate', 'alert', 'ignore') THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('weak %L is not corroborate, alert or ignore', weak);
	END IF;
	-- a mistyped filter would find nothing, and look like a clean result
	bad := CASE 0 WHEN cardinality(sources) THEN 'sources' WHEN cardinality(kinds) THEN 'kinds' WHEN cardinality(programs) THEN 'programs' END;
	IF bad IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('%s is an empty array, which no party matches', bad),
			HINT = 'Null means all.';
	END IF;
	SELECT k INTO bad FROM unnest(kinds) k WHERE k IS NULL OR k NOT IN ('company', 'individual', 'vessel', 'aircraft', 'other') LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('kind %L is not company, individual, vessel, aircraft or other', bad);
	END IF;
	SELECT u INTO bad FROM unnest(sources) u WHERE NOT EXISTS (SELECT FROM screening.source s WHERE s.source = u) LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object',
			MESSAGE = format('there is no list %L', bad),
			HINT = coalesce('Lists: ' || (SELECT string_agg(s.source, ', ' ORDER BY s.source) FROM screening.source s) || '.', 'No list is loaded.');
	END IF;
END
$$;

COMMENT ON FUNCTION screening.check_options(real, text[], text[], text, text[]) IS 'refuses options of a screening that would silently find nothing';
