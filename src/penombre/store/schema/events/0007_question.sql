-- The question how a page was reached: who was asked (`ask`, with the probability `design` and the family of landing),
-- and what was answered (`answer`: the option in `name`, by which app in `app`, to whom in `audience`). An answer carries
-- its landing's columns, too; nothing joins the two.
ALTER TABLE events
    MODIFY COLUMN kind Enum8('view' = 1, 'share' = 2, 'copy' = 3, 'engage' = 4, 'goal' = 5, 'answer' = 6, 'click' = 7, 'ask' = 8),
    ADD COLUMN IF NOT EXISTS design Float32 CODEC(ZSTD(1)) AFTER chars,
    ADD COLUMN IF NOT EXISTS family LowCardinality(String) CODEC(ZSTD(1)) AFTER design,
    ADD COLUMN IF NOT EXISTS audience Enum8('' = 0, 'alone' = 1, 'small_group' = 2, 'large_group' = 3) DEFAULT '' CODEC(ZSTD(1)) AFTER family,
    MODIFY COLUMN content UInt64 ALIAS cityHash64(kind, agent, page, link, tag, channel, app, campaign, via, seconds, scroll,
        name, value, currency, token, parent, nav, history, chars, design, family, audience)
