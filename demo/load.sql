-- Loads companies.csv, already in trade.stage_company, as the list DEMO.
-- Running it again replaces the list.
SET client_min_messages = warning;
BEGIN;
DELETE FROM screening.source WHERE source = 'DEMO';

INSERT INTO screening.source (source, title, publisher, version, loaded_at, parties, names)
SELECT 'DEMO', 'Sample of companies that governments list publicly', 'tradescreen',
	left(md5(string_agg(concat_ws('|', entity_id, kind, country, program, name, name_type), E'\n'
		ORDER BY entity_id COLLATE "C", name COLLATE "C")), 12),
	now(), count(DISTINCT entity_id), count(*)
FROM trade.stage_company;

INSERT INTO screening.party (source, entity_id, kind, program, country)
SELECT DISTINCT 'DEMO', entity_id, kind, ARRAY[program], country FROM trade.stage_company;

INSERT INTO screening.party_name (source, entity_id, name, name_type, relation)
SELECT 'DEMO', entity_id, name, name_type, CASE WHEN name_type <> 'primary' THEN 'aka' END FROM trade.stage_company;
COMMIT;
ANALYZE screening.party;
ANALYZE screening.party_name;

\pset footer off
SELECT title AS "List", version AS "Version", parties AS "Parties", names AS "Names"
FROM screening.source WHERE source = 'DEMO';
