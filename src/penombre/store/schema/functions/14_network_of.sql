-- The network that an address belongs to: its first three bytes, of an IPv6 address the first three groups.
CREATE OR REPLACE FUNCTION network_of AS (address) -> if(position(address, ':') = 0,
    substringIndex(address, '.', 3), substringIndex(address, ':', 3))
