-- Landings and link previews by hour of the day in the reader's time zone.
SELECT hour, sum(landings) AS landings, sum(unattributed) AS unattributed, sum(deep) AS deep, sum(known) AS known,
    sum(unfurls) AS unfurls
FROM (
    SELECT toHour(at, {timezone:String}) AS hour, count() AS landings, countIf(rung = 'unattributed') AS unattributed,
        countIf(rung = 'unattributed' AND page_kind = 'deep') AS deep, countIf(rung = 'attributed') AS known, 0 AS unfurls
    FROM traced_landings GROUP BY hour
    UNION ALL
    SELECT toHour(at, {timezone:String}), 0, 0, 0, 0, sum(requests) FROM unfurls GROUP BY 1
)
GROUP BY hour
ORDER BY hour
