-- Every line that could be read, without address, agent or address bar: only hashes with this run's random key.
CREATE TABLE hits (
    at DateTime('UTC') CODEC(Delta, LZ4),
    visitor UInt64,
    network UInt32,
    agent UInt64,
    host UInt64,
    class Enum8('page' = 1, 'asset' = 2, 'robots' = 3, 'feed' = 4, 'service' = 5),
    method Enum8('GET' = 1, 'HEAD' = 2, 'POST' = 3, 'OTHER' = 4),
    status UInt16,
    page UInt64,
    referrer UInt64,
    markers UInt64,
    package UInt64,
    fetch_site Enum8('' = 0, 'none' = 1, 'same-origin' = 2, 'same-site' = 3, 'cross-site' = 4),
    prefetch Bool
) ENGINE = MergeTree ORDER BY (visitor, at)
