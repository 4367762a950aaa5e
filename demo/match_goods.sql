-- trade.goods_hit: declarations of goods on the Common High Priority List, as
-- it stood on the day of the declaration.  A code that is coarser than a
-- listed one may hide listed goods: it is kept, as "wider".
SET client_min_messages = warning;
DROP TABLE IF EXISTS trade.goods_hit;

CREATE TABLE trade.goods_hit AS
SELECT d.id, min(m.tier COLLATE "C") AS tier, string_agg(DISTINCT m.item::text, ', ') AS items, min(m.match) AS match
FROM trade.declaration d, screening.goods_match('chpl', d.hs, d.declared) m
WHERE d.hs && screening.goods('chpl', as_of => NULL)
GROUP BY d.id;

ALTER TABLE trade.goods_hit ADD PRIMARY KEY (id);
COMMENT ON TABLE trade.goods_hit IS 'declarations of controlled goods: the strictest tier met, the entries met, and whether fully or with a wider code';
ANALYZE trade.goods_hit;
