-- Erase a site's events of a period, or those of them that came with a share token.
ALTER TABLE events DELETE
WHERE site = {site:UInt32} AND at >= toDateTime({start:UInt32}, 'UTC') AND at < toDateTime({end:UInt32}, 'UTC')
    AND ({token:String} = '' OR token = {token:String})
SETTINGS mutations_sync = 2
