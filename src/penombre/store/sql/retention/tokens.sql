-- Share tokens that are too old; the events they came with stay.
ALTER TABLE events UPDATE token = '', parent = '' WHERE at < toDateTime({before:UInt32}, 'UTC') AND (token != '' OR parent != '')
SETTINGS mutations_sync = 2
