"""Acts of cockpit."""
