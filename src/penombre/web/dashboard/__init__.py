"""The dashboard: what a site's visits tell, a page a question, in French and English; works without a script."""
