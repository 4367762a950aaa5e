-- hostile input: rejected with 22P02 and a hint, or read; never anything else
\set ECHO none
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen;
RESET client_min_messages;
\set ECHO all
CREATE TEMP TABLE hostile (s text);
-- written by hand
INSERT INTO hostile SELECT unnest(ARRAY['', ' ', '  ', E'\t', E'\n', E'\r\n', E'\v', E'\x01', E'\x1b[31m8542', E'\x7f', '.', '-', '..', '--', ' . ', '-8542', '+8542', '8542-', '8542.', '.8542', '8542..31',
	'8542--31', '8542 - 31', '8542  31', ' 8542', '8542 ', E'8542\n', E'8542\t31', E'8542\r', '8542,31', '8542;31', '8542/31', '8542\31', '8542_31', '8542:31', '8542|31', '8542''31', '8542"31', '(8542)', '[8542]', '{8542}', '{8542,8543}',
	'8542*', '8542%', '8542_', '8542?', '8542x', '8542X', 'x8542', '8542H', 'HS8542', 'ex8542', 'O542', '854l', 'null', 'NULL', 'NaN', 'Infinity', '-Infinity', 'true', '0x85', '8542e3', '8.542E+03', '1e1000', '٨٥٤٢', '８５４２', '8542٣',
	U&'8542\00A031', U&'\FEFF8542', U&'8542\200B', U&'\202E2458', U&'8542\0301', U&'\+01D7D6542', '一二三四', 'восемь', '😀', '8542😀', '12345678901234567', '00000000000000000', '99999999999999999999999999999999', '1.2.3.4.5.6.7.8.9.0.1.2.3.4.5.6.7',
	'8542'';DROP TABLE hostile;--', '$1', '%s%n%d', '%n%n%n%n', '\x8542', '\\8542', '8542\0', '<8542>', '&#56;542', '8542' || repeat(' ', 300), repeat('8', 16) || ' ', repeat('8.', 20), repeat('8', 100000), repeat('.', 100000), repeat(' ', 100000) || '8']);
-- every ASCII character in front, between and behind
INSERT INTO hostile SELECT replace(t, '?', chr(c)) FROM generate_series(1, 127) c, unnest(ARRAY['?8542', '85?42', '8542?', '?']) t;
-- written for lists
INSERT INTO hostile SELECT unnest(ARRAY[',', ';', ',,', '8542,', ',8542', '8542,,8543', '8542;;8543', '{', '}', '{}}', '{{}}', '{} {}', '{},8542', '8542,{}', '!', '!8542', '!!8542', '8542,!', '8542!', '8542 !8543', '8542, !', 'ex', 'ex ', 'ex ex 8542', 'ex,8542', 'ex-8542', 'exx 8542', 'ex !8542',
	'except', 'except 8542', '8542 except', '8542 except,', '8542 except 8543,', '8542 except except 8543', '8542 except ex', '8542 except !8543', '8542 except (', '8542 except )', '8542 except ()', '8542 except (,)', '8542 except (8543', '8542 except 8543)', '8542 except ((8543))', '8542 except (8543))',
	'8542 except (8543) 8544', '8542 except (8543,)', '8542 (8543)', '(8542)', '8542 but 8543', '8542except8543x', '8542 excepted 8543', '8542 exce 8543', '8471-', '-8471', '8471--8473', '8471-8473-8475', '8471-84', '84-8471', '8473-8471', '8471-ex 8473', 'ex 8471-!8473', '8471 8473', '8471 847', '8471  30', '8471. 30', '8471 .30', '8471- ', '8471–8473',
	'8471—8473', '8471…8473', '8471..8473', '8471-8473.', '8542 ex', '8542,ex', 'all', '*', '85*', '85**', '8542, 8543 and 8544', '8542 и 8543', '8542 кроме 8543', 'ех 8542', '8542,\n8543', '"8542"', '[8471,8473]', '8542' || repeat(',', 1000), repeat('!', 100000), repeat('ex ', 100000), repeat('8542 except ', 100000), '8542 except ' || repeat('(', 100000),
	'8542 except ' || repeat('(8542 except ', 300), '8542 except ' || repeat('(8542 except ', 100000), repeat('8542-', 100000), repeat('8471,', 10000), repeat('8471-8473 ', 10000), repeat('8542 except (', 100) || repeat(')', 100), '99999999999999999-99999999999999999', '0-00', '9-8', '0000-0000000000000000']);
