#!/usr/bin/env python3
"""Turns the evaluation data into the tab-separated files that bench/kernel/accuracy reads.

usage: prepare.py SHARED OUT_DIR [BACKGROUND_NAMES]

SHARED has data/ and eval/; its own script draws the retrieval set.  Python is used for the bench only.
"""
import csv, os, subprocess, sys, unicodedata

shared, out = sys.argv[1:3]
nbackground = int(sys.argv[3]) if len(sys.argv) > 3 else 5000
data = os.path.join(shared, 'data')
os.makedirs(out, exist_ok=True)


def write(name, rows):
    with open(os.path.join(out, name), 'w', encoding='utf-8', newline='') as f:
        for r in rows:
            f.write('\t'.join(' '.join(x.split()) for x in r) + '\n')


def read(path, **kw):
    with open(path, encoding='utf-8', newline='') as f:
        yield from csv.reader(f, **kw)


def script(text):
    counts = {}
    for c in text:
        if c.isalpha():
            s = unicodedata.name(c, 'X').split()[0].lower()
            s = 'han' if s == 'cjk' else s
            counts[s] = counts.get(s, 0) + 1
    best = max(counts, key=counts.get) if counts else 'latin'
    return best if best in ('latin', 'cyrillic', 'han') else 'other'


subprocess.run([sys.executable, os.path.join(shared, 'eval', 'make_retrieval_set.py'),
                os.path.join(data, 'watchlist.csv.gz'), os.path.join(data, 'alias_pairs_dev.csv'),
                os.path.join(data, 'company_names_background.csv.gz'), os.path.join(out, 'csv')],
               check=True, stdout=subprocess.DEVNULL)
write('list.tsv', ((r[1], r[2]) for r in read(os.path.join(out, 'csv', 'list.csv'))))
write('alias.tsv', ((r[1], r[2], r[3]) for r in read(os.path.join(out, 'csv', 'alias.csv'))))
background = [(r[1],) for r in read(os.path.join(out, 'csv', 'background.csv'))]
write('background.tsv', background[:nbackground])

rows = read(os.path.join(data, 'name_pairs_dev.csv'))
head = next(rows)
write('pairs.tsv', ((('true' if r['is_match'].lower() in ('true', 't', '1') else 'false'), r['peer_score'], r['name1'], r['name2'])
                    for r in (dict(zip(head, x)) for x in rows)
                    if r['schema'] in ('Company', 'Organization', 'LegalEntity', 'Vessel') and r['peer_score']))

rows = read(os.path.join(data, 'legal_forms.csv'))
head = next(rows)
write('legal.tsv', sorted({(r[0], script(r[0])) for r in rows if r[0].strip()}))

rows = read(os.path.join(data, 'crossscript_pairs_dev.csv'))
head = next(rows)
write('cross.tsv', ((r['native_script'], r['latin_name'], r['native_name'])
                    for r in (dict(zip(head, x)) for x in rows)))
