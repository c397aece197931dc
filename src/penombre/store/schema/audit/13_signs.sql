-- What each text was judged to say: the number of its sign (0: nothing), what kind of request it makes, on what device,
-- and for browsers whether they always send Sec-Fetch-Site, and whether they are part of an app.
CREATE TABLE signs (
    family Enum8('agent' = 1, 'host' = 2, 'referrer' = 3, 'markers' = 4, 'package' = 5, 'page' = 6),
    hash UInt64,
    sign UInt32,
    kind Enum8('human' = 1, 'unfurl' = 2, 'bot' = 3, 'scanner' = 4, 'ai' = 5, 'internal' = 6),
    device Enum8('other' = 0, 'phone' = 1, 'tablet' = 2, 'desktop' = 3),
    hands_over Bool,
    says_site Bool,
    webview Bool
) ENGINE = ReplacingMergeTree ORDER BY (family, hash)
