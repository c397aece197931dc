-- The ledger: what became of the records of each journal segment that was loaded.
CREATE TABLE IF NOT EXISTS segments (
    segment UInt64,
    received UInt64,
    stored UInt64,
    duplicate UInt64,
    quarantined UInt64,
    loaded_at DateTime('UTC') DEFAULT now()
) ENGINE = ReplacingMergeTree ORDER BY segment
