-- Legal forms: of several words, in words and in letters, in all scripts.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen;
RESET client_min_messages;

-- one form, written in words, in letters, in Latin letters and in English
SELECT unit, class, canonical FROM name_parse('ФГУП «Вутелиман»');
SELECT unit, class, canonical FROM name_parse('Федеральное государственное унитарное предприятие «Вутелиман»');
SELECT unit, class, canonical FROM name_parse('FGUP Vuteliman');
SELECT unit, class, canonical FROM name_parse('Federal State Unitary Enterprise Vuteliman');
SELECT unit, class, canonical FROM name_parse('НПО Вутелиман');
SELECT unit, class, canonical FROM name_parse('NPO Vuteliman');
SELECT unit, class, canonical FROM name_parse('Scientific Production Association Vuteliman');
SELECT unit, class, canonical FROM name_parse('弗龋杯有限责任公司');
SELECT unit, class, canonical FROM name_parse('Vuteliman Youxian Zeren Gongsi');

-- the same company: no row
SELECT a, b, name_score(a, b) FROM (VALUES
	('ФГУП «Вутелиман»', 'Federal State Unitary Enterprise Vuteliman'),
	('ФГУП «Вутелиман»', 'FGUP Vuteliman'),
	('НПО «Вутелиман»', 'NPO Vuteliman'),
	('НПО «Вутелиман»', 'Scientific Production Association Vuteliman'),
	('ООО «Вутелиман»', 'Vuteliman Limited Liability Company'),
	('ТОО «Вутелиман»', 'Vuteliman GmbH'),
	('Общество с ограниченной ответственностью Вутелиман', 'Vuteliman Ltd'),
	('ОБЩЕСТВО С ОГРАНИЧЕНОЙ ОТВЕТСТВЕНОСТЬЮ ВУТЕЛИМАН', 'Vuteliman LLC'),
	('Vuteliman Limited Liabilty Compnay', 'Vuteliman LLC'),
	('Vuteliman UG (haftungsbeschränkt)', 'Vuteliman GmbH'),
	('Vuteliman Pty Ltd', 'Vuteliman (Pty) Limited'),
	('Vuteliman S.A.P.I. de C.V.', 'Vuteliman S.A. de C.V.'),
	('Vuteliman sp. z o.o.', 'Vuteliman spółka z ograniczoną odpowiedzialnością'),
	('Vuteliman LLC, a company organized under the laws of Delaware', 'Vuteliman LLC')
) AS p(a, b)
WHERE name_score(a, b) < 0.93;

-- another legal form costs more than another spelling of the same one
SELECT name_score('Vuteliman LLC', 'Vuteliman ООО') > name_score('Vuteliman LLC', 'Vuteliman JSC') AS family;

-- what tells companies apart is not swallowed: no row
SELECT a, b, name_score(a, b) FROM (VALUES
	('Vuteliman Insurance Company', 'Vuteliman Shipping Company'),
	('Vuteliman Bank JSC', 'Vuteliman Steel JSC'),
	('Vuteliman Moscow LLC', 'Vuteliman Minsk LLC')
) AS p(a, b)
WHERE name_score(a, b) > 0.93;
