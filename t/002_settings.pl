# tradescreen.threshold, and rules files that are missing or wrong.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$node->start;
$node->safe_psql('postgres', <<'SQL');
CREATE EXTENSION tradescreen;
CREATE ROLE strict LOGIN;
CREATE ROLE lenient LOGIN;
SQL

# --- tradescreen.threshold

# Two names that are alike, and their score.
my ($a, $b) = ("'Kamchatka Instrument Plant'", "'Kamchatka Instrumant Plant'");
my $score = $node->safe_psql('postgres', "SELECT name_score($a, $b)");
cmp_ok($score, '>', 0.5, 'the names are alike');
cmp_ok($score, '<', 1.0, 'but not the same');
my ($below, $above) = ($score - 0.01, $score + 0.005);

# What ~= answers in a new session of a user, after a command.
sub matches
{
	my ($user, $command) = @_;
	return $node->safe_psql('postgres', "${command}SELECT $a ~= $b", extra_params => [ '-U', $user ]);
}

my $owner = $node->safe_psql('postgres', 'SELECT current_user');
my $now = $node->safe_psql('postgres', "LOAD 'tradescreen'; SHOW tradescreen.threshold");
is($now, '0.8', 'the default is 0.8');
is(matches($owner, "SET tradescreen.threshold = $below; "), 't', 'SET below the score: the names match');
is(matches($owner, "SET tradescreen.threshold = $above; "), 'f', 'SET above the score: they do not');
is( $node->safe_psql('postgres',
		"SET tradescreen.threshold = $above; BEGIN; SET LOCAL tradescreen.threshold = $below;
		 SELECT $a ~= $b; COMMIT; SELECT $a ~= $b"),
	"t\nf", 'SET LOCAL ends with its transaction');

$node->safe_psql('postgres', <<"SQL");
ALTER ROLE strict SET tradescreen.threshold = $above;
ALTER ROLE lenient SET tradescreen.threshold = $below;
SQL
is(matches('strict', ''), 'f', 'a strict role');
is(matches('lenient', ''), 't', 'a lenient role');
is(matches('strict', "SET tradescreen.threshold = $below; "), 't', 'a user may change it without being a superuser');

$node->safe_psql('postgres', "ALTER DATABASE postgres SET tradescreen.threshold = $above");
is(matches($owner, ''), 'f', 'a setting of the database');
$node->safe_psql('postgres', 'ALTER DATABASE postgres RESET tradescreen.threshold');

foreach my $bad ('1.5', '-0.1', "'high'")
{
	my ($rc, $stdout, $stderr) = $node->psql('postgres', "LOAD 'tradescreen'; SET tradescreen.threshold = $bad");
	isnt($rc, 0, "$bad is refused");
	like($stderr, qr/tradescreen\.threshold/, "$bad: the error names the setting");
}
my ($rc, $stdout, $stderr) = $node->psql('postgres', "SET tradescreen.threshold = 7; SELECT $a ~= $b");
like($stderr, qr/7 is outside the valid range for parameter "tradescreen\.threshold"/,
	'a value that was set before the library came is checked when it comes');

# A threshold that is given with the name does not depend on the setting.
is( $node->safe_psql('postgres',
		"SET tradescreen.threshold = 0; SELECT $a ~= namequery($b, $above), $a ~= namequery($b, $below)"),
	'f|t', 'namequery has its own threshold');

# --- rules files

my $rules = $node->config_data('--sharedir') . '/tsearch_data';
my @hidden;

END
{
	rename "$_.hidden", $_ foreach @hidden;
}

SKIP:
{
	skip "$rules is not writable", 9 unless -w $rules;
	skip 'there is a site file', 9 if -e "$rules/tradescreen_site.rules";

	my $version = $node->safe_psql('postgres', "SELECT tradescreen_info()->>'rules'");

	# missing
	my $file = "$rules/tradescreen_places.rules";
	push @hidden, $file;
	rename $file, "$file.hidden" or die "could not rename $file: $!";
	($rc, $stdout, $stderr) = $node->psql('postgres', "SELECT name_score($a, $b)");
	isnt($rc, 0, 'without a rules file no name is scored');
	like($stderr, qr/ERROR: .*tradescreen_places\.rules.*No such file/, 'a missing rules file: the error names it');
	like($stderr, qr/HINT: /, 'a missing rules file: there is a hint');
	is($node->safe_psql('postgres', q{SELECT '8542'::text}), '8542', 'the server lives');

	# repaired, in the session that saw the error and in a new one
	is( $node->safe_psql('postgres', <<"SQL"), 't', 'a repaired file works in the session that failed');
DO \$\$ BEGIN PERFORM name_score($a, $b); EXCEPTION WHEN others THEN NULL; END \$\$;
\\! mv '$file.hidden' '$file'
SELECT name_score($a, $b)::text = '$score'
SQL
	is($node->safe_psql('postgres', "SELECT name_score($a, $b)"), $score, 'a repaired file works in a new session');

	# malformed
	my $site = "$rules/tradescreen_site.rules";
	append_to_file($site, "# our words\nlegal ours = Firmenhaus\nnonsense here\n");
	($rc, $stdout, $stderr) = $node->psql('postgres', "SELECT name_score($a, $b)");
	like($stderr, qr/ERROR: .*tradescreen_site\.rules", line 3/, 'a malformed site file: the error names file and line');

	# a right one: its words count, and the version says so
	unlink $site;
	append_to_file($site, "# our words\nlegal ours =\n    [Altes|Neues] Firmenhaus\n");
	is($node->safe_psql('postgres', q{SELECT class FROM name_parse('Omega Neues Firmenhaus') WHERE unit = 'neues firmenhaus'}),
		'legal', 'a word of the site file is known in a new session');
	isnt($node->safe_psql('postgres', "SELECT tradescreen_info()->>'rules'"),
		$version, 'the rules version shows the site file');
	unlink $site;
}

$node->stop;
done_testing();
