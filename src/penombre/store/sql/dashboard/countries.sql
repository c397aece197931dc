-- From which countries people came, most first.
WITH multiIf(rung = 'proven' AND private = 'yes', 'proven', rung = 'observed', 'observed', rung = 'unattributed', 'none',
        private != 'no', 'either', 'public') AS part
SELECT country AS name,
    countIf(part = 'proven') AS proven, countIf(part = 'observed') AS observed, countIf(part = 'either') AS either,
    countIf(part = 'none') AS none, countIf(part = 'public') AS public
FROM events
WHERE site = {site:UInt32} AND kind = {kind:String} AND agent = 'human' AND rung != 'internal'
    AND toStartOfFifteenMinutes(at) >= {start:DateTime('UTC')} AND toStartOfFifteenMinutes(at) < {end:DateTime('UTC')}
    AND ({page:String} = '' OR page = {page:String}) AND ({channel:String} = '' OR channel = {channel:String})
    AND ({app:String} = '' OR app = {app:String}) AND ({device:String} = '' OR toString(device) = {device:String})
    AND ({country:String} = '' OR country = {country:String}) AND ({rung:String} = '' OR part = {rung:String})
    AND ({link:UInt32} = 0 OR link = {link:UInt32}) AND ({tag:String} = '' OR tag = {tag:String})
GROUP BY name
ORDER BY count() DESC, name
LIMIT 200
SETTINGS prefer_column_name_to_alias = 1
