-- Judges each visitor by its agent and by what it did: no person reads fifteen pages a minute, fetches robots.txt,
-- or walks over many pages from the address bar alone without loading their pictures.
INSERT INTO visitors
SELECT
    visitor,
    multiIf(
        agents.kind NOT IN ('human', 'internal'), toString(agents.kind),
        heads_before > 0 AND assets = 0, 'scanner',
        robots > 0, 'bot',
        {assets_expected:Bool} AND pages > 0 AND assets = 0, 'bot',
        pages >= 15 AND pages >= 15 * minutes, 'bot',
        pages >= 200 * days, 'bot',
        pages >= 50 AND different_pages = 1, 'bot',
        different_pages >= 6 AND referred = 0 AND assets < pages, 'bot',
        'human') AS verdict
FROM (
    SELECT
        visitor,
        any(agent) AS hash,
        countIf(class = 'asset') AS assets,
        countIf(class = 'robots') AS robots,
        countIf(class = 'page' AND method = 'GET') AS pages,
        uniqIf(page, class = 'page' AND method = 'GET') AS different_pages,
        countIf(class = 'page' AND referrer != 0) AS referred,
        uniq(toStartOfMinute(at)) AS minutes,
        uniq(toDate(at)) AS days
    FROM hits
    GROUP BY visitor
) AS behaviour
ANY LEFT JOIN (SELECT hash, kind FROM signs WHERE family = 'agent') AS agents USING hash
ANY LEFT JOIN (
    -- addresses that asked for the head of a page and, within seconds, for the page
    SELECT bitShiftRight(visitor, 32) AS address, count() AS heads_before
    FROM (
        SELECT visitor, page, at, minIf(at, method = 'HEAD') OVER pair AS head, method
        FROM hits
        WHERE class = 'page' AND bitShiftRight(visitor, 32) IN (
            SELECT bitShiftRight(visitor, 32) FROM hits WHERE method = 'HEAD' AND class = 'page')
        WINDOW pair AS (PARTITION BY bitShiftRight(visitor, 32), page)
    )
    WHERE method = 'GET' AND head > toDateTime(0, 'UTC') AND at >= head AND at <= head + 30
    GROUP BY address
) AS scanners ON bitShiftRight(behaviour.visitor, 32) = scanners.address
