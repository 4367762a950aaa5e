-- Checks the demo's answers against what is known to be true.  Prints what was
-- found; ends with an error when something is wrong.
\pset border 1
\pset footer off
SET client_min_messages = warning;
DROP TABLE IF EXISTS trade.checked;

CREATE TABLE trade.checked AS
-- every planted consignee is reported as its company
SELECT 1 AS no, 'planted names found' AS what, count(*) AS total, count(h.consignee) AS good,
	string_agg(format('%s (%s: %s)', p.consignee, p.entity_id, p.manipulation), '; ' ORDER BY p.consignee COLLATE "C")
		FILTER (WHERE h.consignee IS NULL) AS wrong
FROM trade.planted p
LEFT JOIN trade.party_hit h ON h.consignee = p.consignee AND h.entity_id = p.entity_id AND h.source = 'DEMO'
UNION ALL
-- no decoy is reported as anything
SELECT 2, 'decoys left alone', count(*), count(*) FILTER (WHERE h.hits IS NULL),
	string_agg(format('%s (%s)', y.consignee, h.hits), '; ' ORDER BY y.consignee COLLATE "C") FILTER (WHERE h.hits IS NOT NULL)
FROM trade.decoy y
LEFT JOIN (SELECT consignee, string_agg(entity_id, ', ' ORDER BY entity_id COLLATE "C") AS hits FROM trade.party_hit GROUP BY 1) h USING (consignee)
UNION ALL
-- both stand in the declarations
SELECT 3, 'planted names and decoys declared', count(*), count(c.consignee),
	string_agg(s.consignee, '; ' ORDER BY s.consignee COLLATE "C") FILTER (WHERE c.consignee IS NULL)
FROM (SELECT consignee FROM trade.planted UNION ALL SELECT consignee FROM trade.decoy) s
LEFT JOIN trade.consignee c USING (consignee)
UNION ALL
-- goods: the engine agrees with a comparison of the digits as text
SELECT 4, 'declarations with the right goods answer', count(*), count(*) FILTER (WHERE ok),
	string_agg(id || ' ' || hs, '; ' ORDER BY id) FILTER (WHERE NOT ok)
FROM (
	SELECT d.id, d.hs::text AS hs, coalesce(g.match, 'none') = coalesce((
			SELECT min(CASE WHEN starts_with(d.hs::text, i.hs::text) THEN 'full' ELSE 'wider' END)
			FROM screening.goods_item i
			WHERE i.list = 'chpl' AND d.declared BETWEEN i.valid_from AND i.valid_to
				AND (starts_with(d.hs::text, i.hs::text) OR starts_with(i.hs::text, d.hs::text))), 'none') AS ok
	FROM trade.declaration d LEFT JOIN trade.goods_hit g USING (id)
) t
UNION ALL
-- the sample is as large, and has as many controlled goods, as it should
SELECT 5, 'size of the sample as intended', 2, (n >= 20000)::int + (share BETWEEN 0.03 AND 0.06)::int,
	CASE WHEN n < 20000 OR share NOT BETWEEN 0.03 AND 0.06 THEN format('%s declarations, %s controlled', n, share) END
FROM (SELECT count(*) AS n, round(count(g.id)::numeric / count(*), 4) AS share
	FROM trade.declaration d LEFT JOIN trade.goods_hit g USING (id)) t;

\pset title 'The demo checks itself'
SELECT what AS "Checked", good AS "Right", total AS "Of", CASE WHEN good = total THEN 'yes' ELSE 'NO' END AS "Passed"
FROM trade.checked ORDER BY no;

-- For information: consignees that are neither planted nor decoys.
\pset title 'Made-up consignees reported by chance'
SELECT count(DISTINCT h.consignee) AS "Consignees", (SELECT count(*) FROM trade.consignee) AS "Of",
	coalesce(string_agg(DISTINCT h.consignee, '; '), '') AS "Names"
FROM trade.party_hit h
WHERE NOT EXISTS (SELECT FROM trade.planted p WHERE p.consignee = h.consignee)
	AND NOT EXISTS (SELECT FROM trade.decoy y WHERE y.consignee = h.consignee);
\pset title

DO $$
DECLARE
	bad record;
	message text := '';
BEGIN
	FOR bad IN SELECT * FROM trade.checked WHERE good IS DISTINCT FROM total OR total = 0 ORDER BY no LOOP
		message := message || format(E'\n%s: %s of %s; wrong: %s', bad.what, bad.good, bad.total, left(bad.wrong, 2000));
	END LOOP;
	IF message <> '' THEN
		RAISE EXCEPTION 'the demo failed its check%', message;
	END IF;
END
$$;
