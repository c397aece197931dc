-- Goals that were reached, what they were worth, and whether the page itself says that its visitor came in private.
WITH multiIf(rung = 'proven' AND private = 'yes', 'proven', rung = 'observed', 'observed', rung = 'unattributed', 'none',
        private != 'no', 'either', 'public') AS part
SELECT name, currency, count() AS reached, toFloat64(sum(value)) AS worth,
    countIf(part = 'proven') AS proven, countIf(part = 'observed') AS observed,
    toFloat64(sumIf(value, part = 'proven')) AS proven_worth, toFloat64(sumIf(value, part = 'observed')) AS observed_worth
FROM events
WHERE site = {site:UInt32} AND kind = 'goal' AND agent = 'human'
    AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
    AND ({page:String} = '' OR page = {page:String}) AND ({channel:String} = '' OR channel = {channel:String})
    AND ({app:String} = '' OR app = {app:String}) AND ({device:String} = '' OR toString(device) = {device:String})
    AND ({country:String} = '' OR country = {country:String}) AND ({tag:String} = '' OR tag = {tag:String})
GROUP BY name, currency
ORDER BY reached DESC, name, currency
LIMIT 100
SETTINGS prefer_column_name_to_alias = 1
