-- Link previews by app and sort of page: different senders within an hour, added up.
SELECT sign, page_kind(text) AS page_kind, sum(senders) AS senders
FROM unfurls
INNER JOIN (SELECT hash AS page, any(text) AS text FROM texts WHERE family = 'page' GROUP BY hash) AS names USING page
GROUP BY sign, page_kind
ORDER BY sign, page_kind
