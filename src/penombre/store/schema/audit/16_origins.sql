-- What the traces of a landing say together: which source, whether private, and on which rung of the ladder it stands.
CREATE TABLE origins (
    agent_sign UInt32,
    referrer_sign UInt32,
    markers_sign UInt32,
    package_sign UInt32,
    channel LowCardinality(String),
    app LowCardinality(String),
    private Enum8('no' = 0, 'mixed' = 1, 'yes' = 2),
    rung Enum8('attributed' = 0, 'proven' = 1, 'observed' = 2, 'unattributed' = 3)
) ENGINE = MergeTree ORDER BY (agent_sign, referrer_sign, markers_sign, package_sign)
