"""Reading labour."""
