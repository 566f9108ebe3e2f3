"""惠企政策 benefits."""
