"""Pages of labour."""
