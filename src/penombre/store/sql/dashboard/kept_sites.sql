-- The sites of which an estimate is kept.
SELECT DISTINCT site FROM estimates ORDER BY site
SETTINGS max_execution_time = 20
