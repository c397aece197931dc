-- Where people landed, most first.
-- Whole UTC days come from the projection `page_days`; a site's own day may begin some hours before or after, and these
-- hours are counted from the events. Each row tells the whole lattice of a selection: `cells` are 8 times what is left
-- out (a bit a filter) plus the rung.
SELECT key, groupArray(cell) AS cells, groupArray(landings) AS counts
FROM (
    SELECT page AS key,
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
        AND toDate(at) >= {first_day:Date} AND toDate(at) < {after_last_day:Date}
        AND ({page:String} = '' OR page = {page:String})
    GROUP BY key, part, cell
    UNION ALL
    SELECT page AS key,
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
        AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
        AND (toDate(at) < {first_day:Date} OR toDate(at) >= {after_last_day:Date})
        AND ({page:String} = '' OR page = {page:String})
    GROUP BY key, part, cell
)
GROUP BY key
ORDER BY sumIf(landings, cell < 8) DESC, key
LIMIT 200
-- left as it is written, the condition on days is answered from the projection
SETTINGS prefer_column_name_to_alias = 1, optimize_time_filter_with_preimage = 0
