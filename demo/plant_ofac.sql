-- With a real list, -v source=...: takes names of the list, changes each in a
-- mechanical way, and declares them among the others.  check_ofac.sql then
-- wants each of them reported as the party it was made from.
--
-- The choice is by md5, so the same list gives the same names.  Taken are
-- company names in plain Latin letters with a long word that few parties
-- share and that is no legal form or business word: a slip in INTERNATIONAL
-- would prove nothing.
\if :{?source}
\else
	\set source OFAC-SDN
\endif
SET client_min_messages = warning;
DROP TABLE IF EXISTS trade.planted_list;
ANALYZE screening.party, screening.party_name;

CREATE TEMP TABLE list_word AS
SELECT n.entity_id, n.name, n.words, v.word, v.at::int AS at
FROM (
	SELECT w.entity_id, w.name, string_to_array(w.name, ' ') AS words
	FROM screening.watchlist w
	WHERE w.source = :'source' AND w.kind = 'company' AND w.name_type <> 'weak_alias'
		AND w.name ~ '^[A-Za-z][A-Za-z ,.&''-]*$' AND length(w.name) BETWEEN 8 AND 80
) n, unnest(n.words) WITH ORDINALITY v(word, at);
CREATE TEMP TABLE rare_word AS
SELECT upper(word) AS word FROM list_word GROUP BY 1 HAVING count(DISTINCT entity_id) <= 2;
ANALYZE list_word, rare_word;

CREATE TABLE trade.planted_list AS
WITH long AS (
	-- the longest of the rare words of each name
	SELECT DISTINCT ON (l.entity_id, l.name) l.*
	FROM list_word l
	WHERE upper(l.word) IN (SELECT r.word FROM rare_word r) AND l.word ~ '^[A-Za-z]{9,}$'
		AND EXISTS (SELECT FROM name_parse(l.name) u WHERE u.class = 'core' AND u.unit = lower(l.word))
	ORDER BY l.entity_id, l.name, length(l.word) DESC, l.at
), changed AS (
	SELECT l.entity_id, l.name, 'letters transposed' AS manipulation,
		array_to_string(words[:at - 1] || (left(word, 4) || substr(word, 6, 1) || substr(word, 5, 1) || substr(word, 7)) || words[at + 1:], ' ') AS consignee
	FROM long l WHERE upper(substr(word, 5, 1)) <> upper(substr(word, 6, 1))
	UNION ALL
	SELECT l.entity_id, l.name, 'letter dropped',
		array_to_string(words[:at - 1] || (left(word, 4) || substr(word, 6)) || words[at + 1:], ' ')
	FROM long l
	UNION ALL
	SELECT l.entity_id, l.name, 'Cyrillic look-alike letter',
		array_to_string(words[:at - 1]
			|| overlay(word PLACING translate(substr(word, v, 1), 'AaEeOo', 'АаЕеОо') FROM v FOR 1)
			|| words[at + 1:], ' ')
	FROM long l, length(substring(word FROM '^[^AaEeOo]*[AaEeOo]')) v
	WHERE v IS NOT NULL
	UNION ALL
	SELECT l.entity_id, l.name, 'legal form dropped',
		regexp_replace(name, '[ ,]+(LLC|L\.L\.C\.|LTD\.?|LIMITED|CO\.,? LTD\.?|GMBH|S\.A\.|SA|JSC|OOO|OAO|AO|FZE|FZCO|INC\.?)$', '', 'i')
	FROM long l
	WHERE name ~* '[ ,](LLC|L\.L\.C\.|LTD\.?|LIMITED|GMBH|S\.A\.|SA|JSC|OOO|OAO|AO|FZE|FZCO|INC\.?)$'
	UNION ALL
	-- only where there is none yet, and no single letters that could be one
	SELECT l.entity_id, l.name, 'legal form added', name || ' d.o.o.'
	FROM long l
	WHERE name !~ '\m[A-Za-z]\M' AND name !~ '\.'
		AND NOT EXISTS (SELECT FROM name_parse(l.name) u WHERE u.class = 'legal')
	UNION ALL
	SELECT l.entity_id, l.name, 'small letters, no punctuation', lower(regexp_replace(name, '[,.]', '', 'g'))
	FROM long l
	UNION ALL
	-- not the first word of a phrase such as LIMITED LIABILITY COMPANY
	SELECT l.entity_id, l.name, 'first word last', array_to_string(words[2:] || words[1], ' ')
	FROM long l
	WHERE cardinality(words) BETWEEN 2 AND 4 AND name !~ '[,.&]'
		AND EXISTS (SELECT FROM name_parse(l.name) u WHERE u.class = 'core' AND u.unit = lower(words[1]))
), ranked AS (
	SELECT *, row_number() OVER (PARTITION BY manipulation ORDER BY md5(manipulation || entity_id || name) COLLATE "C") AS n
	FROM changed
	WHERE consignee <> name
)
SELECT DISTINCT ON (consignee) consignee, entity_id, name, manipulation
FROM ranked WHERE n <= 20
ORDER BY consignee, entity_id COLLATE "C";
COMMENT ON TABLE trade.planted_list IS 'changed names of the loaded list that must be reported';

-- Two declarations each: the goods, values and routes of existing ones.
INSERT INTO trade.declaration
SELECT (SELECT max(id) FROM trade.declaration) + row_number() OVER (ORDER BY p.consignee COLLATE "C", j),
	d.declared, d.exporter, p.consignee, d.hs, d.goods, d.origin, d.dispatch, d.destination, d.value_usd, d.weight_kg
FROM (SELECT *, row_number() OVER (ORDER BY consignee COLLATE "C") AS n FROM trade.planted_list) p
CROSS JOIN generate_series(0, 1) j
JOIN trade.declaration d ON d.id = 100 * p.n + j;

\pset footer off
SELECT count(*) AS "Names of the list planted", count(DISTINCT manipulation) AS "Kinds of change"
FROM trade.planted_list;
