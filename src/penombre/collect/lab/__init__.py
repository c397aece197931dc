"""The lab: links that somebody opens on purpose, app by app, to learn how often nothing tells where they came from."""
