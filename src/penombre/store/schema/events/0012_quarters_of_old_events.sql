-- Both for what was stored before: the first of them.
ALTER TABLE events MATERIALIZE PROJECTION quarters SETTINGS mutations_sync = 2
