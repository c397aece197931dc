-- Human page views of a site in a period, landings or not.
SELECT count() AS views
FROM events
WHERE site = {site:UInt32} AND kind = 'view' AND agent = 'human'
    AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
