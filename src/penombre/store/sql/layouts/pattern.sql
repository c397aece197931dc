-- Any text: a pattern, and for each field the number of its group (250: none) .
SELECT
    line,
    extractGroups(line, {pattern:String}) AS parts,
    without_port(parts[{address:UInt8}]) AS address,
    any_time(parts[{time:UInt8}]) AS at,
    parts[{host:UInt8}] AS host,
    if(parts[{request:UInt8}] = '', parts[{method:UInt8}], request_method(parts[{request:UInt8}])) AS method,
    if(parts[{request:UInt8}] = '', concat(parts[{path:UInt8}], parts[{query:UInt8}]), request_target(parts[{request:UInt8}])) AS target,
    parts[{status:UInt8}] AS status,
    parts[{referrer:UInt8}] AS referrer,
    parts[{agent:UInt8}] AS agent,
    parts[{fetch_site:UInt8}] AS fetch_site,
    parts[{purpose:UInt8}] AS purpose,
    parts[{package:UInt8}] AS package
FROM file({source:String}, 'LineAsString')
