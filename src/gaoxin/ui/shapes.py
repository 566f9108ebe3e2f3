"""What the components draw: plain values that any slice can fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the time ribbon, in thousandths of its width. kind: waiting, working, rest, suspended, done, late."""

    start: float
    width: float
    kind: str
    text: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment on the ribbon: received, accepted, due, decided, now …, in thousandths from the left."""

    at: float
    kind: str
    text: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A clock as a band. sentence: what it shows, for those who read rather than look."""

    sentence: str
    segments: Sequence[Segment] = ()
    marks: Sequence[Mark] = ()


@dataclass(frozen=True, slots=True)
class Burden:
    """How the documents of a case or item are met: (way, how many), and how many were asked before."""

    counts: Sequence[tuple[str, int]]
    before: int
    after: int

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)


@dataclass(frozen=True, slots=True)
class NextStep:
    """Whose move it is, what it is, and by when; `link` leads there where the reader may make it."""

    who: str
    what: str
    by_when: str = ""
    link: str = ""
    mine: bool = False
