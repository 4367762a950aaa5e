# Databases in other encodings than UTF-8: names and codes are read as their
# bytes mean, bytes that mean nothing in Unicode are no error, and the lists
# can be installed, loaded and asked.
#
# All statements are in ASCII; other bytes are written \xHH in E'' strings.

use strict;
use warnings;

use Digest::SHA qw(sha256 sha256_hex);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

# name:    a name in the encoding of the database
# unicode: the same, as UTF-8
# latin:   how it is written in Latin letters
# broken:  bytes that the encoding allows and that cannot be converted to UTF-8
my $romashka = '\xD0\xA0\xD0\xBE\xD0\xBC\xD0\xB0\xD1\x88\xD0\xBA\xD0\xB0';
my @databases = (
	{
		encoding => 'LATIN1',
		name     => 'Caf\xE9 Z\xFCrich',
		unicode  => 'Caf\xC3\xA9 Z\xC3\xBCrich',
		latin    => 'Cafe Zurich',
		broken   => [],
	},
	{
		encoding => 'WIN1251',
		name     => '\xD0\xEE\xEC\xE0\xF8\xEA\xE0',
		unicode  => $romashka,
		latin    => 'Romashka',
		broken   => [ '\x98' ],
	},
	{
		encoding => 'EUC_KR',
		name     => '\xC7\xD1\xBA\xFB',
		unicode  => '\xED\x95\x9C\xEB\xB9\x9B',
		latin    => 'Hanbit',
		broken   => [ '\xC9\xA1', '\xFE\xFE' ],
	},
	{
		# no encoding at all: bytes are read as UTF-8 as far as they are that
		encoding => 'SQL_ASCII',
		name     => $romashka,
		unicode  => $romashka,
		latin    => 'Romashka',
		broken   => [ '\xFF', '\xC3', '\xE2\x82', '\xED\xA0\x80', '\xF4\x90\x80\x80', '\xC0\xAF' ],
	});

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$node->start;

sub create_database
{
	my ($name, $encoding) = @_;

	$node->safe_psql('postgres',
		"CREATE DATABASE $name TEMPLATE template0 ENCODING '$encoding' LC_COLLATE 'C' LC_CTYPE 'C'");
	$node->safe_psql($name, 'SET client_min_messages = warning; CREATE EXTENSION tradescreen_lists CASCADE');
}

# The text that the server makes of an E'' string with \x escapes, as bytes.
sub bytes
{
	my ($string) = @_;
	return $string =~ s/\\x(..)/chr hex $1/egr;
}

# A query is sent, and its one value compared, in ASCII.
sub query_is
{
	my ($database, $query, $expected, $what) = @_;
	my ($stdout, $stderr) = ('', '');

	my $rc = $node->psql($database, $query, stdout => \$stdout, stderr => \$stderr);
	is($rc == 0 ? $stdout : "failed: $stderr", $expected, "$database: $what");
}

create_database('reference', 'UTF8');

