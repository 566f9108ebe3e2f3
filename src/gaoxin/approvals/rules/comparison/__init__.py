"""What differs between two definitions of an item: the reform or the amendment, as computed from both."""

from gaoxin.approvals.rules.comparison.differences import ItemDifference, compare

__all__ = ["ItemDifference", "compare"]
