-- Amazon S3: owner bucket [time] address requester id operation key "request" status error bytes size times "referrer" "agent"
SELECT
    line,
    quoted_parts(line) AS parts,
    splitByChar(' ', substring(parts[1], position(parts[1], '] ') + 2))[1] AS address,
    clf_time(line) AS at,
    word(parts[1], 2) AS host,
    request_method(parts[2]) AS method,
    request_target(parts[2]) AS target,
    word(parts[3], 2) AS status,
    parts[4] AS referrer,
    parts[6] AS agent,
    '' AS fetch_site,
    '' AS purpose,
    '' AS package
FROM file({source:String}, 'LineAsString')
