-- What happened at short links: people who followed them, by private channel or not, and previews that apps fetched.
SELECT link, countIf(agent = 'human') AS clicks, countIf(agent = 'human' AND private = 'yes' AND rung IN ('proven', 'observed')) AS private,
    countIf(agent = 'unfurl') AS previews
FROM events
WHERE site = {site:UInt32} AND kind = 'click'
    AND toStartOfFifteenMinutes(at) >= {start:DateTime('UTC')} AND toStartOfFifteenMinutes(at) < {end:DateTime('UTC')}
    AND ({channel:String} = '' OR channel = {channel:String}) AND ({app:String} = '' OR app = {app:String})
    AND ({device:String} = '' OR toString(device) = {device:String}) AND ({country:String} = '' OR country = {country:String})
GROUP BY link
ORDER BY clicks DESC, link
SETTINGS prefer_column_name_to_alias = 1
