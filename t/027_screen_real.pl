# The real names of the watch lists, where there are copies: at any threshold
# the index answers as the table does, while it is built, grown by inserts,
# vacuumed and merged.
#
# TRADESCREEN_SHARED names a directory with data/watchlist.csv.gz and
# data/watchlist_eu.csv.gz.  TRADESCREEN_REAL says how many names are looked up
# in each state (12); TRADESCREEN_SEED, which ones (1).  A thousand take an hour.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $dir = ($ENV{TRADESCREEN_SHARED} || '../shared') . '/data';
my @files = ('watchlist.csv.gz', 'watchlist_eu.csv.gz');
if (grep { !-r "$dir/$_" } @files)
{
	plan skip_all => 'no copies of the watch lists; set TRADESCREEN_SHARED';
}
my $looked_up = $ENV{TRADESCREEN_REAL} || 12;
my $seed = $ENV{TRADESCREEN_SEED} || 1;
note "TRADESCREEN_REAL=$looked_up TRADESCREEN_SEED=$seed";

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$node->append_conf('postgresql.conf', <<'CONF');
fsync = off
autovacuum = off
jit = off
work_mem = '64MB'
max_parallel_workers_per_gather = 0
CONF
$node->start;
$node->safe_psql('postgres', <<'SQL');
CREATE EXTENSION tradescreen;
CREATE UNLOGGED TABLE listed (list text, entity text, kind text, type text, name text, program text, country text);
SQL
foreach my $file (@files)
{
	# the server reads its own copy: it may belong to another user
	my $copy = $node->basedir . '/names.csv';
	system_or_bail('sh', '-c', "gunzip -c '$dir/$file' > '$copy'");
	$node->safe_psql('postgres', "COPY listed FROM '$copy' (FORMAT csv, HEADER)");
	unlink $copy;
}

# Two of three names are in the table when the index is built.  What is looked
# up is a listed name, one of the manipulations of one, or both halves of two.
$node->safe_psql('postgres', <<"SQL");
CREATE TABLE name AS SELECT row_number() OVER (ORDER BY md5(name)) AS id, name FROM (SELECT DISTINCT name FROM listed) n;
CREATE TABLE firm (id bigint, name text);
INSERT INTO firm SELECT * FROM name WHERE id % 3 > 0;
CREATE INDEX firm_name ON firm USING screen (name);
CREATE FUNCTION asked(turn int) RETURNS SETOF text LANGUAGE sql AS \$\$
	SELECT CASE n % 4 WHEN 0 THEN name
			WHEN 1 THEN left(name, length(name) / 2) || substr(next, length(next) / 2)
			ELSE coalesce((SELECT variant FROM name_variants(name) ORDER BY md5(variant || n) LIMIT 1), name) END
	FROM (SELECT row_number() OVER (ORDER BY md5(name || turn || $seed)) AS n, name,
				 lead(name) OVER (ORDER BY md5(name || turn || $seed)) AS next FROM name) x
	WHERE next IS NOT NULL LIMIT $looked_up
\$\$;

-- What the index finds and the table does not, or the reverse, at twenty
-- thresholds, and where its order by distance is another one.
CREATE FUNCTION differences(turn int, OUT hits bigint, OUT wrong text) LANGUAGE plpgsql AS \$\$
DECLARE
	q text;
	t real;
	lost bigint;
	found bigint;
BEGIN
	hits := 0;
	wrong := '';
	CREATE TEMP TABLE by_index (id bigint, d float8);
	CREATE TEMP TABLE by_table (id bigint, d float8);
	FOR q IN SELECT asked(turn) LOOP
		SET LOCAL enable_indexscan = off;
		SET LOCAL enable_bitmapscan = off;
		SET LOCAL enable_seqscan = on;
		TRUNCATE by_table;
		INSERT INTO by_table SELECT id, name <~> q FROM firm;
		SET LOCAL enable_seqscan = off;
		SET LOCAL enable_bitmapscan = on;
		FOR i IN 1 .. 20 LOOP
			t := (i * 0.05)::real;
			TRUNCATE by_index;
			INSERT INTO by_index SELECT id FROM firm WHERE name ~= namequery(q, t);
			SELECT count(*) FILTER (WHERE x.id IS DISTINCT FROM y.id), count(x.id) INTO lost, found
			FROM (SELECT id FROM by_table WHERE (1 - d)::real >= t) x FULL JOIN by_index y USING (id);
			hits := hits + found;
			IF lost > 0 THEN
				wrong := wrong || format('%s at %s: %s; ', q, t, lost);
			END IF;
		END LOOP;
		SET LOCAL enable_indexscan = on;
		SET LOCAL enable_sort = off;
		TRUNCATE by_index;
		INSERT INTO by_index SELECT row_number() OVER (), d FROM (SELECT name <~> q AS d FROM firm ORDER BY name <~> q) x;
		SET LOCAL enable_sort = on;
		SELECT count(*) INTO lost
		FROM by_index x FULL JOIN (SELECT row_number() OVER (ORDER BY d) AS id, d FROM by_table) y USING (id)
		WHERE x.d IS DISTINCT FROM y.d;
		IF lost > 0 THEN
			wrong := wrong || format('nearest to %s: %s; ', q, lost);
		END IF;
	END LOOP;
	DROP TABLE by_index, by_table;
END \$\$;
SQL

my $turn = 0;

sub same
{
	my ($state) = @_;
	my ($hits, $wrong) = split /\|/, $node->safe_psql('postgres', 'SELECT * FROM differences(' . ++$turn . ')'), 2;
	is($wrong, '', "$state: the index answers as the table does");
	cmp_ok($hits, '>', 0, "$state: and found something");
	is($node->safe_psql('postgres', "SELECT screen_check('firm_name', true)"), '', "$state: checked");
	return;
}

is($node->safe_psql('postgres', "SELECT answer FROM (SELECT count(*) > 20000 AS answer FROM name) x"), 't', 'there are names');
same('built');
$node->safe_psql('postgres', 'INSERT INTO firm SELECT * FROM name WHERE id % 3 = 0 AND id % 2 = 0');
$node->safe_psql('postgres', 'INSERT INTO firm SELECT id + 1000000, upper(name) FROM name WHERE id % 50 = 0');
same('inserted');
$node->safe_psql('postgres', q{DELETE FROM firm WHERE id % 7 = 0; UPDATE firm SET name = name || ' LLC' WHERE id % 11 = 0});
same('deleted and updated');
$node->safe_psql('postgres', 'VACUUM firm');
$node->safe_psql('postgres', 'INSERT INTO firm SELECT * FROM name WHERE id % 3 = 0 AND id % 2 = 1');
same('vacuumed, and inserted into what is free');
$node->safe_psql('postgres', "SELECT screen_merge('firm_name')");
same('merged');
$node->stop('immediate');
$node->start;
same('after a crash');
$node->stop;
done_testing();
