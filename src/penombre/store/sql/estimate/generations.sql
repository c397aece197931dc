-- Share tags by channel letter and generation: presses that made them, human landings with them.
SELECT substring(tag, 1, 1) AS letter, toUInt8OrZero(substring(tag, 2)) AS generation,
    countIf(kind = 'share') AS presses, countIf(kind = 'view' AND rung != 'internal') AS landings
FROM events
WHERE site = {site:UInt32} AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
    AND agent = 'human' AND kind IN ('share', 'view') AND match(tag, '^[a-z][1-9]$')
GROUP BY letter, generation
ORDER BY letter, generation
