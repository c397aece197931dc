"""The schema of the database, one numbered step a file, run by Alembic."""

NEWEST = "0007"  # the last file of `versions/`: a database that stands there needs no upgrade, and no Alembic either
