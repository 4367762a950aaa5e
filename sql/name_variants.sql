-- Manipulated spellings of a name.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen;
RESET client_min_messages;

-- unaligned: servers differ about the width of a zero-width space
\a
SELECT * FROM name_variants('Rosoboronexport Trading No 12 LLC');
\a
SELECT variant, manipulation FROM name_variants('АО «Концерн Калашников»')
WHERE manipulation IN ('legal_dropped', 'legal_moved', 'generic_dropped', 'deletion', 'first_letter', 'homoglyph', 'romanised', 'upper_case');
SELECT variant, manipulation, expectation FROM name_variants('Société Énergie Iran & Fils Centre S.A.')
WHERE manipulation IN ('diacritics_removed', 'question_marks', 'ampersand', 'demonym', 'near_country', 'country_removed', 'spelling', 'legal_glued');
SELECT variant, manipulation, expectation FROM name_variants('BP') WHERE expectation <> 'must';
SELECT variant, manipulation FROM name_variants('5th Shipyard JSC') WHERE manipulation LIKE 'number%' OR manipulation LIKE '%order%';
SELECT variant, manipulation FROM name_variants('华为技术有限公司') WHERE manipulation IN ('exact', 'legal_dropped', 'romanised');

-- the kinds of docs/manipulations.md, no more
SELECT DISTINCT manipulation FROM unnest(ARRAY[
	'Rosoboronexport Trading No 12 LLC', 'АО «Концерн Калашников»', 'Société Énergie Iran & Fils Centre S.A.', 'BP', 'The Emma Company',
	'Limited Liability Company Appollon Zorblatt Trustworth Intl.', 'Organization of Defence and Iranian Industries Forty Four',
	'Gazprom International Marketing and Trading Company Incorporated of Siberia', 'Zarja V', 'Siemens AG', 'Ярославский шинный завод ООО'
]) AS n, name_variants(n) ORDER BY 1;

-- deterministic, never the name itself but once, and every expectation is one of three
SELECT count(*) FILTER (WHERE v <> w) AS changes FROM
	(SELECT array_agg(variant) AS v FROM name_variants('Kalashnikov Concern JSC')) AS a,
	(SELECT array_agg(variant) AS w FROM name_variants('Kalashnikov Concern JSC')) AS b;
SELECT count(*) FILTER (WHERE variant = n AND manipulation <> 'exact') AS itself,
       count(*) FILTER (WHERE manipulation = 'exact') - count(DISTINCT n) AS not_exact,
       count(*) FILTER (WHERE expectation NOT IN ('must', 'should', 'not')) AS unexpected,
       count(*) > 200 AS many
FROM unnest(ARRAY['A', 'A B', 'Kalashnikov Concern JSC', 'ООО Икс', '(X) Y', '12', 'III', '...', '', '日本', 'x&y', 'Ltd', 'of the']) AS n, name_variants(n);

-- a below-the-line test in plain SQL
SELECT manipulation, count(*) AS variants, count(*) FILTER (WHERE name_score(n, variant) >= 0.8) AS found
FROM unnest(ARRAY['Zomakhinsk Trading LLC', 'Mevorata Shipping GmbH']) AS n, name_variants(n)
WHERE expectation = 'must' AND manipulation IN ('upper_case', 'legal_dropped', 'deletion', 'transposition')
GROUP BY manipulation ORDER BY 1;

-- long names
SELECT count(*) > 20 AS many, max(length(variant)) < 5000 AS bounded FROM name_variants(repeat('Alpha Trading ', 800));
SELECT count(*) > 0 AS some FROM name_variants(repeat('ﷺ', 3000));
SELECT count(*) FROM name_variants(NULL);
