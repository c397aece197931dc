-- How many events of a segment are in the store.
SELECT count() AS stored FROM events
WHERE at >= toDateTime({first:UInt32}, 'UTC') AND at <= toDateTime({last:UInt32}, 'UTC') AND segment = {segment:UInt64}
