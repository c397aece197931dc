-- How many events each site has: an estimate is made anew when there are more.
SELECT site, count() AS events FROM events GROUP BY site ORDER BY site
SETTINGS max_execution_time = 20
