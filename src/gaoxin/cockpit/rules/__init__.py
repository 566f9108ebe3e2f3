"""Pure rules of cockpit."""
