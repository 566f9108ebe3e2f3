"""Our own matching, from students and posts to pairs and reasons."""

from __future__ import annotations

from typing import Any

from bench.talent import load
from bench.worker import Watch
from gaoxin.talent.rules.matching import match


class Ours:
    """One unit is one matching."""

    facts: dict[str, Any] = {}

    def __init__(self, students: int, posts: int) -> None:
        self.problem = load.problem(students, posts)

    def run(self, units: int, watch: Watch) -> None:
        for _ in range(units):
            match(self.problem)

    def finish(self) -> dict[str, Any]:
        found = match(self.problem)
        assert len(found.pairs) + len(found.left) == len(self.problem.learners)
        return {"placed": len(found.pairs), "cost": found.cost}


def make(options: dict[str, Any]) -> Ours:
    return Ours(options["students"], options["posts"])
