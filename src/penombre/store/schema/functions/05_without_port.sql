-- An address without the port behind it: 192.0.2.1:443 and [2001:db8::1]:443.
CREATE OR REPLACE FUNCTION without_port AS (address) -> replaceRegexpOne(address, '^\\[?([^\\]]*?)\\]?:[0-9]+$', '\\1')
