-- The same for each page, by UTC days: quarters of an hour of thousands of pages would be no fewer rows than events.
ALTER TABLE events ADD PROJECTION IF NOT EXISTS page_days (
    SELECT site, kind, toDate(at) AS day, page, agent, rung, private, channel, app, device, country, tag, link, count()
    GROUP BY site, kind, day, page, agent, rung, private, channel, app, device, country, tag, link
)
