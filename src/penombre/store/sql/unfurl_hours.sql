-- Link previews by app, page and hour: requests and different senders.
SELECT page, intDiv(toUnixTimestamp(at), 3600) AS hour, sign, sum(requests) AS requests, sum(senders) AS senders
FROM unfurls
GROUP BY page, hour, sign
ORDER BY page, hour, sign
