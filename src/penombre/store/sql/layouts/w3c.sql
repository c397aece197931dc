-- W3C extended (IIS, CloudFront, Netscaler, Incapsula...): the #Fields line says which word holds what (250: none).
SELECT
    trim(TRAILING '\r' FROM line) AS line,
    arrayMap(field -> trim(BOTH '"' FROM field), multiIf(
        position(line, '\t') > 0, splitByChar('\t', line),
        position(line, '"') > 0, extractAll(line, '"[^"]*"|[^ ]+'),
        splitByChar(' ', line))) AS parts,
    without_port(parts[{address:UInt8}]) AS address,
    parseDateTimeBestEffortOrNull(concat(parts[{date:UInt8}], ' ', parts[{time:UInt8}]), 'UTC') AS at,
    parts[{host:UInt8}] AS host,
    parts[{method:UInt8}] AS method,
    concat(parts[{path:UInt8}], if(parts[{query:UInt8}] IN ('', '-'), '', concat('?', parts[{query:UInt8}]))) AS target,
    parts[{status:UInt8}] AS status,
    decodeURLComponent(parts[{referrer:UInt8}]) AS referrer,
    -- IIS writes a space as +, CloudFront as %20 or %2520
    decodeURLComponent(decodeURLComponent(if(position(parts[{agent:UInt8}], ' ') > 0,
        parts[{agent:UInt8}], replaceAll(parts[{agent:UInt8}], '+', ' ')))) AS agent,
    parts[{fetch_site:UInt8}] AS fetch_site,
    parts[{purpose:UInt8}] AS purpose,
    parts[{package:UInt8}] AS package
FROM file({source:String}, 'LineAsString')
