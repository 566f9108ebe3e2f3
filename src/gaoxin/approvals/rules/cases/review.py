"""When a review is complete: every step of the item that applies has the opinions of as many officers as it asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gaoxin.approvals.rules.items.conditions import holds
from gaoxin.approvals.rules.items.model import Item, Step
from gaoxin.core.errors import Invalid


@dataclass(frozen=True, slots=True)
class Given:
    """One officer's opinion on one step."""

    step: str
    officer: str
    agrees: bool


def review_steps(item: Item, facts: Mapping[str, object]) -> tuple[Step, ...]:
    """The review steps of this case: those of reviewers whose `when` holds. Steps of one order run side by side."""
    return tuple(s for s in item.steps if s.role == "reviewer" and not s.excluded and holds(s.when, facts))


def check_opinion(item: Item, facts: Mapping[str, object], given: Iterable[Given], step: str, officer: str) -> Step:
    """The step, if this officer may still speak on it. Raises Invalid with what is open instead."""
    steps = review_steps(item, facts)
    found = next((s for s in steps if s.code == step), None)
    if found is None:
        raise Invalid(
            f"事项没有审查环节 no review step {step!r} in {item.code}",
            do=f"可选 choose from: {', '.join(s.code for s in steps) or '—'}",
            article="行政许可法 34",
        )
    so_far = tuple(given)
    earlier = [s for s in steps if s.order < found.order and not _complete(s, so_far)]
    if earlier:
        raise Invalid(
            f"前一环节 {earlier[0].code} 尚未完成 an earlier step is not complete",
            why="顺序环节依次办理 steps of a later order wait for the earlier",
            do=f"先完成 {earlier[0].code}",
        )
    if any(g.step == step and g.officer == officer for g in so_far):
        raise Invalid(
            f"您已对 {step} 出具意见 you have already given an opinion on this step",
            why="同一环节须由不同人员核查 two officers means two different people",
            do="由另一名人员办理 let another officer act",
            article="行政许可法 34(3)",
        )
    return found


def missing(item: Item, facts: Mapping[str, object], given: Iterable[Given]) -> tuple[tuple[str, int], ...]:
    """Steps still open, each with the number of officers that have yet to speak; empty when the review is complete."""
    so_far = tuple(given)
    return tuple(
        (s.code, s.officers - _heard(s, so_far)) for s in review_steps(item, facts) if not _complete(s, so_far)
    )


def _heard(step: Step, given: tuple[Given, ...]) -> int:
    return len({g.officer for g in given if g.step == step.code})


def _complete(step: Step, given: tuple[Given, ...]) -> bool:
    return _heard(step, given) >= step.officers
