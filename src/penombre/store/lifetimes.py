"""How long each sort of record is kept (rule PR14)."""

DAY = 86_400
MONTH = 30.44 * DAY
KEEP = {"events": 13 * MONTH, "tokens": 30 * DAY, "quarantine": 30 * DAY, "registers": 25 * MONTH}
"""Seconds that each sort of record is kept."""
KEEP_ASIDE = 30 * DAY
"""Seconds that what was moved aside, because it could not be read, is kept for whoever wants to know why."""
