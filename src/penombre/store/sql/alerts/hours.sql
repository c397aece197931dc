-- Page views of people and requests of robots of a site by hour since a moment, and when the newest of people came.
SELECT toUInt32(intDiv(toUInt32(at) - toUInt32({start:DateTime('UTC')}), 3600)) AS hour,
    countIf(kind = 'view' AND agent = 'human') AS people, countIf(agent = 'bot') AS robots,
    toUInt32(maxIf(at, kind = 'view' AND agent = 'human')) AS newest
FROM events
WHERE site = {site:UInt32} AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
GROUP BY hour
ORDER BY hour
