-- The names of pages that at least k landings by a token reached.
SELECT cityHash64(page) AS number, any(page) AS page
FROM events
WHERE site = {site:UInt32} AND kind = 'view' AND agent = 'human' AND rung != 'internal' AND token != ''
    AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
GROUP BY number
HAVING count() >= {k:UInt16}
SETTINGS prefer_column_name_to_alias = 1, max_execution_time = 20
