-- The newest estimate of a site for each of the usual periods, as JSON (ADR 23).
CREATE TABLE IF NOT EXISTS estimates (
    site UInt32,
    days UInt16,
    made_at DateTime64(3, 'UTC'),
    document String CODEC(ZSTD(3))
) ENGINE = ReplacingMergeTree(made_at) ORDER BY (site, days)
