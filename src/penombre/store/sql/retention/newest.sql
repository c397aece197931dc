-- When the newest event came; 0 where there is none.
SELECT toUnixTimestamp(max(at)) AS newest, count() AS events FROM events
