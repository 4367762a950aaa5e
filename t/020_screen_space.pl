# The access method screen: the space it takes, and what a crash leaves of an
# unlogged index.  Crashes at any moment: 023_screen_soak.pl.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ScreenTest;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$node->append_conf('postgresql.conf', <<'CONF');
autovacuum = off
fsync = off
tradescreen.pending_limit = 16kB
max_wal_size = 2GB
checkpoint_timeout = 30s
CONF
$node->start;
make_firm($node, 2000);

# Free blocks are used again: the file grows until there is room for what is
# written while the old pages may still be needed, and then no more.
sub churn
{
	foreach (1 .. 6)
	{
		$node->safe_psql('postgres', "INSERT INTO firm (name) SELECT test_name(i) FROM generate_series(1, 300) i");
		$node->safe_psql('postgres', "DELETE FROM firm WHERE hs IS NULL");
		$node->safe_psql('postgres', "VACUUM firm");
		$node->safe_psql('postgres', "SELECT screen_merge('firm_name')");
	}
	return $node->safe_psql('postgres', "SELECT pg_relation_size('firm_name')");
}
# Were none used again, the fifth size would still be a fifth above the fourth.
my @sizes = (churn());
do { push @sizes, churn() } until $sizes[-1] <= 1.1 * $sizes[-2] || @sizes == 5;
cmp_ok($sizes[-1], '<=', 1.1 * $sizes[-2], "free blocks are used again (@sizes)");

# The same while there is always a snapshot that is a little older: what was
# just unlinked must not keep older free blocks beside it from being used.
sub snapshot
{
	my %s = (in => "BEGIN ISOLATION LEVEL REPEATABLE READ;\nSELECT 'ready';\n", out => '');
	$s{handle} = IPC::Run::start([ 'psql', '-X', '-q', '-A', '-t', '-d', $node->connstr('postgres') ],
		'<', \$s{in}, '>', \$s{out}, IPC::Run::timeout(180));
	$s{handle}->pump until $s{out} =~ /^ready\n/m;
	return \%s;
}

my $old = snapshot();
my @held;
foreach my $n (1 .. 24)
{
	my $new = snapshot();
	$node->safe_psql('postgres', "INSERT INTO firm (name) SELECT test_name(i + $n) FROM generate_series(1, 100) i");
	$node->safe_psql('postgres', "SELECT screen_merge('firm_name')");
	$old->{in} .= "\\q\n";
	$old->{handle}->finish;
	$old = $new;
	push @held, $node->safe_psql('postgres', "SELECT pg_relation_size('firm_name')");
}
$old->{in} .= "\\q\n";
$old->{handle}->finish;
cmp_ok($held[23], '<=', 1.3 * $held[11], "free blocks are used again beside fresh ones (@held[0, 11, 23])");
is($node->safe_psql('postgres', "SELECT screen_check('firm_name', true)"), '', 'and none has two owners');

# An unlogged table is empty after a crash, and its index with it.
$node->safe_psql('postgres', <<'SQL');
CREATE UNLOGGED TABLE scratch (name text);
CREATE INDEX scratch_name ON scratch USING screen (name);
INSERT INTO scratch SELECT test_name(i) FROM generate_series(1, 500) i;
SQL
$node->stop('immediate');
$node->start;
is($node->safe_psql('postgres', <<'SQL'), "0\n", 'an unlogged index is reset');
SET enable_seqscan = off;
SELECT count(*) FROM scratch WHERE name ~= 'Baltic';
SELECT screen_check('scratch_name', true);
SQL
$node->safe_psql('postgres', "INSERT INTO scratch SELECT test_name(i) FROM generate_series(1, 500) i; SELECT screen_check('scratch_name', true)");

# Scans of many partitions are open at once, and buffers are few.
$node->append_conf('postgresql.conf', "shared_buffers = 4MB");
$node->restart;
is($node->safe_psql('postgres', <<'SQL'), 't', 'more partitions than there are buffers for what a scan holds');
CREATE TABLE part (id serial, name text) PARTITION BY HASH (id);
DO $$ BEGIN FOR i IN 0 .. 149 LOOP EXECUTE format('CREATE TABLE part%s PARTITION OF part FOR VALUES WITH (MODULUS 150, REMAINDER %s)', i, i); END LOOP; END $$;
INSERT INTO part (name) SELECT test_name(i) FROM generate_series(1, 3000) i;
CREATE INDEX ON part USING screen (name);
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SELECT count(*) > 0 FROM part WHERE name ~= namequery('Baltic Orion 5', 0.3);
SQL

$node->stop;
done_testing();
