"""The cockpit on paper."""
