-- tradescreen_lists: the loaders of published files. All parties are made up.
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
	RETURN NEXT;
END
$$;

-- Samples in the published layouts.
CREATE TEMP TABLE file (name text PRIMARY KEY, loader text, content text);
INSERT INTO file VALUES
('un', 'screening.load_un_xml(%L, %L)', $$<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<CONSOLIDATED_LIST xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" dateGenerated="2026-02-27T00:00:09.554Z">
  <INDIVIDUALS>
    <INDIVIDUAL>
      <DATAID>1001</DATAID><VERSIONNUM>1</VERSIONNUM>
      <FIRST_NAME>JANE</FIRST_NAME><SECOND_NAME>MARY</SECOND_NAME><THIRD_NAME/><FOURTH_NAME>DOE </FOURTH_NAME>
      <UN_LIST_TYPE>Ruritania</UN_LIST_TYPE><REFERENCE_NUMBER>RUi.001</REFERENCE_NUMBER><LISTED_ON>2012-12-31</LISTED_ON>
      <GENDER>Female</GENDER><COMMENTS1>Sister of RUi.002 &amp; others.</COMMENTS1>
      <NATIONALITY><VALUE>Ruritania</VALUE><VALUE>Graustark</VALUE></NATIONALITY>
      <NAME_ORIGINAL_SCRIPT>Джейн
          Доу</NAME_ORIGINAL_SCRIPT>
      <LAST_DAY_UPDATED><VALUE>2016-10-13</VALUE></LAST_DAY_UPDATED>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Jane Roe</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Janie</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ADDRESS><COUNTRY/></INDIVIDUAL_ADDRESS>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1970</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
    </INDIVIDUAL>
  </INDIVIDUALS>
  <ENTITIES>
    <ENTITY>
      <DATAID>1002</DATAID><FIRST_NAME>NORTHERN LANTERN TRADING</FIRST_NAME>
      <UN_LIST_TYPE>Ruritania</UN_LIST_TYPE><REFERENCE_NUMBER>RUe.001</REFERENCE_NUMBER><COMMENTS1/>
      <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>NLT</ALIAS_NAME></ENTITY_ALIAS>
      <ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>Southern Lantern</ALIAS_NAME></ENTITY_ALIAS>
      <ENTITY_ADDRESS><STREET>First Street 1</STREET><CITY>Streslau</CITY><COUNTRY>Ruritania</COUNTRY></ENTITY_ADDRESS>
      <ENTITY_ADDRESS><CITY>Edelweiss</CITY><COUNTRY>Graustark</COUNTRY><NOTE>old</NOTE></ENTITY_ADDRESS>
    </ENTITY>
  </ENTITIES>
</CONSOLIDATED_LIST>
$$),
('dpl', 'screening.load_bis_dpl(%L, %L)', replace($$"Name"|"Street_Address"|"City"|"State"|"Country"|"Postal_Code"|"Effective_Date"|"Expiration_Date"|"Standard_Order"|"Last_Update"|"Action"|"FR_Citation"
" JOHN  ROE"|"1, FIRST STREET"|"STRESLAU"|""|"RU"|""|"06/19/2003"|"06/29/2056"|"Y"|"2007-01-31"|"NOTICE"|"68 F.R. 1"
"BLUE HERON AIR, LTD"|"SECOND STREET"|"ZENDA"|"AZ"|"US"|"85000"|"01/02/2020"|""|"N"|"2020-01-03"|"NOTICE"|"85 F.R. 2"
"JOHN ROE"|"2, SECOND STREET"|"ZENDA"|"TX"|"US"|"75000"|"06/19/2003"|"06/29/2056"|"Y"|"2007-01-31"|"NOTICE"|"68 F.R. 1"
$$, '|', E'\t')),
('csl', 'screening.load_csl_csv(%L, %L)', $$_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,standard_order,license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,vessel_flag,vessel_owner,remarks,source_list_url,alt_names,citizenships,dates_of_birth,nationalities,places_of_birth,source_information_url,ids
201,Specially Designated Nationals (SDN) - Treasury Department,201,Individual,ALPHA; BETA,"DOE, Jane",Director,"First Street 1, Streslau, RU; GR",,,,,,,,,,,,,,http://x,"ROE, Jane; JANIE","",1970,RU,"",http://x,""
202,Specially Designated Nationals (SDN) - Treasury Department,202,Vessel,BETA,BLUE HERON,,"",,,,,,,XY1,Tanker,1000,900,PA,Heron SA,,http://x,"","",,"","",http://x,"IMO 1234567, Vessel Registration Identification"
abc,Entity List (EL) - Bureau of Industry and Security,,,,Northern Lantern,,"Zenda, 10000, CN",85 FR 1,2020-01-01,,,For all items,Presumption of denial,,,,,,,,http://x,"NLT; and NL Trade; ""Lantern""",,,,,http://x,
203,Capta List (CAP) - Treasury Department,203,Entity,GAMMA,BANK ONE,,"One, AM",,,,,,,,,,,,,,,BANK 1,,,,,http://x,
203,Capta List (CAP) - Treasury Department,203,Entity,DELTA,BANK ONE JSC,,"Two, KZ",,,,,,,,,,,,,,,BANK 1,,,,,http://x,
$$),
('eu_csv', 'screening.load_eu_csv(%L, %L)', $$fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_UnitedNationId;Entity_DesignationDate;Entity_Remark;Entity_SubjectType;Entity_Regulation_Programme;NameAlias_LastName;NameAlias_FirstName;NameAlias_WholeName;NameAlias_Function;NameAlias_LogicalId;Address_City;Address_Street;Address_CountryIso2Code;Address_CountryDescription;Address_LogicalId;BirthDate_BirthDate;BirthDate_LogicalId;Citizenship_CountryDescription;Citizenship_LogicalId;Identification_Number;Identification_TypeDescription;Identification_LogicalId
05/08/2026;13;EU.1.1;RUi.001;2012-12-31;(a remark);P;RUR;Doe;Jane;Jane Doe;Director;17;;;;;;;;;;;;
05/08/2026;13;EU.1.1;RUi.001;2012-12-31;(a remark);P;RUR;;;Janie D.;;19;;;;;;;;;;;;
05/08/2026;13;EU.1.1;RUi.001;2012-12-31;(a remark);P;RUR;;;;;;;;;;;1970-01-02;21;;;;;
05/08/2026;13;EU.1.1;RUi.001;2012-12-31;(a remark);P;RUR;;;;;;;;;;;;;RURITANIA;22;"A;1";Passport;23
05/08/2026;20;EU.1.2;;;;E;RUR;;;"OOO ""Северный Фонарь""";;31;Streslau;First Street 1;RU;RURITANIA;41;;;;;;;
05/08/2026;20;EU.1.2;;;;E;GRA;;;Northern Lantern;;30;Edelweiss;;GR;GRAUSTARK;40;;;;;;;
$$),
('eu_xml', 'screening.load_eu_xml(%L, %L)', $$<?xml version="1.0" encoding="UTF-8"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-08-05T10:00:00.000+02:00" globalFileId="1">
<sanctionEntity designationDetails="" unitedNationId="RUi.001" euReferenceNumber="EU.1.1" designationDate="2012-12-31" logicalId="13">
<remark>(a remark)</remark>
<regulation regulationType="amendment" programme="RUR" logicalId="1"><publicationUrl>http://x</publicationUrl></regulation>
<subjectType code="person" classificationCode="P"/>
<nameAlias firstName="Jane" middleName="" lastName="Doe" wholeName="Jane Doe" function="Director" gender="F" title="" strong="true" logicalId="17"><regulationSummary/></nameAlias>
<nameAlias firstName="" middleName="" lastName="" wholeName="Janie D." function="" strong="true" logicalId="19"/>
<citizenship countryIso2Code="RU" countryDescription="RURITANIA" logicalId="22"/>
<birthdate birthdate="1970-01-02" year="1970" logicalId="21"/>
<identification identificationTypeDescription="Passport" number="A;1" logicalId="23"/>
</sanctionEntity>
<sanctionEntity unitedNationId="" euReferenceNumber="EU.1.2" logicalId="20">
<regulation programme="RUR" logicalId="2"/><regulation programme="GRA" logicalId="3"/>
<subjectType code="enterprise" classificationCode="E"/>
<nameAlias wholeName="Northern Lantern" strong="true" logicalId="30"/>
<nameAlias wholeName="OOO &quot;Северный Фонарь&quot;" strong="true" logicalId="31"/>
<address city="Streslau" street="First Street 1" countryIso2Code="RU" countryDescription="RURITANIA" logicalId="41"/>
<address city="Edelweiss" street="" countryIso2Code="GR" countryDescription="GRAUSTARK" logicalId="40"/>
</sanctionEntity>
</export>
$$),
('uk', 'screening.load_uk_csv(%L, %L)', $$Last Updated,14/11/2023
Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,Name Non-Latin Script,Non-Latin Script Type,Non-Latin Script Language,DOB,Town of Birth,Country of Birth,Nationality,Passport Number,Passport Details,National Identification Number,National Identification Details,Position,Address 1,Address 2,Address 3,Address 4,Address 5,Address 6,Post/Zip Code,Country,Other Information,Group Type,Alias Type,Alias Quality,Regime,Listed On,UK Sanctions List Date Designated,Last Updated,Group ID
DOE,JANE,MARY,,,,Ms,Джейн Доу,Cyrillic,Russian,01/02/1970,Zenda,Ruritania,Ruritania,A1,,,,Director,First Street 1,,,,Streslau,,10000,Ruritania,(UK Sanctions List Ref):RUR0001.,Individual,Primary name,,Ruritania,31/12/2020,31/12/2020,31/12/2020,5001
ROE,JANE,,,,,,,,,01/02/1970,,,,,,,,,First Street 1,,,,Streslau,,10000,Ruritania,(UK Sanctions List Ref):RUR0001.,Individual,AKA,Good quality,Ruritania,31/12/2020,31/12/2020,31/12/2020,5001
JANIE,,,,,,,,,,01/02/1970,,,,,,,,,First Street 1,,,,Streslau,,10000,Ruritania,(UK Sanctions List Ref):RUR0001.,Individual,AKA,Low quality,Ruritania,31/12/2020,31/12/2020,31/12/2020,5001
"NORTHERN LANTERN TRADING, LTD",,,,,,,,,,,,,,,,,,,,,,,,,,Graustark,,Entity,Primary name,,Ruritania,31/12/2020,31/12/2020,31/12/2020,5002
BLUE HERON,,,,,,,,,,,,,,,,,,,,,,,,,,,(IMO number):1234567.,Ship,Primary name,,Ruritania,31/12/2020,31/12/2020,31/12/2020,5003
GREY HERON,,,,,,,,,,,,,,,,,,,,,,,,,,,(IMO number):1234567.,Ship,FKA,,Ruritania,31/12/2020,31/12/2020,31/12/2020,5003
$$),
('uksl', 'screening.load_uk_csv(%L, %L)', $$Report Date: 23-Sep-2026
Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,Alias strength,Title,Name non-latin script,Regime Name,Designation Type,Address Line 1,Address Country,Date Designated,IMO number
31/12/2020,RUR0001,5001,,DOE,JANE,,,,,Primary Name,,,Джейн Доу,Ruritania,Individual,First Street 1,Ruritania,31/12/2020,
31/12/2020,RUR0001,5001,,JANIE,,,,,,Alias,Low quality a.k.a,,,Ruritania,Individual,First Street 1,Ruritania,31/12/2020,
31/12/2020,RUR0003,5003,,BLUE HERON,,,,,,Primary Name,,,,Ruritania,Ship,,,31/12/2020,1234567
$$),
('opensanctions', 'screening.load_opensanctions_csv(%L, %L)', $$"id","schema","name","aliases","birth_date","countries","addresses","identifiers","sanctions","phones","emails","program_ids","dataset","first_seen","last_seen","last_change"
"NK-1","Company","Northern Lantern, LLC","NLT;""Lantern; Northern"";ООО Северный фонарь","","ru;gr","First Street 1, Streslau","7700000000","Block - ALPHA","","","RU-ALPHA;RU-BETA","List One;List Two","2024-01-01T00:00:00","2026-01-01T00:00:00","2025-01-01T00:00:00"
"NK-2","Vessel","Blue Heron","","","pa","","IMO1234567","","","","","List One","2024-01-01T00:00:00","2026-01-01T00:00:00","2025-01-01T00:00:00"
"NK-3","Person","Jane Doe","Janie","1970","ru","","","","","","RU-ALPHA","List One","2024-01-01T00:00:00","2026-01-01T00:00:00","2025-01-01T00:00:00"
"NK-4","CryptoWallet","wallet-17","","","","","","","","","","List One","2024-01-01T00:00:00","2026-01-01T00:00:00","2025-01-01T00:00:00"
$$),
('own', 'screening.load_csv(%L, %L)', $$id,name,aliases,weak_aliases,kind,program,country,remarks
A1,Northern Lantern LLC,NLT;Norlan,Lantern,,internal,RU,known diverter
A2,Blue Heron,,,vessel,internal,,
A2,Grey Heron,,,vessel,other,PA,
$$);

