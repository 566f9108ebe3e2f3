"""One limit for all worker processes, one way to tell whose address it is."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Role
from gaoxin.accounts.web import rates
from gaoxin.accounts.web.rates import Counter, network_of
from gaoxin.config.api import OPEN_RATE, RATE
from gaoxin.gateway.services.tokens import create_token
from tests.accounts.signing import account
from tests.approvals.conftest import ZONE

ROOT = Path(__file__).resolve().parents[2]
NOON = dt.datetime(2026, 3, 2, 4, 0, 20, tzinfo=dt.UTC)
PROCESS = """
import datetime as dt, sys, django
django.setup()
from django.utils import timezone
from gaoxin.accounts.web.rates import Counter
timezone.now = lambda: dt.datetime(2026, 3, 2, 4, 0, 20, tzinfo=dt.UTC)
sys.stdout.write("ready\\n"); sys.stdout.flush(); sys.stdin.readline()
counter = Counter()
sys.stdout.write(str(sum(bool(counter.take("api", "u", int(sys.argv[1]))) for _ in range(int(sys.argv[2])))))
"""


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """The clock, which these tests set."""
    now = [NOON]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    return now


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM accounts_cache WHERE cache_key LIKE 'rate:%%'", [])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_two_workers_count_together():
    one, two = Counter(), Counter()
    answers = [bool(worker.take("x", "u", 5)) for worker in (one, two, one, two, one, two, one)]
    assert answers == [True] * 5 + [False] * 2
    refused = two.take("x", "u", 5)
    assert (refused.allowed, refused.seconds) == (False, 40)
    assert one.take("x", "somebody else", 5)
    assert one.take("y", "u", 5)


@pytest.mark.django_db
def test_the_next_minute_begins_anew(noon):
    worker = Counter()
    assert [bool(worker.take("x", "u", 1)) for _ in range(2)] == [True, False]
    noon[0] += dt.timedelta(seconds=39)
    assert not worker.take("x", "u", 1)
    noon[0] += dt.timedelta(seconds=1)
    assert worker.take("x", "u", 1)


@pytest.mark.django_db
def test_a_busy_program_writes_seldom_and_never_gets_more(django_assert_max_num_queries):
    one, two = Counter(), Counter()
    with django_assert_max_num_queries(20):
        assert all(one.take("api", "u", 1200) for _ in range(100))
    let_through = 100 + sum(bool(worker.take("api", "u", 1200)) for _ in range(1500) for worker in (one, two))
    assert 1200 - 2 * 12 < let_through <= 1200


@pytest.mark.django_db
def test_what_one_drew_in_a_minute_is_void_in_the_next(noon):
    worker = Counter()
    assert worker.take("api", "u", 1200)  # draws twelve, uses one
    noon[0] += dt.timedelta(minutes=1)
    assert sum(bool(worker.take("api", "u", 1200)) for _ in range(1300)) == 1200


@pytest.mark.django_db
def test_minutes_that_are_over_are_forgotten(noon):
    worker = Counter()
    for number in range(5):
        worker.take("x", f"u{number}", 5)
    assert rows() == 5
    noon[0] += dt.timedelta(minutes=11)
    worker.take("x", "u", 5)
    assert rows() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("backend", "most"), [("locmem.LocMemCache", 3), ("dummy.DummyCache", 5)])
def test_another_cache_counts_by_its_own_means(settings, backend: str, most: int):
    """One that keeps nothing, as some tests ask for, holds nobody back."""
    settings.CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{backend}", "LOCATION": "rates"}}
    one, two = Counter(), Counter()
    assert sum(bool(worker.take("x", "u", 3)) for worker in (one, two, one, two, one)) == most
    assert rows() == 0


def test_two_processes_let_through_no_more_than_one_would(tmp_path):
    """Real processes on one database file, both asking at once for more than there is."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("GAOXIN_", "PYTEST_", "COV_"))} | {
        "GAOXIN_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "gaoxin.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }  # fmt: skip
    made = [sys.executable, "-m", "django", "createcachetable"]
    subprocess.run(made, env=environment, check=True, cwd=ROOT)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, "40", "60"], env=environment, cwd=ROOT, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(2)
    ]  # fmt: skip
    for process in processes:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [int(process.communicate(timeout=60)[0]) for process in processes]
    assert sum(answers) == 40, answers


# -- whose address


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counted"),
    [
        (0, None, "192.0.2.7"),
        (0, "198.51.100.9", "192.0.2.7"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "203.0.113.1, 198.51.100.9", "198.51.100.9"),
        (2, "203.0.113.1, 198.51.100.9, 10.0.0.2", "198.51.100.9"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "nonsense", ""),
    ],
)
def test_the_address_is_what_our_own_proxy_saw(settings, proxies: int, forwarded: str | None, counted: str):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert network_of(RequestFactory().get("/", REMOTE_ADDR="192.0.2.7", headers=headers)) == counted


@pytest.mark.django_db
def test_the_api_counts_the_same_way(client, settings, monkeypatch):
    assert (OPEN_RATE, RATE) == (60, 1200)
    counted: list[tuple[str, str, int]] = []
    monkeypatch.setattr(rates, "_counter", _Telling(counted))
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client.get("/api/v1/items", headers={"x-forwarded-for": "203.0.113.1, 198.51.100.9"})
    client.get("/verify/", {"number": "x"}, headers={"x-forwarded-for": "203.0.113.1, 198.51.100.9"})
    assert [(name, who) for name, who, _ in counted] == [
        ("api-open", "198.51.100.9"),
        ("verify-number", "198.51.100.9"),
    ]


@pytest.mark.django_db
def test_sixty_are_answered_and_the_next_is_told_when(client):
    answers = [client.get("/api/v1/items", REMOTE_ADDR="192.0.2.77") for _ in range(OPEN_RATE + 1)]
    assert {a.status_code for a in answers[:-1]} == {200}
    assert (answers[-1].status_code, answers[-1]["Retry-After"]) == (429, "40")
    assert client.get("/api/v1/items", REMOTE_ADDR="192.0.2.78").status_code == 200


@pytest.mark.django_db
def test_tokens_cannot_be_tried_in_bulk(client):
    answers = [
        client.get("/api/v1/me", headers={"Authorization": f"Bearer gx_{n}"}, REMOTE_ADDR="192.0.2.79")
        for n in range(OPEN_RATE + 1)
    ]
    assert {a.status_code for a in answers[:-1]} == {401}
    assert (answers[-1].status_code, answers[-1]["Retry-After"]) == (429, "40")
    login = account("chen", Role.APPLICANT)
    by = accounts.actor(zone=ZONE, login=login, at=NOON)
    _, text = create_token(zone=ZONE, name="x", scopes=["cases:read"], days=1, by=by, at=NOON)
    right = client.get("/api/v1/me", headers={"Authorization": f"Bearer {text}"}, REMOTE_ADDR="192.0.2.79")
    assert right.status_code == 200, "a neighbour with a good token is not kept out"


class _Telling(Counter):
    """A counter that notes what it was asked."""

    def __init__(self, told: list[tuple[str, str, int]]) -> None:
        super().__init__()
        self.told = told

    def take(self, name: str, who: str, most: int) -> rates.Taken:
        self.told.append((name, who, most))
        return super().take(name, who, most)
