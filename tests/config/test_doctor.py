"""The doctor tells the truth about this machine, and its exit status says whether work is possible."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable

import pytest
import yaml
from django.conf import LazySettings

from gaoxin.approvals.services import rulebook
from gaoxin.config import health
from gaoxin.runtime.sqlite_gate.driver import FIRST_FIXED
from tests.config.conftest import Cli

DAY = dt.date(2026, 9, 1)
Find = Callable[[str], health.Finding]


@pytest.fixture
def find(db: None) -> Find:
    def found(name: str, day: dt.date = DAY) -> health.Finding:
        return next(f for f in health.examine(zone="zone-a", day=day) if name in f.name)

    return found


def test_everything_needed_is_here(find: Find) -> None:
    for name in ("Python", "var", "disk", "database", "catalogue", "typeface", "typst"):
        assert find(name).state in ("ok", "warn"), find(name)


def test_every_complaint_says_what_to_type(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    for finding in health.examine(zone="zone-a", day=DAY):
        assert finding.state == "ok" or (finding.do and finding.why), finding
    assert (
        next(f for f in health.examine(zone="zone-a", day=DAY) if f.name == "pdfsig").do
        == "apt-get install -y poppler-utils"
    )


def test_the_calendar_warns_when_next_year_is_missing_and_fails_when_this_year_is(find: Find) -> None:
    last = rulebook.calendar().last
    assert find("calendar", last.replace(year=last.year - 1)).state == "ok"  # type: ignore[call-arg]
    assert find("calendar", last).state == "warn"  # type: ignore[call-arg]
    beyond = find("calendar", last + dt.timedelta(days=1))  # type: ignore[call-arg]
    assert (beyond.state, str(last.year + 1) in beyond.why) == ("missing", True)


@pytest.mark.parametrize(("version", "state"), [((3, 40, 1), "warn"), ((3, 51, 2), "warn"), (FIRST_FIXED, "ok")])
def test_a_sqlite_with_the_wal_reset_bug_is_named(
    version: tuple[int, int, int], state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health.sqlite3, "sqlite_version_info", version)
    assert health._sqlite().state == state


def test_a_folder_that_cannot_be_written_is_missing(find: Find, settings: LazySettings, tmp_path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    settings.VAR = tmp_path / "file" / "var"
    assert find("var").state == "missing"


def test_a_broken_catalogue_is_missing(find: Find, settings: LazySettings, tmp_path) -> None:
    (tmp_path / "law" / "items").mkdir(parents=True)
    (tmp_path / "law" / "items" / "bad.yaml").write_text(yaml.safe_dump({"code": "bad"}), encoding="utf-8")
    settings.CATALOGUE = tmp_path / "law"
    assert find("catalogue").state == "missing"


def test_the_exit_status_follows(cli: Cli) -> None:
    fresh = cli("doctor", "--json")
    told = json.loads(fresh.stdout)
    assert (fresh.returncode, told["ok"]) == (0, True)
    assert next(c for c in told["checks"] if "database" in c["name"])["do"] == "./gaoxin migrate"
    assert cli("doctor", "--db", "no/such/folder/x.db").returncode == 0