CREATE FUNCTION pg_temp.load(with_name text, with_content text DEFAULT NULL, into_source text DEFAULT NULL) RETURNS screening.load_result
LANGUAGE plpgsql AS $$
DECLARE
	result screening.load_result;
BEGIN
	EXECUTE (SELECT format('SELECT * FROM ' || f.loader, coalesce(with_content, f.content), coalesce(into_source, 'T-' || f.name))
			 FROM file f WHERE f.name = with_name) INTO result;
	RETURN result;
END
$$;
CREATE VIEW pg_temp.state AS
	SELECT source, md5(string_agg(r, E'\n' ORDER BY r COLLATE "C")) AS sum
	FROM (SELECT s.source, concat(s.xmin, s.*) FROM screening.source s
		  UNION ALL SELECT p.source, concat(p.xmin, p.*) FROM screening.party p
		  UNION ALL SELECT n.source, concat(n.xmin, n.*) FROM screening.party_name n) x(source, r)
	GROUP BY source;

SELECT l.source, l.version, l.parties, l.names, l.added, l.changed, l.removed FROM file f, pg_temp.load(f.name) l ORDER BY f.name COLLATE "C";
SELECT source, title, publisher, version, published FROM screening.source WHERE source LIKE 'T-%' ORDER BY source COLLATE "C";
SELECT source, entity_id, kind, program, country, addresses FROM screening.party WHERE source LIKE 'T-%' ORDER BY source COLLATE "C", entity_id COLLATE "C";
SELECT source, entity_id, details, remarks FROM screening.party WHERE source LIKE 'T-%' ORDER BY source COLLATE "C", entity_id COLLATE "C";
SELECT source, entity_id, name, name_type, relation FROM screening.party_name WHERE source LIKE 'T-%'
ORDER BY source COLLATE "C", entity_id COLLATE "C", array_position('{primary,alias,weak_alias}', name_type), name COLLATE "C";

