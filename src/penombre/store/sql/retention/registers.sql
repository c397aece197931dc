-- Visitor sketches of days that are too old.
ALTER TABLE registers DELETE WHERE day < toDate(toDateTime({before:UInt32}, 'UTC')) SETTINGS mutations_sync = 2
