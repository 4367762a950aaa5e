-- Editions of the Harmonized System: tables

CREATE TABLE screening.hs_correlation (
	from_edition	integer NOT NULL,
	from_code		hscode NOT NULL,
	to_edition		integer NOT NULL,
	to_code			hscode NOT NULL,
	relationship	text NOT NULL CHECK (relationship IN ('1:1', '1:n', 'n:1', 'n:n')),
	PRIMARY KEY (from_edition, to_edition, from_code, to_code),
	CHECK (from_edition <> to_edition)
);

COMMENT ON TABLE screening.hs_correlation IS 'which subheadings of one edition have goods in common with which of another; loaded, none is built in';
COMMENT ON COLUMN screening.hs_correlation.from_edition IS 'edition of from_code, such as 2022';
COMMENT ON COLUMN screening.hs_correlation.from_code IS 'a subheading of that edition';
COMMENT ON COLUMN screening.hs_correlation.to_edition IS 'edition of to_code';
COMMENT ON COLUMN screening.hs_correlation.to_code IS 'a subheading that has goods in common with from_code';
COMMENT ON COLUMN screening.hs_correlation.relationship IS '1:1, 1:n (from_code was split), n:1 (it was merged), n:n (both), as the publisher states it';

CREATE TABLE screening.hs_dictionary (
	edition		integer NOT NULL,
	language	text NOT NULL DEFAULT 'en',
	code		hscode NOT NULL,
	description	text NOT NULL,
	PRIMARY KEY (edition, language, code)
);

CREATE INDEX hs_dictionary_code ON screening.hs_dictionary (code, edition);

COMMENT ON INDEX screening.hs_dictionary_code IS 'to look up a code, and those above it, in any edition';
COMMENT ON TABLE screening.hs_dictionary IS 'the codes of each edition and what they mean; loaded, none is built in';
COMMENT ON COLUMN screening.hs_dictionary.edition IS 'edition of the Harmonized System, such as 2022';
COMMENT ON COLUMN screening.hs_dictionary.language IS 'language of the description, such as en';
COMMENT ON COLUMN screening.hs_dictionary.code IS 'a chapter, heading, subheading or national line';
COMMENT ON COLUMN screening.hs_dictionary.description IS 'what the publisher says it covers';

-- Editions: loading