-- The EU's two files are one list.
SELECT parties, names, added, changed, removed FROM pg_temp.load('eu_xml', NULL, 'T-eu_csv');

-- Loading again writes nothing, but the log says that it was done.
SELECT count(*) FROM screening.load WHERE source LIKE 'T-%';
CREATE TEMP TABLE before AS SELECT * FROM pg_temp.state;
SELECT sum(l.added) AS added, sum(l.changed) AS changed, sum(l.removed) AS removed FROM file f, pg_temp.load(f.name) l WHERE f.name <> 'eu_csv';
SELECT source FROM before FULL JOIN pg_temp.state s USING (source, sum) WHERE before.source IS NULL OR s.source IS NULL;
SELECT count(*), bool_and(loaded_by = current_user) AS by_me FROM screening.load WHERE source LIKE 'T-%';

-- So does the same file with other line ends, a byte order mark, Ctrl-Z, blank
-- lines at the end, or its records in another order.
SELECT f.name, v.variant, l.added, l.changed, l.removed
FROM file f
	 CROSS JOIN (VALUES ('CR LF'), ('byte order mark'), ('end'), ('reversed')) v(variant)
	 CROSS JOIN LATERAL (SELECT count(*) AS lines, array_agg(x.line ORDER BY x.nth) AS line
						 FROM regexp_split_to_table(rtrim(f.content, E'\n'), E'\n') WITH ORDINALITY x(line, nth)) s
	 CROSS JOIN LATERAL (SELECT CASE WHEN f.name LIKE 'uk%' THEN 2 ELSE 1 END) h(header)
	 CROSS JOIN LATERAL pg_temp.load(f.name, CASE v.variant
		WHEN 'CR LF' THEN replace(f.content, E'\n', E'\r\n')
		WHEN 'byte order mark' THEN E'\uFEFF' || f.content
		WHEN 'end' THEN f.content || E'\n\n\x1A'
		ELSE array_to_string(s.line[:h.header] || ARRAY(SELECT u.l FROM unnest(s.line[h.header + 1:]) WITH ORDINALITY u(l, nth) ORDER BY u.nth DESC), E'\n') END) l
