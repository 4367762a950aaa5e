-- trade.party_hit: consignees that resemble a party of the list named by
-- -v source=..., DEMO by default.  Screened is every distinct consignee once,
-- against every primary name and alias; weak aliases are too common to screen
-- by alone.  The threshold is tradescreen.threshold.
\if :{?source}
\else
	\set source DEMO
\endif
SET client_min_messages = warning;
DROP TABLE IF EXISTS trade.consignee, trade.listed_name, trade.party_hit;

CREATE TABLE trade.consignee AS
SELECT consignee, count(*) AS declarations, sum(value_usd) AS value_usd
FROM trade.declaration GROUP BY consignee;
COMMENT ON TABLE trade.consignee IS 'distinct consignees of trade.declaration';

CREATE TABLE trade.listed_name AS
SELECT source, entity_id, primary_name, country, program, name, name_type
FROM screening.watchlist
WHERE source = :'source' AND kind = 'company' AND name_type <> 'weak_alias';
COMMENT ON TABLE trade.listed_name IS 'the names that consignees are screened against';
ANALYZE trade.consignee, trade.listed_name;

-- The tables are small and the work is not: let the server use all workers,
-- and keep every name that was compiled.
SET work_mem = '64MB';
SET min_parallel_table_scan_size = 0;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;

CREATE TABLE trade.party_hit AS
SELECT c.consignee, w.*, name_score(c.consignee, w.name) AS score
FROM trade.consignee c JOIN trade.listed_name w ON c.consignee ~= w.name;

-- Of the names of one party keep the one that fits best.
DELETE FROM trade.party_hit h
USING (SELECT ctid, row_number() OVER (PARTITION BY consignee, source, entity_id
		ORDER BY score DESC, name_type DESC, name COLLATE "C") AS n FROM trade.party_hit) r
WHERE r.ctid = h.ctid AND r.n > 1;

ALTER TABLE trade.party_hit ADD COLUMN reason text;
UPDATE trade.party_hit SET reason = name_explain(consignee, name) ->> 'reason';
ALTER TABLE trade.party_hit ADD PRIMARY KEY (consignee, source, entity_id);
COMMENT ON TABLE trade.party_hit IS 'consignees that resemble a listed party: the name that fits best, its score, and why';
ANALYZE trade.party_hit;
