-- Goods lists: tables

CREATE TABLE screening.goods_list (
	list		text PRIMARY KEY CHECK (list <> ''),
	title		text NOT NULL,
	publisher	text,
	edition		text,
	hs_edition	integer CHECK (hs_edition IN (1992, 1996, 2002, 2007, 2012, 2017, 2022, 2028)),
	note		text,
	origin		text NOT NULL DEFAULT 'own' CHECK (origin IN ('built-in', 'own'))
);

CREATE TRIGGER carry_along AFTER DELETE OR UPDATE OF list ON screening.goods_list
	FOR EACH ROW EXECUTE FUNCTION screening.carry_along();

COMMENT ON TRIGGER carry_along ON screening.goods_list IS 'the entries go with their list';
COMMENT ON TABLE screening.goods_list IS 'lists of goods, one row per list';
COMMENT ON COLUMN screening.goods_list.list IS 'short name of the list, such as chpl';
COMMENT ON COLUMN screening.goods_list.title IS 'name of the list in full';
COMMENT ON COLUMN screening.goods_list.publisher IS 'who publishes the list';
COMMENT ON COLUMN screening.goods_list.edition IS 'which edition of the list this is';
COMMENT ON COLUMN screening.goods_list.hs_edition IS 'edition of the Harmonized System in which the codes are meant';
COMMENT ON COLUMN screening.goods_list.note IS 'anything a reader should know of the list';
COMMENT ON COLUMN screening.goods_list.origin IS 'built-in: came with the extension; own: yours';

CREATE TABLE screening.goods_item (
	list		text NOT NULL,
	tier		text NOT NULL DEFAULT '',
	hs			hscode NOT NULL,
	ex			boolean NOT NULL DEFAULT false,
	description	text,
	valid_from	date NOT NULL DEFAULT '-infinity',
	valid_to	date NOT NULL DEFAULT 'infinity',
	note		text,
	origin		text NOT NULL DEFAULT 'own' CHECK (origin IN ('built-in', 'amended', 'own')),
	PRIMARY KEY (list, tier, hs, valid_from),
	CHECK (valid_from <= valid_to)
);

COMMENT ON TABLE screening.goods_item IS 'entries of the goods lists; a code stands for itself and everything below it';
COMMENT ON COLUMN screening.goods_item.list IS 'the list';
COMMENT ON COLUMN screening.goods_item.tier IS 'tier of the entry, such as 1 or 3.A; empty where the list has no tiers';
COMMENT ON COLUMN screening.goods_item.hs IS 'the code listed: a chapter, heading, subheading or national line';
COMMENT ON COLUMN screening.goods_item.ex IS 'true for an "ex" entry: only part of what the code covers is listed';
COMMENT ON COLUMN screening.goods_item.description IS 'what the entry covers';
COMMENT ON COLUMN screening.goods_item.valid_from IS 'first day on which the entry is in force';
COMMENT ON COLUMN screening.goods_item.valid_to IS 'last day on which the entry is in force';
COMMENT ON COLUMN screening.goods_item.note IS 'anything a reader should know of the entry';
COMMENT ON COLUMN screening.goods_item.origin IS 'built-in: came with the extension; amended: a built-in entry that you have changed; own: yours';

-- Goods lists: the Common High Priority List

INSERT INTO screening.goods_list (list, title, publisher, edition, hs_edition, note, origin) VALUES
	('chpl', 'Common High Priority List',
	 'Bureau of Industry and Security (US Department of Commerce), with the EU, Japan and the United Kingdom',
	 '2024-02-23', 2022,
	 'Valid from: 2023-05-19 for tiers 1 and 2, whose nine codes were named in the joint FinCEN and BIS alert of that day; '
	 'the date of this edition for all others, though many of them were in earlier editions.',
	 'built-in');

