"""Who may see what: people, their roles in workspaces, sessions, invitations, shared links, keys, and the trail."""
