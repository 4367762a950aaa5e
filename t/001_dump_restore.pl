# What is stored comes back: pg_dump and pg_restore, text and binary COPY.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$node->start;

# The engine is in a schema of its own, so that a dump has to name it.
$node->safe_psql('postgres', 'CREATE DATABASE original');
$node->safe_psql('original', <<'SQL');
SET client_min_messages = warning;
CREATE SCHEMA engine;
CREATE EXTENSION tradescreen SCHEMA engine;
CREATE EXTENSION tradescreen_lists;
ALTER DATABASE original SET search_path = public, engine;
SET search_path = public, engine;

CREATE TABLE shipment (
	id        int PRIMARY KEY,
	hs        hscode CHECK (hs_level(hs) >= 2),
	goods     hslist DEFAULT '8471, 8542 except 854290',
	consignee text
);
-- codes of 4 to 10 digits all over the nomenclature, and nulls
INSERT INTO shipment
SELECT i,
	   CASE WHEN i % 50 > 0
			THEN left(lpad((1 + i % 97)::text, 2, '0') || lpad((i * 7919 % 99999999)::text, 8, '0'),
					  (ARRAY[4, 6, 8, 10])[1 + i / 7 % 4])::hscode END,
	   CASE i % 3 WHEN 1 THEN format('%s, 84, ex 900%s', 1000 + i, i % 10)::hslist
				  WHEN 2 THEN '8471-8473, 8542 except 854290'::hslist END,
	   CASE i % 3 WHEN 1 THEN 'ООО «Икс»' WHEN 2 THEN E'tab\tand\\backslash' END
FROM generate_series(1, 3000) i;
INSERT INTO shipment (id, hs) VALUES (3001, '8542'), (3002, '8542310000'), (3003, '85429000');

CREATE INDEX shipment_btree ON shipment (hs);
CREATE INDEX shipment_hash ON shipment USING hash (hs);
CREATE INDEX shipment_brin ON shipment USING brin (hs);
CREATE INDEX shipment_heading ON shipment (hs_heading(hs)) WHERE hs <@ '85';
CREATE VIEW controlled AS
	SELECT * FROM shipment WHERE hs <@ hslist '8542, 8471' OR consignee ~= 'Iks OOO';

SELECT screening.load_ofac(
	E'1,"OMEGA TRADING, LLC","-0- ","TEST",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n' ||
	E'2,"IVANOV, Ivan","individual","TEST] [OTHER",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"a.k.a. ''VANYA''."',
	E'1,1,"aka","OOO ОМЕГА ТРЕЙДИНГ",-0- \r\n', source => 'TEST-LIST');

-- a goods list of one's own, and a change to the built-in one
INSERT INTO screening.goods_list (list, title) VALUES ('mine', 'My list');
INSERT INTO screening.goods_item (list, tier, hs, ex) VALUES ('mine', 'A', '8542', false), ('mine', 'B', '901380', true);
UPDATE screening.goods_item SET note = 'checked' WHERE list = 'chpl' AND hs = '854231';
SQL

# Everything a user would miss, as text.
my @contents = (
	[ 'rows' => q{SELECT id, hs, goods, consignee FROM shipment ORDER BY id} ],
	[ 'indexes' => q{SELECT indexdef, indisvalid FROM pg_indexes JOIN pg_index ON indexrelid = indexname::regclass
		WHERE tablename = 'shipment' ORDER BY indexname} ],
	[ 'answers of the index' => q{SET enable_seqscan = off; SET enable_bitmapscan = off;
		SELECT id FROM shipment WHERE hs <@ '85' ORDER BY hs, id} ],
	[ 'answers of the view' => q{SELECT id, hs FROM controlled ORDER BY id} ],
	[ 'party lists' => q{SELECT source, version, checksum, parties, names, loaded_at FROM screening.source ORDER BY 1;
		SELECT * FROM screening.party ORDER BY 1, 2; SELECT * FROM screening.party_name ORDER BY 1, 2, 3} ],
	[ 'goods lists' => q{SELECT * FROM screening.goods_list ORDER BY 1;
		SELECT * FROM screening.goods_item ORDER BY 1, 2, 3; SELECT screening.goods('chpl'), screening.goods('mine', 'B')} ]);

