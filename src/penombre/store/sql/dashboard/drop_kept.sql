-- A site's estimates go with its last event, and with the site.
ALTER TABLE estimates DELETE WHERE site = {site:UInt32} SETTINGS mutations_sync = 2