-- H0 to H6 are the names that statistical offices use.  One expression, so that it is inlined.
CREATE FUNCTION screening.hs_edition(name text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN upper(btrim(hs_edition.name)) ~ '^(HS ?)?(1992|1996|2002|2007|2012|2017|2022|2028)$'::text THEN "right"(btrim(hs_edition.name), 4)::integer
				WHEN upper(btrim(hs_edition.name)) ~ '^H[0-6]$'::text
				THEN ('{1992,1996,2002,2007,2012,2017,2022}'::integer[])["right"(btrim(hs_edition.name), 1)::integer + 1]
		   END;
END;

COMMENT ON FUNCTION screening.hs_edition(text) IS 'the year of an edition that is written as 2022, HS2022, HS 2022 or H6; null for anything else';

CREATE FUNCTION screening.read_edition(name text) RETURNS integer
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	edition integer := screening.hs_edition(name);
BEGIN
	IF edition IS NULL AND name IS NOT NULL THEN
		RAISE EXCEPTION USING
			ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('%L is no edition of the Harmonized System', name),
			HINT = 'Editions are 1992, 1996, 2002, 2007, 2012, 2017, 2022 and 2028, written as 2022, HS2022 or H6.';
	END IF;
	RETURN edition;
END
$$;

COMMENT ON FUNCTION screening.read_edition(text) IS 'hs_edition(), which refuses what is none';

CREATE TYPE screening.correlation_input AS (line integer, from_edition integer, from_code hscode, to_edition integer, to_code hscode, relationship text);

COMMENT ON TYPE screening.correlation_input IS 'a pair of subheadings as a loader has read it';

CREATE FUNCTION screening.read_correlation(records screening.named_record[]) RETURNS SETOF screening.correlation_input
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT r.line, screening.hs_edition(r.field ->> 'from_edition'::text),
		   CASE WHEN a.status = 'ok'::text AND hs_level(a.code) = 6 THEN a.code END,
		   screening.hs_edition(r.field ->> 'to_edition'::text),
		   CASE WHEN b.status = 'ok'::text AND hs_level(b.code) = 6 THEN b.code END,
		   lower(screening.value(r.field, 'relationship'::text))
	FROM unnest(read_correlation.records) r,
		 LATERAL hs_clean(r.field ->> 'from_code'::text) a, LATERAL hs_clean(r.field ->> 'to_code'::text) b;
END;

COMMENT ON FUNCTION screening.read_correlation(screening.named_record[]) IS 'the pairs in a file; what cannot be read is null';

CREATE TYPE screening.correlation_result AS (from_edition integer, to_edition integer, pairs bigint, added bigint, changed bigint, removed bigint);

COMMENT ON TYPE screening.correlation_result IS
	'what a load of correlations did for two editions: the pairs now, and how many were added, changed and removed';

CREATE FUNCTION screening.merge_correlation(input screening.correlation_input[]) RETURNS SETOF screening.correlation_result
LANGUAGE sql
BEGIN ATOMIC
	WITH given AS MATERIALIZED (
		SELECT i.from_edition, i.from_code, i.to_edition, i.to_code,
			   -- where the file does not say: from how many to how many
			   coalesce(i.relationship,
						CASE WHEN count(*) OVER to_one = 1 THEN '1' ELSE 'n' END || ':' || CASE WHEN count(*) OVER from_one = 1 THEN '1' ELSE 'n' END) AS relationship
		FROM unnest(merge_correlation.input) i
		WINDOW from_one AS (PARTITION BY i.from_edition, i.to_edition, i.from_code::text),
			   to_one AS (PARTITION BY i.from_edition, i.to_edition, i.to_code::text)
	), gone AS (
		DELETE FROM screening.hs_correlation c
		WHERE (c.from_edition, c.to_edition) IN (SELECT g.from_edition, g.to_edition FROM given g)
			  AND NOT EXISTS (SELECT FROM given g
							  WHERE g.from_edition = c.from_edition AND g.to_edition = c.to_edition AND g.from_code = c.from_code AND g.to_code = c.to_code)
		RETURNING c.from_edition, c.to_edition
	), come AS (
		INSERT INTO screening.hs_correlation AS c (from_edition, from_code, to_edition, to_code, relationship)
		SELECT g.from_edition, g.from_code, g.to_edition, g.to_code, g.relationship FROM given g
		ON CONFLICT (from_edition, to_edition, from_code, to_code) DO UPDATE SET relationship = excluded.relationship
		WHERE c.relationship <> excluded.relationship
		RETURNING c.from_edition, c.to_edition, c.xmax = '0'::xid AS is_new
	)
	SELECT p.from_edition, p.to_edition, p.pairs,
		   (SELECT count(*) FROM come c WHERE c.from_edition = p.from_edition AND c.to_edition = p.to_edition AND c.is_new),
		   (SELECT count(*) FROM come c WHERE c.from_edition = p.from_edition AND c.to_edition = p.to_edition AND NOT c.is_new),
		   (SELECT count(*) FROM gone o WHERE o.from_edition = p.from_edition AND o.to_edition = p.to_edition)
	FROM (SELECT g.from_edition, g.to_edition, count(*) AS pairs FROM given g GROUP BY g.from_edition, g.to_edition) p
	ORDER BY p.from_edition, p.to_edition;
END;

COMMENT ON FUNCTION screening.merge_correlation(screening.correlation_input[]) IS 'makes the correlations between the editions that are given what is given';

CREATE FUNCTION screening.load_hs_correlation(content text) RETURNS SETOF screening.correlation_result
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
	input	screening.correlation_input[];
	bad		record;
BEGIN
	input := ARRAY(SELECT i
				   FROM screening.read_correlation(screening.read_named_csv('content',
							screening.check_text('content', content, 'a CSV file with correlated codes'),
							'{from_edition,from_code,to_edition,to_code}', '{relationship}')) i);
	IF cardinality(input) = 0 THEN
		PERFORM screening.refuse('content', NULL, 'the file has no pairs of codes');
	END IF;
	SELECT b.line, b.reason INTO bad
	FROM (SELECT i.line,
				 CASE WHEN i.from_edition IS NULL THEN 'from_edition is no edition of the Harmonized System'
					  WHEN i.to_edition IS NULL THEN 'to_edition is no edition of the Harmonized System'
					  WHEN i.from_edition = i.to_edition THEN 'from_edition and to_edition are the same'
					  WHEN i.from_code IS NULL THEN 'from_code is not a code of six digits'
					  WHEN i.to_code IS NULL THEN 'to_code is not a code of six digits'
					  WHEN i.relationship NOT IN ('1:1', '1:n', 'n:1', 'n:n') THEN format('relationship %L is none of 1:1, 1:n, n:1 and n:n', i.relationship)
					  WHEN row_number() OVER (PARTITION BY i.from_edition, i.to_edition, i.from_code::text, i.to_code::text ORDER BY i.line) > 1
					  THEN 'the pair occurs a second time'
				 END AS reason
		  FROM unnest(input) i) b
	WHERE b.reason IS NOT NULL
	ORDER BY b.line
	LIMIT 1;
	IF FOUND THEN
		PERFORM screening.refuse('content', 'line ' || bad.line, bad.reason);
	END IF;
	LOCK TABLE screening.hs_correlation IN SHARE ROW EXCLUSIVE MODE;
	RETURN QUERY SELECT * FROM screening.merge_correlation(input);
END
$$;

COMMENT ON FUNCTION screening.load_hs_correlation(text) IS
	'load correlations: a CSV text with the columns from_edition, from_code, to_edition, to_code, and relationship where it has it; replaces those between the editions in it';

CREATE TYPE screening.dictionary_input AS (line integer, edition integer, code hscode, description text);

COMMENT ON TYPE screening.dictionary_input IS 'a code and its description as a loader has read them';

CREATE FUNCTION screening.read_dictionary(records screening.named_record[], edition integer) RETURNS SETOF screening.dictionary_input
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT r.line, coalesce(read_dictionary.edition, screening.hs_edition(r.field ->> 'edition'::text)),
		   CASE WHEN c.status = 'ok'::text THEN c.code END, screening.value(r.field, 'description'::text)
	FROM unnest(read_dictionary.records) r, LATERAL hs_clean(r.field ->> 'code'::text) c;
END;

COMMENT ON FUNCTION screening.read_dictionary(screening.named_record[], integer) IS 'the codes in a file, with their descriptions; what cannot be read is null';

CREATE TYPE screening.dictionary_result AS (edition integer, codes bigint, added bigint, changed bigint, removed bigint);

COMMENT ON TYPE screening.dictionary_result IS
	'what a load of descriptions did for an edition: its codes now, and how many were added, changed and removed';

CREATE FUNCTION screening.merge_dictionary(input screening.dictionary_input[], language text) RETURNS SETOF screening.dictionary_result
LANGUAGE sql
BEGIN ATOMIC
	WITH given AS MATERIALIZED (
		SELECT i.edition, i.code, i.description FROM unnest(merge_dictionary.input) i
	), gone AS (
		DELETE FROM screening.hs_dictionary d
		WHERE d.language = merge_dictionary.language AND d.edition IN (SELECT g.edition FROM given g)
			  AND NOT EXISTS (SELECT FROM given g WHERE g.edition = d.edition AND g.code = d.code)
		RETURNING d.edition
	), come AS (
		INSERT INTO screening.hs_dictionary AS d (edition, language, code, description)
		SELECT g.edition, merge_dictionary.language, g.code, g.description FROM given g
		ON CONFLICT (edition, language, code) DO UPDATE SET description = excluded.description
		WHERE d.description <> excluded.description
		RETURNING d.edition, d.xmax = '0'::xid AS is_new
	)
	SELECT p.edition, p.codes,
		   (SELECT count(*) FROM come c WHERE c.edition = p.edition AND c.is_new),
		   (SELECT count(*) FROM come c WHERE c.edition = p.edition AND NOT c.is_new),
		   (SELECT count(*) FROM gone o WHERE o.edition = p.edition)
	FROM (SELECT g.edition, count(*) AS codes FROM given g GROUP BY g.edition) p
	ORDER BY p.edition;
END;

COMMENT ON FUNCTION screening.merge_dictionary(screening.dictionary_input[], text) IS 'makes the descriptions of the editions that are given, in one language, what is given';

CREATE FUNCTION screening.load_hs_dictionary(content text, edition integer DEFAULT NULL, language text DEFAULT 'en') RETURNS SETOF screening.dictionary_result
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	input	screening.dictionary_input[];
	bad		record;
BEGIN
	IF coalesce(load_hs_dictionary.language, '') = '' THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'language must not be empty';
	END IF;
	PERFORM screening.read_edition(load_hs_dictionary.edition::text);
	input := ARRAY(SELECT i
				   FROM screening.read_dictionary(screening.read_named_csv('content',
							screening.check_text('content', load_hs_dictionary.content, 'a CSV file with codes and descriptions'),
							'{code,description}', '{edition,level,parent,section}'), load_hs_dictionary.edition) i);
	IF cardinality(input) = 0 THEN
		PERFORM screening.refuse('content', NULL, 'the file has no codes');
	END IF;
	SELECT b.line, b.reason INTO bad
	FROM (SELECT i.line,
				 CASE WHEN i.edition IS NULL THEN 'there is no edition of the Harmonized System: pass it as the second argument, or in the column edition'
					  WHEN i.code IS NULL THEN 'the code is none'
					  WHEN i.description IS NULL THEN 'the record has no description'
					  WHEN row_number() OVER (PARTITION BY i.edition, i.code::text ORDER BY i.line) > 1 THEN format('code %s occurs a second time', i.code::text)
				 END AS reason
		  FROM unnest(input) i) b
	WHERE b.reason IS NOT NULL
	ORDER BY b.line
	LIMIT 1;
	IF FOUND THEN
		PERFORM screening.refuse('content', 'line ' || bad.line, bad.reason);
	END IF;
	LOCK TABLE screening.hs_dictionary IN SHARE ROW EXCLUSIVE MODE;
	RETURN QUERY SELECT * FROM screening.merge_dictionary(input, load_hs_dictionary.language);
END
$$;

COMMENT ON FUNCTION screening.load_hs_dictionary(text, integer, text) IS
	'load descriptions: a CSV text with the columns code and description, and edition where it has several; replaces those of the editions in it';

-- Editions: conversion

CREATE FUNCTION screening.check_editions(from_edition integer, to_edition integer) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	IF check_editions.from_edition IS NULL OR check_editions.to_edition IS NULL THEN
		RETURN false;
	END IF;
	PERFORM screening.read_edition(check_editions.from_edition::text), screening.read_edition(check_editions.to_edition::text);
	IF check_editions.from_edition <> check_editions.to_edition
	   AND NOT EXISTS (SELECT FROM screening.hs_correlation c
					   WHERE c.from_edition = check_editions.from_edition AND c.to_edition = check_editions.to_edition)
	   AND NOT EXISTS (SELECT FROM screening.hs_correlation c
					   WHERE c.from_edition = check_editions.to_edition AND c.to_edition = check_editions.from_edition) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'undefined_object',
			MESSAGE = format('there is no correlation between HS %s and HS %s', check_editions.from_edition, check_editions.to_edition),
			HINT = 'Load one with screening.load_hs_correlation(). The United Nations Statistics Division and the World Customs Organization publish them.';
	END IF;
	RETURN true;
END
$$;

COMMENT ON FUNCTION screening.check_editions(integer, integer) IS 'true; refuses editions between which no correlation is loaded; false for null';

CREATE FUNCTION screening.hs_pairs(from_edition integer, to_edition integer)
RETURNS TABLE (from_code hscode, to_code hscode, relationship text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
	SELECT c.from_code, c.to_code, c.relationship
	FROM screening.hs_correlation c
	WHERE c.from_edition = hs_pairs.from_edition AND c.to_edition = hs_pairs.to_edition
	UNION ALL
	SELECT c.to_code, c.from_code, CASE c.relationship WHEN '1:n' THEN 'n:1' WHEN 'n:1' THEN '1:n' ELSE c.relationship END
	FROM screening.hs_correlation c
	WHERE c.from_edition = hs_pairs.to_edition AND c.to_edition = hs_pairs.from_edition
		  AND NOT EXISTS (SELECT FROM screening.hs_correlation f
						  WHERE f.from_edition = hs_pairs.from_edition AND f.to_edition = hs_pairs.to_edition);
END;

COMMENT ON FUNCTION screening.hs_pairs(integer, integer) IS
	'the correlation from one edition to another; turned round where it was loaded the other way only';

CREATE FUNCTION screening.hs_convert(code hscode, from_edition integer, to_edition integer)
RETURNS TABLE (code hscode, relationship text, note text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 3
BEGIN ATOMIC
	WITH found AS MATERIALIZED (
		SELECT min(p.to_code) AS to_code, CASE WHEN min(p.relationship) = max(p.relationship) THEN min(p.relationship) ELSE 'n:n' END AS relationship,
			   bool_or(hs_heading(p.from_code) <> hs_heading(p.to_code)) AS moved
		FROM screening.hs_pairs(hs_convert.from_edition, hs_convert.to_edition) p
		WHERE hs_convert.from_edition <> hs_convert.to_edition AND p.from_code && hs_convert.code
		GROUP BY p.to_code::text
	)
	SELECT u.code, u.relationship, u.note
	FROM (
		SELECT f.to_code, f.relationship,
			   nullif(concat_ws('; ', CASE WHEN hs_level(hs_convert.code) > 6 THEN 'digits after the sixth left out: they are national' END,
									  CASE WHEN hs_level(hs_convert.code) < 6 THEN 'by its subheadings' END,
									  CASE WHEN f.moved THEN 'another heading' END), '')
		FROM found f
		WHERE screening.check_editions(hs_convert.from_edition, hs_convert.to_edition)
		UNION ALL
		SELECT hs_convert.code, '1:1', NULL
		WHERE hs_convert.from_edition = hs_convert.to_edition AND screening.check_editions(hs_convert.from_edition, hs_convert.to_edition)
		UNION ALL
		SELECT NULL, 'none', format('HS %s has no such code in the correlation', hs_convert.from_edition)
		WHERE screening.check_editions(hs_convert.from_edition, hs_convert.to_edition) AND hs_convert.from_edition <> hs_convert.to_edition
			  AND hs_convert.code IS NOT NULL AND NOT EXISTS (SELECT FROM found)
	) u(code, relationship, note)
	ORDER BY u.note NULLS FIRST, u.code::text COLLATE "C";
END;

COMMENT ON FUNCTION screening.hs_convert(hscode, integer, integer) IS
	'the codes of another edition that have goods in common with a code, with the relationship; one row without a code where there is none';

CREATE FUNCTION screening.hs_convert(code hscode, from_edition text, to_edition text)
RETURNS TABLE (code hscode, relationship text, note text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 3
BEGIN ATOMIC
	SELECT c.code, c.relationship, c.note
	FROM screening.hs_convert(hs_convert.code, screening.read_edition(hs_convert.from_edition), screening.read_edition(hs_convert.to_edition)) c;
END;

COMMENT ON FUNCTION screening.hs_convert(hscode, text, text) IS 'the same, with editions written as HS2022 or H6';

CREATE FUNCTION screening.check_mode(mode text) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF mode IN ('strict', 'core', 'all') THEN
		RETURN true;
	END IF;
	RAISE EXCEPTION USING
		ERRCODE = 'invalid_parameter_value',
		MESSAGE = format('mode must be strict, core or all, not %s', coalesce(quote_literal(mode), 'null'));
END
$$;

COMMENT ON FUNCTION screening.check_mode(text) IS 'true; refuses what is no mode of conversion';

/*
 * A list cannot be converted code by code: what one edition has in a subheading,
 * another may have spread over headings that nobody meant to list.  So each step
 * is a row, with a verdict and what it brings along:
 *
 *	kept			the same number, and nothing else in it
 *	renumbered		another number, and nothing else in it
 *	merged			with other codes, all of which are listed
 *	split			one of several codes, and nothing else in them
 *	coarser			the code also covers goods that are not listed; listed in part
 *	other heading	as split or coarser, and in another heading, which is more
 *					often a leftover than the goods that are meant
 *	unknown			what is listed is no code of the edition
 */
CREATE FUNCTION screening.hs_convert_report(list hslist, from_edition integer, to_edition integer, mode text DEFAULT 'core')
RETURNS TABLE (code hscode, target hscode, relationship text, verdict text, included boolean, part boolean, lost boolean, adds hslist)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	WITH pair AS MATERIALIZED (
		SELECT p.from_code, p.to_code, p.relationship, p.from_code && hs_convert_report.list AS listed,
			   hs_match(p.from_code, hs_convert_report.list) <> 'full'::text AS part,
			   count(*) OVER (PARTITION BY p.from_code::text) AS targets
		FROM screening.hs_pairs(hs_convert_report.from_edition, hs_convert_report.to_edition) p
	), target AS MATERIALIZED (
		-- what has to do with everything, as waste of all kinds has, says nothing of a target
		SELECT min(p.to_code) AS to_code, hslist_agg(p.from_code) FILTER (WHERE NOT p.listed AND p.targets <= 50) AS adds,
			   bool_or(p.part) FILTER (WHERE p.listed) AS part, count(*) FILTER (WHERE p.listed AND p.targets <= 50) AS sources
		FROM pair p
		GROUP BY p.to_code::text
		HAVING bool_or(p.listed)
	), judged AS (
		SELECT p.from_code, p.to_code, p.relationship, t.adds, t.part OR t.adds IS NOT NULL AS part,
			   CASE WHEN hs_heading(p.from_code) <> hs_heading(p.to_code) AND (t.adds IS NOT NULL OR p.targets > 1) THEN 'other heading'
					WHEN t.adds IS NOT NULL THEN 'coarser'
					WHEN p.targets > 1 THEN 'split'
					WHEN t.sources > 1 THEN 'merged'
					WHEN p.from_code = p.to_code THEN 'kept'
					ELSE 'renumbered'
			   END AS verdict
		FROM pair p JOIN target t ON t.to_code = p.to_code
		WHERE p.listed
	), decided AS (
		SELECT j.from_code, j.to_code, j.relationship, j.verdict, j.part, j.adds,
			   CASE hs_convert_report.mode
					WHEN 'all' THEN true
					WHEN 'strict' THEN j.verdict NOT IN ('coarser', 'other heading')
					ELSE j.verdict <> 'other heading'::text
			   END AS included
		FROM judged j
	)
	SELECT u.code, u.target, u.relationship, u.verdict, u.included, u.part, u.lost, u.adds
	FROM (
		SELECT d.from_code, d.to_code, d.relationship, d.verdict, d.included, d.part, NOT bool_or(d.included) OVER (PARTITION BY d.from_code::text), d.adds
		FROM decided d
		WHERE screening.check_editions(hs_convert_report.from_edition, hs_convert_report.to_edition)
			  AND screening.check_mode(hs_convert_report.mode)
		UNION ALL
		SELECT r.lo, NULL, 'none', 'unknown', false, r.part, true, NULL
		FROM hs_ranges(hs_convert_report.list) r
		WHERE screening.check_editions(hs_convert_report.from_edition, hs_convert_report.to_edition)
			  AND screening.check_mode(hs_convert_report.mode) AND hs_convert_report.from_edition <> hs_convert_report.to_edition AND r.whole
			  AND NOT EXISTS (SELECT FROM pair p WHERE p.from_code BETWEEN r.lo AND hs_upper(r.hi) OR p.from_code @> r.lo)
		UNION ALL
		SELECT r.lo, r.lo, '1:1', 'kept', true, r.part, false, NULL
		FROM hs_ranges(hs_convert_report.list) r
		WHERE hs_convert_report.from_edition = hs_convert_report.to_edition AND screening.check_editions(hs_convert_report.from_edition, hs_convert_report.to_edition)
	) u(code, target, relationship, verdict, included, part, lost, adds)
	ORDER BY u.code::text COLLATE "C", u.target::text COLLATE "C";
END;

COMMENT ON FUNCTION screening.hs_convert_report(hslist, integer, integer, text) IS
	'what becomes of a list in another edition, step by step: kept, renumbered, merged, split, coarser, other heading or unknown; what is lost, and what comes along';

CREATE FUNCTION screening.hs_convert_list(list hslist, from_edition integer, to_edition integer, mode text DEFAULT 'core') RETURNS hslist
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN hs_convert_list.from_edition = hs_convert_list.to_edition THEN hs_convert_list.list
				ELSE (SELECT coalesce(hslist_agg(CASE WHEN t.part THEN ('ex ' || t.target::text)::hslist ELSE t.target::hslist END), '{}'::hslist)
					  FROM (SELECT min(r.target) AS target, bool_or(r.part) AS part
							FROM screening.hs_convert_report(hs_convert_list.list, hs_convert_list.from_edition, hs_convert_list.to_edition, hs_convert_list.mode) r
							WHERE r.included
							GROUP BY r.target::text) t)
		   END
	WHERE screening.check_editions(hs_convert_list.from_edition, hs_convert_list.to_edition) AND screening.check_mode(hs_convert_list.mode);
END;

COMMENT ON FUNCTION screening.hs_convert_list(hslist, integer, integer, text) IS
	'a list in another edition, as far as hs_convert_report() includes it; what is coarser there is listed in part';

-- Editions: dictionary

CREATE FUNCTION screening.hs_describe(code hscode, edition integer DEFAULT NULL, language text DEFAULT 'en') RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT d.description
	FROM screening.hs_dictionary d
	WHERE d.code @> hs_describe.code AND d.language = hs_describe.language
		  AND (hs_describe.edition IS NULL OR d.edition = hs_describe.edition)
	ORDER BY hs_level(d.code) DESC, d.edition DESC
	LIMIT 1;
END;

COMMENT ON FUNCTION screening.hs_describe(hscode, integer, text) IS
	'what a code means: its description, or that of the finest code above it; in the edition given, or the latest that has it';

CREATE FUNCTION screening.hs_expand(code hscode, edition integer) RETURNS hscode
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN hs_level(hs_expand.code) IN (4, 5)
				THEN coalesce((SELECT CASE WHEN min(d.code) = max(d.code) AND min(d.code)::text = rpad(hs_expand.code::text, 6, '0'::text) THEN min(d.code) END
							   FROM screening.hs_dictionary d
							   WHERE d.edition = hs_expand.edition AND d.code <@ hs_expand.code AND hs_level(d.code) = 6), hs_expand.code)
				ELSE hs_expand.code
		   END;
END;

COMMENT ON FUNCTION screening.hs_expand(hscode, integer) IS
	'the subheading of a heading that has only the one ending in 00, such as 853400 for 8534; any other code as it is';

/*
 * The heading, and the group between, get the value that the subheading has in
 * the list; what is under the subheading remains as it is.
 */
CREATE FUNCTION screening.hs_expand_list(list hslist, edition integer) RETURNS hslist
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH single AS (
		SELECT hs_heading(min(d.code))::hslist - min(d.code) AS heading, min(d.code) AS code
		FROM screening.hs_dictionary d
		WHERE d.edition = hs_expand_list.edition AND hs_level(d.code) = 6
		GROUP BY hs_heading(d.code)::text
		HAVING min(d.code) = max(d.code) AND right(min(d.code)::text, 2) = '00'::text
	)
	SELECT hs_expand_list.list - coalesce((SELECT hslist_agg(s.heading) FROM single s), '{}'::hslist)
		   + coalesce((SELECT hslist_agg(CASE WHEN r.part THEN ('ex ' || hs_heading(s.code)::text)::hslist - s.code ELSE s.heading END)
					   FROM hs_ranges(hs_expand_list.list) r
					   JOIN single s ON s.code BETWEEN r.lo AND CASE WHEN r.whole THEN hs_upper(r.hi) ELSE r.hi END), '{}'::hslist)
	WHERE hs_expand_list.edition IS NOT NULL;
END;

COMMENT ON FUNCTION screening.hs_expand_list(hslist, integer) IS
	'a list in which a heading with one subheading only, ending in 00, is what that is: 8534 with 853400';

CREATE FUNCTION screening.hs_check(code hscode, edition integer, OUT status text, OUT known hscode, OUT editions integer[]) RETURNS record
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN f.known = hs_check.code THEN 'current'
				WHEN hs_level(hs_check.code) > 6 AND hs_level(f.known) >= 6 THEN 'national'
				WHEN hs_level(hs_check.code) < 6 AND EXISTS (SELECT FROM screening.hs_dictionary d
															 WHERE d.edition = hs_check.edition AND d.code <@ hs_check.code) THEN 'group'
				WHEN NOT EXISTS (SELECT FROM screening.hs_dictionary d WHERE d.edition = hs_check.edition) THEN 'no dictionary'
				WHEN o.editions IS NOT NULL THEN 'obsolete'
				ELSE 'unknown'
		   END,
		   f.known, o.editions
	FROM (SELECT max(d.code) AS known
		  FROM screening.hs_dictionary d
		  WHERE d.edition = hs_check.edition AND d.code @> hs_check.code) f,
		 (SELECT array_agg(DISTINCT d.edition ORDER BY d.edition) AS editions
		  FROM screening.hs_dictionary d
		  WHERE d.code = hs_truncate(hs_check.code, 6)) o
	WHERE hs_check.code IS NOT NULL AND hs_check.edition IS NOT NULL;
END;

COMMENT ON FUNCTION screening.hs_check(hscode, integer) IS
	'whether an edition has a code: current, national (its first six digits are there), group (codes under it are), obsolete (other editions have it), unknown, or no dictionary; the finest code known above it, and all editions that have its first six digits';
