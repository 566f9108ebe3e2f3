"""A year is imported after it was looked at; what is there already is replaced only on purpose."""

from __future__ import annotations

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gaoxin.accounts.rules.roles import Role
from gaoxin.audit import selectors as audit_log
from gaoxin.core.calendar_files import read_year
from tests.manage.conftest import ADMINS, ZONE


def notice(year: int) -> str:
    days = [{"name": "元旦", "date": f"{year}-01-01", "isOffDay": True}]
    days += [{"name": name, "date": f"{year}-{day}", "isOffDay": True} for name, day in
             (("春节", "02-08"), ("清明节", "04-05"), ("劳动节", "05-03"), ("端午节", "06-09"), ("中秋节", "09-15"),
              ("国庆节", "10-01"))]  # fmt: skip
    return json.dumps({"year": year, "papers": [f"notice of {year}"], "days": days}, ensure_ascii=False)


def following(own_catalogue) -> int:
    return max(int(path.stem[3:]) for path in (own_catalogue / "calendars").glob("cn-*.yaml")) + 1


def test_looked_at_then_written(enter, own_catalogue):
    client, year = enter(Role.SYSTEM_ADMIN), following(own_catalogue)
    url = reverse("manage:calendar-import")
    upload = SimpleUploadedFile("next.json", notice(year).encode())
    looked = client.post(url, {"step": "check", "file": upload, "key": "c1"})
    assert looked.status_code == 200
    assert f"{year}-02-08" in looked.content.decode()
    target = own_catalogue / "calendars" / f"cn-{year}.yaml"
    assert not target.exists()
    for _ in range(2):
        done = client.post(url, {"step": "add", "name": "next.json", "text": notice(year), "key": "c1"})
        assert done.status_code == 302, done.content.decode()
    assert read_year(target).source == f"notice of {year}"
    assert len([e for e in audit_log.entries(ZONE, subject=f"calendar:{year}")]) == 1


def test_a_year_that_is_there_is_replaced_only_on_purpose(enter, own_catalogue):
    client, year = enter(Role.SYSTEM_ADMIN), following(own_catalogue) - 1
    url = reverse("manage:calendar-import")
    values = {"step": "check", "name": "x.json", "text": notice(year), "key": "c2"}
    refused = client.post(url, values)
    assert refused.status_code == 422
    assert 'name="replace" value="1"' in refused.content.decode()
    assert client.post(url, values | {"replace": "1"}).status_code == 200


def test_a_file_that_is_no_year_is_told(enter, own_catalogue):
    client = enter(Role.SYSTEM_ADMIN)
    for text in ("", "[]", "{", "year: 2040", '{"year": 2040, "days": []}'):
        answer = client.post(
            reverse("manage:calendar-import"), {"step": "add", "name": "x.yaml", "text": text, "key": "k"}
        )
        assert answer.status_code == 422
    raw = SimpleUploadedFile("x.yaml", b"\xff\xfe\x00")
    assert client.post(reverse("manage:calendar-import"), {"step": "check", "file": raw}).status_code == 422


def test_all_three_read_and_only_one_imports(enter):
    for role in ADMINS:
        client = enter(role)
        page = client.get(reverse("manage:calendars"))
        assert page.status_code == 200
        may = role is Role.SYSTEM_ADMIN
        assert ('type="file"' in page.content.decode()) is may
        if not may:
            assert client.post(reverse("manage:calendar-import"), {"step": "add"}).status_code == 403
