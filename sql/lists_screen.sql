-- tradescreen_lists: screening of names and tables, rescreening, decisions, duties.
-- All parties are made up.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen_lists CASCADE;
\set SHOW_CONTEXT never
\pset null '(null)'
SET datestyle = 'ISO';

CREATE FUNCTION pg_temp.failure(command text) RETURNS TABLE (code text, message text, hint text)
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE command;
	RETURN QUERY SELECT '00000', 'no error', '';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
	-- numbers of hits and clearings depend on what was before
	message := regexp_replace(message, '(hit|clearing) \d+', '\1 N');
	hint := regexp_replace(hint, 'clearing\(\d+', 'clearing(N');
	RETURN NEXT;
END
$$;

-- Nothing to screen against.
CREATE TABLE regress_trade (id int PRIMARY KEY, consignee text, code text, dest text, day date);
CALL screening.screen_table('regress_trade', 'id', 'consignee');

CREATE FUNCTION pg_temp.load(content text) RETURNS screening.load_result
LANGUAGE sql AS $$ SELECT screening.load_csv(content, 'T-LIST', max_removed => 1) $$;
\set first 'id,name,aliases,weak_aliases,kind,program,country\n'
\set first :first '1,Northern Lantern Trading LLC,Zhongxing Lantern Works;Severny Fonar,Norlan;Wickham,company,ALPHA,Russia\n'
\set first :first '2,Blue Heron Shipping,Grey Heron Shipping,,vessel,BETA,PA\n'
\set first :first '3,DOE Jane Margaret,,Janie,individual,ALPHA,\n'
\set first :first '4,Kamchatka Precision Instruments,,,company,ALPHA; BETA,Hong Kong'
SELECT parties, names, added FROM pg_temp.load(:'first');
SELECT version AS first_version FROM screening.source WHERE source = 'T-LIST' \gset

--
-- One name
--
SELECT rank, entity_id, primary_name, listed_name, name_type, score >= 0.8 AS alike, jsonb_path_query_array(other_names, '$.name') AS other_names
FROM screening.screen_name('Severnyi Fonar OOO');
-- two names of one party are one hit
SELECT rank, entity_id, listed_name, name_type, jsonb_path_query_array(other_names, '$.name') AS other_names FROM screening.screen_name('Norlan (Northern Lantern Trading)');
-- a weak alias alone is none, unless it is to alert; or it is left out altogether
SELECT count(*) FROM screening.screen_name('Norlan');
SELECT entity_id, listed_name, name_type, score FROM screening.screen_name('Norlan', weak => 'alert');
SELECT entity_id, listed_name, name_type, jsonb_path_query_array(other_names, '$.name') AS other_names FROM screening.screen_name('Norlan (Northern Lantern Trading)', weak => 'ignore');
SELECT entity_id, listed_name, name_type, jsonb_path_query_array(other_names, '$.name') AS other_names FROM screening.screen_name('Norlan (Northern Lantern Trading)', weak => 'alert');
-- thresholds
SELECT count(*) FILTER (WHERE t.at >= s.score) AS above, count(*) FROM
	(SELECT score FROM screening.screen_name('Kamchatka Precision Instrument Factory', 0.5)) s, LATERAL (VALUES (0.5)) t(at);
SELECT score AS s FROM screening.screen_name('Kamchatka Precision Instrument Factory', 0.5) \gset
SELECT count(*) FROM screening.screen_name('Kamchatka Precision Instrument Factory', :s);
SELECT count(*) FROM screening.screen_name('Kamchatka Precision Instrument Factory', (:s + 0.0001)::real);
SET tradescreen.threshold = 0.99;
SELECT count(*) FROM screening.screen_name('Severnyi Fonar OOO');
RESET tradescreen.threshold;
SELECT count(*) FROM screening.screen_name('Severnyi Fonar OOO');
-- filters
SELECT kinds, programs, (SELECT count(*) FROM screening.screen_name('Blue Heron Shipping', kinds => kinds, programs => programs))
FROM (VALUES ('{vessel}'::text[], NULL::text[]), ('{company,individual}', NULL), (NULL, '{BETA}'), (NULL, '{ALPHA,GAMMA}'), ('{vessel}', '{BETA}')) v(kinds, programs);
SELECT count(*) FROM screening.screen_name('Blue Heron Shipping', sources => '{T-LIST}');
-- the country changes the order, never the set
SELECT country, rank, entity_id, sign(priority - score) AS priority, country_evidence FROM (VALUES ('RU'), ('Moscow'), ('KZ'), (NULL), ('Atlantis')) v(country),
	 screening.screen_name('Northern Lantern Trading', country => country)
ORDER BY country;
-- nothing to read is nothing to find
SELECT count(*) FROM unnest(ARRAY['', ' ', '...', NULL]) n, screening.screen_name(n);
SELECT (reason, explanation -> 'versions' ->> 'extension', rules_version = screening.rules_version(), list_version = :'first_version')
FROM screening.screen_name('Blue Heron Shipping');
SELECT x.* FROM unnest(ARRAY[
	'SELECT * FROM screening.screen_name(''x'', 1.5)', 'SELECT * FROM screening.screen_name(''x'', 0)', 'SELECT * FROM screening.screen_name(''x'', weak => ''maybe'')',
	'SELECT * FROM screening.screen_name(''x'', kinds => ''{companies}'')', 'SELECT * FROM screening.screen_name(''x'', sources => ''{T-LIST,T-LITS}'')',
	'SELECT * FROM screening.screen_name(''x'', kinds => ''{}'')', 'SELECT * FROM screening.screen_name(''x'', sources => ''{}'')', 'SELECT * FROM screening.screen_name(''x'', programs => ''{}'')']) c, pg_temp.failure(c) x;
