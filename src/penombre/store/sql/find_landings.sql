-- The first page view of each human visit (30 minutes of silence end one), where it came from outside the site, and
-- whether its visitor followed a link to another page in that visit.
INSERT INTO landings
WITH views AS (
    SELECT
        at, page, referrer, markers, package, agent, fetch_site,
        row_number() OVER visits AS nth,
        at - lagInFrame(at) OVER visits AS silence,
        leadInFrame(inside) OVER onward AND leadInFrame(at) OVER onward <= at + 1800 AS read_on
    FROM (
        SELECT *, referrer IN (SELECT hash FROM signs WHERE family = 'referrer' AND kind = 'internal') AS inside FROM hits
    )
    WHERE class = 'page' AND method = 'GET' AND (status < 300 OR status = 304) AND NOT prefetch
        AND host IN (SELECT hash FROM signs WHERE family = 'host')
        AND visitor NOT IN (SELECT visitor FROM visitors WHERE verdict != 'human')
    WINDOW visits AS (PARTITION BY visitor ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
        onward AS (PARTITION BY visitor ORDER BY at ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING)
)
SELECT
    at, page,
    agents.sign AS agent_sign,
    referrers.sign AS referrer_sign,
    marks.sign AS markers_sign,
    packages.sign AS package_sign,
    agents.device AS device,
    fetch_site,
    agents.hands_over AS hands_over,
    nth > 1 AS returning,
    read_on
FROM views
ANY LEFT JOIN (SELECT hash, sign, device, hands_over FROM signs WHERE family = 'agent') AS agents ON views.agent = agents.hash
ANY LEFT JOIN (SELECT hash, sign, kind FROM signs WHERE family = 'referrer') AS referrers ON views.referrer = referrers.hash
ANY LEFT JOIN (SELECT hash, sign FROM signs WHERE family = 'markers') AS marks ON views.markers = marks.hash
ANY LEFT JOIN (SELECT hash, sign FROM signs WHERE family = 'package') AS packages ON views.package = packages.hash
WHERE (nth = 1 OR silence > 1800) AND (views.referrer = 0 OR referrers.kind != 'internal')
    AND fetch_site NOT IN ('same-origin')
