-- hscode: input and output, comparison, levels, operators
\set ECHO none
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen;
RESET client_min_messages;
\set ECHO all

-- input: digits, with a single separator between two of them
SELECT c, c::hscode FROM unnest(ARRAY['85', '8542', '8542.31', '8542 31', '8542-31', '8542.31.00.01', '8.5.4.2',
                                      '0101', '0', '9', '9999999999999999', '0000000000000000', '77']) c;
SELECT '85'::hscode = '8500'::hscode AS same, '8542.31'::hscode = '854231'::hscode AS dotted_same;

-- and nothing else
SELECT ''::hscode;
SELECT ' 8542'::hscode;
SELECT '8542 '::hscode;
SELECT '8542..31'::hscode;
SELECT '.8542'::hscode;
SELECT '8542.'::hscode;
SELECT '85420000000000000'::hscode;
SELECT '8542x'::hscode;
SELECT '8542*'::hscode;
SELECT '-8542'::hscode;
SELECT '8.54231E+09'::hscode;

-- casts
SELECT '8542.31'::text::hscode, '8542.31'::varchar::hscode, '8542.31'::char(12)::hscode, '8542'::hscode::text || '!' AS text;
SELECT 'x'::text::hscode;
SELECT '8542  x '::char(10)::hscode;
CREATE TEMP TABLE t (c hscode, t text, v varchar);
INSERT INTO t VALUES ('8542', '8542'::hscode, '8542'::hscode);
INSERT INTO t (c) VALUES ('8542'::text);
SELECT * FROM t;
SELECT 8542::hscode;
SELECT '8542'::hscode::bigint;

-- storage and binary form
SELECT typlen, typbyval, typalign FROM pg_type WHERE oid = 'hscode'::regtype;
SELECT c, hscode_send(c) FROM unnest('{0, 9, 85, 8542, 9999999999999999}'::hscode[]) c;

-- comparison
SELECT a, b, a = b AS eq, a <> b AS ne, a < b AS lt, a <= b AS le, a > b AS gt, a >= b AS ge, hscode_cmp(a, b) AS cmp
FROM (VALUES ('8542'::hscode, '8542'::hscode), ('85', '8500'), ('8599', '86'), ('9', '10')) v (a, b);
SELECT string_agg(c::text, ' ' ORDER BY c) FROM unnest('{9, 10, 8542, 85, 854231, 8501, 8500, 0101, 86, 0, 9999999999999999}'::hscode[]) c;
SELECT min(c), max(c) FROM unnest('{8542, NULL, 85, 854231}'::hscode[]) c;
SELECT min(c), max(c) FROM unnest('{}'::hscode[]) c;
SELECT count(DISTINCT c) FROM unnest('{8542, 85.42, 854231}'::hscode[]) c;

-- containment
SELECT a, b, a <@ b AS "<@", a @> b AS "@>", a && b AS "&&"
FROM (VALUES ('854231'::hscode, '8542'::hscode), ('8542', '854231'), ('8542', '8542'), ('8542', '8543'),
             ('8500', '85'), ('85', '850'), ('9999999999999999', '9')) v (a, b);
SELECT '8542'::hscode <@ ANY ('{85, 86}') AS "any", '8542' <@ NULL::hscode AS "null";

-- the operators, as they are declared
SELECT oprname, oprleft::regtype, oprright::regtype, oprcom::regoperator, oprnegate::regoperator, oprcanmerge, oprcanhash
FROM pg_operator WHERE 'hscode'::regtype IN (oprleft, oprright) AND NOT ARRAY[oprleft, oprright] && '{hslist, hsrange}'::regtype[]::oid[]
ORDER BY oprname COLLATE "C", oprleft, oprright;

-- levels
SELECT c, hs_level(c), hs_chapter(c), hs_heading(c), hs_subheading(c), hs_parent(c), hs_truncate(c, 3) AS first_3, hs_format(c)
FROM unnest('{8, 85, 854, 8542, 85423, 854231, 8542310, 85423100, 854231000, 8542310001, 85423100011,
              854231000112, 8542310001123, 85423100011234, 854231000112345, 8542310001123456}'::hscode[]) c;
SELECT hs_truncate('8542', 16), hs_truncate('8542', 17), hs_truncate('8542', 2147483647), hs_truncate('8542310001123456', 16);
SELECT hs_truncate('8542', 0);
SELECT hs_truncate('8542', -1);

-- sections: every chapter once
SELECT s, min(c), max(c), count(*) FROM (SELECT lpad(n::text, 2, '0')::hscode c FROM generate_series(0, 99) n) c, hs_section(c) s
GROUP BY s ORDER BY s;
SELECT hs_section('8'), hs_section('0'), hs_section('854231'), hs_section('7701');