-- countries
SELECT c, screening.country_codes(c) FROM unnest(ARRAY['RU', 'russia; KZ', 'Korea, North', 'United Arab Emirates', 'UK', 'Atlantis', '', NULL, 'Москва']) c;

--
-- A table
--
INSERT INTO regress_trade VALUES
	(1, 'Severnyi Fonar OOO', '8542.31.0000', 'KZ', '2026-01-01'), (2, 'Severnyi Fonar OOO', '8471500000', 'RU', '2026-02-01'),
	(3, 'NORTHERN LANTERN TRADING', '8542', 'AM', '2026-03-01'), (4, 'Blue Heron Shipping S.A.', '2710', 'PA', '2026-01-15'),
	(5, 'Acme Trading Ltd', '0101', 'KZ', '2026-01-16'), (6, 'Norlan', '8542310000', 'KZ', '2026-01-17'), (7, NULL, NULL, NULL, NULL), (8, ' - ', '85', 'KZ', '2026-01-18'),
	(9, 'Kamchatka Precision Instruments', 'not a code', 'GE', '2026-01-19');
CREATE VIEW regress_bad AS SELECT id % 3 AS id, consignee FROM regress_trade;
CREATE VIEW regress_null AS SELECT nullif(id, 3) AS id, consignee FROM regress_trade;
CALL screening.screen_table('regress_trade', 'id', 'consignees');
CALL screening.screen_table('regress_trade', 'id', 'consignee', hs_column => 'hs');
CALL screening.screen_table('regress_trade', 'id', 'consignee', weak => 'no');
CALL screening.screen_table('regress_trade', 'id', 'consignee', batch_size => 0);
CALL screening.screen_table('regress_trade', 'id', 'consignee', programs => '{}');
CALL screening.rescreen(NULL);
CALL screening.screen_table(NULL, 'id', 'consignee');
BEGIN;
CALL screening.screen_table('regress_trade', 'id', 'consignee');
ROLLBACK;
CALL screening.screen_table('regress_bad', 'id', 'consignee');
CALL screening.screen_table('regress_null', 'id', 'consignee');
SELECT count(*) FROM screening.run;

CALL screening.screen_table('regress_trade', 'id', 'consignee', 'code', 'dest', 'day', batch_size => 2) \gset a_
SELECT relation, state, pass, rows, nameless, names, batches, batches_done, percent, found, is_current FROM screening.run_progress WHERE run = :a_run;
SELECT key, name, hs, country, day FROM screening.run_row LEFT JOIN screening.screened_name USING (name_id) WHERE run = :a_run ORDER BY key;
SELECT name, entity_id, listed_name, name_type, score >= 0.8 AS alike, state, reason IS NOT NULL AS explained, list_version = :'first_version' AS version_ok, rules_version = screening.rules_version() AS rules_ok
FROM screening.hit WHERE run = :a_run ORDER BY name COLLATE "C", entity_id;
SELECT name, sign(priority - score) AS priority, country_evidence, rows, destinations, headings, first_day, last_day, program FROM screening.open_hit WHERE run = :a_run ORDER BY name COLLATE "C", entity_id;
SELECT age, hits, rows, best_score, returned FROM screening.open_hits_by_age WHERE run = :a_run ORDER BY age;
SELECT source, program, hits, rows, best_score FROM screening.open_hits_by_program WHERE run = :a_run ORDER BY program;
SELECT destination, heading, hits, rows, names FROM screening.open_hits_by_destination WHERE run = :a_run ORDER BY destination, heading;
-- weak aliases that alert; only some parties
CALL screening.screen_table('regress_trade', 'id', 'consignee', weak => 'alert', kinds => '{company}', programs => '{BETA,ALPHA}') \gset b_
SELECT name, entity_id, listed_name, name_type FROM screening.hit WHERE run = :b_run ORDER BY name COLLATE "C", entity_id;
-- all isolation levels will do
SET default_transaction_isolation = 'serializable';
CALL screening.screen_table('regress_trade', 'id', 'consignee', sources => '{T-LIST}') \gset c_
RESET default_transaction_isolation;
SELECT state, found FROM screening.run_progress WHERE run = :c_run;
-- what calls hit and what it calls are not at the mercy of the search path
CREATE SCHEMA regress_evil;
CREATE FUNCTION regress_evil.evil(text, text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'evil'; END $$;
CREATE OPERATOR regress_evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = regress_evil.evil);
CREATE FUNCTION regress_evil.screen_name(text) RETURNS text LANGUAGE sql AS $$ SELECT 'evil' $$;
CREATE FUNCTION regress_evil.sha256(bytea) RETURNS bytea LANGUAGE plpgsql AS $$ BEGIN RAISE 'evil'; END $$;
SET search_path = regress_evil, pg_catalog;
CALL screening.screen_table('public.regress_trade', 'id', 'consignee', threshold => 0.9);
SELECT rank, entity_id FROM screening.screen_name('Severnyi Fonar OOO');
RESET search_path;
DROP SCHEMA regress_evil CASCADE;

--
-- Decisions
--
-- the latest hit on a name and a party in the run
CREATE FUNCTION pg_temp.hit_of(run bigint, name text, entity_id text) RETURNS bigint LANGUAGE sql AS $$
	SELECT h.hit FROM screening.hit h WHERE h.run = $1 AND h.name = $2 AND h.source = 'T-LIST' AND h.entity_id = $3;
