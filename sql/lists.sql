-- tradescreen_lists: the tables, the OFAC loader, the goods lists.
-- All parties are made up.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen_lists CASCADE;
-- loads say what they do
\set SHOW_CONTEXT never
\pset null '(null)'
SET datestyle = 'ISO';

-- The outcome of a statement that should fail: SQLSTATE, message, hint.
CREATE FUNCTION pg_temp.failure(command text) RETURNS TABLE (code text, message text, hint text)
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE command;
	RETURN QUERY SELECT '00000', 'no error', '';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
	RETURN NEXT;
END
$$;

--
-- OFAC
--

-- Files in OFAC's layout: "-0- " is null, a type of "-0- " is a company, the
-- last line may have no end, Ctrl-Z may follow it, CR LF or LF.
CREATE TEMP TABLE file (name text PRIMARY KEY, content text);
INSERT INTO file VALUES
('sdn', $$101,"NORTHERN LANTERN TRADING CO., LTD.",-0- ,"ALPHA] [BETA-1] [GAMMA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"a.k.a. 'NLT'; Tax ID No. 7700 (Ruritania); f.k.a. 'NL ''TRADE''; a.k.a. 'LANTERN'."
102,"DOE, Jane ""Janie""","individual","ALPHA","Director",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 01 Jan 1970; see a.k.a. list; nationality Ruritania."
103,"BLUE HERON","vessel","BETA-1",-0- ,"XY1234","General Cargo","2,597","1,098","Ruritania","Heron Shipping S.A.","Vessel Registration Identification IMO 1234567; MMSI 123456789; n.k.a. 'GREY HERON'."
104,"RU-00001","aircraft",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- 
105,"LONG STORY LLC",-0- ,"ALPHA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Registration Number 55; a.k.a. 'LON"
106," ЗАО «Северный фонарь» ",-0- ,"ALPHA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- $$),
('alt', replace($$101,1,"aka","NORTHERN LANTERN, TRADING",-0- 
101,2,"fka","SOUTHERN LANTERN",-0- 
101,3,"aka","LANTERN",-0- 
102,4,"aka","ROE, Jane",-0- 
103,5,"nka","WHITE HERON","since
2020"
$$, E'\n', E'\r\n') || E'\x1A'),
('add', $$101,12,"Second Street 2","Streslau 200","Ruritania",-0- 
101,9,"First Street 1, ""The House""","Zenda",-0- ,"old address"
102,11,-0- ,-0- ,-0- ,-0- 
101,13,-0- ,-0- ,"Graustark",-0- 
101,14,-0- ,-0- ,"Ruritania",-0- 
$$),
('comments', E'105,"G STORY\'; Website long.example; a.k.a. \'TALE\'."\n\x1A');

-- Load what is in the table, with some of it replaced.
CREATE FUNCTION pg_temp.load(with_name text DEFAULT NULL, with_content text DEFAULT NULL)
RETURNS screening.load_result
LANGUAGE sql AS $$
	SELECT screening.load_ofac(f.c ->> 'sdn', f.c ->> 'alt', f.c ->> 'add', f.c ->> 'comments', 'TEST')
	FROM (SELECT jsonb_object_agg(name, CASE WHEN name = with_name THEN with_content ELSE content END) FROM file) f(c);
$$;
CREATE VIEW pg_temp.state AS
	SELECT md5(string_agg(r, E'\n' ORDER BY r)) AS rows_and_their_xmin
	FROM (SELECT concat(s.xmin, s.*) FROM screening.source s
		  UNION ALL SELECT concat(p.xmin, p.*) FROM screening.party p
		  UNION ALL SELECT concat(n.xmin, n.*) FROM screening.party_name n) x(r);

SELECT source, version ~ '^sha256:[0-9a-f]{16}$' AS version_ok, parties, names, added, changed, removed
FROM pg_temp.load();
-- a load leaves statistics behind
SELECT relname, reltuples > 0 AS analyzed FROM pg_class
WHERE oid IN ('screening.party'::regclass, 'screening.party_name'::regclass, 'screening.goods_item'::regclass, 'screening.goods_list'::regclass)
ORDER BY relname;
SELECT source, title, publisher, version ~ '^sha256:[0-9a-f]{16}$' AND checksum ~ '^[0-9a-f]{64}$' AS version_ok, loaded_at > now() - interval '1 hour' AS now,
	   parties, names, skipped
FROM screening.source WHERE source = 'TEST';
SELECT entity_id, kind, program, country, addresses, details, remarks
FROM screening.party WHERE source = 'TEST' ORDER BY entity_id;
SELECT entity_id, name, name_type, relation
FROM screening.party_name WHERE source = 'TEST' ORDER BY entity_id, name_type, name COLLATE "C";
SELECT * FROM screening.watchlist WHERE source = 'TEST' AND name_type <> 'alias' ORDER BY entity_id, name COLLATE "C";

-- The same again: nothing is written.
SELECT rows_and_their_xmin AS before FROM pg_temp.state \gset
SELECT parties, names, added, changed, removed FROM pg_temp.load();
SELECT rows_and_their_xmin = :'before' AS untouched FROM pg_temp.state;

-- However the end of a file was read, it is the same version.
SELECT l.version = s.version AS same_version, added, changed, removed
FROM pg_temp.load('alt', (SELECT rtrim(content, E'\x1A\r\n') FROM file WHERE name = 'alt')) l, screening.source s
WHERE s.source = 'TEST';
SELECT rows_and_their_xmin = :'before' AS untouched FROM pg_temp.state;

-- Another order of the records: the same list, and nothing is written.
SELECT l.version = s.version AS same_version, added, changed, removed
FROM pg_temp.load('sdn', (SELECT string_agg(r, E'\n' ORDER BY r DESC)
						  FROM file, regexp_split_to_table(content, E'\n') r WHERE name = 'sdn')) l, screening.source s
WHERE s.source = 'TEST';
SELECT rows_and_their_xmin = :'before' AS untouched FROM pg_temp.state;

-- A delta: 101 loses a name, 102 changes an attribute, 103 its primary name
-- to what was an alias, 104 goes, 107 comes; 105 and 106 stay untouched.
SELECT md5(string_agg(concat(p.xmin, p.*, n.xmin, n.*), ',' ORDER BY n.name)) AS before
FROM screening.party p JOIN screening.party_name n USING (source, entity_id)
WHERE source = 'TEST' AND entity_id IN ('105', '106') \gset
BEGIN;
UPDATE file SET content = regexp_replace(content, '101,2,[^\n]*\n', '') WHERE name = 'alt';
UPDATE file SET content = replace(content, '"Director"', '"Owner"') WHERE name = 'sdn';
UPDATE file SET content = replace(content, 'BLUE HERON', 'WHITE HERON') WHERE name = 'sdn';
UPDATE file SET content = regexp_replace(content, '104,[^\n]*\n', '') || E'\n107,"NEW GMBH",-0- ' || repeat(',-0- ', 9) WHERE name = 'sdn';
SELECT parties, names, added, changed, removed FROM pg_temp.load();
SELECT entity_id, name, name_type, relation FROM screening.party_name
WHERE source = 'TEST' AND entity_id IN ('101', '103', '104', '107') ORDER BY entity_id, name_type, name COLLATE "C";
SELECT md5(string_agg(concat(p.xmin, p.*, n.xmin, n.*), ',' ORDER BY n.name)) = :'before' AS untouched
FROM screening.party p JOIN screening.party_name n USING (source, entity_id)
WHERE source = 'TEST' AND entity_id IN ('105', '106');
ROLLBACK;

-- Without the other files: what they said is gone.
BEGIN;
SELECT parties, names, added, changed, removed
FROM screening.load_ofac((SELECT content FROM file WHERE name = 'sdn'), source => 'TEST');
SELECT entity_id, country, addresses FROM screening.party WHERE source = 'TEST' AND entity_id = '101';
ROLLBACK;

-- Lists do not touch each other.
BEGIN;
SELECT source, parties, names, added, changed, removed
FROM screening.load_ofac('1,"ONLY ONE LTD",-0- ' || repeat(',-0- ', 9));
SELECT source, title, parties, names FROM screening.source ORDER BY source;
ROLLBACK;

-- Records that belong to no entity of sdn are left out, with a warning and a count.
BEGIN;
SELECT parties, names, added, changed, removed
FROM pg_temp.load('alt', E'101,1,"aka","NORTHERN LANTERN, TRADING",-0- \n999,2,"aka","NOBODY",-0- \n999,3,"aka","NO ONE",-0- \n998,4,"aka","NIEMAND",-0- ');
SELECT skipped FROM screening.source WHERE source = 'TEST';
SELECT count(*) FROM screening.party_name WHERE source = 'TEST' AND entity_id IN ('998', '999');
ROLLBACK;

-- A malformed file is refused whole: which file, which line, why.
CREATE TEMP TABLE malformed (nth serial, name text, content text);
INSERT INTO malformed (name, content)
SELECT name, content FROM (VALUES
('sdn', ''),
('sdn', E'\r\n\x1A'),
('alt', ''),
('sdn', E'<!DOCTYPE html>\n<html><body>Access, denied</body></html>\n'),
('alt', '<?xml version="1.0"?>'),
('sdn', 'ent_num,SDN_Name'),
('sdn', E'101,"A"' || repeat(',-0- ', 10) || E'\n102,"B"' || repeat(',-0- ', 9)),
('sdn', E'101,"A"' || repeat(',-0- ', 10) || E'\n\n102,"B"' || repeat(',-0- ', 10)),
('sdn', E'101,"A"' || repeat(',-0- ', 10) || E'\n102,"B"' || repeat(',-0- ', 11)),
('sdn', E'101,"A"' || repeat(',-0- ', 10) || E'\n102,"B' || repeat(',-0- ', 10)),
('sdn', E'101,"A"' || repeat(',-0- ', 10) || E'\n102,"B"' || repeat(',-0- ', 9) || ','),
('sdn', E'101,"A"' || repeat(',-0- ', 10) || E'\n102,"B"' || repeat(',-0- ', 9) || ',-'),
('sdn', E'101,"A"' || repeat(',-0- ', 10) || E'\n102,"B"' || repeat(',-0- ', 9) || ',-0'),
('sdn', E'101,"A\nB"' || repeat(',-0- ', 10) || E'\nabc,"C"' || repeat(',-0- ', 10)),
('sdn', E'101,"A"' || repeat(',-0- ', 10) || E'\n102,"B"' || repeat(',-0- ', 10) || E'\n101,"C"' || repeat(',-0- ', 10)),
('sdn', E'101,"A"' || repeat(',-0- ', 10) || E'\n\\.\n102,"B"' || repeat(',-0- ', 10)),
('sdn', '101,-0- ' || repeat(',-0- ', 10)),
('sdn', '101,"  "' || repeat(',-0- ', 10)),
('sdn', '101,"A","submarine"' || repeat(',-0- ', 9)),
('sdn', '101,"' || repeat('A', 2001) || '"' || repeat(',-0- ', 10)),
('sdn', '-0- ,"A"' || repeat(',-0- ', 10)),
('alt', E'101,1,"aka","X",-0- \n101,1,"aka","Y",-0- '),
('alt', '101,1,"dba","X",-0- '),
('alt', '101,1,-0- ,"X",-0- '),
('alt', '101,1,"aka",-0- ,-0- '),
('alt', '101,x,"aka","X",-0- '),
('alt', '101,1,"aka","X"'),
('add', '101,1,"aka","X",-0- '),
('add', E'101,1,-0- ,-0- ,-0- ,-0- \n101,1,-0- ,-0- ,-0- ,-0- '),
('comments', '105'),
('comments', '105,'),
('comments', '105,"G STORY'),
('sdn', E'101,"\u00A0"' || repeat(',-0- ', 10)),
('sdn', E'101,"A"' || repeat(',-0- ', 10) || E'\n102,"\n"' || repeat(',-0- ', 10)),
('sdn', '101,"( )"' || repeat(',-0- ', 10)),
('alt', E'101,1,"aka","\t\u200B",-0- '),
('sdn', (SELECT replace(content, 'GREY HERON', repeat('B', 2001)) FROM file WHERE name = 'sdn')),
('comments', '105,"' || repeat('G', 2000) || '''."')) v(name, content);
\x on
SELECT m.nth, f.*
FROM malformed m, pg_temp.failure(format('SELECT pg_temp.load(%L, %L)', m.name, m.content)) f
ORDER BY m.nth;
\x off

-- Cut anywhere within its last record, sdn is refused; cut at the end of a
-- record it is a shorter list.
SELECT count(*) FILTER (WHERE f.code = '22P04') = count(*) AS all_refused, min(f.code), max(f.code), count(*)
FROM file, generate_series(1, 69) cut,
	 pg_temp.failure(format('SELECT pg_temp.load(%L, %L)', 'sdn', left(content, -cut))) f
WHERE name = 'sdn' AND cut <> 1;

-- Nothing has changed by all that.
SELECT parties, names, added, changed, removed FROM pg_temp.load();
SELECT * FROM pg_temp.failure('SELECT screening.load_ofac(NULL)');
SELECT * FROM pg_temp.failure('SELECT screening.load_ofac(''x'', source => '''')');
SELECT * FROM pg_temp.failure('SELECT screening.load_ofac(''x'', source => repeat(''x'', 201))');
-- the longest that there may be
BEGIN;
SELECT source = repeat('x', 200) AS source_ok, parties, names
FROM screening.load_ofac(format('%s,"%s"%s,"a.k.a. ''%s''."', repeat('9', 18), (SELECT left(string_agg(md5(i::text), ''), 2000) FROM generate_series(1, 63) i),
								repeat(',-0- ', 9), (SELECT left(string_agg(md5(i::text), ''), 2000) FROM generate_series(64, 126) i)),
						 source => repeat('x', 200));
SELECT DISTINCT octet_length(name) FROM screening.party_name WHERE source LIKE 'xxx%';
ROLLBACK;
-- a name that is nothing to read among the remarks is none
BEGIN;
SELECT parties, names FROM screening.load_ofac('1,"A"' || repeat(',-0- ', 9) || E',"a.k.a. \'-\'; f.k.a. \'\u00A0\'; n.k.a. \'C\'."', source => 'TEST2');
ROLLBACK;

-- Who may do what: nobody anything, until it is granted.
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_lists_reader;
DROP ROLE IF EXISTS regress_lists_loader;
CREATE ROLE regress_lists_reader;
CREATE ROLE regress_lists_loader;
GRANT SELECT ON file TO regress_lists_reader, regress_lists_loader;
SET ROLE regress_lists_reader;
SELECT count(*) FROM screening.watchlist;
SELECT screening.goods('chpl');
RESET ROLE;
GRANT USAGE ON SCHEMA screening TO regress_lists_reader, regress_lists_loader;
GRANT SELECT ON ALL TABLES IN SCHEMA screening TO regress_lists_reader, regress_lists_loader;
GRANT INSERT, UPDATE, DELETE ON screening.source, screening.party, screening.party_name TO regress_lists_loader;
SET ROLE regress_lists_reader;
SELECT count(*) > 0 AS seen FROM screening.watchlist WHERE source = 'TEST';
SELECT screening.goods('chpl') = screening.goods('chpl', NULL) AS same;
SELECT screening.load_ofac(content) FROM file WHERE name = 'sdn';
SET ROLE regress_lists_loader;
SELECT l.source, l.parties, l.names, l.added, l.changed, l.removed
FROM file, LATERAL screening.load_ofac(content, source => 'TEST2') l WHERE name = 'sdn';
RESET ROLE;
REVOKE ALL ON ALL TABLES IN SCHEMA screening FROM regress_lists_reader, regress_lists_loader;
REVOKE USAGE ON SCHEMA screening FROM regress_lists_reader, regress_lists_loader;
REVOKE SELECT ON file FROM regress_lists_reader, regress_lists_loader;
DROP ROLE regress_lists_reader;
DROP ROLE regress_lists_loader;

-- Renaming a list or a party renames what belongs to it; deleting, too.
BEGIN;
UPDATE screening.source SET source = 'TEST3' WHERE source = 'TEST2';
UPDATE screening.party SET entity_id = '1000' WHERE source = 'TEST3' AND entity_id = '101';
SELECT source, entity_id, name, primary_name, kind FROM screening.watchlist
WHERE source IN ('TEST2', 'TEST3') AND entity_id IN ('101', '1000') ORDER BY name COLLATE "C";
DELETE FROM screening.party WHERE source = 'TEST3' AND entity_id = '1000';
SELECT count(*) FROM screening.party_name WHERE source = 'TEST3' AND entity_id = '1000';
SELECT count(*) FROM screening.party_name WHERE source = 'TEST3' AND entity_id <> '1000';
ROLLBACK;
-- TRUNCATE does what DELETE of everything does, alone or with the others
BEGIN;
TRUNCATE screening.source;
SELECT (SELECT count(*) FROM screening.source) AS sources, (SELECT count(*) FROM screening.party) AS parties,
	   (SELECT count(*) FROM screening.party_name) AS names;
ROLLBACK;
BEGIN;
TRUNCATE screening.party;
SELECT (SELECT count(*) FROM screening.source) > 0 AS sources, (SELECT count(*) FROM screening.party) AS parties,
	   (SELECT count(*) FROM screening.party_name) AS names;
ROLLBACK;
BEGIN;
TRUNCATE screening.party_name, screening.source, screening.party;
SELECT (SELECT count(*) FROM screening.source) AS sources, (SELECT count(*) FROM screening.party) AS parties,
	   (SELECT count(*) FROM screening.party_name) AS names;
ROLLBACK;
DELETE FROM screening.source WHERE source LIKE 'TEST%';
SELECT count(*) FROM screening.party WHERE source LIKE 'TEST%';
SELECT count(*) FROM screening.party_name WHERE source LIKE 'TEST%';

-- Nobody on the search path can get between a loader and what it calls.
BEGIN;
CREATE SCHEMA regress_evil;
CREATE FUNCTION regress_evil.sha256(bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT 'evil'::bytea $$;
CREATE FUNCTION regress_evil.tradescreen_csv(text) RETURNS TABLE (line int, fields text[]) LANGUAGE sql AS $$ SELECT 1, '{evil}'::text[] $$;
CREATE FUNCTION regress_evil.btrim(text) RETURNS text LANGUAGE sql AS $$ SELECT 'evil' $$;
SET LOCAL search_path = regress_evil, pg_catalog;
SELECT version <> '' AS loaded, parties, names FROM screening.load_ofac('1,"GOOD LTD",-0- ' || repeat(',-0- ', 9), source => 'TEST');
SELECT name FROM screening.party_name WHERE source = 'TEST';
ROLLBACK;

--
-- Goods lists
--

-- The Common High Priority List: 50 subheadings of HS 2022 in six tiers.
SELECT list, title, edition, hs_edition, origin FROM screening.goods_list;
SELECT tier, count(*), string_agg(hs::text, ' ' ORDER BY hs) AS codes
FROM screening.goods_item WHERE list = 'chpl' GROUP BY tier ORDER BY tier;
SELECT count(*), count(DISTINCT hs), bool_and(hs_level(hs) = 6) AS subheadings, bool_or(ex) AS any_ex,
	   count(DISTINCT description) AS descriptions
FROM screening.goods_item WHERE list = 'chpl';

-- goods(): all of it, a tier, a group of tiers, a date.
SELECT screening.goods('chpl');
SELECT screening.goods('chpl', '1'), screening.goods('chpl', '4.B');
SELECT screening.goods('chpl', '3') = screening.goods('chpl', '3.A') + screening.goods('chpl', '3.B') AS three_is_both;
SELECT as_of, screening.goods('chpl', NULL, as_of) AS goods
FROM (VALUES (date '2023-05-18'), ('2023-05-19'), ('2024-02-22')) v(as_of);
SELECT screening.goods('chpl', NULL, '2024-02-23') = screening.goods('chpl') AS all_of_it,
	   screening.goods('chpl', as_of => NULL) = screening.goods('chpl') AS ever;
SELECT * FROM pg_temp.failure('SELECT screening.goods(NULL)');
SELECT * FROM pg_temp.failure('SELECT screening.goods(''CHPL'')');
SELECT * FROM pg_temp.failure('SELECT screening.goods(''chpl'', ''3.C'')');
SELECT * FROM pg_temp.failure('SELECT screening.goods(''chpl'', ''3.'')');
SELECT * FROM pg_temp.failure('SELECT screening.goods(''chpl'', '''')');

-- Searching trade by it.
SELECT code, code::hscode && screening.goods('chpl') AS met, code::hscode <@ screening.goods('chpl') AS listed,
	   hs_match(code::hscode, screening.goods('chpl'))
FROM (VALUES ('8542310000'), ('854231'), ('8542'), ('8541409000'), ('0101')) v(code);

-- Lists of one's own, with "ex" entries, no tiers, validity.
INSERT INTO screening.goods_list (list, title) VALUES ('mine', 'My own list');
INSERT INTO screening.goods_item (list, hs, ex, valid_from, valid_to) VALUES
	('mine', '8542', false, '2022-01-01', '2022-12-31'),
	('mine', '851762', true, DEFAULT, DEFAULT),
	('mine', '27', false, '2022-12-31', DEFAULT);
SELECT screening.goods('mine'), screening.goods('mine', as_of => '2022-12-31') AS last_day,
	   screening.goods('mine', as_of => '2021-12-31') AS before, screening.goods('mine', as_of => NULL) AS ever;
SELECT * FROM pg_temp.failure('SELECT screening.goods(''mine'', ''1'')');
UPDATE screening.goods_list SET list = 'ours' WHERE list = 'mine';
SELECT screening.goods('ours');
UPDATE screening.goods_list SET list = 'mine' WHERE list = 'ours';
INSERT INTO screening.goods_list (list, title) VALUES ('empty', 'A list without entries');
SELECT screening.goods('empty') AS goods, '0101'::hscode <@ screening.goods('empty') AS listed;

-- goods_match(): which entries, and how. It agrees with hs_match() on the list.
SELECT code, m.*
FROM (VALUES ('8542310000'::hscode), ('854231'), ('8542'), ('85'), ('854140')) v(code)
	 LEFT JOIN LATERAL screening.goods_match('chpl', code) m ON true
WHERE m.tier IS NULL OR m.tier IN ('1', '4.A')
ORDER BY code, m.tier, m.item;
SELECT code, m.*
FROM (VALUES ('8517621000'::hscode), ('851762'), ('8517'), ('271019'), ('2710'), ('854231')) v(code)
	 LEFT JOIN LATERAL screening.goods_match('mine', code) m ON true
ORDER BY code;
SELECT m.* FROM screening.goods_match('mine', '854231', '2022-06-30') m;
SELECT m.* FROM screening.goods_match('mine', '854231', NULL) m;
SELECT count(*) FROM screening.goods_match('no such list', '854231');
SELECT list, code, a.best, hs_match(code, screening.goods(list))
FROM (VALUES ('chpl'), ('mine')) l(list),
	 (VALUES ('8542310000'::hscode), ('854231'), ('8542'), ('851762'), ('8517'), ('2710'), ('0101')) v(code),
	 LATERAL (SELECT coalesce((array_agg(m.match ORDER BY array_position('{full,partial,wider}', m.match)))[1], 'none') AS best
			  FROM screening.goods_match(list, code) m) a
WHERE a.best IS DISTINCT FROM hs_match(code, screening.goods(list));
-- it is inlined, so a join is one plan
EXPLAIN (COSTS OFF)
SELECT * FROM (VALUES ('8542310000'::hscode), ('854231')) v(code), screening.goods_match('chpl', code, '2024-06-30') m;

-- Built-in entries can be ended, narrowed and annotated, and are then marked and dumped;
-- they cannot be deleted or become another entry, since a restored dump would
-- bring them back.
BEGIN;
UPDATE screening.goods_item SET valid_to = '2025-12-31', note = 'ended here' WHERE list = 'chpl' AND hs = '854800';
SELECT tier, hs, valid_from, valid_to, note, origin FROM screening.goods_item WHERE origin = 'amended';
SELECT '854800'::hscode <@ screening.goods('chpl', as_of => '2026-01-01') AS listed;
SELECT * FROM pg_temp.failure($$DELETE FROM screening.goods_item WHERE list = 'chpl' AND hs = '854800'$$);
SELECT * FROM pg_temp.failure($$DELETE FROM screening.goods_item WHERE list = 'chpl' AND hs = '854231'$$);
SELECT * FROM pg_temp.failure($$UPDATE screening.goods_item SET tier = '2' WHERE list = 'chpl' AND hs = '854231'$$);
SELECT * FROM pg_temp.failure($$DELETE FROM screening.goods_list WHERE list = 'chpl'$$);
SELECT * FROM pg_temp.failure($$UPDATE screening.goods_list SET list = 'x' WHERE list = 'chpl'$$);
SELECT * FROM pg_temp.failure($$INSERT INTO screening.goods_item (list, tier, hs, valid_from) VALUES ('chpl', '1', '854231', '2023-05-19')$$);
-- what a restored dump does: the built-in entry is there again, and the amended one comes
ALTER TABLE screening.goods_item DISABLE TRIGGER guard;
UPDATE screening.goods_item SET valid_to = 'infinity', note = NULL, origin = 'built-in' WHERE origin = 'amended';
ALTER TABLE screening.goods_item ENABLE TRIGGER guard;
INSERT INTO screening.goods_item (list, tier, hs, description, valid_from, valid_to, note, origin)
VALUES ('chpl', '2', '854800', 'as dumped', '2023-05-19', '2025-12-31', 'ended here', 'amended'),
	   ('chpl', '9', '0101', 'of an edition that is no more', '2020-01-01', '2020-12-31', NULL, 'amended');
SELECT tier, hs, description, valid_to, note, origin FROM screening.goods_item WHERE origin <> 'built-in' AND list = 'chpl' ORDER BY tier;
-- an entry of one's own in a built-in list is an ordinary row, whatever it says it is
INSERT INTO screening.goods_item (list, tier, hs, origin) VALUES ('chpl', '5', '0102', 'built-in') RETURNING origin;
UPDATE screening.goods_item SET origin = 'built-in' WHERE list = 'chpl' AND tier = '5' RETURNING origin;
DELETE FROM screening.goods_item WHERE list = 'chpl' AND tier = '5' RETURNING hs;
-- what can be changed in a built-in entry
UPDATE screening.goods_item SET ex = true, description = 'mine', valid_to = '2026-06-30', note = 'mine'
WHERE list = 'chpl' AND hs = '854320' RETURNING tier, hs, ex, description, valid_from, valid_to, note, origin;
-- TRUNCATE cannot tell what is built in; DELETE can
SELECT f.* FROM unnest(ARRAY[
	'TRUNCATE screening.goods_list',
	'TRUNCATE screening.goods_item',
	'TRUNCATE screening.goods_item, screening.goods_list CASCADE']) c, pg_temp.failure(c) f;
DELETE FROM screening.goods_item WHERE origin = 'own';
DELETE FROM screening.goods_list WHERE origin = 'own';
SELECT list, origin, count(*) FROM screening.goods_item GROUP BY 1, 2 ORDER BY 1, 2;
-- entries of a list that does not exist
INSERT INTO screening.goods_item (list, tier, hs, note) VALUES ('cphl', '1', '854231', 'mistyped'), ('chpl', '1', '854290', 'not so');
SELECT * FROM screening.goods_orphan;
INSERT INTO screening.goods_list (list, title) VALUES ('cphl', 'There is such a list');
SELECT count(*) FROM screening.goods_orphan;
ROLLBACK;
SELECT c.relation::regclass AS dumped, c.condition
FROM pg_extension e, unnest(e.extconfig, e.extcondition) WITH ORDINALITY c(relation, condition, nth)
WHERE e.extname = 'tradescreen_lists'
ORDER BY c.nth;

DELETE FROM screening.goods_list WHERE list IN ('mine', 'empty');
SELECT count(*) FROM screening.goods_item;

-- A goods list from text.
SELECT * FROM screening.load_goods_csv(E'hs,tier,ex,description,valid_from,valid_to\n8542.31,A,,chips,2024-01-01,\nex 8517,A,,,,2030-12-31\n"9013",B,true,scopes,,', 'mine', 'Mine', 'us', '7', 2022);
SELECT * FROM screening.load_goods_csv(E'hs,tier,ex,description,valid_from,valid_to\n8542.31,A,,chips,2024-01-01,\nex 8517,A,,,,2030-12-31\n"9013",B,true,scopes,,', 'mine');
SELECT list, title, publisher, edition, hs_edition, origin FROM screening.goods_list WHERE list = 'mine';
SELECT tier, hs, ex, description, valid_from, valid_to FROM screening.goods_item WHERE list = 'mine' ORDER BY tier, hs;
SELECT screening.goods('mine', as_of => '2023-12-31'), screening.goods('mine', 'A', '2031-01-01');
SELECT * FROM screening.load_goods_csv(E'hs;tier\n8542.31;A\n9013;B', 'mine', delimiter => ';');
SELECT x.code, x.message FROM unnest(ARRAY[E'code\n8542', E'hs\n85423x', E'hs\n8542\n8542', E'hs,valid_from\n8542,2024-13-01', E'hs,valid_from\n8542,1/2/2024',
	E'hs,valid_from,valid_to\n8542,2024-01-02,2024-01-01', E'hs,ex\n8542,maybe', E'hs\n', '']) c, pg_temp.failure(format('SELECT screening.load_goods_csv(%L, ''mine'')', c)) x;
SELECT x.code, x.message FROM pg_temp.failure('SELECT screening.load_goods_csv(E''hs\n8542'', ''chpl'')') x;
SELECT count(*) FROM screening.goods_item WHERE list = 'mine';
DELETE FROM screening.goods_list WHERE list = 'mine';

-- What a table will not hold.
SELECT f.code, f.message FROM unnest(ARRAY[
	$$INSERT INTO screening.source (source, title) VALUES ('', 'x')$$,
	$$INSERT INTO screening.source (source, title) VALUES (repeat('x', 201), 'x')$$,
	$$INSERT INTO screening.goods_item (list, hs) VALUES ('chpl', '')$$,
	$$INSERT INTO screening.goods_item (list, hs, valid_from, valid_to) VALUES ('chpl', '01', '2020-01-02', '2020-01-01')$$
	]) c, pg_temp.failure(c) f;
WITH s AS (INSERT INTO screening.source (source, title) VALUES ('TEST', 'x') RETURNING source)
SELECT count(*) FROM s;
INSERT INTO screening.party (source, entity_id, kind) VALUES ('TEST', '1', 'company');
INSERT INTO screening.party_name (source, entity_id, name, name_type) VALUES ('TEST', '1', 'A', 'primary');
SELECT f.code, f.message FROM unnest(ARRAY[
	$$INSERT INTO screening.party (source, entity_id, kind) VALUES ('TEST', '2', 'ship')$$,
	$$INSERT INTO screening.party (source, entity_id, kind) VALUES ('TEST', repeat('2', 201), 'company')$$,
	$$INSERT INTO screening.party_name (source, entity_id, name, name_type) VALUES ('TEST', '1', 'B', 'primary')$$,
	$$INSERT INTO screening.party_name (source, entity_id, name, name_type) VALUES ('TEST', '1', 'A', 'alias')$$,
	$$INSERT INTO screening.party_name (source, entity_id, name, name_type) VALUES ('TEST', '1', 'B', 'nickname')$$,
	$$INSERT INTO screening.party_name (source, entity_id, name, name_type) VALUES ('TEST', '1', repeat('A', 2001), 'alias')$$,
	$$INSERT INTO screening.party_name (source, entity_id, name, name_type) VALUES ('TEST', '1', '', 'alias')$$
	]) c, pg_temp.failure(c) f;
-- a name has a letter or a digit, of any script
SELECT v.what, screening.is_name(v.name), f.code
FROM (VALUES (1, 'Latin', 'a'), (2, 'Latin-1', U&'\00E9'), (3, 'Cyrillic', U&'\0436'), (4, 'Han', U&'\4E2D'), (5, 'Hangul', U&'\D55C'),
			 (6, 'Thai', U&'\0E01'), (7, 'beyond the BMP', U&'\+020000'), (8, 'digit', '7'), (9, 'among others', E'\n - A'),
			 (10, 'no-break space', U&'\00A0'), (11, 'line feed', E'\n'), (12, 'tab', E'\t'), (13, 'ideographic space', U&'\3000'),
			 (14, 'zero width', U&'\200B\FEFF'), (15, 'dashes', U&'- \2013 \2014'), (16, 'punctuation', '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~')
	 ) v(nth, what, name),
	 pg_temp.failure(format($$INSERT INTO screening.party_name (source, entity_id, name, name_type) VALUES ('TEST', '1', %L, 'alias')$$, v.name)) f
ORDER BY v.nth;
DELETE FROM screening.source WHERE source = 'TEST';
DROP TABLE malformed;
DROP VIEW pg_temp.state;
DROP TABLE file CASCADE;
