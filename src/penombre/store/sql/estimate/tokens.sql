-- Shares with a token of their own, and landings by these tokens (Consent mode), in the order of time.
SELECT toUInt8(kind) AS kind, cityHash64(token) AS token, if(parent = '', toUInt64(0), cityHash64(parent)) AS parent,
    cityHash64(page) AS page, toUInt32(at) AS at, toUInt8(via) AS via, toUInt8(ascii(tag)) AS letter
FROM events
WHERE site = {site:UInt32} AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
    AND agent = 'human' AND token != '' AND (kind = 'share' OR (kind = 'view' AND rung != 'internal'))
ORDER BY at, token
SETTINGS prefer_column_name_to_alias = 1
