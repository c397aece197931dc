-- Keep account of events that came under the id of another one: somebody may be squatting ids.
INSERT INTO quarantine
SELECT {segment:UInt64}, 1000000 + turn, at, site, 'id_collision', toString(kind)
FROM (SELECT *, row_number() OVER (PARTITION BY site, id ORDER BY turn) AS copy,
        first_value(mine) OVER (PARTITION BY site, id ORDER BY turn) AS first_content
    FROM (SELECT *, content AS mine, rowNumberInAllBlocks() AS turn FROM incoming)) AS copies
LEFT JOIN (SELECT site, id, any(content) AS known_content, 1 AS found FROM events
    WHERE at >= (SELECT toDateTime(greatest(toInt64(toUnixTimestamp(min(at))) - 604800, 0), 'UTC') FROM incoming) AND segment != {segment:UInt64}
    AND id IN (SELECT id FROM incoming)
    GROUP BY site, id) AS known USING (site, id)
WHERE NOT (known.found = 0 AND copy = 1) AND mine != if(known.found = 1, known_content, first_content)
