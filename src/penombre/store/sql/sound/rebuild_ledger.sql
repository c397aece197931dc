-- Ledger rows for segments whose own were lost: of those too old for the archive only what was stored is known.
INSERT INTO segments (segment, received, stored, duplicate, quarantined)
SELECT segment, count() AS received, count() AS stored, 0, 0
FROM events WHERE segment NOT IN (SELECT segment FROM segments)
GROUP BY segment
