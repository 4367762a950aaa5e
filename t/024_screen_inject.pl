# No memory, and a cancel, at any moment of building, flushing, merging,
# vacuuming and searching an index: the statement ends with that error, the
# session goes on, and the index answers as the table does.
#
# t/inject.c is preloaded into the server.  It fails, or cancels at, the n-th
# allocation, with n growing until the statement gets through.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ScreenTest;
use Test::More;

my $library = PostgreSQL::Test::Utils::tempdir() . '/inject.so';
my ($include) = run_command([ 'pg_config', '--includedir-server' ]);
run_command([ 'gcc', '-shared', '-fPIC', "-I$include", '-o', $library, "$FindBin::RealBin/inject.c", '-ldl' ]);
plan skip_all => 'this compiler or C library does not build t/inject.c' unless -e $library;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$node->append_conf('postgresql.conf', <<'CONF');
autovacuum = off
fsync = off
max_parallel_maintenance_workers = 0
maintenance_work_mem = 1MB
tradescreen.pending_limit = 16MB
CONF
{
	local $ENV{LD_PRELOAD} = $library;
	$node->start;
}
make_firm($node, 3000);
$node->safe_psql('postgres', "CREATE FUNCTION inject(int, bool) RETURNS int LANGUAGE C AS '$library'");
if ($node->safe_psql('postgres', "SELECT inject(0, false) > 0") ne 't')
{
	$node->stop;
	plan skip_all => 'this server cannot have t/inject.c preloaded';
}

# What an index is made of before: segments with dead rows, and pending rows.
my %operation = (
	build => [ '', 'CREATE INDEX firm_made ON firm USING screen (name)' ],
	flush => [ "INSERT INTO firm (name, hs) SELECT test_name(i * 7), test_code(i) FROM generate_series(1, 500) i",
		"SET tradescreen.pending_limit = '8kB'; INSERT INTO firm (name, hs) VALUES (test_name(1), test_code(1))" ],
	large => [ '', "INSERT INTO firm (name) SELECT string_agg(test_name(i), ' / ') FROM generate_series(1, 300) i" ],
	merge => [ "SET tradescreen.pending_limit = '8kB'; INSERT INTO firm (name, hs) SELECT test_name(i * 11), test_code(i) FROM generate_series(1, 500) i;"
			. 'DELETE FROM firm WHERE id % 7 = 3; VACUUM firm', "SELECT screen_merge('firm_name'), screen_merge('firm_hs')" ],
	vacuum => [ "INSERT INTO firm (name, hs) SELECT test_name(i * 3), test_code(i) FROM generate_series(1, 500) i; DELETE FROM firm WHERE id % 11 = 5",
		'VACUUM firm' ],
	search => [ '', "SET enable_seqscan = off; SELECT count(*) FROM firm WHERE name ~= namequery('Kalashnikov Orion', 0.4); SELECT count(*) FROM firm WHERE hs <@ '11'" ],
	nearest => [ '', "SET enable_sort = off; SELECT count(*) FROM (SELECT id FROM firm ORDER BY name <~> 'Baltic Shipping' LIMIT 300) x" ],
	check => [ '', "SELECT screen_check('firm_name', true), screen_check('firm_hs', true)" ]);

my $law = q{
SELECT screen_check('firm_name', true), screen_check('firm_hs', true);
SELECT agree('name ~= namequery(''Kalashnikov Orion 5'', 0.5)'), agree('hs <@ ''11'''), agree_on_nearest('Baltic Shipping', 20)};

foreach my $title (sort keys %operation)
{
	my ($before, $statement) = @{ $operation{$title} };
	foreach my $cancel (0, 1)
	{
		my $what = $title . ($cancel ? ', cancelled' : ' without memory');
		my $expected = $cancel ? qr/canceling statement due to user request/ : qr/out of memory|Cannot allocate memory|could not load library/;
		my ($n, $failed, $through) = (1, 0, 0);
		my @wrong;

		foreach my $s (split /;/, $before)
		{
			$node->safe_psql('postgres', "SET tradescreen.pending_limit = '8kB'; $s") if $before =~ /^SET/ && $s !~ /SET/;
			$node->safe_psql('postgres', $s) if $before !~ /^SET/;
		}
		while (!$through && $n < 1e7)
		{
			my ($rc, $stdout, $stderr) = $node->psql('postgres',
				"SELECT 'x' FROM inject($n, '$cancel');\n$statement;\nSELECT 'allocations ' || inject(0, false);\n$law", on_error_stop => 0);

			$through = $stdout =~ /allocations (\d+)/ && $1 < $n;
			$failed++ if $stderr =~ $expected;
			push @wrong, "at $n: $stdout$stderr"
				unless $stdout =~ /^\|\nt\|t\|t\z/m && join('', grep { /^(?:psql:.*)?(?:ERROR|FATAL|PANIC|WARNING)/ } split /^/m, $stderr) !~ /:  (?!.*(?:$expected))/;
			last if @wrong > 3;
			$node->safe_psql('postgres', 'DROP INDEX IF EXISTS firm_made') if $title eq 'build';
			$n = int($n * 1.3) + 1;
		}
		is(join("\n", @wrong), '', "$what: that error or none, and a sound index");
		ok($through, "$what: got through at last");
		cmp_ok($failed, '>', 5, "$what: failed $failed times");
	}
}
unlike(slurp_file($node->logfile), qr/PANIC|TRAP|terminated by signal/, 'no server process crashed');

$node->stop;
done_testing();
