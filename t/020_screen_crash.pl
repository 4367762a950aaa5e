# The access method screen: crashes at any moment, and what a crash leaves.

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$node->append_conf('postgresql.conf', <<'CONF');
autovacuum = off
fsync = off
full_page_writes = on
wal_consistency_checking = 'generic'
tradescreen.pending_limit = 16kB
max_wal_size = 2GB
checkpoint_timeout = 30s
CONF
$node->start;
$node->safe_psql('postgres', <<'SQL');
CREATE EXTENSION tradescreen;
CREATE FUNCTION test_name(i int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT w[1 + i * 7 % 16] || CASE WHEN i % 3 = 0 THEN '' ELSE ' ' END || w[1 + i * 13 % 16] || ' ' || i % 97
	FROM (SELECT '{Kalashnikov,Baltic,Shipping,Rosneft,Siberian,Machine,Tools,Orion,Delta,Meridian,Kamchatka,Instrument,Shenzhen,Electronics,Anatolia,Dynamics}'::text[] AS w) x
$$;
CREATE TABLE firm (id serial, name text, hs hscode);
INSERT INTO firm (name, hs) SELECT test_name(i), hscode((100000 + i * 37 % 899999)::text) FROM generate_series(1, 2000) i;
CREATE INDEX firm_name ON firm USING screen (name);
CREATE INDEX firm_hs ON firm USING screen (hs);
-- rows on which index and table disagree
CREATE FUNCTION differences() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	n bigint := 0;
	q text;
	t real;
	c text;
BEGIN
	PERFORM screen_check('firm_name', true), screen_check('firm_hs', true);
	FOR q IN SELECT test_name(i * 31) FROM generate_series(1, 8) i LOOP
		FOREACH t IN ARRAY '{0.3,0.6,0.8,1.0}'::real[] LOOP
			FOREACH c IN ARRAY ARRAY[format('name ~= namequery(%L, %s)', q, t), format('hs <@ %L', 10 + length(q))] LOOP
				SET LOCAL enable_seqscan = off;
				SET LOCAL enable_bitmapscan = on;
				EXECUTE 'CREATE TEMP TABLE found ON COMMIT DROP AS SELECT id FROM firm WHERE ' || c;
				SET LOCAL enable_seqscan = on;
				SET LOCAL enable_indexscan = off;
				SET LOCAL enable_bitmapscan = off;
				EXECUTE 'CREATE TEMP TABLE expected ON COMMIT DROP AS SELECT id FROM firm WHERE ' || c;
				SET LOCAL enable_indexscan = on;
				n := n + (SELECT count(*) FROM ((TABLE found EXCEPT ALL TABLE expected) UNION ALL (TABLE expected EXCEPT ALL TABLE found)) x);
				DROP TABLE found, expected;
			END LOOP;
		END LOOP;
	END LOOP;
	RETURN n;
END $$;
SQL
is($node->safe_psql('postgres', 'SELECT differences()'), '0', 'at first');

# A load of inserts, updates, deletes, vacuums and merges, each in a session of
# its own, which the crash cuts off anywhere.
sub start_load
{
	my @handles;
	my %stream;
	foreach my $n (1 .. 2)
	{
		my ($in, $out, $err) = ('', '', '');
		push @handles, IPC::Run::start(
			[ 'psql', '-X', '-q', '-d', $node->connstr('postgres'), '-c', <<"SQL" ], '<', \$in, '>', \$out, '2>', \$err);
DO \$\$
BEGIN
	FOR i IN 1 .. 100000 LOOP
		INSERT INTO firm (name, hs) SELECT test_name(i * $n + k), hscode((100000 + (i * 7919 + k * $n) % 899999)::text) FROM generate_series(1, 20) k;
		UPDATE firm SET name = name || 's' WHERE id = i * $n;
		DELETE FROM firm WHERE id BETWEEN i * 10 AND i * 10 + 3;
		COMMIT;
	END LOOP;
END \$\$
SQL
	}
	my ($in, $out, $err) = ('', '', '');
	my $commands = join('', map { "VACUUM firm;\nSELECT screen_merge('firm_name');\nVACUUM firm;\n" } 1 .. 500);
	push @handles, IPC::Run::start([ 'psql', '-X', '-q', '-d', $node->connstr('postgres') ], '<', \$commands, '>', \$out, '2>', \$err);
	return @handles;
}

foreach my $round (1 .. 4)
{
	my @load = start_load();
	select(undef, undef, undef, 0.7 + 0.6 * $round);
	$node->stop('immediate');
	foreach my $h (@load) { eval { IPC::Run::finish($h) }; }
	$node->start;
	is($node->safe_psql('postgres', 'SELECT differences()'), '0', "after crash $round");
	$node->safe_psql('postgres', 'VACUUM firm');
	is($node->safe_psql('postgres', 'SELECT differences()'), '0', "after crash $round and a vacuum");
}
unlike(slurp_file($node->logfile), qr/inconsistent page found|PANIC/, 'replay gives the pages that were written');

# Every block is owned, free, or the metapage's: nothing is lost for good.
my $blocks = $node->safe_psql('postgres', <<'SQL');
SELECT (s->>'pages')::int - 1 - (s->>'pending_pages')::int - (s->>'reserved_pages')::int - (s->>'free_pages')::int
	- (SELECT coalesce(sum((x->>'pages')::int), 0) FROM jsonb_array_elements(s->'segments') x)
FROM screen_stats('firm_name') s
SQL
is($blocks, '0', 'no block is lost');

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
