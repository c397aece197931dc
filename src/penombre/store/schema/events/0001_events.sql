-- Every event that was collected, minimised before it came here: no address, no user agent, no visitor.
-- What is too old goes by sql/retention/*.sql, never by a TTL clause: a clock set wrong would empty the table.
CREATE TABLE IF NOT EXISTS events (
    site UInt32,
    at DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
    kind Enum8('view' = 1, 'share' = 2, 'copy' = 3, 'engage' = 4, 'goal' = 5, 'answer' = 6, 'click' = 7),
    agent Enum8('human' = 1, 'unfurl' = 2, 'bot' = 3, 'scanner' = 4, 'ai' = 5, 'prefetch' = 6) DEFAULT 'human',
    id UUID CODEC(NONE),
    -- how the client spelt it, so that an export gives it back the same
    id_dashes Bool DEFAULT false CODEC(ZSTD(1)),
    page String CODEC(ZSTD(1)),
    link UInt32 CODEC(ZSTD(1)),
    tag LowCardinality(String) CODEC(ZSTD(1)),
    channel LowCardinality(String) DEFAULT 'none' CODEC(ZSTD(1)),
    app LowCardinality(String) CODEC(ZSTD(1)),
    private Enum8('no' = 0, 'mixed' = 1, 'yes' = 2) DEFAULT 'no' CODEC(ZSTD(1)),
    rung Enum8('attributed' = 0, 'proven' = 1, 'observed' = 2, 'unattributed' = 3, 'internal' = 4) DEFAULT 'internal' CODEC(ZSTD(1)),
    campaign LowCardinality(String) CODEC(ZSTD(1)),
    device Enum8('other' = 0, 'phone' = 1, 'tablet' = 2, 'desktop' = 3) DEFAULT 'other' CODEC(ZSTD(1)),
    system LowCardinality(String) CODEC(ZSTD(1)),
    browser LowCardinality(String) CODEC(ZSTD(1)),
    country LowCardinality(String) CODEC(ZSTD(1)),
    fetch_site Enum8('' = 0, 'none' = 1, 'same-origin' = 2, 'same-site' = 3, 'cross-site' = 4) DEFAULT '' CODEC(ZSTD(1)),
    via Enum8('' = 0, 'button' = 1, 'copy_link' = 2, 'native' = 3) DEFAULT '' CODEC(ZSTD(1)),
    seconds UInt16 CODEC(ZSTD(1)),
    scroll UInt8 CODEC(ZSTD(1)),
    name LowCardinality(String) CODEC(ZSTD(1)),
    value Decimal(18, 4) CODEC(ZSTD(1)),
    currency LowCardinality(String) CODEC(ZSTD(1)),
    token String CODEC(ZSTD(1)),
    parent String CODEC(ZSTD(1)),
    nav Enum8('' = 0, 'navigate' = 1, 'reload' = 2, 'back_forward' = 3, 'prerender' = 4) DEFAULT '' CODEC(ZSTD(1)),
    history UInt8 CODEC(ZSTD(1)),
    chars UInt16 CODEC(ZSTD(1)),
    segment UInt64 CODEC(ZSTD(1)),
    -- what a client sent, without when it came and by which segment: the same for a retry of the same event
    content UInt64 ALIAS cityHash64(kind, agent, page, link, tag, channel, app, campaign, via, seconds, scroll, name,
        value, currency, token, parent, nav, history, chars)
) ENGINE = MergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (site, toDate(at), kind, page, at)
SETTINGS non_replicated_deduplication_window = 100000,
    -- a part that is acknowledged is on disk, merged or not
    fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1
