"""The demo zone's investment and projects: their figures are those of the source article, asked through the public API."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from gaoxin.audit.services import verify
from gaoxin.economy.selectors.card import as_json, card
from gaoxin.innovation.models import TransferDeal
from gaoxin.innovation.selectors.transfer import assigning
from gaoxin.runtime import keeper
from tests.conftest import SHARED

pytestmark = pytest.mark.slow
SEED = SHARED / "seed" / "figures.md"
SAYS = {
    ("projects.attracted", "teams", "team_members"): r"\| (\d+) projects, (\d+) teams, (\d+) people \|",
    ("projects.new", "fai.pull_of_new"): r"(\d+) new projects pull ([\d.]+) pp",
    ("park.progress",): r"\| (\d+) % \| 电子信息产业园",
    ("iva", "iva.growth"): r"\| ([\d.]+) 亿, \+([\d.]+) % \| value added",
    ("revenue.growth", "profit.growth"): r"\| revenue \+([\d.]+) %, profit \+([\d.]+) % \|",
    ("iva.3plus1", "iva.3plus1.growth", "iva.3plus1.share"): r"\| ([\d.]+) 亿, \+([\d.]+) %; ([\d.]+) %, \"提升至\" \|",
    ("patents", "patents.growth", "patents.invention", "patents.invention.growth"): (
        r"\| ([\d,]+), \+([\d.]+) %; (\d+), \+([\d.]+) % \| patents granted"
    ),
    ("universities",): r"\| (\d+) universities; 5 places \|",
    ("htec.applied", "sme.registered", "centres.provincial.applied", "centres.municipal.recognised"): (
        r"\| (\d+); (\d+); (\d+); (\d+) \| 高企 \*applications\*"
    ),
    ("cooperation",): r"\| (\d+) projects; > 6,000 万",
    ("iva.3plus1.pull",): r"same-basis formula gives ([\d.]+) ",
}


def article() -> dict[str, float]:
    """Figure -> value, read from the table of the article's figures."""
    if not SEED.exists():
        pytest.skip(f"the article's figures are not there: {SEED}")
    text, found = SEED.read_text(encoding="utf-8"), dict[str, float]()
    for keys, pattern in SAYS.items():
        match = re.search(pattern, text)
        assert match, pattern
        found |= dict(zip(keys, (float(one.replace(",", "")) for one in match.groups()), strict=True))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, authority_folder: Path) -> Path:
    """Files of the demo outlive one test here, unlike elsewhere."""
    there = tmp_path_factory.mktemp("zone") / "var"
    shutil.copytree(authority_folder, there / "pki")
    return there


@pytest.fixture(autouse=True)
def var(folder: Path, settings: Any) -> Path:
    settings.VAR = folder
    return folder


@pytest.fixture(scope="module")
def zone(django_db_setup: None, django_db_blocker: Any, folder: Path) -> Iterator[None]:
    """The whole demo, built once in a transaction that nobody commits."""
    with django_db_blocker.unblock():
        before, django_settings.VAR = django_settings.VAR, folder
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            call_command("demo", "--no-serve", "--json")
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
            django_settings.VAR = before


@pytest.mark.usefixtures("zone", "db")
def test_the_article_is_reproduced() -> None:
    told = {one["key"]: one for one in Client().get("/api/v1/figures/2024").json()["figures"]}
    assert {key: told[key]["value"] for key in article()} == article()
    parts = [told[f"projects.attracted.{kind}"]["value"] for kind in ("extend", "supplement", "strengthen")]
    assert sum(parts) == told["projects.attracted"]["value"] and all(parts)
    assert told["projects.without_leader"]["value"] == 0
    for one in told.values():
        assert one["unit"] and one["basis"] and one["source"] and (one["rows"] > 0 or not one["value"]), one["key"]


@pytest.mark.usefixtures("zone", "db")
def test_the_card_names_what_the_article_says_otherwise() -> None:
    told = as_json(card(zone="demo-qingyuan", year=2024))["audits"]
    own, published = told
    assert own["consistent"] and own["claims"] > 15
    (one,) = published["contradictions"]
    assert (one["suspect"], one["printed"], one["interval"]) == ("iva.3plus1.pull", 8.9, [8.183, 8.237])
    assert [other["figure"] for other in published["differences"]] == ["iva.3plus1.pull"] and not published["unbacked"]


@pytest.mark.usefixtures("zone", "db")
def test_a_changed_record_changes_the_figure() -> None:
    """None of them is typed: one project fewer is one project fewer."""
    before = Client().get("/api/v1/figures/2024").json()["figures"]
    member = apps.get_model("investment", "TeamMembership").objects
    member.filter(pk=member.values_list("pk", flat=True).first()).delete()
    after = {one["key"]: one["value"] for one in Client().get("/api/v1/figures/2024").json()["figures"]}
    changed = {one["key"] for one in before if after[one["key"]] != one["value"]}
    assert changed == {"team_members"}


@pytest.mark.usefixtures("zone", "db")
def test_what_was_put_in_for_a_stake_is_shared_by_the_firm() -> None:
    """A deal of the demo hands over what its seller owns a part of: the firm stands beside the other owner, and the entry is noted."""
    handed = [(deal, assigning.sold(zone=deal.zone, deal=deal)) for deal in TransferDeal.objects.filter(kind="stake")]
    assert handed and all(told for _, told in handed)
    for deal, told in handed:
        firm = deal.match.demand.party.name
        assert all(one.entered is not None and firm in [owner.name for owner in one.owners] for one in told)


@pytest.mark.usefixtures("zone", "db")
def test_building_it_again_adds_nothing() -> None:
    """Nor after the keeper has pruned the marks of what was done once, as it does wherever a worker runs."""

    def rows() -> dict[str, int]:
        return {m._meta.label: m.objects.count() for m in apps.get_models() if m._meta.app_label != "runtime"}

    before, entries = rows(), verify("demo-qingyuan").count
    assert keeper.prune(zone="demo-qingyuan", before=timezone.now())["keys"] > 100
    call_command("demo", "--no-serve", "--json")
    assert rows() == before
    assert verify("demo-qingyuan").count == entries
