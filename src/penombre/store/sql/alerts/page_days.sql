-- Landings by day of the pages that were landed on most, of late, by what may be a private link: such, and public ones.
SELECT page,
    toUInt16(toRelativeDayNum(toTimeZone(at, {timezone:String})) - toRelativeDayNum(toTimeZone({start:DateTime('UTC')}, {timezone:String}))) AS day,
    countIf(rung != 'attributed') AS private, countIf(rung = 'attributed') AS public
FROM events
WHERE site = {site:UInt32} AND kind = 'view' AND agent = 'human' AND rung != 'internal'
    AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
    AND page IN (
        SELECT page FROM events
        WHERE site = {site:UInt32} AND kind = 'view' AND agent = 'human' AND rung IN ('proven', 'observed', 'unattributed')
            AND at >= {lately:DateTime('UTC')} AND at < {end:DateTime('UTC')}
        GROUP BY page HAVING count() >= {k:UInt16} ORDER BY count() DESC, page LIMIT {limit:UInt16}
    )
GROUP BY page, day
ORDER BY page, day
