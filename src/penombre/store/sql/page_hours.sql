-- Landings on the pages that had link previews, by page and hour: those without a source, those with a public one.
SELECT reinterpretAsInt64(page) AS page_number, intDiv(toUnixTimestamp(at), 3600) AS hour, page_kind = 'deep' AS deep,
    countIf(rung = 'unattributed') AS unattributed,
    countIf(rung = 'attributed') AS known
FROM traced_landings
WHERE page IN (SELECT page FROM unfurls)
GROUP BY page_number, hour, deep
ORDER BY page_number, hour
