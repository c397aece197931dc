-- What a segment is loaded through has the columns of `events`; it holds nothing that the journal does not.
DROP TABLE IF EXISTS incoming
