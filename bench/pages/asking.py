"""Requests through the whole stack by somebody who is signed in, each timed, its queries counted."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from bench.worker import Watch
from gaoxin.accounts.web import proofs
from gaoxin.config.ready import make_ready


@dataclass(frozen=True, slots=True)
class Asked:
    """One kind of request. address: given a chance, where it goes."""

    name: str
    login: str
    address: Callable[[random.Random], str]


class Asking:
    """One unit is one request of every kind. absent: names of kinds whose routes do not exist."""

    def __init__(self, kinds: Sequence[Asked], absent: Sequence[str] = ()) -> None:
        make_ready()  # as a served process is
        self.chance = random.Random(7)  # noqa: S311
        self.seconds: dict[str, list[float]] = {}
        self.cpu: dict[str, list[float]] = {}
        self.warm: set[str] = set()
        self.queries: dict[str, list[int]] = {}
        self.clients: dict[str, Client] = {}
        self.kinds = kinds
        self.facts = {"kinds": [kind.name for kind in kinds], "absent": list(absent)}

    def run(self, units: int, watch: Watch) -> None:
        for _ in range(units):
            for kind in self.kinds:
                self._ask(kind)

    def finish(self) -> dict[str, Any]:
        return {"seconds": self.seconds, "cpu": self.cpu, "queries": self.queries}

    def _ask(self, kind: Asked) -> None:
        client, address, counted = self._client(kind.login), kind.address(self.chance), [0]
        asker = f"10.{self.chance.randrange(256)}.{self.chance.randrange(256)}.9"  # an address may not search too often

        def count(execute: Any, *rest: Any) -> Any:
            counted[0] += 1
            return execute(*rest)

        with connection.execute_wrapper(count):
            begun, worked = time.perf_counter(), time.process_time()
            answer = client.get(address, REMOTE_ADDR=asker)
            spent, worked = time.perf_counter() - begun, time.process_time() - worked
        if answer.status_code != 200:
            raise RuntimeError(f"{kind.name}: {address} answers {answer.status_code}")
        if kind.name not in self.warm:  # the first of a kind reads templates and law, and counts for nothing
            self.warm.add(kind.name)
            return
        self.seconds.setdefault(kind.name, []).append(spent)
        self.cpu.setdefault(kind.name, []).append(worked)
        self.queries.setdefault(kind.name, []).append(counted[0])

    def _client(self, login: str) -> Client:
        if login not in self.clients:
            client = self.clients[login] = Client(HTTP_HOST="localhost")
            if login:
                user = get_user_model().objects.get(login=f"{login}@{settings.ZONE}")
                client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
                session = client.session
                session[proofs.SET_UP] = str(user.pk)
                session.save()
        return self.clients[login]
