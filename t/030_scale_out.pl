# One logical table over several servers: partitions on postgres_fdw.  Our
# operators and functions are evaluated where the rows are, with the indexes
# there, and the answers are those of one table.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$node->append_conf('postgresql.conf', "fsync = off\nautovacuum = off\n");
$node->start;

if ($node->safe_psql('postgres', "SELECT count(*) FROM pg_available_extensions WHERE name = 'postgres_fdw'") eq '0')
{
	$node->stop;
	plan skip_all => 'postgres_fdw is not installed';
}

my $host = $node->host;
my $port = $node->port;

# Two shards, here two databases.
foreach my $shard (1, 2)
{
	$node->safe_psql('postgres', "CREATE DATABASE shard$shard");
	$node->safe_psql("shard$shard", <<'SQL');
CREATE EXTENSION tradescreen;
CREATE TABLE shipment (id bigint, year int, consignee text, hs hscode);
CREATE INDEX shipment_consignee ON shipment USING screen (consignee);
CREATE INDEX shipment_hs ON shipment (hs);
SQL
}

# The node that knows both, and the same rows in one table.
$node->safe_psql('postgres', <<"SQL");
CREATE EXTENSION tradescreen;
CREATE EXTENSION postgres_fdw;
CREATE SERVER shard1 FOREIGN DATA WRAPPER postgres_fdw
	OPTIONS (host '$host', port '$port', dbname 'shard1', extensions 'tradescreen', async_capable 'true', use_remote_estimate 'true');
CREATE SERVER shard2 FOREIGN DATA WRAPPER postgres_fdw
	OPTIONS (host '$host', port '$port', dbname 'shard2', extensions 'tradescreen', async_capable 'true', use_remote_estimate 'true');
CREATE USER MAPPING FOR CURRENT_USER SERVER shard1;
CREATE USER MAPPING FOR CURRENT_USER SERVER shard2;
CREATE TABLE shipment (id bigint, year int, consignee text, hs hscode) PARTITION BY LIST (year);
CREATE FOREIGN TABLE shipment_1 PARTITION OF shipment FOR VALUES IN (2024) SERVER shard1 OPTIONS (table_name 'shipment');
CREATE FOREIGN TABLE shipment_2 PARTITION OF shipment FOR VALUES IN (2025) SERVER shard2 OPTIONS (table_name 'shipment');
CREATE TABLE one (id bigint, year int, consignee text, hs hscode);
INSERT INTO one
SELECT i, 2024 + i % 2,
	   w[1 + i * 7 % 12] || ' ' || w[1 + i * 13 % 11] || CASE i % 4 WHEN 0 THEN ' LLC' WHEN 1 THEN ' GmbH' ELSE '' END || CASE WHEN i % 5 = 0 THEN ' ' || i % 37 ELSE '' END,
	   (CASE WHEN i % 3 = 0 THEN '8542' ELSE (84 + i % 7)::text || (10 + i % 60)::text END || lpad((i * 7919 % 10000)::text, 4, '0'))::hscode
FROM generate_series(1, 4000) i,
	 (SELECT '{Kalashnikov,Baltic,Shipping,Rosneft,Siberian,Machine,Orion,Meridian,Kamchatka,Shenzhen,Electronics,Anatolia}'::text[] AS w) x;
INSERT INTO shipment SELECT * FROM one;
ANALYZE one;
SQL
$node->safe_psql("shard$_", 'ANALYZE shipment; SELECT screen_merge(\'shipment_consignee\')') foreach (1, 2);
$node->safe_psql('postgres', 'ANALYZE shipment');

# What of the condition is sent, on both partitions, and what is not.
sub shipped
{
	my ($what, $condition, $pattern) = @_;
	my $plan = $node->safe_psql('postgres', "EXPLAIN (VERBOSE, COSTS OFF) SELECT id FROM shipment WHERE $condition");
	my @remote = grep { /Remote SQL/ && /$pattern/ } split /\n/, $plan;
	is(scalar @remote, 2, "shipped: $what") or diag $plan;
	unlike($plan, qr/^\s*Filter:/m, "nothing is filtered here: $what");
}

