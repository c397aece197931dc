-- Link previews by app, page and hour: requests, different senders and bursts.
SELECT reinterpretAsInt64(page) AS page_number, intDiv(toUnixTimestamp(at), 3600) AS hour, sign, sum(requests) AS requests, sum(senders) AS senders,
    sum(bursts) AS bursts
FROM unfurls
GROUP BY page_number, hour, sign
ORDER BY page_number, hour, sign
