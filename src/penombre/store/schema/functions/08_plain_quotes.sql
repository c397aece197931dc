-- A field as the client sent it, after quoted_parts hid its quotes and backslashes.
CREATE OR REPLACE FUNCTION plain_quotes AS (field) -> replaceAll(replaceAll(field, '\x01', '"'), '\x02', '\\')
