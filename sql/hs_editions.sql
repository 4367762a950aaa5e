-- editions of the Harmonized System: correlations, conversion of codes and lists, dictionary
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen_lists CASCADE;
RESET client_min_messages;
\set SHOW_CONTEXT never
BEGIN;

-- how editions are written
SELECT s, screening.hs_edition(s) FROM unnest('{2022, HS2022, hs 2017, " H6", H0, 2021, HS, H7, ""}'::text[]) s;
SELECT screening.hs_edition(NULL) IS NULL AS null_is_null;

-- loading: what is refused
SAVEPOINT s; SELECT * FROM screening.load_hs_correlation(NULL); ROLLBACK TO s;
SELECT * FROM screening.load_hs_correlation(''); ROLLBACK TO s;
SELECT * FROM screening.load_hs_correlation('from_edition,from_code,to_edition,to_code'); ROLLBACK TO s;
SELECT * FROM screening.load_hs_correlation(E'from_edition,from_code,to_edition\nHS2022,854151,HS2017'); ROLLBACK TO s;
SELECT * FROM screening.load_hs_correlation(E'from_edition,from_code,to_edition,to_code\nHS2022,854151,HS2018,854140'); ROLLBACK TO s;
SELECT * FROM screening.load_hs_correlation(E'from_edition,from_code,to_edition,to_code\nHS2022,854151,HS2022,854140'); ROLLBACK TO s;
SELECT * FROM screening.load_hs_correlation(E'from_edition,from_code,to_edition,to_code\nHS2022,8541,HS2017,854140'); ROLLBACK TO s;
SELECT * FROM screening.load_hs_correlation(E'from_edition,from_code,to_edition,to_code\nHS2022,854151,HS2017,x'); ROLLBACK TO s;
SELECT * FROM screening.load_hs_correlation(E'from_edition,from_code,to_edition,to_code,relationship\nHS2022,854151,HS2017,854140,2:1'); ROLLBACK TO s;
SELECT * FROM screening.load_hs_correlation(E'from_edition,from_code,to_edition,to_code\nHS2022,854151,HS2017,854140\nH6,8541.51,2017,8541.40'); ROLLBACK TO s;
-- nothing is loaded, and nothing is built in
SELECT count(*) FROM screening.hs_correlation;
SELECT * FROM screening.hs_convert('854151', 2022, 2017); ROLLBACK TO s;
SELECT * FROM screening.hs_convert('854151', 'HS2022', 'HS2018'); ROLLBACK TO s;

-- a small correlation: kept, renumbered, merged, split, coarser, moved, and waste that has to do with everything
CREATE TEMP TABLE file (content text);
INSERT INTO file SELECT E'from_edition,from_code,to_edition,to_code,relationship\n' || string_agg(format('HS2022,%s,HS2017,%s,%s', f, t, r), E'\n' ORDER BY f, t) FROM (VALUES
	('854231', '854231', '1:1'), ('854800', '854890', '1:1'), ('854141', '854140', 'n:1'), ('854142', '854140', 'n:1'), ('852989', '852980', '1:n'), ('852989', '852981', '1:n'),
	('852581', '852580', 'n:1'), ('852589', '852580', 'n:1'), ('854151', '854190', 'n:n'), ('854151', '851712', 'n:n'), ('851713', '851712', 'n:1'), ('851714', '851712', 'n:1'),
	('880730', '880330', 'n:1'), ('880720', '880330', 'n:1')) v(f, t, r);
UPDATE file SET content = content || (SELECT string_agg(format(E'\nHS2022,854921,HS2017,%s,n:n', t), '') FROM (SELECT 840100 + n FROM generate_series(1, 60) n UNION SELECT 854231) w(t));
SELECT * FROM screening.load_hs_correlation((SELECT content FROM file));
SELECT * FROM screening.load_hs_correlation((SELECT content FROM file));
-- a corrected file: one pair new, one of another kind, one gone
SELECT * FROM screening.load_hs_correlation((SELECT replace(replace(content, 'HS2022,880720,HS2017,880330,n:1', 'HS2022,880720,HS2017,880320,1:1'), '880730,HS2017,880330,n:1', '880730,HS2017,880330,1:1') FROM file));
SELECT * FROM screening.load_hs_correlation((SELECT content FROM file));
-- without the column, the relationship is counted
SELECT * FROM screening.load_hs_correlation(E'from_code,from_edition,to_code,to_edition\n010110,2007,010111,1992\n010110,2007,010120,1992\n010190,2007,010119,1992\n010190,2007,010120,1992\n010210,2007,010210,1992');
SELECT from_code, to_code, relationship FROM screening.hs_correlation WHERE to_edition = 1992 ORDER BY 1, 2;

-- codes: each relationship, national digits, a heading, nothing, the same edition, the other way round
SELECT c AS asked, v.* FROM unnest('{854231, 854800, 854141, 852989, 854151, 8541510000, 8541, 90}'::hscode[]) WITH ORDINALITY a(c, n), LATERAL screening.hs_convert(a.c, 2022, 2017) v ORDER BY n, note NULLS FIRST, code;
SELECT * FROM screening.hs_convert('854140', 'HS2017', 'H6');
SELECT * FROM screening.hs_convert('851712', 2017, 2022);
SELECT * FROM screening.hs_convert('8542', 2022, 2022);
SELECT * FROM screening.hs_convert(NULL::hscode, 2022, 2017);
SELECT * FROM screening.hs_convert('8542', NULL::integer, 2017);

