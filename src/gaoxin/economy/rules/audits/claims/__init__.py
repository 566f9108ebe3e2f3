"""Figures as claims with rounding intervals, and what cannot be true together."""
