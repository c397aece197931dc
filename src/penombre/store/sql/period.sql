-- The first and the last request read, and whether Sec-Fetch-Site, agents and assets were logged.
SELECT
    min(at) AS first, max(at) AS last, count() AS requests,
    countIf(fetch_site != '') AS with_fetch_site,
    countIf(class = 'asset') AS assets,
    countIf(class = 'page') AS pages,
    countIf(referrer != 0) AS with_referrer,
    countIf(agent != cityHash64('')) AS with_agent
FROM hits
