-- What was only counted, by name.
SELECT name, sum(count) AS count FROM tallies FINAL GROUP BY name ORDER BY name