shipped('~= with a namequery', "consignee ~= namequery('Kalashnikov Baltic', 0.8)", qr/WHERE.*OPERATOR\(public\.~=\)/);
shipped('<@ with a code', "hs <@ '8542'::hscode", qr/WHERE.*OPERATOR\(public\.<@\)/);
shipped('<@ with a list', "hs <@ '8471-8473, 8542 except 854290'::hslist", qr/WHERE.*OPERATOR\(public\.<@\)/);
shipped('&& with a list', "hs && '854231, 8607'::hslist", qr/WHERE.*OPERATOR\(public\.&&\)/);
shipped('comparison of codes', "hs >= '85'::hscode", qr/WHERE.*>=/);
shipped('hs_chapter', "hs_chapter(hs) = '85'", qr/WHERE.*public\.hs_chapter/);
shipped('hs_truncate', "hs_truncate(hs, 4) = '8542'", qr/WHERE.*public\.hs_truncate/);
shipped('hs_level', 'hs_level(hs) = 8', qr/WHERE.*public\.hs_level/);
shipped('both', "consignee ~= namequery('Rosneft', 0.7) AND hs <@ '8542'::hscode", qr/~=.*<@|<@.*~=/);

# The threshold of a session is not known elsewhere.
my $plan = $node->safe_psql('postgres', "EXPLAIN (VERBOSE, COSTS OFF) SELECT id FROM shipment WHERE consignee ~= 'Rosneft'");
like($plan, qr/Filter:.*~=/, '~= between texts depends on a setting and is evaluated here');

# A watchlist here against the shards: looked up name by name.  The queries have
# to be values: a function of text that the shards do not have is not sent.
$plan = $node->safe_psql('postgres', <<'SQL');
SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off;
EXPLAIN (VERBOSE, COSTS OFF)
SELECT s.id FROM (SELECT namequery(name, 0.8) AS query FROM (VALUES ('Rosneft Orion'), ('Baltic Shipping')) v(name) OFFSET 0) w
	JOIN shipment s ON s.consignee ~= w.query
SQL
like($plan, qr/Remote SQL:.*~=.*(\$1|SELECT null)/s, 'a join sends each name to the shards') or diag $plan;

# The same rows as from one table, and in the same order.
sub same
{
	my ($what, $query) = @_;
	my $sharded = $node->safe_psql('postgres', $query =~ s/\bFROM t\b/FROM shipment/r);
	my $single = $node->safe_psql('postgres', $query =~ s/\bFROM t\b/FROM one/r);
	isnt($single, '', "rows: $what");
	is($sharded, $single, "the same rows: $what");
}

foreach my $t ('0.3', '0.6', '0.8', '1.0')
{
	same("names at $t", "SELECT id FROM t WHERE consignee ~= namequery('Kalashnikov Baltic LLC', $t) ORDER BY id");
}
same('names at the setting', "SELECT id FROM t WHERE consignee ~= 'Rosneft Meridian' ORDER BY id");
same('a code', "SELECT id, hs FROM t WHERE hs <@ '8542' ORDER BY id");
same('a list', "SELECT id, hs FROM t WHERE hs <@ '8471-8473, 8542 except 854290'::hslist ORDER BY id");
same('codes that meet a list', "SELECT id, hs FROM t WHERE hs && '854231, 8607'::hslist ORDER BY id");
same('names and codes', "SELECT id FROM t WHERE consignee ~= namequery('Siberian Machine', 0.3) AND hs <@ '84' ORDER BY id");
same('sums', "SELECT hs_chapter(hs), count(*), hslist_agg(hs_truncate(hs, 4)) FROM t GROUP BY 1 ORDER BY 1");
same('the nearest', "SELECT id, round((consignee <~> 'Shenzhen Electronics')::numeric, 4) FROM t ORDER BY consignee <~> 'Shenzhen Electronics', id LIMIT 25");

$plan = $node->safe_psql('postgres', "SET enable_sort = off; EXPLAIN (VERBOSE, COSTS OFF) SELECT id FROM shipment ORDER BY consignee <~> 'Shenzhen Electronics' LIMIT 5");
like($plan, qr/Remote SQL:.*ORDER BY.*<~>/, 'the order is asked of the shards') or diag $plan;

# With their own indexes.
my $used = 0;
foreach my $shard (1, 2)
{
	my $sql = $node->safe_psql("shard$shard", "EXPLAIN SELECT id FROM shipment WHERE consignee OPERATOR(public.~=) '0.9:Kalashnikov Baltic'::public.namequery");
	$used++ if $sql =~ /shipment_consignee/;
}
is($used, 2, 'what is sent uses the index of the shard');

$node->stop;
done_testing();
