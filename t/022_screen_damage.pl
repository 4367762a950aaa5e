# The access method screen on damaged files: an error with the block, never a crash.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ScreenTest;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
# Checksums, the default since 18, would find the damage before we do.
$node->init(extra => [ '--encoding', 'UTF8', '--locale', 'C', $node->pg_version >= 18 ? '--no-data-checksums' : () ]);
$node->append_conf('postgresql.conf', "autovacuum = off\nrestart_after_crash = off\nfsync = off\n");
$node->start;
$node->safe_psql('postgres', <<'SQL');
CREATE EXTENSION tradescreen;
CREATE TABLE firm (id serial, name text, hs hscode);
INSERT INTO firm (name, hs) SELECT 'Company ' || md5(i::text) || ' of ' || md5((i / 3)::text), hscode((100000 + i % 1000)::text) FROM generate_series(1, 3000) i;
INSERT INTO firm (name) VALUES (NULL), (NULL);
CREATE INDEX firm_name ON firm USING screen (name);
CREATE INDEX firm_hs ON firm USING screen (hs);
INSERT INTO firm (name, hs) SELECT 'Pending ' || i, '8542' FROM generate_series(1, 60) i;
CHECKPOINT;
SQL
my %path = map { $_ => $node->data_dir . '/' . $node->safe_psql('postgres', "SELECT pg_relation_filepath('$_')") } qw(firm_name firm_hs);
my %good;
$node->stop;
foreach my $index (keys %path)
{
	$good{$index} = slurp_binary($path{$index});
}

my @queries = (
	"SELECT count(*) FROM firm WHERE name ~= namequery('Company abc of def', 0.5)",
	"SELECT count(*) FROM firm WHERE name ~= namequery('Pending 7', 0.9)",
	"SELECT count(*) FROM (SELECT id FROM firm ORDER BY name <~> 'Company of' LIMIT 10000) x",
	"SELECT count(*) FROM firm WHERE hs <@ '1001'",
	"SELECT count(*) FROM firm WHERE hs && '10'",
	"SELECT screen_check('firm_name', true)",
	"SELECT screen_check('firm_hs', true)",
	"DELETE FROM firm WHERE id = 100; VACUUM firm",
	"SELECT screen_merge('firm_name')",
	"SELECT screen_merge('firm_hs')");

