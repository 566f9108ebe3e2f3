"""Pages of patents: the list with fees and years, one with its transfers, the import."""
