-- The pages of a site that were landed on in a period, most first: what an estimate needs to know of their addresses.
SELECT toString(cityHash64(page)) AS hash, page, page_kind(page) AS kind, toUInt32(min(at)) AS first, count() AS landings
FROM events
WHERE site = {site:UInt32} AND kind = 'view' AND agent = 'human' AND rung != 'internal'
    AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
GROUP BY page
ORDER BY landings DESC, page
SETTINGS prefer_column_name_to_alias = 1
