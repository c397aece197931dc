-- Link previews of short links that apps asked for: by which app, and whether what it shows is private.
SELECT channel, app, toString(private) AS private, count() AS previews
FROM events
WHERE site = {site:UInt32} AND kind = 'click' AND agent = 'unfurl'
    AND toStartOfFifteenMinutes(at) >= {start:DateTime('UTC')} AND toStartOfFifteenMinutes(at) < {end:DateTime('UTC')}
    AND ({page:String} = '' OR page = {page:String}) AND ({channel:String} = '' OR channel = {channel:String}) AND ({app:String} = '' OR app = {app:String})
GROUP BY channel, app, private
ORDER BY previews DESC, channel, app
LIMIT 100
SETTINGS prefer_column_name_to_alias = 1, max_execution_time = 20
