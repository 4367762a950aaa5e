-- Staging tables for the demo's CSV files; scripts/demo copies the files in.
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS trade CASCADE;
CREATE SCHEMA trade;

CREATE TABLE trade.stage_company (
	entity_id text NOT NULL,
	kind      text NOT NULL,
	country   text NOT NULL,
	program   text NOT NULL,
	name      text NOT NULL,
	name_type text NOT NULL CHECK (name_type IN ('primary', 'alias', 'weak_alias')),
	PRIMARY KEY (entity_id, name)
);
COMMENT ON TABLE trade.stage_company IS 'companies.csv as it is: one row per name';

CREATE TABLE trade.planted (
	consignee    text PRIMARY KEY,
	entity_id    text NOT NULL,
	manipulation text NOT NULL,
	script       text NOT NULL
);
COMMENT ON TABLE trade.planted IS 'consignees that must be reported, and as which party';

CREATE TABLE trade.decoy (
	consignee      text PRIMARY KEY,
	near_entity_id text NOT NULL,
	why            text NOT NULL
);
COMMENT ON TABLE trade.decoy IS 'consignees that must not be reported';