-- valid: at least a chapter, not three digits, a chapter and a heading that can be
SELECT c, hs_valid(c) FROM unnest('{8, 0, 85, 854, 8542, 85423, 854231, 8542310, 00, 0001, 77, 7701, 98, 9801, 99, 97, 8500, 850012, 8501, 0101,
                                    9999999999999999}'::hscode[]) c;

-- the last code under a code is a code: it can be stored, read back, and listed
SELECT hs_upper('8542'), hs_upper('8542310001123456'), hs_upper('9'), hs_valid(hs_upper('8542'));
SELECT hs_upper('8542')::text::hscode = hs_upper('8542') AS reads_back, hs_upper('8542')::hslist, hs_upper(hs_upper('8542')) = hs_upper('8542') AS last;

-- properties, on 5000 pairs of related and unrelated random codes
CREATE TEMP TABLE pair AS
SELECT a::hscode, b::hscode, a AS ta, b AS tb
FROM (SELECT left(da, 1 + n % 16) AS a,
             CASE n % 3 WHEN 0 THEN left(da, 1 + n / 7 % 16)
                        WHEN 1 THEN left(left(da, n % 5) || db, 1 + n / 7 % 16)
                        ELSE left(db, 1 + n / 7 % 16) END AS b
      FROM (SELECT n, translate(md5('a' || n), 'abcdef', '012345') AS da, translate(md5('b' || n), 'abcdef', '994500') AS db
            FROM generate_series(1, 5000) n) r) p;
SELECT count(*), count(*) FILTER (WHERE a <@ b) > 500 AS many_under, count(*) FILTER (WHERE a < b) BETWEEN 1000 AND 4000 AS both_orders FROM pair;
-- order is the order of the digits, so of the hierarchy
SELECT count(*) FROM pair
WHERE (a < b) <> (ta COLLATE "C" < tb) OR (a = b) <> (ta = tb) OR (a <= b) <> (ta COLLATE "C" <= tb)
   OR (a > b) <> (ta COLLATE "C" > tb) OR (a >= b) <> (ta COLLATE "C" >= tb) OR (a <> b) <> (ta <> tb)
   OR hscode_cmp(a, b) <> CASE WHEN ta COLLATE "C" < tb THEN -1 WHEN ta = tb THEN 0 ELSE 1 END;
-- what is under a code is what begins with it
SELECT count(*) FROM pair
WHERE (a <@ b) <> starts_with(ta, tb) OR (b @> a) <> (a <@ b) OR (a && b) <> (starts_with(ta, tb) OR starts_with(tb, ta));
-- and is an interval
SELECT count(*) FROM pair WHERE (a <@ b) <> (a >= b AND a <= hs_upper(b));
-- whose ends are as tight as can be
SELECT count(*) FROM pair WHERE NOT hs_upper(b) <@ b OR hs_upper(b)::text <> rpad(tb, 16, '9') OR (a > hs_upper(b) AND a <@ b);
-- text and levels
SELECT count(*) FROM pair
WHERE a::text <> ta OR a::text::hscode <> a OR hs_level(a) <> length(ta) OR hs_format(a)::hscode <> a
   OR hs_truncate(a, hs_level(b))::text <> left(ta, length(tb)) OR hs_heading(a)::text <> left(ta, 4)
   OR (hs_level(a) > 2 AND NOT a <@ hs_parent(a)) OR hs_level(hs_parent(a)) % 2 <> 0;
-- hashes: equal codes alike, and the seed counts
SELECT count(DISTINCT hscode_hash(a)) > 0.99 * count(DISTINCT a) AS spread,
       count(*) FILTER (WHERE a = b AND hscode_hash(a) <> hscode_hash(b)) AS unequal,
       count(*) FILTER (WHERE hscode_hash_extended(a, 0) & 4294967295 <> hscode_hash(a)::bigint & 4294967295) AS low_bits,
       count(*) FILTER (WHERE hscode_hash_extended(a, 1) = hscode_hash_extended(a, 2)) AS seed_ignored
FROM pair;
-- sorted, by the abbreviated and specialised ways of the server
SELECT count(*) FROM (SELECT ta, lag(ta) OVER (ORDER BY a) AS before FROM pair) s WHERE before COLLATE "C" > ta;

-- text COPY
COPY (SELECT c FROM unnest('{8542, 0101, NULL}'::hscode[]) c) TO STDOUT;
COPY t (c) FROM STDIN;
8542.31
\N
0101
\.
COPY t (c) FROM STDIN;
8542.31
8542,31
\.
SELECT c FROM t ORDER BY c;
