"""Asking for an address as somebody, and reading the whole answer, also what is inside a workbook."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.shortcuts import resolve_url
from django.test import Client
from django.utils import timezone

from gaoxin.accounts.web import proofs
from gaoxin.accounts.web.guards import SEEN, SEEN_EVERY, STARTED
from tests.parity.routes import Route
from tests.parity.world import PEOPLE, Person, World

JSON = {"content_type": "application/json", "headers": {"Idempotency-Key": "parity-0001"}}


@dataclass(frozen=True, slots=True)
class Answer:
    """status: of the response. sent_to_login: the door sent the reader to sign in. text: all that could be read."""

    status: int
    sent_to_login: bool
    text: str
    location: str

    @property
    def refused(self) -> bool:
        return self.sent_to_login or self.status in (401, 403, 404)


class Door:
    """One session a person, made before the first question; no answer can end it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._methods: dict[str, tuple[str, ...]] = {}
        self._handler = Client().handler  # one for all, so that what stands before the views is built once
        self._cookies = {person.name: _signed_in(world.people[person.name]) for person in PEOPLE if person.signed_in}

    def get(self, person: Person, path: str, **query: str) -> Answer:
        return self._ask(person, "get", path, query)

    def post(self, person: Person, path: str, **data: str) -> Answer:
        return self._ask(person, "post", path, data)

    def delete(self, person: Person, path: str) -> Answer:
        return self._ask(person, "delete", path, {})

    def methods(self, route: Route, path: str) -> tuple[str, ...]:
        """What is worth asking: a page for both; an operation of the API only as it can be asked, by its own word."""
        if not route.api:
            return ("get", "post")
        if route.name not in self._methods:
            allowed = Client().trace(path).headers.get("Allow", "GET")  # the description answers to any word
            self._methods[route.name] = tuple(m for m in ("get", "post", "delete") if m.upper() in allowed)
        return self._methods[route.name]

    def _ask(self, person: Person, method: str, path: str, data: dict[str, str]) -> Answer:
        client = Client(raise_request_exception=False)
        client.handler = self._handler
        if person.signed_in:
            client.cookies[settings.SESSION_COOKIE_NAME] = self._cookies[person.name]
        with _undone():
            sent = getattr(client, method)
            answer = sent(path, data, **JSON) if method == "post" and path.startswith("/api/") else sent(path, data)
            return _read(answer)


def _signed_in(user: Any) -> str:
    """The cookie of a session as after a full sign-in, second factor included."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    session = client.session
    session[proofs.SET_UP] = str(user.pk)
    session[STARTED] = session[SEEN] = (
        timezone.now() + SEEN_EVERY * 60
    ).isoformat()  # else each question notes it anew
    session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def _read(response: Any) -> Answer:
    data = b"".join(response.streaming_content) if response.streaming else response.content
    location = response.headers.get("Location", "")
    to_login = response.status_code == 302 and location.startswith(f"{resolve_url(settings.LOGIN_URL)}?")
    return Answer(response.status_code, to_login and "next=" in location, _text(data), location)


def _text(data: bytes) -> str:
    """The words of a page, or of every part of a workbook or archive."""
    if data[:2] != b"PK":
        return data.decode("utf-8", errors="replace")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", errors="replace") for name in archive.namelist())
