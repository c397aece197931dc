"""Worlds as counts, milliseconds each, for studies of coverage: what an estimator sees and the truth it is scored
with."""
