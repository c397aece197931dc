"""What the dashboard shows of a site, as facts: read from the store, composed, and rid of what would tell of a few."""
