-- XML: what the loaders of such files share

/*
 * A text is in the database's encoding, whatever its XML declaration says.
 * A file that is cut short is not well-formed, so it is refused here.
 */
CREATE FUNCTION screening.read_xml(argument text, content text) RETURNS xml
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET xmloption = document
AS $$
DECLARE
	detail	text;
BEGIN
	IF content !~ '\S' THEN
		PERFORM screening.refuse(argument, NULL, 'the file is empty');
	END IF;
	-- a byte order mark belongs to the file, not to the document
	RETURN xmlparse(DOCUMENT regexp_replace(rtrim(content, E' \t\r\n\x1A'), '^[^<]{1,3}<', '<'));
EXCEPTION WHEN invalid_xml_document OR invalid_xml_content THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	PERFORM screening.refuse(argument, 'line ' || coalesce(substring(detail FROM '^line ([0-9]+):'), '1'),
		'the XML is not well-formed: ' || coalesce(substring(detail FROM '^line [0-9]+: ([^\n]*)'), 'it is no document'),
		'The file is damaged, was cut short, or is not XML.');
END
$$;

COMMENT ON FUNCTION screening.read_xml(text, text) IS 'a text as an XML document; if it is not well-formed, an error that names the argument and the line';
