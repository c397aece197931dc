-- What becomes of each record of the segment being loaded: stored, a copy of a stored one, or another event under its id.
SELECT countIf(is_new) AS stored, countIf(NOT is_new AND same) AS duplicate, countIf(NOT is_new AND NOT same) AS collided
FROM (
    SELECT known.found = 0 AND copy = 1 AS is_new, mine = if(known.found = 1, known_content, first_content) AS same
    FROM (SELECT *, row_number() OVER (PARTITION BY site, id ORDER BY turn) AS copy,
        first_value(mine) OVER (PARTITION BY site, id ORDER BY turn) AS first_content
    FROM (SELECT *, content AS mine, rowNumberInAllBlocks() AS turn FROM incoming)) AS copies
    LEFT JOIN (SELECT site, id, any(content) AS known_content, 1 AS found FROM events
    WHERE at >= (SELECT toDateTime(greatest(toInt64(toUnixTimestamp(min(at))) - 604800, 0), 'UTC') FROM incoming) AND segment != {segment:UInt64}
    AND id IN (SELECT id FROM incoming)
    GROUP BY site, id) AS known USING (site, id)
)
