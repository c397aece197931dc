-- The ledger: what became of the records of each journal segment that was loaded.
CREATE TABLE IF NOT EXISTS segments (
    segment UInt64,
    received UInt64,
    stored UInt64,
    duplicate UInt64,
    quarantined UInt64,
    loaded_at DateTime('UTC') DEFAULT now()
) ENGINE = ReplacingMergeTree ORDER BY segment
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1
