"""Pages of administrators. None shows the contents of a case."""
