"""Pages of talent: the desk, one matching, the council, one's own page for firms and schools."""
