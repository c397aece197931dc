"""The running system: a supervisor, the edge that collects, the core that stores and shows."""