-- a list: the report, and the lists of each mode
SELECT * FROM screening.hs_convert_report('854231, 8548, 854141-854142, 852989, 852589, 854151, 880730, 990101, ex 8541.60', 2022, 2017);
SELECT mode, screening.hs_convert_list('854231, 8548, 854141-854142, 852989, 852589, 854151, 880730, 990101', 2022, 2017, mode) FROM unnest('{strict, core, all}'::text[]) mode;
-- a code that is listed in part, with exceptions, or by a national line only, remains so
SELECT screening.hs_convert_list('ex 854231, 854141', 2022, 2017), screening.hs_convert_list('8542310001', 2022, 2017), screening.hs_convert_list('854231 except 8542319', 2022, 2017);
-- back again
SELECT * FROM screening.hs_convert_report('854140', 2017, 2022);
SELECT screening.hs_convert_list('8541-8542 except 854190', 2022, 2022), screening.hs_convert_list('{}', 2022, 2017);
SELECT * FROM screening.hs_convert_report('8541-8542, ex 9013', 2022, 2022);
SELECT screening.hs_convert_list('8542', 2022, 2017, 'most'); ROLLBACK TO s;
SELECT screening.hs_convert_list('8542', 2022, 2002); ROLLBACK TO s;

-- the dictionary
SELECT * FROM screening.load_hs_dictionary(E'code,description\n8542,Circuits'); ROLLBACK TO s;
SELECT * FROM screening.load_hs_dictionary(E'code,description\n8542,Circuits', 2021); ROLLBACK TO s;
SELECT * FROM screening.load_hs_dictionary(E'code,description\n8542,', 2022); ROLLBACK TO s;
SELECT * FROM screening.load_hs_dictionary(E'code,description\nabc,Circuits', 2022); ROLLBACK TO s;
SELECT * FROM screening.load_hs_dictionary(E'code,description\n8542,Circuits\n85.42,Circuits', 2022); ROLLBACK TO s;
SELECT * FROM screening.load_hs_dictionary(E'code,description\n8542,Circuits', 2022, ''); ROLLBACK TO s;
SELECT * FROM screening.load_hs_dictionary(E'edition,code,level,parent,description\nHS2022,85,2,,Electrical\nHS2022,8534,4,85,Printed circuits\nHS2022,853400,6,8534,Printed circuits\nHS2022,8542,4,85,Integrated circuits\n'
	'HS2022,854231,6,8542,Processors\nHS2022,854239,6,8542,Others\nHS2022,854151,6,8541,Transducers\nHS2017,8541,4,85,Diodes\nHS2017,854140,6,8541,"Photosensitive, LED"');
SELECT * FROM screening.load_hs_dictionary(E'code,description\n8542,Circuits intégrés', 2022, 'fr');
SELECT c, screening.hs_describe(c) AS latest, screening.hs_describe(c, 2017) AS "2017", screening.hs_describe(c, NULL, 'fr') AS fr FROM unnest('{8542310001, 854231, 8542, 85423, 8541400000, 8599, 85, 99}'::hscode[]) c;
SELECT c, (screening.hs_check(c, 2022)).*, screening.hs_expand(c, 2022) FROM unnest('{854231, 8542310001, 85423, 8534, 854140, 99, 8541, 85, 9, 853400}'::hscode[]) c;
SELECT (screening.hs_check(c, 2012)).* FROM unnest('{8542, 854231, 85423, 0101}'::hscode[]) c;
-- national lines in a dictionary: what is finer than one is national still, whether or not its own line is there
SAVEPOINT s;
SELECT * FROM screening.load_hs_dictionary(E'code,description\n85,Electrical\n8542,Circuits\n854231,Processors\n85423100,Of CN\n8534,Printed\n853400,Printed\n85340010,Of CN', 2028);
SELECT c, (screening.hs_check(c, 2028)).*, screening.hs_describe(c, 2028), screening.hs_expand(c, 2028) FROM unnest('{85423100, 8542310001, 85423190, 854239, 8534}'::hscode[]) c;
ROLLBACK TO s;
-- what is declared by a heading that has one subheading only is that subheading
SELECT '8534'::hscode <@ '853400'::hslist AS as_declared, screening.hs_expand('8534', 2022) <@ '853400'::hslist AS expanded;
-- or the list is made to have the heading; in part, with exceptions, or not at all, as the subheading is
SELECT l AS list, screening.hs_expand_list(l, 2022) AS expanded, screening.hs_expand_list(l, 2012) = l AS no_dictionary
FROM unnest('{"853400, 8542", "ex 8534.00", "8534.00 except 8534.00.11", "85340011", "8542", "8534", "85 except 8534", "8534 except 853400", "85 except 853400", "{}", NULL}'::hslist[]) l;
SELECT screening.hs_expand_list('8534', NULL) IS NULL AS null_edition;
-- the two agree
SELECT count(*), count(DISTINCT hs_match(c, screening.hs_expand_list(l, 2022))) AS kinds,
	   count(*) FILTER (WHERE hs_match(c, screening.hs_expand_list(l, 2022)) <> hs_match(screening.hs_expand(c, 2022), l)) AS differing
FROM unnest('{"853400, 8542", "ex 8534.00", "8534.00 except 8534.00.11", "85340011", "8542", "8534 except 853400", "85 except 8534", "85 except 853400", "ex 8534, 853400", "ex 85", "{}"}'::hslist[]) l,
	 unnest('{8534, 85340, 853400, 85340011, 8534001100, 8535, 8542, 854231}'::hscode[]) c;
ROLLBACK;
