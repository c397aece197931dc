-- Link previews by app, page and hour: requests and different senders.
SELECT reinterpretAsInt64(page) AS page_number, intDiv(toUnixTimestamp(at), 3600) AS hour, sign, sum(requests) AS requests, sum(senders) AS senders
FROM unfurls
GROUP BY page_number, hour, sign
ORDER BY page_number, hour, sign