WHERE f.name NOT IN ('eu_csv') AND NOT (v.variant = 'reversed' AND f.name IN ('un', 'eu_xml'))
	  AND (l.added, l.changed, l.removed) IS DISTINCT FROM (0, 0, 0);
SELECT source FROM before FULL JOIN pg_temp.state s USING (source, sum) WHERE before.source IS NULL OR s.source IS NULL;

-- Cut anywhere, a file is refused, or it was cut at the end of a record. (A
-- header that is cut has columns that nobody knows.)
SET client_min_messages = error;
SELECT f.name, count(*) FILTER (WHERE x.code = '22P04') AS refused, count(*) FILTER (WHERE x.code = '00000') AS loaded,
	   string_agg(DISTINCT x.code, ' ') AS codes
FROM file f
	 CROSS JOIN LATERAL generate_series(1, length(f.content) - 1, 7) cut
	 CROSS JOIN LATERAL pg_temp.failure(format('SELECT pg_temp.load(%L, %L, ''CUT'')', f.name, left(f.content, cut))) x
GROUP BY f.name
ORDER BY f.name COLLATE "C";
SET client_min_messages = warning;
DELETE FROM screening.source WHERE source = 'CUT';

-- Saved in another encoding and read in the wrong one.
SELECT f.name, x.code, x.message
FROM file f
	 CROSS JOIN LATERAL pg_temp.failure(format('SELECT pg_temp.load(%L, %L)', f.name, convert_from(convert_to(f.content, 'UTF8'), 'LATIN1'))) x
