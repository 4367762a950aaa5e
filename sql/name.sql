-- Company names: folding, units, scores, explanations.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen;
RESET client_min_messages;

-- versions are there, and are text
SELECT key, jsonb_typeof(value), value::text <> '""' AS filled
FROM jsonb_each(tradescreen_info()) ORDER BY key COLLATE "C";

-- normalising
SELECT name_normalize(n) FROM unnest(ARRAY[
	'  Acme   TRADING, Ltd. ',
	'd.o.o. Primer',
	'G A Z P R O M',
	'Société Générale',
	'АО «Концерн Калашников»',
	E'Zero\u200bWidth\u00a0Space',
	'Ｆｕｌｌ Ｗｉｄｔｈ １２',
	'華為',
	'삼성',
	'شرکت',
	'Ελλάδα',
	'3M & Co',
	'44th Brigade',
	'O''Neill''s',
	'...'
]) AS n;

-- homoglyphs: a Cyrillic o in a Latin word
SELECT name_score('Mikr' || U&'\043E' || 'n', 'Mikron');

-- units
SELECT * FROM name_parse('АО «Завод № 514» of Moscow, Forty-Four LLC');
SELECT unit, class FROM name_parse('Siemens AG');
-- an ambiguous legal form counts at the edge only
SELECT unit, class FROM name_parse('Baltic AS');
-- two forms and the marker between them
SELECT unit, class FROM name_parse('Alpha Trading f.k.a. Beta Shipping');
SELECT count(*) FROM name_parse('');
-- a number in words keeps its words; an ampersand does not join two names
SELECT unit, class, canonical FROM name_parse('Brigade Forty Four; & Sons');
SELECT name_explain('Alpha Metals; & Beta Foods', 'Beta Foods')->'a'->>'form';

-- an ordinal suffix says nothing, also where a word is written onto it
SELECT string_agg(unit, ' ') FROM name_parse('Valfajr8thShippingLine 4thought');

-- must match: pairs of the same company
SELECT a, b FROM (VALUES
	('Rosoboronexport', 'ROSOBORONEXPORT OJSC'),
	('Рособоронэкспорт', 'Rosoboronexport'),
	('Rosoboroneksport', 'Rosoboronexport'),
	('ROSOBORONEXPRT', 'Rosoboronexport'),
	('Roosboronexport', 'Rosoboronexport'),
	('Kalashnikov Concern', 'Концерн «Калашников»'),
	('Khimprom JSC', 'Himprom'),
	('Yuzhmash', 'Iuzhmash'),
	('Технология', 'Tekhnologiya'),
	('SiemensAG', 'Siemens AG'),
	('SIS DOO', 'SIS d.o.o.'),
	('Deutsche Bank Aktiengesellschaft', 'Deutsche Bank AG'),
	('Huawei Technologies Co., Ltd.', '华为技术有限公司'),
	('Bid Boland', 'Bidboland'),
	('Myanmar Economic Holdings Limited', 'MEHL'),
	('Uralvagonzavod (UVZ)', 'UVZ'),
	('Beta Shipping', 'Alpha Trading f.k.a. Beta Shipping'),
	('Brigade Forty-Four', 'Brigade 44'),
	('Mach II', 'Mach 2'),
	('Exxon Mobil', 'ExxonMobil'),
	('ROSOBORON EXPORT', 'Rosoboronexport'),
	('Bank Melli Iran', 'Bank-e Melli Iran'),
	('Rosooronexport', 'Rosoboronexport'),
	('ООО Икс', 'Iks LLC'),
	('Dolgoprudny Enterprise, Moscow, Russia', 'Dolgoprudny Enterprise'),
	('Kalashnikov Concern LLC (Kontsern Kalashnikov)', 'Концерн Калашников'),
	('R0SOBORONEXPORT', 'Rosoboronexport'),
	('Ro5oboronexp0rt', 'Rosoboronexport'),
	('K00LSKI', 'Koolski'),
	('0MSKTRANSMASH', 'Omsktransmash'),
	('Ka1ashnikov', 'Kalashnikov'),
	('ГАЗПР0М', 'Газпром'),
	('Africa Horizons Investment', 'Africa Horizon Investment'),
	('Kataib Hizballah', 'Kata''ib Hezbollah'),
	('Abd al-Rahman Ghasem Trading', 'Abdurrahman Qassem Trading')
) AS p(a, b)
WHERE name_score(a, b) < 0.8 OR name_score(a, b) <> name_score(b, a);

