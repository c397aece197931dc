-- Landings by the token that brought them and the page.
SELECT cityHash64(token) AS token, cityHash64(page) AS page, toUInt32(count()) AS landings
FROM events
WHERE site = {site:UInt32} AND kind = 'view' AND agent = 'human' AND rung != 'internal' AND token != ''
    AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
GROUP BY token, page
ORDER BY token, page
LIMIT 400000
SETTINGS prefer_column_name_to_alias = 1, max_execution_time = 20
