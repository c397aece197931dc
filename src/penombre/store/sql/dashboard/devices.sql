-- On which kinds of device people came, most first.
-- Each row tells the whole lattice of a selection: `cells` are 8 times what is left out (a bit a filter) plus the rung.
SELECT key, groupArray(cell) AS cells, groupArray(landings) AS counts
FROM (
    SELECT toString(device) AS key,
        8 * (
            ({channel:String} != '' AND channel != {channel:String})
            + 2 * ({app:String} != '' AND app != {app:String})
            + 4 * ({device:String} != '' AND toString(device) != {device:String})
            + 8 * ({country:String} != '' AND country != {country:String})
            + 16 * ({rung:UInt8} != 9 AND part != {rung:UInt8})
            + 32 * ({link:UInt32} != 0 AND link != {link:UInt32})
            + 64 * ({tag:String} != '' AND tag != {tag:String})
        ) + part AS cell,
        multiIf(rung = 'proven' AND private = 'yes', 0, rung = 'observed', 1, rung = 'unattributed', 3, private != 'no', 2, 4) AS part,
        count() AS landings
    FROM events
    WHERE site = {site:UInt32} AND kind = {kind:String} AND agent = 'human' AND rung != 'internal'
        AND toStartOfFifteenMinutes(at) >= {start:DateTime('UTC')} AND toStartOfFifteenMinutes(at) < {end:DateTime('UTC')}
        AND ({page:String} = '' OR page = {page:String})
    GROUP BY key, part, cell
)
GROUP BY key
ORDER BY sumIf(landings, cell < 8) DESC, key
SETTINGS prefer_column_name_to_alias = 1
