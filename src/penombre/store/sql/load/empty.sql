-- Make room for a segment.
TRUNCATE TABLE incoming
