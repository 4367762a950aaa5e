-- What an index stores of a name.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS tradescreen;
RESET client_min_messages;

SELECT unit, kind, letters FROM name_keys('Acme Trading LLC');

-- numbers by value, phrases by their words, long words by their parts
SELECT unit, kind, letters FROM name_keys('514 ARZ');
SELECT unit, kind, letters FROM name_keys('Rosoboronexport') ORDER BY kind, letters;
SELECT DISTINCT unit, letters FROM name_keys('завод «Заря»') WHERE kind IN ('id', 'word') ORDER BY 1, 2;

-- a name without letters and digits has its text
SELECT * FROM name_keys('...');
SELECT count(*) FROM name_keys(NULL);

-- keys do not depend on case, accents, or the order in which words stand
SELECT (SELECT array_agg(DISTINCT key ORDER BY key) FROM name_keys('Société Générale') WHERE unit IS NOT NULL)
	 = (SELECT array_agg(DISTINCT key ORDER BY key) FROM name_keys('GENERALE, SOCIETE') WHERE unit IS NOT NULL) AS same;

-- any input has keys and none an error
SELECT count(*) > 0 FROM name_keys(repeat('Ab ', 4000));
SELECT count(*) > 0 FROM name_keys(repeat('x', 20000));
