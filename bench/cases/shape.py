"""The shape everyone runs: seven durable steps, each in a transaction of its own, two of them side by side.

open → submit → accept → (review a ∥ review b) → recommend → decide and issue.
"""

from __future__ import annotations

from typing import Final

OPEN: Final = "open"
STEPS: Final = ("submit", "accept", "review_a", "review_b", "recommend", "decide")  # after the case was opened
DURABLE: Final = 1 + len(STEPS)  # commits a case
AFTER: Final = {
    "submit": OPEN, "accept": "submit", "review_a": "accept", "review_b": "accept", "recommend": "reviewed", "decide":
    "recommend",
}  # fmt: skip
DATA: Final = {
    "applicant": "91441802MADEM0001X", "project": "电子级硅材料厂房（演示）", "floor_area": 42000, "price": 98_000_000,
}  # fmt: skip
