"""The map of an industry: what feeds what, what a zone has, what it lacks."""
