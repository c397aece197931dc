-- Distinct visitors as a sketch (HyperLogLog registers): how many there were in a day, never who.
CREATE TABLE IF NOT EXISTS registers (
    site UInt32,
    day Date,
    register UInt16,
    rank SimpleAggregateFunction(max, UInt8)
) ENGINE = AggregatingMergeTree ORDER BY (site, day, register)
