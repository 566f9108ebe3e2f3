"""The life of a case: which act exists from which state, for whom, on which article. Nothing here can refuse alone."""
