"""Reads of 惠企政策 benefits."""
