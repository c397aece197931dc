-- Landings without a source on deep pages, by page and hour.
SELECT page, intDiv(toUnixTimestamp(at), 3600) AS hour, count() AS landings
FROM traced_landings
WHERE rung = 'unattributed' AND page_kind = 'deep'
    AND page IN (SELECT page FROM unfurls)
GROUP BY page, hour
ORDER BY page, hour
