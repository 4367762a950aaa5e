-- Checks the demo against a real list, -v source=...: what plant_ofac.sql took
-- from the list and changed must be reported as the party it was made from.
-- Ends with an error when something is wrong.
--
-- The names of planted.csv and decoys.csv are only counted: whether they are
-- on the list that was loaded is for the list to say.
\if :{?source}
\else
	\set source OFAC-SDN
\endif
\pset border 1
\pset footer off
SET client_min_messages = warning;
DROP TABLE IF EXISTS trade.checked;

CREATE TABLE trade.checked AS
SELECT 1 AS no, 'planted names of the list found' AS what, count(*) AS total, count(h.consignee) AS good,
	string_agg(format('%s (%s: %s)', p.consignee, p.name, p.manipulation), '; ' ORDER BY p.consignee COLLATE "C")
		FILTER (WHERE h.consignee IS NULL) AS wrong
FROM trade.planted_list p
LEFT JOIN trade.party_hit h ON h.consignee = p.consignee AND h.entity_id = p.entity_id AND h.source = :'source'
UNION ALL
SELECT 2, 'list loaded as it says', 2, (s.parties > 0 AND s.parties = (SELECT count(*) FROM screening.party p WHERE p.source = s.source))::int
		+ (s.names > 0 AND s.names = (SELECT count(*) FROM screening.party_name n WHERE n.source = s.source))::int,
	format('%s parties, %s names', s.parties, s.names)
FROM screening.source s WHERE s.source = :'source';

\pset title 'The demo checks itself'
SELECT what AS "Checked", good AS "Right", total AS "Of", CASE WHEN good = total THEN 'yes' ELSE 'NO' END AS "Passed"
FROM trade.checked ORDER BY no;

\pset title 'Planted names of the list, by kind of change'
SELECT p.manipulation AS "Change", count(*) AS "Planted", count(h.consignee) AS "Found", to_char(min(h.score), 'FM0.000') AS "Lowest score"
FROM trade.planted_list p
LEFT JOIN trade.party_hit h ON h.consignee = p.consignee AND h.entity_id = p.entity_id AND h.source = :'source'
GROUP BY p.manipulation ORDER BY p.manipulation COLLATE "C";

\pset title 'For information: the other consignees against this list'
SELECT kind AS "Consignees", count(*) AS "Declared", count(h.consignee) AS "Reported"
FROM (
	SELECT c.consignee, CASE
		WHEN EXISTS (SELECT FROM trade.planted p WHERE p.consignee = c.consignee) THEN 'spellings of the sample list''s companies'
		WHEN EXISTS (SELECT FROM trade.decoy y WHERE y.consignee = c.consignee) THEN 'decoys of the sample list'
		ELSE 'made up' END AS kind
	FROM trade.consignee c
	WHERE NOT EXISTS (SELECT FROM trade.planted_list p WHERE p.consignee = c.consignee)
) c
LEFT JOIN (SELECT DISTINCT consignee FROM trade.party_hit) h USING (consignee)
GROUP BY kind ORDER BY kind COLLATE "C";
\pset title

DO $$
DECLARE
	bad record;
	message text := '';
BEGIN
	IF (SELECT count(*) FROM trade.checked) <> 2 THEN
		RAISE EXCEPTION 'the demo failed its check: no list was loaded';
	END IF;
	FOR bad IN SELECT * FROM trade.checked WHERE good IS DISTINCT FROM total OR total = 0 ORDER BY no LOOP
		message := message || format(E'\n%s: %s of %s; wrong: %s', bad.what, bad.good, bad.total, left(bad.wrong, 2000));
	END LOOP;
	IF message <> '' THEN
		RAISE EXCEPTION 'the demo failed its check%', message;
	END IF;
END
$$;
