-- What happened at short links: people who followed them, those by a private channel, and previews that apps fetched.
SELECT link, countIf(agent = 'human') AS clicks, countIf(agent = 'human' AND private = 'yes' AND rung IN ('proven', 'observed')) AS private,
    countIf(agent = 'unfurl') AS previews
FROM events
WHERE site = {site:UInt32} AND kind = 'click'
    AND toStartOfFifteenMinutes(at) >= {start:DateTime('UTC')} AND toStartOfFifteenMinutes(at) < {end:DateTime('UTC')}
GROUP BY link
ORDER BY clicks DESC, link
SETTINGS prefer_column_name_to_alias = 1
