-- Every object of both extensions has a comment, and so has every column of
-- their tables.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen_lists CASCADE;
RESET client_min_messages;

-- The members.  A sequence of an identity column belongs to the column, an
-- operator family that came with an operator class of its name to the class,
-- and the types of arrays and rows (members in newer servers) to what they
-- are made of.
CREATE TEMP VIEW member AS
	SELECT e.extname, d.classid, d.objid
	FROM pg_depend d
		 JOIN pg_extension e ON e.oid = d.refobjid
	WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
		  AND e.extname IN ('tradescreen', 'tradescreen_lists')
		  AND NOT EXISTS (SELECT FROM pg_depend i
						  WHERE i.classid = d.classid AND i.objid = d.objid AND i.deptype IN ('a', 'i')
								AND i.refclassid = 'pg_class'::regclass AND i.refobjsubid > 0)
		  AND NOT EXISTS (SELECT FROM pg_opfamily f
							   JOIN pg_opclass c ON c.opcfamily = f.oid AND c.opcname = f.opfname
						  WHERE d.classid = 'pg_opfamily'::regclass AND f.oid = d.objid)
		  AND NOT EXISTS (SELECT FROM pg_type t
							   LEFT JOIN pg_class r ON r.oid = t.typrelid
						  WHERE d.classid = 'pg_type'::regclass AND t.oid = d.objid
								AND (r.relkind <> 'c' OR EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)));

SELECT extname, count(*) > 10 AS has_members FROM member GROUP BY extname ORDER BY extname;

SELECT m.extname, pg_describe_object(m.classid, m.objid, 0) AS no_comment
FROM member m
WHERE obj_description(m.objid, m.classid::regclass::text::name) IS NULL
ORDER BY m.extname, pg_describe_object(m.classid, m.objid, 0) COLLATE "C";

SELECT m.objid::regclass AS relation, a.attname AS no_comment
FROM member m
	 JOIN pg_class c ON c.oid = m.objid AND c.relkind IN ('r', 'p')
	 JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE m.classid = 'pg_class'::regclass AND col_description(c.oid, a.attnum) IS NULL
ORDER BY 1, 2;

-- triggers and indexes that no constraint owns are not members of their own
SELECT t.tgrelid::regclass AS relation, t.tgname AS no_comment
FROM member m
	 JOIN pg_trigger t ON t.tgrelid = m.objid AND NOT t.tgisinternal
WHERE m.classid = 'pg_class'::regclass AND obj_description(t.oid, 'pg_trigger') IS NULL
ORDER BY 1, 2;

SELECT i.indexrelid::regclass AS no_comment
FROM member m
	 JOIN pg_index i ON i.indrelid = m.objid
WHERE m.classid = 'pg_class'::regclass AND obj_description(i.indexrelid, 'pg_class') IS NULL
	  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
ORDER BY 1;

SELECT extname AS no_comment
FROM pg_extension e
WHERE extname IN ('tradescreen', 'tradescreen_lists') AND obj_description(oid, 'pg_extension') IS NULL;

-- A function whose body is parsed when it is made may not group or sort by a
-- type of ours: pg_upgrade makes functions before operator classes.
SELECT p.oid::regprocedure AS sorts_by_our_type
FROM pg_proc p
WHERE p.prosqlbody IS NOT NULL
  AND EXISTS (SELECT FROM regexp_matches(p.prosqlbody::text, ':eqop (\d+)', 'g') m
			  JOIN pg_operator o ON o.oid = m[1]::oid
			  JOIN pg_depend d ON d.classid = 'pg_operator'::regclass AND d.objid = o.oid AND d.deptype = 'e')
ORDER BY 1;
