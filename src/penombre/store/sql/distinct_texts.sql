-- Each distinct text of one family.
SELECT hash, any(text) AS text FROM texts WHERE family = {family:String} GROUP BY hash ORDER BY hash
