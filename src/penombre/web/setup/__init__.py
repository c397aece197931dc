"""Setting a site up: name it, put a line into its pages, see the first view arrive."""
