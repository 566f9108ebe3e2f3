"""惠企政策 benefits: dated rules read from `catalogue/policies`, one firm or a hundred thousand at a time, with a trace."""