-- must not match: different companies
SELECT a, b, name_score(a, b) FROM (VALUES
	('BP', 'BD'),
	('B0P', 'BOP'),
	('Zomakhinsk 1', 'Zomakhinski'),
	('Plant No 12', 'Plant No 21'),
	('National Iranian Oil Company', 'National Iranian Carpet Company'),
	('Bank of Armenia', 'Bank of America'),
	('Niger Trading', 'Nigeria Trading'),
	('EMMA LLC', 'Emma Daniels'),
	('General Trading LLC', 'Global Shipping LLC'),
	('Sigma', 'Cigna'),
	('Forty (four) pilots ltd', 'Forty pilots ltd'),
	('Plant 12 3 LLC', 'Plant 1 23 LLC'),
	('Bowne Solutions II', 'Bowne Solutions III'),
	('C Technologies AB', 'JSC K-Technologies'),
	('MH Tech Co', 'SAF Tech SL'),
	('Deutsche Handelsbank (Singapore) Ltd', 'PCC (Singapore) Ltd'),
	('Dana Textiles Limited', 'Dana Holdings Limited'),
	('Alpha Trading LLC', 'Beta Trading LLC'),
	('', 'Acme'),
	('...', 'Acme')
) AS p(a, b)
WHERE name_score(a, b) >= 0.8 OR name_score(a, b) <> name_score(b, a);

-- full marks only for what folds to the same text
SELECT name_score('Acme Trading Ltd', 'ACME  trading ltd.') AS same,
       name_score('Acme Trading Ltd', 'Acme Trading Limited') < 1 AS not_quite,
       name_score('', '') AS empty,
       name_score('...', '!') AS nothing_left;

-- NULL in, NULL out
SELECT name_score(NULL, 'x') IS NULL, name_normalize(NULL) IS NULL, name_explain('x', NULL) IS NULL;

-- long and strange input is read, not refused
SELECT name_score(repeat('Acme Trading ', 2000), 'Acme Trading') BETWEEN 0 AND 1 AS long,
       name_score(repeat('a', 100000), repeat('a', 100000)) AS same_long,
       name_score(repeat('(', 5000) || 'Acme' || repeat(')', 5000), 'Acme') >= 0.8 AS brackets,
       length(name_normalize(repeat('é', 20000))) > 0 AS cut;

-- explanations
SELECT e->>'score' AS score, e->>'identical' AS identical, e->>'reason' AS reason,
       e->'leftovers' AS leftovers, e->'penalties' AS penalties
FROM name_explain('ROSOBORONEXPRT OJSC', 'Rosoboronexport') AS e;
SELECT key, jsonb_typeof(value) FROM jsonb_each(name_explain('a', 'b')) ORDER BY key COLLATE "C";
SELECT name_explain('x "quoted" \ name', 'x')->'a'->>'given';
SELECT e->>'score' AS score, e->>'reason' AS reason, e->'a'->>'form' AS form, e->'a'->>'digits_as_letters' AS first, e->'b'->>'digits_as_letters' AS second
FROM name_explain('R0SOBORONEXPORT LLC', 'Rosoboronexport') AS e;
-- the explanation tells the score, in the caller's order
SELECT count(*) FILTER (WHERE (e->>'score')::numeric = name_score(a, b)::numeric) AS agree, count(*)
FROM (VALUES ('Rosneft Oil Company', 'NK Rosneft'), ('НК Роснефть', 'Rosneft'), ('A (B)', 'B'), ('', 'x')) AS p(a, b),
     name_explain(a, b) AS e;
SELECT p->>'a', p->>'b', p->>'why' FROM jsonb_array_elements(name_explain('Alpha Zavod', 'Plant Alpha')->'pairs') AS p;
