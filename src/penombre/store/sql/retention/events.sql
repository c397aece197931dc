-- Events that are too old.
ALTER TABLE events DELETE WHERE at < toDateTime({before:UInt32}, 'UTC') SETTINGS mutations_sync = 2
