-- Landings of each page by what is known of their source, most visited first.
SELECT
    page_names.text AS page, page_kind,
    count() AS landings,
    countIf(rung = 'unattributed') AS unattributed,
    countIf(rung IN ('proven', 'observed')) AS observed,
    countIf(channel = 'search') AS search,
    countIf(channel = 'social') AS social,
    any(previews.senders) AS unfurls
FROM traced_landings
ANY LEFT JOIN (SELECT hash AS page, text FROM texts WHERE family = 'page') AS page_names USING page
ANY LEFT JOIN (SELECT page, sum(requests) AS senders FROM unfurls GROUP BY page) AS previews USING page
GROUP BY page, page_kind
ORDER BY landings DESC, page
LIMIT {limit:UInt32}
