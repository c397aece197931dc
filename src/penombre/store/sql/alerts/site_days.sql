-- Landings of a site by day that a private link may have brought.
SELECT toUInt16(toRelativeDayNum(toTimeZone(at, {timezone:String})) - toRelativeDayNum(toTimeZone({start:DateTime('UTC')}, {timezone:String}))) AS day,
    count() AS landings
FROM events
WHERE site = {site:UInt32} AND kind = 'view' AND agent = 'human' AND rung IN ('proven', 'observed', 'unattributed')
    AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
GROUP BY day
ORDER BY day
