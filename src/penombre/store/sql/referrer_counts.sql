-- Which hosts page views and assets were referred from: the host that most assets name is the site's own.
SELECT domain(text) AS host, sum(assets) AS assets, sum(pages) AS pages
FROM (
    SELECT referrer AS hash, countIf(class = 'asset') AS assets, countIf(class = 'page') AS pages
    FROM hits WHERE referrer != 0 GROUP BY hash
) AS counted
ANY INNER JOIN (SELECT hash, text FROM texts WHERE family = 'referrer') AS named USING hash
GROUP BY host
ORDER BY assets DESC, pages DESC, host
LIMIT 50