INSERT INTO screening.goods_item (list, tier, hs, description, valid_from, origin)
SELECT 'chpl', v.tier, v.hs::hscode, v.description,
	   CASE WHEN v.tier IN ('1', '2') THEN date '2023-05-19' ELSE date '2024-02-23' END, 'built-in'
FROM (VALUES
	('1', '854231', 'Processors and controllers (integrated circuits)'),
	('1', '854232', 'Memories (integrated circuits)'),
	('1', '854233', 'Amplifiers (integrated circuits)'),
	('1', '854239', 'Other integrated circuits'),

	('2', '851762', 'Equipment that receives, converts or sends voice, images or data, such as routers and switches'),
	('2', '852691', 'Radio navigation equipment'),
	('2', '853221', 'Tantalum capacitors'),
	('2', '853224', 'Multilayer ceramic capacitors'),
	('2', '854800', 'Electrical parts of machines, not covered elsewhere'),

	('3.A', '847150', 'Processing units of computers'),
	('3.A', '850440', 'Static converters, such as power supplies and inverters'),
	('3.A', '851769', 'Other equipment for sending or receiving voice, images or data'),
	('3.A', '852589', 'Television, digital and video cameras, other than those for special conditions'),
	('3.A', '852910', 'Antennas and their reflectors, and parts of them'),
	('3.A', '852990', 'Other parts of transmitters, receivers, radar, cameras and displays'),
	('3.A', '853669', 'Plugs and sockets up to 1,000 V'),
	('3.A', '853690', 'Other apparatus for connecting circuits up to 1,000 V'),
	('3.A', '854110', 'Diodes, other than photosensitive and light-emitting ones'),
	('3.A', '854121', 'Transistors below 1 W, other than photosensitive ones'),
	('3.A', '854129', 'Transistors of 1 W or more, other than photosensitive ones'),
	('3.A', '854130', 'Thyristors, diacs and triacs'),
	('3.A', '854149', 'Photosensitive semiconductor devices, other than photovoltaic cells and LEDs'),
	('3.A', '854151', 'Semiconductor-based transducers'),
	('3.A', '854159', 'Other semiconductor devices'),
	('3.A', '854160', 'Mounted piezoelectric crystals'),

	('3.B', '848210', 'Ball bearings'),
	('3.B', '848220', 'Tapered roller bearings'),
	('3.B', '848230', 'Spherical roller bearings'),
	('3.B', '848250', 'Other cylindrical roller bearings'),
	('3.B', '880730', 'Other parts of aeroplanes, helicopters and unmanned aircraft'),
	('3.B', '901310', 'Telescopic sights, periscopes and telescopes for machines and instruments'),
	('3.B', '901380', 'Other optical devices and instruments'),
	('3.B', '901420', 'Instruments for air and space navigation, other than compasses'),
	('3.B', '901480', 'Other navigational instruments'),

	('4.A', '847180', 'Other units of computers, such as graphics and sound cards'),
	('4.A', '848610', 'Machines for making semiconductor boules and wafers'),
	('4.A', '848620', 'Machines for making semiconductor devices and integrated circuits'),
	('4.A', '848640', 'Machines for making masks, and for assembling and handling semiconductors'),
	('4.A', '853400', 'Printed circuits'),
	('4.A', '854320', 'Signal generators'),
	('4.A', '902750', 'Other instruments that use ultraviolet, visible or infrared light'),
	('4.A', '903020', 'Oscilloscopes and oscillographs'),
	('4.A', '903032', 'Multimeters with a recording device'),
	('4.A', '903039', 'Other meters for voltage, current, resistance or power, with a recording device'),
	('4.A', '903082', 'Instruments for testing semiconductor wafers and devices'),

	('4.B', '845710', 'Machining centres for metal'),
	('4.B', '845811', 'Horizontal lathes for metal, numerically controlled'),
	('4.B', '845891', 'Other lathes for metal, numerically controlled'),
	('4.B', '845961', 'Other milling machines for metal, numerically controlled'),
	('4.B', '846693', 'Parts and accessories of machine tools for metal')
) v(tier, hs, description);

