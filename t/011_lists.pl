# The published lists of the UN and of the US departments, where there are
# copies: what the loaders make of them is compared with what this script finds
# in the files; damaged files are refused, reordered ones are the same list.
#
# TRADESCREEN_SHARED names a directory with data/raw/un, bis, csl and ofac.

use strict;
use warnings;

use Encode qw(decode encode);
use IO::Uncompress::Gunzip qw(gunzip);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $dir = ($ENV{TRADESCREEN_SHARED} || '../shared') . '/data/raw';
my %file = (un => 'un/UN_consolidated.xml', dpl => 'bis/dpl.txt', csl => 'csl/consolidated.csv.gz');
if (grep { !-r "$dir/$_" } values %file)
{
	plan skip_all => 'no copies of the published lists; set TRADESCREEN_SHARED';
}

my %text;
foreach my $list (keys %file)
{
	my $bytes = slurp_file("$dir/$file{$list}");
	if ($file{$list} =~ /\.gz$/)
	{
		my $plain;
		gunzip(\$bytes => \$plain) or die 'cannot gunzip';
		$bytes = $plain;
	}
	$bytes =~ s/\r\n/\n/g;
	$bytes =~ s/\n*\z/\n/;
	$text{$list} = $bytes;
}

my %loader = (un => 'load_un_xml', dpl => 'load_bis_dpl', csl => 'load_csl_csv');
my %source = (un => 'UN-SC', dpl => 'BIS-DPL', csl => 'US-CSL');

# --- what is in the files

# Blanks in order, and nothing that has no letter or digit.
sub clean
{
	my ($s) = @_;
	$s =~ s/[ \t\r\n]+/ /g;
	$s =~ s/^ | $//g;
	return $s;
}

sub is_name
{
	my ($s) = @_;
	return decode('UTF-8', $s) =~ /[^\x01-\x2F\x3A-\x40\x5B-\x60\x7B-\x7F\xA0\xAD\x{1680}\x{180E}\x{2000}-\x{206F}\x{3000}-\x{3003}\x{FEFF}]/;
}

sub csv
{
	my ($text, $delimiter) = @_;
	my (@records, @fields);
	$text =~ s/\n+\z//;
	while ($text =~ /\G(?:"((?:[^"]|"")*)"|([^"\n$delimiter]*))($delimiter|\n|\z)/gc)
	{
		my ($value, $end) = (defined $1 ? $1 : $2, $3);
		$value =~ s/""/"/g;
		push @fields, $value;
		if ($end ne $delimiter)
		{
			push @records, [@fields];
			@fields = ();
			last if $end eq '';
		}
	}
	my $header = shift @records;
	return map { my %r; @r{@$header} = @$_; \%r } @records;
}

# list => { entity => { name => type } }
my %found;

sub add_name
{
	my ($list, $entity, $name, $type) = @_;
	my $rank = { primary => 1, alias => 2, weak_alias => 3 };
	$name = clean($name);
	return if !is_name($name);
	my $old = $found{$list}{$entity}{$name};
	$found{$list}{$entity}{$name} = $type if !$old || $rank->{$type} < $rank->{$old};
}

sub element
{
	my ($xml, $tag) = @_;
	my ($s) = $xml =~ m{<$tag>([^<]*)</$tag>};
	$s //= '';
	my %entity = (amp => '&', lt => '<', gt => '>', quot => '"', apos => "'");
	$s =~ s/&(amp|lt|gt|quot|apos);/$entity{$1}/g;
	$s =~ s/&#x([0-9A-Fa-f]+);/encode('UTF-8', chr hex $1)/ge;
	return $s;
}

while ($text{un} =~ m{<(INDIVIDUAL|ENTITY)>(.*?)</\1>}sg)
{
	my ($kind, $entry) = ($1, $2);
	my $id = clean(element($entry, 'REFERENCE_NUMBER'));
	add_name('un', $id, join(' ', map { element($entry, "${_}_NAME") } qw(FIRST SECOND THIRD FOURTH)), 'primary');
	add_name('un', $id, element($entry, 'NAME_ORIGINAL_SCRIPT'), 'alias');
	while ($entry =~ m{<${kind}_ALIAS>(.*?)</${kind}_ALIAS>}sg)
	{
		my $alias = $1;
		add_name('un', $id, element($alias, 'ALIAS_NAME'), element($alias, 'QUALITY') eq 'Low' ? 'weak_alias' : 'alias');
	}
}
foreach my $r (csv($text{dpl}, "\t"))
{
	add_name('dpl', clean($r->{Name}), $r->{Name}, 'primary');
}
my %csl_names;
foreach my $r (csv($text{csl}, ','))
{
	my ($list) = $r->{source} =~ /\(([A-Za-z-]+)(?: List)?\)/;
	my $id = "$list:" . ($r->{entity_number} ne '' ? $r->{entity_number} : $r->{_id});
	push @{ $csl_names{$id} }, clean($r->{name});
	add_name('csl', $id, $r->{name}, 'alias');
	foreach my $alias (split /;/, $r->{alt_names})
	{
		$alias = clean($alias);
		$alias =~ s/^and //;
		$alias =~ s/^"(.*)"$/$1/;
		add_name('csl', $id, $alias, 'alias');
	}
}
# where an entry occurs twice, the first name by the order of bytes is primary
$found{csl}{$_}{ (sort @{ $csl_names{$_} })[0] } = 'primary' foreach keys %csl_names;

