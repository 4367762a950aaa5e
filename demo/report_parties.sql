-- Consignees that resemble a listed party, the most similar first.  The reason
-- leaves out the words that are simply the same.
\pset border 1
\pset footer off
\pset title 'Consignees that resemble a listed party (more: only in the consignee; less: only in the listed name)'

WITH hit AS (
	SELECT h.*, (
			SELECT string_agg(CASE part WHEN 1 THEN
					format('%s = %s (%s)', v ->> 'a', v ->> 'b', CASE WHEN (v ->> 'edits')::int > 0
						THEN concat_ws(' ', v ->> 'edits', CASE v ->> 'edits' WHEN '1' THEN 'edit' ELSE 'edits' END)
						ELSE v ->> 'why' END)
				ELSE format('%s %s', CASE part WHEN 2 THEN 'more:' ELSE 'less:' END, v ->> 'unit') END, '; ' ORDER BY part, n)
			FROM (
				SELECT 1, * FROM jsonb_array_elements(e.x -> 'pairs') WITH ORDINALITY
				UNION ALL SELECT 2, * FROM jsonb_array_elements(e.x -> 'leftovers' -> 'a') WITH ORDINALITY
				UNION ALL SELECT 3, * FROM jsonb_array_elements(e.x -> 'leftovers' -> 'b') WITH ORDINALITY
			) p(part, v, n)
			WHERE v ->> 'a' IS DISTINCT FROM v ->> 'b' OR part > 1
		) AS short
	FROM trade.party_hit h, LATERAL (SELECT name_explain(h.consignee, h.name) AS x) e
)
SELECT CASE WHEN length(consignee) > 32 THEN left(consignee, 31) || '…' ELSE consignee END AS "Consignee",
	CASE WHEN length(name) > 32 THEN left(name, 31) || '…' ELSE name END AS "Listed name",
	country AS "In", to_char(score, 'FM0.000') AS "Score",
	CASE WHEN short IS NULL THEN CASE WHEN score = 1 THEN 'the same name' ELSE 'the same words' END
		WHEN length(short) > 36 THEN left(short, 35) || '…' ELSE short END AS "Reason"
FROM hit
ORDER BY score DESC, consignee COLLATE "C", entity_id COLLATE "C"
LIMIT 200;

\pset title
SELECT count(DISTINCT h.consignee) || ' of ' || (SELECT count(*) FROM trade.consignee) || ' consignees resemble '
	|| count(DISTINCT h.entity_id) || ' listed parties'
	|| CASE WHEN count(*) > 200 THEN '; the first 200 of ' || count(*) || ' pairs are shown' ELSE '' END AS "In short"
FROM trade.party_hit h;
