-- Shares with a token of their own, the token each came from, and the day, in an order that tells no time.
SELECT cityHash64(token) AS token, if(any(parent) = '', toUInt64(0), cityHash64(any(parent))) AS parent,
    toUInt32(toRelativeDayNum(min(at), {timezone:String})) AS day
FROM events
WHERE site = {site:UInt32} AND kind = 'share' AND agent = 'human' AND token != ''
    AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
GROUP BY token
ORDER BY day, token
LIMIT 200000
SETTINGS prefer_column_name_to_alias = 1, max_execution_time = 20
