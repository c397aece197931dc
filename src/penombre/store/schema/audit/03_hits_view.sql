CREATE MATERIALIZED VIEW hits_view TO hits AS
SELECT
    at, visitor, network, class, method, status, fetch_site, prefetch,
    cityHash64(agent_text) AS agent,
    cityHash64(host_text) AS host,
    if(page_text = '', 0, cityHash64(page_text)) AS page,
    if(referrer_text = '', 0, cityHash64(referrer_text)) AS referrer,
    if(markers_text = '', 0, cityHash64(markers_text)) AS markers,
    if(package_text = '', 0, cityHash64(package_text)) AS package
FROM requests WHERE reason = ''
