-- What pg_dump saves

SELECT pg_catalog.pg_extension_config_dump('screening.source', '');
SELECT pg_catalog.pg_extension_config_dump('screening.party', '');
SELECT pg_catalog.pg_extension_config_dump('screening.party_name', '');
SELECT pg_catalog.pg_extension_config_dump('screening.party_past', '');
SELECT pg_catalog.pg_extension_config_dump('screening.party_name_past', '');
SELECT pg_catalog.pg_extension_config_dump('screening.load', '');
SELECT pg_catalog.pg_extension_config_dump('screening.screened_name', '');
SELECT pg_catalog.pg_extension_config_dump('screening.run', '');
SELECT pg_catalog.pg_extension_config_dump('screening.run_number', '');
SELECT pg_catalog.pg_extension_config_dump('screening.run_row', '');
SELECT pg_catalog.pg_extension_config_dump('screening.run_name', '');
SELECT pg_catalog.pg_extension_config_dump('screening.run_batch', '');
SELECT pg_catalog.pg_extension_config_dump('screening.run_party', '');
SELECT pg_catalog.pg_extension_config_dump('screening.run_event', '');
SELECT pg_catalog.pg_extension_config_dump('screening.hit', '');
SELECT pg_catalog.pg_extension_config_dump('screening.hit_number', '');
SELECT pg_catalog.pg_extension_config_dump('screening.hit_event', '');
SELECT pg_catalog.pg_extension_config_dump('screening.cleared', '');
SELECT pg_catalog.pg_extension_config_dump('screening.cleared_number', '');
SELECT pg_catalog.pg_extension_config_dump('screening.approval', '');
SELECT pg_catalog.pg_extension_config_dump('screening.goods_list', 'WHERE origin <> ''built-in''');
SELECT pg_catalog.pg_extension_config_dump('screening.goods_item', 'WHERE origin <> ''built-in''');

-- A new table has no statistics, and autovacuum leaves small ones alone.
ANALYZE screening.goods_list, screening.goods_item;
