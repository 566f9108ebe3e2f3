"""Who may do what in innovation, one module a subject."""
