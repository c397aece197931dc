-- Link previews by app, page and hour: requests, and the different senders among them.
INSERT INTO unfurls
SELECT toStartOfHour(at) AS hour, page, agents.sign AS sign, count() AS requests, uniq(visitor) AS senders
FROM hits
INNER JOIN (SELECT DISTINCT hash, sign FROM signs WHERE family = 'agent' AND kind = 'unfurl') AS agents ON hits.agent = agents.hash
WHERE class = 'page' AND status < 400 AND host IN (SELECT hash FROM signs WHERE family = 'host')
GROUP BY hour, page, sign
