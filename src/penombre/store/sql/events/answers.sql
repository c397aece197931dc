-- How many landings of each family were asked, with which probability, and what they answered: asked is the row without
-- an answer's name.
SELECT family, device, round(design, 6) AS design, name, if(kind = 'answer', app, '') AS sent_by, audience, count() AS landings
FROM events
WHERE site = {site:UInt32} AND kind IN ('ask', 'answer') AND design > 0
    AND at >= {start:DateTime('UTC')} AND at < {end:DateTime('UTC')}
GROUP BY family, device, design, name, sent_by, audience
ORDER BY family, device, design, name, sent_by, audience
