"""Pages of the window: a clerk applies for whoever came. The form is the enterprise's own; only who may open it differs."""
