"""Acts in the service of enterprises: one act, one transaction, one audit row. A form's key makes a second press harmless."""
