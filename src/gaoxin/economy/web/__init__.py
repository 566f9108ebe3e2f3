"""Pages of economy."""
