-- Combined with what `penombre doctor --log-format` adds: "Sec-Fetch-Site" "Sec-Purpose" "X-Requested-With" "Host"
SELECT
    line,
    quoted_parts(line) AS parts,
    word(parts[1], 1) AS address,
    clf_time(line) AS at,
    parts[14] AS host,
    request_method(parts[2]) AS method,
    request_target(parts[2]) AS target,
    word(parts[3], 2) AS status,
    parts[4] AS referrer,
    parts[6] AS agent,
    parts[8] AS fetch_site,
    parts[10] AS purpose,
    parts[12] AS package
FROM file({source:String}, 'LineAsString')
