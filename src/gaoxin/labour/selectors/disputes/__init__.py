"""Reading disputes: only those that the reader has to do with."""
