-- Indexes for ~=, where the engine has the access method

/*
 * Listed names are searched for each screened name, and screened names for
 * each listed name that has changed.  All queries are correct without these.
 */
DO $$
BEGIN
	IF EXISTS (SELECT FROM pg_catalog.pg_am a
			   JOIN pg_catalog.pg_opclass o ON o.opcmethod = a.oid AND o.opcdefault AND o.opcintype = 'pg_catalog.text'::pg_catalog.regtype
			   WHERE a.amname = 'screen') THEN
		CREATE INDEX party_name_screen ON screening.party_name USING screen (name);
		COMMENT ON INDEX screening.party_name_screen IS 'listed names that resemble a name';
		CREATE INDEX screened_name_screen ON screening.screened_name USING screen (name);
		COMMENT ON INDEX screening.screened_name_screen IS 'screened names that resemble a name';
	END IF;
END
$$;

