-- Landings and link previews of each day in the reader's time zone.
SELECT day, sum(landings) AS landings, sum(unattributed) AS unattributed, sum(deep_unattributed) AS deep_unattributed,
    sum(observed) AS observed, sum(unfurls) AS unfurls
FROM (
    SELECT toDate(at, {timezone:String}) AS day, count() AS landings, countIf(rung = 'unattributed') AS unattributed,
        countIf(rung = 'unattributed' AND page_kind = 'deep') AS deep_unattributed,
        countIf(rung IN ('proven', 'observed')) AS observed, 0 AS unfurls
    FROM traced_landings GROUP BY day
    UNION ALL
    SELECT toDate(at, {timezone:String}), 0, 0, 0, 0, sum(requests) FROM unfurls GROUP BY 1
)
GROUP BY day
ORDER BY day
