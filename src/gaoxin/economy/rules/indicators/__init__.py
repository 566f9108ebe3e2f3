"""Rules of 指标 indicators."""
