"""Vintages are frozen, shown from their time on, and stay as they are; survey data show no single enterprise."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from gaoxin.accounts.web import proofs, rates
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from gaoxin.core.figures import Figure
from gaoxin.economy.rules.indicators.told import SOURCE
from gaoxin.economy.selectors.opendata import compiling, releases
from gaoxin.economy.services.opendata import releasing
from gaoxin.economy.web.opendata import views
from tests.economy.conftest import ZONE, rows

HOUR = dt.timedelta(hours=1)


def published(world: Any, *, before: int = 2, release: int = 0, dataset: str = "figures", note: str = "") -> Any:
    """A vintage frozen `before` hours ago and shown `release` hours later."""
    at = timezone.now() - before * HOUR
    return releasing.publish(
        zone=ZONE, dataset=dataset, note=note, by=world["statistician"], at=at, release_at=at + release * HOUR
    )


def fixed(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """The zone has one figure, with this value."""
    one = Figure("test.one", Decimal(value), "个", "为测试 for the test", "tests", 5, name="测试 test")
    monkeypatch.setattr("gaoxin.economy.selectors.published.PROVIDERS", (lambda zone, year: [one],))
    monkeypatch.setattr(compiling, "years", lambda zone: [2024])


def test_nothing_is_seen_before_its_time(world: Any, client: Client, monkeypatch: pytest.MonkeyPatch):
    fixed(monkeypatch, "41.5")
    published(world, before=1, release=2)
    for path in (
        "/data/figures/v1/", "/data/figures/v1/data.csv", "/data/figures/v1/embed/", "/api/v1/datasets/figures?vintage=1",
        "/api/v1/datasets/figures",
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "41.5" not in answer.content.decode()
    for path in ("/data/", "/api/v1/datasets", "/figures/zone/2024/", "/api/v1/figures/2024"):
        answer = client.get(path)
        assert answer.status_code == 200 and "41.5" not in answer.content.decode(), path
    assert "test.one" in client.get("/api/v1/figures/2024").json()["withheld"]
    at = timezone.now()
    assert [one.released for one in releases.calendar(zone=ZONE, at=at)] == [False]
    assert releases.latest(zone=ZONE, code="figures", at=at + 2 * HOUR) == 1
    assert releases.withheld(zone=ZONE, year=2024, at=at + 2 * HOUR) == {}


def test_a_figure_that_is_known_already_is_not_withheld(world: Any, monkeypatch: pytest.MonkeyPatch):
    fixed(monkeypatch, "41.5")
    published(world, before=3)
    fixed(monkeypatch, "42.0")
    published(world, before=2, release=5)
    fixed(monkeypatch, "42.0")
    now = timezone.now()
    assert set(releases.withheld(zone=ZONE, year=2024, at=now)) == {"test.one"}
    assert releases.withheld(zone=ZONE, year=2023, at=now) == {}
    then = releases.figures_by_vintage(zone=ZONE, year=2024, at=now)
    assert [values for _, values in then] == [{"test.one": Decimal("41.5")}]


def test_a_permalink_stays(world: Any, client: Client, monkeypatch: pytest.MonkeyPatch):
    fixed(monkeypatch, "41.5")
    published(world, before=3)
    first = client.get("/data/figures/v1/data.csv")
    fixed(monkeypatch, "42.0")
    published(world, before=2, note="更正")
    again = client.get("/data/figures/v1/data.csv")
    assert again.content == first.content and b"41.5" in first.content and b"42.0" not in first.content
    assert again["ETag"] == first["ETag"] and "immutable" in first["Cache-Control"]
    assert client.get("/data/figures/v1/data.csv", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert b"42.0" in client.get("/data/figures/v2/data.csv").content
    assert "41.5" in client.get("/data/figures/v1/").content.decode()
    newest = client.get("/api/v1/datasets/figures").json()
    assert newest["vintage"] == 2 and newest["observations"][0]["value"] == "42.0"
    with pytest.raises(DatabaseError), transaction.atomic():
        rows("Release").filter(vintage=1).update(content="{}")


def test_only_the_embed_may_be_framed(world: Any, client: Client, monkeypatch: pytest.MonkeyPatch):
    fixed(monkeypatch, "41.5")
    published(world)
    embed = client.get("/data/figures/v1/embed/?lang=en")
    assert "X-Frame-Options" not in embed
    policy = embed["Content-Security-Policy"]
    assert "frame-ancestors *" in policy and "script-src 'none'" in policy and "form-action 'none'" in policy
    text = embed.content.decode()
    assert "<svg" in text and "41.5" in text and "<script" not in text and "<form" not in text
    for path in ("/data/", "/data/figures/v1/", "/figures/"):
        page = client.get(path)
        assert page["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert client.get("/data/figures/v1/embed/?indicator=NONE").status_code in (400, 422)


def test_who_publishes_and_twice_is_once(world: Any, monkeypatch: pytest.MonkeyPatch):
    fixed(monkeypatch, "41.5")
    now = timezone.now()
    for name in ("head", "auditor", "applicant"):
        with pytest.raises(NotAllowed):
            releasing.publish(zone=ZONE, dataset="figures", note="", by=world[name], at=now)
    published(world)
    with pytest.raises(Conflict, match="nothing has changed"):
        published(world, before=1)
    assert rows("Release").count() == 1
    for when in (now - HOUR, now + 500 * 24 * HOUR):
        with pytest.raises(Invalid):
            releasing.publish(zone=ZONE, dataset="figures", note="", by=world["statistician"], at=now, release_at=when)
    with pytest.raises(NotFound):
        releasing.publish(zone=ZONE, dataset="nothing", note="", by=world["statistician"], at=now)


def test_called_off_before_its_time_only(world: Any, monkeypatch: pytest.MonkeyPatch):
    fixed(monkeypatch, "41.5")
    published(world, before=1, release=3)
    now, by = timezone.now(), world["statistician"]
    with pytest.raises(Conflict, match="waits for its time"):
        published(world, before=0)
    with pytest.raises(Invalid):
        releasing.cancel(zone=ZONE, dataset="figures", vintage=1, reason=" ", by=by, at=now)
    releasing.cancel(zone=ZONE, dataset="figures", vintage=1, reason="数有误", by=by, at=now)
    with pytest.raises(NotFound):
        releasing.cancel(zone=ZONE, dataset="figures", vintage=1, reason="数有误", by=by, at=now)
    assert releases.calendar(zone=ZONE, at=now + 5 * HOUR) == []
    assert releases.withheld(zone=ZONE, year=2024, at=now) == {}
    assert published(world, before=0).vintage == 2  # its number is not used again
    with pytest.raises(WrongState):
        releasing.cancel(zone=ZONE, dataset="figures", vintage=2, reason="后悔", by=by, at=timezone.now())
    assert releases.latest(zone=ZONE, code="figures", at=timezone.now()) == 2


def test_the_statistician_publishes_on_the_page(world: Any, client: Client, monkeypatch: pytest.MonkeyPatch):
    fixed(monkeypatch, "41.5")
    user = get_user_model().objects.get(pk=world.ids["statistician"])
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    session = client.session
    session[proofs.SET_UP] = str(user.pk)
    session.save()
    assert client.post("/data/figures/publish/", {"release_at": "not a time"}).status_code in (400, 422)
    assert rows("Release").count() == 0
    assert client.post("/data/figures/publish/", {"note": "首次"}).status_code == 302
    assert rows("Release").get().note == "首次"


def test_survey_data_of_too_few_enterprises_stay_inside(world: Any):
    with pytest.raises(Invalid):
        compiling.compiled(zone=ZONE, code="industry", at=timezone.now())


def test_which_figures_may_be_shown():
    def figure(key: str, source: str = SOURCE) -> Figure:
        return Figure(key, Decimal(1), "%", "", source, 9)

    whole = (("electronics",), ("new-materials",))
    assert compiling.may_show(figure("teams", "elsewhere"), None)
    assert not compiling.may_show(figure("iva"), None)
    assert compiling.may_show(figure("iva"), whole)
    union = next(iter(compiling.book().unions.values()))
    mixed = ((union.groups[0], "rest"),)
    assert not compiling.may_show(figure(f"iva.{union.code}.share"), mixed)
    assert compiling.may_show(figure(f"iva.{union.code}.share"), (tuple(union.groups),))


@pytest.mark.usefixtures("one_minute")
def test_one_address_may_not_fetch_for_ever(world: Any, client: Client, monkeypatch: pytest.MonkeyPatch):
    """Files and pages of vintages count together; another address is not kept out, and the catalogue stays open."""
    fixed(monkeypatch, "41.5")
    published(world)
    monkeypatch.setattr(rates, "_counter", rates.Counter())
    paths = ["/data/figures/v1/data.csv", "/data/figures/v1/", "/data/figures/v1/embed/"]
    codes = [client.get(paths[n % 3]).status_code for n in range(views.DOWNLOADS + 2)]
    assert codes == [200] * views.DOWNLOADS + [429, 429]
    refused = client.get(paths[0])
    assert int(refused["Retry-After"]) > 0 and str(views.DOWNLOADS) in refused.content.decode()
    assert client.get(paths[0], REMOTE_ADDR="198.51.100.7").status_code == 200
    assert client.get("/data/").status_code == 200
