# The access method screen under a mixed load of many sessions, with crashes
# at any moment, and a standby that follows: the index and the table agree
# throughout, nobody waits for each other in a circle, and nothing is lost.
#
#   TRADESCREEN_KILLS   how often the server is killed (5)
#   TRADESCREEN_MINUTES how long at least all rounds of load take together (0:
#                       one to three seconds each, and until something is built)
#
# scripts/soak runs it for longer.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ScreenTest;
use Test::More;

my $kills = $ENV{TRADESCREEN_KILLS} || 5;
my $seconds = ($ENV{TRADESCREEN_MINUTES} || 0) * 60 / $kills;
my $seed = $ENV{TRADESCREEN_SEED} || time;
srand($seed);
note("TRADESCREEN_SEED=$seed");

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 1, extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$primary->append_conf('postgresql.conf', <<'CONF');
autovacuum = off
full_page_writes = on
wal_consistency_checking = 'generic'
tradescreen.pending_limit = 16kB
max_wal_size = 2GB
checkpoint_timeout = 30s
deadlock_timeout = 200ms
log_lock_waits = off
wal_keep_size = 1GB
CONF
$primary->start;
make_firm($primary, 2000);
$primary->safe_psql('postgres', <<'SQL');
-- within one snapshot, while others write
CREATE FUNCTION must_agree(ok bool, what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	IF NOT ok THEN
		RAISE 'index and table disagree: %', what;
	END IF;
END $$;
SQL
$primary->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->append_conf('postgresql.conf', "wal_retrieve_retry_interval = 200ms\nmax_standby_streaming_delay = 0\n");
$standby->start;

# --- the load

my $dir = PostgreSQL::Test::Utils::tempdir();

sub script
{
	my ($name, $sql) = @_;
	append_to_file("$dir/$name", $sql);
	return "$dir/$name";
}

# Rows are locked with SKIP LOCKED: what is tested are locks of indexes.
my %writers = (
	insert => [ 6, <<'SQL' ],
\set i random(1, 1000000)
\set n random(1, 20)
INSERT INTO firm (name, hs) SELECT CASE WHEN k < 20 THEN test_name(:i + k) END, test_code(:i + k) FROM generate_series(1, :n) k;
SQL
	roll_back => [ 1, <<'SQL' ],
\set i random(1, 1000000)
BEGIN;
INSERT INTO firm (name, hs) SELECT test_name(:i + k), test_code(:i + k) FROM generate_series(1, 60) k;
ROLLBACK;
SQL
	large => [ 1, <<'SQL' ],
\set i random(1, 1000000)
INSERT INTO firm (name, hs) SELECT string_agg(test_name(:i + k), ' / '), test_code(:i) FROM generate_series(1, 300) k;
SQL
	update => [ 3, <<'SQL' ],
\set i random(1, 1000000)
WITH chosen AS (SELECT id FROM firm WHERE id >= (SELECT min(id) FROM firm) + :i % 2000 ORDER BY id LIMIT 5 FOR UPDATE SKIP LOCKED)
UPDATE firm SET name = test_name(firm.id + :i), hs = test_code(firm.id + :i) FROM chosen WHERE firm.id = chosen.id;
SQL
	delete => [ 4, <<'SQL' ],
WITH chosen AS (SELECT id FROM firm WHERE id < (SELECT max(id) FROM firm) - 3000 ORDER BY id LIMIT 40 FOR UPDATE SKIP LOCKED)
DELETE FROM firm USING chosen WHERE firm.id = chosen.id;
SQL
	slow => [ 1, <<'SQL' ]);
\set i random(1, 1000000)
BEGIN;
INSERT INTO firm (name, hs) VALUES (test_name(:i), test_code(:i));
\sleep 300 ms
INSERT INTO firm (name, hs) VALUES (test_name(:i), test_code(:i));
COMMIT;
SQL
my %readers = (
	scan => [ 4, <<'SQL' ],
\set i random(1, 1000000)
\set t random(2, 10)
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT must_agree(agree(c), c) FROM (SELECT format('name ~= namequery(%L, %s)', test_name(:i), :t / 10.0)) x(c);
COMMIT;
SQL
	codes => [ 2, <<'SQL' ],
\set i random(10, 99)
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT must_agree(agree(c), c) FROM (SELECT format('hs <@ %L', :i)) x(c);
\sleep 50 ms
SELECT must_agree(agree(c), c) FROM (SELECT format('hs && %L', :i)) x(c);
COMMIT;
SQL
	nearest => [ 2, <<'SQL' ]);
\set i random(1, 1000000)
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT must_agree(agree_on_nearest(test_name(:i), 20), 'nearest ' || :i);
COMMIT;
SQL
my %keeper = (
	vacuum => [ 3, "VACUUM firm;\n" ],
	merge => [ 2, "SELECT screen_merge('firm_name');\nSELECT screen_merge('firm_hs');\n" ],
	check => [ 2, "SELECT screen_check('firm_name', true);\nSELECT screen_check('firm_hs', true);\n" ]);
my %builder = (
	# ANALYZE waits for REINDEX CONCURRENTLY with a snapshot, and that for it
	analyze => [ 1, "ANALYZE firm;\n" ],
	reindex => [ 1, "REINDEX INDEX CONCURRENTLY firm_name;\nREINDEX INDEX CONCURRENTLY firm_hs;\n" ],
	create => [ 1, <<'SQL' ]);
CREATE INDEX CONCURRENTLY IF NOT EXISTS firm_extra ON firm USING screen (name);
\sleep 100 ms
SELECT screen_check('firm_extra', true);
DROP INDEX CONCURRENTLY firm_extra;
SQL

my @kinds;
foreach my $kind ([ 'writers', 3, \%writers ], [ 'readers', 2, \%readers ], [ 'keeper', 2, \%keeper ], [ 'builder', 1, \%builder ])
{
	my ($title, $clients, $scripts) = @$kind;
	push @kinds, [ $title, $clients, map { script($_, $scripts->{$_}[1]) . '@' . $scripts->{$_}[0] } sort keys %$scripts ];
}

# What is built takes long, as it waits for the others: one kind in each round.
sub scripts_of
{
	my ($kind, $round) = @_;
	my ($title, $clients, @scripts) = @$kind;
	return $title eq 'builder' ? $scripts[ $round % @scripts ] : @scripts;
}

# What each kind of session has done: transactions of each script.
my %done;

sub start_load
{
	my ($round) = @_;
	my @load;
	foreach my $kind (@kinds)
	{
		my ($title, $clients) = @$kind;
		my %p = (title => $title, in => '', out => '');
		$p{handle} = IPC::Run::start(
			[ 'pgbench', '-n', '-c', $clients, '-T', '100000', '-P', '1', '-l', "--log-prefix=$dir/log.$round.$title",
				"--random-seed=" . int(rand(1e9)), (map { ('-f', $_) } scripts_of($kind, $round)), $primary->connstr('postgres') ],
			'<', \$p{in}, '>&', \$p{out});
		push @load, \%p;
	}
	return @load;
}

# Waits until the builder has done something, which its progress tells.
sub wait_for_builder
{
	my ($builder) = grep { $_->{title} eq 'builder' } @_;
	my $until = time + 60;
	while (time < $until && $builder->{out} !~ /^progress: \S+ s, (?!0\.0 )/m)
	{
		select(undef, undef, undef, 0.1);
		last unless $builder->{handle}->pumpable;
		$builder->{handle}->pump_nb;
	}
	return;
}

# pgbench writes a line for each transaction; its fourth field is the script.
sub count_load
{
	my ($round) = @_;
	foreach my $kind (@kinds)
	{
		my ($title) = @$kind;
		my @names = map { m{/(\w+)@} } scripts_of($kind, $round);
		foreach my $file (glob("$dir/log.$round.$title.*"))
		{
			foreach my $line (split /\n/, slurp_file($file))
			{
				my @field = split / /, $line;
				$done{ $names[ $field[3] ] }++ if @field >= 6;
			}
			unlink $file;
		}
	}
	return;
}

# --- the crashes

sub children
{
	my ($parent) = @_;
	my @pids;
	foreach my $stat (glob('/proc/[0-9]*/stat'))
	{
		open(my $f, '<', $stat) or next;
		my $line = <$f> // '';
		close $f;
		push @pids, $1 if $line =~ /^(\d+) \(.*\) \S (\d+)/ && $2 == $parent;
	}
	return @pids;
}

# Kills the server, and waits until nobody is left who could be in the way of
# the next one.
sub kill_server
{
	my ($node) = @_;
	my ($pid) = split /\n/, slurp_file($node->data_dir . '/postmaster.pid');
	my @pids = children($pid);
	$node->kill9;
	foreach (1 .. 3000)
	{
		last unless grep { kill(0, $_) } @pids;
		# a session that is computing does not notice that the postmaster is gone
		kill('KILL', @pids) if $_ == 200;
		select(undef, undef, undef, 0.01);
	}
	return;
}

my @trouble;
my $log_at = -s $primary->logfile;

# Errors other than those of the crash itself, of parallel workers too.
sub read_log
{
	my $log = substr(slurp_file($primary->logfile), $log_at);
	$log_at += length($log);
	push @trouble, grep { !/the\ database\ system\ is\ (?:starting\ up|in\ recovery|not\ yet\ accepting)|terminating\ connection|postmaster\ exited
			|could\ not\ attach\ to\ per-session\ DSM\ segment|lost\ connection\ to\ parallel\ worker/x }
		$log =~ /^.*(?:ERROR|FATAL|PANIC|TRAP|terminated by signal): .*$/mg;
	push @trouble, $log =~ /^.*(?:inconsistent page found|is damaged|deadlock).*$/mg;
	return;
}

# Everything that must hold when nobody writes.
sub law
{
	my ($title) = @_;
	# what CREATE INDEX and REINDEX left half done
	my $half = $primary->safe_psql('postgres',
		"SELECT string_agg(format('DROP INDEX %s;', indexrelid::regclass), ' ') FROM pg_index WHERE indrelid = 'firm'::regclass AND NOT indisvalid");
	$primary->safe_psql('postgres', "$half DROP INDEX IF EXISTS firm_extra");
	my ($rc, $out, $err) = $primary->psql('postgres', "SELECT screen_check('firm_name', true), screen_check('firm_hs', true); SELECT differences()");
	is("$out$err", "|\nnone", "$title: the primary");
	$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
	($rc, $out, $err) = $standby->psql('postgres', "SELECT screen_check('firm_name', true), screen_check('firm_hs', true); SELECT differences()");
	is("$out$err", "|\nnone", "$title: the standby");
	return;
}

is( $primary->safe_psql('postgres', "SELECT differences()"), 'none', 'at first');
is( $primary->safe_psql('postgres', <<'SQL'), "t\nt\nt", 'what is compared are scans of the index and of the table');
CREATE FUNCTION plan(by_index bool, query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE line text; result text := '';
BEGIN
	PERFORM answer(by_index, 'SELECT 1');
	FOR line IN EXECUTE 'EXPLAIN ' || query LOOP result := result || line; END LOOP;
	RETURN result;
END $$;
SELECT plan(true, 'SELECT id FROM firm WHERE name ~= ''Orion''') ~ 'firm_name' AND plan(false, 'SELECT id FROM firm WHERE name ~= ''Orion''') ~ 'Seq Scan';
SELECT plan(true, 'SELECT id FROM firm WHERE hs <@ ''85''') ~ 'firm_hs' AND plan(false, 'SELECT id FROM firm WHERE hs <@ ''85''') ~ 'Seq Scan';
SELECT plan(true, 'SELECT id FROM firm ORDER BY name <~> ''Orion'' LIMIT 1') ~ 'Order By.*<~>' AND plan(false, 'SELECT id FROM firm ORDER BY name <~> ''Orion'' LIMIT 1') ~ 'Seq Scan';
SQL

foreach my $round (1 .. $kills)
{
	my @load = start_load($round);
	wait_for_builder(@load);
	select(undef, undef, undef, $seconds > 3 ? $seconds * (0.5 + rand) : 1 + rand(2));
	my $running = grep { $_->{handle}->pumpable } @load;
	kill_server($standby) if $round % 4 == 0;
	kill_server($primary);
	foreach my $p (@load)
	{
		eval { $p->{handle}->finish };
		diag($p->{out}) if $p->{out} =~ /ERROR/;
	}
	is($running, scalar(@load), "round $round: all sessions were at work until the crash");
	count_load($round);
	$primary->start;
	$standby->start if $round % 4 == 0;
	law("after crash $round");
	$primary->safe_psql('postgres', 'VACUUM firm');
	read_log();
}
law('after the last VACUUM');

# Every block is owned, free, or the metapage's: nothing is lost for good.
foreach my $index ('firm_name', 'firm_hs')
{
	is($primary->safe_psql('postgres', <<"SQL"), '0', "$index: no block is lost");
SELECT (s->>'pages')::int - 1 - (s->>'pending_pages')::int - (s->>'reserved_pages')::int - (s->>'free_pages')::int
	- (SELECT coalesce(sum((x->>'pages')::int), 0) FROM jsonb_array_elements(s->'segments') x)
FROM screen_stats('$index') s
SQL
}
read_log();
is(join("\n", @trouble), '', 'no error, no deadlock and no damage in the log');
unlike(slurp_file($standby->logfile), qr/inconsistent page found|PANIC|is damaged|terminated by signal/, 'nor in that of the standby');
note('transactions: ' . join(', ', map { "$_ $done{$_}" } sort keys %done));
foreach my $name (map { (sort keys %$_) } \%writers, \%readers, \%keeper, \%builder)
{
	cmp_ok($done{$name} // 0, '>', 0, "the load had: $name, " . ($done{$name} // 0) . ' times');
}

$standby->stop;
$primary->stop;
done_testing();
