"""Pages of 指标 indicators."""
