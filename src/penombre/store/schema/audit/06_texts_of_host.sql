CREATE MATERIALIZED VIEW texts_of_host TO texts AS
SELECT 'host' AS family, cityHash64(host_text) AS hash, host_text AS text
FROM requests WHERE reason = ''
GROUP BY host_text
