-- How well a layout fits some lines: how many it reads, in how many the address is one, and what fields it finds.
WITH layout AS (
    -- {layout}
)
SELECT
    countIf(NOT startsWith(line, '#') AND trim(line) != '') AS lines,
    countIf(sound) AS read,
    countIf(sound AND (isIPv4String(address) OR isIPv6String(address))) AS addresses,
    countIf(sound AND agent NOT IN ('', '-')) AS agents,
    countIf(sound AND position(host, '.') > 0) AS hosts,
    countIf(sound AND fetch_site IN ('none', 'same-origin', 'same-site', 'cross-site')) AS fetch_sites
FROM (
    SELECT *,
        layout.at IS NOT NULL
        AND toUInt16OrZero(layout.status) BETWEEN 100 AND 599
        AND address NOT IN ('', '-') AS sound
    FROM layout
)
