# The real lists, as OFAC publishes them, where there are copies: what the
# loader makes of them is compared with what this script counts in the files.
#
# TRADESCREEN_SHARED names a directory with data/raw/ofac/sdn.csv, alt.csv,
# add.csv and sdn_comments.csv, and cons_prim.csv, cons_alt.csv, cons_add.csv
# and cons_comments.csv.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $dir = ($ENV{TRADESCREEN_SHARED} || '../shared') . '/data/raw/ofac';
my %files = (
	'OFAC-SDN'  => { sdn => 'sdn.csv', alt => 'alt.csv', add => 'add.csv', comments => 'sdn_comments.csv' },
	'OFAC-CONS' => { sdn => 'cons_prim.csv', alt => 'cons_alt.csv', add => 'cons_add.csv', comments => 'cons_comments.csv' });
if (grep { !-r "$dir/$_" } map { values %$_ } values %files)
{
	plan skip_all => 'no copies of the published lists; set TRADESCREEN_SHARED';
}

# Records of a file: fields without their quotes, undef for "-0-".
sub records
{
	my ($text) = @_;
	my @records;

	$text =~ s/[\r\n\x1A]+\z//;
	foreach my $line (split /\r?\n/, $text)
	{
		my @fields;
		while ($line =~ /\G(?:"((?:[^"]|"")*)"|([^,]*))(,|$)/g)
		{
			my ($value, $more) = (defined $1 ? $1 : $2, $3);
			$value =~ s/""/"/g;
			$value =~ s/^ +| +$//g;
			push @fields, $value eq '-0-' ? undef : $value;
			last if $more eq '';
		}
		push @records, \@fields;
	}
	return @records;
}

sub tally
{
	my %count;
	$count{$_}++ foreach @_;
	return join "\n", map { "$_|$count{$_}" } sort keys %count;
}

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$node->start;
$node->safe_psql('postgres', 'SET client_min_messages = warning; CREATE EXTENSION tradescreen_lists CASCADE');

# The server reads its own copies: it may belong to another user.
my $copies = $node->backup_dir;
mkdir $copies;

foreach my $source (sort keys %files)
{
	my %file = %{ $files{$source} };
	my %text = map { $_ => slurp_file("$dir/$file{$_}") } keys %file;
	my %records = map { $_ => [ records($text{$_}) ] } keys %file;

	my (%kind, %type, %remarks);
	foreach my $r (@{ $records{sdn} })
	{
		$kind{ $r->[0] } = $r->[2] // 'company';
		$type{ $r->[0] }{ $r->[1] } = 'primary';
		$remarks{ $r->[0] } = $r->[11] // '';
	}
	foreach my $r (@{ $records{alt} })
	{
		$type{ $r->[0] }{ $r->[3] } //= 'alias' if $kind{ $r->[0] };
	}
	foreach my $r (@{ $records{comments} })
	{
		$remarks{ $r->[0] } .= $r->[1] if $kind{ $r->[0] };
	}
	foreach my $id (keys %remarks)
	{
		foreach my $part (split /;/, $remarks{$id})
		{
			$type{$id}{$1} //= 'weak_alias' if $part =~ /^ *[afn]\.k\.a\. '(.*\S.*)'\.?\s*$/;
		}
	}

	my $parties = keys %kind;
	my $names = map { keys %$_ } values %type;
	cmp_ok($parties, '>', 400, "$source: the files were read");

	foreach my $key (keys %file)
	{
		append_to_file("$copies/$source.$key.csv", $text{$key});
	}

	my $load = sub {
		my $arguments = join ', ', "source => '$source'", map { "$_ => pg_read_file('$copies/$source.$_.csv')" } sort keys %file;
		return $node->safe_psql('postgres', "SELECT * FROM screening.load_ofac($arguments)");
	};

	like($load->(), qr/^$source\|[^|]+\|$parties\|$names\|$parties\|0\|0$/, "$parties parties with $names names are loaded");
	is($node->safe_psql('postgres', qq{SELECT kind, count(*) FROM screening.party WHERE source = '$source' GROUP BY 1 ORDER BY kind COLLATE "C"}),
		tally(values %kind), "$source: parties of each kind");
	is( $node->safe_psql('postgres',
			qq{SELECT name_type, count(*) FROM screening.party_name WHERE source = '$source' GROUP BY 1 ORDER BY name_type COLLATE "C"}),
		tally(map { values %$_ } values %type), 'names of each type');

	# Every name, letter by letter; the first few that differ.
	my %loaded = map { $_ => 1 } split /\n/,
	  $node->safe_psql('postgres', "SELECT entity_id, name, name_type FROM screening.party_name WHERE source = '$source'");
	my %expected;
	foreach my $id (keys %type)
	{
		$expected{"$id|$_|$type{$id}{$_}"} = 1 foreach keys %{ $type{$id} };
	}
	my @different = ((map { "missing: $_" } grep { !$loaded{$_} } sort keys %expected),
		(map { "added: $_" } grep { !$expected{$_} } sort keys %loaded));
	is(join("\n", @different[ 0 .. ($#different < 9 ? $#different : 9) ]), '', 'every name, letter by letter');

	my $addresses = grep { $kind{ $_->[0] } && grep { defined } @$_[ 2 .. 5 ] } @{ $records{add} };
	is($node->safe_psql('postgres', "SELECT sum(jsonb_array_length(addresses)) FROM screening.party WHERE source = '$source'"),
		$addresses, "$addresses addresses");

	like($load->(), qr/\|0\|0\|0$/, 'loading the same files again changes nothing');

	# A file that was cut short is refused whole.
	my $before = $node->safe_psql('postgres', 'SELECT * FROM screening.source');
	append_to_file("$copies/$source.cut.csv", substr($text{sdn}, 0, length($text{sdn}) / 2) =~ s/,[^,]*\z//r);
	my ($rc, $stdout, $stderr) =
	  $node->psql('postgres', "SELECT * FROM screening.load_ofac(pg_read_file('$copies/$source.cut.csv'), source => '$source')");
	isnt($rc, 0, 'half a file is refused');
	like($stderr, qr/ERROR: .*line \d+/, 'with the line where it ends');
	is($node->safe_psql('postgres', 'SELECT * FROM screening.source'), $before, 'and nothing is changed');
	is($node->safe_psql('postgres', "SELECT count(*) FROM screening.party WHERE source = '$source'"), $parties, 'and all parties are there');
}

$node->stop;
done_testing();
