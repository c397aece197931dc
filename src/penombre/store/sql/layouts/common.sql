-- Apache and nginx, common: address - user [time] "request" status bytes
SELECT
    line,
    quoted_parts(line) AS parts,
    word(parts[1], 1) AS address,
    clf_time(line) AS at,
    '' AS host,
    request_method(parts[2]) AS method,
    request_target(parts[2]) AS target,
    word(parts[3], 2) AS status,
    '' AS referrer,
    '' AS agent,
    '' AS fetch_site,
    '' AS purpose,
    '' AS package
FROM file({source:String}, 'LineAsString')
