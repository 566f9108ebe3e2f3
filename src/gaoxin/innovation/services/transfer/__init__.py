"""Acts of agreements with universities and of the transfer platform: one act, one transaction, one row of the log."""
