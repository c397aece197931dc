-- Which parts of a table are whole on disk, by the checksums that were written with them.
CHECK TABLE {table:Identifier} SETTINGS check_query_single_value_result = 0
