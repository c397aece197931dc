-- Browsers and networks that as a body do not behave like people: where others of their number would have come from a
-- search engine, a network or a newsletter ten times, they hardly did, nor did they read on. Some robots look like a
-- browser one by one, with a new address for each page; but they share a browser's string or the rooms they run in.
INSERT INTO populations
WITH crowd AS (
    SELECT agent, network, known > 0 AS came_known, read_on > 0 AS went_on
    FROM behaviour
    INNER JOIN (
        SELECT DISTINCT hash AS agent FROM signs WHERE family = 'agent' AND kind = 'human' AND sign = 0 AND NOT webview
    ) AS browsers USING agent
    WHERE pages > 0
),
(SELECT avg(came_known) FROM crowd) AS usual_known,
(SELECT avg(went_on) FROM crowd) AS usual_reading
SELECT family, number
FROM (
    SELECT 'agent' AS family, agent AS number, count() AS visitors, sum(came_known) AS came_known, sum(went_on) AS went_on
    FROM crowd GROUP BY number
    UNION ALL
    SELECT 'network', network AS number, count(), sum(came_known), sum(went_on)
    FROM crowd GROUP BY number
)
WHERE visitors * usual_known >= 10 AND came_known <= 0.15 * visitors * usual_known
    AND visitors * usual_reading >= 5 AND went_on <= 0.25 * visitors * usual_reading
