-- Pages that were first landed on after a period began, and what a private link may have brought them by the end of
-- their first, second and third whole day. Pages with fewer than k of these are left out.
WITH toRelativeDayNum(toTimeZone(at, {timezone:String})) AS date
SELECT page, toUInt16(first - toRelativeDayNum(toTimeZone({start:DateTime('UTC')}, {timezone:String}))) AS first_day,
    countIf(age <= 1) AS one, countIf(age <= 2) AS two, countIf(age <= 3) AS three
FROM (
    SELECT page, min(date) OVER (PARTITION BY page) AS first, toInt32(date) - toInt32(first) AS age, rung
    FROM events
    WHERE site = {site:UInt32} AND kind = 'view' AND agent = 'human' AND rung != 'internal'
        AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
)
WHERE first_day > 0 AND age <= 3 AND rung != 'attributed'
GROUP BY page, first
HAVING three >= {k:UInt16}
ORDER BY first_day, page
