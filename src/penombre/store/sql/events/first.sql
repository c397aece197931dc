-- When the first event of a site came, seconds since 1970; no row where it has none.
SELECT toUnixTimestamp(at) AS at FROM events WHERE site = {site:UInt32} ORDER BY toDate(at), at LIMIT 1
