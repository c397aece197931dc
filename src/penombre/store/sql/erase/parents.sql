-- Shares that came by a token that is erased do not say so any more.
ALTER TABLE events UPDATE parent = '' WHERE site = {site:UInt32} AND parent = {token:String} SETTINGS mutations_sync = 2
