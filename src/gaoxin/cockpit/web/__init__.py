"""Pages of cockpit."""