foreach my $d (@databases)
{
	my $db = lc $d->{encoding};
	my ($name, $unicode, $latin) = @$d{qw(name unicode latin)};

	create_database($db, $d->{encoding});
	query_is($db, 'SHOW server_encoding', $d->{encoding}, 'is the encoding');

	# --- names mean what they mean in UTF-8

	my $normalized = $node->safe_psql('reference', "SELECT name_normalize(E'$unicode GmbH')");
	like($normalized, qr/^[ -~]+$/, 'the reference is in ASCII');
	query_is($db, "SELECT name_normalize(E'$name GmbH')", $normalized, 'name_normalize() as in UTF-8');

	my $score = $node->safe_psql('reference', "SELECT name_score(E'$unicode GmbH', '$latin GmbH')");
	cmp_ok($score, '>', 0.5, "the reference: $latin is alike");
	query_is($db, "SELECT name_score(E'$name GmbH', '$latin GmbH')", $score, 'name_score() as in UTF-8');
	query_is($db, "SELECT name_score(E'$name', E'$name')", 1, 'a name is itself');
	query_is($db, "SELECT E'$name GmbH' ~= E'$name GmbH'", 't', '~= of a name and itself');

	# --- bytes that mean nothing

	foreach my $broken (@{ $d->{broken} })
	{
		my $shown = $broken =~ tr/\\//dr;

		# or the test would show nothing
		my ($rc, $stdout, $stderr) = $node->psql($db, "SELECT length(convert_to(E'$broken', 'UTF8'))");
		isnt($rc, 0, "$db: $shown cannot be converted to UTF-8");

		query_is($db, "SELECT name_normalize(E'$broken Kamchatka') LIKE '%kamchatka%'", 't',
			"name_normalize() after $shown");
		query_is($db, "SELECT name_normalize(E'Kamchatka $broken') LIKE '%kamchatka%'", 't',
			"name_normalize() before $shown");
		query_is($db, "SELECT name_normalize(E'$broken') IS NOT NULL", 't', "name_normalize() of $shown alone");
		query_is($db, "SELECT name_score(E'$broken $name', E'$name $broken') BETWEEN 0 AND 1", 't',
			"name_score() with $shown");
		query_is($db, "SELECT name_score(E'Kamchatka $broken', 'Kamchatka') > name_score(E'Kamchatka $broken', 'Omega')",
			't', "name_score() reads what is beside $shown");
		query_is($db, "SELECT count(*) > 0 FROM name_parse(E'Kamchatka $broken GmbH')", 't', "name_parse() with $shown");
		query_is($db, "SELECT name_explain(E'$name $broken', E'$broken') ? 'score'", 't', "name_explain() with $shown");

		foreach my $field ("$broken 854231", "854231 $broken", "8542${broken}31", $broken)
		{
			query_is($db, "SELECT status IN ('repaired', 'ambiguous', 'invalid') FROM hs_clean(E'$field')", 't',
				'hs_clean() of ' . $field =~ tr/\\//dr);
		}
		query_is($db, "SELECT (hs_clean(E'854231', 6)).status", 'ok', 'and the session is well');
	}

	# what comes back is text in the encoding of the database: convert_to() verifies it
	my $with = join ' ', $name, @{ $d->{broken} };
	my $results = join ' UNION ALL ', "SELECT name_normalize(E'$with')",
	  "SELECT unnest(ARRAY[unit, class, canonical]) FROM name_parse(E'$with GmbH')",
	  "SELECT name_explain(E'$with', E'$name')::text", "SELECT namequery(E'$with', 0.5)::text",
	  "SELECT namequery_name(namequery(E'$with', 0.5))",
	  map { "SELECT note FROM hs_clean(E'$_')" } $with, "8542 $with", "$with 8542", "HS $with: 8542";
	query_is($db, "SELECT bool_and(convert_to(r, getdatabaseencoding()) IS NOT NULL) FROM ($results) x(r) WHERE r IS NOT NULL",
		't', 'all results are valid text');

	query_is($db, "SELECT code, status FROM hs_clean(E'$name')", '|invalid', 'hs_clean() of a name');

	# --- lists

	my $other = $d->{broken}[0] // '\xA4';
	my $sdn = qq{1,"$name GMBH","-0- ","TEST",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"a.k.a. ''$latin''; f.k.a. ''$name $other''."\\n}
	  . qq{2,"ACME $other",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- };
	my $add = qq{1,1,"$name 1","$name",-0- ,-0- };
	my $load = "screening.load_ofac(E'$sdn', add => E'$add', source => 'TEST')";

	query_is($db, "SELECT parties, names, added, changed, removed FROM $load", '2|4|2|0|0', 'a list is loaded');
	query_is($db, "SELECT parties, names, added, changed, removed FROM $load", '2|4|0|0|0', 'and not twice');
	query_is($db, "SELECT string_agg((name = E'$name $other')::text, ',') FROM screening.party_name WHERE name_type = 'weak_alias' AND relation = 'fka'",
		'true', 'bytes of a name are kept');
	query_is($db, "SELECT count(*) FROM screening.party WHERE addresses -> 0 ->> 'city' = E'$name'", 1,
		'bytes of an address are kept');
	query_is($db, "SELECT string_agg(entity_id, ',') FROM screening.watchlist WHERE name ~= E'$name GmbH' AND name_type = 'primary'",
		1, 'the party is found by its name');

	# the checksum is that of the bytes
	my ($sdn_bytes, $add_bytes) = map { bytes($_) =~ s/''/'/gr =~ s/\\n/\n/gr } $sdn, $add;
	query_is($db, 'SELECT checksum FROM screening.source',
		sha256_hex(join '', map { sha256($_) } $sdn_bytes, '', $add_bytes, ''),
		'the checksum of the list');

	my ($rc, $stdout, $stderr) =
	  $node->psql($db, "SELECT screening.load_ofac(E'\\n<!DOCTYPE html>\\n<p>$name</p>')");
	like($stderr, qr/ERROR:  sdn, line 1: .*\n.*HINT:  This is an HTML or XML document/s, "$db: an HTML page is refused");

	query_is($db, "SELECT screening.goods('chpl') = (SELECT hslist_agg(hs) FROM screening.goods_item)", 't', 'goods()');
	query_is($db, "SELECT hs_match('8542', screening.goods('chpl', '1'))", 'wider', 'hs_match() with goods()');
	query_is($db, "SELECT (tradescreen_info() IS NOT NULL)", 't', 'tradescreen_info()');
}

# A no-break space is a space wherever it is one.
foreach my $case ([ 'latin1', '\xA0' ], [ 'win1251', '\xA0' ], [ 'euc_kr', '\xA1\xA1' ], [ 'sql_ascii', '\xC2\xA0' ])
{
	my ($db, $space) = @$case;
	query_is($db, "SELECT code, status FROM hs_clean(E'8542${space}31')", '854231|repaired', 'hs_clean() with another space');
}
foreach my $db ('latin1', 'win1251')
{
	my ($rc, $stdout, $stderr) = $node->psql($db,
		q{INSERT INTO screening.party_name (source, entity_id, name, name_type) VALUES ('TEST', '1', E'\xA0', 'alias')});
	like($stderr, qr/party_name_blank/, "$db: a no-break space is no name");
}

$node->stop;
done_testing();
