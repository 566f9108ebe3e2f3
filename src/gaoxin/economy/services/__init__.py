"""Acts of economy: one act, one transaction, one audit row."""
