# The access method screen in backups: taken while rows are written and the index
# is merged, of a standby, restored to a point in time; and a standby of a standby.
# Pages have checksums.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ScreenTest;
use Test::More;

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(
	allows_streaming => 1,
	has_archiving => 1,
	extra => [ '--encoding', 'UTF8', '--locale', 'C', '--data-checksums' ]);
$primary->append_conf('postgresql.conf', <<'CONF');
autovacuum = off
wal_consistency_checking = 'generic'
tradescreen.pending_limit = 16kB
max_wal_size = 2GB
CONF
$primary->start;
make_firm($primary, 2000);
$primary->safe_psql('postgres', 'CREATE TABLE stop (now bool); CREATE TABLE round (n int)');

# A session that inserts, updates, deletes, flushes and merges until it is told to stop.
sub begin_load
{
	my %s = (out => '', err => '');
	my $sql = <<'SQL';
DO $$
BEGIN
	FOR i IN 1 .. 1000000 LOOP
		EXIT WHEN EXISTS (SELECT FROM stop);
		INSERT INTO firm (name, hs) SELECT test_name(i * 40 + k), test_code(i * 40 + k) FROM generate_series(1, 40) k;
		UPDATE firm SET name = name || ' ' || i WHERE id % 97 = i % 97;
		DELETE FROM firm WHERE id % 53 = i % 53;
		IF i % 4 = 0 THEN
			PERFORM screen_merge('firm_name'), screen_merge('firm_hs');
		END IF;
		INSERT INTO round VALUES (i);
		COMMIT;
	END LOOP;
END $$;
SQL
	$primary->safe_psql('postgres', 'TRUNCATE stop, round');
	$s{handle} = IPC::Run::start([ 'psql', '-X', '-q', '-c', $sql, '-d', $primary->connstr('postgres') ],
		'<', \undef, '>', \$s{out}, '2>', \$s{err}, IPC::Run::timeout(180));
	rounds(3);
	return \%s;
}

# Waits for so many rounds of the load.
sub rounds
{
	my ($n) = @_;
	my $begun = $primary->safe_psql('postgres', 'SELECT count(*) FROM round');
	$primary->poll_query_until('postgres', "SELECT count(*) >= $begun + $n FROM round") or die 'the load stands still';
	return;
}

sub end_load
{
	my ($s, $title) = @_;
	$primary->safe_psql('postgres', 'INSERT INTO stop VALUES (true)');
	$s->{handle}->finish;
	is($s->{err}, '', $title);
	return;
}

my $rows = 'SELECT count(*), md5(string_agg(id || name || hs, E\'\n\' ORDER BY id)) FROM firm';

# A server has these rows, its indexes are sound and answer as its table does.
sub is_right
{
	my ($node, $expected, $title) = @_;
	is($node->safe_psql('postgres', $rows), $expected, "$title: the rows");
	is($node->safe_psql('postgres', "SELECT screen_check('firm_name', true), screen_check('firm_hs', true)"), '|', "$title: the indexes are sound");
	is($node->safe_psql('postgres', 'SELECT differences()'), 'none', "$title: the indexes answer as the table does");
	return;
}

# --- backups while rows are written

my $load = begin_load();
$primary->backup('during');
rounds(2);
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'during', has_streaming => 1);
$standby->start;
$standby->backup('of_standby');
my $cascade = PostgreSQL::Test::Cluster->new('cascade');
$cascade->init_from_backup($standby, 'of_standby', has_streaming => 1);
$cascade->start;
rounds(4);
$primary->safe_psql('postgres', 'VACUUM firm');
rounds(4);
end_load($load, 'the load meets no error');

my $then = $primary->safe_psql('postgres', $rows);
is_right($primary, $then, 'the primary');
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
is_right($standby, $then, 'a standby from a backup of a busy server');
$standby->wait_for_catchup($cascade, 'replay', $standby->lsn('replay'));
is_right($cascade, $then, 'a standby of a standby, from a backup of the standby');

# --- a point in time, with changes of every kind behind it

$primary->safe_psql('postgres', q{SELECT pg_create_restore_point('then')});
$load = begin_load();
rounds(4);
end_load($load, 'the load after the point meets no error');
$primary->safe_psql('postgres', $_) foreach ('DELETE FROM firm WHERE id % 3 = 0', 'VACUUM firm', 'REINDEX INDEX firm_name');
my $segment = $primary->safe_psql('postgres', 'SELECT pg_walfile_name(pg_current_wal_lsn())');
$primary->safe_psql('postgres', 'SELECT pg_switch_wal()');
$primary->poll_query_until('postgres', "SELECT last_archived_wal >= '$segment' FROM pg_stat_archiver") or die 'nothing is archived';
my $now = $primary->safe_psql('postgres', $rows);
isnt($now, $then, 'the rows have changed since');

my $restored = PostgreSQL::Test::Cluster->new('restored');
$restored->init_from_backup($primary, 'during', has_restoring => 1, standby => 0);
$restored->append_conf('postgresql.conf', "recovery_target_name = 'then'\nrecovery_target_action = 'promote'");
$restored->start;
$restored->poll_query_until('postgres', 'SELECT NOT pg_is_in_recovery()') or die 'the restored server does not get ready';
is_right($restored, $then, 'restored to a point in time');
$restored->safe_psql('postgres', "DELETE FROM firm WHERE id % 5 = 0; INSERT INTO firm (name, hs) SELECT test_name(i), test_code(i) FROM generate_series(1, 500) i; SELECT screen_merge('firm_name')");
$restored->safe_psql('postgres', 'VACUUM firm');
is_right($restored, $restored->safe_psql('postgres', $rows), 'restored, and written to');

# --- a standby that becomes the primary takes its own standby with it

$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
$primary->stop;
$standby->promote;
is_right($standby, $now, 'promoted');
$standby->safe_psql('postgres', "INSERT INTO firm (name, hs) SELECT test_name(i), test_code(i) FROM generate_series(1, 500) i; SELECT screen_merge('firm_name')");
$standby->safe_psql('postgres', 'VACUUM firm');
$standby->wait_for_catchup($cascade, 'replay', $standby->lsn('insert'));
is_right($cascade, $standby->safe_psql('postgres', $rows), 'the standby of what was promoted');

# --- what is on disk

foreach my $node ($standby, $cascade, $restored)
{
	$node->stop;
	unlike(slurp_file($node->logfile), qr/inconsistent page found|PANIC|damaged/, $node->name . ': replay gives the pages that were written');
}
command_like([ 'pg_checksums', '--check', '-D', $_->data_dir ], qr/Bad checksums: +0\n/i, $_->name . ': checksums')
	foreach ($primary, $standby, $cascade, $restored);

done_testing();
