"""Acts of 惠企政策 benefits: one act, one transaction, one row of the log."""
