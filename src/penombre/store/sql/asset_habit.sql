-- Whether people's browsers fetch assets that this log records: of the visitors with a normal agent whose referrer is
-- a known outside source, how many fetched at least one.
SELECT count() AS visitors, countIf(assets > 0) AS with_assets
FROM (
    SELECT visitor, countIf(class = 'asset') AS assets, any(agent) AS one_agent,
        countIf(class = 'page' AND method = 'GET' AND referrer IN (
            SELECT hash FROM signs WHERE family = 'referrer' AND kind = 'human' AND sign != 0)) AS referred
    FROM hits
    GROUP BY visitor
    HAVING referred > 0
)
WHERE one_agent NOT IN (SELECT hash FROM signs WHERE family = 'agent' AND kind != 'human')
