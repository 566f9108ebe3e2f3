"""Rules of this slice: pure functions."""
