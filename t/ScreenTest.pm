# What the tests of the access method screen share: names that resemble each
# other, a table of them, and the law that an index answers as the table does.

package ScreenTest;

use strict;
use warnings;

use Exporter 'import';
use PostgreSQL::Test::Utils;

our @EXPORT = qw(make_firm slurp_binary write_binary);

my $functions = <<'SQL';
CREATE EXTENSION tradescreen;
CREATE FUNCTION test_name(i int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT w[1 + i * 7 % 16] || CASE WHEN i % 3 = 0 THEN '' ELSE ' ' END || w[1 + i * 13 % 16] || ' ' || i % 97
	FROM (SELECT '{Kalashnikov,Baltic,Shipping,Rosneft,Siberian,Machine,Tools,Orion,Delta,Meridian,Kamchatka,Instrument,Shenzhen,Electronics,Anatolia,Dynamics}'::text[] AS w) x
$$;
CREATE FUNCTION test_code(i int) RETURNS hscode LANGUAGE sql IMMUTABLE AS $$
	SELECT (100000 + i::bigint * 7919 % 899999)::text::hscode
$$;
-- the same query by index or by table
CREATE FUNCTION answer(by_index bool, query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	PERFORM set_config('enable_seqscan', (NOT by_index)::text, true), set_config('enable_sort', (NOT by_index)::text, true),
			set_config('enable_indexscan', by_index::text, true), set_config('enable_bitmapscan', by_index::text, true);
	EXECUTE query INTO result;
	RETURN result;
END $$;
-- whether both agree on the rows that meet a condition, and on the nearest
CREATE FUNCTION agree(condition text) RETURNS bool LANGUAGE sql AS $$
	SELECT answer(true, q) IS NOT DISTINCT FROM answer(false, q)
	FROM (SELECT 'SELECT array_agg(id ORDER BY id)::text FROM firm WHERE ' || condition) x(q)
$$;
CREATE FUNCTION agree_on_nearest(name text, n int) RETURNS bool LANGUAGE sql AS $$
	SELECT answer(true, q) IS NOT DISTINCT FROM answer(false, q)
	FROM (SELECT format('SELECT array_agg(d)::text FROM (SELECT name <~> %L AS d FROM firm ORDER BY name <~> %1$L LIMIT %s) x', name, n)) x(q)
$$;
-- what they do not agree on
CREATE FUNCTION differences() RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(string_agg(c, '; '), 'none')
	FROM (SELECT c FROM generate_series(1, 8) i, unnest('{0.3,0.6,0.8,1.0}'::real[]) t,
				 LATERAL (VALUES (format('name ~= namequery(%L, %s)', test_name(i * 31), t)),
								 (format('hs <@ %L', 10 + i * 11)), (format('hs && %L', test_code(i)))) v(c)
		  WHERE NOT agree(c)
		  UNION ALL
		  SELECT 'nearest ' || test_name(i * 31) FROM generate_series(1, 3) i WHERE NOT agree_on_nearest(test_name(i * 31), 30)) x
$$;
SQL

# make_firm(node, rows): table firm (id, name, hs) with a screen index on each
# of the two, firm_name and firm_hs, and the functions above.
sub make_firm
{
	my ($node, $rows) = @_;
	$node->safe_psql('postgres', $functions . <<"SQL");
CREATE TABLE firm (id serial PRIMARY KEY, name text, hs hscode);
INSERT INTO firm (name, hs) SELECT test_name(i), test_code(i) FROM generate_series(1, $rows) i;
CREATE INDEX firm_name ON firm USING screen (name);
CREATE INDEX firm_hs ON firm USING screen (hs);
SQL
	return;
}

sub slurp_binary
{
	my ($path) = @_;
	open(my $f, '<:raw', $path) or die "$path: $!";
	local $/;
	my $content = <$f>;
	close $f;
	return $content;
}

sub write_binary
{
	my ($path, $content) = @_;
	open(my $f, '>:raw', $path) or die "$path: $!";
	print $f $content;
	close $f;
	return;
}

1;
