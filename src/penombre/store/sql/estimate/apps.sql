-- The apps of a site's landings, clicks and answers in a period, by the number that stands for them elsewhere.
SELECT toString(cityHash64(app) % 4294967296) AS number, app, any(channel) AS channel, max(private) AS private, count() AS events
FROM events
WHERE site = {site:UInt32} AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')} AND app != ''
    AND kind IN ('view', 'click')
GROUP BY app
ORDER BY events DESC, app
SETTINGS prefer_column_name_to_alias = 1
