"""Audit of a foreign table: what it is (unit, period, measures) and where its figures cannot be right."""
