"""Pages of 惠企政策 benefits: the officer, the firm, the public."""
