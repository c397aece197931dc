-- Parts that were taken out, by us or by the engine when it opened the store.
SELECT table, name, toUnixTimestamp(modification_time) AS since
FROM system.detached_parts WHERE database = currentDatabase() ORDER BY since, table, name
