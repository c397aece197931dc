-- What each visitor did: pages, their pictures, where it came from, whether it read on.
INSERT INTO behaviour
SELECT
    visitor,
    any(agent) AS one_agent,
    any(network) AS one_network,
    countIf(class = 'asset') AS assets,
    countIf(class = 'robots') AS robots,
    countIf(class = 'page' AND method = 'GET') AS pages,
    uniqIf(page, class = 'page' AND method = 'GET') AS different_pages,
    countIf(class = 'page' AND referrer != 0) AS referred,
    countIf(class = 'page' AND method = 'GET' AND (markers != 0 OR package != 0 OR referrer IN (
        SELECT hash FROM signs WHERE family = 'referrer' AND kind = 'human' AND sign != 0))) AS known,
    countIf(class = 'page' AND method = 'GET' AND referrer IN (
        SELECT hash FROM signs WHERE family = 'referrer' AND kind = 'internal')) AS read_on,
    countIf(class = 'page' AND method = 'GET' AND fetch_site != '') AS said_site,
    uniq(toStartOfMinute(at)) AS minutes,
    uniq(toDate(at)) AS days
FROM hits
GROUP BY visitor
