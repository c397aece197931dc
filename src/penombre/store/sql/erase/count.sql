-- How many events are to be erased.
SELECT count() AS events FROM events
WHERE site = {site:UInt32} AND at >= toDateTime({start:UInt32}, 'UTC') AND at < toDateTime({end:UInt32}, 'UTC')
    AND ({token:String} = '' OR token = {token:String})
