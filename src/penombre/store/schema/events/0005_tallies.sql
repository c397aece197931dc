-- What was only counted by day: refused, dropped by a signal, redirects that the journal could not take.
CREATE TABLE IF NOT EXISTS tallies (
    segment UInt64,
    day Date,
    site UInt32,
    name LowCardinality(String),
    count UInt64
) ENGINE = ReplacingMergeTree ORDER BY (segment, day, site, name)
