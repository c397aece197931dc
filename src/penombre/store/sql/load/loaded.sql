-- What the ledger says of a segment, if it was loaded before.
SELECT received, stored, duplicate, quarantined FROM segments FINAL WHERE segment = {segment:UInt64}
