# Every object that users meet has an entry in the reference: functions,
# operators, types, casts, operator classes, access methods, tables, views and
# settings of both extensions.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use JSON::PP;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding', 'UTF8', '--locale', 'C' ]);
$node->append_conf('postgresql.conf', "fsync = off\n");
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION tradescreen_lists CASCADE');

# What docs/reference.md leads to is the reference.
my $top = slurp_file('docs/reference.md');
my @files = sort grep { !/^reference\.md$/ } do { my %f = map { $_ => 1 } $top =~ /\]\(([\w-]+\.md)\)/g; keys %f };
cmp_ok(scalar @files, '>=', 5, 'docs/reference.md leads to the parts of the reference');
my $reference = join "\n", map { -e "docs/$_" ? slurp_file("docs/$_") : die "docs/$_ is missing" } @files;

# Only what is set as code is an entry.
my $code = join "\n", ($reference =~ /`([^`\n]+)`/g), ($reference =~ /^((?:    |\t).*)$/mg), ($reference =~ /^(#.*)$/mg);

# Left out: what only the server calls, that is functions of types, operators, casts, operator
# classes, aggregates, triggers, the planner and the access method; and of
# tradescreen_lists what only its own functions call, which is what no entry of
# the reference names and another function of the schema does.
my $objects = $node->safe_psql('postgres', <<'SQL');
WITH member AS (
	SELECT d.classid, d.objid
	FROM pg_depend d
		 JOIN pg_extension e ON e.oid = d.refobjid
	WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND e.extname IN ('tradescreen', 'tradescreen_lists')
), called AS (
	SELECT unnest(ARRAY[typinput, typoutput, typreceive, typsend, typanalyze, typmodin, typmodout]::oid[]) AS f FROM pg_type
	UNION SELECT unnest(ARRAY[oprcode, oprrest, oprjoin]::oid[]) FROM pg_operator
	UNION SELECT castfunc FROM pg_cast
	UNION SELECT amproc FROM pg_amproc
	UNION SELECT amhandler FROM pg_am
	UNION SELECT prosupport FROM pg_proc
	UNION SELECT unnest(ARRAY[aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn, aggmtransfn, aggminvtransfn, aggmfinalfn]::oid[]) FROM pg_aggregate
	UNION SELECT tgfoid FROM pg_trigger
)
SELECT DISTINCT kind, name
FROM (
	SELECT 'function' AS kind, p.proname::text AS name
	FROM member m JOIN pg_proc p ON m.classid = 'pg_proc'::regclass AND p.oid = m.objid
	WHERE p.oid NOT IN (SELECT f FROM called WHERE f IS NOT NULL)
		  AND NOT (p.pronamespace = 'screening'::regnamespace
				   AND EXISTS (SELECT FROM pg_proc other
							   WHERE other.pronamespace = p.pronamespace AND other.proname <> p.proname AND other.prokind IN ('f', 'p')
									 AND pg_get_functiondef(other.oid) LIKE '%screening.' || p.proname || '(%'))
		  AND 'internal'::regtype <> ALL (p.proargtypes)
		  AND p.prorettype NOT IN ('internal'::regtype, 'trigger'::regtype, 'event_trigger'::regtype)
	UNION ALL
	SELECT 'operator', o.oprname || ' (' || format_type(o.oprleft, NULL) || ')'
	FROM member m JOIN pg_operator o ON m.classid = 'pg_operator'::regclass AND o.oid = m.objid
	WHERE 'hsrange'::regtype NOT IN (o.oprleft, o.oprright)	-- for conditions that the planner makes
	UNION ALL
	SELECT 'type', t.typname
	FROM member m JOIN pg_type t ON m.classid = 'pg_type'::regclass AND t.oid = m.objid
	WHERE t.typtype IN ('b', 'd', 'e') AND t.typcategory <> 'A'
	UNION ALL
	SELECT CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END, c.relname
	FROM member m JOIN pg_class c ON m.classid = 'pg_class'::regclass AND c.oid = m.objid
	WHERE c.relkind IN ('r', 'p', 'v', 'm')
	UNION ALL
	SELECT 'operator class', o.opcname
	FROM member m JOIN pg_opclass o ON m.classid = 'pg_opclass'::regclass AND o.oid = m.objid
	UNION ALL
	SELECT 'access method', a.amname
	FROM member m JOIN pg_am a ON m.classid = 'pg_am'::regclass AND a.oid = m.objid
	UNION ALL
	SELECT 'setting', s.name FROM pg_settings s, name_score('a', 'b') WHERE s.name LIKE 'tradescreen.%'
) x
ORDER BY 1, 2
SQL

my %number;
my @missing;
foreach my $line (split /\n/, $objects)
{
	my ($kind, $name) = split /\|/, $line, 2;
	$number{$kind}++;
	$name =~ s/ \(.*//;
	my $quoted = quotemeta $name;
	my $found =
		$kind eq 'function' ? $code =~ /(?<![\w])$quoted\s*\(/
	  : $kind eq 'operator' ? $code =~ /(?<![-+*\/<>=~!@#%^&|])$quoted(?![-+*\/<>=~!@#%^&|])/
	  : $code =~ /(?<![\w])$quoted(?![\w])/;
	push @missing, "$kind $name" unless $found;
}
foreach my $kind ('function', 'operator', 'operator class', 'table', 'type', 'view', 'access method', 'setting')
{
	ok($number{$kind}, "there are objects of the kind $kind");
}
is(join("\n", @missing), '', 'every object has an entry in the reference');

# META.json is what PGXN's specification 1.0.0 asks for, and agrees with what is installed.
my $meta = decode_json(slurp_file('META.json'));
is(join(' ', grep { !defined $meta->{$_} } qw(name version abstract maintainer license provides meta-spec)), '', 'META.json: nothing that is required is missing');
like($meta->{version}, qr/^\d+\.\d+\.\d+(?:-[A-Za-z][\w-]*)?$/, 'META.json: a semantic version');
like($meta->{'meta-spec'}{version}, qr/^1\.0\.\d+$/, 'META.json: version of the specification');
like($meta->{release_status} // 'stable', qr/^(?:stable|testing|unstable)$/, 'META.json: status');
like($meta->{license}, qr/^postgresql$/, 'META.json: a license that PGXN knows');
my @provided = sort keys %{ $meta->{provides} };
is("@provided", 'tradescreen tradescreen_lists', 'META.json: both extensions');
foreach my $name (@provided)
{
	my $p = $meta->{provides}{$name};
	is(join(' ', grep { !-e $_ } $p->{file}, $p->{docfile}), '', "META.json: the files of $name");
	is($node->safe_psql('postgres', "SELECT default_version FROM pg_available_extensions WHERE name = '$name'"),
		$p->{version}, "META.json: the version of $name");
	is($p->{version}, $meta->{version}, "META.json: one version for all");
}

$node->stop;
done_testing();
