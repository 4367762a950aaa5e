-- Declarations of controlled goods whose consignee resembles a listed party.
\pset border 1
\pset footer off
\pset title 'Controlled goods for a consignee that resembles a listed party (* code too coarse to be sure)'

WITH best AS (
	SELECT DISTINCT ON (consignee) consignee, primary_name, score
	FROM trade.party_hit
	ORDER BY consignee, score DESC, entity_id COLLATE "C"
)
SELECT d.id AS "Declaration", concat_ws('→', d.origin, nullif(d.dispatch, d.origin), d.destination) AS "Route",
	d.hs AS "Code", g.tier || CASE g.match WHEN 'wider' THEN '*' ELSE '' END AS "Tier",
	CASE WHEN length(b.consignee) > 32 THEN left(b.consignee, 31) || '…' ELSE b.consignee END AS "Consignee",
	CASE WHEN length(b.primary_name) > 30 THEN left(b.primary_name, 29) || '…' ELSE b.primary_name END AS "Listed party",
	to_char(b.score, 'FM0.000') AS "Score"
FROM trade.declaration d
JOIN trade.goods_hit g USING (id)
JOIN best b USING (consignee)
ORDER BY g.tier COLLATE "C", b.score DESC, d.id
LIMIT 40;

\pset title
SELECT count(*) || ' declarations, ' || count(DISTINCT d.consignee) || ' consignees, USD '
	|| to_char(coalesce(sum(d.value_usd), 0), 'FM999,999,999,990')
	|| CASE WHEN count(*) > 40 THEN '; the first 40 are shown' ELSE '' END AS "In short"
FROM trade.declaration d
JOIN trade.goods_hit g USING (id)
WHERE d.consignee IN (SELECT consignee FROM trade.party_hit);
