-- What the readers hand over, a row a line. Kept nowhere: the views behind it take what they need, the rest is forgotten.
CREATE TABLE requests (
    input UInt16,
    reason LowCardinality(String),
    at DateTime('UTC'),
    visitor UInt64,
    network UInt32,
    agent_text String,
    host_text String,
    class Enum8('page' = 1, 'asset' = 2, 'robots' = 3, 'feed' = 4, 'service' = 5),
    method Enum8('GET' = 1, 'HEAD' = 2, 'POST' = 3, 'OTHER' = 4),
    status UInt16,
    page_text String,
    referrer_text String,
    markers_text String,
    package_text String,
    fetch_site Enum8('' = 0, 'none' = 1, 'same-origin' = 2, 'same-site' = 3, 'cross-site' = 4),
    prefetch Bool,
    sample String
) ENGINE = Null
