-- Each distinct agent, host, referrer, page... once, so that it is read and judged once.
CREATE TABLE texts (
    family Enum8('agent' = 1, 'host' = 2, 'referrer' = 3, 'markers' = 4, 'package' = 5, 'page' = 6),
    hash UInt64,
    text String CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree ORDER BY (family, hash)
