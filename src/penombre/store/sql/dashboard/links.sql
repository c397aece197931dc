-- What happened at short links: people who followed them, those by a private channel, and previews that apps fetched.
SELECT link, sumIf(seen, agent = 'human') AS clicks, sumIf(seen, agent = 'human' AND private = 'yes' AND rung IN ('proven', 'observed')) AS private,
    sumIf(seen, agent = 'unfurl') AS previews
FROM (
    SELECT link, agent, private, rung, count() AS seen
    FROM events
    WHERE site = {site:UInt32} AND kind = 'click'
        AND toStartOfFifteenMinutes(at) >= {start:DateTime('UTC')} AND toStartOfFifteenMinutes(at) < {end:DateTime('UTC')}
        AND ({page:String} = '' OR page = {page:String}) AND ({channel:String} = '' OR channel = {channel:String}) AND ({app:String} = '' OR app = {app:String})
        AND ({device:String} = '' OR toString(device) = {device:String}) AND ({link:UInt32} = 0 OR link = {link:UInt32})
        AND ({rung:UInt8} = 9 OR agent = 'unfurl' OR multiIf(rung = 'proven' AND private = 'yes', 0, rung = 'observed', 1, rung = 'unattributed', 3, private != 'no', 2, 4) = {rung:UInt8})
    GROUP BY link, agent, private, rung
)
GROUP BY link
ORDER BY clicks DESC, link
SETTINGS prefer_column_name_to_alias = 1, max_execution_time = 20
