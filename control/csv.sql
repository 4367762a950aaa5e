-- CSV

CREATE FUNCTION tradescreen_csv(content text, delimiter text DEFAULT ',', quote text DEFAULT '"',
	OUT line int, OUT fields text[])
RETURNS SETOF record
AS 'MODULE_PATHNAME', 'tradescreen_csv'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 1000;

COMMENT ON FUNCTION tradescreen_csv(text, text, text) IS
	'records of a CSV text: the line on which each begins, and its fields; an empty field without quotes is NULL';
