CREATE MATERIALIZED VIEW texts_of_package TO texts AS
SELECT 'package' AS family, cityHash64(package_text) AS hash, package_text AS text
FROM requests WHERE reason = '' AND package_text != ''
GROUP BY package_text
