-- The stored events of a site on one day, each with its id as it was sent.
SELECT * EXCEPT (site, segment, id, id_dashes), if(id_dashes, toString(id), replaceAll(toString(id), '-', '')) AS id
FROM events
WHERE site = {site:UInt32} AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
ORDER BY at, id
