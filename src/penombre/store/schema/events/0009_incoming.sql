-- One journal segment while it is being loaded; emptied before the next.
CREATE TABLE IF NOT EXISTS incoming AS events ENGINE = Memory
