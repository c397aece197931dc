-- Which segments, from one on, have all the events in the store that the ledger says.
SELECT segment FROM segments FINAL
ANY LEFT JOIN (
    SELECT segment, count() AS found FROM events WHERE segment >= {first:UInt64} GROUP BY segment
) AS counted USING segment
WHERE segment >= {first:UInt64} AND found = stored
