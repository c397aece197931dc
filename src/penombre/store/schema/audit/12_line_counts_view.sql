CREATE MATERIALIZED VIEW line_counts_view TO line_counts AS
SELECT input, reason, count() AS lines, any(sample) AS sample
FROM requests GROUP BY input, reason
