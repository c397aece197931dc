"""Scores the estimators on worlds whose truth is known: what they reach beside what was asked, misses included."""
