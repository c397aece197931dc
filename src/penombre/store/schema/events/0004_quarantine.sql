-- Records that could not be counted, each with its reason and the shape of what came, never its content.
CREATE TABLE IF NOT EXISTS quarantine (
    segment UInt64,
    number UInt32,
    at DateTime('UTC'),
    site UInt32,
    reason LowCardinality(String),
    shape String
) ENGINE = ReplacingMergeTree ORDER BY (segment, number)
