"""Our own pages, asked for through the whole stack by officers and an enterprise that are signed in."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from bench.worker import Watch
from gaoxin.accounts.web import proofs

STATES = ("submitted", "accepted", "recommended", "delivered")


@dataclass(frozen=True, slots=True)
class Asked:
    """One kind of request. address: given a chance, where it goes."""

    name: str
    login: str
    address: Callable[[random.Random], str]


class Ours:
    """One unit is one request of every kind."""

    def __init__(self) -> None:
        self.chance = random.Random(7)  # noqa: S311
        self.seconds: dict[str, list[float]] = {}
        self.queries: dict[str, list[int]] = {}
        self.clients: dict[str, Client] = {}
        self.ids = self._some_cases()
        self.kinds, missing = self._known()
        self.facts = {"kinds": [kind.name for kind in self.kinds], "absent": missing}

    def run(self, units: int, watch: Watch) -> None:
        for _ in range(units):
            for kind in self.kinds:
                self._ask(kind)

    def finish(self) -> dict[str, Any]:
        return {"seconds": self.seconds, "queries": self.queries}

    def _ask(self, kind: Asked) -> None:
        client, address, counted = self._client(kind.login), kind.address(self.chance), [0]

        def count(execute: Any, *rest: Any) -> Any:
            counted[0] += 1
            return execute(*rest)

        with connection.execute_wrapper(count):
            begun = time.perf_counter()
            answer = client.get(address)
            spent = time.perf_counter() - begun
        if answer.status_code != 200:
            raise RuntimeError(f"{kind.name}: {address} answers {answer.status_code}")
        self.seconds.setdefault(kind.name, []).append(spent)
        self.queries.setdefault(kind.name, []).append(counted[0])

    def _some_cases(self) -> dict[str, list[Any]]:
        case = apps.get_model("approvals", "Case")
        rows = case.objects.filter(zone=settings.ZONE)
        return {
            state: list(rows.filter(state=state).order_by("id").values_list("id", flat=True)[:200]) for state in STATES
        }

    def _known(self) -> tuple[list[Asked], list[str]]:
        """The kinds whose routes exist, and the names of those that do not."""
        wanted = [
            ("工作台 worklist, clerk", "clerk", "desk:worklist", "", ""),
            ("工作台 worklist, reviewer", "reviewer-1", "desk:worklist", "", ""),
            ("工作台 worklist, supervisor", "supervisor", "desk:worklist", "", ""),
            ("搜索 search by number", "clerk", "desk:worklist", "", "?queue=all&text=S00-000001"),
            ("搜索 search by name", "clerk", "desk:worklist", "", "?queue=all&text=合成企业0000012"),
            ("办件 case page, accepted", "reviewer-1", "desk:case", "accepted", ""),
            ("办件 case page, delivered", "clerk", "desk:case", "delivered", ""),
            ("我的企业 my enterprise", "applicant", "my:home", "", ""),
            ("公示 grants", "", "portal:grants", "", ""),
            ("公示搜索 grants, search", "", "portal:grants", "", "?q=合成企业0000012"),
        ]
        kinds: list[Asked] = []
        missing: list[str] = []
        for name, login, route, state, query in wanted:
            try:
                kinds.append(Asked(name, login, self._address(route, state, query)))
            except NoReverseMatch:
                missing.append(name)
        return kinds, missing

    def _address(self, route: str, state: str, query: str) -> Callable[[random.Random], str]:
        if not state:
            fixed = reverse(route) + query
            return lambda chance: fixed
        keys = self.ids[state]
        reverse(route, args=[keys[0]])
        return lambda chance: reverse(route, args=[chance.choice(keys)]) + query

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


def make(options: dict[str, Any]) -> Ours:
    return Ours()
