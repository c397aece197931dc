-- Store the segment being loaded, in which everything is new.
INSERT INTO events SELECT * REPLACE ({segment:UInt64} AS segment) FROM incoming
SETTINGS insert_deduplication_token = {token:String}, max_threads = 1,
    min_insert_block_size_rows = 1000000, min_insert_block_size_bytes = 1000000000
