-- Goals that were reached, what they were worth, and whether the page itself says that its visitor came in private.
SELECT name, currency, count() AS reached, toFloat64(sum(value)) AS worth,
    countIf(rung IN ('proven', 'observed')) AS private, toFloat64(sumIf(value, rung IN ('proven', 'observed'))) AS private_worth
FROM events
WHERE site = {site:UInt32} AND kind = 'goal' AND agent = 'human'
    AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
    AND ({page:String} = '' OR page = {page:String}) AND ({channel:String} = '' OR channel = {channel:String})
    AND ({app:String} = '' OR app = {app:String}) AND ({device:String} = '' OR toString(device) = {device:String})
    AND ({country:String} = '' OR country = {country:String}) AND ({tag:String} = '' OR tag = {tag:String})
    AND ({rung:UInt8} = 9 OR multiIf(rung = 'proven' AND private = 'yes', 0, rung = 'observed', 1, rung = 'unattributed', 3, private != 'no', 2, 4) = {rung:UInt8})
GROUP BY name, currency
ORDER BY reached DESC, name, currency
LIMIT 100
SETTINGS prefer_column_name_to_alias = 1, max_execution_time = 20
