-- Share tags by their generation: presses that made them, landings that brought them.
SELECT toUInt8OrZero(substring(tag, 2)) AS generation, countIf(kind = 'share') AS presses,
    countIf(kind = 'view' AND rung != 'internal') AS landings
FROM events
WHERE site = {site:UInt32} AND kind IN ('share', 'view') AND agent = 'human'
    AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
    AND ({page:String} = '' OR page = {page:String}) AND ({channel:String} = '' OR channel = {channel:String})
    AND ({app:String} = '' OR app = {app:String}) AND ({device:String} = '' OR toString(device) = {device:String})
    AND ({country:String} = '' OR country = {country:String}) AND ({tag:String} = '' OR tag = {tag:String})
    AND match(tag, '^[a-z][1-9]$')
GROUP BY generation
ORDER BY generation
SETTINGS prefer_column_name_to_alias = 1, max_execution_time = 20