WHERE f.content ~ '[^\u0001-\u007F]'
ORDER BY f.name COLLATE "C";
SELECT v.what, x.code, x.message
FROM file f,
	 (VALUES (1, 'replaced', U&'\FFFD\FFFD'), (2, 'as Windows-1252', U&'\00C3\2030t\00E2\20AC\2122s'), (3, 'as Windows-1251', U&'\0420\00B0\0420\00B1')) v(nth, what, damaged),
	 pg_temp.failure(format('SELECT pg_temp.load(%L, %L)', f.name, regexp_replace(f.content, 'Джейн Доу', v.damaged))) x
WHERE f.name = 'uk'
ORDER BY v.nth;
-- a single control character is the publisher's own
SELECT added FROM file f, pg_temp.load(f.name, replace(f.content, 'LANTERN', U&'LANT\0092ERN'), 'T-control') WHERE f.name = 'uk';
DELETE FROM screening.source WHERE source = 'T-control';

-- A malformed file is refused whole: where and why.
CREATE TEMP TABLE malformed (nth serial, name text, what text, with_what text);
INSERT INTO malformed (name, what, with_what) VALUES
('un', '</ENTITIES>', ''), ('un', 'CONSOLIDATED_LIST', 'LIST'), ('un', ' dateGenerated="2026-02-27T00:00:09.554Z"', ''),
('un', '<REFERENCE_NUMBER>RUe.001</REFERENCE_NUMBER>', ''), ('un', 'RUe.001', 'RUi.001'), ('un', 'NORTHERN LANTERN TRADING', ''),
('un', '<ENTITY>', '<GROUP/><ENTITY>'), ('un', '&amp;', '&nbsp;'),
('dpl', 'Effective_Date', 'Effective'), ('dpl', '"06/19/2003"', '"2003-06-19"'), ('dpl', '"Y"', '"Yes"'), ('dpl', 'BLUE HERON AIR, LTD', ' '),
('dpl', '"ZENDA"', '"ZENDA'), ('dpl', '"NOTICE"', '"NOTICE"' || E'\t"x"'),
('csl', ',alt_names,', ',names,'), ('csl', 'Treasury Department,202,Vessel', 'Treasury Department,202,Boat'), ('csl', '(SDN)', 'SDN'), ('csl', 'Northern Lantern,', ','),
('csl', 'addresses,', 'name,'),
('eu_csv', 'NameAlias_WholeName', 'Naal_wholename'), ('eu_csv', ';13;', ';x13;'), ('eu_csv', '05/08/2026;20', '06/08/2026;20'), ('eu_csv', ';E;', ';Z;'),
('eu_csv', 'Northern Lantern', 'Northern;Lantern'), ('eu_csv', ';', ','),
('eu_xml', 'http://eu.europa.ec/fpi/fsd/export', 'http://x'), ('eu_xml', 'logicalId="20"', ''), ('eu_xml', 'logicalId="20"', 'logicalId="13"'), ('eu_xml', 'code="person"', 'code="dog"'),
('eu_xml', 'wholeName="[^"]*"', ''), ('eu_xml', '</export>', ''),
('uk', 'Last Updated,14/11/2023', 'Name'), ('uk', 'Last Updated,14/11/2023', 'Last Updated,14/13/2023'), ('uk', 'Group ID', 'Group'), ('uk', ',5003', ',x'), ('uk', ',Ship,', ',Boat,'),
('uk', 'Primary name', 'Nickname'), ('uk', 'BLUE HERON', ''), ('uksl', '23-Sep-2026', '23-Xyz-2026'), ('uksl', 'Name type', 'Type'),
('opensanctions', '"schema"', '"type"'), ('opensanctions', 'NK-2', 'NK-1'), ('opensanctions', '"Jane Doe"', '""'),
('own', 'id,', 'ident,'), ('own', 'A1,', ','), ('own', 'vessel', 'boat'), ('own', 'Grey Heron', '...'), ('own', 'Grey Heron', repeat('x', 2001)),
('own', 'A1', repeat('x', 201));
SELECT m.nth, m.name, x.code, x.message
FROM malformed m JOIN file f USING (name),
	 pg_temp.failure(format('SELECT pg_temp.load(%L, %L)', f.name, regexp_replace(f.content, regexp_replace(m.what, '([().])', '\\\1', 'g'), m.with_what, 'g'))) x
