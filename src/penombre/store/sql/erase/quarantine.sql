-- Erase a site's quarantined records of a period.
ALTER TABLE quarantine DELETE
WHERE site = {site:UInt32} AND at >= toDateTime({start:UInt32}, 'UTC') AND at < toDateTime({end:UInt32}, 'UTC')
SETTINGS mutations_sync = 2
