-- Amazon application load balancer: type time name client:port target:port times status status bytes bytes "request" "agent"
SELECT
    line,
    quoted_parts(line) AS parts,
    without_port(word(parts[1], 4)) AS address,
    parseDateTimeBestEffortOrNull(word(parts[1], 2), 'UTC') AS at,
    domain(word(parts[2], 2)) AS host,
    request_method(parts[2]) AS method,
    request_target(parts[2]) AS target,
    word(parts[1], 9) AS status,
    '' AS referrer,
    parts[4] AS agent,
    '' AS fetch_site,
    '' AS purpose,
    '' AS package
FROM file({source:String}, 'LineAsString')
