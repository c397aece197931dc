-- Landings with the source their traces speak of, and whether a person would type the page's address.
CREATE VIEW traced_landings AS
SELECT at, page, device, fetch_site, hands_over, returning, read_on, channel, app, private, rung, kinds.kind AS page_kind
FROM landings
ANY LEFT JOIN origins USING (agent_sign, referrer_sign, markers_sign, package_sign)
ANY LEFT JOIN (SELECT hash AS page, page_kind(text) AS kind FROM texts WHERE family = 'page') AS kinds USING page