# Flips bytes of an index, runs everything, and says what came of it.
sub try_damage
{
	my ($index, $seed) = @_;
	my $bytes = $good{$index};
	my $nblocks = length($bytes) / 8192;
	srand($seed);
	my @where;
	foreach (1 .. 12)
	{
		my $block = $seed % 3 == 0 ? int(rand(6)) : int(rand($nblocks));
		my $at = $block * 8192 + 24 + int(rand(8168));
		substr($bytes, $at, 1) = chr(int(rand(256)));
		push @where, "$block:" . $at % 8192;
	}
	write_binary($path{$index}, $bytes);
	my $log_at = -s $node->logfile;
	$node->start;
	my $detected = 0;
	foreach my $query (@queries)
	{
		my ($rc, $out, $err) = $node->psql('postgres',
			"SET enable_seqscan = off; SET enable_sort = off; SET statement_timeout = '60s'; $query");
		$err =~ s/NOTICE:.*\n//g;
		if ($err ne '' && $err !~ /is damaged at block \d+|is not in index|format version|built under other rules|could not (?:read|open)/)
		{
			diag("seed $seed, bytes @where: $query: $err");
			$node->stop;
			return (0, 0);
		}
		$detected = 1 if $err ne '' && $query =~ /screen_check\('$index'/;
	}
	$node->stop;
	my $log = substr(slurp_file($node->logfile), $log_at);
	if ($log =~ /terminated by signal|PANIC|TRAP:|invalid memory alloc/)
	{
		diag("seed $seed, bytes @where: " . ($log =~ /(.*(?:terminated by signal|PANIC|TRAP|invalid memory alloc).*)/)[0]);
		return (0, 0);
	}
	return (1, $detected);
}

my $tries = $ENV{TRADESCREEN_DAMAGE_TRIES} || 6;
foreach my $index (sort keys %path)
{
	my $fine = 0;
	my $detected = 0;
	foreach my $seed (1 .. $tries)
	{
		my ($ok, $found) = try_damage($index, $seed);
		$fine += $ok;
		$detected += $found;
		last unless $ok;
	}
	is($fine, $tries, "$index: damage is an error, or without consequence");
	cmp_ok($detected, '>=', $tries * 0.6, "$index: screen_check() detects damage ($detected of $tries)");
	write_binary($path{$index}, $good{$index});
}

# The sections that searches use to pass over what cannot be a hit: a wrong byte
# there would lose rows silently.  Their checksums are made right again, so that
# it is what they hold that is found wrong.
my @crc32c = map { my $c = $_; $c = $c & 1 ? ($c >> 1) ^ 0x82F63B78 : $c >> 1 for 1 .. 8; $c } 0 .. 255;

sub stamp
{
	my ($bytes, $block) = @_;
	my $crc = 0xFFFFFFFF;
	$crc = $crc32c[($crc ^ $_) & 255] ^ ($crc >> 8) foreach unpack('C*', substr($$bytes, $block * 8192 + 24, 8192 - 48));
	substr($$bytes, $block * 8192 + 8192 - 12, 4) = pack('L', $crc ^ 0xFFFFFFFF);
}

# The header of the segment that CREATE INDEX made, which is of one extent.
my ($header) = grep {
	my (undef, $pageno, undef, undef, $kind) = unpack('Q L L L S', substr($good{firm_name}, $_ * 8192 + 8168, 24));
	$kind == 3 && $pageno == 0
} 0 .. length($good{firm_name}) / 8192 - 1;
my @bytes = unpack('Q13', substr($good{firm_name}, $header * 8192 + 24 + 40, 13 * 8));
my @first = unpack('L13', substr($good{firm_name}, $header * 8192 + 24 + 144, 13 * 4));
my @sections = ([ 2, 'the gists of names' ], [ 6, 'the gists of terms' ], [ 8, 'the keys of terms' ],
	[ 9, 'their directory' ], [ 10, 'the keys of names' ], [ 11, 'their directory' ]);
foreach my $section (@sections)
{
	my ($number, $name) = @$section;
	my $detected = 0;
	my $fine = 0;
	my @at;
	foreach my $try (1 .. 2)
	{
		my $bytes = $good{firm_name};
		srand($number * 10 + $try);
		my $offset = int(rand($bytes[$number]));
		my $block = $header + $first[$number] + int($offset / 8144);
		my $place = $block * 8192 + 24 + $offset % 8144;
		substr($bytes, $place, 1) ^= chr(1 << int(rand(8)));
		push @at, "$block:" . $place % 8192;
		stamp(\$bytes, $block);
		write_binary($path{firm_name}, $bytes);
		$node->start;
		foreach my $query (@queries[0 .. 2], $queries[5])
		{
			my ($rc, $out, $err) = $node->psql('postgres',
				"SET enable_seqscan = off; SET enable_sort = off; SET statement_timeout = '60s'; $query");
			$fine++ if $err eq '' || $err =~ /index "firm_name" is damaged at block \d+: /;
			$detected++ if $query =~ /screen_check/ && $err =~ /is damaged at block \d+: (?!the checksum)/;
		}
		$node->stop;
	}
	is("$fine/$detected", '8/2', "$name: screen_check() says what is wrong, and nothing crashes (@at)");
}
write_binary($path{firm_name}, $good{firm_name});

# The signature of an entry of the pending area: 14 bytes of header are before it.
my ($pending) = grep {
	my $page = substr($good{firm_name}, $_ * 8192, 8192);
	(unpack('Q L L L S', substr($page, 8168)))[4] == 2 && unpack('S', substr($page, 24)) > 0 && unpack('S', substr($page, 28)) > 0
} 0 .. length($good{firm_name}) / 8192 - 1;
my $signed = $good{firm_name};
substr($signed, $pending * 8192 + 24 + 14, 1) ^= "\1";
write_binary($path{firm_name}, $signed);
$node->start;
my $err = ($node->psql('postgres', "SELECT screen_check('firm_name')"))[2];
like($err, qr/damaged at block $pending: an entry of the pending area is not consistent/, 'a wrong signature in the pending area');
$node->stop;

# What is wrong is not written anew, with a checksum that is right.
my $documents = $good{firm_name};
substr($documents, ($header + $first[0]) * 8192 + 24 + 100, 1) ^= "\1";
write_binary($path{firm_name}, $documents);
$node->start;
$err = ($node->psql('postgres', "SELECT screen_merge('firm_name')"))[2];
like($err, qr/damaged at block \d+: the checksum of the page is wrong/, 'a merge does not read a page with a wrong checksum');
$node->stop;

# A file that is too short, and one of zeros.
write_binary($path{firm_name}, substr($good{firm_name}, 0, 8192 * 20));
$node->start;
$err = ($node->psql('postgres', "SELECT screen_check('firm_name')"))[2];
like($err, qr/ERROR/, 'a file that is too short');
$node->stop;
write_binary($path{firm_name}, "\0" x length($good{firm_name}));
$node->start;
$err = ($node->psql('postgres', "SET enable_seqscan = off; SELECT count(*) FROM firm WHERE name ~= 'x'"))[2];
like($err, qr/index "firm_name" is damaged at block 0: the page is empty/, 'a file of zeros');
$node->safe_psql('postgres', 'REINDEX TABLE firm');
is($node->safe_psql('postgres', "SELECT screen_check('firm_name', true), screen_check('firm_hs', true)"), '|', 'REINDEX repairs');
$node->stop;
done_testing();
