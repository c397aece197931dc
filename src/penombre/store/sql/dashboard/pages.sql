-- Where people landed, most first.
-- Whole UTC days come from the projection `page_days`; a site's own day may begin some hours before or after, and these
-- hours are counted from the events.
SELECT key,
    sumIf(landings, part = 0) AS proven, sumIf(landings, part = 1) AS observed, sumIf(landings, part = 2) AS either,
    sumIf(landings, part = 3) AS none, sumIf(landings, part = 4) AS public
FROM (
    SELECT page AS key, multiIf(rung = 'proven' AND private = 'yes', 0, rung = 'observed', 1, rung = 'unattributed', 3, private != 'no', 2, 4) AS part, count() AS landings
    FROM events
    WHERE site = {site:UInt32} AND kind = {kind:String} AND agent = 'human' AND rung != 'internal'
        AND toDate(at) >= {first_day:Date} AND toDate(at) < {after_last_day:Date}
        AND ({page:String} = '' OR page = {page:String}) AND ({channel:String} = '' OR channel = {channel:String})
        AND ({app:String} = '' OR app = {app:String}) AND ({device:String} = '' OR toString(device) = {device:String})
        AND ({country:String} = '' OR country = {country:String}) AND ({rung:UInt8} = 9 OR part = {rung:UInt8})
        AND ({link:UInt32} = 0 OR link = {link:UInt32}) AND ({tag:String} = '' OR tag = {tag:String})
    GROUP BY key, part
    UNION ALL
    SELECT page AS key, multiIf(rung = 'proven' AND private = 'yes', 0, rung = 'observed', 1, rung = 'unattributed', 3, private != 'no', 2, 4) AS part, count() AS landings
    FROM events
    WHERE site = {site:UInt32} AND kind = {kind:String} AND agent = 'human' AND rung != 'internal'
        AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
        AND (toDate(at) < {first_day:Date} OR toDate(at) >= {after_last_day:Date})
        AND ({page:String} = '' OR page = {page:String}) AND ({channel:String} = '' OR channel = {channel:String})
        AND ({app:String} = '' OR app = {app:String}) AND ({device:String} = '' OR toString(device) = {device:String})
        AND ({country:String} = '' OR country = {country:String}) AND ({rung:UInt8} = 9 OR part = {rung:UInt8})
        AND ({link:UInt32} = 0 OR link = {link:UInt32}) AND ({tag:String} = '' OR tag = {tag:String})
    GROUP BY key, part
)
GROUP BY key
ORDER BY sum(landings) DESC, key
LIMIT {most:UInt16}
-- left as it is written, the condition on days is answered from the projection
SETTINGS prefer_column_name_to_alias = 1, optimize_time_filter_with_preimage = 0, max_execution_time = 20
