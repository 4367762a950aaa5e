CREATE FUNCTION screening.carry_along() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	CASE TG_TABLE_NAME || ' ' || TG_OP
		WHEN 'source DELETE' THEN
			-- names first, or each party would delete its own one by one
			DELETE FROM screening.party_name n WHERE n.source = OLD.source;
			DELETE FROM screening.party p WHERE p.source = OLD.source;
		WHEN 'source UPDATE' THEN
			UPDATE screening.party p SET source = NEW.source WHERE p.source = OLD.source;
			UPDATE screening.party_name n SET source = NEW.source WHERE n.source = OLD.source;
		WHEN 'source TRUNCATE' THEN
			DELETE FROM screening.party_name;
			DELETE FROM screening.party;
		WHEN 'party DELETE' THEN
			DELETE FROM screening.party_name n WHERE n.source = OLD.source AND n.entity_id = OLD.entity_id;
		WHEN 'party UPDATE' THEN
			UPDATE screening.party_name n SET source = NEW.source, entity_id = NEW.entity_id
			WHERE n.source = OLD.source AND n.entity_id = OLD.entity_id;
		WHEN 'party TRUNCATE' THEN
			DELETE FROM screening.party_name;
		WHEN 'goods_list DELETE' THEN
			DELETE FROM screening.goods_item i WHERE i.list = OLD.list;
		WHEN 'goods_list UPDATE' THEN
			UPDATE screening.goods_item i SET list = NEW.list WHERE i.list = OLD.list;
	END CASE;
	RETURN NULL;
END
$$;

COMMENT ON FUNCTION screening.carry_along() IS 'trigger: deletes or renames what belongs to a row that is deleted or renamed';

-- Party lists: tables

/*
 * Screening for a name that has nothing to read would be screening for
 * nothing.  What counts must not depend on the locale or on the rules of the
 * scorer, or a dump could hold names that another database refuses.
 *
 * The regular expression's own escapes are numbers of characters in whatever
 * encoding the database has.  A no-break space is A0 in Unicode and in most
 * single-byte encodings; where A0 or AD is a letter, as in WIN866 or WIN874, a
 * name of that one letter is refused, which is no loss.
 */
CREATE FUNCTION screening.is_name(name text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT is_name.name COLLATE pg_catalog."C" ~
		'[^\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u007F\u00A0\u00AD\u1680\u180E\u2000-\u206F\u3000-\u3003\uFEFF]'::text;
END;

COMMENT ON FUNCTION screening.is_name(text) IS
	'whether a text has any letter or digit: anything but spaces, control characters, ASCII punctuation and general punctuation';

CREATE TABLE screening.source (
	source		text PRIMARY KEY CHECK (source <> '')
				CONSTRAINT source_length CHECK (octet_length(source) <= 200),
	title		text NOT NULL,
	publisher	text,
	version		text,
	published	date,
	checksum	text,
	loaded_at	timestamptz,
	changed_at	timestamptz,
	parties		integer NOT NULL DEFAULT 0,
	names		integer NOT NULL DEFAULT 0,
	skipped		integer NOT NULL DEFAULT 0
);

CREATE TRIGGER carry_along AFTER DELETE OR UPDATE OF source ON screening.source
	FOR EACH ROW EXECUTE FUNCTION screening.carry_along();

CREATE TRIGGER carry_all_along AFTER TRUNCATE ON screening.source
	FOR EACH STATEMENT EXECUTE FUNCTION screening.carry_along();

COMMENT ON TRIGGER carry_along ON screening.source IS 'the parties go with their list';
COMMENT ON TRIGGER carry_all_along ON screening.source IS 'all parties go with all lists';
COMMENT ON TABLE screening.source IS 'party lists that are loaded, one row per list';
COMMENT ON COLUMN screening.source.source IS 'short name of the list, such as OFAC-SDN';
COMMENT ON COLUMN screening.source.title IS 'name of the list in full';
COMMENT ON COLUMN screening.source.publisher IS 'who publishes the list';
COMMENT ON COLUMN screening.source.version IS 'version loaded: the publisher''s date, or a short hash of the entries where the files carry no date';
COMMENT ON COLUMN screening.source.published IS 'date that the publisher gives the version; null where the files carry none';
COMMENT ON COLUMN screening.source.checksum IS 'SHA-256 of the files loaded';
COMMENT ON COLUMN screening.source.loaded_at IS 'when this version was first loaded';
COMMENT ON COLUMN screening.source.changed_at IS 'when any entry of the list last changed; every change has a later time than the one before';
COMMENT ON COLUMN screening.source.parties IS 'number of parties after the load';
COMMENT ON COLUMN screening.source.names IS 'number of names after the load';
COMMENT ON COLUMN screening.source.skipped IS 'records of the files that were left out, with a warning, because they belong to no party of the list';

CREATE TABLE screening.party (
	source		text NOT NULL,
	entity_id	text NOT NULL CHECK (entity_id <> '')
				CONSTRAINT party_entity_id_length CHECK (octet_length(entity_id) <= 200),
	kind		text NOT NULL CHECK (kind IN ('company', 'individual', 'vessel', 'aircraft', 'other')),
	program		text[] NOT NULL DEFAULT '{}',
	country		text,
	addresses	jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(addresses) = 'array'),
	details		jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(details) = 'object'),
	remarks		text,
	since		timestamptz NOT NULL,
	PRIMARY KEY (source, entity_id)
);

