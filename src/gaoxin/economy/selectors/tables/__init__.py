"""Reads of foreign tables: nothing of them is kept."""
