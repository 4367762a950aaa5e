#!/usr/bin/perl
#
# bench/growth/plot.pl TITLE UNIT <FILE >FILE.svg
#
# Draws curves, on logarithmic axes both: lines "form|rows|value" in, SVG out.

use strict;
use warnings;
use utf8;

my ($title, $unit) = @ARGV;
my (%curve, @order);
while (my $line = <STDIN>)
{
	chomp $line;
	my ($form, $rows, $value) = split /\|/, $line;
	next unless $value > 0;
	push @order, $form unless $curve{$form};
	push @{ $curve{$form} }, [ $rows, $value ];
}
die "plot.pl: nothing to draw\n" unless @order;

my @all = map { @$_ } values %curve;
my ($x0, $x1, $y0, $y1) = (9e99, 0, 9e99, 0);
foreach (@all)
{
	$x0 = $_->[0] if $_->[0] < $x0;
	$x1 = $_->[0] if $_->[0] > $x1;
	$y0 = $_->[1] if $_->[1] < $y0;
	$y1 = $_->[1] if $_->[1] > $y1;
}
sub lg { return log($_[0]) / log(10) }
sub floor { my $i = int($_[0]); return $i > $_[0] ? $i - 1 : $i }
sub ceil { return -floor(-$_[0]) }
($x0, $x1) = (lg($x0) - 0.05, lg($x1) + 0.05);
($y0, $y1) = (floor(lg($y0)), ceil(lg($y1) + 0.01));

my ($w, $h, $left, $top, $right, $bottom) = (900, 430, 80, 40, 320, 50);
sub px { return $left + (lg($_[0]) - $x0) / ($x1 - $x0) * ($w - $left - $right) }
sub py { return $h - $bottom - (lg($_[0]) - $y0) / ($y1 - $y0) * ($h - $top - $bottom) }
sub number
{
	my $n = $_[0] >= 1 ? sprintf('%d', $_[0] + 0.5) : sprintf('%g', $_[0]);
	1 while $n =~ s/^(\d+)(\d{3})/$1,$2/;
	return $n;
}
sub escape { my $s = $_[0]; $s =~ s/&/&amp;/g; $s =~ s/</&lt;/g; return $s }

# colours that can be told apart, also by who does not see all of them
my @colours = map { "#$_" } qw(0072b2 d55e00 009e73 cc79a7 e69f00 56b4e9 000000 7f7f7f 8b4513);
my @dashes = ('', '7 3', '2 3');

printf qq{<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">\n}, $w, $h;
printf qq{<rect width="%d" height="%d" fill="white"/>\n<text x="%d" y="22" font-size="15">%s, %s</text>\n}, $w, $h, $left, escape($title), escape($unit);
for (my $e = $y0; $e <= $y1; $e++)
{
	my $y = py(10**$e);
	printf qq{<line x1="%d" x2="%d" y1="%.1f" y2="%.1f" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%s</text>\n},
		$left, $w - $right, $y, $y, $left - 6, $y + 4, number(10**$e);
}
for (my $e = ceil($x0); $e <= $x1; $e++)
{
	my $x = px(10**$e);
	printf qq{<line x1="%.1f" x2="%.1f" y1="%d" y2="%d" stroke="#ddd"/><text x="%.1f" y="%d" text-anchor="middle">%s</text>\n},
		$x, $x, $top, $h - $bottom, $x, $h - $bottom + 18, number(10**$e);
}
printf qq{<text x="%d" y="%d" text-anchor="middle">rows</text>\n}, ($left + $w - $right) / 2, $h - 12;

# names stand beside the ends of their curves, not nearer than a line
my @end = map { [ $_, py($curve{$_}[-1][1]) ] } @order;
@end = sort { $a->[1] <=> $b->[1] } @end;
my $at = $top - 15;
foreach (@end)
{
	$at = $_->[1] > $at + 15 ? $_->[1] : $at + 15;
	push @$_, $at;
}
foreach my $i (0 .. $#order)
{
	my $form = $order[$i];
	my $style = sprintf 'stroke="%s" stroke-width="2"%s', $colours[ $i % @colours ],
		$i < @colours ? '' : qq{ stroke-dasharray="$dashes[1]"};
	my @points = map { sprintf '%.1f,%.1f', px($_->[0]), py($_->[1]) } @{ $curve{$form} };
	printf qq{<polyline points="%s" fill="none" %s/>\n}, join(' ', @points), $style;
	printf qq{<circle cx="%s" cy="%s" r="2.5" fill="%s"/>\n}, (split /,/), $colours[ $i % @colours ] foreach @points;
	my ($label) = grep { $_->[0] eq $form } @end;
	my $x = px($curve{$form}[-1][0]);
	printf qq{<line x1="%.1f" y1="%.1f" x2="%d" y2="%.1f" stroke="%s" stroke-width="0.5"/><text x="%d" y="%.1f" fill="%s">%s</text>\n},
		$x, $label->[1], $w - $right + 12, $label->[2], $colours[ $i % @colours ], $w - $right + 15, $label->[2] + 4, $colours[ $i % @colours ], escape($form);
}
print "</svg>\n";
