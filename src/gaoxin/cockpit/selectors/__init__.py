"""Reads of cockpit."""
