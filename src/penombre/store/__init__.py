"""The store: one engine, its schema, and one SQL file a question."""
