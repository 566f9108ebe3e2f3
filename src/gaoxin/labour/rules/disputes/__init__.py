"""The tribunal: periods, panels, conflicts, final awards, service."""
