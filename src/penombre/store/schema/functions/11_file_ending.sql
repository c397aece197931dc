-- The ending of the file a path names, in lower case; empty where the last segment has none.
CREATE OR REPLACE FUNCTION file_ending AS (path) -> lower(extract(path, '\\.([A-Za-z0-9]{1,8})$'))