ORDER BY m.nth;
SELECT f.name, x.code, x.message FROM file f, pg_temp.failure(format('SELECT pg_temp.load(%L, %L)', f.name, '')) x ORDER BY f.name COLLATE "C";
SELECT f.name, x.code, x.message, x.hint FROM file f, pg_temp.failure(format('SELECT pg_temp.load(%L, %L)', f.name, '<!DOCTYPE html><html><p>No</html>')) x ORDER BY f.name COLLATE "C";
SELECT f.name, x.code, x.message, x.hint FROM file f, pg_temp.failure('SELECT ' || format(f.loader, NULL, 'x')) x ORDER BY f.name COLLATE "C";
SELECT DISTINCT x.code, x.message FROM file f, pg_temp.failure('SELECT ' || format(f.loader, f.content, '')) x;
SELECT source FROM before FULL JOIN pg_temp.state s USING (source, sum) WHERE before.source IS NULL OR s.source IS NULL;

SELECT x.code, x.message FROM pg_temp.failure('SELECT screening.load_csv(E''id,name\n1,Blue Heron'', ''T-new'', delimiter => NULL)') x;

-- Columns that are new to the loader are told of, and left out.
SET client_min_messages = notice;
SELECT parties FROM pg_temp.load('own', E'id,name,shoe_size\n1,Blue Heron Ltd,44', 'T-new');
RESET client_min_messages;
SET client_min_messages = warning;

