-- What browsers of people do here: of the visitors with a browser and a known outside source, how many fetched an asset,
-- and of those whose browser always sends Sec-Fetch-Site, how many did where this log could see it.
SELECT
    count() AS visitors,
    countIf(assets > 0) AS with_assets,
    countIf(browsers.says_site) AS telling,
    countIf(browsers.says_site AND said_site > 0) AS told
FROM behaviour
INNER JOIN (SELECT DISTINCT hash AS agent, says_site FROM signs WHERE family = 'agent' AND kind = 'human') AS browsers USING agent
WHERE known > 0
