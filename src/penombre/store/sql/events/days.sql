-- The days on which a site has events.
SELECT DISTINCT toDate(at) AS day FROM events WHERE site = {site:UInt32} ORDER BY day
