-- hs_clean and hs_parse: codes as they are found in the field
\set ECHO none
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen;
RESET client_min_messages;
\set ECHO all
\pset null (null)

-- clean already
SELECT c.* FROM unnest(ARRAY['8542', '8542.31', '8542 31 00 01', '8542.31.00.01', '85', '010121', '98019900']) s, hs_clean(s) c;

-- nothing there
SELECT c.* FROM unnest(ARRAY['', '   ', E'\t\n', '''''', U&'\00A0', U&'\200B', NULL]) s, hs_clean(s) c;

-- digits and punctuation of other scripts, invisible characters
SELECT s, c.* FROM unnest(ARRAY['８５４２．３１', '８５４２３１００', '٨٥٤٢٣١', '۸۵۴۲۳۱', '८५४२३१', '৮৫৪২৩১', '๘๕๔๒๓๑', '8542·31', '8542．31', '8542–31', '8542‑31']) s, hs_clean(s) c;
SELECT c.* FROM unnest(ARRAY[U&'8542\00A031', U&'\00A08542', U&'8542\200B31', U&'\FEFF854231', U&'8542\202F31', U&'8542\300031', U&'8542\00AD31',
                             E'8542\t31', ' 8542.31', '8542.31 ', E'8542.31\r\n']) s, hs_clean(s) c;

-- labels
SELECT s, c.* FROM unnest(ARRAY['HS 8542.31', 'hs:8542.31', 'HS Code: 8542.31', 'HS854231', 'H.S. Code No. 8542', 'HTS 8542.31.0001', 'HTSUS: 8542310001',
                                'Schedule B: 8542310000', 'CN 8542 31 90', 'CN code 85423190', 'TARIC 8542319000', 'HSN 85423100', 'TN VED 8542319010',
                                'ТН ВЭД 8542319010', 'тн вэд еаэс: 8542319010', 'Код ТНВЭД 8542 31 901 0', '税号 8542310000', '税号:8542310000',
                                'HS编码:8542310000', '商品编码8542310000', '稅號：８５４２', 'GTIP: 854231900011', 'GTİP 854231900011', 'NCM 8542.31.90',
                                'No. 8542', '№ 8542', '# 8542', '#8542', 'Heading 85.42', 'Chapter 85', 'Tariff number 8542']) s, hs_clean(s) c;