-- and at random, of what lists and codes are made of
INSERT INTO hostile SELECT string_agg((ARRAY['8', '5', '42', '8542', '0', '.', '-', ' ', ',', ';', '!', '(', ')', 'ex ', ' except ', '{}', '*', E'\n', 'x', '９'])[1 + ('x' || substr(md5(n || '/' || k), 1, 7))::bit(28)::int % 20], '' ORDER BY k)
FROM generate_series(1, 3000) n, generate_series(1, 1 + n % 9) k GROUP BY n;
CREATE FUNCTION try(type text, s text, OUT state text, OUT hint text, OUT value text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SELECT (%L::%s)::text', s, type) INTO value;
	state := 'read';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, hint = PG_EXCEPTION_HINT;
END $$;
CREATE TEMP TABLE tried AS SELECT type, h.s, t.* FROM unnest('{hscode, hslist}'::text[]) type, hostile h, try(type, s) t;
SELECT type, count(DISTINCT s) > 3000 AS many, count(DISTINCT s) FILTER (WHERE state = '22P02') > 1000 AS refused, count(DISTINCT s) FILTER (WHERE state = 'read') > 50 AS read FROM tried GROUP BY type ORDER BY type;
-- nothing but 22P02 with a hint
SELECT type, left(s, 40) AS s, state FROM tried WHERE state NOT IN ('read', '22P02') ORDER BY type, s;
SELECT type, left(s, 40) AS s FROM tried WHERE state = '22P02' AND coalesce(hint, '') = '';
-- what was read is a code by the rule, and what the rule says was read
SELECT s, state FROM tried WHERE type = 'hscode' AND (state = 'read') <> (s ~ '^[0-9]([. -]?[0-9])*$' AND length(regexp_replace(s, '[. -]', '', 'g')) <= 16);
SELECT s, value FROM tried WHERE type = 'hscode' AND state = 'read' AND value <> regexp_replace(s, '[. -]', '', 'g');
SELECT count(*) FROM tried WHERE type = 'hslist' AND state = 'read' AND value::hslist::text <> value;
-- the same through text
CREATE FUNCTION try_cast(type text, s text, OUT state text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SELECT $1::text::%s', type) USING s;
	state := 'read';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE;
END $$;
SELECT count(*) FROM tried t, try_cast(type, s) c WHERE t.state <> c.state;
-- the lenient readers refuse nothing
CREATE TEMP TABLE cleaned AS SELECT s, d, c.*, hs_parse(s, d) AS parsed FROM hostile, unnest('{NULL, 2, 6, 10, 16}'::int[]) d, hs_clean(s, d) c;
SELECT count(*) > 15000 AS many, count(*) FILTER (WHERE status NOT IN ('ok', 'repaired', 'ambiguous', 'invalid', 'empty')) AS unknown,
       count(*) FILTER (WHERE code IS DISTINCT FROM parsed OR (code IS NULL) = (status IN ('ok', 'repaired')) OR NOT hs_valid(code)) AS wrong FROM cleaned;
SELECT status, left(s, 30), note FROM cleaned WHERE d IS NULL AND s !~ '[0-9٠-٩０-９]' AND status NOT IN ('invalid', 'empty') ORDER BY s;
DROP FUNCTION try, try_cast;
-- nor do they in a database whose characters have no equivalent in Unicode
CREATE DATABASE tradescreen_euc_kr ENCODING 'EUC_KR' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0;
\set database :DBNAME
\connect tradescreen_euc_kr
SET client_encoding = 'EUC_KR';
SET client_min_messages = warning;
CREATE EXTENSION tradescreen;
SELECT octet_length(s), c.* FROM unnest(ARRAY['8542.31', convert_from('\xadad', 'EUC_KR') || '8542', '8542' || convert_from('\xadad', 'EUC_KR'), convert_from('\xa3b8a3b5a3b4a3b2', 'EUC_KR'), 'HS 8542' || convert_from('\xa1a1', 'EUC_KR')]) s, hs_clean(s) c;
SELECT count(*) FILTER (WHERE status NOT IN ('ok', 'repaired', 'ambiguous', 'invalid', 'empty')) AS unknown, count(*) > 8000 AS many, count(code) > 50 AS some
FROM generate_series(161, 254) a, generate_series(161, 254) b, convert_from(set_byte(set_byte('\x0000', 0, a), 1, b), 'EUC_KR') s, hs_clean('8542' || s) c;
\connect :database
DROP DATABASE tradescreen_euc_kr;
