"""Patents: their numbers, the files they come in, annual fees, and counts of a year with their exact base."""