-- quotes, brackets, stray signs
SELECT s, c.* FROM unnest(ARRAY['''854231', '"8542.31"', '="854231"', '«8542»', '“8542”', '(8542.31)', '[8542]', '8542.31.', '.8542', '8542-', '- 8542', '8542..31', '8542 - 31', '8542.  31', '8542:']) s, hs_clean(s) c;

-- ex in Russian, and in Cyrillic letters that look alike
SELECT s, c.* FROM unnest(ARRAY['из 8542', 'ИЗ 8542.31', 'ех 8542', 'ЕХ8542', 'Ех. 8542', 'eх 8542', 'еx 8542', '8542 ех', '8542 (ех)', '8542ХХ', 'изделие 8542', '8542 из']) s, hs_clean(s) c;

-- the edition in the label; 2002 and 2007 are headings too
SELECT s, c.* FROM unnest(ARRAY['HS 2017: 854231', 'HS2017 854231', 'hs-2022 8542.31', 'HS 2017 - 854231', 'HS2022:8542', 'ＨＳ２０２２：８５４２', 'HS 1988: ex 8542', 'HS 2017: HS 8542', 'HS 2002: 8542', 'HS 2002 8542', 'HS 2002 10', 'HS 2007.99', 'hs 2007 991000',
                                'HS 2017', 'HS 2017:', 'HS 2016: 854231', 'HS 20170: 854231', 'HS2017854231', 'HS 2022.10', 'HS 2022 10', 'HS 2017: unknown']) s, hs_clean(s) c;

-- tails
SELECT s, c.* FROM unnest(ARRAY['8542.31*', '8542**', '8415.10.1000H', '8415101000 H', '8542310000e', '8542XX', '8542.XX', '8542.31.xx.xx', '8542ХХ',
                                'ex 8542.31', 'ex8542', 'Ex. 8542', 'HS ex 8542.31', '8542.31 ex', '8542 (ex)', '8542.31 kg', '8542.31 integrated circuits', '8542ab', '8542%']) s, hs_clean(s) c;
SELECT s, c.* FROM unnest(ARRAY['85423O', '85423l', '85O231', '8542I', '85 O2']) s, hs_clean(s) c;

-- what a spreadsheet makes of a code
SELECT s, d, c.* FROM (VALUES ('854231.0', NULL), ('85423100.0', NULL), ('8542310000.0', NULL), ('8542.0', NULL), ('8542.0', 4), ('8542.0', 5), ('8542.0', 6), ('85.0', NULL),
                              ('10121.0', NULL), ('10121.0', 6), ('1012100.0', 8), ('101.0', 4), ('8.0', 2), ('8542.00', NULL), ('8542.31.0', NULL), ('8542,31', NULL), ('8542,3', NULL),
                              ('8.54231E+09', NULL), ('8.54231e9', NULL), ('8,54231E+09', NULL), ('854231E5', NULL), ('8542E+6', 10), ('854,231', NULL), ('8,542,310,000', 10)) v (s, d), hs_clean(s, d) c;

-- two zeros may be digits of the code, unless the length says which
SELECT s, d, c.* FROM (VALUES ('854231.00', 6), ('854231.00', NULL), ('854231.00', 8), ('854231.00', 10), ('85423100.00', 8), ('85423100.00', NULL), ('10121.00', 6), ('8542.00', 4), ('8542.00', 6), ('8542.00', 5),
                              ('85.00', 2), ('85.00', NULL), ('85.00', 4), ('101.00', 6), ('854231.000', 6), ('854231.01', 6), ('854231,00', 6), ('854231.00*', 6)) v (s, d), hs_clean(s, d) c;

-- lost zeros: restored only when told the length
SELECT s, d, c.* FROM (VALUES ('10121', NULL), ('10121', 6), ('10121', 8), ('10121', 10), ('1012100', NULL), ('1012100', 8), ('101210000', NULL), ('101210000', 10), ('101210000', 9),
                              ('101', NULL), ('101', 4), ('101', 6), ('1', NULL), ('1', 2), ('8', 2), ('0', 2), ('12', 3), ('85423', NULL), ('85423', 6), ('85423', 5), ('8486.1', NULL), ('8486.1', 6), ('848.61', 6),
                              ('101.21', NULL), ('101.21', 6), ('101.21', 8), ('1.01.21', NULL), ('1.01.21', 6), ('854.231', NULL), ('854.231', 6), ('85.42.31', NULL), ('85.42.3', 6),
                              ('010121', 6), ('010121', 8), ('01012', 6), ('8542', 6), ('854231', 10), ('8542310000', 6), ('10121X', 6), ('10121*', 6), ('101.21XX', 8), ('10121', 7), ('HS 10121', 6), (' 10121 ', 6),
                              ('0000854231', NULL), ('0000854231', 6), ('0000010121', 6), ('0010121', 6)) v (s, d), hs_clean(s, d) c;

-- odd lengths are what nine-digit, eleven-digit and one-dash codes have
SELECT s, d, c.* FROM (VALUES ('854231000', 9), ('85423100011', NULL), ('85423100011', 11), ('0854231', NULL), ('010129000', NULL), ('8541.4', NULL), ('85414', NULL)) v (s, d), hs_clean(s, d) c;

-- several codes
SELECT s, d, c.* FROM (VALUES ('8542, 8543', NULL), ('8542,8543', NULL), ('8542/8543', NULL), ('8542;8543', NULL), ('8542 8543', NULL), ('8542-8543', NULL), ('8542 8543', 8), ('8542 & 8543', NULL),
                              ('8542 and 8543', NULL), (E'8542\n8543', NULL), ('854231 854232', NULL), ('8471.30 8471.50', NULL), ('8471 30 8471 50', NULL), ('85,42', NULL),
                              ('8542310000 8542320000', NULL), ('HS2022: 854231', NULL), ('CN8 85423110', NULL), ('854231 0001', NULL), ('8542 31 0000', NULL), ('8542 31 0001', NULL)) v (s, d), hs_clean(s, d) c;

-- no code
SELECT s, c.* FROM unnest(ARRAY['n/a', '-', 'none', 'abc', 'abc 8542', 'unknown 85', '85423100000000001', '00', '001234', '0', '77', '770110', '7701', '77011', '8500', '850000', '8500000000', '85000']) s, hs_clean(s) c;
SELECT c.* FROM hs_clean(repeat('8', 257)) c;
SELECT c.* FROM hs_clean(repeat(' ', 256) || '8') c;
SELECT c.* FROM hs_clean(repeat('8 ', 60)) c;

-- digits: 2 to 16 or nothing
SELECT hs_clean('8542', 1);
SELECT hs_clean('8542', 17);
SELECT hs_parse('8542', 0);
SELECT hs_clean(NULL, 6), hs_clean('8542', digits => 4), hs_clean('8542', NULL);

-- hs_parse is the code of hs_clean
SELECT hs_parse('HS 8542.31'), hs_parse('10121', 6), hs_parse('10121', digits => 6), hs_parse('garbage'), hs_parse(NULL), hs_parse(''), hs_parse('8542, 8543');
SELECT provolatile, proparallel, proisstrict FROM pg_proc WHERE proname IN ('hs_clean', 'hs_parse') ORDER BY proname;

-- properties, on 20000 fields put together at random
CREATE TEMP TABLE field AS
SELECT prefix[1 + h % 8] || left(digits, 1 + n % 12) || middle[1 + h / 8 % 8] || left(digits, n / 12 % 4) || tail[1 + h / 64 % 8] AS s,
       (ARRAY[NULL, 4, 6, 8, 9, 10])[1 + h / 512 % 6] AS d
FROM (SELECT n, ('x' || left(md5('f' || n), 7))::bit(28)::int AS h, translate(md5('d' || n), 'abcdef', '854200') AS digits,
             ARRAY['', '', 'HS ', 'ex ', '''', ' ', 'no', '#'] AS prefix, ARRAY['', '.', ' ', '-', ',', '..', '/', U&'\00A0'] AS middle, ARRAY['', '', '.0', 'X', 'H', '*', 'E+5', ' ex'] AS tail
      FROM generate_series(1, 20000) n) r;
CREATE TEMP TABLE cleaned AS SELECT s, d, c.*, hs_parse(s, d) AS parsed FROM field, hs_clean(s, d) c;
SELECT count(*) FILTER (WHERE status = 'ok') > 400 AS ok, count(*) FILTER (WHERE status = 'repaired') > 1000 AS repaired,
       count(*) FILTER (WHERE status = 'ambiguous') > 1000 AS ambiguous, count(*) FILTER (WHERE status = 'invalid') > 500 AS invalid FROM cleaned;
-- a code with ok and repaired and only then, always a possible one; a note whenever something was changed or withheld
SELECT count(*) FROM cleaned
WHERE (code IS NOT NULL) <> (status IN ('ok', 'repaired')) OR code IS DISTINCT FROM parsed OR NOT hs_valid(code) OR (status <> 'ok' AND note IS NULL);
-- ok is what the type takes for the same code
SELECT count(*) FROM cleaned WHERE status = 'ok' AND s::hscode <> code;
-- no digit is invented but a leading zero, and that only to reach the length asked for
SELECT count(*) FROM cleaned, regexp_replace(CASE WHEN note LIKE '%number column%' THEN regexp_replace(s, '\.00?\D*$', '') ELSE s END, '\D', '', 'g') digits
WHERE code IS NOT NULL AND code::text <> digits
  AND NOT (hs_level(code) = d AND note LIKE '%leading zero restored%' AND code::text = '0' || digits)
  AND NOT (hs_level(code) = d AND note LIKE '%leading zeros%removed%' AND repeat('0', length(digits) - d) || code::text = digits);
-- cleaning what is clean changes nothing
SELECT count(*) FROM cleaned, hs_clean(hs_format(code), d) again WHERE cleaned.code IS NOT NULL AND hs_level(cleaned.code) = d AND (again.code, again.status) IS DISTINCT FROM (cleaned.code, 'ok');
