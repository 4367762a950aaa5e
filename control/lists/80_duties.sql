-- Who may do what

/*
 * The extension makes no roles and grants nothing by itself.  These are the
 * four duties that an auditor wants to see in different hands.
 */
CREATE FUNCTION screening.grant_duty(duty text, role name) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	command	text;
	tables	CONSTANT text := 'screening.source, screening.party, screening.party_name, screening.party_past, screening.party_name_past, '
		'screening.load, screening.goods_list, screening.goods_item, screening.hs_correlation, screening.hs_dictionary, screening.screened_name, screening.run, screening.run_row, '
		'screening.run_name, screening.run_batch, screening.run_party, screening.run_event, screening.hit, screening.hit_event, '
		'screening.cleared, screening.approval, screening.watchlist, screening.goods_orphan, screening.clearing, screening.run_progress, '
		'screening.open_hit, screening.open_hits_by_age, screening.open_hits_by_program, screening.open_hits_by_destination, '
		'screening.audit_trail';
BEGIN
	IF duty IS NULL OR duty NOT IN ('loader', 'analyst', 'approver', 'auditor') THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('duty %L is not loader, analyst, approver or auditor', duty);
	END IF;
	-- GRANT only warns
	IF NOT pg_has_role(current_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = 'screening.hit'::regclass), 'USAGE') THEN
		RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
			MESSAGE = 'only the owner of the tables grants duties';
	END IF;
	FOREACH command IN ARRAY
		ARRAY['GRANT USAGE ON SCHEMA screening TO %I', 'GRANT SELECT ON ' || tables || ' TO %I'] ||
		CASE duty
			WHEN 'loader' THEN ARRAY[
				'GRANT INSERT, UPDATE, DELETE ON screening.source, screening.party, screening.party_name TO %I',
				'GRANT INSERT, UPDATE, DELETE ON screening.goods_list, screening.goods_item, screening.hs_correlation, screening.hs_dictionary TO %I',
				'GRANT INSERT ON screening.screened_name TO %I',
				'GRANT INSERT, UPDATE ON screening.run, screening.run_row, screening.run_name, screening.run_batch, screening.run_party, screening.hit TO %I',
				'GRANT USAGE ON SEQUENCE screening.run_number, screening.hit_number TO %I']
			WHEN 'analyst' THEN ARRAY[
				'GRANT INSERT ON screening.cleared TO %I',
				'GRANT USAGE ON SEQUENCE screening.cleared_number TO %I',
				'GRANT UPDATE (state, state_reason, returned, cleared) ON screening.hit TO %I']
			WHEN 'approver' THEN ARRAY[
				'GRANT INSERT ON screening.approval TO %I',
				'GRANT UPDATE (state, state_reason, returned, cleared) ON screening.hit TO %I']
			ELSE '{}'
		END
	LOOP
		EXECUTE format(command, role);
	END LOOP;
	IF duty IN ('analyst', 'approver') AND has_table_privilege(role, 'screening.cleared', 'INSERT')
	   AND has_table_privilege(role, 'screening.approval', 'INSERT') THEN
		RAISE NOTICE 'role "%" may now both propose and approve clearings, though never approve its own', role;
	END IF;
END
$$;

COMMENT ON FUNCTION screening.grant_duty(text, name) IS
	'grants an existing role what a loader, analyst, approver or auditor needs, and no more';
