"""What `catalogue/policies` says: the facts that benefits ask for, the benefits by version, what excludes and what caps them.

Money is whole yuan (元) throughout; an amount that does not come out whole is rounded down. Percentages are numbers such as 2.5.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec

from gaoxin.approvals.rules.items.model import Rule, Struct, Text
from gaoxin.core.errors import NotFound
from gaoxin.core.references import LegalReference

FIELDS = ("rnd", "patents", "investment", "talent", "listing", "green", "rent", "growth")
Kind = Literal["money", "count", "percent", "flag", "date", "choice"]
MOST_YUAN, MOST_COUNT = 10**12, 10**9  # of a fact; with these bounds a benefit of eight parts stays within 2⁵³
Percent = Annotated[float, msgspec.Meta(gt=0, le=100)]
Yuan = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
Each = Annotated[int, msgspec.Meta(ge=0, le=10**6)]


class Ratio(Struct, frozen=True):
    """of ÷ to in percent; of − to ÷ to where `growth`. Unknown where the divisor is 0."""

    of: str
    to: str
    growth: bool = False


class Fact(Struct, frozen=True):
    """One value of a firm. period: whether it is a year's, or stands until it changes. aliases: other names a file may use.

    choices: of a `choice`. ratio, days_since: computed from other facts, never told. ask: what the firm is asked for, in words.
    """

    kind: Kind
    name: Text
    period: Literal["year", "standing"] = "standing"
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    ratio: Ratio | None = None
    days_since: str = ""
    default: bool | None = None

    @property
    def derived(self) -> bool:
        return self.ratio is not None or bool(self.days_since)


class Condition(Struct, frozen=True):
    """One condition with the article that sets it."""

    code: str
    say: Text
    rule: Rule
    article: str


class Step(Struct, frozen=True, rename={"at_least": "from"}):
    """From this value of a scale upwards."""

    at_least: float
    fixed: Yuan = 0
    percent: Percent | None = None


class Part(Struct, frozen=True):
    """One addend. Exactly one way: `fixed`; `each` of a count `of`; `percent` of an amount `of`, `over` what is left out of it;
    `steps` along the scale `by`, each a sum or a percentage of `of`. when: only where that holds. cap: of this part."""

    say: Text
    fixed: Yuan = 0
    of: str = ""
    each: Each = 0
    percent: Percent | None = None
    over: Yuan = 0
    by: str = ""
    steps: tuple[Step, ...] = ()
    when: Rule | None = None
    cap: Yuan | None = None


class Version(Struct, frozen=True, rename={"since": "from"}):
    """In force from `since` to `until`, both inclusive; open without `until`. budget: yuan a year, None where the law sets none."""

    since: dt.date
    basis: tuple[LegalReference, ...]
    conditions: tuple[Condition, ...]
    amount: Annotated[tuple[Part, ...], msgspec.Meta(max_length=8)]
    until: dt.date | None = None
    cap: Yuan | None = None
    exclusive: str = ""
    limits: tuple[str, ...] = ()
    budget: Yuan | None = None

    def covers(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class Policy(Struct, frozen=True):
    """A benefit. way: `paid` by the zone, or `tax`: enjoyed in the firm's own tax return, so that nothing is paid here.

    often: once in a firm's life, or once a year. unasked: 免申即享, paid on consent without an application. clawback: the article
    under which it is taken back. demo: an illustration, no document of a real zone.
    """

    code: str
    name: Text
    summary: Text
    field: Literal["rnd", "patents", "investment", "talent", "listing", "green", "rent", "growth"]
    often: Literal["once", "yearly"]
    versions: tuple[Version, ...]
    way: Literal["paid", "tax"] = "paid"
    unasked: bool = True
    clawback: LegalReference | None = None
    demo: bool = False

    @property
    def comes(self) -> Literal["unasked", "apply", "tax"]:
        """How a firm gets it: unasked on its consent, only where it applies, or in its own tax return."""
        return "tax" if self.way == "tax" else "unasked" if self.unasked else "apply"

    def on(self, day: dt.date) -> Version | None:
        """The version in force on that day; None before the first and after the last."""
        return next((one for one in self.versions if one.covers(day)), None)


class Group(Struct, frozen=True):
    """Of these a firm gets one a year, the highest (就高不重复)."""

    name: Text
    basis: LegalReference


class Limit(Struct, frozen=True):
    """All of a year's benefits that name it stay within `yuan`, or within `percent` of the fact `of`; later ones are cut."""

    name: Text
    basis: LegalReference
    yuan: Yuan | None = None
    of: str = ""
    percent: Percent | None = None


class Groups(Struct, frozen=True):
    exclusive: dict[str, Group] = {}
    limits: dict[str, Limit] = {}


class Book(Struct, frozen=True):
    """Everything, checked. policies by code, in the order in which limits cut them."""

    facts: dict[str, Fact]
    groups: Groups
    policies: dict[str, Policy]

    def policy(self, code: str) -> Policy:
        """Raises NotFound with the codes there are."""
        found = self.policies.get(code)
        if found is None:
            raise NotFound(f"没有这项政策 no such policy: {code}", do=f"可选 choose: {', '.join(self.policies)}")
        return found
