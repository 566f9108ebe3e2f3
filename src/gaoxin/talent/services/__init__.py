"""Acts of talent."""
