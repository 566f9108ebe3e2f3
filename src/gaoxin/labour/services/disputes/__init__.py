"""Acts on disputes, each one transaction and one audit row."""
