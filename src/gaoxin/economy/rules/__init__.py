"""Pure rules of economy."""
