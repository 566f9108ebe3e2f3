"""The verbs of approvals: each one act, one transaction, one audit row."""
