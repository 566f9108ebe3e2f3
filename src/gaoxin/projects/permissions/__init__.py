"""Who may do what in projects, one module a subject."""
