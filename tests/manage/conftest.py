"""The three administrators and a clerk, signed in; a catalogue of its own that a test may write into."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor, Role
from gaoxin.accounts.services import create_user

ZONE = "demo-qingyuan"
SYSTEM = Actor.system(ZONE, "test")
ADMINS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
SignIn = Callable[[Role], Client]


@pytest.fixture
def enter(db) -> SignIn:
    """A client signed in with that role alone."""

    def signed_in(role: Role) -> Client:
        login = f"{role}@{ZONE}"
        create_user(zone=ZONE, login=login, name=f"{role} 甲", roles=[role], at=timezone.now(), by=SYSTEM)
        client = Client()
        client.force_login(get_user_model().objects.get(login=login))
        return client

    return signed_in


@pytest.fixture
def own_catalogue(tmp_path: Path, settings) -> Path:
    """A copy of the shipped catalogue in the place of it."""
    target = tmp_path / "catalogue"
    shutil.copytree(settings.CATALOGUE, target)
    settings.CATALOGUE = target
    return target
