-- Landings counted by everything the estimate looks at, except page and time.
SELECT page_kind, device, fetch_site, hands_over, returning, channel, app, private, rung, count() AS landings
FROM traced_landings
GROUP BY ALL
ORDER BY ALL
