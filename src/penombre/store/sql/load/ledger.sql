-- What became of everything that was loaded.
SELECT sum(received) AS received, sum(stored) AS stored, sum(duplicate) AS duplicate, sum(quarantined) AS quarantined
FROM segments FINAL
