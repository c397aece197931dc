-- The newest estimate of a site for a period.
SELECT toFloat64(made_at) AS made_at, document FROM estimates FINAL WHERE site = {site:UInt32} AND days = {days:UInt16}
SETTINGS max_execution_time = 20
