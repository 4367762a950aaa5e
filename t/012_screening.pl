# Screening a table survives what happens to servers: a backend is killed or
# cancelled in the middle of a run, several sessions work on one, lists are
# loaded by two at once, and all of it is dumped and restored.

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$node->append_conf('postgresql.conf', 'restart_after_crash = on');
$node->start;

# Names from a few words, so that many resemble each other.
$node->safe_psql('postgres', <<'SQL');
SET client_min_messages = warning;
CREATE EXTENSION tradescreen_lists CASCADE;
CREATE FUNCTION name_of(i int) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', (ARRAY['Kamchatka','Baikal','Sakhalin','Vostok','Zarya','Polyus','Almaz','Rubin','Granit','Meteor'])[1 + i % 10],
						  (ARRAY['Precision','Turbine','Optics','Bearing','Radar','Pump','Cable'])[1 + i / 10 % 7],
						  (ARRAY['Works','Trading','Instruments','Export',''])[1 + i / 70 % 5],
						  (ARRAY['LLC','OOO','GmbH','JSC',''])[1 + i / 350 % 5]);
$$;
CREATE FUNCTION list_of(round int) RETURNS text LANGUAGE sql AS $$
	SELECT E'id,name,aliases\n' || string_agg(format('%s,%s,%s', i, name_of(i * 7 % 1750), CASE WHEN i % 5 = round THEN name_of(i * 13 % 1750) END), E'\n')
	FROM generate_series(1, 80) i WHERE i % 17 <> round;
$$;
SELECT screening.load_csv(list_of(0), 'LIST');
CREATE TABLE trade AS SELECT i AS id, name_of(i * 29 % 1750) AS name FROM generate_series(1, 400) i;
CREATE ROLE one SUPERUSER LOGIN;
CREATE ROLE two SUPERUSER LOGIN;

-- a batch, or the beginning of a run, that takes its time
CREATE FUNCTION wait_a_while() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_sleep(TG_ARGV[0]::float8);
	RETURN NEW;
END
$$;
SQL

my $call = "CALL screening.screen_table('trade', 'id', 'name', batch_size => 20)";

sub query { return $node->safe_psql('postgres', $_[0]); }

# Starts psql in the background.
sub in_background
{
	my ($sql, $role) = @_;
	my $session = { out => '', err => '' };
	$session->{run} = IPC::Run::start(
		[ 'psql', '-X', '-A', '-t', '-q', '-d', $node->connstr('postgres') . ($role ? " user=$role" : ''), '-c', $sql ],
		'<', \undef, '>', \$session->{out}, '2>', \$session->{err});
	return $session;
}

sub wait_for
{
	my ($condition, $what) = @_;
	$node->poll_query_until('postgres', $condition) or die "timed out waiting for $what";
}

# The hits of a run, whatever their numbers.
sub hits
{
	my ($run) = @_;
	return query("SELECT name, source, entity_id, listed_name, name_type, score, other_names FROM screening.hit
		WHERE run = $run AND state <> 'closed' ORDER BY name COLLATE \"C\", entity_id");
}

# What an undisturbed run finds.
my $calm = query($call);
my $expected = hits($calm);
my $lines = () = $expected =~ /^/mg;
cmp_ok($lines, '>', 100, "an undisturbed run finds $lines hits");
my $batches = query("SELECT count(*) FROM screening.run_batch WHERE run = $calm");

# --- killed