-- Half a file is refused, unless one says that it is right.
CREATE FUNCTION pg_temp.numbered(first int, last int) RETURNS text LANGUAGE sql AS $$
	SELECT E'id,name\n' || string_agg(i || ',PARTY ' || i, E'\n') FROM generate_series(first, last) i;
$$;
SELECT added, removed FROM screening.load_csv(pg_temp.numbered(1, 100), 'T-many');
SELECT added, removed FROM screening.load_csv(pg_temp.numbered(26, 125), 'T-many');
SELECT * FROM pg_temp.failure('SELECT screening.load_csv(pg_temp.numbered(52, 151), ''T-many'')');
SELECT added, removed FROM screening.load_csv(pg_temp.numbered(121, 125), 'T-many', max_removed => 1);

-- So are files that lack the names or the addresses of entries that they have.
CREATE FUNCTION pg_temp.several(names int, addresses int) RETURNS text LANGUAGE sql AS $$
	SELECT E'id,name,aliases,address\n' || string_agg(format('%s,PARTY %s,%s,%s', i, i, CASE WHEN i <= names THEN 'OTHER ' || i END, CASE WHEN i <= addresses THEN 'Street ' || i END), E'\n')
	FROM generate_series(1, 100) i;
$$;
SELECT added FROM screening.load_csv(pg_temp.several(100, 100), 'T-several');
SELECT changed FROM screening.load_csv(pg_temp.several(50, 75), 'T-several');
SELECT x.code, x.message FROM unnest(ARRAY['SELECT screening.load_csv(pg_temp.several(12, 75), ''T-several'')']) c, pg_temp.failure(c) x;
SELECT changed FROM screening.load_csv(pg_temp.several(50, 100), 'T-several');
SELECT x.code, x.message FROM unnest(ARRAY['SELECT screening.load_csv(pg_temp.several(50, 74), ''T-several'')']) c, pg_temp.failure(c) x;
SELECT changed FROM screening.load_csv(pg_temp.several(0, 0), 'T-several', max_removed => 1);

-- A file of OFAC that lacks the Ctrl-Z which the others end with has probably been cut.
SELECT v.what, l.names FROM (VALUES (1, 'all have it', E'\x1A', E'\r\n\x1A'), (2, 'none has it', '', E'\n'), (3, 'one has it', '', E'\x1A')) v(nth, what, sdn, alt),
	 screening.load_ofac('1,"NORTHERN LANTERN",-0- ,"RUR",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ' || v.sdn, '1,1,"aka","NORLAN",-0- ' || v.alt, source => 'T-ofac') l ORDER BY v.nth;

