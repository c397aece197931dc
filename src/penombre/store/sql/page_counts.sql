-- Landings of each page by what is known of their source, most visited first.
SELECT
    page_names.text AS path, page_kind,
    count() AS landings,
    countIf(rung = 'unattributed') AS unattributed,
    countIf(rung IN ('proven', 'observed')) AS observed,
    countIf(rung = 'attributed' AND channel = 'search') AS search,
    countIf(rung = 'attributed' AND channel = 'social') AS social,
    countIf(rung = 'attributed' AND channel NOT IN ('search', 'social')) AS other_sources,
    any(previews.requests) AS unfurls
FROM traced_landings
ANY LEFT JOIN (SELECT hash AS page, text FROM texts WHERE family = 'page') AS page_names USING page
ANY LEFT JOIN (SELECT page, sum(requests) AS requests FROM unfurls GROUP BY page) AS previews USING page
GROUP BY path, page_kind
ORDER BY landings DESC, path
LIMIT {limit:UInt32}
