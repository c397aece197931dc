-- Whether anything in the segment being loaded came twice, or was stored by an earlier segment within seven days.
SELECT
    count() AS received,
    uniqExact(site, id) AS different,
    (SELECT count() FROM events
        WHERE at >= (SELECT toDateTime(greatest(toInt64(toUnixTimestamp(min(at))) - 604800, 0), 'UTC') FROM incoming) AND segment != {segment:UInt64}
        AND id IN (SELECT id FROM incoming)) AS known,
    (SELECT count() FROM events WHERE at >= (SELECT min(at) FROM incoming) AND at <= (SELECT max(at) FROM incoming)
        AND segment = {segment:UInt64}) AS stored
FROM incoming
