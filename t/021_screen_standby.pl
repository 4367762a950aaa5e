# The access method screen on a standby: readers that outlive merges.

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
$primary->init(allows_streaming => 1, extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$primary->append_conf('postgresql.conf', <<'CONF');
autovacuum = off
wal_consistency_checking = 'generic'
tradescreen.pending_limit = 16kB
max_wal_size = 2GB
CONF
$primary->start;
make_firm($primary, 3000);
$primary->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->append_conf('postgresql.conf', <<'CONF');
max_standby_streaming_delay = -1
hot_standby_feedback = off
CONF
$standby->start;

# What both answer, by index and by table.
my $answers = <<'SQL';
SET enable_seqscan = off;
SELECT q, t, count(*), sum(id) FROM (SELECT test_name(i * 31) AS q FROM generate_series(1, 6) i) a,
	unnest('{0.3,0.6,0.8,1.0}'::real[]) t, LATERAL (SELECT id FROM firm WHERE name ~= namequery(q, t) OFFSET 0) f
GROUP BY q, t ORDER BY q, t;
SELECT count(*), round(sum(d)::numeric, 3) FROM (SELECT name <~> 'Baltic Orion' AS d FROM firm ORDER BY name <~> 'Baltic Orion' LIMIT 50) x;
SQL
my $by_table = $answers =~ s/enable_seqscan = off/enable_indexscan = off; SET enable_bitmapscan = off/r;

sub compare
{
	my ($title) = @_;
	$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
	my $expected = $primary->safe_psql('postgres', $by_table);
	is($primary->safe_psql('postgres', $answers), $expected, "$title: the primary's index");
	is($standby->safe_psql('postgres', $answers), $expected, "$title: the standby's index");
	# blocks that were reserved, and never written, too
	is($standby->safe_psql('postgres', "SELECT pg_relation_size('firm_name')"),
		$primary->safe_psql('postgres', "SELECT pg_relation_size('firm_name')"), "$title: the standby's file is as long");
	is($standby->safe_psql('postgres', "SELECT screen_check('firm_name', true)"), '', "$title: the standby's index is sound");
}

# Changes that flush, merge, and use blocks again.  Without $vacuum there is
# nothing in them that conflicts with a reader on the standby but the index.
sub change
{
	my ($n, $vacuum) = @_;
	foreach my $i (1 .. $n)
	{
		$primary->safe_psql('postgres', <<"SQL");
INSERT INTO firm (name) SELECT test_name(i * 3 + $i) FROM generate_series(1, 400) i;
SELECT screen_merge('firm_name');
SELECT pg_current_xact_id();
SQL
		$primary->safe_psql('postgres', "DELETE FROM firm WHERE id % 17 = $i % 17; VACUUM firm") if $vacuum;
	}
}

compare('at first');

# Sessions on the standby, each in the middle of something.
sub session
{
	my %s = (in => '', out => '', err => '');
	$s{handle} = IPC::Run::start([ 'psql', '-X', '-q', '-A', '-t', '-d', $standby->connstr('postgres') ],
		'<', \$s{in}, '>', \$s{out}, '2>', \$s{err}, IPC::Run::timeout(180));
	return \%s;
}

sub ask
{
	my ($s, $sql) = @_;
	$s->{out} = $s->{err} = '';
	$s->{in} .= "$sql\n\\echo done\n\\warn done\n";
	# with the end of the line: psql writes it apart from the word
	$s->{handle}->pump until $s->{out} =~ /^done\n/m && $s->{err} =~ /^done\n/m;
	(my $out = $s->{out}) =~ s/^done\n//m;
	(my $err = $s->{err}) =~ s/^done\n//m;
	$err =~ tr/\n/ /;
	return ($out, $err);
}

my @sessions = map { session() } 1 .. 3;
my $rows = $standby->safe_psql('postgres', 'SELECT count(*) FROM firm');
foreach my $s (@sessions)
{
	ask($s, 'SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off; BEGIN ISOLATION LEVEL REPEATABLE READ;');
}
# everything in order, of which little has been fetched
ask($sessions[0], "DECLARE c CURSOR FOR SELECT id FROM firm ORDER BY name <~> 'Baltic'; MOVE 1 FROM c;");
# a search that begins later, under the old snapshot
ask($sessions[1], 'SELECT 1;');
# rows as they come
ask($sessions[2], "DECLARE c CURSOR FOR SELECT id FROM firm WHERE name ~= namequery('Baltic', 0.1); MOVE 1 FROM c;");

change(8, 0);
compare('while readers wait');

my $conflicts = 0;
my ($out, $err) = ask($sessions[0], 'FETCH ALL FROM c;');
if ($err ne '')
{
	like($err, qr/conflict with recovery/, "a reader whose pages were recycled is told so: $err");
	$conflicts++;
}
else
{
	is(scalar(split /\n/, $out) + 1, $rows, 'a reader gets all rows of its snapshot');
}
($out, $err) = ask($sessions[1], "SELECT count(*) FROM (SELECT id FROM firm ORDER BY name <~> 'Baltic' LIMIT 100000) x;");
# it begins with the directory as it is now, and nothing is replayed meanwhile
is("$err$out", "$rows\n", 'a search under an old snapshot gets the rows of its snapshot');
($out, $err) = ask($sessions[2], 'FETCH ALL FROM c;');
ok($err eq '' || $err =~ /conflict with recovery/, "rows as they come, or a conflict: $err");
$conflicts++ if $err ne '';
cmp_ok($conflicts, '>=', 1, "readers were told of recycled pages: $conflicts of 2");
foreach my $s (@sessions)
{
	$s->{in} .= "\\q\n";
	$s->{handle}->finish;
}

change(3, 1);
compare('afterwards');

# With feedback the primary keeps what a reader needs.
$standby->append_conf('postgresql.conf', "hot_standby_feedback = on\nwal_receiver_status_interval = 1");
$standby->restart;
my $s = session();
$rows = $standby->safe_psql('postgres', 'SELECT count(*) FROM firm');
ask($s, "SET enable_seqscan = off; SET enable_sort = off; BEGIN ISOLATION LEVEL REPEATABLE READ; DECLARE c CURSOR FOR SELECT id FROM firm ORDER BY name <~> 'Baltic'; MOVE 1 FROM c;");
$primary->poll_query_until('postgres', "SELECT backend_xmin IS NOT NULL FROM pg_stat_replication") or die 'no feedback';
change(6, 0);
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
($out, $err) = ask($s, 'FETCH ALL FROM c;');
is($err, '', 'with feedback there is no conflict');
is(scalar(split /\n/, $out) + 1, $rows, 'with feedback a reader gets all rows of its snapshot');
$s->{in} .= "\\q\n";
$s->{handle}->finish;

# Functions that write are refused, others work.
my ($rc, $stdout, $stderr) = $standby->psql('postgres', "SELECT screen_merge('firm_name')");
like($stderr, qr/recovery is in progress/, 'no merge on a standby');

# A standby that becomes the primary goes on.
$standby->promote;
$standby->safe_psql('postgres', "INSERT INTO firm (name) SELECT test_name(i * 3) FROM generate_series(1, 400) i; VACUUM firm; SELECT screen_check('firm_name', true)");
is($standby->safe_psql('postgres', $answers), $standby->safe_psql('postgres', $by_table), 'after promotion');

unlike(slurp_file($standby->logfile), qr/inconsistent page found|PANIC|damaged/, 'replay gives the pages that were written');
$primary->stop;
$standby->stop;
done_testing();
