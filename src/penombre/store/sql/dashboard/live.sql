-- The last five minutes: how many of each kind, and by what says where they came from. Nothing finer (rule PR18).
WITH multiIf(rung = 'proven' AND private = 'yes', 'proven', rung = 'observed', 'observed', rung = 'unattributed', 'none',
        private != 'no', 'either', 'public') AS part
SELECT countIf(kind = 'view') AS views, countIf(kind = 'click') AS clicks, countIf(kind IN ('share', 'copy')) AS shares,
    countIf(kind = 'goal') AS goals, countIf(kind = 'view' AND rung != 'internal') AS landings,
    countIf(kind = 'view' AND rung != 'internal' AND part IN ('proven', 'observed')) AS private
FROM events
WHERE site = {site:UInt32} AND agent = 'human' AND at > {now:DateTime('UTC')} - INTERVAL 5 MINUTE AND at <= {now:DateTime('UTC')}
