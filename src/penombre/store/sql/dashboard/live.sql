-- The last five minutes: how many of each kind, and by what says where they came from. Nothing finer (rule PR18).
SELECT countIf(kind = 'view') AS views, countIf(kind = 'click') AS clicks, countIf(kind IN ('share', 'copy')) AS shares,
    countIf(kind = 'goal') AS goals, countIf(kind = 'view' AND rung != 'internal') AS landings,
    countIf(kind = 'view' AND rung != 'internal' AND private = 'yes' AND rung IN ('proven', 'observed')) AS private
FROM events
WHERE site = {site:UInt32} AND agent = 'human' AND at > {now:DateTime('UTC')} - INTERVAL 5 MINUTE AND at <= {now:DateTime('UTC')}
SETTINGS max_execution_time = 20
