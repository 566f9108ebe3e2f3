"""What a policy would cost, and whom it would reach, before it is decreed: all firms of the zone, nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gaoxin.core.errors import Invalid
from gaoxin.innovation.rules.policies.book import Policy
from gaoxin.innovation.rules.policies.columns import table_of
from gaoxin.innovation.rules.policies.firms import Firm
from gaoxin.innovation.rules.policies.vector import CODE, evaluate_table
from gaoxin.innovation.selectors.policies.known import firms
from gaoxin.innovation.selectors.policies.settings import book, with_draft

MOST = 50


@dataclass(frozen=True, slots=True)
class Simulated:
    """Yuan and firms of the draft; before: the same policy as it is in force now, 0 where there is none. whole: what all benefits
    together would cost more. unknown: firms of which a fact is missing. gets: (firm, yuan before, yuan then), the largest change first.
    """

    policy: Policy
    firms: int
    reached: int
    unknown: int
    yuan: int
    before: int
    whole: int
    budget: int | None
    gets: tuple[tuple[str, int, int], ...]

    def told(self, day: dt.date) -> dict[str, Any]:
        """As the command and the API say it, in whole yuan."""
        return {
            "policy": self.policy.code, "on": day, "unit": "CNY", "firms": self.firms, "reached": self.reached, "unknown": self.unknown,
            "amount": self.yuan, "before": self.before, "change": self.yuan - self.before, "all_policies_change": self.whole,
            "budget": self.budget, "short": self.short,
            "gets": [{"firm": name, "before": before, "then": then} for name, before, then in self.gets],
        }  # fmt: skip

    @property
    def short(self) -> int:
        """How much the budget lacks."""
        return max(0, self.yuan - self.budget) if self.budget is not None else 0


def simulate(*, zone: str, draft: Policy, day: dt.date) -> Simulated:
    """Over all firms of the zone. Raises Invalid for a draft that is not right, or has no version on that day."""
    return simulated([*firms(zone=zone, day=day, book=book()).values()], draft, day)


def simulated(every: Sequence[Firm], draft: Policy, day: dt.date) -> Simulated:
    """Over these firms. Raises Invalid as `simulate`."""
    now, then = book(), with_draft(draft)
    version = draft.on(day)
    if version is None:
        raise Invalid(
            f"{draft.code}: {day} 没有有效版本 no version on that day",
            do="改日期或者有效期 change the day or the dates",
        )
    table = table_of(every, then)
    old, new = evaluate_table(now, table, day), evaluate_table(then, table, day)
    after = new[draft.code].yuan
    before = old[draft.code].yuan if draft.code in old else after * 0
    order = sorted(range(len(every)), key=lambda place: -abs(int(after[place]) - int(before[place])))
    gets = [(every[n].name, int(before[n]), int(after[n])) for n in order if before[n] or after[n]]
    paid = [sum(int(one.yuan.sum()) for one in found.values() if one.policy.way == "paid") for found in (old, new)]
    return Simulated(
        draft, len(every), int((after > 0).sum()), int((new[draft.code].outcome == CODE["unknown"]).sum()), int(after.sum()),
        int(before.sum()), paid[1] - paid[0], version.budget, tuple(gets[:MOST]),
    )  # fmt: skip
