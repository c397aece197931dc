-- What a site collected in the last seconds: how many events of each kind, from where, on which rung of the evidence.
SELECT kind, agent, rung, channel, app, count() AS events
FROM events
WHERE site = {site:UInt32} AND at > now('UTC') - INTERVAL {seconds:UInt32} SECOND
GROUP BY kind, agent, rung, channel, app
ORDER BY events DESC, kind, agent, rung, channel, app
LIMIT 500
