-- What each visitor (address and agent, hashed) did over the whole log, and what that makes of it.
CREATE TABLE visitors (
    visitor UInt64,
    verdict Enum8('human' = 1, 'unfurl' = 2, 'bot' = 3, 'scanner' = 4, 'ai' = 5)
) ENGINE = MergeTree ORDER BY visitor
