"""The stage of a project, derived from what happened. Nobody types a stage; it is the furthest thing that any module has a day for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["signed", "land", "permitted", "started", "completed", "producing"]
# In the order in which a factory comes about: 签约、供地、开工许可、开工、竣工、投产.
ORDER: tuple[Kind, ...] = ("signed", "land", "permitted", "started", "completed", "producing")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a project, as a fact; `saying.said` puts it into words.

    what: which kind of thing, a key of `saying.SAID`. kind: a stage that it makes, or empty. module: which part of the platform knows
    it. record: the number under which that part keeps it, so that a page can lead there. about: what was written down of it.
    """

    on: dt.date
    what: str
    module: str
    kind: Kind | Literal[""] = ""
    record: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """From one stage to the next that happened. days: calendar days between; None where the earlier has no day or is the later."""

    here: Kind
    to: Kind
    days: int | None


def timeline(events: Iterable[Event]) -> list[Event]:
    """All events, the earliest first; on one day in the order of the stages, what makes no stage last."""
    rank = {kind: place for place, kind in enumerate(ORDER)}
    return sorted(events, key=lambda event: (event.on, rank.get(event.kind, len(ORDER)), event.what, event.about))  # type: ignore[call-overload]


def recorded_first(events: Iterable[Event]) -> list[Event]:
    """A day of production that was noted by hand makes no stage where a record says one; it stays in the timeline."""
    told = list(events)
    if not any(event.kind == "producing" and event.module != "noted" for event in told):
        return told
    return [replace(e, kind="") if e.kind == "producing" and e.module == "noted" else e for e in told]


def reached(events: Iterable[Event], on: dt.date) -> dict[Kind, dt.date]:
    """Stage -> the first day of it, of those that had happened by the day."""
    found: dict[Kind, dt.date] = {}
    for event in events:
        if event.kind and event.on <= on and (event.kind not in found or event.on < found[event.kind]):
            found[event.kind] = event.on
    return {kind: found[kind] for kind in ORDER if kind in found}


def stage(events: Iterable[Event], on: dt.date) -> Kind | Literal[""]:
    """The furthest stage by that day; empty where nothing has a day yet."""
    happened: list[Kind] = list(reached(events, on))
    return happened[-1] if happened else ""


def legs(events: Iterable[Event], on: dt.date) -> list[Leg]:
    """How long each stage took to the next one that happened. A later stage may come first on paper; then there is no number."""
    days = list(reached(events, on).items())
    return [
        Leg(here, to, (then - since).days if then >= since else None)
        for (here, since), (to, then) in zip(days, days[1:], strict=False)
    ]
