"""People, mandates, the log and the jobs: each for the administrator whose matter it is, none with the contents of a case."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from gaoxin.accounts.rules.roles import Role
from gaoxin.audit import selectors as audit_log
from gaoxin.audit import services as audit
from gaoxin.config import tasks
from gaoxin.parties.services import grant_mandate
from tests.approvals.conftest import SYSTEM, zone  # noqa: F401
from tests.manage.conftest import ADMINS, ZONE

OWNERS = {
    "people": Role.SECURITY_ADMIN, "mandates": Role.SECURITY_ADMIN, "audit": Role.AUDIT_ADMIN, "jobs": Role.SYSTEM_ADMIN,
}  # fmt: skip


def test_each_sees_what_is_theirs(enter):
    for role in (*ADMINS, Role.HEAD, Role.AUDITOR):
        client = enter(role)
        for name, owner in OWNERS.items():
            assert client.get(reverse(f"manage:{name}")).status_code == (200 if role is owner else 403), (role, name)


def test_people_with_their_roles_a_page_at_a_time(enter):
    client = enter(Role.SECURITY_ADMIN)
    for role in (Role.CLERK, Role.HEAD):
        enter(role)
    page = client.get(reverse("manage:people")).content.decode()
    assert "窗口人员" in page and "行政机关负责人" in page
    found = client.get(reverse("manage:people"), {"q": "clerk"}).content.decode()
    assert "clerk@" in found and "head@" not in found


def test_mandates_of_every_party(enter, zone):  # noqa: F811
    client = enter(Role.SECURITY_ADMIN)
    enter(Role.AGENT)
    from_log = audit_log.entries(ZONE, limit=1000)
    user = next(e for e in from_log if e.act == "create-user" and "agent" in e.detail).subject.split(":")[1]
    now = timezone.now()
    grant_mandate(
        zone=ZONE, party_id=zone.party.id, user_id=user, at=now, by=SYSTEM, scope=["night-work"],
        until=now + dt.timedelta(days=9),
    )  # fmt: skip
    page = client.get(reverse("manage:mandates"), {"q": "新材料"}).content.decode()
    assert zone.party.name in page and "night-work" in page
    assert zone.party.name not in client.get(reverse("manage:mandates"), {"q": "别家"}).content.decode()


def test_the_log_is_searched_and_paged_and_tells_nothing_of_a_case(enter, zone):  # noqa: F811
    pk = zone.granted()
    client = enter(Role.AUDIT_ADMIN)
    url = reverse("manage:audit")
    page = client.get(url).content.decode()
    assert "grant" in page and "行政许可法" in page
    of_case = client.get(url, {"subject": f"case:{pk}"}).content.decode()
    assert "start-case" in of_case or "submit" in of_case
    for secret in ("13800000000", "建议准予", zone.view(pk).number):
        assert secret not in page + of_case
    assert "没有符合的记录" in client.get(url, {"subject": "case:nothing"}).content.decode()
    assert "没有符合的记录" in client.get(url, {"until": "2001-01-01"}).content.decode()
    assert client.get(url, {"since": "gestern"}).status_code == 422
    numbers = {e.seq for e in audit_log.search(ZONE, limit=1000)}
    paged: list[int] = []
    before = None
    while rows := audit_log.search(ZONE, before=before, limit=7):
        paged += [entry.seq for entry in rows]
        before = rows[-1].seq
    assert paged == sorted(numbers, reverse=True)


def test_a_swap_equals_a_reload(enter, zone):  # noqa: F811
    client = enter(Role.AUDIT_ADMIN)
    whole = client.get(reverse("manage:audit"), {"act": "create-user"}).content.decode()
    part = client.get(
        reverse("manage:audit"), {"act": "create-user"}, headers={"HX-Request": "true", "HX-Target": "entries"}
    )
    assert part.content.decode().strip() in whole


def test_the_chain_is_checked_and_a_break_is_told(enter, zone, monkeypatch):  # noqa: F811
    client = enter(Role.AUDIT_ADMIN)
    url = reverse("manage:audit-check")
    assert "审计链完整" in client.post(url).content.decode()
    assert client.get(url).status_code == 405
    broken = audit.verify(ZONE).__class__(False, 3, 2, "第 3 条内容被改动")
    monkeypatch.setattr(audit, "verify", lambda zone: broken)
    page = client.post(url).content.decode()
    assert "第 3 条断裂" in page


def test_jobs_that_wait_and_failed(enter):
    client = enter(Role.SYSTEM_ADMIN)
    assert "还没有任务完成过" in client.get(reverse("manage:jobs")).content.decode()
    tasks.prune.enqueue(zone=ZONE, slot=1)
    row = DBTaskResult.objects.get()
    DBTaskResult.objects.filter(pk=row.pk).update(
        status="FAILED", finished_at=timezone.now(), exception_class_path="django.db.utils.OperationalError",
        traceback="secret words",
    )  # fmt: skip
    page = client.get(reverse("manage:jobs")).content.decode()
    assert "OperationalError" in page and "prune" in page
    assert "secret words" not in page


@pytest.mark.parametrize(("name", "role"), [("audit", Role.AUDIT_ADMIN), ("mandates", Role.SECURITY_ADMIN)])
def test_as_many_queries_for_many_rows_as_for_few(enter, zone, name, role):  # noqa: F811
    client = enter(role)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(f"manage:{name}"))
    zone.granted()
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(f"manage:{name}"))
    assert len(many) <= len(few)
