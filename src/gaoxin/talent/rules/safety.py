"""Which student may not practise at which post, by which article; and how many students a post and a unit may take.

Source: 职业学校学生实习管理规定（2021） and the acts it names, as `catalogue/talent/safety.yaml` writes them down.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from gaoxin.talent.rules.book import Condition, Rule, Safety, Who


@dataclass(frozen=True, slots=True)
class Pupil:
    """What the law asks about a student. born: day of birth. grade: year of study, 1 for the first."""

    born: dt.date
    female: bool
    grade: int


@dataclass(frozen=True, slots=True)
class Workplace:
    """What the law asks about a post. filed: the deviation was filed with the superior. pay_percent: of the wage of the same post."""

    hazards: frozenset[str] = frozenset()
    daily_minutes: int = 480
    weekly_minutes: int = 2400
    night: bool = False
    rest_days: bool = False
    agency: bool = False
    inspected: bool = True
    filed: bool = False
    pay_percent: int = 100


def age_on(born: dt.date, day: dt.date) -> int:
    """Completed years; somebody born on 29 February completes one on 1 March of other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def kinds_of(pupil: Pupil, day: dt.date) -> frozenset[Who]:
    """What the student is on the first day of practice; all of it holds for the whole practice."""
    age = age_on(pupil.born, day)
    found: set[Who] = {"all"}
    if pupil.grade <= 1:
        found.add("first-year")
    if age < 16:
        found.add("under-16")
    if age < 18:
        found.add("minor")
    if pupil.female:
        found.add("female")
    return frozenset(found)


def concerns(post: Workplace, rule: Rule) -> bool:
    """Whether the rule is about such a post; one that filing lifts is not, once it is filed."""
    if rule.filed and post.filed:
        return False
    asked = rule.post
    if not isinstance(asked, Condition):
        return True
    if asked.over is not None:
        return getattr(post, asked.over.field) > asked.over.most
    if asked.under is not None:
        return getattr(post, asked.under.field) < asked.under.least
    if asked.unless:
        return not getattr(post, asked.unless)
    return bool(getattr(post, asked.flag)) if asked.flag else bool(post.hazards & set(asked.hazards))


def findings(safety: Safety, pupil: Pupil, post: Workplace, day: dt.date) -> tuple[Rule, ...]:
    """Every rule that stands between this student and this post, those that bar and those that only warn."""
    kinds = kinds_of(pupil, day)
    return tuple(rule for rule in safety.rules if rule.who in kinds and concerns(post, rule))


def post_bits(safety: Safety, post: Workplace) -> int:
    """The bars that are about such a post, as bits in the order of the catalogue."""
    return sum(1 << n for n, rule in enumerate(safety.rules) if rule.effect == "bar" and concerns(post, rule))


def pupil_bits(safety: Safety, pupil: Pupil, day: dt.date) -> int:
    """The bars that are about such a student. A pair is barred where both have a bit."""
    kinds = kinds_of(pupil, day)
    return sum(1 << n for n, rule in enumerate(safety.rules) if rule.effect == "bar" and rule.who in kinds)


def rules_of(safety: Safety, bits: int) -> tuple[Rule, ...]:
    """The rules behind bits."""
    return tuple(rule for n, rule in enumerate(safety.rules) if bits >> n & 1)


def most_at_post(safety: Safety, seats: int, same_workers: int) -> tuple[int, str]:
    """How many students, and what limits it: `seats` or `share-post`."""
    share = same_workers * safety.shares.post.percent // 100
    return (seats, "seats") if seats <= share else (share, "share-post")


def most_at_unit(safety: Safety, base_seats: int, workers: int) -> tuple[int, str]:
    """How many students, and what limits it: `base` (seats of the practice base) or `share-unit`."""
    share = workers * safety.shares.unit.percent // 100
    return (base_seats, "base") if base_seats <= share else (share, "share-unit")
