-- Hostile input to everything that reads names: no error but the ones that
-- are documented, no crash, and the laws hold.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen;
RESET client_min_messages;

CREATE TEMP TABLE hostile (id serial, s text);

-- written by hand
INSERT INTO hostile (s) SELECT unnest(ARRAY[
	'', ' ', E'\t\r\n', '.', '...', '-', '''', '"', '(', ')', '()', '((', '))', ')(', '«»', '[]{}', ';', ';;;', ',,,',
	'&', '&&&', '/', '\', '%', '%s%n', '$1', '{"a":1}', '<xml/>', 'NULL', 'null', 'DROP TABLE x; --',
	'f.k.a.', 'f.k.a. f.k.a.', 'a f.k.a.', 'f.k.a. b', 'a f.k.a. b', '(f.k.a. b)', 'LLC', 'LLC LLC', 'OOO', 'of the', 'the',
	'a', 'ab', 'a b', 'a b c', 'A.B.C.', '1', '12', '1 2', '1a', 'a1', '1a2b3c', '00000', '0', '000123',
	'99999999999999999999999999999999', 'III', 'IIII', 'XXXX', 'xxxix', 'forty four', 'forty forty', 'forty 4', 'four forty',
	'ООО', 'АО «»', 'АО «АО»', '«', 'ЁЖИК', 'й', 'щщщщщ', 'ъь', 'ӘӨҰҮ', 'Ѣ',
	'有限公司', '有限公司有限公司', '公司', '厂', '一', '丁丁', '株式会社', '주식회사', '주', '가나다라마바사아자차카타파하', 'บริษัท จำกัด',
	'شركة', 'ش.م.م', 'בע"מ', 'ՍՊԸ', 'შპს', 'ΑΕ', 'कंपनी', 'ລາວ', 'ខ្មែរ', 'မြန်မာ', '𠀀𠀁', '💥', '💥💥', 'x💥y', '𝔄𝔠𝔪𝔢', 'Ａｃｍｅ', '①②③',
	'ﬁnance', 'ß', 'SS', 'ẞ', 'İ', 'ı', 'Ǆ', 'ŉ', '℡', '㈱', '№', '™', '½', 'x²', 'Å', 'Å'
]);
-- one code point of every kind, repeated
INSERT INTO hostile (s)
SELECT repeat(chr(c), n)
FROM unnest(ARRAY[1, 7, 8, 27, 127, 128, 160, 173, 847, 1564, 6158, 8203, 8204, 8205, 8206, 8232, 8238, 8288, 8298, 65279, 65532,
				  65533, 917505, 917631, 768, 1155, 1425, 1611, 2381, 3633, 4141, 12441, 65024, 127995, 57344, 983040, 1114109,
				  888, 3712, 43008, 66560, 93952, 119808, 126464]) AS c,
	 unnest(ARRAY[1, 70, 3000]) AS n;
-- the same inside and around a name
INSERT INTO hostile (s) SELECT 'Acme' || s || 'Trading' FROM hostile WHERE length(s) <= 70;
-- long ones
INSERT INTO hostile (s) SELECT unnest(ARRAY[
	repeat('a', 9999), repeat('a', 10000), repeat('a', 10001), repeat('a ', 5001), repeat('a1', 5001), repeat('(', 10001),
	repeat('(a) ', 3000), repeat('a;', 6000), repeat('f.k.a. a ', 1500), repeat('LLC ', 3000), repeat('Acme Trading ', 1000),
	repeat('é', 5001), repeat('я', 5001), repeat('華', 4000), repeat('한', 4000), repeat('ش', 5001), repeat('ก', 4000),
	repeat('有限公司', 1000), repeat('a' || chr(769), 3400), repeat('公', 3333) || '司', repeat('forty four ', 1000),
	-- one character that folds to eighteen
	'(xx)' || repeat(U&'\FDFA', 3332), repeat('(' || U&'\FDFA' || ')', 2000),
	repeat('12345', 2001), repeat('x', 63) || ' ' || repeat('x', 64) || ' ' || repeat('x', 65)
]);

SELECT count(*) >= 400 AS enough FROM hostile;

-- everything answers, and answers sensibly
SELECT count(*) FILTER (WHERE name_score(s, s) <> 1) AS not_itself,
       count(*) FILTER (WHERE name_normalize(s) IS NULL) AS no_text,
       count(*) FILTER (WHERE name_normalize(s) ~ '[^a-z0-9 ]') AS not_plain,
       count(*) FILTER (WHERE name_normalize(name_normalize(s)) IS NULL) AS not_again,
       count(*) FILTER (WHERE (SELECT count(*) FROM name_parse(s)) < 0) AS no_units,
       count(*) FILTER (WHERE (SELECT count(*) FROM name_parties(s)) > length(s)) AS many_parties,
       count(*) FILTER (WHERE (SELECT count(*) FROM name_variants(s)) NOT BETWEEN 1 AND 120) AS no_variants,
       count(*) FILTER (WHERE name_explain(s, 'Acme Trading') ->> 'score' IS NULL) AS unexplained,
       count(*) FILTER (WHERE namequery_name(namequery(s, 0.5)) <> s) AS query_lost
FROM hostile;

-- all pairs of the short ones
SELECT count(*) FILTER (WHERE score NOT BETWEEN 0 AND 1) AS out_of_range,
       count(*) FILTER (WHERE score <> name_score(b.s, a.s)) AS asymmetric,
       count(*) FILTER (WHERE (score = 1) <> (name_normalize(a.s) = name_normalize(b.s))) AS false_one
FROM hostile a, hostile b, name_score(a.s, b.s) AS score
WHERE length(a.s) < 20 AND length(b.s) < 20 AND a.id % 3 = 0;

-- namequery takes what begins with a threshold, and only that
CREATE FUNCTION pg_temp.try(s text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM s::namequery;
	RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;
SELECT pg_temp.try(s), count(*) >= 400 AS many FROM hostile WHERE s !~ '^[0-9.]+:' GROUP BY 1 ORDER BY 1;
SELECT pg_temp.try('0.5:' || s), count(*) >= 400 AS many FROM hostile GROUP BY 1 ORDER BY 1;
SELECT left(t, 12) AS threshold, pg_temp.try(t || ':x') FROM unnest(ARRAY[
	'0', '1', '0.0', '1.0', '.5', '1.', '00.5', '1.0001', '2', '-0', '+1', ' 1', '1 ', '1e0', 'inf', 'nan', '0x1', '1,0', '٠', '.', '..', '1.0.0',
	repeat('0', 400), '0.' || repeat('9', 400), repeat('9', 400)
]) AS t;
