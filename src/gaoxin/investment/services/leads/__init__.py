"""Verbs of leads, teams and agreements: one act, one transaction, one audit row."""
