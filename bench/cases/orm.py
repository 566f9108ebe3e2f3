"""The peer that does least: each step locks the case row, checks its state, writes it and an event, and commits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from bench.cases import shape
from bench.cases.plain.models import Case, Event
from bench.worker import Watch

ZONE = "demo-qingyuan"


class Plain:
    """One unit is one case, opened and decided."""

    facts: dict[str, Any] = {}

    def __init__(self) -> None:
        self.done = 0

    def run(self, units: int, watch: Watch) -> None:
        for _ in range(units):
            case = self._open()
            for step in shape.STEPS:
                self._step(case, step)

    def finish(self) -> dict[str, Any]:
        assert Case.objects.filter(state="decide", reviews=2).count() == self.done
        assert Event.objects.count() == self.done * shape.DURABLE
        return {"cases": self.done}

    def _open(self) -> Any:
        self.done += 1
        now = dt.datetime.now(dt.UTC)
        with transaction.atomic():
            case = Case(zone=ZONE, number=f"{self.done:08d}", state=shape.OPEN, facts=shape.DATA, created_at=now)
            case.save(force_insert=True)
            Event(zone=ZONE, case=case, step=shape.OPEN, actor="u1", at=now).save(force_insert=True)
        return case.id

    def _step(self, pk: Any, step: str) -> None:
        now = dt.datetime.now(dt.UTC)
        with transaction.atomic():
            case = Case.objects.select_for_update().get(zone=ZONE, id=pk)
            if case.state != shape.AFTER[step]:
                raise RuntimeError(f"{step} does not follow {case.state}")
            if step.startswith("review"):
                case.reviews += 1
                case.state = "reviewed" if case.reviews == 2 else case.state
            else:
                case.state = step
            case.decided_at = now if step == "decide" else None
            case.save(force_update=True)
            Event(zone=ZONE, case=case, step=step, actor=f"{step}-1", at=now).save(force_insert=True)


def make(options: dict[str, Any]) -> Plain:
    return Plain()
