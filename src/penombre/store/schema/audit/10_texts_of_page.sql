CREATE MATERIALIZED VIEW texts_of_page TO texts AS
SELECT 'page' AS family, cityHash64(page_text) AS hash, page_text AS text
FROM requests WHERE reason = '' AND page_text != '' AND status < 400
GROUP BY page_text
