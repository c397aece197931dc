"""The bulletin: what a period told of a site, as a document that is handed to whoever the site belongs to."""
