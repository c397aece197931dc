-- Link previews that apps asked for by short links, and share presses and copies: which page, when, by which app.
SELECT cityHash64(page) AS page, toUInt32(at) AS at, toUInt8(kind) AS kind, toUInt8(via) AS via,
    toUInt32(cityHash64(app) % 4294967296) AS app
FROM events
WHERE site = {site:UInt32} AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
    AND ((kind = 'click' AND agent = 'unfurl' AND private != 'no') OR (kind IN ('share', 'copy') AND agent = 'human'))
ORDER BY at, page
SETTINGS prefer_column_name_to_alias = 1
