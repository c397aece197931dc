-- The first and the last moment in the segment being loaded.
SELECT toUnixTimestamp(min(at)) AS first, toUnixTimestamp(max(at)) AS last FROM incoming
