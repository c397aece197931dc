-- Quarantined records that are too old.
ALTER TABLE quarantine DELETE WHERE at < toDateTime({before:UInt32}, 'UTC') SETTINGS mutations_sync = 2