sub killed
{
	my ($signal, $sql) = @_;
	my $session = in_background($sql);
	wait_for("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'", 'the batch that waits');
	my $pid = query("SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
	my $progress = query('SELECT state, batches_done FROM screening.run_progress ORDER BY started_at DESC LIMIT 1');
	if ($signal eq 'cancel')
	{
		query("SELECT pg_cancel_backend($pid)");
	}
	else
	{
		kill $signal, $pid;
	}
	IPC::Run::finish($session->{run});
	isnt($session->{err}, '', "the session ended: $signal");
	wait_for('SELECT true', 'the server');
	return $progress;
}

foreach my $signal ('KILL', 'TERM', 'cancel')
{
	query('CREATE TRIGGER wait BEFORE UPDATE ON screening.run_batch FOR EACH ROW WHEN (NEW.batch = 7) EXECUTE FUNCTION wait_a_while(60)');
	is(killed($signal, $call), 'running|6', "$signal: its progress was seen while it ran");
	query('DROP TRIGGER wait ON screening.run_batch');
	my $run = query('SELECT max(run) FROM screening.run');

	is( query("SELECT state, batches_done, percent > 20, finished_at IS NULL FROM screening.run_progress WHERE run = $run"),
		'running|6|t|t', "$signal: six batches are done and kept");
	is( query("SELECT sum(found) FROM screening.run_batch WHERE run = $run AND done_at IS NOT NULL"),
		query("SELECT count(*) FROM screening.hit WHERE run = $run"), "$signal: with their hits, and no others");
	my $done = query("SELECT batch, done_at FROM screening.run_batch WHERE run = $run AND done_at IS NOT NULL ORDER BY 1");

	# the same call again, or work() with the number
	is(query($signal eq 'KILL' ? $call : "CALL screening.work($run); SELECT $run"), $run, "$signal: the run goes on");
	is(query("SELECT state, batches_done, percent FROM screening.run_progress WHERE run = $run"),
		"finished|$batches|100.0", "$signal: and is finished");
	is(hits($run), $expected, "$signal: nothing is lost, nothing is there twice");
	is(query("SELECT batch, done_at FROM screening.run_batch WHERE run = $run AND batch < 7 ORDER BY 1"),
		$done, "$signal: no batch was done again");
	is(query("SELECT count(*) FROM screening.hit_event e JOIN screening.hit h USING (hit) WHERE h.run = $run"),
		0, "$signal: nothing happened to a hit twice");
}

# while the table is being read
query('CREATE TRIGGER wait BEFORE INSERT ON screening.run_batch FOR EACH ROW EXECUTE FUNCTION wait_a_while(60)');
killed('KILL', $call);
query('DROP TRIGGER wait ON screening.run_batch');
my $early = query('SELECT max(run) FROM screening.run');
is(query("SELECT state, rows, batches FROM screening.run_progress WHERE run = $early"),
	'preparing|0|0', 'killed while the table is read: nothing is half done');
is(query("SELECT count(*) FROM screening.run_row WHERE run = $early"), 0, 'no row is there');
is(query($call), $early, 'the run goes on');
is(hits($early), $expected, 'and finds the same');

# --- several at once

query('CREATE TRIGGER wait BEFORE UPDATE ON screening.run_batch FOR EACH ROW EXECUTE FUNCTION wait_a_while(0.1)');
my @sessions = map { in_background($call, $_) } 'one', 'two', 'one', 'two';
IPC::Run::finish($_->{run}) foreach @sessions;
query('DROP TRIGGER wait ON screening.run_batch');
is(join('', map { $_->{err} =~ s/^NOTICE:.*\n//mgr } @sessions), '', 'four sessions make the same call: no errors');
my %runs = map { $_->{out} => 1 } @sessions;
is(scalar keys %runs, 1, 'they are one run');
my $shared = query('SELECT max(run) FROM screening.run');
is(query("SELECT string_agg(DISTINCT done_by, ',' ORDER BY done_by), count(*) FROM screening.run_batch WHERE run = $shared"),
	"one,two|$batches", 'they share its batches');
is(query("SELECT state FROM screening.run_progress WHERE run = $shared"), 'finished', 'it is finished');
is(hits($shared), $expected, 'and has found the same');

# one of two is killed: the other takes over
query('CREATE TRIGGER wait BEFORE UPDATE ON screening.run_batch FOR EACH ROW EXECUTE FUNCTION wait_a_while(0.2)');
my ($first, $second) = map { in_background($call, $_) } 'one', 'two';
wait_for("SELECT count(DISTINCT usename) = 2 FROM pg_stat_activity WHERE wait_event = 'PgSleep'", 'two workers');
query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'one' AND wait_event = 'PgSleep'");
IPC::Run::finish($_->{run}) foreach $first, $second;
query('DROP TRIGGER wait ON screening.run_batch');
$shared = query('SELECT max(run) FROM screening.run');
is(query("SELECT state, batches_done FROM screening.run_progress WHERE run = $shared"),
	"finished|$batches", 'one of two workers is killed, the other finishes');
is(hits($shared), $expected, 'and has found the same');

# --- rescreening, killed in the middle

query("SELECT screening.load_csv(list_of(1), 'LIST')");
query("UPDATE trade SET name = name_of(id * 31 % 1750) WHERE id % 10 = 0; DELETE FROM trade WHERE id % 10 = 1;
	INSERT INTO trade SELECT i, name_of(i * 37 % 1750) FROM generate_series(401, 460) i");
query('CREATE TRIGGER wait BEFORE UPDATE ON screening.run_batch FOR EACH ROW WHEN (NEW.batch = ' . ($batches + 3)
	  . ') EXECUTE FUNCTION wait_a_while(60)');
killed('KILL', "CALL screening.rescreen($calm)");
query('DROP TRIGGER wait ON screening.run_batch');
is(query("SELECT state, pass, batches_done FROM screening.run_progress WHERE run = $calm"), 'running|2|2', 'a rescreening is killed');
query("CALL screening.work($calm)");
is(query("SELECT state, pass FROM screening.run_progress WHERE run = $calm"), 'finished|2', 'and goes on');
my $full = query($call);
is(hits($calm), hits($full), 'it ends as a full screening does');
is(query("SELECT count(*) > 0 FROM screening.hit WHERE run = $calm AND state = 'closed'"), 't', 'hits that are no more are closed');
is(query("SELECT sum(size) FROM screening.run_batch WHERE run = $calm AND pass = 2 AND scope = 'names'"),
	query("SELECT count(*) FROM screening.run_name n WHERE run = $calm AND pass = 2"), 'only new names were screened against the list');
cmp_ok(query("SELECT sum(size) FROM screening.run_batch WHERE run = $calm AND pass = 2 AND scope = 'names'"),
	'<', 120, 'and these are few');

# two at once
@sessions = map { in_background("CALL screening.rescreen($full)", $_) } 'one', 'two';
IPC::Run::finish($_->{run}) foreach @sessions;
is(join('', map { $_->{err} } @sessions), '', 'two sessions rescreen one run: no errors');
is(query("SELECT state, is_current FROM screening.run_progress WHERE run = $full"), 'finished|t', 'it is finished and current');

# --- two loads of one list

my $held = in_background(q{BEGIN; SELECT added, changed, removed FROM screening.load_csv(list_of(2), 'LIST'); SELECT pg_sleep(60); COMMIT});
wait_for("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'", 'the first load');
my $waiting = in_background(q{SELECT added, changed, removed FROM screening.load_csv(list_of(2), 'LIST')}, 'two');
wait_for("SELECT count(*) = 1 FROM pg_stat_activity WHERE usename = 'two' AND wait_event_type = 'Lock'", 'the second load to wait');
is(query(q{SELECT added FROM screening.load_csv(list_of(3), 'OTHER')}), 75, 'another list does not wait');
# the first fails: the second does all of its work
query("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
IPC::Run::finish($_->{run}) foreach $held, $waiting;
like($waiting->{out}, qr/^[1-9]\d*\|\d+\|[1-9]\d*$/, 'a load whose predecessor failed changes the list');
# the first succeeds: the second finds nothing to do
$held = in_background(q{BEGIN; SELECT screening.load_csv(list_of(4), 'LIST'); SELECT pg_sleep(3); COMMIT});
wait_for("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'", 'the first load');
$waiting = in_background(q{SELECT added, changed, removed FROM screening.load_csv(list_of(4), 'LIST')}, 'two');
IPC::Run::finish($_->{run}) foreach $held, $waiting;
is($waiting->{out}, "0|0|0\n", 'a load whose predecessor did the same changes nothing');
is(query('SELECT count(*) FROM (SELECT source, loaded_at - lag(loaded_at) OVER (PARTITION BY source ORDER BY loaded_at) AS d FROM screening.load) x
	WHERE d <= interval \'0\''), 0, 'loads of a list have different times');

# --- row level security, as the documentation says

my ($section) = slurp_file('docs/decisions.md') =~ /^## Row level security\n(.*)/ms;
my $commands = join "\n", $section =~ /^ {4}(.*)$/mg;
SKIP:
{
	skip 'views with the rights of their reader are new in PostgreSQL 15', 1 if query('SHOW server_version_num') < 150000;
	query(<<'SQL');
CREATE ROLE screening_loader; CREATE ROLE screening_analyst; CREATE ROLE screening_approver; CREATE ROLE screening_auditor;
SELECT screening.grant_duty('loader', 'screening_loader'), screening.grant_duty('analyst', 'screening_analyst'),
	   screening.grant_duty('approver', 'screening_approver'), screening.grant_duty('auditor', 'screening_auditor');
CREATE SCHEMA imports; CREATE SCHEMA import_; GRANT USAGE ON SCHEMA imports, import_ TO screening_loader;
CREATE TABLE imports.trade AS SELECT id, name, CASE WHEN id <= 100 THEN 'XX' END AS country FROM trade WHERE id <= 200;
CREATE TABLE import_.trade AS TABLE imports.trade; GRANT SELECT ON imports.trade, import_.trade TO screening_loader;
SQL
	my @run = map { query("SET ROLE screening_loader; CALL screening.screen_table('$_.trade', 'id', 'name', country_column => 'country')") } 'imports', 'import_';
	query($commands);
	# a role and a department; then what they see of a query that returns numbers of runs
	my $sees = sub {
		my ($role, $department, $what) = @_;
		return query("SET app.department = '$department'; SET ROLE screening_$role;
			SELECT string_agg(DISTINCT run::text, ',' ORDER BY run::text) FROM ($what) x WHERE run IN ($run[0], $run[1])");
	};
	foreach my $what ('run', 'run_row', 'run_event', 'hit', 'open_hit', 'run_progress', 'audit_trail', 'open_hits_by_age', 'open_hits_by_program', 'open_hits_by_destination')
	{
		is($sees->('analyst', 'imports', "SELECT run FROM screening.$what"), $run[0], "an analyst sees the own department's rows of $what");
		is($sees->('analyst', 'import_', "SELECT run FROM screening.$what"), $run[1], "and another one of another: $what");
		is($sees->('analyst', '', "SELECT run FROM screening.$what"), '', "without a department, none: $what");
		is($sees->('auditor', '', "SELECT run FROM screening.$what"), join(',', sort @run), "an auditor sees all rows of $what");
	}
	my $abroad = "SELECT count(*) > 0 FROM screening.hit h JOIN screening.run_row w ON w.run = h.run AND w.name_id = h.name_id WHERE h.run = $run[0] AND w.country = 'XX'";
	is(query($abroad), 't', 'some hits concern a destination');
	is(query("SET app.department = 'imports'; SET ROLE screening_analyst; $abroad"), 'f', 'which the analyst does not see');
	my $mine = query("SET app.department = 'imports'; SET ROLE screening_analyst; SELECT min(hit) FROM screening.hit");
	my $theirs = query("SELECT min(hit) FROM screening.hit WHERE run = $run[1]");
	query("SET app.department = 'imports'; SET ROLE screening_analyst; SELECT screening.confirm_hit($mine, 'it is them')");
	is(query("SELECT state FROM screening.hit WHERE hit = $mine"), 'confirmed', 'an analyst decides on a hit of the own department');
	my ($rc, $stdout, $stderr) = $node->psql('postgres', "SET app.department = 'imports'; SET ROLE screening_analyst; SELECT screening.confirm_hit($theirs, 'it is them')");
	like($stderr, qr/there is no hit/, 'and not on one of another');
	is(query("SET ROLE screening_auditor; SELECT count(*) FROM screening.hit_event WHERE hit = $mine"), 1, 'an auditor sees the event');
	is(query("SET app.department = 'import_'; SET ROLE screening_analyst; SELECT count(*) FROM screening.hit_event WHERE hit = $mine"), 0, 'another analyst does not');
	query("UPDATE imports.trade SET name = (SELECT name FROM imports.trade WHERE id = 150) WHERE id = 1; SET ROLE screening_loader; CALL screening.rescreen($run[0])");
	is(query("SELECT state, pass FROM screening.run WHERE run = $run[0]"), 'finished|2', 'a loader rescreens');
}

# --- dump and restore

query("SELECT screening.clear_hit(min(hit), 'not them') FROM screening.hit WHERE run = $full AND state = 'open'");
query("CALL screening.rescreen($full)");
my @trail = (
	'SELECT * FROM screening.run ORDER BY run', 'SELECT * FROM screening.hit ORDER BY hit', 'SELECT * FROM screening.cleared',
	'SELECT * FROM screening.hit_event ORDER BY at, hit', 'SELECT * FROM screening.load ORDER BY loaded_at, source',
	'SELECT * FROM screening.party_name_past ORDER BY source, entity_id, name, since', 'SELECT at, by, what, subject, note FROM screening.audit_trail ORDER BY 1, 2, 3, 4, 5');
my $dump = $node->backup_dir;
mkdir $dump;
$node->command_ok([ 'pg_dump', '-Fc', '-f', "$dump/dump", '-d', $node->connstr('postgres') ], 'pg_dump');
query('CREATE DATABASE restored');
$node->command_ok([ 'pg_restore', '--exit-on-error', '-j', '2', '-d', $node->connstr('restored'), "$dump/dump" ], 'pg_restore');
foreach my $sql (@trail)
{
	my $before = query($sql);
	isnt($before, '', "there is something to restore: $sql");
	is($node->safe_psql('restored', $sql), $before, 'and it comes back');
}
is($node->safe_psql('restored', "CALL screening.rescreen($full); SELECT count(*) FROM screening.run_batch WHERE run = $full AND pass = (SELECT pass FROM screening.run WHERE run = $full)"),
	0, 'a restored run has nothing to do again');
cmp_ok($node->safe_psql('restored', $call), '>', query('SELECT max(run) FROM screening.run'), 'new runs have new numbers');

$node->stop;
done_testing();
