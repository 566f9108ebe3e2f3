"""Pages of innovation, one folder a subject."""
