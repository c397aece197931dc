-- The same for what was stored before.
ALTER TABLE events MATERIALIZE PROJECTION quarters SETTINGS mutations_sync = 2
