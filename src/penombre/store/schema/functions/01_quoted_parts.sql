-- The pieces of a line between its double quotes. Apache writes a quote inside a field as \" and a backslash as \\.
CREATE OR REPLACE FUNCTION quoted_parts AS (line) -> splitByChar('"', if(position(line, '\\') = 0, line,
    replaceAll(replaceAll(line, '\\\\', '\x02'), '\\"', '\x01')))
