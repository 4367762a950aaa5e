-- What an analyst looks at

CREATE VIEW screening.run_progress AS
	SELECT r.run, r.relation, r.state, r.pass, r.rows, r.nameless, r.names,
		   b.batches, b.batches_done, round(100.0 * b.size_done / nullif(b.size, 0), 1) AS percent, b.found,
		   r.pass_at AS started_at, b.last_at AS last_batch_at, r.finished_at,
		   CASE WHEN r.state = 'running' AND b.size_done > 0
				THEN (b.last_at - r.pass_at) * ((b.size - b.size_done)::float8 / b.size_done)
		   END AS remaining,
		   r.rules_version = screening.rules_version()
		   AND NOT EXISTS (SELECT FROM screening.source s
						   WHERE (r.sources IS NULL OR s.source = ANY (r.sources))
								 AND s.changed_at > coalesce((r.lists -> s.source ->> 'changed_at')::timestamptz, '-infinity')) AS is_current
	FROM screening.run r
		 LEFT JOIN LATERAL (SELECT count(*) AS batches, count(c.done_at) AS batches_done, sum(c.size) AS size,
								   coalesce(sum(c.size) FILTER (WHERE c.done_at IS NOT NULL), 0) AS size_done,
								   coalesce(sum(c.found), 0) AS found, max(c.done_at) AS last_at
							FROM screening.run_batch c
							WHERE c.run = r.run AND c.pass = r.pass) b ON true;

COMMENT ON VIEW screening.run_progress IS
	'how far the current pass of each run is, how long it will still take, and whether lists or rules have changed since it began (is_current)';

/*
 * A clearing may have lost its force since the last pass: what it silenced is
 * shown at once, not only after the next one.
 */
CREATE VIEW screening.open_hit AS
	SELECT h.hit, h.run, r.relation, h.name, h.source, h.entity_id, h.listed_name, h.name_type, h.primary_name,
		   h.score, screening.priority(h.score, e.evidence) AS priority, e.evidence AS country_evidence, h.kind, h.program, h.listed_country,
		   coalesce(CASE WHEN h.state = 'cleared' THEN j.note END, h.returned) AS returned,
		   w.rows, w.destinations, w.headings, w.first_day, w.last_day,
		   h.reason, h.other_names, h.rules_version, h.list_version, h.found_at, h.state_at, now() - h.state_at AS age
	FROM screening.hit h
		 JOIN screening.run r ON r.run = h.run
		 LEFT JOIN LATERAL screening.judge(h.name_id, h.source, h.entity_id) j ON h.state = 'cleared'
		 LEFT JOIN LATERAL (SELECT count(*) AS rows,
								   array_agg(DISTINCT o.country) FILTER (WHERE o.country IS NOT NULL) AS destinations,
								   array_agg(DISTINCT hs_heading(o.hs)) FILTER (WHERE o.hs IS NOT NULL) AS headings,
								   min(o.day) AS first_day, max(o.day) AS last_day
							FROM screening.run_row o
							WHERE o.run = h.run AND o.name_id = h.name_id AND o.gone IS NULL) w ON true
		 CROSS JOIN LATERAL (SELECT CASE WHEN w.destinations IS NULL THEN 'unknown'
										 ELSE screening.country_evidence(h.listed_country, array_to_string(w.destinations, ';'))
									END) e(evidence)
	WHERE r.state <> 'abandoned' AND (h.state = 'open' OR (h.state = 'cleared' AND NOT coalesce(j.in_force, false)));

COMMENT ON VIEW screening.open_hit IS
	'hits to be looked at, with the rows, destinations and headings that they concern';

CREATE VIEW screening.open_hits_by_age AS
	SELECT o.run, a.age, count(*) AS hits, sum(o.rows) AS rows, max(o.score) AS best_score, count(o.returned) AS returned
	FROM screening.open_hit o
		 CROSS JOIN LATERAL (SELECT CASE WHEN o.age < interval '1 day' THEN '1: under a day'
										 WHEN o.age < interval '7 days' THEN '2: under a week'
										 WHEN o.age < interval '30 days' THEN '3: under 30 days'
										 WHEN o.age < interval '90 days' THEN '4: under 90 days'
										 ELSE '5: 90 days and more'
									END) a(age)
	GROUP BY o.run, a.age;

COMMENT ON VIEW screening.open_hits_by_age IS 'open hits by how long they have been open';

CREATE VIEW screening.open_hits_by_program AS
	SELECT o.run, o.source, p.program, count(*) AS hits, sum(o.rows) AS rows, max(o.score) AS best_score
	FROM screening.open_hit o
		 LEFT JOIN LATERAL unnest(o.program) p(program) ON true
	GROUP BY o.run, o.source, p.program;

COMMENT ON VIEW screening.open_hits_by_program IS
	'open hits by list and programme; a hit of several programmes counts in each';

CREATE VIEW screening.open_hits_by_destination AS
	SELECT o.run, w.country AS destination, hs_heading(w.hs) AS heading, count(DISTINCT o.hit) AS hits, count(*) AS rows,
		   count(DISTINCT o.name) AS names, max(o.score) AS best_score, min(w.day) AS first_day, max(w.day) AS last_day
	FROM screening.open_hit o
		 JOIN screening.run_row w ON w.run = o.run AND w.name_id = screening.name_id(o.name) AND w.gone IS NULL
	GROUP BY o.run, w.country, hs_heading(w.hs);

COMMENT ON VIEW screening.open_hits_by_destination IS
	'open hits by destination and heading of the goods';

