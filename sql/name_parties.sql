-- Party fields of trade documents.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen;
RESET client_min_messages;
\pset null '~'

-- roles, and what stands before a name
SELECT f AS field, party, role, note FROM unnest(ARRAY[
	'TO THE ORDER OF SBERBANK',
	'to order',
	'To order of shipper',
	'M/S. AL ZAROONI EXCHANGE',
	'M/S A B C Trading',
	'FFC ROSNEFT',
	'ATTN: Mr Ivanov, Rosneft',
	'Alpha Trading Ltd on behalf of Beta Corp',
	'Alpha O/B Beta',
	'SMT-K C/O Delta LLC c/o Omega',
	'Alpha Ltd DBA Beta Shipping',
	'Foo Ltd (formerly Bar Ltd), Moscow',
	'Consignee: Gamma JSC; Buyer: Delta LLC',
	'Notify party: same as consignee, tel 1234567',
	'Покупатель: ООО «Ромашка» по поручению ЗАО «Василёк»',
	'SAME AS CONSIGNEE',
	'as above',
	'Unknown',
	'AEROCON JSC, AEROKON LLC',
	'A LLC / B GMBH'
]) WITH ORDINALITY AS t(f, i), name_parties(f) ORDER BY i;

-- addresses and identifiers behind a name
SELECT party, address, identifiers FROM unnest(ARRAY[
	'ROSNEFT OIL COMPANY, 26/1 SOFIYSKAYA EMB., MOSCOW 117997, RUSSIA, TEL. +7 (495) 777-44-22',
	'ROSNEFT 26/1 SOFIYSKAYA EMB MOSCOW 117997 RUSSIA',
	'ООО «Ромашка» ИНН 7701234567 КПП 770101001, 123456, г. Москва, ул. Ленина, д. 5, тел. +7 495 123-45-67, info@romashka.ru',
	'Romashka LLC INN/KPP 0278123456/027801001',
	'Romashka LLC, 7707083893',
	E'ACME FZE\nOffice 12, Jebel Ali Free Zone\nDubai, U.A.E.\nTRN 100234567800003\nwww.acme.ae',
	'华为技术有限公司 电话 0755-28780808',
	'Siemens AG, Werner-von-Siemens-Str. 1, 80333 München, Deutschland',
	'GAZPROM NEFT PJSC EORI DE1234567890123 VAT GB 123 4567 89',
	'Vessel Owner Co Ltd IMO 9074729',
	'IVANOV IVAN, passport 4509 123456',
	'Mortransservice LLC Moscow',
	'Bank "Alfa" (JSC), 27 Kalanchevskaya str., Moscow',
	'TEL 12345678'
]) WITH ORDINALITY AS t(f, i), name_parties(f) ORDER BY i;

-- codes that no label explains: behind the legal form, or of letters and digits in turn
SELECT f AS field, party, identifiers FROM unnest(ARRAY[
	'Zomakhinsk Trading LLC AB1234',
	'Zomakhinsk Trading LLC 4821937',
	'Zomakhinsk Trading LLC 4821',
	'Zomakhinsk Trading X7K',
	'Zomakhinsk Trading AB1234',
	'LSK Private Equity Fund No.1',
	'Zomakhinsk Trading LLC AB1234 Verkhnyaya',
	'X7K'
]) WITH ORDINALITY AS t(f, i), name_parties(f) ORDER BY i;
SELECT name_score('Zomakhinsk Trading LLC', 'Zomakhinsk Trading LLC AB-1234') AS behind_legal,
       name_score('Zomakhinsk Trading', 'Zomakhinsk Trading X7K') AS in_turn;

-- clean names come back as they are
SELECT f FROM unnest(ARRAY[
	'Rosoboronexport', 'Wall Street Systems LLC', 'Tel Aviv Holdings', 'Bank of China', 'Bin Laden Group',
	'Notified Body No. 12', 'A/S Norske Shell', '514 ARZ', 'LSK Private Equity Fund No.1',
	'48th Central Scientific Research Institute, Kirov', 'Islamic State of Iraq and the Levant',
	'BANK BIC NAMIBIA LIMITED', 'Holiday Inn', '1425 BRICKELL AVENUE UNIT 46B, LLC', 'Smith, Jones Ltd.',
	'Dalian Haixin Co., Ltd.', 'Group 4S', 'Vita A1', 'Zavod 514 LLC', 'Web2Print GmbH', 'M1 Shipping', 'Company "Name"', 'ОАО «Завод «Звезда»', 'AT&T', 'Dr. Reddy''s Laboratories'
]) AS f
WHERE (SELECT count(*) FROM name_parties(f)) <> 1
   OR (SELECT party FROM name_parties(f)) <> f;

-- nothing is no party
SELECT count(*) FROM unnest(ARRAY['', ' ', '...', ';;;', '@']) AS f, name_parties(f);
SELECT count(*) FROM name_parties(NULL);

-- what is around a name does not sink its score, in either direction
SELECT a, b, name_score(a, b) FROM (VALUES
	('TO THE ORDER OF ROSOBORONEXPORT', 'Rosoboronexport'),
	('ROSOBORONEXPORT JSC, 27 STROMYNKA STR., MOSCOW 107076, RUSSIA, TEL +7 495 7394650', 'Rosoboronexport JSC'),
	('Рособоронэкспорт, ИНН 7718852163, г. Москва, ул. Стромынка, д. 27', 'Rosoboronexport'),
	('DHL LOGISTICS GMBH C/O ROSOBORONEXPORT', 'Rosoboronexport'),
	('ROSOBORONEXPORT C/O DHL LOGISTICS GMBH, BONN', 'Rosoboronexport'),
	('Kamaz PJSC, notify: Pearl Gate Shipping LLC', 'Kamaz PJSC')
) AS p(a, b)
WHERE name_score(a, b) < 0.94 OR name_score(a, b) <> name_score(b, a);
SELECT name_explain('Kamaz PJSC, notify: Pearl Gate Shipping LLC', 'Kamaz PJSC')->'a'->>'form' AS form;

-- long fields
SELECT count(*) > 100 FROM name_parties(repeat('Alpha Ltd c/o ', 700));
SELECT count(*) FROM name_parties(repeat('(", c/o Tel 1234567 ', 500)) WHERE party IS NULL;
