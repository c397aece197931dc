-- JSON lines with one key a field (nginx, Apache, Traefik): every usual name of a field is asked for at once.
SELECT
    line,
    JSONExtract(line, 'Tuple(
        remote_addr String, client_ip String, clientip String, remote_ip String, ip String, client String, ClientHost String, ClientAddr String, realip_remote_addr String, http_x_real_ip String,
        time_iso8601 String, timestamp String, `@timestamp` String, time_local String, msec String, time String, ts String, date String, datetime String, StartUTC String, StartLocal String,
        host String, http_host String, server_name String, vhost String, virtual_host String, RequestHost String, domain String,
        request String, request_method String, method String, verb String, RequestMethod String,
        request_uri String, uri String, url String, path String, RequestPath String, request_path String, args String, query_string String,
        status String, response String, status_code String, DownstreamStatus String, code String,
        http_referer String, http_referrer String, referer String, referrer String, `request_Referer` String,
        http_user_agent String, user_agent String, useragent String, agent String, ua String, `request_User-Agent` String,
        http_sec_fetch_site String, sec_fetch_site String, `request_Sec-Fetch-Site` String,
        http_sec_purpose String, sec_purpose String, http_purpose String, `request_Sec-Purpose` String,
        http_x_requested_with String, x_requested_with String, `request_X-Requested-With` String)') AS keys,
    without_port(arrayFirst(x -> x != '', [keys.remote_addr, keys.client_ip, keys.clientip, keys.remote_ip, keys.ip, keys.ClientHost, keys.client, keys.ClientAddr, keys.realip_remote_addr, keys.http_x_real_ip])) AS address,
    any_time(arrayFirst(x -> x != '', [keys.time_iso8601, keys.StartUTC, keys.`@timestamp`, keys.timestamp, keys.time_local, keys.msec, keys.ts, keys.datetime, keys.date, keys.StartLocal, keys.time])) AS at,
    arrayFirst(x -> x != '', [keys.host, keys.http_host, keys.RequestHost, keys.vhost, keys.virtual_host, keys.server_name, keys.domain]) AS host,
    arrayFirst(x -> x != '', [request_method(keys.request), keys.request_method, keys.RequestMethod, keys.method, keys.verb, 'GET']) AS method,
    if(position(keys.request, ' ') > 0, request_target(keys.request), concat(
        arrayFirst(x -> x != '', [keys.request_uri, keys.uri, keys.RequestPath, keys.path, keys.request_path, keys.url, keys.request]),
        if(concat(keys.args, keys.query_string) = '' OR position(concat(keys.request_uri, keys.uri, keys.path, keys.url), '?') > 0, '', concat('?', keys.args, keys.query_string)))) AS target,
    arrayFirst(x -> x != '', [keys.status, keys.DownstreamStatus, keys.status_code, keys.response, keys.code]) AS status,
    arrayFirst(x -> x != '', [keys.http_referer, keys.http_referrer, keys.referer, keys.referrer, keys.request_Referer]) AS referrer,
    arrayFirst(x -> x != '', [keys.http_user_agent, keys.user_agent, keys.useragent, keys.`request_User-Agent`, keys.agent, keys.ua]) AS agent,
    arrayFirst(x -> x != '', [keys.http_sec_fetch_site, keys.sec_fetch_site, keys.`request_Sec-Fetch-Site`]) AS fetch_site,
    arrayFirst(x -> x != '', [keys.http_sec_purpose, keys.sec_purpose, keys.http_purpose, keys.`request_Sec-Purpose`]) AS purpose,
    arrayFirst(x -> x != '', [keys.http_x_requested_with, keys.x_requested_with, keys.`request_X-Requested-With`]) AS package
FROM file({source:String}, 'LineAsString')
