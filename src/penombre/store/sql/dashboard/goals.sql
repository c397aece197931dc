-- Goals that were reached, what they were worth, and whether the page itself says that its visitor came in private.
SELECT name, currency, count() AS reached, toFloat64(sum(value)) AS worth,
    countIf(rung IN ('proven', 'observed')) AS private, toFloat64(sumIf(value, rung IN ('proven', 'observed'))) AS private_worth
FROM events
WHERE site = {site:UInt32} AND kind = 'goal' AND agent = 'human'
    AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
GROUP BY name, currency
ORDER BY reached DESC, name, currency
LIMIT 100
SETTINGS prefer_column_name_to_alias = 1
