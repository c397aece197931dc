"""Short links: what they are, how they are kept, and the copy that redirects read."""
