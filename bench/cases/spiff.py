"""The peer SpiffWorkflow: a BPMN process of the same shape, saved after every step and read back before the next."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from bench.cases import shape
from bench.cases.stores import Store
from bench.worker import Watch

DIAGRAM = Path(__file__).with_name("permit.bpmn")


class Spiff:
    """One unit is one case, opened and completed. The process definition is parsed once and kept in memory."""

    facts: dict[str, Any] = {}

    def __init__(self, url: str) -> None:
        parser = BpmnParser()
        parser.add_bpmn_file(str(DIAGRAM))
        self.spec = parser.get_spec("permit")
        self.serializer = BpmnWorkflowSerializer()
        self.store = Store(url)
        self.store.run("CREATE TABLE process (id varchar(36) PRIMARY KEY, body text NOT NULL)")
        self.done = 0

    def run(self, units: int, watch: Watch) -> None:
        for _ in range(units):
            key = self._open()
            for step in shape.STEPS:
                self._step(key, step)
        self.done += units

    def finish(self) -> dict[str, Any]:
        rows = self.store.run("SELECT body FROM process").fetchall()
        assert len(rows) == self.done
        assert all(self.serializer.deserialize_json(body).completed for (body,) in rows[-20:])
        return {"bytes": sum(len(body) for (body,) in rows) // max(1, self.done)}

    def _open(self) -> str:
        key = str(uuid.uuid4())
        workflow = BpmnWorkflow(self.spec)
        workflow.data.update(shape.DATA)
        workflow.do_engine_steps()
        body = self.serializer.serialize_json(workflow)
        self.store.run(self.store.begin)
        self.store.run("INSERT INTO process VALUES (?, ?)", (key, body))
        self.store.run("COMMIT")
        return key

    def _step(self, key: str, step: str) -> None:
        lock = "" if self.store.sqlite else " FOR UPDATE"
        self.store.run(self.store.begin)
        (body,) = self.store.run(f"SELECT body FROM process WHERE id = ?{lock}", (key,)).fetchone()  # noqa: S608
        workflow = self.serializer.deserialize_json(body)
        task = next(t for t in workflow.get_tasks(state=TaskState.READY) if t.task_spec.name == step)
        task.data["by"] = f"{step}-1"
        task.run()
        workflow.do_engine_steps()
        self.store.run("UPDATE process SET body = ? WHERE id = ?", (self.serializer.serialize_json(workflow), key))
        self.store.run("COMMIT")


def make(options: dict[str, Any]) -> Spiff:
    return Spiff(options["url"])
