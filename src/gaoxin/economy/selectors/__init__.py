"""Reads of economy."""
