"""Items (事项) as immutable values: model, conditions, loading with line numbers, lint, differences."""
