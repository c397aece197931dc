"""Sends what subscribers wait for, once: reports that are due, and news of what an alert watches."""
