-- Decisions: cleared pairs

/*
 * A pair of a name and a listed party is cleared by a row in screening.cleared
 * that says who, why and until when.  The row also keeps what the decision
 * rests on, the entry and the rules as they were then, and binds no longer
 * when either is another.  Rows are never changed; what happens to a clearing
 * later are rows in screening.approval.
 *
 * Who owns the tables decides alone.  What others clear binds only when
 * somebody else has approved it.
 */

CREATE FUNCTION screening.entry_digest(source text, entity_id text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT encode(sha256(convert_to(jsonb_build_array(p.kind, p.program, p.country, p.addresses, p.details, p.remarks,
		(SELECT jsonb_agg(jsonb_build_array(n.name, n.name_type, n.relation) ORDER BY n.name COLLATE pg_catalog."C")
		 FROM screening.party_name n
		 WHERE n.source = p.source AND n.entity_id = p.entity_id))::text, getdatabaseencoding())), 'hex'::text)
	FROM screening.party p
	WHERE p.source = entry_digest.source AND p.entity_id = entry_digest.entity_id;
END;

COMMENT ON FUNCTION screening.entry_digest(text, text) IS
	'hash of all that a list says of a party, with its names; null if it is not on the list';

CREATE FUNCTION screening.decides_alone() RETURNS boolean
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT pg_has_role(screening.whoami()::name, c.relowner, 'USAGE'::text)
	FROM pg_class c
	WHERE c.oid = 'screening.hit'::regclass;
END;

COMMENT ON FUNCTION screening.decides_alone() IS 'whether the role that acts owns the tables, and needs no one to approve';

CREATE SEQUENCE screening.cleared_number;
COMMENT ON SEQUENCE screening.cleared_number IS 'numbers of clearings';

CREATE TABLE screening.cleared (
	cleared			bigint PRIMARY KEY DEFAULT nextval('screening.cleared_number'),
	name			text NOT NULL,
	source			text NOT NULL,
	entity_id		text NOT NULL,
	why				text NOT NULL CHECK (why ~ '\S'),
	until			date,
	name_id			uuid NOT NULL,
	entry_digest	text NOT NULL,
	rules_version	text NOT NULL,
	list_version	text,
	needs_approval	boolean NOT NULL,
	cleared_by		text NOT NULL,
	session			text NOT NULL,
	cleared_at		timestamptz NOT NULL
);

CREATE INDEX cleared_pair ON screening.cleared (name_id, source, entity_id);

COMMENT ON TABLE screening.cleared IS 'decisions that a name is not that of a listed party it resembles; append-only';
COMMENT ON COLUMN screening.cleared.cleared IS 'number of the decision';
COMMENT ON COLUMN screening.cleared.name IS 'the name, letter by letter';
COMMENT ON COLUMN screening.cleared.source IS 'the list';
COMMENT ON COLUMN screening.cleared.entity_id IS 'the listed party';
COMMENT ON COLUMN screening.cleared.why IS 'why they are not the same';
COMMENT ON COLUMN screening.cleared.until IS 'last day on which the decision binds; null for no end';
COMMENT ON COLUMN screening.cleared.name_id IS 'name_id() of the name';
COMMENT ON COLUMN screening.cleared.entry_digest IS 'entry_digest() of the party at the time: it binds as long as that is the same';
COMMENT ON COLUMN screening.cleared.rules_version IS 'rules_version() at the time: it binds as long as that is the same';
COMMENT ON COLUMN screening.cleared.list_version IS 'version of the list at the time';
COMMENT ON COLUMN screening.cleared.needs_approval IS 'whether somebody else has to approve';
COMMENT ON COLUMN screening.cleared.cleared_by IS 'the role that decided';
COMMENT ON COLUMN screening.cleared.session IS 'the role as which the session had logged in';
COMMENT ON COLUMN screening.cleared.cleared_at IS 'when';
COMMENT ON INDEX screening.cleared_pair IS 'decisions on a pair';

CREATE TABLE screening.approval (
	cleared			bigint NOT NULL,
	verdict			text NOT NULL CHECK (verdict IN ('approved', 'rejected', 'revoked')),
	why				text,
	decided_by		text NOT NULL,
	session			text NOT NULL,
	decided_at		timestamptz NOT NULL
);

CREATE INDEX approval_cleared ON screening.approval (cleared);

COMMENT ON TABLE screening.approval IS 'what was decided on clearings: approved, rejected or revoked; append-only';
COMMENT ON COLUMN screening.approval.cleared IS 'the clearing';
COMMENT ON COLUMN screening.approval.verdict IS 'approved, rejected or, later, revoked';
COMMENT ON COLUMN screening.approval.why IS 'why';
COMMENT ON COLUMN screening.approval.decided_by IS 'the role that decided';
COMMENT ON COLUMN screening.approval.session IS 'the role as which the session had logged in';
COMMENT ON COLUMN screening.approval.decided_at IS 'when';
COMMENT ON INDEX screening.approval_cleared IS 'verdicts on a clearing';

-- Only the owner may say who and when, which is what a restored dump does.
CREATE FUNCTION screening.stamp_decision() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	alone	boolean := screening.decides_alone();
	cleared	screening.cleared;
BEGIN
	IF NOT alone OR NEW.session IS NULL THEN
		NEW.session := session_user;
	END IF;
	IF TG_TABLE_NAME = 'cleared' THEN
		IF NOT alone OR NEW.cleared_by IS NULL THEN
			NEW.cleared_by := screening.whoami();
		END IF;
		IF NOT alone OR NEW.cleared_at IS NULL THEN
			NEW.cleared_at := clock_timestamp();
		END IF;
		IF NOT alone OR NEW.needs_approval IS NULL THEN
			NEW.needs_approval := NOT alone;
		END IF;
		NEW.name_id := screening.name_id(NEW.name);
		IF NOT alone OR NEW.entry_digest IS NULL THEN
			NEW.entry_digest := screening.entry_digest(NEW.source, NEW.entity_id);
			IF NEW.entry_digest IS NULL THEN
				RAISE EXCEPTION USING
					ERRCODE = 'foreign_key_violation',
					MESSAGE = format('list "%s" has no entry %s', NEW.source, NEW.entity_id);
			END IF;
		END IF;
		IF NOT alone OR NEW.rules_version IS NULL THEN
			NEW.rules_version := screening.rules_version();
		END IF;
		IF NOT alone OR NEW.list_version IS NULL THEN
			NEW.list_version := (SELECT s.version FROM screening.source s WHERE s.source = NEW.source);
		END IF;
	ELSE
		IF NOT alone OR NEW.decided_by IS NULL THEN
			NEW.decided_by := screening.whoami();
		END IF;
		IF NOT alone OR NEW.decided_at IS NULL THEN
			NEW.decided_at := clock_timestamp();
		END IF;
		IF NOT alone THEN
			SELECT c.* INTO cleared FROM screening.cleared c WHERE c.cleared = NEW.cleared;
			IF NOT FOUND THEN
				RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation', MESSAGE = format('there is no clearing %s', NEW.cleared);
			END IF;
			-- one verdict on a proposal, also if two are given at once
			PERFORM pg_advisory_xact_lock('screening.approval'::regclass::oid::integer, (NEW.cleared % 2147483647)::integer);
			IF NEW.verdict <> 'revoked' AND EXISTS (SELECT FROM screening.approval a WHERE a.cleared = NEW.cleared) THEN
				RAISE EXCEPTION USING
					ERRCODE = 'object_not_in_prerequisite_state',
					MESSAGE = format('clearing %s was decided meanwhile', NEW.cleared);
			END IF;
			-- nor by way of SET ROLE; sessions of a pool are all of one role, and whoever has set one is who acts
			IF NEW.verdict = 'approved'
			   AND (NEW.decided_by IN (cleared.cleared_by, cleared.session) OR NEW.session = cleared.cleared_by) THEN
				RAISE EXCEPTION USING
					ERRCODE = 'insufficient_privilege',
					MESSAGE = 'nobody approves a clearing of one''s own',
					HINT = 'Let another approver look at it.';
			END IF;
		END IF;
	END IF;
	RETURN NEW;
END
$$;

COMMENT ON FUNCTION screening.stamp_decision() IS 'trigger: writes who decided, when, and on what the decision rests';

CREATE TRIGGER stamp BEFORE INSERT ON screening.cleared FOR EACH ROW EXECUTE FUNCTION screening.stamp_decision();
CREATE TRIGGER stamp BEFORE INSERT ON screening.approval FOR EACH ROW EXECUTE FUNCTION screening.stamp_decision();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON screening.cleared
	FOR EACH STATEMENT EXECUTE FUNCTION screening.refuse_rewriting();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON screening.approval
	FOR EACH STATEMENT EXECUTE FUNCTION screening.refuse_rewriting();

COMMENT ON TRIGGER stamp ON screening.cleared IS 'who, when and under which versions is not for the caller to say';
COMMENT ON TRIGGER stamp ON screening.approval IS 'who and when is not for the caller to say';
COMMENT ON TRIGGER append_only ON screening.cleared IS 'rows are added, never changed';
COMMENT ON TRIGGER append_only ON screening.approval IS 'rows are added, never changed';

CREATE VIEW screening.clearing AS
	SELECT c.cleared, c.name, c.source, c.entity_id, c.why, c.until, c.cleared_by, c.cleared_at, c.name_id,
		   c.rules_version, c.list_version, a.decided_by, a.decided_at,
		   CASE WHEN a.verdict = 'revoked' THEN 'revoked'
				WHEN a.verdict = 'rejected' THEN 'rejected'
				WHEN c.needs_approval AND a.verdict IS NULL THEN 'proposed'
				WHEN c.until < current_date THEN 'expired'
				WHEN c.rules_version <> screening.rules_version() THEN 'rules changed'
				WHEN c.entry_digest IS DISTINCT FROM screening.entry_digest(c.source, c.entity_id) THEN 'entry changed'
				ELSE 'in force'
		   END AS state
	FROM screening.cleared c
		 LEFT JOIN LATERAL (SELECT v.verdict, v.decided_by, v.decided_at
							FROM screening.approval v
							WHERE v.cleared = c.cleared
							ORDER BY v.decided_at DESC, v.verdict DESC
							LIMIT 1) a ON true;

COMMENT ON VIEW screening.clearing IS
	'clearings and what has become of them: in force, proposed, rejected, revoked, expired, rules changed, entry changed';

CREATE FUNCTION screening.judge(name_id uuid, source text, entity_id text)
RETURNS TABLE (cleared bigint, in_force boolean, note text)
LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
	SELECT c.cleared, c.state = 'in force',
		   CASE c.state
				WHEN 'in force' THEN c.why
				WHEN 'expired' THEN 'the clearing ended on ' || c.until
				WHEN 'rules changed' THEN 'the rules have changed since it was cleared'
				WHEN 'entry changed' THEN 'the entry has changed since it was cleared'
				WHEN 'revoked' THEN 'the clearing was revoked'
		   END
	FROM screening.clearing c
	WHERE c.name_id = judge.name_id AND c.source = judge.source AND c.entity_id = judge.entity_id
		  AND c.state NOT IN ('proposed', 'rejected')
	ORDER BY c.state = 'in force' DESC, c.cleared DESC
	LIMIT 1;
END;

COMMENT ON FUNCTION screening.judge(uuid, text, text) IS
	'whether a pair is cleared, by which decision, and if not any more, why; no row for a pair that never was';

CREATE FUNCTION screening.may_decide() RETURNS boolean
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT has_table_privilege(screening.whoami()::name, 'screening.cleared'::text, 'INSERT'::text)
		   OR has_table_privilege(screening.whoami()::name, 'screening.approval'::text, 'INSERT'::text);
END;

COMMENT ON FUNCTION screening.may_decide() IS 'whether the role that acts is an analyst, an approver or the owner';

-- Which states a hit may get, and from whom

CREATE FUNCTION screening.guard_hit() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	verdict	record;
BEGIN
	IF (NEW.hit, NEW.run, NEW.name_id, NEW.name, NEW.source, NEW.entity_id, NEW.found_at, NEW.found_by)
	   IS DISTINCT FROM (OLD.hit, OLD.run, OLD.name_id, OLD.name, OLD.source, OLD.entity_id, OLD.found_at, OLD.found_by) THEN
		RAISE EXCEPTION USING
			ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = 'what a hit is about cannot be changed';
	END IF;
	IF NEW.state <> OLD.state THEN
		NEW.state_at := clock_timestamp();
		IF NEW.state = 'cleared' THEN
			SELECT j.cleared INTO NEW.cleared FROM screening.judge(NEW.name_id, NEW.source, NEW.entity_id) j WHERE j.in_force;
			IF NOT FOUND THEN
				RAISE EXCEPTION USING
					ERRCODE = 'object_not_in_prerequisite_state',
					MESSAGE = format('hit %s is not cleared by any decision that is in force', NEW.hit),
					HINT = 'Use screening.clear_hit().';
			END IF;
		ELSIF NEW.state = 'closed' AND NOT has_table_privilege(screening.whoami(), 'screening.hit', 'INSERT') THEN
			RAISE EXCEPTION USING
				ERRCODE = 'insufficient_privilege',
				MESSAGE = 'hits are closed by screening again, not by hand',
				HINT = 'Use screening.clear_hit() or screening.confirm_hit().';
		ELSIF 'confirmed' IN (NEW.state, OLD.state) AND NEW.state <> 'closed' AND NOT screening.may_decide() THEN
			RAISE EXCEPTION USING
				ERRCODE = 'insufficient_privilege',
				MESSAGE = 'who only screens does not decide on hits';
		END IF;
	END IF;
	RETURN NEW;
END
$$;

COMMENT ON FUNCTION screening.guard_hit() IS 'trigger: which changes of a hit are possible';

CREATE TRIGGER guard BEFORE UPDATE ON screening.hit FOR EACH ROW EXECUTE FUNCTION screening.guard_hit();
COMMENT ON TRIGGER guard ON screening.hit IS 'a hit is cleared by a decision only, and closed by screening only';

-- Decisions: functions

CREATE FUNCTION screening.apply_decisions(run bigint, name_id uuid DEFAULT NULL, source text DEFAULT NULL, entity_id text DEFAULT NULL)
RETURNS integer
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	changed	integer;
BEGIN
	UPDATE screening.hit h
	SET state = CASE WHEN j.in_force THEN 'cleared' ELSE 'open' END,
		state_reason = CASE WHEN j.in_force THEN j.note END,
		returned = CASE WHEN j.in_force THEN NULL ELSE j.note END,
		cleared = j.cleared
	FROM (SELECT o.hit, v.cleared, v.in_force, v.note
		  FROM (SELECT DISTINCT c.name_id, c.source, c.entity_id
				FROM screening.cleared c
				WHERE (apply_decisions.name_id IS NULL OR c.name_id = apply_decisions.name_id)
					  AND (apply_decisions.source IS NULL OR c.source = apply_decisions.source)
					  AND (apply_decisions.entity_id IS NULL OR c.entity_id = apply_decisions.entity_id)) p
			   JOIN screening.hit o ON o.name_id = p.name_id AND o.source = p.source AND o.entity_id = p.entity_id
									   AND (apply_decisions.run IS NULL OR o.run = apply_decisions.run)
									   AND o.state IN ('open', 'cleared')
			   CROSS JOIN LATERAL screening.judge(o.name_id, o.source, o.entity_id) v) j
	WHERE h.hit = j.hit
		  AND ((j.in_force AND h.state = 'open') OR (NOT j.in_force AND h.state = 'cleared'));
	GET DIAGNOSTICS changed = ROW_COUNT;
	RETURN changed;
END
$$;

COMMENT ON FUNCTION screening.apply_decisions(bigint, uuid, text, text) IS
	'silences the hits that are cleared and brings back those that are not any more, of one run or of all, of one pair or of all';

CREATE FUNCTION screening.check_reason(why text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF coalesce(why, '') !~ '\S' THEN
		RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed', MESSAGE = 'a decision needs a reason: why must not be empty';
	END IF;
END
$$;

COMMENT ON FUNCTION screening.check_reason(text) IS 'refuses a decision without a reason';

CREATE FUNCTION screening.clear_pair(name text, source text, entity_id text, why text, until date DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	result	bigint;
BEGIN
	PERFORM screening.check_reason(clear_pair.why);
	IF clear_pair.name IS NULL OR clear_pair.source IS NULL OR clear_pair.entity_id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed', MESSAGE = 'a name, a list and the number of an entry are needed';
	END IF;
	IF clear_pair.until < current_date THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('%s is over', clear_pair.until);
	END IF;
	INSERT INTO screening.cleared (name, source, entity_id, why, until)
	VALUES (clear_pair.name, clear_pair.source, clear_pair.entity_id, clear_pair.why, clear_pair.until)
	RETURNING cleared INTO result;
	PERFORM screening.apply_decisions(NULL, screening.name_id(clear_pair.name), clear_pair.source, clear_pair.entity_id);
	RETURN result;
END
$$;

COMMENT ON FUNCTION screening.clear_pair(text, text, text, text, date) IS
	'decide, or propose, that a name is not that of a listed party; returns the number of the clearing';

CREATE FUNCTION screening.find_hit(hit bigint) RETURNS screening.hit
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	result	screening.hit;
BEGIN
	SELECT h.* INTO result FROM screening.hit h WHERE h.hit = find_hit.hit;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('there is no hit %s', coalesce(find_hit.hit::text, 'null'));
	END IF;
	RETURN result;
END
$$;

COMMENT ON FUNCTION screening.find_hit(bigint) IS 'a hit by its number; an error if there is none';

CREATE FUNCTION screening.clear_hit(hit bigint, why text, until date DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	h	screening.hit := screening.find_hit(hit);
BEGIN
	RETURN screening.clear_pair(h.name, h.source, h.entity_id, why, until);
END
$$;

COMMENT ON FUNCTION screening.clear_hit(bigint, text, date) IS
	'decide, or propose, that a hit is of another party, here and wherever the same pair is found; returns the number of the clearing';

CREATE FUNCTION screening.decide_clearing(cleared bigint, verdict text, why text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	c	screening.clearing;
BEGIN
	SELECT v.* INTO c FROM screening.clearing v WHERE v.cleared = decide_clearing.cleared;
	IF NOT FOUND THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('there is no clearing %s', coalesce(decide_clearing.cleared::text, 'null'));
	END IF;
	IF decide_clearing.verdict IN ('approved', 'rejected') AND c.state <> 'proposed' THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = format('clearing %s is not proposed but %s', c.cleared, c.state);
	END IF;
	IF decide_clearing.verdict = 'revoked' AND c.state IN ('rejected', 'revoked') THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = format('clearing %s is %s already', c.cleared, c.state);
	END IF;
	INSERT INTO screening.approval (cleared, verdict, why)
	VALUES (decide_clearing.cleared, decide_clearing.verdict, decide_clearing.why);
	PERFORM screening.apply_decisions(NULL, c.name_id, c.source, c.entity_id);
	RETURN (SELECT v.state FROM screening.clearing v WHERE v.cleared = decide_clearing.cleared);
END
$$;

COMMENT ON FUNCTION screening.decide_clearing(bigint, text, text) IS
	'approve or reject a proposed clearing, or revoke one (verdict approved, rejected or revoked); returns its state then';

CREATE FUNCTION screening.confirm_hit(hit bigint, why text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	h	screening.hit := screening.find_hit(hit);
BEGIN
	PERFORM screening.check_reason(confirm_hit.why);
	IF h.state NOT IN ('open', 'cleared') THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = format('hit %s is not open but %s', h.hit, h.state);
	END IF;
	UPDATE screening.hit SET state = 'confirmed', state_reason = confirm_hit.why WHERE hit = h.hit;
END
$$;

COMMENT ON FUNCTION screening.confirm_hit(bigint, text) IS 'decide that a hit is of the listed party';

CREATE FUNCTION screening.reopen_hit(hit bigint, why text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
	h	screening.hit := screening.find_hit(hit);
BEGIN
	PERFORM screening.check_reason(reopen_hit.why);
	IF h.state <> 'confirmed' THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = format('hit %s is not confirmed but %s', h.hit, h.state),
			HINT = CASE h.state WHEN 'cleared' THEN format('Revoke the clearing: screening.decide_clearing(%s, ''revoked'')', h.cleared) END;
	END IF;
	UPDATE screening.hit SET state = 'open', state_reason = reopen_hit.why WHERE hit = h.hit;
END
$$;

COMMENT ON FUNCTION screening.reopen_hit(bigint, text) IS 'take back that a hit was confirmed';

-- with the rights of the owner, since nobody else writes to the trail
CREATE FUNCTION screening.note_hit(hit bigint, note text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	h	screening.hit := screening.find_hit(hit);
BEGIN
	IF NOT screening.may_decide() THEN
		RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = 'only who decides on hits may add notes to them';
	END IF;
	IF coalesce(note_hit.note, '') !~ '\S' THEN
		RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed', MESSAGE = 'a note must not be empty';
	END IF;
	INSERT INTO screening.hit_event (hit, at, by, event, note, rules_version, list_version)
	VALUES (h.hit, clock_timestamp(), screening.whoami(), 'note', note_hit.note, h.rules_version, h.list_version);
END
$$;

COMMENT ON FUNCTION screening.note_hit(bigint, text) IS 'add a note to the story of a hit';
