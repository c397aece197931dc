-- On how many pages people landed.
SELECT uniqExact(page) AS pages FROM landings
