-- How many events the ledger promises and how many there are, of segments begun not longer ago than events are kept:
-- since the newest of them, or since now, whichever is later.
WITH greatest((SELECT max(segment) FROM segments), {now:UInt64}) AS newest,
    if(newest > {kept:UInt64}, newest - {kept:UInt64}, 0) AS since
SELECT
    (SELECT sum(stored) FROM segments FINAL WHERE segment >= since) AS promised,
    (SELECT count() FROM events WHERE segment >= since) AS found