sub contents
{
	my ($database) = @_;
	return map { $_->[0] => $node->safe_psql($database, $_->[1]) } @contents;
}

my %original = contents('original');
my $lines = () = $original{'rows'} =~ /^/mg;
is($lines, 3003, 'the table is filled');
like($original{'rows'}, qr/^3002\|8542310000\|8471,\s?8542/m, 'rows look as expected');
isnt($original{$_}, '', "there is something to compare: $_") foreach map { $_->[0] } @contents;

my $dir = $node->backup_dir;
mkdir $dir;

# --- pg_dump

sub restored_is_original
{
	my ($database, $what) = @_;

	$node->safe_psql('postgres', "ALTER DATABASE $database SET search_path = public, engine");
	my %restored = contents($database);
	is($restored{$_}, $original{$_}, "$what: $_") foreach map { $_->[0] } @contents;
	is( $node->safe_psql($database,
			q{SELECT loaded.added, loaded.changed, loaded.removed
			  FROM screening.load_ofac(E'1,"OMEGA TRADING, LLC","-0- ","TEST",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ',
				source => 'TEST-LIST') loaded}),
		'0|1|1', "$what: a list can be loaded over the restored one");
}

$node->command_ok([ 'pg_dump', '-f', "$dir/plain.sql", '-d', $node->connstr('original') ], 'pg_dump, plain');
$node->safe_psql('postgres', 'CREATE DATABASE plain');
$node->command_ok(
	[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('plain'), '-f', "$dir/plain.sql" ],
	'the plain dump is restored without an error');
restored_is_original('plain', 'plain dump');

$node->command_ok([ 'pg_dump', '-Fc', '-f', "$dir/custom.dump", '-d', $node->connstr('original') ], 'pg_dump, custom');
$node->safe_psql('postgres', 'CREATE DATABASE custom');
$node->command_ok(
	[ 'pg_restore', '--exit-on-error', '-j', '2', '-d', $node->connstr('custom'), "$dir/custom.dump" ],
	'the custom dump is restored in parallel without an error');
restored_is_original('custom', 'custom dump');

$node->command_ok([ 'pg_dump', '--inserts', '-f', "$dir/inserts.sql", '-d', $node->connstr('original') ],
	'pg_dump, as INSERT');
$node->safe_psql('postgres', 'CREATE DATABASE inserts');
$node->command_ok(
	[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('inserts'), '-f', "$dir/inserts.sql" ],
	'the dump of INSERTs is restored without an error');
restored_is_original('inserts', 'dump as INSERT');

# --- COPY

foreach my $format ('binary', 'text', 'csv')
{
	my $file = "$dir/shipment.$format";
	$node->safe_psql('original', <<"SQL");
COPY shipment TO '$file' (FORMAT $format);
CREATE TABLE copied (LIKE shipment);
COPY copied FROM '$file' (FORMAT $format);
SQL
	is( $node->safe_psql('original',
			q{SELECT count(*), count(*) FILTER (WHERE c IS NOT DISTINCT FROM s) FROM copied c FULL JOIN shipment s USING (id);}),
		'3003|3003',
		"COPY $format: every row comes back equal");
	is($node->safe_psql('original', 'SELECT id, hs, goods, consignee FROM copied ORDER BY id'),
		$original{'rows'}, "COPY $format: every row looks the same");
	$node->safe_psql('original', 'DROP TABLE copied');
}

# Binary input is checked: these are eight and more bytes, but no codes.
foreach my $bad ('1::bigint', '-1::bigint', "'\\x00'::bytea", "'\\xffffffffffffffffffffffffffffffff'::bytea")
{
	$node->safe_psql('original', "COPY (SELECT $bad) TO '$dir/bad' (FORMAT binary)");
	foreach my $type ('hscode', 'hslist')
	{
		my ($rc, $stdout, $stderr) = $node->psql('original',
			"\\set VERBOSITY verbose\nCREATE TEMP TABLE t (v $type); COPY t FROM '$dir/bad' (FORMAT binary)");
		like($stderr, qr/ERROR:  (22P03|22P02|08P01)/, "binary input: $bad is no $type");
	}
}
is($node->safe_psql('original', 'SELECT count(*) FROM shipment'), '3003', 'the server is still there');

$node->stop;
done_testing();
