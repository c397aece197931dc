-- Which host names the requests were sent to, where the log says so.
SELECT text AS host, requests
FROM (SELECT host AS hash, count() AS requests FROM hits GROUP BY hash) AS counted
ANY INNER JOIN (SELECT hash, text FROM texts WHERE family = 'host') AS named USING hash
WHERE host != ''
ORDER BY requests DESC, host
LIMIT 1000
