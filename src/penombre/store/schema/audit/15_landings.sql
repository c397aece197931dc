-- Landings: the first page view of each human visit that came from outside the site, with what each of its traces says.
CREATE TABLE landings (
    at DateTime('UTC') CODEC(Delta, LZ4),
    page UInt64,
    agent_sign UInt32,
    referrer_sign UInt32,
    markers_sign UInt32,
    package_sign UInt32,
    device Enum8('other' = 0, 'phone' = 1, 'tablet' = 2, 'desktop' = 3),
    fetch_site Enum8('' = 0, 'none' = 1, 'same-origin' = 2, 'same-site' = 3, 'cross-site' = 4),
    hands_over Bool,
    returning Bool,
    read_on Bool
) ENGINE = MergeTree ORDER BY (page, at)
