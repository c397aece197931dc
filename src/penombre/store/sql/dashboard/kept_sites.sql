-- The sites of which an estimate is kept.
SELECT DISTINCT site FROM estimates ORDER BY site
