"""Acts of labour."""
