-- How a selection cuts a site's landings of a period: a row for each combination of kept and left out, a bit a filter.
-- What is left out is counted, too: a total less a selection must not be of fewer than k (rule PR13).
WITH multiIf(rung = 'proven' AND private = 'yes', 'proven', rung = 'observed', 'observed', rung = 'unattributed', 'none',
        private != 'no', 'either', 'public') AS part
SELECT
    toUInt16({channel:String} != '' AND channel != {channel:String})
    + 2 * ({app:String} != '' AND app != {app:String})
    + 4 * ({device:String} != '' AND toString(device) != {device:String})
    + 8 * ({country:String} != '' AND country != {country:String})
    + 16 * ({rung:String} != '' AND part != {rung:String})
    + 32 * ({link:UInt32} != 0 AND link != {link:UInt32})
    + 64 * ({tag:String} != '' AND tag != {tag:String}) AS left_out,
    count() AS landings
FROM events
WHERE site = {site:UInt32} AND kind = {kind:String} AND agent = 'human' AND rung != 'internal'
    AND toStartOfFifteenMinutes(at) >= {start:DateTime('UTC')} AND toStartOfFifteenMinutes(at) < {end:DateTime('UTC')}
    AND ({page:String} = '' OR page = {page:String})
GROUP BY left_out
ORDER BY left_out
SETTINGS prefer_column_name_to_alias = 1
