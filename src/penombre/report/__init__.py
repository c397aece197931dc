"""What a person gets: the audit document and its renderings (terminal, HTML, CSV, JSON)."""
