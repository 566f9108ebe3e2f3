"""The clock of a case: an append-only ledger of events, replayed over the item's limits and the official calendar.

A deadline is never stored as a fact. Change the ledger's reading here and every date in the zone follows.
"""
