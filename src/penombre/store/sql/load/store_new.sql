-- Store what is new of the segment being loaded: the first of each event's copies that no earlier segment brought,
-- nor this one before it was interrupted.
INSERT INTO events SELECT * REPLACE ({segment:UInt64} AS segment) FROM incoming
WHERE (site, id) NOT IN (
    SELECT site, id FROM events
    WHERE at >= (SELECT toDateTime(greatest(toInt64(toUnixTimestamp(min(at))) - 604800, 0), 'UTC') FROM incoming) AND id IN (SELECT id FROM incoming))
LIMIT 1 BY site, id
SETTINGS insert_deduplicate = 0, max_threads = 1, min_insert_block_size_rows = 1000000, min_insert_block_size_bytes = 1000000000