/*
 * pg_dump saves the rows that did not come with the extension.  On restore
 * CREATE EXTENSION puts the built-in rows back first, so what was changed in
 * them comes as rows that exist already; these triggers merge them.  For the
 * same reason a built-in row keeps its key and cannot be deleted: it would
 * come back.
 */

CREATE FUNCTION screening.guard_goods_list() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF TG_OP <> 'INSERT' AND OLD.origin = 'built-in' THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = format('goods list "%s" is built in and cannot be changed or deleted', OLD.list),
			HINT = 'Make a list of your own, and copy into it the entries you want.';
	END IF;
	IF TG_OP = 'DELETE' THEN
		RETURN OLD;
	END IF;
	NEW.origin := 'own';
	RETURN NEW;
END
$$;

COMMENT ON FUNCTION screening.guard_goods_list() IS 'trigger: keeps built-in goods lists as they are';

CREATE FUNCTION screening.guard_goods_item() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NEW.origin = 'amended' THEN
			UPDATE screening.goods_item i
			SET ex = NEW.ex, description = NEW.description, valid_to = NEW.valid_to, note = NEW.note
			WHERE i.list = NEW.list AND i.tier = NEW.tier AND i.hs::text = NEW.hs::text
				  AND i.valid_from = NEW.valid_from AND i.origin <> 'own';
			IF FOUND THEN
				RETURN NULL;
			END IF;
		END IF;
		NEW.origin := 'own';
		RETURN NEW;
	END IF;

	IF OLD.origin = 'own' THEN
		IF TG_OP = 'DELETE' THEN
			RETURN OLD;
		END IF;
		NEW.origin := 'own';
		RETURN NEW;
	END IF;

	IF TG_OP = 'DELETE' OR
	   (NEW.list, NEW.tier, NEW.hs::text, NEW.valid_from) IS DISTINCT FROM (OLD.list, OLD.tier, OLD.hs::text, OLD.valid_from) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = format('entry %s of goods list "%s" is built in: it cannot be deleted, and its list, tier, code and first day cannot be changed',
							 OLD.hs::text, OLD.list),
			HINT = 'To end it, set valid_to. For a different selection, make a list of your own.';
	END IF;
	NEW.origin := 'amended';
	RETURN NEW;
END
$$;

COMMENT ON FUNCTION screening.guard_goods_item() IS 'trigger: marks built-in goods entries that are changed, and lets a restored dump change them again';

CREATE FUNCTION screening.refuse_truncate() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RAISE EXCEPTION USING
		ERRCODE = 'object_not_in_prerequisite_state',
		MESSAGE = format('table "%s.%s" cannot be truncated, since it holds what is built in',
						 TG_TABLE_SCHEMA, TG_TABLE_NAME),
		HINT = format('To delete all that is yours: DELETE FROM %I.%I WHERE origin = ''own''',
					  TG_TABLE_SCHEMA, TG_TABLE_NAME);
END
$$;

COMMENT ON FUNCTION screening.refuse_truncate() IS 'trigger: keeps built-in goods lists from being emptied';

CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON screening.goods_list
	FOR EACH ROW EXECUTE FUNCTION screening.guard_goods_list();
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON screening.goods_item
	FOR EACH ROW EXECUTE FUNCTION screening.guard_goods_item();

CREATE TRIGGER guard_all BEFORE TRUNCATE ON screening.goods_list
	FOR EACH STATEMENT EXECUTE FUNCTION screening.refuse_truncate();
CREATE TRIGGER guard_all BEFORE TRUNCATE ON screening.goods_item
	FOR EACH STATEMENT EXECUTE FUNCTION screening.refuse_truncate();

