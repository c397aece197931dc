-- Both for what was stored before: the second of them.
ALTER TABLE events MATERIALIZE PROJECTION page_days SETTINGS mutations_sync = 2
