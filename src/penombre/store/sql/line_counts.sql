-- How many lines of each input were read (reason empty) or refused, and why.
SELECT input, reason, sum(lines) AS count, any(sample) AS sample
FROM line_counts
GROUP BY input, reason
ORDER BY input, count DESC, reason
