CREATE MATERIALIZED VIEW texts_of_markers TO texts AS
SELECT 'markers' AS family, cityHash64(markers_text) AS hash, markers_text AS text
FROM requests WHERE reason = '' AND markers_text != ''
GROUP BY markers_text
