-- By which channels and apps, on which devices and from which countries people came.
SELECT channel, app, toString(device) AS on_device, country,
    sumIf(landings, part = 0) AS proven, sumIf(landings, part = 1) AS observed, sumIf(landings, part = 2) AS either,
    sumIf(landings, part = 3) AS none, sumIf(landings, part = 4) AS public
FROM (
    SELECT channel, app, device, country, multiIf(rung = 'proven' AND private = 'yes', 0, rung = 'observed', 1, rung = 'unattributed', 3, private != 'no', 2, 4) AS part, count() AS landings
    FROM events
    WHERE site = {site:UInt32} AND kind = {kind:String} AND agent = 'human' AND rung != 'internal'
        AND toStartOfFifteenMinutes(at) >= {start:DateTime('UTC')} AND toStartOfFifteenMinutes(at) < {end:DateTime('UTC')}
        AND ({page:String} = '' OR page = {page:String}) AND ({channel:String} = '' OR channel = {channel:String})
        AND ({app:String} = '' OR app = {app:String}) AND ({device:String} = '' OR toString(device) = {device:String})
        AND ({country:String} = '' OR country = {country:String}) AND ({rung:UInt8} = 9 OR part = {rung:UInt8})
        AND ({link:UInt32} = 0 OR link = {link:UInt32}) AND ({tag:String} = '' OR tag = {tag:String})
    GROUP BY channel, app, device, country, part
)
GROUP BY channel, app, device, country
ORDER BY channel, app, device, country
SETTINGS prefer_column_name_to_alias = 1, max_execution_time = 20
