"""Tables of investment. Private to the slice."""

from gaoxin.investment.models.leads import Lead

__all__ = ["Lead"]
