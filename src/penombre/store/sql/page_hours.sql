-- Landings on the deep pages that had link previews, by page and hour: those without a source, those with a public one.
SELECT reinterpretAsInt64(page) AS page_number, intDiv(toUnixTimestamp(at), 3600) AS hour,
    countIf(rung = 'unattributed') AS unattributed,
    countIf(rung = 'attributed') AS known
FROM traced_landings
WHERE page_kind = 'deep' AND page IN (SELECT page FROM unfurls)
GROUP BY page_number, hour
ORDER BY page_number, hour
