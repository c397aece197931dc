CREATE MATERIALIZED VIEW texts_of_referrer TO texts AS
SELECT 'referrer' AS family, cityHash64(referrer_text) AS hash, referrer_text AS text
FROM requests WHERE reason = '' AND referrer_text != ''
GROUP BY referrer_text
