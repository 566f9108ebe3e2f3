"""Readiness for titles: what a check asks, what a firm declares, how it is weighed, the least that would qualify."""