# --- what is loaded

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$node->start;
$node->safe_psql('postgres', 'SET client_min_messages = warning; CREATE EXTENSION tradescreen_lists CASCADE');
my $copies = $node->backup_dir;
mkdir $copies;

# Loads a text; returns what psql says of it.
sub load
{
	my ($list, $content) = @_;
	my ($stdout, $stderr) = ('', '');
	unlink "$copies/file";
	append_to_file("$copies/file", $content);
	$node->psql('postgres',
		"SELECT parties, names, added, changed, removed FROM screening.$loader{$list}(pg_read_file('$copies/file'))",
		stdout => \$stdout, stderr => \$stderr);
	return $stdout ne '' ? $stdout : $stderr;
}

my $state = q{SELECT md5(string_agg(r, ',' ORDER BY r COLLATE "C")) FROM (
	SELECT concat(s.xmin, s.*) FROM screening.source s UNION ALL SELECT concat(p.xmin, p.*) FROM screening.party p
	UNION ALL SELECT concat(n.xmin, n.*) FROM screening.party_name n) x(r)};

foreach my $list (sort keys %file)
{
	my %names = map { my $id = $_; map { ("$id|$_|$found{$list}{$id}{$_}" => 1) } keys %{ $found{$list}{$id} } } keys %{ $found{$list} };
	my ($parties, $names) = (scalar keys %{ $found{$list} }, scalar keys %names);

	cmp_ok($parties, '>', 300, "$list: the file was read");
	is(load($list, $text{$list}), "$parties|$names|$parties|0|0", "$list: $parties parties with $names names are loaded");

	my %loaded = map { $_ => 1 } split /\n/, $node->safe_psql('postgres',
		"SELECT entity_id, name, name_type FROM screening.party_name WHERE source = '$source{$list}'");
	my @different = ((map { "missing: $_" } grep { !$loaded{$_} } sort keys %names),
		(map { "added: $_" } grep { !$names{$_} } sort keys %loaded));
	is(join("\n", @different[ 0 .. ($#different < 9 ? $#different : 9) ]), '', "$list: every name, letter by letter");

	# the same again, in another order, with other line ends
	my $before = $node->safe_psql('postgres', $state);
	is(load($list, $text{$list}), "$parties|$names|0|0|0", "$list: loading it again changes nothing");
	is(load($list, $text{$list} =~ s/\n/\r\n/gr), "$parties|$names|0|0|0", "$list: nor with other line ends");
	my $reordered;
	if ($list eq 'un')
	{
		my ($start, $entries, $end) = $text{un} =~ m{(.*<ENTITIES>)(.*)(</ENTITIES>.*)}s;
		$reordered = join '', $start, (reverse $entries =~ m{<ENTITY>.*?</ENTITY>}sg), $end;
	}
	else
	{
		my ($header, @lines) = $list eq 'dpl' ? split(/^/m, $text{dpl}) : $text{csl} =~ /((?:"(?:[^"]|"")*"|[^"\n])*\n)/g;
		$reordered = join '', $header, reverse @lines;
	}
	isnt($reordered, $text{$list}, "$list: another order");
	is(load($list, $reordered), "$parties|$names|0|0|0", "$list: is the same list");
	is($node->safe_psql('postgres', $state), $before, "$list: and nothing was written");

	# damaged files
	my $half = substr($text{$list}, 0, length($text{$list}) / 2);
	like(load($list, $half), qr/ERROR/, "$list: half a file is refused");
	like(load($list, $half =~ s/[^\n]*\z//r), qr/ERROR/, "$list: cut at the end of a line, too");
	like(load($list, substr($text{$list}, 0, length($text{$list}) - 20)), qr/ERROR/, "$list: so is one that lacks a few bytes");
	like(load($list, encode('UTF-16', decode('UTF-8', $text{$list}))), qr/ERROR/, "$list: UTF-16 is refused");
	if ($text{$list} =~ /[\x80-\xFF]/)
	{
		like(load($list, encode('UTF-8', decode('latin1', $text{$list}))),
			qr/line \d+: characters were damaged/, "$list: text that was encoded twice is refused");
		like(load($list, encode('cp1251', decode('UTF-8', $text{$list}))), qr/ERROR/, "$list: another encoding is refused");
	}
	is($node->safe_psql('postgres', $state), $before, "$list: nothing was written");
}

is($node->safe_psql('postgres', 'SELECT count(*) FROM screening.load'), 12, 'every load is in the log');

$node->stop;
done_testing();
