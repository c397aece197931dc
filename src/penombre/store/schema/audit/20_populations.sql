-- Agents and networks whose visitors are no people, as a body.
CREATE TABLE populations (
    family Enum8('agent' = 1, 'network' = 2),
    number UInt64
) ENGINE = MergeTree ORDER BY (family, number)
