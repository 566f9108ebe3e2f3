"""The pages as their readers use them: a worker books on a phone, a firm checks itself, an officer acts."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from gaoxin.labour.selectors.harmony import desks
from gaoxin.labour.selectors.harmony.settings import book
from tests.labour.conftest import ZONE, World, at, rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages read the clock; here it stands, inside the calendar."""
    monkeypatch.setattr(timezone, "now", lambda: at("2026-03-10T10:00"))


def signed_in(world: World, name: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=world.ids[name]))
    return client


def sent(client: Client, path: str, /, **told: Any) -> int:
    """The status of a form that was sent: 302 where it was done, 422 where it was told why not."""
    return client.post(path, {"key": f"k-{told!r}"[:48], **told}).status_code


def first_time(code: str) -> dt.datetime:
    """A time that the page offers: the second served day from now, so that giving back is still allowed."""
    days = [
        day
        for day in desks.week(zone=ZONE, code=code, since=timezone.localdate(), now=timezone.now(), days=14)
        if not day.shut
    ]
    return desks.booking.times(desks.desk(code), days[1].day, desks.calendar())[0]


def test_a_worker_books_and_gives_back(world):
    worker, other = signed_in(world, "worker"), signed_in(world, "worker-2")
    start = f"{first_time('insurance'):%Y-%m-%dT%H:%M}"
    page = worker.get(f"/my/appointments/?desk=insurance&since={start[:10]}").content.decode()
    assert f'value="{start}"' in page and "余 3" in page and "对方当事人" not in page
    told = {"act": "book", "desk": "insurance", "purpose": "medical", "phone": "13800000000", "start": start}
    assert sent(worker, "/my/appointments/?desk=insurance", **(told | {"start": ""})) == 422
    assert sent(worker, "/my/appointments/", **(told | {"desk": "moon"})) == 404
    answers = [sent(worker, "/my/appointments/", **told) for _ in range(2)]
    assert answers == [302, 302] and rows("Appointment").count() == 1  # the same form twice is one booking
    mine = rows("Appointment").get()
    assert "余 2" in other.get(f"/appointments/?desk=insurance&since={start[:10]}").content.decode()
    assert sent(other, "/my/appointments/", act="cancel", appointment=mine.id) == 404
    assert sent(worker, "/my/appointments/", act="cancel", appointment=mine.id) == 302
    page = Client().get("/appointments/?desk=legal&matter=wages&group=migrant").content.decode()
    assert "免予核查经济困难状况" in page and "法律援助法 42(3)" in page
    assert Client().get("/appointments/?matter=dragons").status_code == 422


def test_a_firm_keeps_sends_and_is_confirmed(world):
    firm, officer, party = signed_in(world, "firm"), signed_in(world, "labour"), world.firms["one"]
    whole = {f"a-{one.code}": "yes" for one in book().check.questions}
    whole |= {f"e-{one.code}": one.evidence.zh for one in book().check.questions}
    assert sent(firm, "/my/harmony/", act="keep", party=party, **{"a-contracts": "yes"}) == 302
    assert "已回答 1 / 12" in firm.get("/my/harmony/").content.decode()
    refused = firm.post("/my/harmony/", {**whole, "e-contracts": "", "act": "send", "party": party, "key": "k-1"})
    assert refused.status_code == 422 and "已回答 12 / 12" in refused.content.decode()  # what was typed stays
    assert sent(firm, "/my/harmony/", act="send", party=party, **whole) == 302
    assert signed_in(world, "firm-2").get(f"/my/harmony/?party={party}").status_code == 404
    check, path = rows("HarmonyCheck").get(), f"/harmony/firms/{party}/"
    assert "待核实自查 1 份" in officer.get("/harmony/").content.decode()
    assert "100.0%" in officer.get(path).content.decode()
    assert sent(officer, path, act="confirm", check=check.id, words="已核对") == 302
    assert "已由协调员认定" in firm.get("/my/harmony/").content.decode()


def test_an_officer_notes_warns_visits_and_sets_turns(world):
    officer, party, today = signed_in(world, "labour"), world.firms["one"], f"{timezone.localdate()}"
    path = f"/harmony/firms/{party}/"
    fact = {"act": "fact", "code": "late-pay", "day": today, "words": "晚发", "source": "来电"}
    assert sent(officer, path, **(fact | {"day": "昨天"})) == 422 and sent(officer, path, **fact) == 302
    assert sent(officer, path, act="open", words="查实") == 302
    opened = rows("WageWarning").get()
    does = {"warning": opened.id, "version": 1, "words": "核查工资表"}
    assert sent(officer, path, act="close", closing="paid", **does) == 422
    assert sent(officer, path, act="look", **does) == 302
    assert sent(officer, path, act="close", closing="paid", **(does | {"version": 2})) == 302
    assert sent(officer, path, act="end", fact=rows("WageFact").get().id, day=today) == 302
    assert sent(officer, path, act="visit", day=today, words="工资已补发", next="") == 302
    assert sent(officer, path, act="area", area="north") == 302
    page = officer.get(path).content.decode()
    assert (
        re.search(r"关闭预警：工资已足额支付", page) and "未按约定日期发工资 40 = 40" in page and "工资已补发" in page
    )
    team, me = "/harmony/team/", world.ids["labour"]
    assert sent(officer, team, act="area", area="north", person=me) == 302
    won = {
        "act": "result",
        "person": me,
        "year": "2024",
        "name": "竞赛",
        "level": "city",
        "award": "一等奖",
        "source": "通报",
    }
    told = officer.post(team, won | {"year": "去年", "key": "k-year"})
    assert (
        told.status_code == 422 and 'value="去年"' in told.content.decode() and 'value="通报"' in told.content.decode()
    )
    assert sent(officer, team, **won) == 302
    assert sent(officer, team, act="adviser", name="苗律师", licence="演示0002", firm="演示所") == 302
    lawyer = rows("Adviser").get().id
    assert sent(officer, team, act="client", adviser=lawyer, client="某厂") == 302
    assert sent(officer, team, act="turn", adviser=lawyer, desk="legal", day=f"{first_time('legal'):%Y-%m-%d}") == 302
    page = officer.get(team).content.decode()
    assert "某厂" in page and "一等奖" in page and "北片" in page
    head = signed_in(world, "head")
    assert sent(head, path, act="open", words="代办") == 422 and "某厂" not in head.get(team).content.decode()
