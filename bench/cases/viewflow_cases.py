"""The peer django-viewflow: the same shape as a flow on the same Django and the same database."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from viewflow.workflow.models import Process

from bench.cases import shape
from bench.cases.flow.flows import PermitFlow
from bench.worker import Watch


class Viewflow:
    """One unit is one process, started and ended."""

    facts: dict[str, Any] = {}

    def __init__(self) -> None:
        self.done = 0

    def run(self, units: int, watch: Watch) -> None:
        for _ in range(units):
            with transaction.atomic():
                process = PermitFlow.open.run(_process_data=shape.DATA)
            for step in shape.STEPS:
                node = getattr(PermitFlow, step)
                node.run(process.task_set.get(flow_task=node, status="NEW"))
        self.done += units

    def finish(self) -> dict[str, Any]:
        assert Process.objects.filter(status="DONE").count() == self.done
        return {"cases": self.done}


def make(options: dict[str, Any]) -> Viewflow:
    return Viewflow()
