-- Link previews, by app and page: without who asked, beyond a number that counts senders within an hour.
CREATE TABLE unfurls (
    at DateTime('UTC') CODEC(Delta, LZ4),
    page UInt64,
    sign UInt32,
    requests UInt32,
    senders UInt32,
    bursts UInt32
) ENGINE = MergeTree ORDER BY (page, at)