CREATE VIEW screening.audit_trail AS
	SELECT l.loaded_at AS at, l.loaded_by AS by, 'load' AS what, l.source AS subject, NULL::bigint AS run, NULL::bigint AS hit,
		   format('%s parties added, %s changed, %s removed', l.added, l.changed, l.removed) AS note,
		   NULL::text AS rules_version, l.version AS list_version, to_jsonb(l) AS details
	FROM screening.load l
	UNION ALL
	SELECT e.at, e.by, 'run ' || e.event, e.details ->> 'relation', e.run, NULL, 'pass ' || (e.details ->> 'pass'),
		   e.details ->> 'rules_version', NULL, e.details
	FROM screening.run_event e
	UNION ALL
	SELECT h.found_at, h.found_by, 'hit found', h.name, h.run, h.hit, format('%s: %s, %s', h.source, h.entity_id, h.listed_name),
		   h.rules_version, h.list_version, NULL
	FROM screening.hit h
	UNION ALL
	SELECT e.at, e.by, 'hit ' || e.event, h.name, h.run, e.hit, e.note, e.rules_version, e.list_version,
		   jsonb_build_object('before', e.before, 'after', e.after)
	FROM screening.hit_event e JOIN screening.hit h ON h.hit = e.hit
	UNION ALL
	SELECT c.cleared_at, c.cleared_by, CASE WHEN c.needs_approval THEN 'clearing proposed' ELSE 'pair cleared' END, c.name, NULL, NULL,
		   c.why, c.rules_version, c.list_version, to_jsonb(c)
	FROM screening.cleared c
	UNION ALL
	SELECT a.decided_at, a.decided_by, 'clearing ' || a.verdict, c.name, NULL, NULL, a.why, c.rules_version, c.list_version, to_jsonb(a)
	FROM screening.approval a LEFT JOIN screening.cleared c ON c.cleared = a.cleared;

COMMENT ON VIEW screening.audit_trail IS
	'everything that was done, by whom, when, and under which versions: loads, passes, hits, decisions';

CREATE FUNCTION screening.row_story(key text, run bigint DEFAULT NULL) RETURNS jsonb
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT jsonb_build_object(
		'run', r.run, 'table', r.relation, 'key', w.key, 'name', d.name, 'name_before', b.name, 'hs', w.hs::text, 'country', w.country, 'day', w.day,
		'gone', w.gone IS NOT NULL, 'screened', w.name_id IS NOT NULL,
		'goods', (SELECT coalesce(jsonb_agg(jsonb_build_object('list', i.list, 'tier', i.tier, 'item', i.hs::text, 'match',
															  CASE WHEN NOT w.hs <@ i.hs THEN 'wider' WHEN i.ex THEN 'partial' ELSE 'full' END,
															  'description', i.description) ORDER BY i.list, i.tier, i.hs::text COLLATE "C"), '[]'::jsonb)
				  FROM screening.goods_item i
				  WHERE i.hs && w.hs AND coalesce(w.day, current_date) BETWEEN i.valid_from AND i.valid_to),
		'threshold', r.threshold, 'rules_version', r.rules_version, 'lists', r.lists,
		'passes', (SELECT coalesce(jsonb_agg(jsonb_build_object('at', e.at, 'by', e.by, 'event', e.event, 'pass', e.details -> 'pass',
															   'rules_version', e.details -> 'rules_version', 'lists', e.details -> 'lists') ORDER BY e.at), '[]'::jsonb)
				   FROM screening.run_event e
				   WHERE e.run = r.run),
		'hits', (SELECT coalesce(jsonb_agg(
							jsonb_build_object('hit', h.hit, 'name', h.name, 'source', h.source, 'entity_id', h.entity_id, 'primary_name', h.primary_name,
								'listed_name', h.listed_name, 'name_type', h.name_type, 'score', h.score, 'reason', h.reason,
								'other_names', h.other_names, 'kind', h.kind, 'program', h.program, 'listed_country', h.listed_country,
								'country_evidence', CASE WHEN w.country IS NOT NULL THEN screening.country_evidence(h.listed_country, w.country) ELSE 'unknown' END,
								'explanation', h.explanation, 'rules_version', h.rules_version, 'list_version', h.list_version,
								'found_at', h.found_at, 'state', h.state, 'state_reason', h.state_reason, 'state_at', h.state_at, 'returned', h.returned)
							|| jsonb_build_object(
								'events', (SELECT coalesce(jsonb_agg(to_jsonb(e) ORDER BY e.at), '[]'::jsonb) FROM screening.hit_event e WHERE e.hit = h.hit),
								'decisions', (SELECT coalesce(jsonb_agg(jsonb_build_object('cleared', c.cleared, 'why', c.why, 'until', c.until,
																						  'by', c.cleared_by, 'at', c.cleared_at, 'state', c.state,
																						  'decided_by', c.decided_by, 'decided_at', c.decided_at) ORDER BY c.cleared), '[]'::jsonb)
											  FROM screening.clearing c
											  WHERE c.name_id = h.name_id AND c.source = h.source AND c.entity_id = h.entity_id))
							ORDER BY h.score DESC, h.hit), '[]'::jsonb)
				 FROM screening.hit h
				 WHERE h.run = r.run AND h.name_id IN (w.name_id, w.was)))
	FROM screening.run_row w
		 JOIN screening.run r ON r.run = w.run
		 LEFT JOIN screening.screened_name d ON d.name_id = w.name_id
		 LEFT JOIN screening.screened_name b ON b.name_id = w.was
	WHERE w.key = row_story.key
		  AND w.run = coalesce(row_story.run, (SELECT max(x.run) FROM screening.run_row x WHERE x.key = row_story.key));
END;

COMMENT ON FUNCTION screening.row_story(text, bigint) IS
	'all that is known of one row of a screened table: goods lists, passes, hits with their explanation, events and decisions; of the latest run that has the key, or of one';
