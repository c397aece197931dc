-- What each visitor (address and agent, hashed) did over the whole log.
CREATE TABLE behaviour (
    visitor UInt64,
    agent UInt64,
    network UInt32,
    assets UInt32,
    robots UInt32,
    pages UInt32,
    different_pages UInt32,
    referred UInt32,
    known UInt32,
    read_on UInt32,
    said_site UInt32,
    minutes UInt32,
    days UInt16
) ENGINE = MergeTree ORDER BY visitor
