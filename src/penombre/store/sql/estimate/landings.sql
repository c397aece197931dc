-- Human landings of a site in a period, and the questions put to them and the answers, each with its landing's columns.
-- Names of channels, families and answers come as their places in the lists given, 0 for none of them; of a share tag its
-- letter comes, 0 without a tag.
SELECT
    cityHash64(page) AS page,
    toUInt32(at) AS at,
    toUInt16(toRelativeDayNum(toTimeZone(at, {timezone:String})) - toRelativeDayNum(toTimeZone({start:DateTime('UTC')}, {timezone:String}))) AS day,
    toUInt8(toHour(toTimeZone(at, {timezone:String}))) AS hour,
    toUInt8(kind) AS kind,
    toUInt8(device) AS device,
    toUInt32(cityHash64(browser) % 4294967296) AS browser,
    toUInt8(fetch_site) AS fetch_site,
    toUInt8(nav) AS nav,
    toUInt8(history) AS history,
    toUInt8(indexOf({channels:Array(String)}, channel)) AS channel,
    toUInt32(cityHash64(app) % 4294967296) AS app,
    toUInt8(private) AS private,
    toUInt8(rung) AS rung,
    toUInt8(indexOf({families:Array(String)}, family)) AS family,
    toUInt8(indexOf({answers:Array(String)}, name)) AS answer,
    toUInt8(indexOf({apps:Array(String)}, if(kind = 'answer', app, ''))) AS sent_by,
    toUInt8(audience) AS audience,
    toUInt8(ascii(tag)) AS letter,
    toFloat32(design) AS design
FROM events
WHERE site = {site:UInt32} AND kind IN ('view', 'ask', 'answer') AND (kind = 'view' OR design > 0) AND agent = 'human' AND rung != 'internal'
    AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
ORDER BY at, page
SETTINGS prefer_column_name_to_alias = 1
