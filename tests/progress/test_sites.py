"""Engineers have to do with the projects that they are assigned to, on the days of it, and with no others."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.utils import timezone

from gaoxin.accounts.models import User
from gaoxin.accounts.rules.roles import Role
from gaoxin.core.errors import Conflict, Invalid, NotAllowed, NotFound
from gaoxin.projects.models import Confirmation, ProgressReport, SiteAssignment
from gaoxin.projects.services import progress as services
from tests.progress.conftest import CHANG, HEAD, HERE, LE, LEADER, NUMBER, ZONE, at, freeze, project, report
from tests.progress.test_pages import HOME, client, sent
from tests.progress.test_services import acts, everything, refused

pytestmark = pytest.mark.django_db


def test_elsewhere_there_is_nothing_to_be_seen_or_done(park):
    told = report("C", "300", "2024-02-01")
    stranger, other = client(Role.ENGINEER, "stranger", assigned=False), client(Role.ENGINEER, "own")
    before = everything()
    for path in (HOME, f"{HOME}report/", f"{HOME}progress.pdf", f"{HOME}gantt.png", f"{HOME}s-curve.csv",
                 f"/progress/files/{told.id}/", f"/api/v1/projects/{NUMBER}/progress"):  # fmt: skip
        assert stranger.get(path).status_code == 404, path
        answer = other.get(path)
        assert answer.status_code == 200, path
        request_finished.disconnect(close_old_connections)  # the end of a request would close the test's own connection
        answer.close()
        request_finished.connect(close_old_connections)
    assert (
        NUMBER not in stranger.get("/progress/").content.decode() and NUMBER in other.get("/progress/").content.decode()
    )
    assert "还没有派驻您的项目" in stranger.get("/progress/").content.decode()
    assert f"{told.id}" not in stranger.get("/progress/confirm/").content.decode()
    assert stranger.post(f"{HOME}report/", sent()).status_code == 404
    assert stranger.post(f"/progress/confirm/{told.id}/", {"verdict": "confirmed"}).status_code == 404
    body = {k: v for k, v in sent().items() if k != "key"}
    key = {"Idempotency-Key": "phone-0001"}
    assert stranger.post(f"/api/v1/projects/{NUMBER}/progress-reports", body, headers=key).status_code == 404
    word: dict[str, Any] = {"data": {"verdict": "confirmed"}, "content_type": "application/json"}
    assert stranger.post(f"/api/v1/progress-reports/{told.id}/word", **word).status_code == 404
    assert everything() == before and not Confirmation.objects.exists()


def test_the_service_asks_for_the_day(park):
    SiteAssignment.objects.filter(engineer=CHANG.id).update(since=dt.date(2024, 1, 10), until=dt.date(2024, 1, 31))
    for day in ("2024-01-09", "2024-02-01"):
        with refused(NotFound, "没有派驻您的项目"):
            report("C", "10", day)
    told = report("C", "10", "2024-01-31")
    SiteAssignment.objects.filter(engineer=LE.id).update(until=dt.date(2024, 1, 30))
    with refused(NotFound, "没有派驻您的项目"):
        services.confirm(zone=ZONE, report_id=told.id, by=LE, at=at("2024-01-31T18:00"))
    services.confirm(
        zone=ZONE, report_id=told.id, by=HEAD, at=at("2024-01-31T18:00")
    )  # the head may, in all of the zone
    assert ProgressReport.objects.get().place == HERE.text


def test_the_head_and_the_projects_own_leader_assign(park):
    client(Role.ENGINEER, "wu", assigned=False)
    mine, others = client(Role.LEADER, "meng"), client(Role.LEADER, "gu")
    park.leader_id = User.objects.get(login=f"meng@{ZONE}").id
    park.save()
    asked, li = {"login": "wu", "since": "2024-02-01"}, client(Role.ENGINEER, "li")
    before = everything()
    assert others.post(f"{HOME}site/", asked).status_code == 403
    assert "派驻</button>" not in others.get(HOME).content.decode()
    assert li.post(f"{HOME}site/", asked).status_code == 403
    assert everything() == before
    assert "派驻</button>" in mine.get(HOME).content.decode()
    for _ in range(2):  # the same press twice
        assert mine.post(f"{HOME}site/", asked).status_code == 302
    row = SiteAssignment.objects.get(engineer_name="wu")
    assert (row.since, row.until, acts()[-1], acts().count("assign-engineer")) == (
        dt.date(2024, 2, 1),
        None,
        "assign-engineer",
        1,
    )
    end = {"assignment": str(row.id), "until": "2024-02-29"}
    assert client(Role.HEAD).post(f"{HOME}site/", end).status_code == 302
    assert SiteAssignment.objects.get(id=row.id).until == dt.date(2024, 2, 29) and acts()[-1] == "release-engineer"
    assert mine.post(f"{HOME}site/", {"assignment": "x", "until": "2024-02-29"}).status_code == 404


def test_assignments_that_are_refused_leave_nothing(park):
    client(Role.ENGINEER, "wu", assigned=False)
    client(Role.CLERK, "lin")
    asked: dict[str, Any] = {
        "zone": ZONE,
        "number": NUMBER,
        "login": "wu",
        "since": dt.date(2024, 2, 1),
        "by": HEAD,
        "at": at("2024-02-01T09:00"),
    }
    made = services.assign(**asked)
    for changed, error, told in (
        ({"login": "lin"}, Invalid, "不是项目工程师"), ({"login": "nobody"}, NotFound, "没有可用的账号"),
        ({"number": "X"}, NotFound, "没有项目"),
        ({"until": dt.date(2024, 1, 1)}, Invalid, "早于开始日"), ({"since": dt.date(2024, 3, 1)}, Conflict, "已派驻"),
        ({"by": LEADER}, NotAllowed, "无权派驻"), ({"by": CHANG}, NotAllowed, "无权派驻"),
    ):  # fmt: skip
        with refused(error, told):
            services.assign(**asked | changed)
    with refused(Invalid, "早于开始日"):
        services.release(
            zone=ZONE, number=NUMBER, assignment=made.id, until=dt.date(2024, 1, 1), by=HEAD, at=at("2024-02-01T09:00")
        )


def test_before_a_baseline_there_can_be_engineers(db):
    project("N-1")
    freeze("N-1")
    client(Role.ENGINEER, "wu", assigned=False)
    project("N-2")
    page = client(Role.HEAD).get("/progress/N-2/").content.decode()
    assert "派驻</button>" in page and "wu" in page and timezone.now().year > 2000
