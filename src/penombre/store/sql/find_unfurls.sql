-- Link previews by app, page and hour: requests, the different senders among them, and bursts: the several requests that
-- one preview makes (HEAD then GET, a second look, a colleague of the same fetcher) come within a minute.
INSERT INTO unfurls
SELECT toStartOfHour(at) AS hour, page, sign, count() AS requests, uniq(visitor) AS senders, countIf(silence > 60) AS bursts
FROM (
    SELECT at, page, sign, visitor, at - lagInFrame(at) OVER (
        PARTITION BY page, sign ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS silence
    FROM hits
    INNER JOIN (
        SELECT DISTINCT hash AS agent, sign FROM signs WHERE family = 'agent' AND kind = 'unfurl'
    ) AS agents USING agent
    WHERE class = 'page' AND status < 400 AND host IN (SELECT hash FROM signs WHERE family = 'host')
)
GROUP BY hour, page, sign
