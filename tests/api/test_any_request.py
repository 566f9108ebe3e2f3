"""Requests made from the description itself: no 5xx, no status, type or body that the description does not say."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any
from unittest import SkipTest

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from gaoxin.accounts import selectors as account_log
from gaoxin.accounts.rules.roles import Role
from gaoxin.accounts.services import create_user
from gaoxin.config.wsgi import application
from gaoxin.gateway.rules.scopes import SCOPES
from gaoxin.gateway.services.tokens import create_token
from tests.api.conftest import SECURITY, World
from tests.api.test_every_act import SCHEMA
from tests.approvals.conftest import ZONE, at

CHECKS = (
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance,
)  # fmt: skip
MANY = settings(
    max_examples=3, deadline=None, database=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck), verbosity=Verbosity.quiet,
)  # fmt: skip
ONE = settings(MANY, max_examples=1)  # for what the caller may not do: refused before anything is read
OFFICES = frozenset({Role.CLERK, Role.REVIEWER, Role.SUPERVISOR, Role.HEAD, Role.SEAL_KEEPER, Role.AUDITOR})
OPERATIONS = [(method.upper(), path) for path, told in SCHEMA["paths"].items() for method in told]


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """A request neither ends nor renews the connection, in whose transaction the world lies: as Django's own test client does."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.usefixtures("_one_connection")
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("who", ["officer", "applicant"])
def test_nothing_undocumented_happens(world: World, who: str, settings: Any):
    """Half of the requests name a case that exists, so that they reach the services behind. The officer holds every office."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    api = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    cases = [str(world.zone.start()), str(world.zone.submitted()), str(world.zone.accepted())]
    token = _every_office(world) if who == "officer" else world.tokens[who]
    roles = OFFICES if who == "officer" else world.people[who].roles
    asked: list[int] = []
    for method, path in OPERATIONS:
        allowed = {*SCHEMA["paths"][path][method.lower()].get("x-roles", roles)} & roles
        asked.extend(_try(api[path][method], f"Bearer {token}", cases, MANY if allowed else ONE))
    assert len(asked) >= len(OPERATIONS)
    assert {200, 422} <= set(asked)
    assert all(status < 500 for status in asked)


def _every_office(world: World) -> str:
    login, opened = f"everything@{ZONE}", at("2026-01-05T09:00")
    create_user(zone=ZONE, login=login, name="全岗", roles=OFFICES, at=opened, by=SECURITY)
    by = account_log.actor(zone=ZONE, login=login, at=world.now[0])
    return create_token(zone=ZONE, name="any", scopes=SCOPES, days=366, by=by, at=opened)[1]


def _try(operation: Any, token: str, cases: list[str], bounds: Any) -> list[int]:
    statuses: list[int] = []

    def one(case: Any) -> None:
        headers = {"Authorization": token}
        if case.path_parameters and "case" in case.path_parameters and len(statuses) % 2:
            case.path_parameters["case"] = cases[len(statuses) // 2 % len(cases)]
            headers["Idempotency-Key"] = uuid.uuid4().hex
        response = case.call(headers=headers)
        statuses.append(response.status_code)
        case.validate_response(response, checks=CHECKS)

    _given(operation, one, bounds)
    return statuses


def _given(operation: Any, one: Callable[[Any], None], bounds: Any) -> None:
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)[: 1 if bounds is ONE else 2]:
        try:
            strategy = operation.as_strategy(generation_mode=mode)
            bounds(given(case=strategy)(one))()
        except (Unsatisfiable, SkipTest):  # an operation without anything to get wrong
            assert mode is GenerationMode.NEGATIVE, operation.label
