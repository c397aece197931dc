-- Every line that was read, under exactly one verdict.
SELECT verdict, count() AS lines
FROM (
    SELECT multiIf(
        host NOT IN (SELECT hash FROM signs WHERE family = 'host'), 'other_sites',
        visitors.verdict IN ('', 'human'), multiIf(
            prefetch, 'prefetches',
            status >= 400, 'errors',
            class = 'asset', 'assets',
            class = 'page' AND method = 'GET' AND (status < 300 OR status = 304), 'human_pages',
            'other'),
        visitors.verdict = 'unfurl', 'unfurls',
        visitors.verdict = 'scanner', 'scanners',
        visitors.verdict = 'ai', 'assistants',
        'bots') AS verdict
    FROM hits
    ANY LEFT JOIN (SELECT visitor, toString(verdict) AS verdict FROM visitors WHERE verdict != 'human') AS visitors
    USING visitor
)
GROUP BY verdict