SELECT added, changed, removed FROM pg_temp.load('own', E'id,name,aliases,country\nA1,Northern Lantern LLC,NLT,RU\nA2,Blue Heron,,PA\nA4,Last Lamp,,', 'T-hist');
SELECT loaded_at AS first FROM screening.source WHERE source = 'T-hist' \gset
SELECT added, changed, removed FROM pg_temp.load('own', E'id,name,aliases,country\nA1,Northern Lantern LLC,Norlan;NLT,RU\nA2,Blue Heron,,LR\nA3,New Co,,', 'T-hist');
SELECT loaded_at AS second FROM screening.source WHERE source = 'T-hist' \gset
SELECT added, changed, removed FROM pg_temp.load('own', E'id,name,aliases,country\nA1,Southern Lantern LLC,Northern Lantern LLC,RU', 'T-hist');
SELECT entity_id, name, name_type, primary_name, country FROM screening.watchlist_at(:'first', 'T-hist') ORDER BY entity_id, name COLLATE "C";
SELECT entity_id, name, name_type, primary_name, country FROM screening.watchlist_at(:'second', 'T-hist') ORDER BY entity_id, name COLLATE "C";
SELECT count(*) FROM screening.watchlist_at(:'first'::timestamptz - interval '1 microsecond', 'T-hist');
SELECT count(*) FROM (SELECT * FROM screening.watchlist_at('infinity') EXCEPT ALL
					  SELECT source, entity_id, name, name_type, relation, kind, program, country, primary_name FROM screening.watchlist) x;
SELECT * FROM screening.list_changes('T-hist', :'first', :'second') ORDER BY entity_id, change, name COLLATE "C";
SELECT * FROM screening.list_changes('T-hist', :'second') ORDER BY entity_id, change, name COLLATE "C";
SELECT version, parties, names, added, changed, removed, names_added, names_removed FROM screening.load WHERE source = 'T-hist' ORDER BY loaded_at;

-- Changes by hand are kept in the same way.
SELECT clock_timestamp() AS third \gset
UPDATE screening.party SET country = 'BY' WHERE source = 'T-hist';
INSERT INTO screening.party_name (source, entity_id, name, name_type) VALUES ('T-hist', 'A1', 'Lamp', 'weak_alias');
DELETE FROM screening.party_name WHERE source = 'T-hist' AND name_type = 'alias';
SELECT * FROM screening.list_changes('T-hist', :'third') ORDER BY entity_id, change, name COLLATE "C";
SELECT bool_and(p.since > :'third' AND p.since <= s.changed_at) FROM screening.source s JOIN screening.party p USING (source) WHERE source = 'T-hist';
UPDATE screening.source SET source = 'T-renamed' WHERE source = 'T-hist';
SELECT count(*) FROM screening.watchlist_at('infinity', 'T-hist');
SELECT name FROM screening.watchlist_at('infinity', 'T-renamed') ORDER BY name COLLATE "C";
DELETE FROM screening.source WHERE source = 'T-renamed';
SELECT entity_id, name FROM screening.watchlist_at(:'first', 'T-hist') ORDER BY entity_id, name COLLATE "C";

-- The past cannot be changed.
SELECT x.code, x.message FROM unnest(ARRAY[
	'UPDATE screening.load SET loaded_by = ''x''', 'DELETE FROM screening.load', 'TRUNCATE screening.load',
	'DELETE FROM screening.party_past', 'UPDATE screening.party_name_past SET name = ''x''', 'TRUNCATE screening.party_past']) c, pg_temp.failure(c) x;

DELETE FROM screening.source WHERE source LIKE 'T-%';
DROP VIEW pg_temp.state;
