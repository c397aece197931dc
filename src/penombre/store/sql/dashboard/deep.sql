-- What the rule of 2012 and its like count: landings on pages that nobody would type, those without a source apart, and
-- landings from networks.
SELECT sumIf(sourceless, page_kind(page) = 'deep') AS deep, sumIf(landings, page_kind(page) = 'deep') AS deep_landings,
    sum(social) AS social
FROM (
    SELECT page, count() AS landings, countIf(rung = 'unattributed') AS sourceless, countIf(channel = 'social') AS social
    FROM events
    WHERE site = {site:UInt32} AND kind = 'view' AND agent = 'human' AND rung != 'internal'
        AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
    GROUP BY page
)
SETTINGS max_execution_time = 20
