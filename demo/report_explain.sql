-- One hit, word by word: among those that are similar but not the same, one
-- with many words and with words left over or penalties.
\pset border 1
\pset footer off

SELECT consignee, name, name_explain(consignee, name) AS explained
FROM trade.party_hit
WHERE score < 0.97
ORDER BY consignee IN (SELECT d.consignee FROM trade.declaration d JOIN trade.goods_hit USING (id)) DESC,
	jsonb_array_length(name_explain(consignee, name) -> 'pairs')
		+ (jsonb_path_exists(name_explain(consignee, name), '$.pairs[*] ? (@.edits > 0)'))::int * 3 DESC,
	score, consignee COLLATE "C", entity_id COLLATE "C"
LIMIT 1
\gset

\pset title 'One hit explained'
SELECT * FROM (VALUES
	('Consignee', :'consignee'),
	('  as it is compared', :'explained'::jsonb -> 'a' ->> 'form'),
	('Listed name', :'name'),
	('  as it is compared', :'explained'::jsonb -> 'b' ->> 'form')) v("Name", "Text");

\pset title 'Word by word'
WITH e AS (SELECT :'explained'::jsonb AS x)
SELECT "Consignee", "Listed name", "Why", "Weight", "Similarity" FROM (
	SELECT 1 AS part, p.n, p.v ->> 'a' AS "Consignee", p.v ->> 'b' AS "Listed name",
		(p.v ->> 'why') || CASE WHEN (p.v ->> 'edits')::int > 0 THEN ', edits: ' || (p.v ->> 'edits') ELSE '' END AS "Why",
		concat_ws(' / ', p.v ->> 'weight_a', nullif(p.v ->> 'weight_b', p.v ->> 'weight_a')) AS "Weight",
		p.v ->> 'similarity' AS "Similarity"
	FROM e, jsonb_array_elements(x -> 'pairs') WITH ORDINALITY p(v, n)
	UNION ALL
	SELECT 2, l.n, l.v ->> 'unit', '', 'left over, ' || (l.v ->> 'class'), l.v ->> 'weight', ''
	FROM e, jsonb_array_elements(x -> 'leftovers' -> 'a') WITH ORDINALITY l(v, n)
	UNION ALL
	SELECT 3, l.n, '', l.v ->> 'unit', 'left over, ' || (l.v ->> 'class'), l.v ->> 'weight', ''
	FROM e, jsonb_array_elements(x -> 'leftovers' -> 'b') WITH ORDINALITY l(v, n)
) w
ORDER BY part, n;

\pset title 'From the words to the score'
WITH e AS (SELECT :'explained'::jsonb AS x)
SELECT "Step", "Value" FROM (
	SELECT 1 AS part, 0::bigint AS n, 'share of the consignee that is covered' AS "Step", x -> 'coverage' ->> 'a' AS "Value" FROM e
	UNION ALL SELECT 2, 0, 'share of the listed name that is covered', x -> 'coverage' ->> 'b' FROM e
	UNION ALL SELECT 3, 0, 'their harmonic mean', x ->> 'base' FROM e
	UNION ALL SELECT 4, p.n, 'times, for ' || replace(p.v ->> 'penalty', '_', ' '), p.v ->> 'factor'
		FROM e, jsonb_array_elements(x -> 'penalties') WITH ORDINALITY p(v, n)
	UNION ALL SELECT 5, 0, 'score', x ->> 'score' FROM e
	UNION ALL SELECT 6, row_number() OVER (ORDER BY v.key COLLATE "C"), 'version of ' || v.key, v.value
		FROM e, jsonb_each_text(x -> 'versions') v
) s
ORDER BY part, n;
\pset title
