"""The journal: what was acknowledged is on disk here, until the loader has moved it into the store."""
