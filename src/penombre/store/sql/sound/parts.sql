-- The parts of the store's tables, and how many rows each has.
SELECT table, name, rows FROM system.parts WHERE active AND database = currentDatabase()
