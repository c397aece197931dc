"""From collected events to estimates: reads what the store has of a site, and asks the estimators."""
