#!/usr/bin/env python3
"""Puts the figures that bench/kernel/variants prints into the table of docs/manipulations.md.

usage: manipulations.py FIGURES DOCUMENT

FIGURES has a table of made-up names and one of listed names; of the latter only the column "6 and more" is
taken.  A kind without a row in the document, or the other way round, is an error: nothing is written then.
"""
import re, sys

figures, document = sys.argv[1:3]
row = re.compile(r'^\| `(\w+)` \|')


def cells(line):
    return [c.strip().strip('*') for c in line.strip().strip('|').split('|')]


tables = []
for line in open(figures, encoding='utf-8'):
    if line.startswith('| manipulation'):
        tables.append({})
    elif row.match(line):
        c = cells(line)
        tables[-1][c[0].strip('`')] = c[2:8]
made_up, listed = tables

lines = open(document, encoding='utf-8').read().split('\n')
known = {'exact'}
for i, line in enumerate(lines):
    m = row.match(line)
    if m:
        kind = m.group(1)
        known.add(kind)
        if kind not in made_up and kind not in listed:
            sys.exit(f'{document}: no figures of {kind}')
        new = made_up.get(kind, [''] * 6) + [listed.get(kind, [''] * 6)[5]]
        lines[i] = '| ' + ' | '.join(cells(line)[:3] + new) + ' |'
missing = (made_up.keys() | listed.keys()) - known
if missing:
    sys.exit(f'{document}: no row for {", ".join(sorted(missing))}')
open(document, 'w', encoding='utf-8').write('\n'.join(lines))