$$;
SELECT pg_temp.hit_of(:a_run, 'Severnyi Fonar OOO', '1') AS lantern, pg_temp.hit_of(:a_run, 'Blue Heron Shipping S.A.', '2') AS heron,
	   pg_temp.hit_of(:a_run, 'Kamchatka Precision Instruments', '4') AS kamchatka, pg_temp.hit_of(:a_run, 'NORTHERN LANTERN TRADING', '1') AS northern \gset
SELECT x.code, x.message FROM pg_temp.failure(format('SELECT screening.clear_hit(%s, '' '')', :lantern)) x;
SELECT x.code, x.message FROM pg_temp.failure(format('SELECT screening.clear_hit(%s, ''x'', ''2001-01-01'')', :lantern)) x;
SELECT x.code, x.message FROM pg_temp.failure('SELECT screening.clear_hit(-1, ''x'')') x;
SELECT x.code, x.message FROM pg_temp.failure('SELECT screening.clear_pair(''A'', ''T-LIST'', ''99'', ''x'')') x;
SELECT x.code, x.message FROM unnest(ARRAY['SELECT screening.clear_pair(NULL, ''T-LIST'', ''1'', ''x'')', 'SELECT screening.clear_hit(NULL, ''x'')',
	format('SELECT screening.confirm_hit(%s, NULL)', :lantern), format('SELECT screening.reopen_hit(%s, '' '')', :lantern), format('SELECT screening.note_hit(%s, '''')', :lantern)]) c, pg_temp.failure(c) x;
SELECT screening.clear_hit(:lantern, 'another Fonar: founded 1990 in Minsk', current_date + 30) IS NOT NULL AS cleared;
SELECT screening.clear_hit(:kamchatka, 'a school') IS NOT NULL AS cleared;
SELECT screening.confirm_hit(:heron, 'same IMO number');
SELECT screening.note_hit(:northern, 'asked for the register extract');
-- the same pair is silent in every run
SELECT run = :a_run AS here, name, state, state_reason FROM screening.hit WHERE state <> 'open' ORDER BY run, name COLLATE "C";
SELECT name FROM screening.open_hit WHERE run = :a_run ORDER BY name COLLATE "C";
SELECT name, note FROM screening.screen_name('Severnyi Fonar OOO') JOIN screening.party_name n USING (source, entity_id) WHERE n.name_type = 'primary';
SELECT name, entity_id, why, until = current_date + 30 AS until, cleared_by = current_user AS by_me, state FROM screening.clearing ORDER BY cleared;
SELECT x.code, x.message, x.hint FROM pg_temp.failure(format('SELECT screening.reopen_hit(%s, ''x'')', :lantern)) x;
SELECT x.code, x.message FROM pg_temp.failure(format('UPDATE screening.hit SET state = ''cleared'' WHERE hit = %s', :northern)) x;
SELECT x.code, x.message FROM pg_temp.failure(format('UPDATE screening.hit SET name = ''x'' WHERE hit = %s', :northern)) x;

-- A rescreening of nothing changed: nothing happens.
CALL screening.rescreen(:a_run);
SELECT pass, state, batches, found FROM screening.run_progress WHERE run = :a_run;
SELECT name, state FROM screening.hit WHERE run = :a_run ORDER BY name COLLATE "C", entity_id;

-- The entry changes: the hit is back at once, marked, and after the next pass too.
\set second 'id,name,aliases,weak_aliases,kind,program,country\n'
\set second :second '1,Northern Lantern Trading LLC,Zhongxing Lantern Works;Severny Fonar;Fonar Plant,Norlan;Wickham,company,ALPHA,Russia\n'
\set second :second '3,DOE Jane Margaret,,Janie,individual,ALPHA,\n'
\set second :second '4,Kamchatka Precision Instruments,,,company,ALPHA; BETA,Hong Kong\n'
\set second :second '5,Acme Trading Limited,,,company,GAMMA,KZ'
SELECT added, changed, removed FROM pg_temp.load(:'second');
SELECT is_current FROM screening.run_progress WHERE run = :a_run;
SELECT name, returned FROM screening.open_hit WHERE run = :a_run ORDER BY name COLLATE "C";
CALL screening.rescreen(:a_run);
SELECT pass, state, batches, percent, is_current FROM screening.run_progress WHERE run = :a_run;
SELECT pass, scope, size, found FROM screening.run_batch WHERE run = :a_run AND pass > 1 ORDER BY batch;
SELECT name, entity_id, state, state_reason, returned, list_version <> :'first_version' AS new_version
FROM screening.hit WHERE run = :a_run ORDER BY name COLLATE "C", entity_id;

-- The list as it was: what was closed comes back, and says so. The entry is what it was when it was cleared.
SELECT added, changed, removed FROM pg_temp.load(:'first');
CALL screening.rescreen(:a_run);
SELECT name, entity_id, state, state_reason, returned FROM screening.hit WHERE run = :a_run ORDER BY name COLLATE "C", entity_id;

-- Rows: a new one, a changed one, one that is gone, and one whose name becomes readable.
UPDATE regress_trade SET consignee = 'Severny Fonar Co' WHERE id = 2;
DELETE FROM regress_trade WHERE id = 3;
UPDATE regress_trade SET consignee = 'Grey Heron Shipping' WHERE id = 7;
UPDATE regress_trade SET dest = 'UZ' WHERE id = 9;
INSERT INTO regress_trade VALUES (10, 'Zhongxin Lantern Works', '8542', 'CN', '2026-04-01'), (11, 'Acme Trading Ltd', '8542', 'CN', '2026-04-01');
CALL screening.rescreen(:a_run);
SELECT rows, nameless, names, batches, found FROM screening.run_progress WHERE run = :a_run;
SELECT scope, size FROM screening.run_batch WHERE run = :a_run AND pass = (SELECT pass FROM screening.run WHERE run = :a_run) ORDER BY batch;
SELECT name, entity_id, state, state_reason, returned FROM screening.hit WHERE run = :a_run ORDER BY name COLLATE "C", entity_id;
SELECT w.key, n.name, b.name AS name_before, w.country, w.gone IS NOT NULL AS gone
FROM screening.run_row w LEFT JOIN screening.screened_name n ON n.name_id = w.name_id LEFT JOIN screening.screened_name b ON b.name_id = w.was
WHERE w.run = :a_run AND w.key IN ('2', '3', '7', '9', '10', '11') ORDER BY w.key;

-- A clearing ends, is revoked, or was made under other rules.
INSERT INTO screening.cleared (name, source, entity_id, why, until) VALUES ('Grey Heron Shipping', 'T-LIST', '2', 'was fine for a while', current_date - 1);
INSERT INTO screening.cleared (name, source, entity_id, why, rules_version) VALUES ('Severny Fonar Co', 'T-LIST', '1', 'looked different then', 'older rules');
SELECT screening.decide_clearing(cleared, 'revoked', 'it is no school') FROM screening.clearing WHERE name LIKE 'Kamchatka%';
SELECT x.code, x.message FROM screening.clearing c, pg_temp.failure(format('SELECT screening.decide_clearing(%s, ''revoked'')', c.cleared)) x WHERE c.name LIKE 'Kamchatka%';
SELECT name, state FROM screening.clearing ORDER BY cleared;
SELECT name, state, returned FROM screening.hit WHERE run = :a_run AND state <> 'closed' ORDER BY name COLLATE "C", entity_id;
CALL screening.screen_table('regress_trade', 'id', 'consignee', 'code', 'dest', 'day', threshold => 0.81) \gset d_
SELECT name, state, regexp_replace(returned, '[0-9-]{10}', 'YYYY-MM-DD') AS returned FROM screening.hit WHERE run = :d_run ORDER BY name COLLATE "C", entity_id;

-- The whole story of a row.
SELECT jsonb_object_agg(key, CASE WHEN jsonb_typeof(value) = 'array' THEN to_jsonb(jsonb_array_length(value)) ELSE value END)
FROM jsonb_each(screening.row_story('2', :a_run) - 'run' - 'lists' - 'rules_version');
SELECT g FROM jsonb_array_elements(screening.row_story('1', :a_run) -> 'goods') g;
SELECT h ->> 'name' AS name, h ->> 'state' AS state, h ->> 'country_evidence' AS country, d ->> 'why' AS why, d ->> 'state' AS clearing,
	   (SELECT string_agg(e ->> 'event', ', ' ORDER BY e ->> 'at') FROM jsonb_array_elements(h -> 'events') e) AS events
FROM jsonb_array_elements(screening.row_story('1', :a_run) -> 'hits') h, jsonb_array_elements(h -> 'decisions') d;
SELECT screening.row_story('no such key');
SELECT what, count(*) > 0 AS any, bool_and(by = current_user) AS by_me
FROM screening.audit_trail
WHERE what <> 'load' OR subject LIKE 'T-%' GROUP BY what ORDER BY what;

--
-- A rescreening is a full screening: after each of many changes of list and rows.
--
CREATE TABLE regress_many (id int PRIMARY KEY, name text);
CREATE FUNCTION pg_temp.name_of(i int) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', (ARRAY['Kamchatka','Baikal','Sakhalin','Vostok','Zarya','Polyus','Almaz','Rubin','Granit','Meteor'])[1 + i % 10],
						  (ARRAY['Precision','Turbine','Optics','Bearing','Radar','Pump','Cable'])[1 + i / 10 % 7],
						  (ARRAY['Works','Trading','Instruments','Export',''])[1 + i / 70 % 5],
						  (ARRAY['LLC','OOO','GmbH','JSC',''])[1 + i / 350 % 5]);
$$;
CREATE FUNCTION pg_temp.list_of(round int) RETURNS text LANGUAGE sql AS $$
	SELECT E'id,name,aliases,weak_aliases,kind\n' || string_agg(format('%s,%s,%s,%s,%s', i, pg_temp.name_of(i * 7 % 1750),
		CASE WHEN (i + round) % 5 = 0 THEN pg_temp.name_of((i * 13 + round) % 1750) END,
		CASE WHEN i % 4 = 0 THEN pg_temp.name_of((i * 17) % 1750) END,
		CASE WHEN (i * round) % 11 = 3 THEN 'vessel' ELSE 'company' END), E'\n')
	FROM generate_series(1, 120) i WHERE (i * 31 + round * 7) % 17 > round;
$$;
INSERT INTO regress_many SELECT i, pg_temp.name_of(i * 29 % 1750) FROM generate_series(1, 200) i;
SELECT parties FROM screening.load_csv(pg_temp.list_of(0), 'T-MANY');
CALL screening.screen_table('regress_many', 'id', 'name', sources => '{T-MANY}', kinds => '{company}', batch_size => 30) \gset many_
CREATE FUNCTION pg_temp.differences(a bigint, b bigint) RETURNS TABLE (hits bigint, missing bigint, added bigint) LANGUAGE sql AS $$
	WITH x AS (SELECT name, source, entity_id, listed_name, name_type, score, other_names, kind, program, state FROM screening.hit WHERE run = a AND state <> 'closed'),
		 y AS (SELECT name, source, entity_id, listed_name, name_type, score, other_names, kind, program, state FROM screening.hit WHERE run = b AND state <> 'closed')
	SELECT (SELECT count(*) FROM y), (SELECT count(*) FROM (TABLE y EXCEPT ALL TABLE x) m), (SELECT count(*) FROM (TABLE x EXCEPT ALL TABLE y) m);
$$;
\set round 1
SELECT added > 0 AS added, changed > 0 AS changed, removed > 0 AS removed FROM screening.load_csv(pg_temp.list_of(:round), 'T-MANY', max_removed => 1);
CALL screening.rescreen(:many_run);
CALL screening.screen_table('regress_many', 'id', 'name', sources => '{T-MANY}', kinds => '{company}') \gset full_
SELECT hits > 50 AS many, missing, added FROM pg_temp.differences(:many_run, :full_run);
\set round 2
UPDATE regress_many SET name = pg_temp.name_of(id * 37 % 1750) WHERE id % 9 = :round;
DELETE FROM regress_many WHERE id % 13 = :round;
INSERT INTO regress_many SELECT i, pg_temp.name_of(i * 41 % 1750) FROM generate_series(201, 220) i;
CALL screening.rescreen(:many_run);
CALL screening.screen_table('regress_many', 'id', 'name', sources => '{T-MANY}', kinds => '{company}') \gset full_
SELECT hits > 50 AS many, missing, added FROM pg_temp.differences(:many_run, :full_run);
\set round 3
SELECT added > 0 AS added, changed > 0 AS changed, removed > 0 AS removed FROM screening.load_csv(pg_temp.list_of(:round), 'T-MANY', max_removed => 1);
UPDATE regress_many SET name = pg_temp.name_of(id * 43 % 1750) WHERE id % 9 = :round;
DELETE FROM regress_many WHERE id % 13 = :round;
INSERT INTO regress_many SELECT i, pg_temp.name_of(i * 53 % 1750) FROM generate_series(221, 240) i;
CALL screening.rescreen(:many_run);
CALL screening.screen_table('regress_many', 'id', 'name', sources => '{T-MANY}', kinds => '{company}') \gset full_
SELECT hits > 50 AS many, missing, added FROM pg_temp.differences(:many_run, :full_run);
-- by hand
DELETE FROM screening.party WHERE source = 'T-MANY' AND entity_id::int % 10 = 1;
INSERT INTO screening.party (source, entity_id, kind) SELECT 'T-MANY', i::text, 'company' FROM generate_series(1001, 1010) i;
INSERT INTO screening.party_name (source, entity_id, name, name_type) SELECT 'T-MANY', i::text, pg_temp.name_of(i * 3 % 1750), 'primary' FROM generate_series(1001, 1010) i;
UPDATE screening.party SET kind = 'vessel' WHERE source = 'T-MANY' AND entity_id::int % 10 = 2;
CALL screening.rescreen(:many_run);
CALL screening.screen_table('regress_many', 'id', 'name', sources => '{T-MANY}', kinds => '{company}') \gset full_
SELECT hits > 50 AS many, missing, added FROM pg_temp.differences(:many_run, :full_run);
-- rows that say they are older than they are, as those from a copy of the list
CREATE TEMP TABLE kept AS SELECT * FROM screening.party WHERE source = 'T-MANY' AND entity_id::int % 10 < 5;
CREATE TEMP TABLE kept_name AS SELECT n.* FROM screening.party_name n JOIN kept USING (source, entity_id);
DELETE FROM screening.party p USING kept k WHERE p.source = k.source AND p.entity_id = k.entity_id;
CALL screening.rescreen(:many_run);
SELECT count(*) > 0 AS closed FROM screening.hit WHERE run = :many_run AND state = 'closed' AND pass = (SELECT pass FROM screening.run WHERE run = :many_run);
INSERT INTO screening.party SELECT * FROM kept;
INSERT INTO screening.party_name SELECT * FROM kept_name;
CALL screening.rescreen(:many_run);
CALL screening.screen_table('regress_many', 'id', 'name', sources => '{T-MANY}', kinds => '{company}') \gset full_
SELECT hits > 50 AS many, missing, added FROM pg_temp.differences(:many_run, :full_run);
CALL screening.rescreen(:many_run);
SELECT batches FROM screening.run_progress WHERE run = :many_run;
-- other rules: everything is looked at again
UPDATE screening.run SET rules_version = 'older rules' WHERE run = :many_run;
CALL screening.rescreen(:many_run);
SELECT scope, sum(size) = (SELECT names FROM screening.run WHERE run = :many_run) AS all_names FROM screening.run_batch b
WHERE run = :many_run AND pass = (SELECT pass FROM screening.run WHERE run = :many_run) GROUP BY scope;
SELECT hits > 50 AS many, missing, added FROM pg_temp.differences(:many_run, :full_run);
-- the list goes altogether
DELETE FROM screening.source WHERE source = 'T-MANY';
CALL screening.rescreen(:many_run);
SELECT state, state_reason, count(*) > 0 AS any FROM screening.hit WHERE run = :many_run AND pass = (SELECT pass FROM screening.run WHERE run = :many_run) GROUP BY 1, 2;
SELECT count(*) FROM screening.hit WHERE run = :many_run AND state <> 'closed';

-- An alias becomes a weak one: its hits are closed, and say so; where weak aliases alert, they stay.
SELECT parties FROM screening.load_csv(E'id,name,aliases\n1,Distant Harbour Supplies,Quillon Marsh', 'T-WEAK');
CREATE TABLE regress_weak AS SELECT 1 AS id, 'Quillon Marsh' AS name;
CALL screening.screen_table('regress_weak', 'id', 'name', sources => '{T-WEAK}') \gset quiet_
CALL screening.screen_table('regress_weak', 'id', 'name', sources => '{T-WEAK}', weak => 'alert') \gset alert_
SELECT changed FROM screening.load_csv(E'id,name,weak_aliases\n1,Distant Harbour Supplies,Quillon Marsh', 'T-WEAK');
CALL screening.rescreen(:quiet_run);
CALL screening.rescreen(:alert_run);
SELECT run = :alert_run AS alerts, name_type, state, state_reason FROM screening.hit WHERE run IN (:quiet_run, :alert_run) ORDER BY run;
-- the table is renamed, or gone: an error, and the run is as it was
ALTER TABLE regress_weak RENAME TO regress_weaker;
CALL screening.rescreen(:quiet_run);
UPDATE screening.run SET relation = 'public.regress_weaker' WHERE run = :quiet_run;
CALL screening.rescreen(:quiet_run);
ALTER TABLE regress_weaker RENAME name TO names;
CALL screening.rescreen(:quiet_run);
SELECT event, details ->> 'relation' AS relation, details -> 'before' ->> 'relation' AS before FROM screening.run_event WHERE run = :quiet_run ORDER BY at;
-- another threshold would be another screening
SELECT x.code, x.message FROM pg_temp.failure(format('UPDATE screening.run SET threshold = 1 WHERE run = %s', :quiet_run)) x;
DROP TABLE regress_weaker;
SELECT state, pass FROM screening.run WHERE run = :quiet_run;
SELECT screening.row_story('1', :quiet_run) ->> 'name' AS name;

--
-- Duties
--
CREATE FUNCTION pg_temp.drop_roles() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	r text;
BEGIN
	FOREACH r IN ARRAY '{regress_loader,regress_analyst,regress_approver,regress_auditor,regress_both,regress_nobody}'::text[] LOOP
		IF EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
			EXECUTE format('DROP OWNED BY %I', r);
			EXECUTE format('DROP ROLE %I', r);
		END IF;
	END LOOP;
END
$$;
SELECT pg_temp.drop_roles();
CREATE ROLE regress_loader;
CREATE ROLE regress_analyst;
CREATE ROLE regress_approver;
CREATE ROLE regress_auditor;
CREATE ROLE regress_nobody;
CREATE ROLE regress_both IN ROLE regress_analyst, regress_approver;
SELECT screening.grant_duty('loader', 'regress_loader'), screening.grant_duty('analyst', 'regress_analyst'),
	   screening.grant_duty('approver', 'regress_approver'), screening.grant_duty('auditor', 'regress_auditor');
SELECT x.code, x.message FROM pg_temp.failure('SELECT screening.grant_duty(''boss'', ''regress_loader'')') x;
GRANT SELECT ON regress_trade TO regress_loader;
GRANT EXECUTE ON FUNCTION pg_temp.failure(text) TO PUBLIC;

SET ROLE regress_nobody;
SELECT x.code, x.message FROM unnest(ARRAY['SELECT screening.screen_name(''x'')', 'SELECT count(*) FROM screening.hit']) c, pg_temp.failure(c) x;

SET ROLE regress_loader;
SELECT added, changed, removed FROM screening.load_csv(E'id,name\n1,Some Company Of Loaders', 'T-LOADER');
CALL screening.screen_table('regress_trade', 'id', 'consignee', 'code', 'dest', 'day') \gset l_
CALL screening.rescreen(:l_run);
SELECT state, found > 0 AS found FROM screening.run_progress WHERE run = :l_run;
SELECT loaded_by FROM screening.load WHERE source = 'T-LOADER';
SELECT DISTINCT by FROM screening.run_event WHERE run = :l_run;
SELECT x.code, x.message FROM unnest(ARRAY[
	'INSERT INTO screening.load SELECT ''x'', now(), ''somebody else'', ''1'', NULL, ''x'', 0, 0, 0, 0, 0, 0, 0, 0',
	'INSERT INTO screening.hit_event (hit, at, by, event) VALUES (1, now(), ''somebody else'', ''x'')',
	'INSERT INTO screening.party_past SELECT p.*, now() FROM screening.party p',
	'INSERT INTO screening.cleared (name, source, entity_id, why) VALUES (''Severnyi Fonar OOO'', ''T-LIST'', ''1'', ''x'')',
	'DELETE FROM screening.hit', 'DELETE FROM screening.run',
	-- who screens does not decide
	'SELECT screening.confirm_hit(max(hit), ''x'') FROM screening.hit WHERE state = ''open''', 'SELECT screening.note_hit(max(hit), ''x'') FROM screening.hit',
	'SELECT screening.grant_duty(''approver'', ''regress_loader'')',
	-- nor is anything done in the past
	'SELECT screening.log_load(''T-LOADER'', ''2001-01-01'', ''1'', NULL, ''x'', 0, 0, 0, 0, 0, 0, 0, 0)',
	'SELECT screening.log_load(''T-LOADER'', ''infinity'', ''1'', NULL, ''x'', 0, 0, 0, 0, 0, 0, 0, 0)']) c, pg_temp.failure(c) x;
-- what a run reads is no way to make somebody else run SQL
BEGIN;
UPDATE screening.run SET relation = '(SELECT 1 AS id, pg_sleep(1)::text AS consignee) x' WHERE run = :l_run;
SELECT x.code IN ('42602', '42P01') AS refused FROM pg_temp.failure(format('SELECT screening.prepare_rescreen(%s)', :l_run)) x;
ROLLBACK;
BEGIN;
SET LOCAL screening.load_at = '2001-01-01';
INSERT INTO screening.party (source, entity_id, kind) VALUES ('T-LOADER', 'new', 'company') RETURNING since >= now() AS now;
INSERT INTO screening.party (source, entity_id, kind, since) VALUES ('T-LOADER', 'old', 'company', '2001-01-01'), ('T-LOADER', 'late', 'company', 'infinity') RETURNING since BETWEEN now() AND clock_timestamp() AS now;
UPDATE screening.party SET since = '2001-01-01' WHERE source = 'T-LOADER' AND entity_id = 'old' RETURNING since >= now() AS now;
DELETE FROM screening.party WHERE source = 'T-LOADER' AND entity_id = 'old';
SELECT entity_id, since >= now() AS since, until > since AS until FROM screening.party_past WHERE source = 'T-LOADER' ORDER BY since;
ROLLBACK;

SET ROLE regress_analyst;
SELECT name, rows FROM screening.open_hit WHERE run = :l_run ORDER BY name COLLATE "C", entity_id;
SELECT pg_temp.hit_of(:l_run, 'Zhongxin Lantern Works', '1') AS zhongxin \gset
SELECT screening.clear_hit(:zhongxin, 'not them') AS proposed \gset
SELECT state FROM screening.clearing WHERE cleared = :proposed;
SELECT state FROM screening.hit WHERE hit = :zhongxin;
SELECT screening.note_hit(:zhongxin, 'see the file');
SELECT x.code, x.message FROM unnest(ARRAY[
	format('SELECT screening.decide_clearing(%s, ''approved'')', :proposed),
	format('UPDATE screening.hit SET score = 0 WHERE hit = %s', :zhongxin),
	format('UPDATE screening.hit SET state = ''cleared'' WHERE hit = %s', :zhongxin),
	format('UPDATE screening.hit SET state = ''closed'' WHERE hit = %s', :zhongxin),
	'UPDATE screening.cleared SET why = ''x''', 'DELETE FROM screening.cleared', 'SELECT screening.load_csv(E''id,name\n1,X Company'', ''T-LOADER'')',
	'SELECT screening.log_load(''x'', now(), ''1'', NULL, ''x'', 0, 0, 0, 0, 0, 0, 0, 0)',
	'DELETE FROM screening.party']) c, pg_temp.failure(c) x;
-- who and when are not for the analyst to say
INSERT INTO screening.cleared (name, source, entity_id, why, cleared_by, cleared_at, needs_approval, rules_version)
VALUES ('Severny Fonar Co', 'T-LIST', '1', 'forged', 'regress_approver', '2001-01-01', false, 'x')
RETURNING cleared_by, cleared_at > now() - interval '1 hour' AS now, needs_approval, rules_version = screening.rules_version() AS rules;

SET ROLE regress_approver;
SELECT x.code, x.message FROM pg_temp.failure('SELECT screening.clear_pair(''Severnyi Fonar OOO'', ''T-LIST'', ''1'', ''x'')') x;
SELECT screening.decide_clearing(:proposed, 'approved');
SELECT state, state_reason FROM screening.hit WHERE hit = :zhongxin;
SELECT x.code, x.message FROM pg_temp.failure(format('SELECT screening.decide_clearing(%s, ''rejected'')', :proposed)) x;
SELECT screening.decide_clearing(cleared, 'rejected', 'no proof') FROM screening.clearing WHERE why = 'forged';
-- what is rejected is not approved afterwards, not even past the function
SELECT x.code, x.message FROM screening.cleared c, pg_temp.failure(format('INSERT INTO screening.approval (cleared, verdict) VALUES (%s, ''approved'')', c.cleared)) x WHERE c.why = 'forged';

SET ROLE regress_auditor;
SELECT at > now() - interval '1 hour' AS now, by, what, subject, note FROM screening.audit_trail
WHERE by IN ('regress_analyst', 'regress_approver') ORDER BY at;
SELECT x.code, x.message FROM unnest(ARRAY['INSERT INTO screening.cleared (name, source, entity_id, why) VALUES (''A'', ''T-LIST'', ''1'', ''x'')',
	format('UPDATE screening.hit SET state = ''confirmed'' WHERE hit = %s', :zhongxin), format('SELECT screening.note_hit(%s, ''x'')', :zhongxin)]) c, pg_temp.failure(c) x;
RESET ROLE;

-- nobody approves what is his own, even with both duties
SELECT screening.grant_duty('analyst', 'regress_approver');
SET ROLE regress_approver;
SELECT screening.clear_pair('Severny Fonar Co', 'T-LIST', '1', 'mine') AS mine \gset
SELECT x.code, x.message FROM pg_temp.failure(format('SELECT screening.decide_clearing(%s, ''approved'')', :mine)) x;
RESET ROLE;
-- nor by way of SET ROLE, whichever of the two it is done for
SET SESSION AUTHORIZATION regress_both;
SELECT screening.clear_pair('Severny Fonar Co', 'T-LIST', '1', 'mine') AS mine \gset
SET ROLE regress_analyst;
SELECT screening.clear_pair('Severny Fonar Co', 'T-LIST', '1', 'ours') AS ours \gset
SET ROLE regress_approver;
SELECT x.code, x.message FROM pg_temp.failure(format('SELECT screening.decide_clearing(%s, ''approved'')', :mine)) x;
RESET ROLE;
SELECT x.code, x.message FROM pg_temp.failure(format('SELECT screening.decide_clearing(%s, ''approved'')', :ours)) x;
RESET SESSION AUTHORIZATION;
SELECT why, cleared_by, session FROM screening.cleared WHERE why IN ('mine', 'ours') AND session = 'regress_both' ORDER BY cleared;

-- who has found a hit is not always who has begun the run
CALL screening.screen_table('regress_trade', 'id', 'consignee', threshold => 0.82) \gset by_
SET ROLE regress_loader;
SELECT parties FROM screening.load_csv(E'id,name\n1,Some Company Of Loaders\n2,Zhongxin Lantern Works', 'T-LOADER');
CALL screening.rescreen(:by_run);
SELECT by, count(*) > 0 AS any FROM screening.audit_trail WHERE run = :by_run AND what = 'hit found' AND by = 'regress_loader' GROUP BY 1;
RESET ROLE;

-- Nothing of the trail can be changed, not even by the owner.
SELECT x.code, x.message FROM unnest(ARRAY['DELETE FROM screening.hit_event', 'UPDATE screening.run_event SET by = ''x''', 'TRUNCATE screening.approval',
	'DELETE FROM screening.hit', 'TRUNCATE screening.run', 'UPDATE screening.screened_name SET name = ''x''', 'DELETE FROM screening.cleared']) c, pg_temp.failure(c) x;

-- Tuning
SELECT screening.sample_names('regress_trade', 'consignee', 3) = screening.sample_names('regress_trade', 'consignee', 3) AS same,
	   cardinality(screening.sample_names('regress_trade', 'consignee', 3)) AS size, cardinality(screening.sample_names('regress_trade', 'consignee')) AS all_names;
SELECT name, entity_id, listed_name, score BETWEEN 0.5 AND 0.9 AS below, reason IS NOT NULL AS explained FROM screening.below_the_line('{Severnyi Fonar Service, Kamchatka Precision Factory, Acme Ltd}', 0.9, 0.4) WHERE source = 'T-LIST';

-- exact hits above all, an inexact one lower down, and one that is none
SELECT threshold, hits, names, share, added, added_names, example IS NOT NULL AS example,
	   variants > 50 AS variants, must_recall >= lag(must_recall, 1, 0.0) OVER (ORDER BY threshold DESC) AS must,
	   should_recall BETWEEN 0 AND 1 AS should, not_found BETWEEN 0 AND 1 AS not_found
FROM screening.threshold_report('{Kamchatka Precision Instruments, Kamchatka Precision Factory, Acme Ltd, ...}', '{0.99,0.9,0.5}', '{T-LIST}')
ORDER BY threshold DESC;
-- what is found of manipulated names: more at a lower threshold
SELECT screening.listed_sample(2, '{T-LIST}') = screening.listed_sample(2, '{T-LIST}') AS same, cardinality(screening.listed_sample(sources => '{T-LIST}')) AS companies;
SELECT l.expectation, l.manipulations > 3 AS several, l.found >= h.found AS at_least_as_many, l.share BETWEEN 0 AND 1 AS share_ok
FROM (SELECT expectation, count(*) AS manipulations, sum(found) AS found, avg(share) AS share FROM screening.variant_recall('{Kamchatka Precision Instruments LLC, Northern Lantern Trading LLC}', 0.6) GROUP BY 1) l
	 JOIN (SELECT expectation, sum(found) AS found FROM screening.variant_recall('{Kamchatka Precision Instruments LLC, Northern Lantern Trading LLC}', 0.95) GROUP BY 1) h USING (expectation)
ORDER BY l.expectation;
SELECT manipulation, found = variants AS all_found, example IS NOT NULL AS example
FROM screening.variant_recall('{Kamchatka Precision Instruments LLC}', 0.8) WHERE expectation = 'must' AND manipulation IN ('upper_case', 'punctuation_added', 'zero_width') ORDER BY manipulation;
SELECT x.code, x.message FROM unnest(ARRAY['SELECT screening.threshold_report(''{A}'', ''{0.9,1.1}'')', 'SELECT screening.threshold_report(''{A}'', ''{}'')', 'SELECT screening.threshold_report(''{A}'', sources => ''{T-LITS}'')']) c, pg_temp.failure(c) x;

--
-- Tables as they are
--
-- names are told apart letter by letter, also in a column whose collation does not
CREATE COLLATION regress_ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE regress_case (id int PRIMARY KEY, name text COLLATE regress_ci);
INSERT INTO regress_case VALUES (1, 'Blue Heron Shipping'), (2, 'BLUE HERON SHIPPING'), (3, 'Acme');
CALL screening.screen_table('regress_case', 'id', 'name') \gset case_
SELECT names FROM screening.run WHERE run = :case_run;
SELECT name, score FROM screening.hit WHERE run = :case_run ORDER BY name COLLATE "C";
UPDATE regress_case SET name = 'blue heron shipping' WHERE id = 1;
CALL screening.rescreen(:case_run);
SELECT name, state FROM screening.hit WHERE run = :case_run ORDER BY name COLLATE "C";
SELECT screening.row_story('1', :case_run) ->> 'name_before' AS name_before;
-- a unique index on a parent says nothing of the rows of its children
CREATE TABLE regress_child () INHERITS (regress_case);
INSERT INTO regress_child VALUES (1, 'Acme');
CALL screening.screen_table('regress_case', 'id', 'name', threshold => 0.9);
DROP TABLE regress_case CASCADE;
DROP COLLATION regress_ci;
-- before many names are looked up, the index of listed names is one segment
CREATE FUNCTION pg_temp.index_state() RETURNS TABLE (pending bigint, segments int) LANGUAGE sql AS $$
	SELECT (s ->> 'pending_pages')::bigint, jsonb_array_length(s -> 'segments') FROM screen_stats('screening.party_name_screen') s;
$$;
SELECT parties FROM screening.load_csv(E'id,name\n1,Distant Lantern', 'T-LAST');
SELECT pending > 0 OR segments > 1 AS scattered FROM pg_temp.index_state();
CALL screening.screen_table('regress_trade', 'id', 'consignee', threshold => 0.95) \gset seg_
SELECT * FROM pg_temp.index_state();

SELECT pg_temp.drop_roles();
DELETE FROM screening.source WHERE source LIKE 'T-%';
DROP VIEW regress_bad, regress_null;
DROP TABLE regress_trade, regress_many;
