"""Acts of innovation."""
