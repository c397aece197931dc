-- How many lines of each input were read, and how many were refused for what reason, with one of them to show.
CREATE TABLE line_counts (input UInt16, reason String, lines UInt64, sample SimpleAggregateFunction(any, String))
ENGINE = SummingMergeTree(lines) ORDER BY (input, reason)
