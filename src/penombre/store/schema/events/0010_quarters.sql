-- What the dashboard asks most, summed by quarters of an hour: any time zone's day begins with one. The engine keeps it
-- inside the parts of `events`, so it is as whole as they are, whatever is loaded, erased, mended or forgotten (ADR 24).
ALTER TABLE events ADD PROJECTION IF NOT EXISTS quarters (
    SELECT site, kind, toStartOfFifteenMinutes(at) AS quarter, agent, rung, private, channel, app, device, country, tag, link, count()
    GROUP BY site, kind, quarter, agent, rung, private, channel, app, device, country, tag, link
)
