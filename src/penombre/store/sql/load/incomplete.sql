-- Which of some segments the ledger does not know, or says to hold more events than are there.
SELECT arrayJoin({segments:Array(UInt64)}) AS segment
WHERE segment NOT IN (
    SELECT segment FROM segments FINAL
    ANY LEFT JOIN (
        SELECT segment, count() AS found FROM events WHERE segment IN {segments:Array(UInt64)} GROUP BY segment
    ) AS counted USING segment
    WHERE found = stored AND segment IN {segments:Array(UInt64)})
