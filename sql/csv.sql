-- tradescreen_csv(): CSV text by the server's COPY parser
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen;
RESET client_min_messages;
\pset null '(null)'

-- An empty field without quotes is null, one in quotes is not; quotes double.
SELECT * FROM tradescreen_csv('a,b,,"","say ""hello""", c ');

-- Line breaks: LF, CR LF, CR; the last one may be missing; a blank line is a
-- record of one empty field.
SELECT line, fields FROM tradescreen_csv(E'a,b\nc,d\n');
SELECT line, fields FROM tradescreen_csv(E'a,b\nc,d');
SELECT line, fields FROM tradescreen_csv(E'a,b\r\nc,d\r\n');
SELECT line, fields FROM tradescreen_csv(E'a,b\rc,d');
SELECT line, fields FROM tradescreen_csv(E'a\n\nb\n\n');

-- A record begins on the line of its first character, whatever is in quotes:
-- in the first record, where COPY does not know the kind of line break yet,
-- and later.
SELECT line, replace(replace(fields::text, E'\r', '<CR>'), E'\n', '<LF>') AS fields
FROM tradescreen_csv(E'"a\nb",1\nc,2\n"d\n\ne",3\nf,4');
SELECT line, replace(replace(fields::text, E'\r', '<CR>'), E'\n', '<LF>') AS fields
FROM tradescreen_csv(E'"a\r\nb",1\r\nc,2\r\n"d\r\n\ne",3\r\nf,4\r\n');

-- What belongs to the file and not to its contents.
SELECT line, fields FROM tradescreen_csv(E'\uFEFFa,b\r\nc,d\r\n\x1A');
SELECT line, fields FROM tradescreen_csv(E'a,b\x1A\x1A\n');
SELECT line, fields = ARRAY[E'a\x1Ab'] AS kept FROM tradescreen_csv(E'a\x1Ab\n');
SELECT line, fields FROM tradescreen_csv(E'"\uFEFF",\uFEFF');

-- Nothing at all.
SELECT count(*) FROM tradescreen_csv('');
SELECT count(*) FROM tradescreen_csv(E'\uFEFF\x1A');
SELECT count(*) FROM tradescreen_csv(NULL);
SELECT count(*) FROM tradescreen_csv('a', NULL);

-- Other delimiters and quotes.
SELECT line, fields FROM tradescreen_csv(E'a\t"b\tc"\t\nd,e\tf', E'\t');
SELECT line, fields FROM tradescreen_csv($$a;'b;c';'it''s'$$, ';', '''');
SELECT line, fields FROM tradescreen_csv(E'a "b",c\n', ',', E'\x01');

-- Backslashes are only characters.
SELECT line, fields FROM tradescreen_csv(E'\\N,\\n,\\\\,\\.x\n\\.,y\n');

-- Not ASCII, and more fields than one would think.
SELECT line, fields FROM tradescreen_csv('ООО «Ромашка»,深圳市,"Žižek"');
SELECT line, cardinality(fields) FROM tradescreen_csv(repeat('x,', 999) || 'x');

-- A text longer than COPY's buffers, with a multibyte character on every
-- boundary: what comes out is what went in.
SELECT count(*), min(line), max(line), bool_and(fields = ARRAY[line::text, repeat('я', 100), NULL])
FROM tradescreen_csv((SELECT string_agg(i || ',"' || repeat('я', 100) || '",', E'\n' ORDER BY i)
					  FROM generate_series(1, 2000) i));
SELECT length(fields[1]) FROM tradescreen_csv('"' || repeat(E'a""\n', 100000) || '"');

-- Several at a time: joined, nested, in INSERT ... SELECT, laterally, cut
-- short by LIMIT, and inside COPY.
SELECT a.line, a.fields[1], b.line, b.fields[1]
FROM tradescreen_csv(E'1\n2') a CROSS JOIN tradescreen_csv(E'x\ny') b
ORDER BY a.line, b.line;
SELECT o.line, i.line, i.fields
FROM tradescreen_csv(E'"a;b\nc"\n"d"') o, LATERAL tradescreen_csv(o.fields[1], ';') i
ORDER BY o.line, i.line;
CREATE TEMP TABLE csv_rows (line int, a text, b text);
WITH r AS (SELECT * FROM tradescreen_csv(E'1,one\n2,two\n3,three'))
INSERT INTO csv_rows SELECT r.line, r.fields[1], r.fields[2] FROM r RETURNING *;
SELECT line FROM tradescreen_csv(E'a\nb\nc\nd') LIMIT 2;
COPY (SELECT (tradescreen_csv(E'a,b\nc,"d"')).*) TO STDOUT;

-- Labels.
SELECT provolatile, proisstrict, proparallel FROM pg_proc
WHERE oid = 'tradescreen_csv(text,text,text)'::regprocedure;
CREATE TEMP TABLE csv_files AS SELECT i, i || E',x\n' || i * 2 || ',y' AS content FROM generate_series(1, 100) i;
SELECT sum(r.line), sum(r.fields[1]::int) FROM csv_files, tradescreen_csv(content) r;

-- Errors say on which line the record begins.
\set VERBOSITY sqlstate
SELECT count(*) FROM tradescreen_csv(E'a\n"b');
SELECT count(*) FROM tradescreen_csv(E'a\n\\.\nb');
SELECT count(*) FROM tradescreen_csv(E'a\r\nb\nc');
SELECT count(*) FROM tradescreen_csv('a', ';;');
SELECT count(*) FROM tradescreen_csv('a', ',', '');
\set VERBOSITY default
SELECT count(*) FROM tradescreen_csv(E'a,b\n"c\nd",e\nf,"g\nh\n');
SELECT count(*) FROM tradescreen_csv(E'a,"b"" \nc,d');
SELECT count(*) FROM tradescreen_csv(E'a\r\nb\nc');
SELECT count(*) FROM tradescreen_csv(E'a\n"b\n\n"\nc\r\n');

-- COPY of the older servers would end here in silence.
SELECT count(*) FROM tradescreen_csv(E'a\n\\.\nb');
SELECT count(*) FROM tradescreen_csv(E'"a\r\n\\.\r\nb"');
SELECT count(*) FROM tradescreen_csv(E'\\.');
SELECT count(*) FROM tradescreen_csv(E'a\n\\.\x1A');

-- Separators that are none.
SELECT count(*) FROM tradescreen_csv('a', '');
SELECT count(*) FROM tradescreen_csv('a', E'\n');
SELECT count(*) FROM tradescreen_csv('a', '，');
SELECT count(*) FROM tradescreen_csv('a', ',', ',');

-- An error leaves nothing behind that the next call would trip over, nor does
-- a call leave anything behind in its transaction.
BEGIN;
DO $$
BEGIN
	FOR i IN 1..200 LOOP
		BEGIN
			PERFORM count(*) FROM tradescreen_csv(E'a\n"b');
			RAISE EXCEPTION 'the error is missing';
		EXCEPTION WHEN bad_copy_file_format THEN
			NULL;
		END;
	END LOOP;
END
$$;
SELECT line, fields FROM tradescreen_csv('fine');
SELECT count(*) FROM pg_stat_progress_copy WHERE pid = pg_backend_pid();
SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND relation = 'pg_am'::regclass;
COMMIT;

DROP TABLE csv_rows, csv_files;
