-- Judges each visitor by its agent and by what it did: no person reads fifteen pages a minute, fetches robots.txt,
-- walks over many pages from the address bar alone without loading their pictures, or has a browser that leaves out
-- what it always sends.
INSERT INTO visitors
SELECT
    visitor,
    multiIf(
        agents.kind NOT IN ('human', 'internal'), toString(agents.kind),
        heads_before > 0 AND assets = 0, 'scanner',
        robots > 0, 'bot',
        {assets_expected:Bool} AND pages > 0 AND assets = 0, 'bot',
        {sites_expected:Bool} AND agents.says_site AND pages > 0 AND said_site = 0, 'bot',
        pages >= 15 AND pages >= 15 * minutes, 'bot',
        pages >= 200 * days, 'bot',
        pages >= 50 AND different_pages = 1, 'bot',
        different_pages >= 6 AND referred = 0 AND if({assets_expected:Bool}, assets < pages, pages >= 3 * days), 'bot',
        known = 0 AND read_on = 0 AND pages > 0 AND (
            (agents.sign = 0 AND agent IN (SELECT number FROM populations WHERE family = 'agent'))
            OR network IN (SELECT number FROM populations WHERE family = 'network')), 'bot',
        'human') AS verdict
FROM behaviour
ANY LEFT JOIN (SELECT hash AS agent, sign, kind, says_site FROM signs WHERE family = 'agent') AS agents USING agent
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
