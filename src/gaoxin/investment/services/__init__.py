"""Verbs that write: one act, one transaction, one audit row."""
