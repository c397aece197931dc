-- Caddy's JSON: the request and its headers stand in an object of their own, each header a list.
SELECT
    line,
    JSONExtract(line, 'Tuple(ts String, status String, request Tuple(
        remote_ip String, client_ip String, remote_addr String, method String, host String, uri String,
        headers Tuple(`User-Agent` Array(String), Referer Array(String), `Sec-Fetch-Site` Array(String),
            `Sec-Purpose` Array(String), Purpose Array(String), `X-Requested-With` Array(String))))') AS keys,
    without_port(arrayFirst(x -> x != '', [keys.request.client_ip, keys.request.remote_ip, keys.request.remote_addr])) AS address,
    any_time(keys.ts) AS at,
    keys.request.host AS host,
    keys.request.method AS method,
    keys.request.uri AS target,
    keys.status AS status,
    keys.request.headers.Referer[1] AS referrer,
    keys.request.headers.`User-Agent`[1] AS agent,
    keys.request.headers.`Sec-Fetch-Site`[1] AS fetch_site,
    arrayFirst(x -> x != '', [keys.request.headers.`Sec-Purpose`[1], keys.request.headers.Purpose[1]]) AS purpose,
    keys.request.headers.`X-Requested-With`[1] AS package
FROM file({source:String}, 'LineAsString')
