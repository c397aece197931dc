-- Landings without a source on a page that nobody would type: what was called dark social in 2012.
SELECT sum(landings) AS deep
FROM (
    SELECT page, count() AS landings
    FROM events
    WHERE site = {site:UInt32} AND kind = 'view' AND agent = 'human' AND rung = 'unattributed'
        AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
    GROUP BY page
)
WHERE page_kind(page) = 'deep'
SETTINGS max_execution_time = 20