COMMENT ON TRIGGER guard_all ON screening.goods_list IS 'keeps built-in goods lists from being emptied';
COMMENT ON TRIGGER guard_all ON screening.goods_item IS 'keeps built-in goods lists from being emptied';
COMMENT ON TRIGGER guard ON screening.goods_list IS 'keeps built-in goods lists as they are';
COMMENT ON TRIGGER guard ON screening.goods_item IS 'marks built-in goods entries that are changed';

-- Goods lists: queries

-- An entry cannot be refused for having no list: see carry_along().
CREATE VIEW screening.goods_orphan AS
	SELECT i.list, i.tier, i.hs, i.ex, i.description, i.valid_from, i.valid_to, i.note
	FROM screening.goods_item i
	WHERE NOT EXISTS (SELECT FROM screening.goods_list l WHERE l.list = i.list);

COMMENT ON VIEW screening.goods_orphan IS
	'entries whose list does not exist, such as a mistyped one: nothing is screened by them';

CREATE FUNCTION screening.goods_in_force(list text, tier text, as_of date) RETURNS hslist
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT coalesce(hslist_agg(CASE WHEN i.ex THEN ('ex ' || i.hs::text)::hslist ELSE i.hs::hslist END), '{}'::hslist)
	FROM screening.goods_item i
	WHERE i.list = goods_in_force.list
		  AND (goods_in_force.tier IS NULL OR i.tier = goods_in_force.tier
			   OR starts_with(i.tier, goods_in_force.tier || '.'))
		  AND (goods_in_force.as_of IS NULL OR goods_in_force.as_of BETWEEN i.valid_from AND i.valid_to);
END;

COMMENT ON FUNCTION screening.goods_in_force(text, text, date) IS 'the codes of a goods list, without any check that there is such a list; use goods()';

CREATE FUNCTION screening.goods(list text, tier text DEFAULT NULL, as_of date DEFAULT current_date) RETURNS hslist
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
	IF NOT EXISTS (SELECT FROM screening.goods_list l WHERE l.list = goods.list) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'undefined_object',
			MESSAGE = format('there is no goods list %L', goods.list),
			HINT = coalesce('Goods lists: ' || (SELECT string_agg(l.list, ', ' ORDER BY l.list)
												FROM screening.goods_list l) || '.',
							'There are no goods lists.');
	END IF;
	IF goods.tier IS NOT NULL AND
	   NOT EXISTS (SELECT FROM screening.goods_item i
				   WHERE i.list = goods.list
						 AND (i.tier = goods.tier OR starts_with(i.tier, goods.tier || '.'))) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'undefined_object',
			MESSAGE = format('goods list "%s" has no tier %L', goods.list, goods.tier),
			HINT = coalesce('Tiers: ' || (SELECT string_agg(DISTINCT i.tier, ', ' ORDER BY i.tier)
										  FROM screening.goods_item i
										  WHERE i.list = goods.list AND i.tier <> '') || '.',
							'The list has no tiers.');
	END IF;
	RETURN screening.goods_in_force(goods.list, goods.tier, goods.as_of);
END
$$;

COMMENT ON FUNCTION screening.goods(text, text, date) IS
	'the codes of a goods list that are in force on a date (null: ever), of one tier or of all; tier 3 includes 3.A and 3.B';

CREATE FUNCTION screening.goods_match(list text, code hscode, as_of date DEFAULT current_date)
RETURNS TABLE (tier text, item hscode, match text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT i.tier, i.hs,
		   CASE WHEN NOT goods_match.code <@ i.hs THEN 'wider'
				WHEN i.ex THEN 'partial'
				ELSE 'full'
		   END
	FROM screening.goods_item i
	WHERE i.list = goods_match.list AND i.hs && goods_match.code
		  AND (goods_match.as_of IS NULL OR goods_match.as_of BETWEEN i.valid_from AND i.valid_to);
END;

COMMENT ON FUNCTION screening.goods_match(text, hscode, date) IS
	'entries of a goods list that a code meets: full, partial ("ex" entry) or wider (the code is coarser than the entry)';

