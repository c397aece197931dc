-- Combined behind the host name (Apache vhost_combined, Gandi): host[:port] address - user [time] "request" status bytes "referrer" "agent"
SELECT
    line,
    quoted_parts(line) AS parts,
    word(parts[1], 2) AS address,
    clf_time(line) AS at,
    word(parts[1], 1) AS host,
    request_method(parts[2]) AS method,
    request_target(parts[2]) AS target,
    word(parts[3], 2) AS status,
    parts[4] AS referrer,
    parts[6] AS agent,
    '' AS fetch_site,
    '' AS purpose,
    '' AS package
FROM file({source:String}, 'LineAsString')
