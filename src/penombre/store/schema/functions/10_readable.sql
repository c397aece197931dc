-- A path as people read it: percent-decoded, valid UTF-8 in composed form (NFC); two spellings of one page become one.
CREATE OR REPLACE FUNCTION readable AS (path) -> if(position(path, '%') = 0 AND isValidUTF8(path), path,
    normalizeUTF8NFC(toValidUTF8(decodeURLComponent(path))))
