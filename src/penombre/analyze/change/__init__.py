"""When something changed and what: people's behaviour, where it is attributed, robots, or the measuring itself."""
