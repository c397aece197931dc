-- Reads one input through a layout (one of layouts/*.sql) into `requests`; the address ends here, as a keyed hash.
INSERT INTO requests
WITH layout AS (
    -- {layout}
), parsed AS (
    SELECT *, bare_path(target) AS path FROM layout
)
SELECT
    {input:UInt16} AS input,
    multiIf(
        startsWith(line, '#'), 'comment',
        trim(line) = '', 'blank',
        length(line) > {longest_line:UInt32}, 'too_long',
        parsed.at IS NULL, 'time',
        toUInt16OrZero(parsed.status) NOT BETWEEN 100 AND 599, 'status',
        address = '', 'address',
        '') AS reason,
    ifNull(parsed.at, toDateTime(0, 'UTC')) AS at,
    bitOr(
        bitAnd(sipHash64Keyed(({first_key:UInt64}, {second_key:UInt64}), address), 0xFFFFFFFF00000000),
        bitAnd(sipHash64Keyed(({first_key:UInt64}, {second_key:UInt64}), agent), 0x00000000FFFFFFFF)) AS visitor,
    toUInt32(bitAnd(sipHash64Keyed(({first_key:UInt64}, {second_key:UInt64}), network_of(address)), 0xFFFFFFFF)) AS network,
    if(agent = '-', '', toValidUTF8(substring(plain_quotes(agent), 1, 512))) AS agent_text,
    if(parsed.host IN ('', '-'), '', lower(substring(trim(TRAILING '.' FROM without_port(parsed.host)), 1, 255))) AS host_text,
    request_class(path) AS class,
    multiIf(parsed.method = 'GET', 'GET', parsed.method = 'HEAD', 'HEAD', parsed.method = 'POST', 'POST', 'OTHER') AS method,
    toUInt16OrZero(parsed.status) AS status,
    if(class = 'page', readable(substring(path, 1, 1024)), '') AS page_text,
    if(referrer = '-', '', toValidUTF8(substring(cutQueryStringAndFragment(referrer), 1, 512))) AS referrer_text,
    if(class = 'page' AND position(target, '?') > 0,
        arrayStringConcat(arrayFilter(
            pair -> has({marker_names:Array(String)}, lower(splitByChar('=', pair)[1])),
            splitByChar('&', substring(queryString(target), 1, 4096))), '&'), '') AS markers_text,
    if(package IN ('', '-', 'XMLHttpRequest'), '', substring(package, 1, 255)) AS package_text,
    if(fetch_site IN ('none', 'same-origin', 'same-site', 'cross-site'), fetch_site, '') AS fetch_site,
    match(purpose, '(?i)prefetch|prerender|preview') AS prefetch,
    if(reason = '', '', toValidUTF8(substring(line, 1, 160))) AS sample
FROM parsed
