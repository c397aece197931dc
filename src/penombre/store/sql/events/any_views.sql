-- Whether a page view of a site was ever stored.
SELECT count() AS views
FROM (SELECT 1 FROM events WHERE site = {site:UInt32} AND kind = 'view' LIMIT 1)