CREATE TRIGGER carry_along AFTER DELETE OR UPDATE OF source, entity_id ON screening.party
	FOR EACH ROW EXECUTE FUNCTION screening.carry_along();

CREATE TRIGGER carry_all_along AFTER TRUNCATE ON screening.party
	FOR EACH STATEMENT EXECUTE FUNCTION screening.carry_along();

COMMENT ON TRIGGER carry_along ON screening.party IS 'the names go with their party';
COMMENT ON TRIGGER carry_all_along ON screening.party IS 'all names go with all parties';
COMMENT ON TABLE screening.party IS 'listed parties, one row per entry of a list';
COMMENT ON COLUMN screening.party.source IS 'the list';
COMMENT ON COLUMN screening.party.entity_id IS 'the publisher''s number of the entry';
COMMENT ON COLUMN screening.party.kind IS 'company, individual, vessel, aircraft or other';
COMMENT ON COLUMN screening.party.program IS 'sanctions programmes under which the party is listed';
COMMENT ON COLUMN screening.party.country IS 'countries of the addresses, or a vessel''s flag, as published; several are separated by "; "';
COMMENT ON COLUMN screening.party.addresses IS 'array of objects with the keys address, city, country and remarks, where known';
COMMENT ON COLUMN screening.party.details IS 'what only some entries have: title, call_sign, vessel_type, tonnage, grt, flag, owner, imo';
COMMENT ON COLUMN screening.party.remarks IS 'the publisher''s remarks in full';
COMMENT ON COLUMN screening.party.since IS 'since when the row has been as it is';

CREATE TABLE screening.party_name (
	source		text NOT NULL,
	entity_id	text NOT NULL,
	name		text NOT NULL CONSTRAINT party_name_length CHECK (octet_length(name) <= 2000)
				CONSTRAINT party_name_blank CHECK (screening.is_name(name)),
	name_type	text NOT NULL CHECK (name_type IN ('primary', 'alias', 'weak_alias')),
	relation	text,
	since		timestamptz NOT NULL,
	PRIMARY KEY (source, entity_id, name)
);

CREATE UNIQUE INDEX party_name_primary_key ON screening.party_name (source, entity_id)
	WHERE name_type = 'primary';

COMMENT ON TABLE screening.party_name IS 'names of listed parties, as published';
COMMENT ON COLUMN screening.party_name.source IS 'the list';
COMMENT ON COLUMN screening.party_name.entity_id IS 'the publisher''s number of the entry';
COMMENT ON COLUMN screening.party_name.name IS 'the name as published; persons as LAST, First where the publisher writes them so';
COMMENT ON COLUMN screening.party_name.name_type IS 'primary (one per party), alias, or weak_alias: one that the publisher holds to be too common to screen by alone';
COMMENT ON COLUMN screening.party_name.relation IS 'how the publisher relates an alias to the party: aka, fka (formerly), nka (now)';
COMMENT ON COLUMN screening.party_name.since IS 'since when the row has been as it is';
COMMENT ON INDEX screening.party_name_primary_key IS 'a party has one primary name';

CREATE VIEW screening.watchlist AS
	SELECT n.source, n.entity_id, n.name, n.name_type, n.relation,
		   p.kind, p.program, p.country, m.name AS primary_name
	FROM screening.party_name n
		 LEFT JOIN screening.party p ON p.source = n.source AND p.entity_id = n.entity_id
		 LEFT JOIN screening.party_name m ON m.source = n.source AND m.entity_id = n.entity_id
											 AND m.name_type = 'primary';

COMMENT ON VIEW screening.watchlist IS 'every name of every listed party, with what is known of the party';
COMMENT ON COLUMN screening.watchlist.primary_name IS 'the primary name of the party that bears the name';

