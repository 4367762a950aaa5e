-- Controlled goods by tier and destination.
\pset border 1
\pset footer off
\pset null ''
\pset title 'Controlled goods (Common High Priority List) by destination: declarations in each tier'

WITH hit AS (
	SELECT d.destination, h.tier, h.match, d.value_usd
	FROM trade.goods_hit h JOIN trade.declaration d USING (id)
), ranked AS (
	SELECT destination, dense_rank() OVER (ORDER BY sum(value_usd) DESC, destination COLLATE "C") AS n
	FROM hit GROUP BY destination
), shown AS (
	SELECT h.*, CASE WHEN r.n <= 15 THEN r.n ELSE 16 END AS line,
		CASE WHEN r.n <= 15 THEN h.destination ELSE 'others' END AS place
	FROM hit h JOIN ranked r USING (destination)
)
SELECT CASE WHEN grouping(line) = 1 THEN 'all' ELSE min(place COLLATE "C") END AS "Destination",
	nullif(count(*) FILTER (WHERE tier = '1'), 0) AS "1",
	nullif(count(*) FILTER (WHERE tier = '2'), 0) AS "2",
	nullif(count(*) FILTER (WHERE tier = '3.A'), 0) AS "3.A",
	nullif(count(*) FILTER (WHERE tier = '3.B'), 0) AS "3.B",
	nullif(count(*) FILTER (WHERE tier = '4.A'), 0) AS "4.A",
	nullif(count(*) FILTER (WHERE tier = '4.B'), 0) AS "4.B",
	count(*) AS "Declarations",
	nullif(count(*) FILTER (WHERE match = 'wider'), 0) AS "Code too coarse",
	to_char(sum(value_usd), 'FM999,999,999,990') AS "Value, USD"
FROM shown
GROUP BY ROLLUP (line)
ORDER BY grouping(line), line;

\pset title 'Codes too coarse to tell: listed goods may be among them'
SELECT d.hs AS "Declared", h.items AS "Listed below it", h.tier AS "Strictest tier",
	count(*) AS "Declarations", to_char(sum(d.value_usd), 'FM999,999,999,990') AS "Value, USD"
FROM trade.goods_hit h JOIN trade.declaration d USING (id)
WHERE h.match = 'wider'
GROUP BY d.hs, h.items, h.tier
ORDER BY count(*) DESC, d.hs
LIMIT 8;
\pset title
