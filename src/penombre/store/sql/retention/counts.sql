-- How much is older than it may be: events, tokens in events, quarantined records, visitor sketches.
SELECT
    (SELECT count() FROM events WHERE at < toDateTime({events:UInt32}, 'UTC')) AS events,
    (SELECT count() FROM events WHERE at < toDateTime({tokens:UInt32}, 'UTC') AND (token != '' OR parent != '')) AS tokens,
    (SELECT count() FROM quarantine WHERE at < toDateTime({quarantine:UInt32}, 'UTC')) AS quarantine,
    (SELECT count() FROM registers WHERE day < toDate(toDateTime({registers:UInt32}, 'UTC'))) AS registers
