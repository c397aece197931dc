-- Which signs occur together on a landing: so few that each combination is judged once.
SELECT DISTINCT agent_sign, referrer_sign, markers_sign, package_sign FROM landings
ORDER BY agent_sign, referrer_sign, markers_sign, package_sign
