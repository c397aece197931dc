-- Landings counted by everything the estimate looks at, except page and time.
SELECT page_kind, device, fetch_site, hands_over, returning, channel, app, private, rung, count() AS landings,
    countIf(read_on) AS read_on
FROM traced_landings
GROUP BY page_kind, device, fetch_site, hands_over, returning, channel, app, private, rung
ORDER BY page_kind, device, fetch_site, hands_over, returning, channel, app, private, rung
