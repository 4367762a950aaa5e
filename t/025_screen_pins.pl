# The access method screen with hardly any shared buffers: a search holds the
# pages that it has read, but not so many that none is left for the next one.

use strict;
use warnings;

use FindBin;
use lib $FindBin::RealBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ScreenTest;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$node->append_conf('postgresql.conf', <<'CONF');
shared_buffers = 512kB
autovacuum = off
fsync = off
tradescreen.pending_limit = 64kB
CONF
$node->start;
make_firm($node, 200);

# Words that nearly resemble each other, so that a search finds many by chance,
# and one that most names have.
$node->safe_psql('postgres', <<'SQL');
CREATE FUNCTION test_word(i int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT s[1 + i % 8] || s[1 + i / 8 % 8] || s[1 + i / 64 % 8] || s[1 + i / 512 % 8] || s[1 + i / 4096 % 8]
	FROM (SELECT '{ka,lo,mi,ros,tek,shi,an,ver}'::text[] AS s) x
$$;
INSERT INTO firm (name) SELECT 'Kalomi ' || test_word(i) || ' ' || test_word(i * 7919 % 32768) FROM generate_series(1, 20000) i;
SQL
foreach my $state ('inserted', 'merged', 'built')
{
	$node->safe_psql('postgres', "SELECT screen_merge('firm_name')") if $state eq 'merged';
	$node->safe_psql('postgres', "REINDEX INDEX firm_name") if $state eq 'built';
	is($node->safe_psql('postgres', "SELECT screen_check('firm_name', true)"), '', "$state: checked");
	is($node->safe_psql('postgres', <<"SQL"), 't', "$state: searches find what the table has");
SELECT bool_and(agree(format('name ~= namequery(%L, %s)', name, t)))
FROM (VALUES ('Kalomi Kalorostekan Mishiverkalo'), ('Kalomi'), ('Kalomo Rostekshianver'), ('Tekshianverros Anveranverka')) v(name),
	 unnest('{0.3,0.6,0.9}'::real[]) t
SQL
	is($node->safe_psql('postgres', "SELECT agree_on_nearest('Kalomi Kalorostekan', 50)"), 't', "$state: and what is nearest");
}
$node->stop;
done_testing();
