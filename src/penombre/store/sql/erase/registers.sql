-- Erase a site's visitor sketches of some days.
ALTER TABLE registers DELETE WHERE site = {site:UInt32} AND day >= toDate({first:String}) AND day <= toDate({last:String})
SETTINGS mutations_sync = 2
