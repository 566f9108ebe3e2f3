"""A figure as a claim: what it says, of what, how exactly, and the interval that its printed digits allow."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from gaoxin.economy.rules.audits.claims.interval import INF, ZERO, Interval
from gaoxin.economy.rules.audits.claims.units import Unit


class Kind(StrEnum):
    """What a figure says about its subject."""

    LEVEL = "level"
    TOTAL = "total"
    COUNT = "count"
    GROWTH = "growth"
    COUNT_GROWTH = "count_growth"
    SHARE = "share"
    SHARE_CHANGE = "share_change"
    PULL = "pull"
    CONTRIBUTION = "contribution"


LEVELS = frozenset({Kind.LEVEL, Kind.TOTAL, Kind.COUNT})
GROWTHS = frozenset({Kind.GROWTH, Kind.COUNT_GROWTH})
OF_A_WHOLE = frozenset({Kind.SHARE, Kind.SHARE_CHANGE, Kind.PULL, Kind.CONTRIBUTION})
RATIOS = GROWTHS | OF_A_WHOLE
BASES = ("nominal", "comparable")
BOUNDS = (">", ">=", "<", "<=", "~", "near")


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """What is measured: the indicator, of whom, and when."""

    indicator: str
    scope: str = ""
    period: str = ""

    def __str__(self) -> str:
        name = f"{self.scope}·{self.indicator}" if self.scope else self.indicator
        return f"{name}（{self.period}）" if self.period else name


@dataclass(frozen=True, slots=True)
class Claim:
    """value: as printed, in `unit`; fallen growth is negative. whole: what it is a share of, or pulls.

    bound: `>` 超, `<` 不足, `~` 约, `near` 近 (just below); empty: the printed digits. direction: `up` or `down` where the words say that
    a share rose or fell to it. interval: given instead of the one of the digits, in `unit`. line: of the file it came from.
    """

    id: str
    kind: Kind
    value: Decimal
    unit: Unit
    subject: Subject
    whole: Subject | None = None
    text: str = ""
    bound: str = ""
    direction: str = ""
    basis: str = ""
    estimate: bool = False
    given: Interval | None = None
    line: int = 0
    guessed: tuple[str, ...] = field(default=())

    @property
    def decimals(self) -> int:
        exponent = self.value.as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0

    @property
    def printed(self) -> Interval:
        """What the digits allow, in the claim's own unit."""
        return self.given or printed_interval(self.value, self.bound, exact=self.unit.exact)

    @property
    def allowed(self) -> Interval:
        """The same in base units: yuan, pieces, ratios."""
        told, factor = self.printed, self.unit.factor
        return Interval(told.lo * factor, told.hi * factor)

    def about(self, subject: Subject, whole: Subject | None) -> Claim:
        """The same claim of a subject that was found to be meant."""
        return replace(self, subject=subject, whole=whole)


@dataclass(frozen=True, slots=True)
class Sum:
    """parts: of the whole. complete: nothing else belongs to it, so that they add up; else they are at most it."""

    whole: Subject
    parts: tuple[Subject, ...]
    complete: bool = True
    line: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """What is audited. claims: in order. sums: stated relations of wholes and parts."""

    claims: tuple[Claim, ...]
    sums: tuple[Sum, ...] = ()


def printed_interval(value: Decimal, bound: str = "", *, exact: bool = False) -> Interval:
    """The values that are printed so. exact: a count without decimals is the number itself.

    约 allows half a unit of the last digit that is not zero; 近 allows what is up to a tenth below; 超 and 不足 have one end.
    """
    exponent = value.as_tuple().exponent
    places = exponent if isinstance(exponent, int) else 0
    half = ZERO if exact and places >= 0 else Decimal(5).scaleb(min(places, 0) - 1)
    match bound:
        case ">" | ">=":
            return Interval(value, INF)
        case "<" | "<=":
            return Interval(-INF, value)
        case "near":
            return Interval(value - abs(value) / 10, value)
        case "~":
            last = value.normalize().as_tuple().exponent
            half = max(half, Decimal(5).scaleb((last if isinstance(last, int) else 0) - 1))
            return Interval(value - half, value + half)
        case _:
            return Interval(value - half, value + half)
